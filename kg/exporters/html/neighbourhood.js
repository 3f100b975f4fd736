"use strict";
// Draws the picture and keeps the list beside it in step. Texts from notes reach the page as text nodes only.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.nodes.map((node) => [node.id, node]));
  const MOST_LABELS = 60; // in view at once; more would hide the picture
  const picture = document.getElementById("picture");
  const list = document.getElementById("list");
  const search = document.getElementById("search");
  const browse = document.getElementById("browse");
  const details = document.getElementById("details");
  const hiddenKinds = new Set();
  const nodes = new vis.DataSet(data.nodes.map((node) => ({ ...node, label: undefined })));
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network(picture, { nodes, edges }, data.options);
  let selected = null;
  let near = null; // the selected node and its neighbours

  const symbols = new Map();
  for (const label of document.querySelectorAll("#kinds label")) {
    symbols.set(label.querySelector("input").value, label.querySelector("svg"));
  }

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const words = (kind) => kind.replaceAll("_", " ");

  function paint() {
    near = selected === null ? null : new Set([selected, ...network.getConnectedNodes(selected)]);
    const paper = css("--paper"), ink = css("--ink"), line = css("--edge"), strong = css("--accent");
    nodes.update(data.nodes.map((node) => {
      const hollow = node.kind === "missing";
      const colour = css(hollow ? "--grey" : `--colour-${node.colour}`);
      const dim = near !== null && !near.has(node.id);
      const fill = { background: hollow ? paper : colour, border: hollow ? colour : paper };
      return {
        id: node.id,
        hidden: hiddenKinds.has(node.kind),
        opacity: dim ? 0.15 : 1,
        color: { ...fill, highlight: { background: fill.background, border: ink }, hover: { background: fill.background, border: ink } },
        title: node.title,
      };
    }));
    edges.update(data.edges.map((edge) => {
      const touches = edge.from === selected || edge.to === selected;
      return {
        id: edge.id,
        title: `${byId.get(edge.from).label} → ${byId.get(edge.to).label}\n${words(edge.kind)}, ${edge.weight}×`,
        color: { color: touches ? strong : line, highlight: strong, hover: strong, opacity: selected === null || touches ? 0.75 : 0.1 },
      };
    }));
  }

  // Labels are drawn here, the most important first, and only where they cover no other label: the library
  // draws all of them, one over the other.
  function drawLabels(context) {
    const scale = network.getScale();
    const middle = network.getViewPosition();
    const view = [picture.clientWidth / scale / 2, picture.clientHeight / scale / 2];
    const taken = [];
    const ink = css("--ink"), soft = css("--soft");
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.strokeStyle = css("--paper");
    for (const node of inOrder()) {
      if (taken.length === MOST_LABELS) break;
      if (Math.abs(node.x - middle.x) > view[0] || Math.abs(node.y - middle.y) > view[1]) continue;
      const size = node.id === selected ? 15 : 11 + node.value / 25;
      context.font = `${node.id === selected ? 600 : 400} ${size / scale}px system-ui, sans-serif`;
      const x = node.x * scale, y = node.y * scale + network.body.nodes[node.id].shape.height * scale / 2 + 3;
      const half = context.measureText(node.label).width * scale / 2 + 4;
      const box = [x - half, y, x + half, y + size + 3];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      context.lineWidth = 4 / scale;
      context.strokeText(node.label, x / scale, y / scale);
      context.fillStyle = node.kind === "missing" ? soft : ink;
      context.fillText(node.label, x / scale, y / scale);
    }
  }

  function inOrder() {
    const shown = data.nodes.filter((node) => !hiddenKinds.has(node.kind) && (near === null || near.has(node.id)));
    return selected === null ? shown : [byId.get(selected), ...shown.filter((node) => node.id !== selected)];
  }

  function button(node, note) {
    const item = document.createElement("li");
    const control = document.createElement("button");
    control.type = "button";
    const symbol = symbols.get(node.kind).cloneNode(true);
    if (node.kind !== "missing") symbol.classList.add(`colour-${node.colour}`);
    control.append(symbol, node.title.split("\n")[0]);
    if (note) {
      const aside = document.createElement("span");
      aside.className = "count";
      aside.textContent = note;
      control.append(aside);
    }
    control.addEventListener("click", () => select(node.id, true));
    item.append(control);
    return item;
  }

  function showList() {
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = data.nodes.filter((node) => !hiddenKinds.has(node.kind)
      && (node.title.toLocaleLowerCase().includes(wanted) || node.path.toLocaleLowerCase().includes(wanted)));
    list.replaceChildren(...found.map((node) => button(node)));
  }

  function line(tag, text, className) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function neighbours(title, touching, end) {
    if (touching.length === 0) return [];
    const rows = document.createElement("ul");
    rows.append(...touching.map((edge) => button(byId.get(edge[end]), words(edge.kind))));
    return [line("h3", `${title} (${touching.length})`), rows];
  }

  function showDetails(node) {
    const back = line("button", "← All nodes", "back");
    back.type = "button";
    back.addEventListener("click", () => select(null));
    const parts = [back, line("h2", node.title.split("\n")[0]), line("p", node.path || node.key, "fact"), line("p", words(node.kind), "fact")];
    if (/^https?:\/\//.test(node.url)) {
      const link = line("a", node.url, "fact");
      link.href = node.url;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      parts.push(link);
    }
    parts.push(
      ...neighbours("From here", data.edges.filter((edge) => edge.from === node.id), "to"),
      ...neighbours("To here", data.edges.filter((edge) => edge.to === node.id), "from"),
    );
    details.replaceChildren(...parts);
    details.scrollTop = 0;
  }

  function select(id, move) {
    selected = id;
    browse.hidden = id !== null;
    details.hidden = id === null;
    if (id === null) {
      network.unselectAll();
    } else {
      network.selectNodes([id]);
      showDetails(byId.get(id));
      if (move) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: calm ? false : { duration: 400 } });
      }
    }
    paint();
  }

  network.on("afterDrawing", drawLabels);
  network.on("dragEnd", () => Object.entries(network.getPositions()).forEach(([id, place]) => Object.assign(byId.get(Number(id)), place)));
  network.on("click", (event) => select(event.nodes.length > 0 ? event.nodes[0] : null));
  search.addEventListener("input", showList);
  document.getElementById("kinds").addEventListener("change", (event) => {
    if (event.target.checked) hiddenKinds.delete(event.target.value);
    else hiddenKinds.add(event.target.value);
    showList();
    paint();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") select(null);
    if (event.key === "/" && event.target !== search) { event.preventDefault(); select(null); search.focus(); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  showList();
  paint();
  network.fit();
  network.moveTo({ scale: Math.min(network.getScale() * 0.85, 1.2) }); // room for the labels at the rim
})();
