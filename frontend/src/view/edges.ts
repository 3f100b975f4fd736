// Which edges are drawn, in what order, and how strongly. Three sorts fade in one after the other: between
// regions, between groups of a region, inside a group. The latter two stay in order of their regions, so that
// only what is seen has to be drawn.
import type { Graph } from "../data/graph";
import type { Camera, Size } from "./camera";

export const ACROSS = 0;
export const BETWEEN = 1;
export const INSIDE = 2;

const NOT_SHOWN = 3;

const TIERS = 5;
const PRIMES = [7919, 7907];

export interface EdgeSort {
  /** The first and the last edge of it in `ends`. */
  from: number;
  to: number;
  /** The first edge of each region, for sorts that are in order of regions; one more at the end. */
  first: Uint32Array | null;
  /** The length of an edge in world units, on average. */
  length: number;
}

export interface EdgeList {
  /** Both ends of each edge. */
  ends: Uint32Array;
  sorts: [EdgeSort, EdgeSort, EdgeSort];
}

/** Sort the edges whose kinds are shown; each pair of nodes is drawn as often as it has edges. */
export function edgeList(graph: Graph, shown: boolean[]): EdgeList {
  const { out, target, region, regions } = graph;
  const sortAt = sortsOf(graph, shown);
  const perTier = new Uint32Array(TIERS + 1);
  const counts = [0, 0, 0];
  const firsts = [new Uint32Array(regions.count + 1), new Uint32Array(regions.count + 1)];
  for (let node = 0; node < graph.nodes; node++)
    for (let edge = out[node]; edge < out[node + 1]; edge++) {
      const sort = sortAt[edge];
      if (sort === NOT_SHOWN) continue;
      counts[sort]++;
      if (sort === ACROSS) perTier[tierOf(edge) + 1]++;
      else firsts[sort - 1][region[node] + 1]++;
    }
  const starts = [0, counts[0], counts[0] + counts[1]];
  const ends = new Uint32Array(2 * (counts[0] + counts[1] + counts[2]));
  for (let tier = 0; tier < TIERS; tier++) perTier[tier + 1] += perTier[tier];
  firsts.forEach((first, i) => {
    first[0] = starts[i + 1];
    for (let r = 0; r < regions.count; r++) first[r + 1] += first[r];
  });
  const next = starts.slice();
  const lengths = [0, 0, 0];
  // Those across in an order that jumps about the map: if not all of a tier are drawn, they come from everywhere.
  const jump = PRIMES.find((prime) => graph.nodes % prime) ?? 1;
  for (let i = 0, far = 0; i < graph.nodes; i++, far = (far + jump) % graph.nodes) {
    for (let edge = out[i]; edge < out[i + 1]; edge++)
      if (sortAt[edge] === BETWEEN || sortAt[edge] === INSIDE) put(next[sortAt[edge]]++, i, edge);
    for (let edge = out[far]; edge < out[far + 1]; edge++)
      if (sortAt[edge] === ACROSS) put(perTier[tierOf(edge)]++, far, edge);
  }
  const sorts = counts.map((count, sort) => ({
    from: starts[sort],
    to: starts[sort] + count,
    first: sort === ACROSS ? null : firsts[sort - 1],
    length: count ? lengths[sort] / count : 0,
  }));
  return { ends, sorts: sorts as EdgeList["sorts"] };

  function put(place: number, node: number, edge: number): void {
    const other = target[edge];
    ends[2 * place] = node;
    ends[2 * place + 1] = other;
    const [dx, dy] = [graph.x[node] - graph.x[other], graph.y[node] - graph.y[other]];
    lengths[sortAt[edge]] += Math.sqrt(dx * dx + dy * dy);
  }

  /** Links before all else, the strongest first. */
  function tierOf(edge: number): number {
    return graph.meta.structural[graph.edgeKind[edge]]
      ? TIERS - 1
      : 3 - Math.min(3, 31 - Math.clz32(graph.edgeWeight[edge] | 1));
  }
}

/** The sort of each edge. */
function sortsOf({ nodes, out, target, edgeKind, region, group }: Graph, shown: boolean[]): Uint8Array {
  const sorts = new Uint8Array(target.length).fill(NOT_SHOWN);
  for (let node = 0; node < nodes; node++)
    for (let edge = out[node]; edge < out[node + 1]; edge++) {
      const other = target[edge];
      if (shown[edgeKind[edge]] && other !== node)
        sorts[edge] =
          region[node] !== region[other] ? ACROSS : group[node] !== group[other] ? BETWEEN : INSIDE;
    }
  return sorts;
}

/** What there is to draw of a sort of edges. */
export interface Stroke {
  sorted: EdgeSort;
  alpha: number;
  /** Behind the last edge that is drawn. */
  to: number;
}

/** How much of the view the lines of a sort may cover; more of them are drawn fainter. */
const INK = [0.35, 0.55, 0.6];
const FAINTEST = [0.035, 0.02, 0.02];
const STRONGEST = [0.32, 0.2, 0.42];
/** With fewer pixels between neighbours, their dots cover lines of a sort; with twice as many none is faint. */
const APART = [0, 0.75, 1.5];

/**
 * The sorts of which lines are drawn, and how strongly. Lines between regions that would have to be fainter than
 * the faintest are left out, the weakest first, until the reader comes closer.
 */
export function strokes(
  { edges, spacing }: { edges: EdgeList; spacing: number },
  { scale }: Camera,
  { width, height }: Size,
): Stroke[] {
  return edges.sorts.flatMap((sorted, sort) => {
    const count = sorted.to - sorted.from;
    const seen = layers(sort, sorted, scale, width * height);
    const least = FAINTEST[sort];
    const ink = INK[sort] / 4;
    const fadeIn = sort === ACROSS ? 1 : Math.min(1, Math.max(0, (sorted.length * scale - 1.5) / 6));
    const strength = fadeIn * Math.min(STRONGEST[sort], Math.max(least, ink / Math.max(seen, 0.01)));
    const apart = sort === ACROSS ? 1 : Math.min(1, Math.max(0, (spacing * scale) / APART[sort] - 1));
    const alpha = strength * apart;
    const drawn = sort === ACROSS ? Math.min(count, Math.ceil((count * ink) / least / seen)) : count;
    return count && alpha ? [{ sorted, alpha, to: sorted.from + drawn }] : [];
  });
}

/** How many times the lines of a sort cover the view. Zoomed in, long ones leave it: they count with a part. */
function layers(sort: number, { from, to, length }: EdgeSort, scale: number, area: number): number {
  const pixels = length * scale;
  const covered = ((to - from) * pixels) / area;
  return sort === ACROSS
    ? covered / Math.max(1, pixels / 500) ** 2
    : covered / Math.max(1, pixels / 120) ** 1.5;
}
