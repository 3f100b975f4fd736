// Counts the tasks in which something was drawn, whatever it was drawn with.
window.drawn = 0;
{
  let noted = false;
  const note = () => {
    if (noted) return;
    noted = true;
    queueMicrotask(() => {
      noted = false;
      drawn++;
    });
  };
  const gl = ["clear", "drawArrays", "drawElements"];
  for (const [kind, names] of [
    [CanvasRenderingContext2D, ["clearRect", "fillRect", "stroke", "fill"]],
    [WebGL2RenderingContext, [...gl, "drawArraysInstanced"]],
    [WebGLRenderingContext, gl],
  ])
    for (const name of names) {
      const old = kind.prototype[name];
      kind.prototype[name] = function (...given) {
        note();
        return old.apply(this, given);
      };
    }
}
