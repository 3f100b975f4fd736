"""Turns a neighbourhood, a path, a community or the top of a ranking into one page that needs no network.

The picture is drawn by vis-network, which the pyvis package carries; pyvis's own template is not used,
since it loads scripts from elsewhere and writes some texts unescaped. Places and colours are those of
the other pictures: left to the browser, placing a few hundred nodes takes minutes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

import numpy as np

from kg.analysis.layout import layout
from kg.errors import UsageError
from kg.explore.find import find
from kg.explore.subgraph import subgraph
from kg.exporters.explorer.picture import Picture
from kg.exporters.html.choice import DEFAULT_NODES, neighbourhood, paths, top_nodes
from kg.exporters.html.choice import community as members_of
from kg.exporters.html.page import asset, json_block, readable, render
from kg.exporters.palette import variables
from kg.exporters.tabular import rows
from kg.model.tables import LAYOUT

if TYPE_CHECKING:
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
_LONGEST_LABEL: Final = 36
SPACING: Final = 100  # pixels between two nodes, about the length of a short label
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnZoom": True, "multiselect": False},
    "edges": {
        "smooth": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
        "arrows": {"to": {"scaleFactor": 0.45}},
    },
}
_LABELS: Final = {"enabled": True, "min": 12, "max": 24, "drawThreshold": 9}
_MOST_ARROWS: Final = 500  # more of them hide what they point at, and take most of the drawing time


def write_neighbourhood(
    graph: KnowledgeGraph,
    stream: BinaryIO,
    *,
    around: str = "",
    depth: int = 1,
    path: Sequence[str] = (),
    community: str = "",
    top: int = DEFAULT_NODES,
) -> tuple[str, ...]:
    """Write the page.

    Args:
        graph: The graph.
        stream: Where to write.
        around: Name of the node in the middle: its key, path, title or alias.
        depth: Steps to go from the node.
        path: Two names; shown is what lies on the shortest paths between them.
        community: Name of a page whose community is shown.
        top: How many nodes to show at most, up to 2,000. Without any of the others the page shows the
            pages that rank highest by PageRank.

    Returns:
        Remarks for the user: how many nodes are left out.

    Raises:
        UsageError: If a node is unknown, the request contradicts itself, or the picture would be too large.
    """
    choice, subject = _chosen(graph, around=around, depth=depth, path=path, community=community, top=top)
    looks = _looks(graph, choice)
    network = _network(graph, choice, looks)
    left_out = choice.found - len(choice.nodes)
    shown = f"{len(choice.nodes):,} of {choice.found:,} nodes" if left_out else f"all {choice.found:,} nodes"
    stream.write(
        render(
            "html/neighbourhood.html.j2",
            style=variables() + asset("html/neighbourhood.css"),
            scripts=(_vis_network(), asset("html/neighbourhood.js")),
            vault=graph.manifest.vault,
            subject=subject,
            shown=shown,
            kinds=_legend(graph, choice),
            regions=looks.regions,
            shapes=_SHAPES,
            data=json_block({"nodes": network.nodes, "edges": network.edges, "options": network.options}),
        ).encode()
    )
    if not left_out:
        return ()
    return (f"The picture shows {shown}; `kg explore` draws all of them.",)


def to_pyvis(
    graph: KnowledgeGraph,
    *,
    around: str = "",
    depth: int = 1,
    path: Sequence[str] = (),
    community: str = "",
    top: int = DEFAULT_NODES,
) -> Network:
    """The same picture as a pyvis network, to go on from with pyvis's own methods.

    Args:
        graph: The graph.
        around: Name of the node in the middle.
        depth: Steps to go from the node.
        path: Two names; shown is what lies on the shortest paths between them.
        community: Name of a page whose community is shown.
        top: How many nodes to show at most.

    Returns:
        A network with fixed positions. Its own ``show`` and ``write_html`` load scripts from the network and
        trust every text; `kg.export` does neither.

    Raises:
        UsageError: If a node is unknown, the request contradicts itself, or the picture would be too large.

    Example:
        >>> import kg
        >>> [node["label"] for node in to_pyvis(kg.build({"a.md": "[[b]]", "b.md": ""})).nodes]
        ['b', 'a']
    """
    choice, _ = _chosen(graph, around=around, depth=depth, path=path, community=community, top=top)
    return _network(graph, choice, _looks(graph, choice))


def _chosen(
    graph: KnowledgeGraph, *, around: str, depth: int, path: Sequence[str], community: str, top: int
) -> tuple[Choice, str]:
    """What to show, and in words what it is."""
    if sum(map(bool, (around, path, community))) > 1:
        raise UsageError("One picture shows one thing.", hint="Choose one of around, path and community.")
    if path:
        start, end = (find(graph, name) for name in path)
        return paths(
            graph, start, end, most=top
        ), f"Between {_quoted(graph, start)} and {_quoted(graph, end)}"
    if community:
        member = find(graph, community)
        return members_of(graph, member, most=top), f"The community of {_quoted(graph, member)}"
    if not around:
        return top_nodes(graph, most=top), "The pages that rank highest by PageRank"
    middle = find(graph, around)
    steps = "One step" if depth == 1 else f"{depth} steps"
    return neighbourhood(graph, middle, depth=depth, most=top), f"{steps} around {_quoted(graph, middle)}"


def _quoted(graph: KnowledgeGraph, node: int) -> str:
    return f"\u201c{readable(str(graph.nodes['label'][node]), limit=80)}\u201d"


class _Looks(NamedTuple):
    """Where the chosen nodes stand, in pixels, and the colours of their regions, as in the explorer."""

    x: list[int]
    y: list[int]
    colour: list[int]
    regions: list[tuple[str, int, int]]  # name, colour, chosen nodes


def _looks(graph: KnowledgeGraph, choice: Choice) -> _Looks:
    """Places are those of the part alone, colours those of the whole graph."""
    own = _positions(graph, choice)
    whole = Picture(graph, graph.layout if LAYOUT.name in graph.tables else layout(graph))
    region = whole.placed["region"].to_numpy()[choice.nodes]
    counts = Counter(region.tolist())
    named = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    labels, colours = whole.region_labels, whole.colour.tolist()
    regions = [
        (readable(labels[number], limit=_LONGEST_LABEL), colours[number], count) for number, count in named
    ]
    return _Looks(own[:, 0].tolist(), own[:, 1].tolist(), whole.colour[region].tolist(), regions)


def _positions(graph: KnowledgeGraph, choice: Choice) -> NDArray[np.int64]:
    """Where the chosen nodes stand in a picture of them alone: a row of x and y each, in pixels."""
    chosen = np.zeros(len(graph.nodes), dtype=bool)
    chosen[choice.nodes] = True
    placed = layout(subgraph(graph, chosen))[["x", "y"]].to_numpy() * SPACING
    return placed[np.searchsorted(np.flatnonzero(chosen), choice.nodes)].round().astype(np.int64)


def _network(graph: KnowledgeGraph, choice: Choice, looks: _Looks) -> Network:
    from pyvis.network import Network  # loads IPython: only when a picture is made

    network = Network(directed=True)
    # Filled in bulk: add_edge compares each edge with all earlier ones.
    network.nodes = _nodes(graph, choice, looks)
    network.edges = _edges(choice)
    network.node_ids = [node["id"] for node in network.nodes]
    network.node_map = {node["id"]: node for node in network.nodes}
    network.options = _options(len(network.nodes))
    return network


def _options(count: int) -> dict[str, Any]:
    """Of many nodes each has few pixels where all are seen: then the least are larger."""
    least = min(round(math.sqrt(count)), 16)
    scaling = {"min": least, "max": least + 16, "label": _LABELS}
    return {**_OPTIONS, "nodes": {"borderWidth": 1.5, "scaling": scaling}}


def _nodes(graph: KnowledgeGraph, choice: Choice, looks: _Looks) -> list[dict[str, Any]]:
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
            "colour": colour,
            "key": readable(key),
            "path": readable(path),
            "url": url if url.startswith(("http://", "https://")) else "",
        }
        for (node, key, kind, label, path, url), score, x, y, colour in zip(
            facts, choice.score.tolist(), looks.x, looks.y, looks.colour, strict=True
        )
    ]


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
