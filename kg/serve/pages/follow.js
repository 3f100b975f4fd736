// Gives the explorer what its page does not hold, and loads it again when its graph was built again. Its address
// keeps the view and what is chosen.
(() => {
  const shown = new URL(document.currentScript.src).search.slice(1);
  document.addEventListener("kg-wanted", async ({ target }) => {
    let detail = null;
    try {
      const answer = await fetch(target.dataset.from);
      if (answer.ok) detail = await answer.arrayBuffer();
    } catch {
      // The server is away.
    }
    target.dispatchEvent(new CustomEvent("kg-given", { detail }));
  });
  const ask = async () => {
    try {
      const answer = await fetch("/follow", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== shown) {
        location.reload();
        return;
      }
    } catch {
      // The server is away; it may come back.
    }
    setTimeout(ask, document.hidden ? 5000 : 100);
  };
  ask();
})();
