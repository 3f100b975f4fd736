const nodes = x.map((_, id) => ({ id, x: x[id] / 4, y: y[id] / 4, shape: "dot", size: 8 }));
const edges = [];
for (let i = 0; i < e.length; i += 2) edges.push({ from: e[i], to: e[i + 1] });
new vis.Network(box, { nodes, edges }, { physics: false, edges: { smooth: false }, layout: { improvedLayout: false } });
