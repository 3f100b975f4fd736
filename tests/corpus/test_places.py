"""Every mention and timestamp read again from the bytes at the place it names: all rows, not a sample."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby

import pytest


def by_note(graph, rows, *names):
    """Path and rows of each note, in the tables' order."""
    path = graph.nodes["path"].tolist()
    columns = [
        rows[name].astype(object).where(rows[name].notna(), None).tolist() for name in ("source", *names)
    ]
    for source, group in groupby(zip(*columns, strict=True), key=lambda row: row[0]):
        yield path[source], [row[1:] for row in group]


@pytest.mark.parametrize("table", ["mentions", "moments"])
def test_line_and_column_are_those_of_the_first_byte(table, graph, notes, line_starts):
    wrong = []
    for path, rows in by_note(graph, getattr(graph, table), "start", "line", "column"):
        data, starts = notes[path], line_starts[path]
        for start, line, column in rows:
            own = bisect_right(starts, start)
            characters = data[starts[own - 1] : start].decode()  # fails within a character
            if (line, column) != (own, len(characters) + 1):
                wrong.append((path, start, line, column))

    assert wrong[:10] == []


def test_raw_is_the_span_byte_for_byte(graph, notes):
    wrong = [
        (path, start, raw)
        for path, rows in by_note(graph, graph.mentions, "start", "end", "raw")
        for start, end, raw in rows
        if notes[path][start:end] != raw.encode()
    ]

    assert wrong[:10] == []


def test_a_time_stands_in_its_span_as_written(graph, notes):
    wrong = [
        (path, start, written, label)
        for path, rows in by_note(graph, graph.moments, "start", "end", "written", "label")
        for start, end, written, label in rows
        if written.encode() not in notes[path][start:end]
        or (label or "").encode() not in notes[path][start:end]
    ]

    assert wrong[:10] == []


def test_rows_stand_in_the_order_of_their_places(graph):
    path = graph.nodes["path"].tolist()
    for rows in (graph.mentions, graph.moments):
        places = [(path[source], start) for source, start in zip(rows["source"], rows["start"], strict=True)]

        assert places == sorted(places)


def test_the_section_is_the_last_heading_before(graph):
    """Or that of the very line, for what stands in a heading."""
    path = graph.nodes["path"].tolist()
    headings: dict[str, list[tuple[int, int]]] = {}
    rows = graph.headings[graph.headings["level"] > 0]
    for number, node, line in zip(rows["heading"], rows["node"], rows["line"], strict=True):
        headings.setdefault(path[node], []).append((line, number))
    for table in (graph.mentions, graph.moments):
        wrong = []
        for name, found in by_note(graph, table, "line", "section"):
            above = headings.get(name, [])
            for line, section in found:
                last = bisect_right(above, line, key=lambda heading: heading[0]) - 1
                if section != (above[last][1] if last >= 0 else None):
                    wrong.append((name, line, section))

        assert wrong[:10] == []


def test_the_moment_of_a_mention_is_the_next_of_its_line_else_the_last(graph):
    by_line: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for path, rows in by_note(graph, graph.moments, "line", "start", "moment"):
        for line, start, moment in rows:
            by_line.setdefault((path, line), []).append((start, moment))
    wrong, near = [], 0
    for path, rows in by_note(graph, graph.mentions, "line", "start", "moment"):
        for line, start, moment in rows:
            there = by_line.get((path, line), [])
            after = [number for begin, number in there if begin >= start]
            near += bool(there)
            if moment != (after[0] if after else there[-1][1] if there else None):
                wrong.append((path, line, start, moment))

    assert wrong[:10] == []
    assert near > 133_000  # three in five
