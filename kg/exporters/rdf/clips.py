"""Turns moments into clips: each second of a video that a page cites is a resource of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.exporters.rdf.columns import changes, pairs
from kg.exporters.rdf.nodes import Deep, Nodes
from kg.exporters.rdf.statements import Fact, Part, Relation, Slots, digits
from kg.exporters.rdf.terms import Ints, Kind, Ref, Terms
from kg.exporters.rdf.vocabulary import RDF, SCHEMA
from kg.extract.rows import spread
from kg.store.buffers import numbers
from kg.store.slices import Owned, bounds
from kg.store.spooled import Spool, on_disk

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_FACTS: Final = 4  # statements about a clip, at most
_AT_ONCE: Final = 1 << 20  # clips
_SECOND: Final = 0xFFFFFFFF
_FORMS: Final = {Deep.ASKED: ("&t=", "s"), Deep.FRAGMENT: ("#t=", "")}


class Clips:
    """The clips of each video, and what each page cites of them: moments whose video and time are known."""

    def __init__(self, graph: KnowledgeGraph, nodes: Nodes, clip_class: int) -> None:
        """Read the moments; what is told of them waits on disk.

        Args:
            graph: The graph.
            nodes: Its nodes.
            clip_class: Number of the class of clips.
        """
        self._nodes, self._class = nodes, clip_class
        moments = Owned(graph, "moments", "source", ["source", "target", "seconds"])
        clips, size = np.empty(moments.counts().sum(), np.int64), 0
        cited, times = np.zeros(len(nodes.code), np.int64), (Spool(), Spool())
        for batch in moments.batches():
            page, video, second = (numbers(batch[name]) for name in ("source", "target", "seconds"))
            known = (video >= 0) & (second >= 0)
            clip: Ints
            different, clip = np.unique(
                video[known].astype(np.int64) << 32 | second[known], return_inverse=True
            )
            citing, clip = pairs(page[known], clip)
            np.add.at(cited, citing, 1)
            for spool, column in zip(times, (different >> 32, different & _SECOND), strict=True):
                spool.add(column[clip].astype(np.int32))
            clips[size : size + len(different)] = different
            size += len(different)
        self._cited, (self._video, self._time) = (
            on_disk(bounds(cited)),
            (spool.column(np.int32) for spool in times),
        )
        self._start, self._second = _distinct(clips[:size], len(cited))

    def sizes(self) -> Ints:
        """How many statements there are about the clips of each node, at most."""
        return np.diff(self._start) * _FACTS

    def citing(self) -> Ints:
        """How many clips each node cites."""
        return np.diff(self._cited)

    def part(self, videos: Ints) -> Part:
        """The clips of some videos, ascending."""
        second = self._second[spread(self._start[videos], np.diff(self._start)[videos])]
        node = np.repeat(videos, np.diff(self._start)[videos])
        whole, count = Ref(self._nodes.resource[node]), len(node)
        facts: list[Fact] = [
            (RDF.type, None, Terms((Ref(np.broadcast_to(np.int32(self._class), count)),), Kind.NAME)),
            (SCHEMA.isPartOf, None, Terms((whole,), Kind.LOCAL)),
            (SCHEMA.startOffset, None, Terms((second,), Kind.NUMBER)),
        ]
        for form, (before, after) in _FORMS.items():  # the address at which a clip starts
            rows = np.flatnonzero(self._nodes.deep[node] == form)
            address = Ref(self._nodes.address[node[rows]])
            facts.append((SCHEMA.url, rows, Terms((address, before, second[rows], after), Kind.IRI)))
        return Part(
            of=whole.at,
            terms=Terms((whole, "#t=", second), Kind.LOCAL),
            start=second,
            end=np.broadcast_to(np.int32(0), count),
            facts=tuple(facts),
            closed=True,
            in_graph=False,  # several pages may cite it
        )

    def citations(self, pages: Ints, rank: Ints, slots: Slots) -> Relation:
        """Which page cites which clip, in order of both.

        Args:
            pages: The pages.
            rank: Rank of each.
            slots: All slots.
        """
        rows = spread(self._cited[pages], self.citing()[pages])
        rank = np.repeat(rank, np.diff(self._cited)[pages])
        video, second = self._nodes.resource[self._video[rows]], self._time[rows]
        order = np.lexsort((digits(second, closed=True), slots.parts[video], rank))
        clip = Terms((Ref(video), "#t=", second), Kind.LOCAL)
        return Relation(SCHEMA.citation, rank[order], clip, order.astype(np.int32))


def _distinct(clips: Ints, nodes: int) -> tuple[Ints, Ints]:
    """Where the clips of each node start, and the seconds of all, on disk."""
    clips.sort()
    count, seconds, last = np.zeros(nodes, np.int64), Spool(), -1
    for first in range(0, len(clips), _AT_ONCE):
        some = clips[first : first + _AT_ONCE]
        new = changes(some)
        new[0] = some[0] != last
        last = some[-1]
        np.add.at(count, some[new] >> 32, 1)
        seconds.add((some[new] & _SECOND).astype(np.int32))
    return on_disk(bounds(count)), seconds.column(np.int32)
