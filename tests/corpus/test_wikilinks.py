"""Links by other ways of reading: own pattern outside what pyromark calls code or HTML; markdown-it-py."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from markdown_it import MarkdownIt

# The innermost pair on one line; an embed's mark belongs to it.
LINK = re.compile(rb"!?\[\[((?:(?!\[\[|\]\])[^\r\n])*)\]\]")
Place = tuple[int, int]


def escaped(text: bytes, at: int) -> bool:
    first = at
    while text[first - 1 : first] == b"\\":
        first -= 1
    return (at - first) % 2 == 1


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


@pytest.fixture(scope="module")
def hidden(notes, parsed, read) -> dict[str, set[Place]]:
    """What a plain pattern finds and `kg` does not, of the notes in which there is any."""
    found = {path: places(data, parsed[path].body) - read.get(path, set()) for path, data in notes.items()}
    return {path: absent for path, absent in found.items() if absent}


def test_each_hidden_wikilink_has_its_reason(hidden, parsed):
    reasons = Counter(reason(parsed[path], *place) for path, absent in hidden.items() for place in absent)

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


def test_another_parser_hides_the_same_wikilinks(hidden, notes, parsed, visible):
    """Only notes in which something is hidden: markdown-it-py takes a hundred times as long as pyromark."""
    parser = MarkdownIt("commonmark")
    differing = {}
    for path, absent in hidden.items():
        # In the one left out, code begins within the label and ends behind the brackets.
        whole = sum(not visible[path][begin:end].strip(b"\x7f") for begin, end in absent)
        theirs = hidden_by(parser, notes[path][parsed[path].body :].decode())
        if whole != theirs:
            differing[path] = whole, theirs

    assert differing == {}


def hidden_by(parser: MarkdownIt, text: str) -> int:
    """Wikilinks in what a parser calls code or HTML."""
    count = 0
    for token in parser.parse(text):
        for part in [token, *(token.children or ())]:
            if part.type in {"fence", "code_block", "code_inline", "html_block", "html_inline"}:
                count += len(places(f"{part.info}\n{part.content}".encode(), 0))
    return count


def test_markdown_links_are_those_of_the_parser(notes, parsed, graph):
    """Asked about every note, while `kg` asks it only where it sees a trace of what a parser must judge.

    Left out: links to nothing, ``[a]()`` and ``[a](#)``, and what reaches over a wikilink, ``[[a]](b)`` or
    ``[a]([[b]])``: there the wikilink counts. Bare addresses are no links to this parser.
    """
    path = graph.nodes["path"].tolist()
    links = graph.mentions[graph.mentions["kind"].isin(["markdown", "url"])]
    times = graph.moments[graph.moments["form"] == "link"]
    columns = [[*links[name], *times[name]] for name in ("source", "start", "end")]
    ours = {(path[source], start, end) for source, start, end in zip(*columns, strict=True)}
    theirs = {(name, *place) for name, facts in parsed.items() for place in facts.links}
    disputed = {place for place in theirs - ours if re.search(rb"\[\[|\]\(#?\)\Z", written(notes, *place))}

    assert sorted(theirs - ours - disputed) == []
    extra = {place for place in ours - theirs if not written(notes, *place).startswith(b"http")}
    assert [place for place in extra if not any(is_in(place, other) for other in disputed)] == []


def written(notes, name: str, start: int, end: int) -> bytes:
    return notes[name][start:end]


def is_in(place: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return place[0] == other[0] and other[1] <= place[1] and place[2] <= other[2]


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
