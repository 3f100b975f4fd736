// Pointers on the map: drag, wheel, pinch, tap, double tap. Pointer events serve mouse, pen and fingers alike.

export interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(x: number, y: number, factor: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  tap(x: number, y: number, again: boolean): void;
}

/** A finger may shake this much, in pixels, and still mean a tap. */
const SHAKE = 6;
const DOUBLE_MS = 320;

export function listen(element: HTMLElement, gestures: Gestures): void {
  const down = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  let lastTap = { time: 0, x: 0, y: 0 };
  const place = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    if (down.size === 1) travelled = 0;
  });

  element.addEventListener("pointermove", (event) => {
    const now = place(event);
    const last = down.get(event.pointerId);
    if (!last) {
      if (event.pointerType !== "touch") gestures.hover(now.x, now.y);
      return;
    }
    travelled += Math.hypot(now.x - last.x, now.y - last.y);
    if (down.size === 1) {
      if (travelled > SHAKE) gestures.pan(now.x - last.x, now.y - last.y);
      down.set(event.pointerId, now);
      return;
    }
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(now.x - other.x, now.y - other.y);
    gestures.pan((now.x - last.x) / 2, (now.y - last.y) / 2);
    if (before > 10) gestures.zoom((now.x + other.x) / 2, (now.y + other.y) / 2, after / before);
    down.set(event.pointerId, now);
  });

  element.addEventListener("pointerup", (event) => {
    const last = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!last || down.size || travelled > SHAKE) return;
    const again =
      event.timeStamp - lastTap.time < DOUBLE_MS && Math.hypot(last.x - lastTap.x, last.y - lastTap.y) < 30;
    lastTap = { time: again ? 0 : event.timeStamp, ...last };
    gestures.tap(last.x, last.y, again);
  });

  element.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  element.addEventListener("pointerleave", () => gestures.leave());
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 400 : 1);
      gestures.zoom(x, y, Math.exp(-Math.max(-240, Math.min(240, pixels)) * (event.ctrlKey ? 0.01 : 0.0018)));
    },
    { passive: false },
  );
}
