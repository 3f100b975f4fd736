// All data of the page and what is derived from it once.
import type { Details } from "../data/details";
import type { Graph } from "../data/graph";
import type { Names } from "../data/names";
import { degrees, type Links, linksOf } from "../graph/links";
import { Search, top } from "../search/search";

export interface Ranks {
  words: string;
  /** For each node its place, 1 for the first; 0 where the measure says nothing. */
  rank: Uint32Array;
  /** How many nodes have a place. */
  count: number;
}

export class Model {
  readonly links: Links;
  readonly into: Uint32Array;
  readonly from: Uint32Array;
  /** Links in both directions. */
  readonly degree: Uint32Array;
  private finder: Search | undefined;
  private groupNames: string[] | undefined;
  private byDegree: number[] | undefined;

  constructor(
    readonly graph: Graph,
    readonly names: Names,
    readonly measures: ReadonlyMap<string, Ranks>,
    readonly details: () => Promise<Details | null>,
  ) {
    this.links = linksOf(graph);
    const { into, from } = degrees(graph);
    this.into = into;
    this.from = from;
    this.degree = into.map((count, node) => count + from[node]);
  }

  /** The index of names, made when it is first needed. */
  get search(): Search {
    this.finder ??= new Search(this.graph, this.names, this.degree);
    return this.finder;
  }

  label(node: number): string {
    return this.names.label.at(node);
  }

  /** The name of a node's region. */
  regionOf(node: number): string {
    return this.graph.regions.label.at(this.graph.region[node]);
  }

  kindOf(node: number): string {
    return this.graph.meta.nodeKinds[this.graph.kind[node]][1];
  }

  get groupLabels(): string[] {
    this.groupNames ??= Array.from(this.graph.groups.node, (node) => this.label(node));
    return this.groupNames;
  }

  /** The most linked nodes, most linked first. */
  hubs(most: number): number[] {
    if (!this.byDegree || this.byDegree.length < most) this.byDegree = top(this.degree, Math.max(200, most));
    return this.byDegree.slice(0, most);
  }
}
