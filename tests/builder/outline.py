"""A graph as a text that can be reviewed in a diff."""

from __future__ import annotations


def outline(graph):
    """Edges as `a -kind-> b (weight)`, then missing pages and faults; sorted, one a line."""
    key = graph.nodes["key"].tolist()
    edges = sorted(
        f"{key[edge.source]} -{edge.kind}-> {key[edge.target]} ({edge.weight})"
        for edge in graph.edges.itertuples()
    )
    missing = [
        f"missing {node.key} {node.label}" for node in graph.nodes.itertuples() if node.kind == "missing"
    ]
    faults = [f"fault {row.path}:{row.line} {row.code}" for row in graph.faults.itertuples()]
    return "\n".join([*edges, *sorted(missing), *faults])
