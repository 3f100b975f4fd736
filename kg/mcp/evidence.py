"""Tells of edges and rows where the notes say so: note and line, sentence, and the moment of a video."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pandas import Series

from kg.explore.excerpts import excerpts, supporting
from kg.explore.facts import moment_url

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph

_EVIDENCE: Final = 2  # mentions told of each edge; its weight says how many there are


def records(table: DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries of plain Python values, None for what is missing.

    >>> from pandas import DataFrame
    >>> records(DataFrame({"a": [1], "b": [None]}))
    [{'a': 1, 'b': None}]
    """
    plain = table.astype(object)
    return [
        dict(zip(table.columns, row, strict=True))
        for row in plain.where(plain.notna(), None).to_numpy().tolist()
    ]


def placed(table: DataFrame, path: str | None) -> DataFrame:
    """A table of places with one column ``place``, ``note:line``, in front, instead of three.

    Args:
        table: A table with a line, and a note unless all stand in one.
        path: The note they stand in, if the table does not tell.
    """
    if "line" not in table:
        return table
    notes = table["note"] if "note" in table else Series(path, index=table.index, dtype="str")
    rest = table.drop(columns=["note", "line", "column"], errors="ignore")
    rest.insert(0, "place", notes + ":" + table["line"].astype("str"))
    return rest


def edge(graph: KnowledgeGraph, row: dict[str, Any], texts: Texts | None) -> dict[str, Any]:
    """What an edge says: its ends, kind and weight, and the first places in the notes that it comes from.

    Args:
        graph: The graph.
        row: A row with source, target, kind and weight.
        texts: The notes' texts; without them there are no sentences.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "See [[b]].", "b.md": ""})
        >>> edge(graph, records(graph.edges)[0], None)["evidence"]
        [{'place': 'a.md:1'}]
    """
    source, target = int(row["source"]), int(row["target"])
    said = supporting(graph, source, target).head(_EVIDENCE)
    told = records(excerpts(graph, said, texts=texts))
    evidence = [
        {
            "place": f"{at['note']}:{at['line']}",
            **{name: at[name] for name in ("sentence", "url") if at[name]},
        }
        for at in told
    ]
    keys, labels = graph.nodes["key"], graph.nodes["label"]
    return {
        "source": keys[source],
        "target": keys[target],
        "source label": labels[source],
        "target label": labels[target],
        "kind": str(row["kind"]),
        "weight": int(row["weight"]),
        "evidence": evidence or _moment(graph, row),
    }


def _moment(graph: KnowledgeGraph, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The first moment an edge was made from, if timestamps are its evidence."""
    if row.get("moment") is None:
        return []
    (at,) = records(graph.moments.iloc[[int(row["moment"])]])
    address = None if at["target"] is None else graph.nodes["url"].iloc[int(at["target"])]
    url = moment_url(address, at["seconds"])
    place = f"{graph.nodes['path'].iloc[int(at['source'])]}:{at['line']}"
    return [{"place": place, **({"url": url} if url else {})}]
