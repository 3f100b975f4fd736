// One line that says what is shown, and what is not.

import { SHOWN } from "../view/scene";
import type { App } from "./app";
import { count, counted, h } from "./dom";

export function statusLine(app: App): HTMLElement {
  const line = h("span");
  const draw = (): void => {
    const { graph } = app.model;
    const { edges, state } = app.scene;
    const lines = edges.ends.length / 2;
    const shown = state.reduce((sum, value) => sum + (value === SHOWN ? 1 : 0), 0);
    const pages =
      shown === graph.nodes
        ? counted(graph.nodes, "page")
        : `${count(shown)} of ${counted(graph.nodes, "page")}`;
    const links =
      lines === graph.edges ? counted(lines, "line") : `${count(lines)} of ${counted(graph.edges, "line")}`;
    line.textContent = `${pages} · ${links}`;
    line.title = [...graph.meta.shown, graph.meta.generator].join("\n");
  };
  app.store.listen(() => queueMicrotask(draw));
  queueMicrotask(draw);
  return line;
}
