"""Turns a neighbourhood, or the top of a ranking, into a Mermaid flowchart for a Markdown page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.exporters.html.choice import chosen, left_out
from kg.exporters.tabular import rows
from kg.model.kinds import EdgeKind, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exporters.html.choice import Choice
    from kg.model.graph import KnowledgeGraph

_MOST_EDGES: Final = 500  # Mermaid draws no more unless its page is configured to
_LONGEST: Final = 60  # characters of a label
_UNSAFE: Final = re.compile(r"[^\w .,:()/+-]")  # what Mermaid or Markdown might take for syntax
_SHAPES: Final = {  # what stands around a label
    NodeKind.INDEX: ("{{", "}}"),
    NodeKind.MISSING: ("(", ")"),
    NodeKind.TAG: (">", "]"),
    NodeKind.EXTERNAL: ("[/", "/]"),
}


def write_mermaid(
    graph: KnowledgeGraph, stream: BinaryIO, *, around: str = "", depth: int = 1, top: int = 30
) -> tuple[str, ...]:
    """Write a picture of a few nodes: those around one, or those that rank highest by PageRank.

    Args:
        graph: The graph.
        stream: Where to write.
        around: Name of the node in the middle: its key, path, title or alias.
        depth: Steps to go from the node.
        top: How many nodes to show at most.

    Returns:
        Remarks for the user: how many nodes and edges are left out.

    Raises:
        UsageError: If the node is unknown, or the picture would be too large.
    """
    choice = chosen(graph, around=around, depth=depth, top=top)
    edges = _edges(choice)
    stream.write("".join((*_nodes(graph, choice), *edges[:_MOST_EDGES])).encode())
    left = len(edges) - _MOST_EDGES
    too_many = (f"{left:,} of {len(edges):,} edges are left out: Mermaid draws {_MOST_EDGES}.",)
    return (*left_out(choice), *(too_many if left > 0 else ()))


def _nodes(graph: KnowledgeGraph, choice: Choice) -> Iterator[str]:
    yield "flowchart LR\n"
    for number, kind, label in rows(graph.nodes.loc[choice.nodes], "node", "kind", "label"):
        before, after = _SHAPES.get(kind, ("[", "]"))
        style = ":::missing" if kind == NodeKind.MISSING else ""
        yield f'    n{number}{before}"{_text(label)}"{after}{style}\n'
    yield "    classDef missing stroke-dasharray: 4 3\n"


def _edges(choice: Choice) -> list[str]:
    facts = rows(choice.edges, "source", "target", "kind")
    return [
        f"    n{source} --> n{target}\n"
        if kind == EdgeKind.LINKS_TO
        else f'    n{source} -. "{_text(kind)}" .-> n{target}\n'
        for source, target, kind in facts
    ]


def _text(text: str) -> str:
    """A text of one line in which only letters, digits and a few signs are not written by their numbers."""
    line = " ".join(text.split())
    cut = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return _UNSAFE.sub(lambda match: f"#{ord(match[0])};", cut) or " "
