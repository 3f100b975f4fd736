const nodes = x.map((_, id) => ({ id, x: x[id] / 40, y: y[id] / 40, fx: x[id] / 40, fy: y[id] / 40 }));
const links = [];
for (let i = 0; i < e.length; i += 2) links.push({ source: e[i], target: e[i + 1] });
new ForceGraph(box).cooldownTicks(0).graphData({ nodes, links }).zoomToFit(0);
