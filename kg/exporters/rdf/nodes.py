"""Turns the nodes into resources: what the IRI of each is, and which topic it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from kg.exporters.rdf.columns import coded
from kg.exporters.rdf.iris import ascii_iri, is_iri, note_iri, path_iri, topic_iri
from kg.exporters.rdf.terms import Collector, Ints, Kind
from kg.exporters.rdf.vocabulary import FOLDERS, PAGES
from kg.model.ids import caseless, stem_of
from kg.model.kinds import NodeKind
from kg.resolve.many import all_folded
from kg.store.buffers import numbers
from kg.store.frames import arrow_columns

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_TOPICAL: Final = frozenset((NodeKind.NOTE, NodeKind.MISSING))
NO_TOPIC: Final = -1


@dataclass(frozen=True, slots=True)
class Nodes:
    """The columns of the nodes. All go by node number.

    Attributes:
        kinds: The kinds there are.
        code: Place of each node's kind in ``kinds``.
        name: Identity of each node within its kind.
        label: Name to show of each node.
        path: Path of each node that is a file, else empty.
        url: Address of each node that has one, else empty.
        words: Word count of each page, else -1.
        resource: Number of the term that stands for each node: an IRI, or text for an address that is none.
        topic: Number of the topic each note is about or each missing page stands for, else `NO_TOPIC`.
        ascii: Whether IRIs minted here have to be plain ASCII.
        mapped: IRIs of properties by the names that notes give them, where a vocabulary has them.
    """

    kinds: Sequence[str]
    code: Ints
    name: Sequence[str]
    label: Sequence[str]
    path: Sequence[str]
    url: Sequence[str]
    words: Ints
    resource: Ints
    topic: Ints
    ascii: bool
    mapped: Mapping[str, str]

    def of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Which nodes are of one of these kinds."""
        return np.isin(self.code, [self.kinds.index(kind) for kind in kinds if kind in self.kinds])

    def local(self, iri: str) -> str:
        """An IRI under the base as it was asked for."""
        return ascii_iri(iri) if self.ascii else iri


def nodes_of(graph: KnowledgeGraph, said: Collector, *, ascii_iris: bool, mapped: Mapping[str, str]) -> Nodes:
    """Read the nodes, and mint an IRI for each.

    Args:
        graph: The graph.
        said: What takes the terms in.
        ascii_iris: Percent-encode all that is not ASCII.
        mapped: IRIs of properties by name.
    """
    columns = arrow_columns(graph, "nodes", ["key", "kind", "label", "path", "url", "words"])
    code, kinds = coded(columns["kind"])
    kind = [kinds[number] for number in code.tolist()]
    name = [key[len(k) + 1 :] for key, k in zip(columns["key"].to_pylist(), kind, strict=True)]
    path, url = ([text or "" for text in columns[column].to_pylist()] for column in ("path", "url"))
    # The "#" shows what a tag is where there is no type to say it.
    label = [
        text.removeprefix("#") if k == NodeKind.TAG else text
        for text, k in zip(columns["label"].to_pylist(), kind, strict=True)
    ]
    topic = [
        topic_iri(slug) if k in _TOPICAL else "" for k, slug in zip(kind, _slugs(name, path), strict=True)
    ]
    minted = list(_resources(kind, name, path, url, topic))
    if ascii_iris:
        topic = [ascii_iri(text) for text in topic]
        minted = [(k, ascii_iri(text) if k == Kind.LOCAL else text) for k, text in minted]
    kind_of = np.array([k for k, _ in minted], np.int8)
    return Nodes(
        kinds=kinds,
        code=code,
        name=name,
        label=label,
        path=path,
        url=url,
        words=numbers(columns["words"]),
        resource=said.add(kind_of, [text for _, text in minted]),
        topic=_topics(topic, said),
        ascii=ascii_iris,
        mapped=mapped,
    )


def nodes_by_iri(graph: KnowledgeGraph) -> dict[str, list[int]]:
    """The nodes that an IRI under the base stands for: a page or thing, or all that is about a topic.

    Example:
        >>> import kg
        >>> nodes_by_iri(kg.build({"x/a.md": "[[b]]", "a.md": ""}))
        {'topic/a': [0, 1], 'note/a': [0], 'note/x/a': [1], 'topic/b': [2]}
    """
    columns = arrow_columns(graph, "nodes", ["key", "kind", "path", "url"]).to_pydict()
    kinds, keys = columns["kind"], columns["key"]
    names = [key[len(kind) + 1 :] for key, kind in zip(keys, kinds, strict=True)]
    path, url = ([text or "" for text in columns[name]] for name in ("path", "url"))
    topics = [
        topic_iri(slug) if kind in _TOPICAL else ""
        for kind, slug in zip(kinds, _slugs(names, path), strict=True)
    ]
    found: dict[str, list[int]] = {}
    for node, (kind, iri) in enumerate(_resources(kinds, names, path, url, topics)):
        for text in dict.fromkeys((topics[node], iri if kind == Kind.LOCAL else "")):
            if text:
                found.setdefault(text, []).append(node)
    return found


def _topics(iris: Sequence[str], said: Collector) -> Ints:
    """The number of each topic; spellings of one topic share it."""
    different = [iri for iri in dict.fromkeys(iris) if iri]
    number = dict(zip(different, said.add(Kind.LOCAL, different).tolist(), strict=True))
    number[""] = NO_TOPIC
    return np.array([number[iri] for iri in iris], np.int32)


def _slugs(names: Sequence[str], paths: Sequence[str]) -> Iterator[str]:
    """`topic_slug` of each node, all folded together."""
    stems = [stem_of(path or name) for name, path in zip(names, paths, strict=True)]
    for stem, fold in zip(stems, all_folded(stems), strict=True):
        yield fold.replace("/", "") or caseless(stem)


def _resources(
    kinds: Sequence[str],
    names: Sequence[str],
    paths: Sequence[str],
    urls: Sequence[str],
    topics: Sequence[str],
) -> Iterator[tuple[Kind, str]]:
    for kind, name, path, url, topic in zip(kinds, names, paths, urls, topics, strict=True):
        if kind in PAGES:
            yield Kind.LOCAL, note_iri(path)
        elif kind == NodeKind.EXTERNAL:
            address = url or name
            yield (Kind.IRI if is_iri(address) else Kind.TEXT), address
        elif kind == NodeKind.MISSING:
            yield Kind.LOCAL, topic
        else:
            folder = FOLDERS.get(kind) or f"thing/{path_iri(kind).replace('/', '%2F')}"
            yield Kind.LOCAL, f"{folder}/{path_iri(path or name)}"
