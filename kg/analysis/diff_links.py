"""Compares the links of two graphs one by one: which lead elsewhere, nowhere, or somewhere at last."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pandas import DataFrame, Series, concat

from kg.model.kinds import MentionKind, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

LINK_COLUMNS: Final = (*("change", "note", "line", "column", "written", "before", "led_to", "leads_to"),)
_APART: Final = (MentionKind.TAG, MentionKind.URL)
_SIDES: Final = ("old", "new")
_NONE: Final = np.zeros(0, np.int64)
_MISSING: Final = f"{NodeKind.MISSING}:"


def told_links(old: KnowledgeGraph, new: KnowledgeGraph, keys: Series[Any]) -> DataFrame:
    """The links that changed.

    Args:
        old: The graph before.
        new: The graph after.
        keys: For each node of the old graph its key, of moved pages the new one.

    Returns:
        The table ``links`` of `kg.analysis.diff.Diff`.
    """
    before, after = _links(old, keys), _links(new, new.nodes["key"])
    pairs = _paired(before, after)
    one, other = before.loc[pairs["old"].tolist()], after.loc[pairs["new"].tolist()]
    same = other.assign(before=one["written"].to_numpy(), led_to=one["leads_to"].to_numpy())
    come = after[~after.index.isin(pairs["new"])].assign(before=None, led_to=None)
    gone = before[~before.index.isin(pairs["old"])]
    gone = gone.assign(before=gone["written"], led_to=gone["leads_to"], written=None, leads_to=None)
    table = concat([same, come, gone], ignore_index=True).astype(object)
    table["change"] = _change(table["led_to"], table["leads_to"])
    table = table[table["change"] != ""]
    table = table.where(table.notna(), None)
    ordered = table.sort_values(["change", "note", "line", "column"], kind="stable", ignore_index=True)
    return ordered[list(LINK_COLUMNS)]


def _links(graph: KnowledgeGraph, keys: Series[Any]) -> DataFrame:
    mentions = graph.mentions[~graph.mentions["kind"].isin(_APART)]
    key, path = keys.to_numpy(dtype=object), graph.nodes["path"].to_numpy(dtype=object)
    target = mentions["target"].to_numpy(np.int64, na_value=-1)
    source = mentions["source"].to_numpy(np.int64)
    columns = {
        "home": key[source],
        "note": path[source],
        "line": mentions["line"].to_numpy(np.int64),
        "column": mentions["column"].to_numpy(np.int64),
        "written": mentions["written"].to_numpy(dtype=object),
        "leads_to": np.where(target >= 0, key[target], None),
    }
    return DataFrame(columns)


def _change(before: Series[Any], after: Series[Any]) -> NDArray[np.object_]:
    was, now = (text.fillna("").str.startswith(_MISSING).to_numpy(bool) for text in (before, after))
    there = (before.notna() & after.notna()).to_numpy(bool)
    other = (before.fillna("") != after.fillna("")).to_numpy(bool)
    names = np.array(["", "retargeted", "healed", "broken", "dropped"], object)
    cases = [now & ~was, was & ~now & there, was & ~now, there & other]
    found: NDArray[np.object_] = names[np.select(cases, [3, 2, 4, 1], 0)]
    return found


def _paired(before: DataFrame, after: DataFrame) -> DataFrame:
    """Rows of links that are the same: at the same place among their note's links, or moved there."""
    one, other = _rows_of(before), _rows_of(after)
    written = before["written"].to_numpy(), after["written"].to_numpy()
    line = before["line"].to_numpy(), after["line"].to_numpy()
    pairs: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = [(_NONE, _NONE)]
    for home in filter(other.__contains__, one):
        rows, others = one[home], other[home]
        pairs += [
            (rows[start:end], others[begin:stop])
            for start, end, begin, stop in _blocks(
                written[0][rows].tolist(),
                written[1][others].tolist(),
                same_lines=np.array_equal(line[0][rows], line[1][others]),
            )
        ]
    aligned = DataFrame(
        {side: np.concatenate(rows) for side, rows in zip(_SIDES, zip(*pairs, strict=True), strict=True)}
    )
    left = before[~before.index.isin(aligned["old"])], after[~after.index.isin(aligned["new"])]
    return concat([aligned, _joined(left[0], left[1], ["home", "written"])], ignore_index=True)


def _blocks(old: list[str], new: list[str], *, same_lines: bool) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of a note's links that are the same ones: equal, or as many others in their place."""
    if old == new or (same_lines and sorted(old) != sorted(new)):
        yield 0, len(old), 0, len(new)
        return
    for _, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if end - start == stop - begin:
            yield start, end, begin, stop


def _rows_of(links: DataFrame) -> dict[str, NDArray[np.int64]]:
    """The rows of each note's links, in order."""
    groups = links.groupby("home", sort=False).indices
    return {str(home): np.asarray(rows, np.int64) for home, rows in groups.items()}


def _joined(before: DataFrame, after: DataFrame, by: list[str]) -> DataFrame:
    """Pairs of rows with equal columns, the nth with the nth."""
    sides = []
    for table, side in zip((before, after), _SIDES, strict=True):
        nth = table.groupby(by, sort=False).cumcount()
        sides.append(table[by].assign(nth=nth, **{side: table.index}))
    return sides[0].merge(sides[1], on=[*by, "nth"])[["old", "new"]]
