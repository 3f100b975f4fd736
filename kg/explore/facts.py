"""Gathers all that the graph knows about one node."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from pandas import DataFrame, Series

from kg.store.frames import frame_columns, frame_rows

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Facts:
    """All about one node. What the node's kind cannot have is None or an empty table.

    Attributes:
        key: Its identity.
        kind: Its kind.
        label: Its name to show.
        path: Its path in the vault.
        url: Its address.
        words: Words of its body.
        properties: name, value, datatype, line.
        aliases: alias, origin, count.
        headings: level, text, line; level 0 for a block anchor.
        backlinks: The mentions of it elsewhere: note, line, column, section, raw, kind, context, outcome.
        links: The mentions in it: line, column, section, raw, kind, key (of the target), context, outcome.
        moments: The timestamps in it, or that cite it: note, line, column, section, written, seconds, label,
            url (a deep link that starts there).
        relations: Edges that no mention in their source makes, such as channels, videos, and the videos a
            missing page is announced for: direction (out or in), kind, key, label, weight.
    """

    key: str
    kind: str
    label: str
    path: str | None
    url: str | None
    words: int | None
    properties: DataFrame
    aliases: DataFrame
    headings: DataFrame
    backlinks: DataFrame
    links: DataFrame
    moments: DataFrame
    relations: DataFrame


def facts(graph: KnowledgeGraph, node: int) -> Facts:
    """All that the graph knows about one node.

    Args:
        graph: The graph.
        node: The node's number, as `kg.explore.find.find` gives it.

    Returns:
        Its facts, each list in order of path and place.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "First [[b]]", "b.md": ""})
        >>> facts(graph, 1).backlinks[["note", "line", "column", "raw"]].values.tolist()
        [['a.md', 1, 7, '[[b]]']]
    """
    row: Series[Any] = graph.nodes.iloc[node]
    mentions = _touching(graph, "mentions", node)
    known = row.astype(object).where(row.notna().to_numpy(), None).to_dict()
    return Facts(
        key=known["key"],
        kind=known["kind"],
        label=known["label"],
        path=known["path"],
        url=known["url"],
        words=None if known["words"] is None else int(known["words"]),
        properties=_own(graph.properties, node, ["name", "value", "datatype", "line"]),
        aliases=_own(graph.aliases, node, ["alias", "origin", "count"]),
        headings=_own(graph.headings, node, ["level", "text", "line"]),
        backlinks=_backlinks(graph, mentions[mentions["source"] != node]),
        links=_links(graph, mentions[mentions["source"] == node]),
        moments=_moments(graph, _touching(graph, "moments", node)),
        relations=_relations(graph, node),
    )


def _own(table: DataFrame, node: int, columns: list[str]) -> DataFrame:
    return table[table["node"] == node][columns].reset_index(drop=True)


def _touching(graph: KnowledgeGraph, name: str, node: int) -> DataFrame:
    """Rows of a table that stand in the node, or lead to it."""
    ends = frame_columns(graph, name, ["source", "target"])
    leads = ends["target"].to_numpy(np.int64, na_value=-1) == node
    return frame_rows(graph, name, leads | (ends["source"] == node).to_numpy())


def _backlinks(graph: KnowledgeGraph, found: DataFrame) -> DataFrame:
    columns = ["note", "line", "column", "section", "raw", "kind", "context", "outcome"]
    return _placed(graph, found.assign(outcome=_outcome(graph, found)), columns)


def _links(graph: KnowledgeGraph, found: DataFrame) -> DataFrame:
    key = found["target"].map(graph.nodes["key"])
    columns = ["line", "column", "section", "raw", "kind", "key", "context", "outcome"]
    return _placed(graph, found.assign(key=key, outcome=_outcome(graph, found)), columns)


def _outcome(graph: KnowledgeGraph, found: DataFrame) -> Series[str]:
    return found[f"outcome_{graph.manifest.rules}"]


def _moments(graph: KnowledgeGraph, found: DataFrame) -> DataFrame:
    addresses = found["target"].map(graph.nodes["url"])
    url = [moment_url(address, time) for address, time in zip(addresses, found["seconds"], strict=True)]
    columns = ["note", "line", "column", "section", "written", "seconds", "label", "url"]
    return _placed(graph, found.assign(url=Series(url, index=found.index, dtype="str")), columns)


def _placed(graph: KnowledgeGraph, found: DataFrame, columns: list[str]) -> DataFrame:
    note = found["source"].map(graph.nodes["path"])
    section = found["section"].map(graph.headings["text"])
    return found.assign(note=note, section=section)[columns].reset_index(drop=True)


def moment_url(address: object, seconds: object) -> str | None:
    """The address at which a video starts at a moment.

    Args:
        address: Address of the video; anything but text is none.
        seconds: Seconds from its start; anything but a whole number is none.

    Returns:
        The deep link; the address as it is without a moment; None without an address.

    Example:
        >>> moment_url("https://www.youtube.com/watch?v=dQw4w9WgXcQ", 62)
        'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=62s'
        >>> moment_url("https://example.org/talk.mp4", 62)
        'https://example.org/talk.mp4#t=62'
    """
    if not isinstance(address, str):
        return None
    if not isinstance(seconds, Integral):
        return address
    return f"{address}&t={seconds}s" if "?" in address else f"{address}#t={seconds}"


def _relations(graph: KnowledgeGraph, node: int) -> DataFrame:
    edges = graph.edges
    touching = edges[(edges["source"] == node) | (edges["target"] == node)]
    # What a mention in the edge's own source says is told as a link or a backlink, with its place.
    said_by = (
        touching["mention"]
        .map(frame_columns(graph, "mentions", ["source"])["source"])
        .to_numpy(np.int64, na_value=-1)
    )
    touching = touching[said_by != touching["source"]]
    outward = touching["source"] == node
    other = touching["target"].where(outward, touching["source"])
    found = DataFrame(
        {
            "direction": np.where(outward, "out", "in"),
            "kind": touching["kind"].astype("str"),
            "key": other.map(graph.nodes["key"]),
            "label": other.map(graph.nodes["label"]),
            "weight": touching["weight"],
        }
    )
    return found.sort_values(["direction", "kind", "key"], ascending=[False, True, True], ignore_index=True)
