"""Turns moments into clips: each second of a video that a page cites is a resource of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.exporters.rdf.columns import changes, distinct, pairs
from kg.exporters.rdf.iris import is_iri
from kg.exporters.rdf.nodes import Nodes
from kg.exporters.rdf.statements import Part, Relation
from kg.exporters.rdf.terms import Ints, Kind, Ref, Terms, Words
from kg.exporters.rdf.vocabulary import RDF, SCHEMA
from kg.store.buffers import numbers, texts
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph


class Clips(NamedTuple):
    """The clips, and who cites them.

    Attributes:
        part: The clips as parts of their videos.
        page: Node of each page that cites one; a page cites a clip once.
        cited: Number of the clip it cites.
    """

    part: Part
    page: Ints
    cited: Ints


def clips_of(graph: KnowledgeGraph, nodes: Nodes, resource: Ints, clip_class: int) -> Clips:
    """Read the moments whose video and time are known.

    Args:
        graph: The graph.
        nodes: Its nodes.
        resource: Row of the table of terms of each node's resource.
        clip_class: Row of the class of clips.
    """
    table = arrow_columns(graph, "moments", ["source", "target", "seconds"])
    source, target, seconds = (numbers(table[name]) for name in ("source", "target", "seconds"))
    known = (target >= 0) & (seconds >= 0)
    moment = target[known].astype(np.int64) << 32 | seconds[known]
    order = np.argsort(moment)
    first = changes(moment[order])
    clip = np.empty(len(moment), np.int32)
    clip[order] = np.cumsum(first) - 1
    page, cited = pairs(source[known], clip)
    video, second = (column[known][order[first]] for column in (target, seconds))
    count = len(video)
    whole = Ref(resource[video])
    facts = [
        (RDF.type, None, Terms((Ref(np.broadcast_to(np.int32(clip_class), count)),), Kind.NAME)),
        (SCHEMA.isPartOf, None, Terms((whole,), Kind.LOCAL)),
        (SCHEMA.startOffset, None, Terms((second,), Kind.NUMBER)),
        *_deep_links(nodes, video, second),
    ]
    part = Part(
        of=resource[video],
        terms=Terms((whole, "#t=", second), Kind.LOCAL),
        start=second,
        end=np.broadcast_to(np.int32(0), count),
        facts=tuple(facts),
        closed=True,
        in_graph=False,  # several pages may cite it
    )
    return Clips(part, page, cited)


def _deep_links(nodes: Nodes, video: Ints, second: Ints) -> list[tuple[str, Ints, Terms]]:
    """The address at which each clip starts; `kg.explore.facts.moment_url` has the two forms."""
    addresses = texts(nodes.url)
    found = []
    for asked, before, after in ((True, "&t=", "s"), (False, "#t=", "")):
        fits = np.zeros(len(nodes.url), bool)
        for node in distinct(video).tolist():
            url = nodes.url[node]
            fits[node] = bool(url) and ("?" in url) == asked and is_iri(f"{url}{before}0{after}")
        rows = np.flatnonzero(fits[video])
        parts = (Words(addresses, video[rows]), before, second[rows], after)
        found.append((SCHEMA.url, rows, Terms(parts, Kind.IRI)))
    return found


def citations(clips: Clips, page_rank: Ints, clip_rank: Ints) -> Relation:
    """Which page cites which clip, in order of both.

    Args:
        clips: The clips.
        page_rank: Rank of each node's resource.
        clip_rank: Rank of each clip.
    """
    rank = page_rank[clips.page]
    order = np.lexsort((clip_rank[clips.cited], rank))
    return Relation(SCHEMA.citation, rank[order], clips.part.terms, clips.cited[order])
