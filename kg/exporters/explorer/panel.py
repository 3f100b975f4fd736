"""Turns notes and edges into what the page tells of them: where they are, what is said, at which moment."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.analysis.selection import kind_in
from kg.explore.sentences import sentence
from kg.exporters.explorer.encoding import LEVEL, Column, estimated, section, text, varint
from kg.exporters.explorer.placed import places
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from kg.builder.texts import Texts
    from kg.exporters.explorer.picture import Picture

_WIDEST: Final = 240  # characters of a sentence where there is room for all
_NARROW: Final = 110  # where there is not: fewer sentences rather than shorter ones
_EXCERPTS: Final = (240, 160, 120, 80, 0)  # characters, the first that fits
_FOR_PLACES: Final = 0.7  # of the room: lines and moments, if it does not do for all
_FOR_EXCERPTS: Final = 0.5  # of the room for texts
_RUNS: Final = 4  # of texts, from which the size of all is estimated
_RUN: Final = 250
_TRIES: Final = 4
_LOOKED_AT: Final = 5  # times the width of an excerpt: links and timestamps take room, but are not shown
_LETTER: Final = re.compile(rb"\w")
_VIDEO: Final = re.compile(r"[\w-]{11}", re.ASCII)
_FRONT: Final = re.compile(rb"---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NO_BODY: Final = rb"[ \t]*(?:\r?$|#{1,6}[ \t].*$|<!--.*$|!\[.*$|---+[ \t]*\r?$|```.*$%s)\n?"
_UNPATHED: Final = re.compile("[^a-z0-9_ ]")


class Panel(NamedTuple):
    """The section ``panel``, compressed.

    Attributes:
        data: Its bytes.
        shown: Sentences about what was shortened, none if nothing was.
    """

    data: bytes
    shown: tuple[str, ...]


def panel(
    picture: Picture, texts: Texts | None, *, room: int, level: int = LEVEL, tells: bool = False
) -> Panel:
    """The section ``panel``.

    Args:
        picture: The picture.
        texts: The notes' texts; without them, there are no excerpts and sentences.
        room: Bytes the section may take, more or less. Excerpts get shorter, sentences fewer, and then lines
            and moments to fit in.
        level: How much work is put into compression.
        tells: Whether a column says what was shortened, for a page that was sent before that is known.

    Returns:
        The section.
    """
    facts = _nodes(picture)
    links = np.flatnonzero(picture.role == 0)
    ranked = links[np.lexsort((links, -picture.times[links], picture.tier[links]))]
    room -= sum(estimated(column.data) for column in facts)
    placed = places(picture, ranked, room=room if texts is None else int(room * _FOR_PLACES))
    facts += placed.columns
    if texts is None:
        said = _texts(picture, [""] * len(picture.order), {})
        return _panel([*facts, *said], placed.shown, level, tells=tells)
    left = room - placed.size
    writer = _Writer(picture, texts)
    notes = np.flatnonzero(kind_in(picture.nodes, (NodeKind.NOTE, NodeKind.INDEX)))
    width = writer.excerpt_width(notes, left)
    excerpts = writer.excerpts(notes, width)
    left -= _size(excerpts)
    sentences = writer.sentences(ranked, left)
    shown = (*placed.shown, *_told(width, len(notes), len(sentences), len(ranked)))
    return _panel([*facts, *_texts(picture, excerpts, sentences)], shown, level, tells=tells)


def _panel(columns: list[Column], shown: tuple[str, ...], level: int, *, tells: bool) -> Panel:
    more = [text("shown", shown)] if tells else []
    return Panel(section([*columns, *more], level), shown)


def _told(width: int, notes: int, sentences: int, links: int) -> tuple[str, ...]:
    told = []
    if width < _WIDEST and notes:
        told.append(
            f"The beginnings of notes are cut at {width} characters."
            if width
            else "The beginnings of notes are left out."
        )
    if sentences < links:
        told.append(
            f"The sentence is given for {sentences:,} of {links:,} links, those between regions first."
        )
    return tuple(told)


class _Writer:
    """Reads what is said in the notes' texts."""

    def __init__(self, picture: Picture, texts: Texts) -> None:
        self.picture, self.texts = picture, texts
        prefixes = b"".join(b"|" + re.escape(line.prefix.encode()) + b".*$" for line in texts.profile.lines)
        self._no_body = re.compile(_NO_BODY % prefixes, re.MULTILINE)

    def excerpt_width(self, notes: NDArray[np.int64], room: int) -> int:
        """The widest excerpts for which half of the room will do."""
        sample = notes[_runs(len(notes))]
        for width in _EXCERPTS:
            found = [text for text in self.excerpts(sample, width) if text]
            if _size(found) / max(len(sample), 1) * len(notes) <= room * _FOR_EXCERPTS:
                return width
        return 0

    def excerpts(self, notes: NDArray[np.int64], width: int) -> list[str]:
        """The first sentence of each of these notes, blank for other nodes."""
        found = [""] * len(self.picture.order)
        make = partial(self._beginning, width=width)
        for node in notes.tolist() if width else ():
            found[node] = self.texts.made(int(self.picture.order[node]), ("beginning", width), make) or ""
        return found

    def _beginning(self, data: bytes, *, width: int) -> str:
        front = _FRONT.match(data)
        at = front.end() if front else 0
        while at < len(data) and (skipped := self._no_body.match(data, at)) and skipped.end() > at:
            at = skipped.end()
        beginning = data[at : at + _LOOKED_AT * width]
        letter = _LETTER.search(beginning)
        return sentence(beginning, letter.start(), letter.start(), width=width) if letter else ""

    def sentences(self, ranked: NDArray[np.int64], room: int) -> dict[int, str]:
        """The sentences of edges by their number: the first of the ranking, as many as there is room for."""
        mentions = self.picture.graph.mentions
        first = self.picture.edges["mention"].to_numpy(np.int64, na_value=-1)[ranked]
        ranked, first = ranked[first >= 0], first[first >= 0]
        source, start, end = (mentions[name].to_numpy()[first] for name in ("source", "start", "end"))

        def said(numbers: Sequence[int], width: int) -> dict[int, str]:
            told = {}
            for number in numbers:
                place = int(start[number]), int(end[number])
                make = partial(sentence, start=place[0], end=place[1], width=width)
                found = self.texts.made(int(source[number]), (*place, width), make)
                if found is not None:
                    told[int(ranked[number])] = found
            return told

        sample = _runs(len(ranked)).tolist()
        for width in (_WIDEST, _NARROW):
            each = _size(text for _, text in sorted(said(sample, width).items())) / max(len(sample), 1)
            if each * len(ranked) <= room:
                return said(range(len(ranked)), width)
        count = int(max(room, 0) / max(each, 1))
        found = said(range(min(count, len(ranked))), _NARROW)
        for _ in range(_TRIES):
            size = _size(text for _, text in sorted(found.items()))
            if size <= room or not found:
                break
            kept = int(len(found) * room / size * 0.99) if room > 0 else 0
            found = dict(list(found.items())[:kept])
        return found


