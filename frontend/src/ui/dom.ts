// Makes elements. Text only ever becomes text nodes, and no address runs anything: nothing that a note
// says can become markup.
import { count } from "../data/numbers";

type Child = Node | string | number | null | undefined | false;

export interface Attributes {
  class?: string;
  id?: string;
  title?: string;
  type?: string;
  /** Names for assistive technology and all else that is a plain attribute. */
  attrs?: Record<string, string>;
  on?: Record<string, (event: Event) => void>;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (attributes.class) element.className = attributes.class;
  if (attributes.id) element.id = attributes.id;
  if (attributes.title) element.title = attributes.title;
  if (attributes.type) element.setAttribute("type", attributes.type);
  for (const [name, value] of Object.entries(attributes.attrs ?? {})) element.setAttribute(name, value);
  for (const [name, handler] of Object.entries(attributes.on ?? {})) element.addEventListener(name, handler);
  append(element, children);
  return element;
}

export function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
}

export function button(text: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", ...attributes, on: { click: onClick, ...attributes.on } }, text);
}

/** Addresses that open something. Those of notes have passed `safeAddress`; which program opens a note is said by
 * who wrote the page. */
const OPENS = /^(?!javascript:|data:|vbscript:)[a-z][\w+.-]*:/i;

/** A link that opens elsewhere, or only its text where the address would run something. */
export function link(text: string, address: string | null, attributes: Attributes = {}): HTMLElement {
  if (!address || !OPENS.test(address)) return h("span", attributes, text);
  return h(
    "a",
    {
      ...attributes,
      attrs: { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes.attrs },
    },
    text,
  );
}

/** One of a few choices. */
export function select(
  label: string,
  options: readonly (readonly [value: string, words: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLSelectElement {
  const element = h("select", { attrs: { "aria-label": label } });
  for (const [value, words] of options) {
    const option = h("option", { attrs: { value } }, words);
    option.selected = value === chosen;
    element.append(option);
  }
  element.addEventListener("change", () => onChange(element.value));
  return element;
}

export function checkbox(
  text: Child,
  checked: boolean,
  onChange: (on: boolean) => void,
  extra: Child[] = [],
): HTMLLabelElement {
  const input = h("input", { type: "checkbox" });
  input.checked = checked;
  input.addEventListener("change", () => onChange(input.checked));
  return h("label", { class: "check" }, input, ...extra, h("span", { class: "words" }, text));
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of one path, as large as the letters around it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

/** The sign of a kind of node in its colour, as it is drawn on the map. */
export function sign(corners: [number, number][] | null, hollow: boolean, colour: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(SVG, corners ? "polygon" : "circle");
  if (corners) drawn.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
  else drawn.setAttribute("r", hollow ? "4.6" : "5.4");
  drawn.setAttribute("fill", hollow ? "none" : colour);
  if (hollow) {
    drawn.setAttribute("stroke", colour);
    drawn.setAttribute("stroke-width", "2");
  }
  svg.append(drawn);
  return svg;
}

/** Fill a list a part at a time: a hub has thousands of links, and the reader looks at the first. */
export function longList<T>(items: readonly T[], row: (item: T) => Node, first = 60): HTMLElement {
  const list = h("ul", { class: "rows" });
  const rest = h("div");
  let shown = 0;
  const more = (most: number): void => {
    const fresh = items.slice(shown, shown + most).map(row);
    shown += fresh.length;
    list.append(...fresh);
    rest.replaceChildren();
    if (shown < items.length) {
      const left = items.length - shown;
      const next = Math.min(left, 200);
      rest.append(button(`Show ${count(next)} more of ${count(left)}`, () => more(next), { class: "more" }));
    }
  };
  more(first);
  return h("div", {}, list, rest);
}
