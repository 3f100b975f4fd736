"""Turns the nodes into resources: what the IRI of each is, and which topic it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.exporters.rdf.columns import coded, flags
from kg.exporters.rdf.iris import ascii_iri, is_iri, note_iri, path_iri, topic_iri
from kg.exporters.rdf.terms import Collector, Ints, Kind
from kg.exporters.rdf.vocabulary import FOLDERS, NO_THINGS, PAGES
from kg.model.ids import caseless, stem_of
from kg.model.kinds import NodeKind
from kg.resolve.many import all_folded
from kg.store.buffers import numbers, texts
from kg.store.frames import arrow_columns
from kg.store.slices import Slices
from kg.store.spooled import on_disk

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_TOPICAL: Final = frozenset((NodeKind.NOTE, NodeKind.MISSING))
NO_TERM: Final = -1
_AT_ONCE: Final = 1 << 14  # nodes that are Python objects at the same time
_COLUMNS: Final = ("key", "kind", "label", "path", "url", "words")


class Deep(IntEnum):
    """How a moment is told in the address of a video; `kg.explore.facts.moment_url` has the two forms."""

    NONE = 0
    ASKED = 1  # as one more value behind the ?
    FRAGMENT = 2


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes in numbers, by number of the node; texts are terms, by their numbers, else `NO_TERM`.

    Attributes:
        kinds: The kinds there are.
        code: Place of each node's kind in ``kinds``.
        words: Word count of each page, else -1.
        resource: What stands for each node: an IRI, or text for an address that is none.
        label: Name to show.
        identifier: Path of each page and thing that is a file, name of every other thing.
        filed: Which nodes have a path.
        address: Address of each node that has one which is an IRI.
        deep: How a moment is told in that address.
        topic: The topic each note is about or each missing page stands for; spellings of one share it.
        tags: Label of each tag by its name.
        ascii: Whether IRIs minted here have to be plain ASCII.
        mapped: IRIs of properties by the names that notes give them, where a vocabulary has them.
    """

    kinds: Sequence[str]
    code: Ints
    words: Ints
    resource: Ints
    label: Ints
    identifier: Ints
    filed: NDArray[np.bool_]
    address: Ints
    deep: Ints
    topic: Ints
    tags: Mapping[str, str]
    ascii: bool
    mapped: Mapping[str, str]

    def of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Which nodes are of one of these kinds."""
        return np.isin(self.code, [self.kinds.index(kind) for kind in kinds if kind in self.kinds])

    def local(self, iri: str) -> str:
        """An IRI under the base as it was asked for."""
        return ascii_iri(iri) if self.ascii else iri


class _Batch(NamedTuple):
    """Some nodes: each column is one of `Nodes`, but for the topics, which are texts still."""

    code: Ints
    words: Ints
    resource: Ints
    label: Ints
    identifier: Ints
    filed: NDArray[np.bool_]
    address: Ints
    deep: Ints
    topic: pa.StringArray


def nodes_of(graph: KnowledgeGraph, said: Collector, *, ascii_iris: bool, mapped: Mapping[str, str]) -> Nodes:
    """Read the nodes, and mint an IRI for each.

    Args:
        graph: The graph.
        said: What takes the terms in.
        ascii_iris: Percent-encode all that is not ASCII.
        mapped: IRIs of properties by name.
    """
    kinds: dict[str, int] = {}
    tags: dict[str, str] = {}
    mint = ascii_iri if ascii_iris else str
    batches = Slices(graph, "nodes", _COLUMNS).batches(_AT_ONCE)
    made = zip(*(_batch(table, said, kinds, tags, mint) for table in batches), strict=True)
    columns: dict[str, Any] = dict(zip(_Batch._fields, made, strict=True))
    topic = _topics(pa.concat_arrays(columns.pop("topic")), said)
    numbered = {name: on_disk(np.concatenate(column)) for name, column in columns.items()}
    return Nodes(list(kinds), **numbered, topic=topic, tags=tags, ascii=ascii_iris, mapped=mapped)


def _batch(
    table: pa.Table,
    said: Collector,
    kinds: dict[str, int],
    tags: dict[str, str],
    mint: Callable[[str], str],
) -> _Batch:
    codes, words = coded(table["kind"])
    kind = [words[code] for code in codes.tolist()]
    place = np.array([kinds.setdefault(word, len(kinds)) for word in words], np.int32)
    name = [key[len(k) + 1 :] for key, k in zip(table["key"].to_pylist(), kind, strict=True)]
    path, url = ([text or "" for text in table[column].to_pylist()] for column in ("path", "url"))
    # The "#" shows what a tag is where there is no type to say it.
    label = [
        text.removeprefix("#") if k == NodeKind.TAG else text
        for text, k in zip(table["label"].to_pylist(), kind, strict=True)
    ]
    tags |= {n: text for n, text, k in zip(name, label, kind, strict=True) if k == NodeKind.TAG}
    topic = [
        topic_iri(slug) if k in _TOPICAL else "" for k, slug in zip(kind, _slugs(name, path), strict=True)
    ]
    minted = list(_resources(kind, name, path, url, topic))
    resource = [mint(text) if k == Kind.LOCAL else text for k, text in minted]
    thing = [k not in NO_THINGS for k in kind]
    filed = [bool(text) for text in path]
    identifier = [
        p or (n if t else "") if t or k in PAGES else ""
        for n, p, t, k in zip(name, path, thing, kind, strict=True)
    ]
    address = [text if text and is_iri(text) else "" for text in url]
    return _Batch(
        place[codes],
        numbers(table["words"]),
        said.add(np.array([k for k, _ in minted], np.int8), resource),
        said.add(Kind.TEXT, label),
        _some(said, Kind.TEXT, identifier),
        np.array(filed, bool),
        _some(said, Kind.IRI, address),
        np.array([_deep(text) for text in address], np.int8),
        texts([mint(text) for text in topic]),
    )


def _some(said: Collector, kind: Kind, values: Sequence[str]) -> Ints:
    """The numbers of the texts that are not empty."""
    found = np.full(len(values), NO_TERM, np.int32)
    found[[bool(value) for value in values]] = said.add(kind, [value for value in values if value])
    return found


def _deep(url: str) -> Deep:
    if "?" in url:
        return Deep.ASKED
    return Deep.FRAGMENT if url and "#" not in url else Deep.NONE


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


def _topics(iris: pa.StringArray, said: Collector) -> Ints:
    """The number of each topic; none for the empty ones."""
    encoded = iris.dictionary_encode()
    number = said.add(Kind.LOCAL, encoded.dictionary)
    number[flags(pc.equal(encoded.dictionary, ""))] = NO_TERM
    found: Ints = number[numbers(encoded.indices)]
    return found


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