def _runs(count: int) -> NDArray[np.int64]:
    """Numbers below the count, all or some runs of them: texts that stand together compress together."""
    if count <= _RUNS * _RUN:
        return np.arange(count)
    starts = np.linspace(0, count - _RUN, _RUNS).astype(np.int64)
    return np.unique(starts[:, None] + np.arange(_RUN))


def _size(lines: Iterable[str]) -> int:
    return estimated("\n".join(lines).encode())


def _texts(picture: Picture, excerpts: list[str], sentences: dict[int, str]) -> list[Column]:
    said = [""] * len(picture.edges)
    for edge, told in sentences.items():
        said[edge] = told
    return [text("excerpt", excerpts), text("edge_text", said)]


def _nodes(picture: Picture) -> list[Column]:
    nodes = picture.nodes
    urls = nodes["url"].fillna("").astype(object)
    video = [_identifier(url) for url in urls]
    web = [
        url if url.startswith("https://") and not own else "" for url, own in zip(urls, video, strict=True)
    ]
    return [
        text("path", _paths(picture)),
        text("url", web),
        text("video", video),
        varint("words", nodes["words"].to_numpy(np.int64, na_value=0)),
    ]


def _identifier(url: str) -> str:
    """The video an address leads to, if it is one."""
    head, _, found = url.partition("https://www.youtube.com/watch?v=")
    return found if not head and _VIDEO.fullmatch(found) else ""


def _paths(picture: Picture) -> list[str]:
    """Paths, those short that follow from the label."""
    found = []
    for path, label in zip(
        picture.nodes["path"].fillna("").tolist(), picture.nodes["label"].tolist(), strict=True
    ):
        name = _UNPATHED.sub("", label.lower()).replace(" ", "_") + ".md"
        folder, slash, own = path.rpartition("/")
        found.append(f"{folder}{slash}*" if path and own == name and label.isascii() else path)
    return found
