// Gets a section that the page does not hold: this program loads nothing, so whoever sent the page has to give it.
import { DataError } from "./errors";

/** The packed bytes of a section. What listens for `kg-wanted` answers with `kg-given`, nothing if it cannot. */
export function given(block: HTMLElement, name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((done, fail) => {
    const take = (event: Event): void => {
      const bytes = event instanceof CustomEvent ? (event.detail as unknown) : null;
      if (bytes instanceof ArrayBuffer) done(new Uint8Array(bytes));
      else fail(new DataError(`The server did not give section "${name}".`));
    };
    block.addEventListener("kg-given", take, { once: true });
    block.dispatchEvent(new Event("kg-wanted", { bubbles: true }));
  });
}
