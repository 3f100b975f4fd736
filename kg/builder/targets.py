"""Finds the node each mention leads to: a file, a tag, an address, a thing, or a missing page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.builder.arrow import encoded
from kg.builder.nodes import Node
from kg.extract.rows import MENTION_KINDS
from kg.model.ids import NodeKey, caseless, node_key, stem_of
from kg.model.kinds import MentionKind, NodeKind, Outcome, RuleSet
from kg.model.profile import IndexPages, NamedThing, Profile
from kg.resolve.many import missing_names
from kg.resolve.resolve import OUTCOMES, Mentioned, Resolution
from kg.resolve.targets import is_relative, sought
from kg.store.buffers import array, numbers

if TYPE_CHECKING:
    import pyarrow as pa

_TAG: Final = MENTION_KINDS.index(MentionKind.TAG)
_URL: Final = MENTION_KINDS.index(MentionKind.URL)
_MARKDOWN: Final = MENTION_KINDS.index(MentionKind.MARKDOWN)
_EXACT: Final = OUTCOMES.index(Outcome.EXACT)
_EXTERNAL: Final = OUTCOMES.index(Outcome.EXTERNAL)
_MISSING: Final = OUTCOMES.index(Outcome.MISSING)


class Targets(NamedTuple):
    """Where mentions lead.

    Attributes:
        resolution: Outcome and file under each rule set; tags are ``exact``, addresses ``external``.
        keys: For mentions that lead to no file, the distinct keys of the nodes they lead to.
        key: For each mention, the row of its node in ``keys``, or ``-1``.
        nodes: The nodes of ``keys``.
    """

    resolution: Resolution
    keys: Sequence[NodeKey]
    key: NDArray[np.int32]
    nodes: Sequence[Node]


def find_targets(
    mentions: pa.Table,
    paths: Sequence[str],
    source: NDArray[np.int64],
    profile: Profile,
    rules: RuleSet,
    answer: Callable[[Mentioned], Resolution],
) -> Targets:
    """Resolve all mentions.

    Args:
        mentions: The mentions of all documents.
        paths: Path of each file.
        source: For each mention, the row of its document in ``paths``.
        profile: Says which addresses name things.
        rules: Rule set under which a mention without a file leads to a missing page.
        answer: Tells what links mean; it is given the mentions that name pages.
    """
    links = mentioned(mentions, source)
    kind = numbers(mentions["kind"])
    resolution = _resolve(links, kind, answer)
    found = _NodeKeys(links, paths)
    key = np.full(len(kind), -1, np.int32)
    tags = np.flatnonzero(kind == _TAG)
    key[tags] = [found.tag(row) for row in tags.tolist()]
    outside = np.flatnonzero(resolution.outcomes[rules] == _EXTERNAL)
    fragments = mentions["fragment"].take(array(outside)).to_pylist()
    key[outside] = [
        found.address(row, fragment, profile)
        for row, fragment in zip(outside.tolist(), fragments, strict=True)
    ]
    missing = np.flatnonzero(resolution.outcomes[rules] == _MISSING)
    key[missing] = found.missing(missing, rules)
    return Targets(resolution, list(found.rows), key, found.nodes)


def mentioned(mentions: pa.Table, source: NDArray[np.int64]) -> Mentioned:
    """All mentions as links."""
    written = encoded(mentions["written"])
    codes = numbers(written).astype(np.int64)
    markdown = numbers(mentions["kind"]) == _MARKDOWN
    return Mentioned(codes, written.dictionary.to_pylist(), markdown, source)


def naming(links: Mentioned, kind: NDArray[np.int8]) -> tuple[NDArray[np.int64], Mentioned]:
    """The rows of mentions that name pages, as tags and bare addresses do not, and those alone."""
    rows = np.flatnonzero((kind != _TAG) & (kind != _URL))
    return rows, Mentioned(links.written[rows], links.spellings, links.markdown[rows], links.source[rows])


def _resolve(
    links: Mentioned, kind: NDArray[np.int8], answer: Callable[[Mentioned], Resolution]
) -> Resolution:
    """Resolve the mentions that name pages; tags and bare addresses are what they are."""
    named, pages = naming(links, kind)
    partial = answer(pages)
    outcomes, files = {}, {}
    for rules in RuleSet:
        outcome = np.where(kind == _TAG, _EXACT, _EXTERNAL).astype(np.int8)
        file = np.full(len(kind), -1, np.int32)
        outcome[named], file[named] = partial.outcomes[rules], partial.files[rules]
        outcomes[rules], files[rules] = outcome, file
    return Resolution(outcomes, files)


class _NodeKeys:
    """Nodes that are no files, each with a row of its own, in the order of their first mention."""

    def __init__(self, links: Mentioned, paths: Sequence[str]) -> None:
        self.rows: dict[NodeKey, int] = {}
        self.nodes: list[Node] = []
        self._codes, self._spellings, self._markdown = links.written, links.spellings, links.markdown
        self._paths, self._source = paths, links.source

    def _row(self, node: Node) -> int:
        row = self.rows.setdefault(node.key, len(self.nodes))
        if row == len(self.nodes):
            self.nodes.append(node)
        return row

    def _written(self, row: int) -> str:
        return self._spellings[self._codes[row]]

    def tag(self, row: int) -> int:
        written = self._written(row)
        return self._row(Node(node_key(NodeKind.TAG, caseless(written)), NodeKind.TAG, tag_label(written)))

    def address(self, row: int, fragment: str | None, profile: Profile) -> int:
        url = self._written(row) + (f"#{fragment}" if fragment else "")
        return self._row(
            _thing(url, profile) or Node(node_key(NodeKind.EXTERNAL, url), NodeKind.EXTERNAL, url, url=url)
        )

    def missing(self, rows: NDArray[np.int64], rules: RuleSet) -> NDArray[np.int32]:
        """Rows of missing pages; a name that means the same everywhere is looked at once."""
        keys = self._codes[rows] * 2 + self._markdown[rows]
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        targets = [
            sought(self._spellings[key >> 1], rules, markdown=bool(key & 1)) for key in distinct.tolist()
        ]
        local = np.array([is_relative(target) for target in targets], bool)
        asked = local[inverse]
        asked[first] = True
        found = np.empty(len(rows), np.int32)
        wanted = [targets[number] for number in inverse[asked].tolist()]
        found[asked] = self._missing(wanted, rows[asked], rules)  # in the order of the text
        return np.where(asked, found, found[first[inverse]])

    def _missing(self, targets: Sequence[str], rows: NDArray[np.int64], rules: RuleSet) -> list[int]:
        sources = [self._paths[row] for row in self._source[rows].tolist()]
        names = missing_names(targets, sources, fold=rules is RuleSet.FOLDED)
        return [
            self._row(Node(node_key(NodeKind.MISSING, name), NodeKind.MISSING, missing_label(target)))
            for name, target in zip(names, targets, strict=True)
        ]


def tag_label(written: str) -> str:
    """What a tag is called: as it is first written."""
    return f"#{written}"


def missing_label(target: str) -> str:
    """What a missing page is called: the last part of the target as it is first written."""
    return stem_of(target.rstrip("/")) or target


def _thing(url: str, profile: Profile) -> Node | None:
    """The thing an address names, by the profile's index pages."""
    rules = profile.index
    match = re.fullmatch(rules.address, url) if rules and rules.address else None
    if rules is None or match is None:
        return None
    return thing_node(rules, profile.things, match[1])


def thing_node(rules: IndexPages, things: Sequence[NamedThing], name: str) -> Node:
    """Node of a thing by its name; its address is that of the named thing of the same kind."""
    template = next((thing.url for thing in things if thing.kind == rules.kind), "")
    return Node(node_key(rules.kind, name), rules.kind, name, url=template.replace("{value}", name) or None)


def linked_files(resolution: Resolution, count: int) -> NDArray[np.int64]:
    """Rows of all files, of so many, that some mention leads to under some rule set."""
    linked = np.zeros(count + 1, bool)
    for files in resolution.files.values():
        linked[files] = True  # NO_FILE, -1, is the last one
    return np.flatnonzero(linked[:-1])
