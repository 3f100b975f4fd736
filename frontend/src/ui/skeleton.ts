// The empty page: canvases, and places for the controls. It stands before any data is unpacked.
import type { Box } from "../view/camera";
import { button, h, icon } from "./dom";
import { FIT, MINUS, PLUS } from "./icons";

export interface Skeleton {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  top: HTMLCanvasElement;
  search: HTMLElement;
  tools: HTMLElement;
  legend: HTMLElement;
  status: HTMLElement;
  /** Say something for eyes and ears. */
  say(text: string): void;
  /** Say it for ears only. */
  tell(text: string): void;
  covered(): Box[];
  free(): Box;
  onZoom: (factor: number) => void;
}

const TOAST_MS = 2600;

export function skeleton(): Skeleton {
  let timer = 0;
  const canvas = h("canvas", { class: "map", attrs: { "aria-hidden": "true" } });
  const top = h("canvas", {
    class: "map",
    attrs: {
      tabindex: "0",
      role: "application",
      "aria-label":
        "Map of the pages. Arrows move it, plus and minus zoom, slash searches, v shows all pages as a list.",
    },
  });
  const search = h("div", { class: "search over", attrs: { role: "search" } });
  const tools = h("div", { class: "tools over" });
  const legend = h("div", {
    class: "side over",
    attrs: { role: "group", "aria-label": "Legend and filters" },
  });
  const status = h("div", { class: "status over" });
  const live = h("div", { class: "hidden-text", attrs: { "aria-live": "polite" } });
  const toast = h("div", { class: "toast", attrs: { "aria-hidden": "true" } });
  const zooms = h("div", { class: "zooms over", attrs: { role: "group", "aria-label": "Zoom" } });
  const header = h("header", {}, h("h1", { class: "hidden-text" }, document.title), search, tools);
  const root = h("main", {}, canvas, top, header, legend, zooms, status, live, toast);
  const page: Skeleton = {
    root,
    canvas,
    top,
    search,
    tools,
    legend,
    status,
    say,
    tell,
    covered,
    free,
    onZoom: () => undefined,
  };
  for (const [words, drawing, factor] of [
    ["Zoom in", PLUS, 1.6],
    ["Zoom out", MINUS, 1 / 1.6],
    ["Show all", FIT, 0],
  ] as const) {
    const made = button("", () => page.onZoom(factor), { title: words, attrs: { "aria-label": words } });
    made.append(icon(drawing));
    zooms.append(made);
  }
  legend.hidden = innerWidth < 1000;
  document.body.append(root);
  return page;

  function say(text: string): void {
    tell(text);
    toast.textContent = text;
    toast.classList.add("on");
    clearTimeout(timer);
    timer = window.setTimeout(() => toast.classList.remove("on"), TOAST_MS);
  }

  function tell(text: string): void {
    live.textContent = text;
  }

  function covered(): Box[] {
    const base = top.getBoundingClientRect();
    return [...root.querySelectorAll<HTMLElement>(".over")].flatMap((element) => {
      const { left, top: upper, right, bottom } = element.getBoundingClientRect();
      if (right - left < 1) return [];
      return [
        {
          left: left - base.left,
          top: upper - base.top,
          right: right - base.left,
          bottom: bottom - base.top,
        },
      ];
    });
  }

  function free(): Box {
    const { width, height } = top.getBoundingClientRect();
    const narrow = width < 700;
    const size = (selector: string): DOMRect =>
      root.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    const panel = size(".panel");
    const side = legend.getBoundingClientRect();
    const upper = Math.max(search.getBoundingClientRect().bottom, tools.getBoundingClientRect().bottom);
    return {
      left: !narrow && side.width ? side.right + 8 : 12,
      right: !narrow && panel.width ? panel.left - 8 : width - 12,
      top: upper + 8,
      bottom: narrow && panel.height ? panel.top - 8 : height - 28,
    };
  }
}
