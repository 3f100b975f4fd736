"""Turns the rows of tables that others made into nodes, properties and edges; tells which are of no use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final, NamedTuple

from kg.builder.evidence import DOCUMENTS, Edge, outcome_of
from kg.builder.foreign import Bad, Rows
from kg.builder.nodes import Node
from kg.errors import UsageError
from kg.model.ids import NodeKey, node_key
from kg.model.kinds import EdgeKind, NodeKind, Outcome

# By which names a column goes, the first one found; what the user says goes before all of them.
NODE_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "key", "key:id", "node", "identifier", "name"),
    "label": ("label", "name", "title"),
    "kind": ("kind", "type", "category"),
    "path": ("path", "file"),
    "url": ("url", "uri", "address"),
    "words": ("words", "words:int"),
}
EDGE_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("source", "from", "src", "start", ":start_id"),
    "target": ("target", "to", "dst", "end", ":end_id"),
    "kind": ("kind", "type", "relation", "relationship", "predicate", "interaction", "label"),
    "weight": ("weight", "weight:int", "count"),
    "outcome": ("outcome",),
    "note": ("note",),
    "line": ("line", "line:int"),
    "column": ("column", "column:int"),
    "raw": ("raw",),
}
_OF_EDGES: Final = "edge."  # what a role starts with that nodes have too
_DERIVED: Final = frozenset((":label", ":type", "key", "id"))  # say again what another column says
_LARGEST: Final = 2**31 - 1


class Property(NamedTuple):
    """A value of a column that is none of ours, as a row of ``properties``."""

    node: int
    name: str
    value: str
    datatype: str
    line: int


class Given(NamedTuple):
    """The nodes of a table.

    Attributes:
        nodes: The nodes, documents first.
        number: The number of each by its name in the table.
        properties: What other columns say of them.
        bad: Rows that are of no use.
    """

    nodes: Sequence[Node]
    number: Mapping[str, int]
    properties: Sequence[Property]
    bad: Sequence[Bad]


class _Columns:
    """The columns of a table by what they mean."""

    def __init__(
        self, rows: Rows, roles: Mapping[str, tuple[str, ...]], said: Mapping[str, str], needed: Sequence[str]
    ) -> None:
        known = {name.casefold(): name for name in reversed([*rows.columns])}
        self.names: dict[str, str] = {}
        for role, names in roles.items():
            if role in said:
                if said[role] not in rows.columns:
                    raise _no_column(rows, said[role])
                self.names[role] = said[role]
            elif found := next((known[name] for name in names if name in known), None):
                self.names[role] = found
        for role in needed:
            if role not in self.names:
                raise _no_column(rows, role)
        self._rows = rows

    def of(self, role: str) -> Iterator[str | None]:
        """The values of a column, nothing at all if there is no such column."""
        return iter(self._rows.columns[self.names[role]]) if role in self.names else repeat(None)

    def others(self) -> list[str]:
        """The columns that mean nothing to us."""
        used = {*self.names.values()}
        return [name for name in self._rows.columns if name not in used and name.casefold() not in _DERIVED]


def _no_column(rows: Rows, name: str) -> UsageError:
    there = ", ".join(rows.columns) or "none"
    return UsageError(
        f"{rows.file!r} has no column {name!r}; it has {there}.", hint="Name it with --column MEANING=NAME."
    )


def check_roles(columns: Mapping[str, str]) -> None:
    """Refuse a meaning that no column has.

    Raises:
        UsageError: There is none.
    """
    meanings = [*NODE_ROLES, *(f"{_OF_EDGES}{role}" if role in NODE_ROLES else role for role in EDGE_ROLES)]
    for role in columns:
        if role not in meanings:
            raise UsageError(f"No column means {role!r}.", hint=f"There are {', '.join(meanings)}.")


def nodes_of(rows: Rows, columns: Mapping[str, str]) -> Given:
    """The nodes of a table.

    Args:
        rows: The table.
        columns: Names of columns by what they mean.

    Raises:
        UsageError: No column is the id.
    """
    found = _Columns(rows, NODE_ROLES, columns, ["id"])
    bad = list(rows.bad)
    made: list[tuple[str, Node, int]] = []
    taken: dict[str, int] = {}
    told = zip(rows.lines, *(found.of(role) for role in NODE_ROLES), strict=False)
    for row, (line, name, label, kind, path, url, words) in enumerate(told):
        wrong = "no id" if name is None else _wrong_number("words", words, least=0)
        if name is None or wrong:
            bad.append(Bad(rows.file, line, wrong))
            continue
        node = _node(name, label, kind or NodeKind.NOTE, path, url, words)
        if name in taken or node.key in taken:
            first = taken.get(name, taken.get(node.key))
            bad.append(Bad(rows.file, line, f"{name!r} stands in line {first} already"))
            continue
        taken |= {name: line, node.key: line}
        made.append((name, node, row))
    made.sort(key=lambda one: one[1].kind not in DOCUMENTS)  # documents first, else in the order given
    number = {name: at for at, (name, _, _) in enumerate(made)}
    rows_of = [row for _, _, row in made]
    return Given([node for _, node, _ in made], number, _properties(rows, found.others(), rows_of), bad)


def nodes_of_ends(rows: Rows, columns: Mapping[str, str]) -> Given:
    """The ends of edges as nodes, where no table tells of them: all are notes, in order of name."""
    found = _Columns(rows, EDGE_ROLES, _of_edges(columns), ["source", "target"])
    names = sorted({name for role in ("source", "target") for name in found.of(role) if name is not None})
    nodes = [_node(name, None, NodeKind.NOTE, None, None, None) for name in names]
    return Given(nodes, {name: at for at, name in enumerate(names)}, (), ())


def edges_of(
    rows: Rows, columns: Mapping[str, str], given: Given
) -> tuple[list[Edge], list[Bad], tuple[str, ...]]:
    """The edges of a table, each pair and kind once.

    Args:
        rows: The table.
        columns: Names of columns by what they mean.
        given: The nodes they join.

    Returns:
        The edges by source, target and kind; rows that are of no use; names of columns left out.

    Raises:
        UsageError: No column is the source, or the target.
    """
    found = _Columns(rows, EDGE_ROLES, _of_edges(columns), ["source", "target"])
    told_outcomes = "outcome" in found.names
    notes = {node.path: number for number, node in enumerate(given.nodes) if node.path is not None}
    merged: dict[tuple[int, int, str], Edge] = {}
    bad = list(rows.bad)
    told = zip(rows.lines, *(found.of(role) for role in EDGE_ROLES), strict=False)
    for line, *values in told:
        row = dict(zip(EDGE_ROLES, values, strict=True))
        if wrong := _wrong_edge(row, given):
            bad.append(Bad(rows.file, line, wrong))
            continue
        source, target = given.number[row["source"]], given.number[row["target"]]
        edge = Edge(
            source,
            target,
            row["kind"] or EdgeKind.LINKS_TO.value,
            int(row["weight"] or 1),
            row["outcome"] if told_outcomes else outcome_of(source, target, given.nodes),
            notes.get(row["note"], source),
            None if row["line"] is None else int(row["line"]),
            int(row["column"] or 1),
            row["raw"] or "",
        )
        before = merged.get(edge[:3])
        weight = edge.weight + (before.weight if before else 0)
        merged[edge[:3]] = (before or edge)._replace(weight=min(weight, _LARGEST))
    return [merged[key] for key in sorted(merged)], bad, tuple(found.others())


def _of_edges(columns: Mapping[str, str]) -> dict[str, str]:
    plain = {role: name for role, name in columns.items() if role not in NODE_ROLES}
    return {role.removeprefix(_OF_EDGES): name for role, name in plain.items()}


def _node(
    name: str, label: str | None, kind: str, path: str | None, url: str | None, words: str | None
) -> Node:
    named = NodeKind.NOTE if kind in DOCUMENTS else kind  # an index page is called like any note
    key = NodeKey(name) if name.startswith(f"{named}:") else node_key(named, name)
    plain = key.partition(":")[2]
    place = path or (plain if kind in DOCUMENTS else None)  # what stands in a note has to name one
    return Node(key, kind, label or plain, place, url, None if words is None else int(words))


def _wrong_edge(row: Mapping[str, Any], given: Given) -> str:
    """What is wrong with an edge, if anything."""
    for end in ("source", "target"):
        if row[end] is None:
            return f"no {end}"
        if row[end] not in given.number:
            return f"no node {row[end]!r}, its {end}"
    if row["outcome"] is not None and row["outcome"] not in list(Outcome):
        return f"{row['outcome']!r} is no outcome"
    wrong = (_wrong_number(name, row[name], least=1) for name in ("weight", "line", "column"))
    return next(filter(None, wrong), "")


def _wrong_number(name: str, value: str | None, *, least: int) -> str:
    if value is None:
        return ""
    fits = value.isascii() and value.isdigit() and len(value) <= 10 and least <= int(value) <= _LARGEST
    return "" if fits else f"{name} is {value!r}, no whole number from {least} on"


def _properties(rows: Rows, names: Sequence[str], kept: Sequence[int]) -> list[Property]:
    """What the other columns say, by node."""
    return [
        Property(number, name, value, _datatype(value), rows.lines[row])
        for number, row in enumerate(kept)
        for name in names
        if (value := rows.columns[name][row]) is not None
    ]


def _datatype(value: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]+", value):
        return "integer"
    if re.fullmatch(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)?", value):
        return "float"
    return "boolean" if value in {"true", "false"} else "string"
