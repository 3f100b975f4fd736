"""``python -m benchmarks generate --notes N [--seed S] PLACE``: a vault of any size, without anybody's text.

Sizes, links, headings, timestamps and links to a page are spread as in a real vault of 21,273 notes about
videos: for each of them the quantiles below were counted there. Words and names are made up. Links stay
inside a folder, as 99.9 % do there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

_AT: Final = (*(step / 20 for step in range(20)), 0.975, 0.99, 0.995, 0.999, 1.0)
# fmt: off
_BYTES: Final = (
    25, 2416, 3309, 3760, 4034, 4273, 4528, 4831, 5282, 5899, 6582, 7225, 7897, 8550, 9285, 10066, 10940,
    11997, 13405, 15657, 18063, 22419, 29225, 61426, 985778,
)
_LINKS: Final = (0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 8, 9, 10, 12, 14, 17, 24, 32, 45, 59, 578, 2711)
_MOMENTS: Final = (
    0, 4, 6, 8, 10, 13, 18, 22, 26, 30, 33, 37, 40, 44, 48, 53, 58, 64, 73, 88, 106, 142, 178, 327, 3788,
)
_HEADINGS: Final = (0, 2, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12, 15, 17, 22, 28, 97, 452)
_LINKED: Final = (0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12, 16, 23, 33, 49, 65, 114, 331)
_WANTED: Final = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 6, 10, 16, 22, 39, 107)
_FOLDER: Final = (
    2, 3, 14, 25, 47, 58, 80, 92, 97, 98, 100, 101, 104, 222, 419, 476, 489, 494, 501, 867, 1026, 1117, 2247,
    2247, 2247,
)
# fmt: on
_MISSING: Final = 0.23  # of all links but those to index pages: how many lead to pages that are not there
_SYLLABLES: Final = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "ke",
    "li",
    "mo",
    "nu",
    "pa",
    "re",
    "si",
    "to",
    "vu",
    "wa",
    "xe",
    "yi",
    "zo",
]
_WORDS: Final = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in ("", "n", "r", "s")]
_ANCHOR: Final = '<a class="yt-timestamp" data-t="{0}">[{0}]</a>'
_NOTES_A_VIDEO: Final = 4


class Folder(NamedTuple):
    """A folder's notes: how large each is, and the rows of what it links to (negative: missing pages)."""

    name: str
    first: int
    bytes: NDArray[np.int64]
    moments: NDArray[np.int64]
    headings: NDArray[np.int64]
    links: list[NDArray[np.int64]]


def main(arguments: list[str]) -> int:
    """Write a vault."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks generate", description=__doc__)
    parser.add_argument("place", type=Path, help="a new folder, or a table: NAME.parquet")
    parser.add_argument("--notes", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    request = parser.parse_args(arguments)
    notes = vault(request.notes, request.seed)
    if request.place.suffix == ".parquet":
        _write_table(notes, request.place)
    else:
        _write_folder(notes, request.place)
    return 0


def vault(notes: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Paths and texts, about so many notes; the same for the same seed, and one folder after another."""
    random = np.random.default_rng(seed)
    for folder in folders(notes, random):
        yield from _texts(folder, random)


def folders(notes: int, random: np.random.Generator) -> Iterator[Folder]:
    """Folders of together so many notes: their sizes, and what links to what in them."""
    first = 0
    while first < notes:
        size = min(int(_drawn(random, _FOLDER, 1)[0]), notes - first)
        yield _folder(random, first, size)
        first += size


def _drawn(random: np.random.Generator, quantiles: tuple[int, ...], count: int) -> NDArray[np.int64]:
    return np.interp(random.random(count), _AT, quantiles).round().astype(np.int64)


def _folder(random: np.random.Generator, first: int, size: int) -> Folder:
    """What a folder links to: as many links lead to each page as was drawn for it, in proportion."""
    links = _drawn(random, _LINKS, size)
    missing = random.random(int(links.sum())) < _MISSING
    target = np.empty(len(missing), np.int64)
    for chosen, quantiles, sign in ((~missing, _LINKED, 1), (missing, _WANTED, -1)):
        ends = np.repeat(np.arange(size), _drawn(random, quantiles, size))
        random.shuffle(ends)
        ends = ends if len(ends) else np.arange(size)
        target[chosen] = sign * (np.resize(ends, int(chosen.sum())) + (sign < 0))
    return Folder(
        f"channel-{first:08}",
        first,
        _drawn(random, _BYTES, size),
        _drawn(random, _MOMENTS, size),
        _drawn(random, _HEADINGS, size),
        np.split(target, np.cumsum(links)[:-1]),
    )


def _texts(folder: Folder, random: np.random.Generator) -> Iterator[tuple[str, str]]:
    index = [f"---\ntitle: {folder.name}\n---\n"]
    for row in range(len(folder.bytes)):
        number = folder.first + row
        if row % _NOTES_A_VIDEO == 0:
            index.append(f"### [{_name(number)}](https://www.youtube.com/watch?v={_video(number)})\n")
        index.append(f"- [[{_name(number)}]]\n")
        yield f"{folder.name}/{_name(number)}.md", _text(folder, row, random)
    yield f"{folder.name}/{folder.name}.md", "".join(index)


def _text(folder: Folder, row: int, random: np.random.Generator) -> str:
    """A note: its links, timestamps and headings, spread over as many words as its size leaves room for."""
    number = folder.first + row
    links = [_link(folder, target, place) for place, target in enumerate(folder.links[row].tolist())]
    seconds = np.sort(random.integers(0, 3 * 3600, folder.moments[row])).tolist()
    moments = [_ANCHOR.format(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}") for s in seconds]
    headings = [f"\n\n## {_WORDS[(number + n) % len(_WORDS)]} {n}\n\n" for n in range(folder.headings[row])]
    marks = [*links, *moments, *headings]
    start = f"---\ntitle: {_name(number)}\nvideoId: {_video(number - row % _NOTES_A_VIDEO)}\n---\n\n"
    start += f"From: [[{folder.name}]] <br/> \n\n"
    room = max(int(folder.bytes[row]) - len(start) - sum(map(len, marks)), 0) // 6
    words = [_WORDS[code] for code in random.integers(0, len(_WORDS), room).tolist()]
    words[5::60] = [f"{word}.\n\n" for word in words[5::60]]
    random.shuffle(marks)
    for place, mark in zip(
        np.sort(random.integers(0, room + 1, len(marks)))[::-1].tolist(), marks, strict=True
    ):
        words.insert(place, mark)
    return f"{start}{' '.join(words)}\n"


def _link(folder: Folder, target: int, place: int) -> str:
    name = _name(folder.first + target) if target >= 0 else f"wanted {_name(folder.first - target)}"
    shown = name.replace("_", " ") if target >= 0 else name
    return f"[[{name}]]" if place % 8 == 0 else f"[[{name} | {shown}]]"  # seven of eight have a label there


def _name(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)]}_{_WORDS[number * 7 % len(_WORDS)]}_{number}"


def _video(number: int) -> str:
    return f"v{number:010}"


def _write_folder(notes: Iterator[tuple[str, str]], place: Path) -> None:
    place.mkdir(parents=True)
    for path, text in notes:
        file = place / path
        if not file.parent.exists():
            file.parent.mkdir()
        file.write_text(text, "utf-8")


def _write_table(notes: Iterator[tuple[str, str]], place: Path) -> None:
    schema = pa.schema([("path", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(place, schema) as writer:
        rows: list[dict[str, str]] = []
        for path, text in notes:
            rows.append({"path": path, "text": text})
            if len(rows) == 5000:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, schema))
