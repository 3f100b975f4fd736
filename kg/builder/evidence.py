"""Makes the mentions and moments that imported edges stand on, as far as their tables tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.model.kinds import Context, EdgeKind, Form, MentionKind, NodeKind, Outcome, RuleSet
from kg.model.tables import MENTIONS, MOMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.builder.nodes import Node
    from kg.model.profile import Profile

DOCUMENTS: Final = (NodeKind.NOTE, NodeKind.INDEX)
_BY_EDGE: Final = {
    EdgeKind.EMBEDS: MentionKind.EMBED,
    EdgeKind.TAGGED: MentionKind.TAG,
    EdgeKind.LINKS_OUT: MentionKind.URL,
}
Row = dict[str, Any]


class Edge(NamedTuple):
    """An imported edge; ``outcome`` is that of its first mention, None if it has none, and ``line`` too."""

    source: int
    target: int
    kind: str
    weight: int
    outcome: str | None
    said_in: int
    line: int | None
    column: int
    raw: str


def outcome_of(source: int, target: int, nodes: Sequence[Node]) -> str | None:
    """The outcome to assume of an edge whose table tells none; None if it starts at no document."""
    if nodes[source].kind not in DOCUMENTS:
        return None
    if source == target:
        return Outcome.SELF
    kinds = {NodeKind.MISSING: Outcome.MISSING, NodeKind.EXTERNAL: Outcome.EXTERNAL}
    return (
        kinds.get(NodeKind(nodes[target].kind), Outcome.EXACT)
        if nodes[target].kind in list(NodeKind)
        else (Outcome.EXACT)
    )


def evidence(
    edges: Sequence[Edge], nodes: Sequence[Node], profile: Profile
) -> tuple[Mapping[str, list[Any]], Mapping[str, list[Any]], list[int | None], list[int | None]]:
    """The mentions and moments that edges were made from.

    An edge with an outcome was made from mentions; one without, but with a line, from moments.

    Args:
        edges: The edges.
        nodes: The nodes.
        profile: Says which kinds of edges are structural lines, or lists of index pages.

    Returns:
        The columns of ``mentions`` and of ``moments``, and the row in each of the first one of each edge.
    """
    said = _in_order(edges, (row for row, edge in enumerate(edges) if edge.outcome is not None))
    cited = _in_order(
        edges, (row for row, edge in enumerate(edges) if edge.outcome is None and edge.line is not None)
    )
    contexts: dict[str, str] = {line.edge: Context.FROM_LINE for line in profile.lines}
    if profile.index is not None:
        contexts[profile.index.edge] = Context.INDEX_LIST
    places = _Places()
    mentions = [
        {"mention": number, **places.of(edges[row]), **_mention(edges[row], nodes, contexts)}
        for number, row in enumerate(said)
    ]
    moments = [
        {"moment": number, **places.of(edges[row]), **_moment(edges[row])} for number, row in enumerate(cited)
    ]
    return (
        {column.name: [row.get(column.name) for row in mentions] for column in MENTIONS.columns},
        {column.name: [row.get(column.name) for row in moments] for column in MOMENTS.columns},
        _first(said, len(edges)),
        _first(cited, len(edges)),
    )


def _in_order(edges: Sequence[Edge], rows: Iterable[int]) -> list[int]:
    return sorted(rows, key=lambda row: (edges[row].said_in, edges[row].line or 1, edges[row].column, row))


def _first(rows: Sequence[int], edges: int) -> list[int | None]:
    first: list[int | None] = [None] * edges
    for number, row in enumerate(rows):
        first[row] = number
    return first


class _Places:
    """Places in notes that nobody has: ``start`` and ``end`` only tell the occurrences of a note apart."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}

    def of(self, edge: Edge) -> Row:
        """The place of the next occurrence in the edge's note."""
        at = self._next.get(edge.said_in, 0)
        self._next[edge.said_in] = at + 1
        return {"source": edge.said_in, "line": edge.line or 1, "column": edge.column, "start": at, "end": at}


def _mention(edge: Edge, nodes: Sequence[Node], contexts: Mapping[str, str]) -> Row:
    kind = next((mention for name, mention in _BY_EDGE.items() if name == edge.kind), MentionKind.LINK)
    target = nodes[edge.target]
    file = edge.target if target.path is not None and edge.outcome != Outcome.MISSING else None
    found = {f"outcome_{rules}": edge.outcome for rules in RuleSet}
    return {
        "target": edge.target,
        "kind": kind,
        "embed": kind == MentionKind.EMBED,
        "raw": edge.raw,
        "written": target.key.partition(":")[2],
        "context": contexts.get(edge.kind, Context.BODY),
        **found,
        **{f"target_{rules}": file for rules in RuleSet},
    }


def _moment(edge: Edge) -> Row:
    return {"target": edge.target, "form": Form.BARE, "written": edge.raw, "context": Context.BODY}
