// Starts the page: first what the first picture needs, then names, causes, measures and controls.
import "./styles/page.css";
import { Columns } from "./data/columns";
import { detailsOf } from "./data/details";
import { DataError } from "./data/errors";
import { type Graph, readCauses, readGraph } from "./data/graph";
import { readMeta } from "./data/meta";
import { readNames } from "./data/names";
import { holds, section } from "./data/sections";
import { writeColours } from "./state/looks";
import { Model, type Ranks } from "./state/model";
import { h } from "./ui/dom";
import { Page } from "./ui/page";
import { type Skeleton, skeleton } from "./ui/skeleton";
import { edgeList } from "./view/edges";
import { MapView } from "./view/map";
import { paletteOf } from "./view/palette";
import { isNested, type Scene, SHOWN } from "./view/scene";
import { spacing } from "./view/sizes";

function sceneOf(graph: Graph): Scene {
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset["theme"] = theme;
  return {
    graph,
    at: graph,
    isMap: true,
    nested: isNested(graph),
    spacing: spacing(graph),
    state: new Uint8Array(graph.nodes).fill(SHOWN),
    colour: new Uint8Array(graph.nodes),
    shownIn: new Uint32Array(graph.regions.count).fill(1),
    edges: edgeList(
      graph,
      graph.meta.structural.map((no) => !no),
    ),
    palette: paletteOf(theme),
  };
}

function readRanks(bytes: Uint8Array | null, graph: Graph): Map<string, Ranks> {
  const found = new Map<string, Ranks>();
  if (!bytes) return found;
  const columns = new Columns(bytes);
  for (const [key, words] of graph.meta.measures) {
    const rank = columns.varint(`rank:${key}`, graph.nodes);
    found.set(key, { words, rank, count: rank.reduce((sum, place) => sum + (place ? 1 : 0), 0) });
  }
  return found;
}

async function start(page: Skeleton): Promise<void> {
  const meta = readMeta(await section("meta"));
  const graph = readGraph(new Columns(await section("core")), meta);
  const scene = sceneOf(graph);
  writeColours({ graph } as Model, "region", scene.colour);
  let whole: Page | null = null;
  const map = new MapView(page.canvas, page.top, scene, {
    select: (node, again) => (again && node >= 0 ? whole?.open(node) : whole?.select(node)),
    hover: (node) => {
      if (map.stress.hover === node) return;
      map.stress.hover = node;
      page.top.style.cursor = node >= 0 ? "pointer" : "";
      map.redraw();
    },
    region: (region) => map.fitRegion(region),
    moved: () => whole?.record(false),
    covered: page.covered,
    free: page.free,
  });
  page.onZoom = (factor) => (factor ? map.zoom(factor) : map.fitAll());
  document.documentElement.dataset["state"] = "drawn";
  await new Promise((done) => setTimeout(done)); // let the first picture be seen
  const [labels, causes, measures] = await Promise.all([
    section("labels"), // all at once, as a server makes each when it is asked for it
    section("causes"),
    holds("measures") ? section("measures") : null,
  ]);
  const names = readNames(new Columns(labels), graph);
  readCauses(new Columns(causes), graph);
  whole = new Page(new Model(graph, names, readRanks(measures, graph), detailsOf(graph)), map, scene, page);
  document.documentElement.dataset["state"] = "ready";
}

async function run(): Promise<void> {
  const page = skeleton();
  try {
    await start(page);
  } catch (error) {
    document.documentElement.dataset["state"] = "failed";
    const why = error instanceof DataError ? error.message : `Something went wrong: ${String(error)}`;
    page.root.append(
      h(
        "div",
        { class: "failure", attrs: { role: "alert" } },
        h("h2", {}, "This graph cannot be shown"),
        h("p", {}, why),
      ),
    );
    if (!(error instanceof DataError)) throw error;
  }
}

void run();
