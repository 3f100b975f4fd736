// The menu of what can be saved, and the file that comes of it.

import { counted } from "../data/numbers";
import { edgesCsv, graphml, nodesCsv, selectionOf, turtle } from "../out/selection";
import { svg } from "../out/svg";
import type { App } from "./app";
import { button, h } from "./dom";

export function savePanel(app: App): Node[] {
  const nodes = app.chosen();
  const table = async (
    name: string,
    type: string,
    write: (selection: ReturnType<typeof selectionOf>) => string,
  ): Promise<void> => {
    const details = await app.model.details();
    save(app, name, type, write(selectionOf(app.model, app.chosen(), details)));
  };
  const row = (text: string, words: string, run: () => void): HTMLElement =>
    h("li", {}, button(text, run), h("span", { class: "aside" }, words));
  return [
    h("h2", { attrs: { tabindex: "-1" } }, "Save"),
    h("h3", {}, "The picture as you see it"),
    h(
      "ul",
      { class: "choices" },
      row("PNG", "pixels", () => savePng(app)),
      row("SVG", "to enlarge and edit", () => {
        const { map, scene } = app;
        save(
          app,
          "svg",
          "image/svg+xml",
          svg(scene, map.camera, map.size, app.model.links, map.overlay.labels, map.stress),
        );
      }),
    ),
    h("h3", {}, `Your choice as data: ${counted(nodes.length, "page")}`),
    h(
      "p",
      { class: "hint" },
      "What the filters, the search and the mode leave; around a selected page, its neighbours.",
    ),
    h(
      "ul",
      { class: "choices" },
      row("CSV", "one line a page", () => void table("csv", "text/csv", nodesCsv)),
      row("CSV of links", "one line a link", () => void table("links.csv", "text/csv", edgesCsv)),
      row("GraphML", "Gephi, yEd, Cytoscape", () => void table("graphml", "application/xml", graphml)),
      row("Turtle", "RDF", () => void table("ttl", "text/turtle", turtle)),
    ),
  ];
}

/** The map and the names on it, as one canvas. */
export function flatten(app: App): HTMLCanvasElement {
  const { map } = app;
  const canvas = document.createElement("canvas");
  canvas.width = map.canvas.width;
  canvas.height = map.canvas.height;
  const context = canvas.getContext("2d");
  map.drawNow(); // in the same moment as it is copied: WebGL keeps its picture no longer
  context?.drawImage(map.canvas, 0, 0);
  context?.drawImage(map.top, 0, 0);
  return canvas;
}

function savePng(app: App): void {
  flatten(app).toBlob((blob) => blob && saveBlob(app, "png", blob), "image/png");
}

function save(app: App, suffix: string, type: string, text: string): void {
  saveBlob(app, suffix, new Blob([text], { type: `${type};charset=utf-8` }));
}

function saveBlob(app: App, suffix: string, blob: Blob): void {
  const title = app.model.graph.meta.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph";
  const address = URL.createObjectURL(blob);
  const anchor = h("a", { attrs: { href: address, download: `${title}.${suffix}` } });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  app.say(`${title}.${suffix} saved`);
}
