"""Timestamps: anchors counted by shape, and every time in square brackets accounted for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

import pytest

TAG = re.compile(rb"<a\s[^<>]*>?")
VALUE = re.compile(rb"\sdata-t\s*=\s*\"([^\"<>]*)\"")
TIME = re.compile(rb"\d{1,3}(?::\d{2}){1,3}")
BRACKETED = re.compile(rb"\[\s*\d{1,3}:\d{2}:\d{2}\s*\]")
LIST = re.compile(rb"\[\s*" + TIME.pattern + rb"(?:\s*[,|]\s*" + TIME.pattern + rb")+\s*\]")
Spans = list[tuple[int, int]]


def within(spans: Spans, at: int) -> bool:
    return any(start <= at < end for start, end in spans)


@pytest.fixture(scope="module")
def path(graph) -> list[str]:
    return graph.nodes["path"].tolist()


@pytest.fixture(scope="module")
def anchors(notes, parsed) -> dict[str, list[tuple[int, bytes]]]:
    """Offset and text of each tag outside code that has the timestamp's class or attribute."""
    found = {}
    for name, data in notes.items():
        tags = [(tag.start(), tag[0]) for tag in TAG.finditer(data, parsed[name].body)]
        marked = [(at, tag) for at, tag in tags if b"yt-timestamp" in tag or b" data-t=" in tag]
        found[name] = [(at, tag) for at, tag in marked if not within(parsed[name].code, at)]
    return found


@pytest.fixture(scope="module")
def read(graph, path) -> dict[tuple[str, int], str]:
    """Place of each anchor -> time as written."""
    rows = graph.moments[graph.moments["form"] == "anchor"]
    columns = (rows[name].tolist() for name in ("source", "start", "written"))
    return {(path[source], start): written for source, start, written in zip(*columns, strict=True)}


def test_every_anchor_is_read(anchors, read):
    expected = {(name, at) for name, tags in anchors.items() for at, _ in tags}

    assert sorted(read.keys() - expected) == []
    assert sorted(expected - read.keys()) == []


def test_the_value_of_an_anchor_is_as_written(anchors, read):
    """By shape, digits being N; of anchors without a value the visible time is read, not compared here."""
    shapes: Counter[str] = Counter()
    wrong = []
    for name, tags in anchors.items():
        for at, tag in tags:
            if value := VALUE.search(tag):
                shapes[re.sub(r"\d", "N", value[1].decode())] += 1
                written = read.get((name, at))  # whether it is read at all is the test above
                if written not in (None, value[1].decode().strip()):
                    wrong.append((name, at, value[1], written))

    assert wrong == []
    assert len(shapes) == 28
    assert shapes.most_common(4) == [
        ("NN:NN:NN", 731_254),
        ("NN:NN", 7_531),
        ("N:NN:NN", 931),
        ("NN:NN:NN:NN", 911),
    ]


def test_a_time_without_a_reading_is_a_fault(graph, path):
    rows = graph.moments[graph.moments["seconds"].isna()]
    faults = set(zip(graph.faults["path"], graph.faults["line"], strict=True))

    places = zip((path[source] for source in rows["source"]), rows["line"], strict=True)

    assert [place for place in places if place not in faults] == []


@pytest.fixture(scope="module")
def covered(graph, path) -> dict[str, Spans]:
    """By note, what moments and mentions reach over, sorted; each end is that of all before it too."""
    found: dict[str, Spans] = {}
    for table in (graph.moments, graph.mentions):
        for source, start, end in zip(table["source"], table["start"], table["end"], strict=True):
            found.setdefault(path[source], []).append((start, end))
    for spans in found.values():
        spans.sort()
        furthest = 0
        for row, (start, end) in enumerate(spans):
            furthest = max(furthest, end)
            spans[row] = start, furthest
    return found


def lost(spans: Spans, start: int, end: int) -> bool:
    last = bisect_left(spans, (start + 1,)) - 1
    return last < 0 or spans[last][1] < end


def outside(pattern, notes, parsed):
    """Matches that begin in neither code nor an HTML block."""
    for name, data in notes.items():
        hidden = parsed[name].code + parsed[name].blocks
        for match in pattern.finditer(data, parsed[name].body):
            if not within(hidden, match.start()):
                yield name, match


def test_no_bracketed_time_is_lost(notes, parsed, covered):
    """Each is a moment, part of an anchor, or part of a link."""
    found = [
        (name, match.start())
        for name, match in outside(BRACKETED, notes, parsed)
        if lost(covered[name], *match.span())
    ]

    assert found == []


def test_no_list_of_times_is_lost(notes, parsed, covered):
    """However long: each of its times is a moment."""
    found = Counter()
    for name, match in outside(LIST, notes, parsed):
        times = TIME.finditer(notes[name], *match.span())
        found[name, match.start()] += sum(lost(covered[name], *time.span()) for time in times)

    assert +found == {}
