"""Shows places of notes: the sentence, the file and line, and the moment of the video that is cited there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame, Series

from kg.explore.facts import moment_url
from kg.explore.sentences import WIDTH, sentence
from kg.store.frames import frame_columns, frame_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


def excerpts(
    graph: KnowledgeGraph, places: DataFrame, *, texts: Texts | None = None, width: int = WIDTH
) -> DataFrame:
    """What stands around places of notes, and the moment of a video cited there.

    Args:
        graph: The graph.
        places: Rows with source (node), line, column, start and end: rows of ``graph.mentions``, or the
            places of `kg.analysis.unlinked.unlinked`.
        texts: The notes' texts; without them there are no sentences.
        width: How many characters of a sentence to give at most.

    Returns:
        A row a place, with its index: note (path), line, column, sentence (missing if the note's text cannot
        be used), moment (as written, of the nearest timestamp in the line: the next, else the last), seconds,
        url (a deep link that starts there).

    Example:
        >>> import kg
        >>> from kg.builder.texts import texts
        >>> notes = {"a.md": "One thing. Then [[b|the other]]. Last."}
        >>> graph = kg.build(notes)
        >>> excerpts(graph, graph.mentions, texts=texts(graph, notes))["sentence"].tolist()
        ['Then the other.']
    """
    source = places["source"].to_numpy(np.int64)
    nearest = _nearest(graph, source, places["line"].to_numpy(), places["start"].to_numpy())
    known = nearest >= 0
    written, seconds, url = ([None] * len(places) for _ in range(3))
    if known.any():
        nearest = np.where(known, nearest, nearest.max())
        moments = _moments(graph, nearest)
        addresses = moments["target"].map(graph.nodes["url"])
        rows = zip(known.tolist(), moments["written"], moments["seconds"], addresses, strict=True)
        told = [(w, s, moment_url(a, s)) if k else (None, None, None) for k, w, s, a in rows]
        written, seconds, url = (list(column) for column in zip(*told, strict=True)) if told else ([], [], [])
    columns = {
        "note": graph.nodes["path"].iloc[source].to_numpy(),
        "line": places["line"].to_numpy(),
        "column": places["column"].to_numpy(),
        "sentence": Series(_sentences(places, texts, width), dtype="str", index=places.index),
        "moment": Series(written, dtype="str", index=places.index),
        "seconds": Series(seconds, dtype="Int32", index=places.index),
        "url": Series(url, dtype="str", index=places.index),
    }
    return DataFrame(columns, index=places.index)


def supporting(graph: KnowledgeGraph, source: int, target: int) -> DataFrame:
    """The mentions by which one node leads to another, in order of place.

    Args:
        graph: The graph.
        source: The node that holds them.
        target: The node they point to.

    Returns:
        Rows of ``graph.mentions``.

    Example:
        >>> import kg
        >>> supporting(kg.build({"a.md": "[[b]] [[b|c]]", "b.md": ""}), 0, 1)["raw"].tolist()
        ['[[b]]', '[[b|c]]']
    """
    mentions = frame_columns(graph, "mentions", ["source", "target"])
    own = (mentions["source"] == source).to_numpy()
    return frame_rows(graph, "mentions", own & (mentions["target"].to_numpy(np.int64, na_value=-1) == target))


def _sentences(places: DataFrame, texts: Texts | None, width: int) -> list[str | None]:
    if texts is None:
        return [None] * len(places)
    found = []
    for source, start, end in zip(places["source"], places["start"], places["end"], strict=True):
        data = texts.data(int(source))
        found.append(None if data is None else sentence(data, int(start), int(end), width=width))
    return found


def _moments(graph: KnowledgeGraph, rows: NDArray[np.int64]) -> DataFrame:
    chosen = np.zeros(graph.manifest.counts["moments"], bool)
    chosen[rows] = True
    return frame_rows(graph, "moments", chosen).loc[rows]


def _nearest(
    graph: KnowledgeGraph, source: NDArray[np.int64], line: NDArray[np.int32], start: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Row of the nearest moment of each place's line: the next, else the last; -1 if it has none."""
    moments = frame_columns(graph, "moments", ["source", "line", "start"])
    notes = moments["source"].to_numpy()
    if not len(notes):
        return np.full(len(source), -1)
    wanted = np.flatnonzero(np.isin(notes, source))
    lines, starts = (moments[name].to_numpy()[wanted] for name in ("line", "start"))
    codes = notes[wanted].astype(np.int64) << 31 | starts
    order = np.argsort(codes, kind="stable")
    place = np.searchsorted(codes[order], source << 31 | start.astype(np.int64))
    found = np.full(len(source), -1)
    for at in (place - 1, place):  # the next overrules the last
        row = order[at.clip(0, max(len(order) - 1, 0))] if len(order) else np.zeros(len(at), np.int64)
        if len(order):
            same = (at >= 0) & (at < len(order)) & (lines[row] == line) & (notes[wanted[row]] == source)
            found = np.where(same, wanted[row], found)
    return found
