"""Turns a neighbourhood, or the top of a ranking, into one interactive page that works without a network.

The picture is drawn by vis-network, which the pyvis package carries; pyvis's own template is not used,
since it loads scripts from elsewhere and writes some texts unescaped. Positions are computed here: left to
the browser, a few hundred nodes keep it busy for minutes.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.explore.find import find
from kg.exporters.html.choice import neighbourhood, top_nodes
from kg.exporters.html.layout import layout
from kg.exporters.html.page import asset, json_block, readable, render
from kg.exporters.tabular import rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyvis.network import Network

    from kg.exporters.html.choice import Choice
    from kg.model.graph import KnowledgeGraph

_SHAPES: Final = {  # what a node is shows by shape as well as by colour
    "channel": "diamond",
    "video": "triangle",
    "tag": "square",
    "attachment": "square",
    "external": "triangleDown",
    "index": "hexagon",
}
_KNOWN_KINDS: Final = (*_SHAPES, "note", "missing")  # have a colour of their own
_LONGEST_LABEL: Final = 36
_STRUCTURE_PULL: Final = 0.15  # against 1 of a link: what shares a channel should not end up in one heap
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnZoom": True, "multiselect": False},
    "nodes": {
        "borderWidth": 1.5,
        "scaling": {
            "min": 6,
            "max": 22,
            "label": {"enabled": True, "min": 12, "max": 24, "drawThreshold": 9},
        },
    },
    "edges": {
        "smooth": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
        "arrows": {"to": {"scaleFactor": 0.45}},
    },
}
_MOST_ARROWS: Final = 500  # more of them hide what they point at, and take most of the drawing time


def write_neighbourhood(
    graph: KnowledgeGraph, stream: BinaryIO, *, node: str = "", depth: int = 1, top: int = 150
) -> tuple[str, ...]:
    """Write the page.

    Args:
        graph: The graph.
        stream: Where to write.
        node: Name of the node in the middle: its key, path, title or alias. Without it the page shows the
            pages that rank highest by PageRank.
        depth: Steps to go from the node.
        top: How many nodes to show at most.

    Returns:
        Remarks for the user: how many nodes are left out.

    Raises:
        UsageError: If the node is unknown, or the picture would be too large.
    """
    choice, subject = _chosen(graph, node=node, depth=depth, top=top)
    network = _network(graph, choice)
    left_out = choice.found - len(choice.nodes)
    shown = f"{len(choice.nodes):,} of {choice.found:,} nodes" if left_out else f"all {choice.found:,} nodes"
    stream.write(
        render(
            "html/neighbourhood.html.j2",
            style=asset("html/neighbourhood.css"),
            scripts=(_vis_network(), asset("html/neighbourhood.js")),
            vault=graph.manifest.vault,
            subject=subject,
            shown=shown,
            kinds=_legend(graph, choice),
            known_kinds=_KNOWN_KINDS,
            shapes=_SHAPES,
            data=json_block({"nodes": network.nodes, "edges": network.edges, "options": network.options}),
        ).encode()
    )
    return (f"The picture shows {shown}; a larger top shows more of them.",) if left_out else ()


def to_pyvis(graph: KnowledgeGraph, *, node: str = "", depth: int = 1, top: int = 150) -> Network:
    """The same picture as a pyvis network, to go on from with pyvis's own methods.

    Args:
        graph: The graph.
        node: Name of the node in the middle; without it the pages that rank highest by PageRank.
        depth: Steps to go from the node.
        top: How many nodes to show at most.

    Returns:
        A network with fixed positions. Its own ``show`` and ``write_html`` load scripts from the network and
        trust every text; `kg.export` does neither.

    Raises:
        UsageError: If the node is unknown, or the picture would be too large.

    Example:
        >>> import kg
        >>> [node["label"] for node in to_pyvis(kg.build({"a.md": "[[b]]", "b.md": ""})).nodes]
        ['b', 'a']
    """
    choice, _ = _chosen(graph, node=node, depth=depth, top=top)
    return _network(graph, choice)


def _chosen(graph: KnowledgeGraph, *, node: str, depth: int, top: int) -> tuple[Choice, str]:
    """What to show, and in words what it is."""
    if not node:
        return top_nodes(graph, most=top), "The pages that rank highest by PageRank"
    middle = find(graph, node)
    steps = "one step" if depth == 1 else f"{depth} steps"
    label = readable(str(graph.nodes["label"][middle]), limit=80)
    return neighbourhood(
        graph, middle, depth=depth, most=top
    ), f"{steps.capitalize()} around \u201c{label}\u201d"


def _network(graph: KnowledgeGraph, choice: Choice) -> Network:
    from pyvis.network import Network  # loads IPython: only when a picture is made

    network = Network(directed=True)
    # Filled in bulk: add_edge compares each edge with all earlier ones.
    network.nodes = _nodes(graph, choice)
    network.edges = _edges(choice)
    network.node_ids = [node["id"] for node in network.nodes]
    network.node_map = {node["id"]: node for node in network.nodes}
    network.options = _OPTIONS
    return network


def _nodes(graph: KnowledgeGraph, choice: Choice) -> list[dict[str, Any]]:
    table = graph.nodes.loc[choice.nodes].fillna({"path": "", "url": ""})
    facts = rows(table, "node", "key", "kind", "label", "path", "url")
    most = float(choice.score.max(initial=0)) or 1.0
    return [
        {
            "id": node,
            "label": readable(label, limit=_LONGEST_LABEL),
            "title": f"{readable(label)}\n{kind}",
            "shape": _SHAPES.get(kind, "dot"),
            "kind": kind,
            "value": round(100 * math.sqrt(score / most), 1),
            "x": x,
            "y": y,
            "key": readable(key),
            "path": readable(path),
            "url": url if url.startswith(("http://", "https://")) else "",
        }
        for (node, key, kind, label, path, url), score, (x, y) in zip(
            facts, choice.score.tolist(), _positions(choice).tolist(), strict=True
        )
    ]


def _positions(choice: Choice) -> NDArray[np.int64]:
    place = {node: index for index, node in enumerate(choice.nodes.tolist())}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    ends = zip(
        choice.edges["source"].tolist(), choice.edges["target"].tolist(), choice.links.tolist(), strict=True
    )
    for source, target, link in ends:
        first, second = sorted((place[source], place[target]))
        weights[first, second] += 1.0 if link else _STRUCTURE_PULL
    return layout(len(place), ((a, b, weight) for (a, b), weight in weights.items()))


def _edges(choice: Choice) -> list[dict[str, Any]]:
    arrows = len(choice.edges) <= _MOST_ARROWS
    facts = rows(choice.edges, "source", "target", "kind", "weight")
    return [
        {
            "id": f"e{number}",
            "from": source,
            "to": target,
            "kind": kind,
            "weight": weight,
            "width": round(0.7 + 0.5 * math.log2(weight), 2),
            "dashes": not link,
            "arrows": {"to": {"enabled": arrows}},
        }
        for number, ((source, target, kind, weight), link) in enumerate(
            zip(facts, choice.links.tolist(), strict=True)
        )
    ]


def _legend(graph: KnowledgeGraph, choice: Choice) -> list[tuple[str, int]]:
    counts = Counter(graph.nodes["kind"].iloc[choice.nodes].tolist())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _vis_network() -> str:
    """The drawing library as pyvis ships it, without the address of a source map nobody has."""
    found = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return re.sub(r"\n//# sourceMappingURL=.*", "", found.read_text(encoding="utf-8"))
