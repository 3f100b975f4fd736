// One line that says what is shown, and what is not.

import { count, counted } from "../data/numbers";
import { strokes } from "../view/edges";
import { SHOWN } from "../view/scene";
import type { App } from "./app";
import { h } from "./dom";

/** The line, and what writes it anew. */
export function statusLine(app: App): { root: HTMLElement; draw: () => void } {
  const root = h("span");
  const draw = (): void => {
    const { graph } = app.model;
    const { edges, state } = app.scene;
    const { camera, size } = app.map;
    const drawn = strokes(app.scene, camera, size).reduce((sum, { sorted, to }) => sum + to - sorted.from, 0);
    const shown = state.reduce((sum, value) => sum + (value === SHOWN ? 1 : 0), 0);
    const closer = drawn < edges.ends.length / 2 ? ", more when closer" : "";
    const cut = graph.meta.shown.length ? " · some details left out" : "";
    root.textContent = `${share(shown, graph.nodes, "page")} · ${share(drawn, graph.edges, "line")}${closer}${cut}`;
    root.title = [...graph.meta.shown, graph.meta.generator].join("\n");
  };
  app.store.listen(() => queueMicrotask(draw));
  return { root, draw };
}

/** "5 pages", "2 of 5 pages". */
const share = (part: number, all: number, word: string): string =>
  part === all ? counted(all, word) : `${count(part)} of ${counted(all, word)}`;
