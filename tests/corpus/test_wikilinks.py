"""Wikilinks by two other ways of reading: own pattern outside what pyromark calls code or HTML, and markdown-it-py."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from markdown_it import MarkdownIt

# The innermost pair on one line; an embed's mark belongs to it.
LINK = re.compile(rb"!?\[\[((?:(?!\[\[|\]\])[^\r\n])*)\]\]")
Place = tuple[int, int]


def escaped(text: bytes, at: int) -> bool:
    return (at - len(text[:at].rstrip(b"\\"))) % 2 == 1


def places(text: bytes, start: int) -> set[Place]:
    found = set()
    for match in LINK.finditer(text, start):
        begin = match.start()
        if text[begin] == ord("!") and escaped(text, begin):
            begin += 1
        target = match[1].partition(b"|")[0].removesuffix(b"\\").strip()
        if not escaped(text, begin) and target.strip(b"# "):
            found.add((begin, match.end()))
    return found


@pytest.fixture(scope="module")
def read(graph) -> dict[str, set[Place]]:
    path = graph.nodes["path"].tolist()
    rows = graph.mentions[graph.mentions["kind"].isin(["link", "embed"])]
    found: dict[str, set[Place]] = {}
    for source, start, end in zip(rows["source"], rows["start"], rows["end"], strict=True):
        found.setdefault(path[source], set()).add((start, end))
    return found


def test_wikilinks_are_exactly_those_outside_code_and_html(visible, parsed, read):
    expected = {path: places(text, parsed[path].body) for path, text in visible.items()}
    ours = {(path, *place) for path, found in read.items() for place in found}
    theirs = {(path, *place) for path, found in expected.items() for place in found}

    assert sorted(ours - theirs) == []  # none that only `kg` sees
    assert sorted(theirs - ours) == []  # none that only the parser leaves visible
    assert len(ours) == 210_546


def test_each_hidden_wikilink_has_its_reason(notes, parsed, read):
    reasons: Counter[str] = Counter()
    for path, data in notes.items():
        for begin, end in places(data, 0) - read.get(path, set()):
            reasons[reason(parsed[path], begin, end)] += 1

    assert reasons == {"code": 710, "HTML block": 63}


def reason(facts, begin: int, end: int) -> str:
    areas = {
        "code": facts.code,
        "HTML block": facts.blocks,
        "tag": facts.tags,
        "front matter": [(0, facts.body)],
    }
    for name, spans in areas.items():
        if any(start < end and begin < stop for start, stop in spans):
            return name
    return "none"


def test_another_parser_hides_the_same_wikilinks(notes, parsed, visible, read):
    """Only notes in which something is hidden: markdown-it-py takes a hundred times as long as pyromark."""
    parser = MarkdownIt("commonmark")
    differing = {}
    for path, data in notes.items():
        absent = places(data, parsed[path].body) - read.get(path, set())
        # In the one left out, code begins within the label and ends behind the brackets.
        hidden = sum(not visible[path][begin:end].strip(b"\x7f") for begin, end in absent)
        if absent and hidden != hidden_by(parser, data[parsed[path].body :].decode()):
            differing[path] = hidden

    assert differing == {}


def hidden_by(parser: MarkdownIt, text: str) -> int:
    """Wikilinks in what a parser calls code or HTML."""
    count = 0
    for token in parser.parse(text):
        for part in [token, *(token.children or ())]:
            if part.type in {"fence", "code_block", "code_inline", "html_block", "html_inline"}:
                count += len(places(f"{part.info}\n{part.content}".encode(), 0))
    return count


def test_markdown_links_are_those_of_the_parser(parsed, graph):
    """Asked about every note, while `kg` asks it only where it sees a trace of what only a parser can judge."""
    path = graph.nodes["path"].tolist()
    links = graph.mentions[graph.mentions["kind"].isin(["markdown", "url"])]
    times = graph.moments[graph.moments["form"] == "link"]
    ours = {
        (path[source], start, end)
        for rows in (links, times)
        for source, start, end in zip(rows["source"], rows["start"], rows["end"], strict=True)
    }
    theirs = {(name, *place) for name, facts in parsed.items() for place in facts.links}

    assert sorted(ours - theirs) == []
    assert sorted(theirs - ours) == []


def test_every_part_of_a_wikilink_is_as_written(graph):
    """Target, fragment and label, taken apart by string methods."""
    rows = graph.mentions[graph.mentions["kind"].isin(["link", "embed"])]
    columns = (
        rows[name].tolist() for name in ("raw", "embed", "written", "fragment_type", "fragment", "label")
    )
    wrong = [row for row in zip(*columns, strict=True) if parts(row[0]) != tuple(map(plain, row[1:]))]

    assert wrong[:10] == []


def plain(value):
    return value if isinstance(value, str | bool) else None


def parts(raw: str) -> tuple[bool, str, str | None, str | None, str | None]:
    inner, piped, label = raw.removeprefix("!")[2:-2].partition("|")
    if piped:
        inner = inner.removesuffix("\\")
    target, _, fragment = inner.partition("#")
    fragment = fragment.strip()
    kind = None if not fragment else "block" if re.fullmatch(r"\^[A-Za-z0-9-]+", fragment) else "heading"
    return (
        raw.startswith("!"),
        target.strip(),
        kind,
        fragment.removeprefix("^") or None,
        label.strip() if piped else None,
    )
