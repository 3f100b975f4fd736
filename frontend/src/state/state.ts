// What the reader has chosen. Everything that is drawn or listed follows from it and the data.
import type { Condition } from "../search/query";

export type Mode =
  | { name: "map" }
  | { name: "local"; depth: number; way: "both" | "out" | "in" }
  | { name: "path"; from: number; to: number; directed: boolean }
  | { name: "compare"; a: number; b: number }
  | { name: "ranking"; measure: string; top: number }
  | { name: "missing"; cause: number }
  | { name: "orphans"; flag: number }
  | { name: "list" };

export type ThemeChoice = "auto" | "light" | "dark";

export interface State {
  selected: number;
  mode: Mode;
  /** What is typed in the search field. */
  typed: string;
  conditions: Condition[];
  /** Fade what the conditions leave out instead of hiding it. */
  fade: boolean;
  /** How many of the most linked nodes are left out, to see what lies behind them. */
  hubs: number;
  colour: string;
  theme: ThemeChoice;
  /** For each kind of edge, whether it is drawn. */
  edgeKinds: boolean[];
}

export type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;

/** Holds the state; whoever listens is told what changed. */
export class Store {
  private readonly listeners: Listener[] = [];

  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  set(change: Partial<State>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    const changed = new Set<keyof State>();
    for (const key of Object.keys(change) as (keyof State)[])
      if (!same(before[key], this.current[key])) changed.add(key);
    if (changed.size) for (const listener of this.listeners) listener(this.current, changed);
  }
}

/** What an address says is read anew each time; what it says as before is no change, and nothing is drawn for it. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
