// A field with suggestions, after the ARIA pattern of an editable combobox: the focus stays in the field, the
// arrows choose, Enter takes, Escape closes.
import { h } from "./dom";

export interface Suggestion {
  node: HTMLElement;
  take: () => void;
}

export interface ComboboxOptions {
  id: string;
  label: string;
  placeholder: string;
  /** Suggestions for what is typed, and a line that says how many there are. */
  suggest: (typed: string) => { suggestions: Suggestion[]; summary: string };
  onEscape?: () => void;
}

export class Combobox {
  readonly input: HTMLInputElement;
  readonly root: HTMLElement;
  private readonly list: HTMLElement;
  private readonly summary: HTMLElement;
  private suggestions: Suggestion[] = [];
  private active = -1;

  constructor(private readonly options: ComboboxOptions) {
    const listId = `${options.id}-list`;
    this.input = h("input", {
      id: options.id,
      type: "text",
      attrs: {
        role: "combobox",
        "aria-label": options.label,
        "aria-expanded": "false",
        "aria-controls": listId,
        "aria-autocomplete": "list",
        autocomplete: "off",
        spellcheck: "false",
        enterkeyhint: "go",
        placeholder: options.placeholder,
      },
    });
    this.list = h("div", {
      id: listId,
      class: "options",
      attrs: { role: "listbox", "aria-label": options.label },
    });
    this.summary = h("div", { class: "summary", attrs: { role: "status" } });
    const box = h("div", { class: "dropdown" }, this.list, this.summary);
    this.root = h("div", { class: "combobox" }, this.input, box);
    this.input.addEventListener("input", () => this.refresh());
    this.input.addEventListener("focus", () => this.refresh());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.close();
  }

  private refresh(): void {
    const { suggestions, summary } = this.options.suggest(this.input.value);
    this.suggestions = suggestions;
    this.list.replaceChildren(
      ...suggestions.map(({ node }, i) => {
        node.id = `${this.options.id}-${i}`;
        node.setAttribute("role", "option");
        node.setAttribute("aria-selected", "false");
        node.classList.add("option");
        // Before the field loses the focus, which would close the list under the pointer.
        node.addEventListener("pointerdown", (event) => event.preventDefault());
        node.addEventListener("click", () => this.take(i));
        return node;
      }),
    );
    this.summary.textContent = summary;
    this.root.classList.toggle("open", suggestions.length > 0 || summary !== "");
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.choose(this.input.value.trim() && suggestions.length ? 0 : -1);
  }

  private choose(index: number): void {
    this.suggestions[this.active]?.node.setAttribute("aria-selected", "false");
    this.active = index;
    const chosen = this.suggestions[index]?.node;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    const { length } = this.suggestions;
    if (event.key === "ArrowDown" && length) this.choose((this.active + 1) % length);
    else if (event.key === "ArrowUp" && length) this.choose((this.active - 1 + length) % length);
    else if (event.key === "Enter" && this.active >= 0) this.take(this.active);
    else if (event.key === "Escape") {
      const open = this.root.classList.contains("open") && this.input.value !== "";
      this.set("");
      this.close();
      if (!open) this.options.onEscape?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private take(index: number): void {
    const chosen = this.suggestions[index];
    this.close();
    chosen?.take();
  }

  private close(): void {
    this.root.classList.remove("open");
    this.list.hidden = true;
    this.suggestions = [];
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Put a text into the field, as if it were typed. */
  set(text: string): void {
    if (this.input.value === text) return;
    this.input.value = text;
    this.options.suggest(text);
  }
}
