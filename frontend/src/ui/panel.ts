// The panel at the right, on small screens at the bottom: a page, or what the mode has to say.
import type { Details } from "../data/details";
import type { Mode } from "../state/state";
import type { App } from "./app";
import { button, h, icon } from "./dom";
import { helpPanel } from "./help";
import { CLOSE } from "./icons";
import { comparePanel, localControls, missingPanel, orphansPanel, pathPanel, rankingPanel } from "./modes";
import { nodePanel } from "./node";
import { savePanel } from "./save";
import type { Sheet } from "./toolbar";

const NAMES: Partial<Record<Mode["name"], string>> = {
  path: "Path",
  compare: "Comparison",
  ranking: "Ranking",
  missing: "Missing pages",
  orphans: "Orphans",
};

export class Panel {
  readonly root: HTMLElement;
  sheet: Sheet = null;
  private readonly body = h("div", { class: "body" });
  private turn = 0;

  constructor(
    private readonly app: App,
    private readonly onClose: () => void,
  ) {
    const close = h(
      "button",
      {
        type: "button",
        class: "close",
        attrs: { "aria-label": "Close the panel" },
        on: { click: () => onClose() },
      },
      icon(CLOSE),
    );
    this.root = h("aside", { class: "panel over", attrs: { "aria-label": "Details" } }, close, this.body);
    this.root.hidden = true;
  }

  /** Show what the state asks for. Details arrive later the first time; the promise does not wait for them. */
  async draw(): Promise<void> {
    const turn = ++this.turn;
    let details: Details | null | undefined;
    const late = this.app.model.details().then((found) => (details = found));
    await Promise.race([late, Promise.resolve()]);
    this.fill(details ?? null);
    if (details === undefined) void this.complete(turn, late);
  }

  private async complete(turn: number, late: Promise<Details | null>): Promise<void> {
    try {
      const details = await late;
      if (turn === this.turn && details) this.fill(details);
    } catch (error) {
      this.app.say(error instanceof Error ? error.message : "The details cannot be read.");
    }
  }

  private fill(details: Details | null): void {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const id = focused?.id;
    const nodes = this.content(details);
    this.root.hidden = nodes.length === 0;
    document.documentElement.classList.toggle("with-panel", nodes.length > 0);
    this.body.replaceChildren(...nodes);
    this.body.scrollTop = 0;
    this.app.map.redraw(); // names keep clear of the panel
    if (!focused || this.root.contains(document.activeElement)) return;
    const again = id ? document.getElementById(id) : null;
    if (again) again.focus();
    else if (nodes.length) this.focus();
    else this.app.map.top.focus();
  }

  /** Give the focus to the panel's title, from where a screen reader reads on. */
  focus(): void {
    this.body.querySelector<HTMLElement>("h2")?.focus();
  }

  private content(details: Details | null): Node[] {
    const { app } = this;
    const { mode, selected } = app.store.state;
    if (this.sheet === "help") return helpPanel(app.model.graph.meta.shown);
    if (this.sheet === "save") return savePanel(app);
    if (selected >= 0 && mode.name === "local")
      return [...localControls(app, mode, details), ...nodePanel(app, selected, details)];
    if (selected >= 0) {
      const name = NAMES[mode.name];
      const back = name
        ? [button(`‹ ${name}`, () => app.store.set({ selected: -1 }), { class: "back" })]
        : [];
      return [...back, ...nodePanel(app, selected, details)];
    }
    switch (mode.name) {
      case "path":
        return pathPanel(app, mode, details);
      case "compare":
        return comparePanel(app, mode, details);
      case "ranking":
        return rankingPanel(app, mode, details);
      case "missing":
        return missingPanel(app, mode, details);
      case "orphans":
        return orphansPanel(app, mode, details);
      case "local":
        return [
          h("h2", { attrs: { tabindex: "-1" } }, "Local graph"),
          h("p", { class: "hint" }, "Choose a page, on the map or by search."),
        ];
      default:
        return [];
    }
  }

  close(): void {
    this.onClose();
  }
}
