// Loads the explorer again when its graph was built again. Its address keeps the view and what is chosen.
(() => {
  const shown = new URL(document.currentScript.src).search.slice(1);
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
    setTimeout(ask, document.hidden ? 5000 : 300);
  };
  ask();
})();
