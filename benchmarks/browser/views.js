// Shows several views of the explorer one after another and waits until each is drawn in full.
(async () => {
  const rest = () => new Promise((done) => setTimeout(done, 900));
  for (let i = 1; i <= VIEWS; i++) {
    history.replaceState(null, "", `#v=1&x=${32000 + 300 * i}&y=32000&w=70000`);
    dispatchEvent(new HashChangeEvent("hashchange"));
    await rest();
  }
})();
