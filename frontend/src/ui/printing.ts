// On paper: the map in its light colours, as a picture, with the panel below it.
import { writeColours } from "../state/looks";
import { h } from "./dom";
import type { Page } from "./page";
import { flatten } from "./save";

export function printing(page: Page): void {
  const picture = h("img", { class: "print", attrs: { alt: "The map" } });
  picture.hidden = true;
  addEventListener("beforeprint", () => {
    page.applyTheme({ theme: "light" });
    writeColours(page.model, page.store.state.colour, page.scene.colour);
    page.map.update({ looks: true }); // what was drawn before has the colours of the dark theme
    page.map.drawAll();
    picture.src = flatten(page).toDataURL("image/png");
    picture.hidden = false;
    page.map.top.after(picture);
  });
  addEventListener("afterprint", () => {
    picture.remove();
    page.applyTheme(page.store.state);
    page.map.update({ looks: true });
  });
}
