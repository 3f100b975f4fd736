"""The real corpus, read once, and the graph built from it; all tests here are skipped where it is absent."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyromark
import pytest

import kg
from kg.model.graph import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = ROOT.parent / "shared" / "corpora" / "tubegraph.tar.xz"
_FRONT_MATTER = re.compile(rb"---[ \t]*\n.*?^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.corpus)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder ``KG_CORPUS`` names, else the archive beside the repository, unpacked once for all runs."""
    if named := os.environ.get("KG_CORPUS"):
        if not Path(named).is_dir():
            pytest.fail(f"KG_CORPUS names no folder: {named}")
        return Path(named)
    if not ARCHIVE.exists():
        pytest.skip("no corpus: KG_CORPUS is not set, and there is no ../shared/corpora/tubegraph.tar.xz")
    place = Path(tempfile.gettempdir(), f"kg-corpus-{ARCHIVE.stat().st_size}-{ARCHIVE.stat().st_mtime_ns}")
    if not place.exists():
        _unpack(place)
    return place / "content"


def _unpack(place: Path) -> None:
    """Unpack beside the place and move there, so that a run that is stopped leaves nothing half done."""
    folder = tempfile.mkdtemp(dir=place.parent)
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    try:
        Path(folder).rename(place)
    except OSError:  # another process was quicker
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def notes(corpus) -> Mapping[str, bytes]:
    """Path -> bytes of every note."""
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in sorted(corpus.rglob("*.md"))}


@pytest.fixture(scope="session")
def graph(corpus) -> KnowledgeGraph:
    return kg.build(corpus)


@pytest.fixture(scope="session")
def line_starts(notes) -> Mapping[str, list[int]]:
    """Path -> offset of each line's first byte; a lone CR, of which there is one, ends a line too."""
    return {
        path: [0, *(end.end() for end in re.finditer(rb"\r\n?|\n", data))] for path, data in notes.items()
    }


class Parsed(NamedTuple):
    """What a CommonMark parser says about a note, in byte offsets of the file."""

    body: int  # end of the front matter
    code: list[tuple[int, int]]  # blocks and spans
    blocks: list[tuple[int, int]]  # lines of HTML blocks
    tags: list[tuple[int, int]]  # inline HTML
    headings: list[tuple[int, int]]  # offset, level
    links: list[tuple[int, int]]  # Markdown links, images and autolinks


@pytest.fixture(scope="session")
def parsed(notes) -> Mapping[str, Parsed]:
    """Every note by pyromark, with no help from `kg` (which asks it about a tenth of them only)."""
    return {path: _parse(data) for path, data in notes.items()}


def _parse(data: bytes) -> Parsed:
    match = _FRONT_MATTER.match(data)
    found = Parsed(match.end() if match else 0, [], [], [], [], [])
    places = {"Code": found.code, "Html": found.blocks, "InlineHtml": found.tags}
    for event, span in pyromark.events_with_range(data[found.body :].decode(), options=_OPTIONS):
        if not isinstance(event, dict):
            continue
        (kind, value), *_ = event.items()
        start, end = found.body + span["start"], found.body + span["end"]
        if kind in places:
            places[kind].append((start, end))
        elif kind == "Start" and isinstance(value, dict):
            if "CodeBlock" in value:
                found.code.append((start, end))
            elif "Link" in value or "Image" in value:
                found.links.append((start, end))
            elif "Heading" in value:
                found.headings.append((start, int(value["Heading"]["level"][1:])))
    return found


@pytest.fixture(scope="session")
def visible(notes, parsed) -> Mapping[str, bytes]:
    """The notes with every byte of front matter, code and HTML replaced, but for line ends."""
    return {path: _blotted(notes[path], facts) for path, facts in parsed.items()}


def _blotted(data: bytes, facts: Parsed) -> bytes:
    text = bytearray(data)
    for start, end in [(0, facts.body), *facts.code, *facts.blocks, *facts.tags]:
        text[start:end] = b"\n".join(b"\x7f" * len(line) for line in data[start:end].split(b"\n"))
    return bytes(text)
