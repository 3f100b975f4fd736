"""Turns a neighbourhood, or the top of a ranking, into a JSON Canvas 1.0, which Obsidian opens as a board."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.exporters.html.choice import chosen, left_out
from kg.exporters.pieces import json_text
from kg.exporters.tabular import rows
from kg.model.kinds import EdgeKind, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.exporters.html.choice import Choice
    from kg.model.graph import KnowledgeGraph

_WIDTH, _HEIGHT = 260, 120
_APART: Final = 340  # pixels from one card's middle to the next: more than a card's diagonal
_RING: Final = 420  # pixels from one ring of cards to the next
_COLOURS: Final = {NodeKind.INDEX: "6", NodeKind.MISSING: "1", NodeKind.TAG: "4"}  # presets of the format
_OTHERS: Final = "5"


def write_canvas(
    graph: KnowledgeGraph, stream: BinaryIO, *, around: str = "", depth: int = 1, top: int = 50
) -> tuple[str, ...]:
    """Write a board of a few nodes: those around one, or those that rank highest by PageRank, in rings.

    Notes and attachments are cards of their files, by their paths in the vault: put the board anywhere in
    the vault. Addresses are link cards; everything else is a card of text, in which a missing page is a link,
    so that a click writes it.

    Args:
        graph: The graph.
        stream: Where to write.
        around: Name of the node in the middle: its key, path, title or alias.
        depth: Steps to go from the node.
        top: How many nodes to show at most.

    Returns:
        Remarks for the user: how many nodes are left out.

    Raises:
        UsageError: If the node is unknown, or the board would be too large.
    """
    choice = chosen(graph, around=around, depth=depth, top=top)
    stream.write(b'{"nodes":[\n')
    stream.write(",\n".join(map(json_text, _cards(graph, choice))).encode())
    stream.write(b'\n],"edges":[\n')
    stream.write(",\n".join(map(json_text, _arrows(choice))).encode())
    stream.write(b"\n]}\n")
    return left_out(choice)


def _cards(graph: KnowledgeGraph, choice: Choice) -> Iterator[dict[str, Any]]:
    table = graph.nodes.loc[choice.nodes]
    table = table.astype({"path": object, "url": object}).fillna({"path": "", "url": ""})
    facts = rows(table, "node", "kind", "label", "path", "url")
    for (number, kind, label, path, url), (x, y) in zip(facts, _rings(len(table)), strict=True):
        card: dict[str, Any] = {"id": f"n{number}", "x": x, "y": y, "width": _WIDTH, "height": _HEIGHT}
        if path:
            card |= {"type": "file", "file": path}
        elif url.startswith(("https://", "http://")):
            card |= {"type": "link", "url": url}
        else:
            card |= {"type": "text", "text": _text(kind, label)}
        colour = _COLOURS.get(kind, "" if path else _OTHERS)
        yield card | ({"color": colour} if colour else {})


def _rings(count: int) -> list[tuple[int, int]]:
    """Places for cards, the first in the middle, the others in rings around it, none over another.

    >>> _rings(3)
    [(0, 0), (420, 0), (210, 364)]
    """
    places, ring = [(0, 0)], 1
    while len(places) < count:
        room = int(2 * pi * ring * _RING / _APART) - 1  # an arc is a little longer than its chord
        angles = (2 * pi * at / room for at in range(room))
        places += [(round(ring * _RING * cos(turn)), round(ring * _RING * sin(turn))) for turn in angles]
        ring += 1
    return places[:count]


def _text(kind: str, label: str) -> str:
    """A card's text, which is Markdown: a link if it can be one, else behind backslashes."""
    line = " ".join(label.split())
    if kind == NodeKind.MISSING and not set(line) & set("[]|#^"):
        return f"[[{line}]]"
    return "".join(c if c.isalnum() or c in " .," else f"\\{c}" if c.isascii() else c for c in line)


def _arrows(choice: Choice) -> Iterator[dict[str, str]]:
    for number, (source, target, kind) in enumerate(rows(choice.edges, "source", "target", "kind")):
        arrow = {"id": f"e{number}", "fromNode": f"n{source}", "toNode": f"n{target}"}
        yield arrow if kind == EdgeKind.LINKS_TO else arrow | {"label": kind}
