// What the parts of the page share: data, state, map, and the few things that each of them may do.
import type { Model } from "../state/model";
import type { Store } from "../state/state";
import type { MapView } from "../view/map";
import type { Palette } from "../view/palette";
import type { Scene } from "../view/scene";

export interface App {
  model: Model;
  store: Store;
  map: MapView;
  scene: Scene;
  palette(): Palette;
  /** Select a node and go there. */
  open(node: number): void;
  /** Say something to the reader, seen and heard. */
  say(text: string): void;
  /** The edges of the path that is shown. */
  path(): number[] | null;
  /** The nodes that the reader's choice is about: what is saved as a table. */
  chosen(): number[];
}
