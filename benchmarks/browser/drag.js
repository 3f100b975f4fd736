// Drags the middle of the page a little and gives the number of frames drawn meanwhile.
(async () => {
  const LONGEST = 20000; // milliseconds
  const start = performance.now();
  const target = document.elementFromPoint(640, 400);
  const say = (what, x, y) => {
    const common = { clientX: x, clientY: y, screenX: x, screenY: y, bubbles: true, cancelable: true, view: window };
    const pressed = { ...common, button: 0, buttons: what === "up" ? 0 : 1 };
    target.dispatchEvent(new PointerEvent(`pointer${what}`, { ...pressed, pointerId: 1, pointerType: "mouse", isPrimary: true }));
    target.dispatchEvent(new MouseEvent(`mouse${what}`, pressed));
  };
  Element.prototype.setPointerCapture = () => {}; // no real pointer is there to be captured
  const before = drawn;
  say("down", 640, 400);
  for (let i = 1; i <= STEPS && performance.now() - start < LONGEST; i++) {
    say("move", 640 + 9 * i, 400 + 4 * i);
    await new Promise(requestAnimationFrame);
  }
  say("up", 640 + 9 * STEPS, 400 + 4 * STEPS);
  return drawn - before;
})();
