"""Notes, channels, videos, properties, headings and index pages, counted again with a few lines each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

import pytest

VIDEO = re.compile(r"https?://(?:www\.)?youtube\.com/watch\?v=([\w-]{11})(?:[&#].*)?")
SECTION = re.compile(r"### \[.*\]\((.*)\)\s*")
ADDRESS = rb"https?://(?:www\.)?youtube\.com/watch\?v=([\w-]{11})(?:[&#][^\s)]*)?"
LINKED = re.compile(rb"(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(<?|\[\[)" + ADDRESS + rb"(?:>?\)| ?[|\]])")
ROOT_PAGES = {"index.md", "directory.md"}


def lines(data: bytes) -> list[str]:
    return re.split(r"\r\n?|\n", data.decode())


def plainly(name: str) -> str:
    return "".join(c for c in name if c.isprintable()).casefold()


def is_index(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return path in ROOT_PAGES or plainly(folder) == plainly(name.removesuffix(".md"))


def header(data: bytes) -> list[str]:
    every = lines(data)
    return every[1 : every.index("---", 1)]


@pytest.fixture(scope="module")
def properties(notes) -> dict[str, dict[str, str]]:
    """The front matter of this corpus is ``key: value`` throughout, with or without quotes."""
    found = {}
    for path, data in notes.items():
        pairs = (line.split(": ", 1) for line in header(data))
        found[path] = {key: value.strip().strip("\"'") for key, value in pairs}
    return found


@pytest.fixture(scope="module")
def listings(notes) -> list[tuple[str, str | None, str]]:
    """Index page, video of the section (or none) and target, of every wikilink in a list below a heading."""
    found = []
    for path in filter(is_index, notes):
        video, below_heading = None, False
        for line in lines(notes[path]):
            if line.startswith("#"):
                section = SECTION.fullmatch(line)
                address = VIDEO.fullmatch(section[1]) if section else None
                video, below_heading = (address[1] if address else None), True
            elif below_heading and re.match(r"\s*[-*+] ", line):
                found += [(path, video, target) for target in re.findall(r"\[\[([^|\]]*?)\s*[|\]]", line)]
    return found


@pytest.fixture(scope="module")
def sections(notes) -> list[tuple[str, str]]:
    """Index page and video of every ``### [title](address)``."""
    found = []
    for path in filter(is_index, notes):
        matches = (SECTION.fullmatch(line) for line in lines(notes[path]))
        addresses = (VIDEO.fullmatch(match[1]) for match in matches if match)
        found += [(path, address[1]) for address in addresses if address]
    return found


@pytest.fixture(scope="module")
def keys(graph) -> list[str]:
    return graph.nodes["key"].tolist()


def edges(graph, keys, kind) -> Counter:
    rows = graph.edges[graph.edges["kind"] == kind]
    columns = (rows[name].tolist() for name in ("source", "target", "weight"))
    return Counter(
        {(keys[source], keys[target]): weight for source, target, weight in zip(*columns, strict=True)}
    )


def test_every_note_is_a_node_of_its_kind(notes, graph):
    rows = graph.nodes[graph.nodes["path"].notna()]

    assert dict(zip(rows["path"], rows["kind"], strict=True)) == {
        path: "index" if is_index(path) else "note" for path in notes
    }
    assert Counter(map(is_index, notes)) == {False: 21_189, True: 84}
    assert graph.sources["path"].tolist() == sorted(notes)


def test_every_folder_is_a_channel_of_its_notes(notes, graph, keys):
    topics = [path for path in notes if not is_index(path)]
    expected = {
        (f"note:{path}", "channel:" + "".join(c for c in path.partition("/")[0] if c.isprintable())): 1
        for path in topics
    }

    assert edges(graph, keys, "in_channel") == expected
    assert len({channel for _, channel in expected}) == 81


def test_every_from_line_is_an_edge(notes, graph):
    written = [line for data in notes.values() for line in data.split(b"\n") if line.startswith(b"From: [[")]

    assert len(written) == 21_189
    assert graph.edges[graph.edges["kind"] == "from_line"]["weight"].sum() == len(written)


def test_every_property_is_read_as_text(properties, graph, notes):
    path = graph.nodes["path"].tolist()
    rows = graph.properties
    read: dict[str, dict[str, str]] = {}
    for node, name, value in zip(rows["node"], rows["name"], rows["value"], strict=True):
        read.setdefault(path[node], {})[name] = value

    assert read == properties
    assert set(rows["datatype"]) == {"string"}


def test_videos_are_those_of_properties_index_pages_and_links(properties, sections, visible, graph, keys):
    named = {
        (f"note:{path}", f"video:{facts['videoId']}"): 1
        for path, facts in properties.items()
        if "videoId" in facts
    }
    linked = {f"video:{match[1].decode()}" for text in visible.values() for match in LINKED.finditer(text)}
    videos = {video for _, video in named} | {f"video:{video}" for _, video in sections} | linked

    assert edges(graph, keys, "about_video") == named
    assert {key for key in keys if key.startswith("video:")} == videos
    assert (len({video for _, video in named}), len(videos)) == (6_195, 6_220)


def test_every_index_section_features_its_video(notes, sections, graph, keys):
    expected = Counter((f"note:{path}", f"video:{video}") for path, video in sections)
    by_line_feeds = sum(
        bool(SECTION.fullmatch(line))
        for path in filter(is_index, notes)
        for line in notes[path].decode().split("\n")
    )

    assert edges(graph, keys, "features") == expected
    # In one heading stands a lone carriage return: by CommonMark the line, and so the heading, ends there.
    assert (by_line_feeds, len(sections)) == (5_832, 5_831)


def test_every_listing_is_an_edge(listings, graph):
    path = graph.nodes["path"].tolist()
    rows = graph.mentions[graph.mentions["context"] == "index_list"]
    read = Counter(zip((path[source] for source in rows["source"]), rows["written"], strict=True))

    assert read == Counter((page, target) for page, _, target in listings)
    assert graph.edges[graph.edges["kind"] == "lists"]["weight"].sum() == len(listings)


def test_missing_pages_are_announced_for_the_videos_they_are_listed_under(listings, graph, keys):
    path = graph.nodes["path"].tolist()
    rows = graph.mentions[graph.mentions["context"] == "index_list"]
    columns = ((path[source] for source in rows["source"]), rows["written"], rows["target"])
    target = {(page, written): keys[node] for page, written, node in zip(*columns, strict=True)}
    expected = Counter(
        (target[page, written], f"video:{video}")
        for page, video, written in listings
        if video and target[page, written].startswith("missing:")
    )

    assert edges(graph, keys, "announced_for") == expected


def test_every_heading_is_found_with_its_level_and_line(parsed, line_starts, graph):
    path = graph.nodes["path"].tolist()
    rows = graph.headings[graph.headings["level"] > 0]
    read: dict[str, list[tuple[int, int]]] = {}
    for node, line, level in zip(rows["node"], rows["line"], rows["level"], strict=True):
        read.setdefault(path[node], []).append((line, level))
    expected = {
        name: [(bisect_right(line_starts[name], start), level) for start, level in facts.headings]
        for name, facts in parsed.items()
        if facts.headings
    }

    assert {name: read.get(name) for name in expected if read.get(name) != expected[name]} == {}
    assert read.keys() == expected.keys()
