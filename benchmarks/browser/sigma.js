const graph = new graphology.Graph({ multi: true, type: "directed" });
x.forEach((_, i) => graph.addNode(i, { x: x[i], y: -y[i], size: 2, label: `page ${i}`, color: "#0072b2" }));
for (let i = 0; i < e.length; i += 2) graph.addEdge(e[i], e[i + 1], { color: "#cccccc", size: 1 });
new Sigma(graph, box);
