"""Joins what documents say: mentions find their nodes, nodes get their numbers, edges and faults follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder import structure
from kg.builder.aliases import alias_table, label_table
from kg.builder.arrow import rows, with_columns
from kg.builder.edges import NONE, Occurrences, citations, edge_kinds, edge_table, kinds_said, occurrences
from kg.builder.faults import fault_table
from kg.builder.nodes import Node, NodeTable
from kg.builder.reading import Documents
from kg.builder.structure import Sections, Structure
from kg.builder.targets import Targets, find_targets, linked_files
from kg.builder.vault import Fault, File
from kg.engine.memory import give_back, let_go
from kg.model.ids import NodeKey, NotePath, node_key, stem_of
from kg.model.kinds import NodeKind, RuleSet
from kg.model.profile import Profile
from kg.model.tables import HEADINGS, MENTIONS, MOMENTS, PROPERTIES, SOURCES
from kg.resolve.names import NameIndex
from kg.resolve.pages import title_of
from kg.resolve.resolve import OUTCOMES, Mentioned, Resolution, resolve
from kg.store.buffers import array, category, numbers, optional, texts
from kg.store.schema import arrow_schema


class Inputs(NamedTuple):
    """All that is known of a vault before joining.

    Attributes:
        files: All files, sorted.
        rows: For each document, its row in ``files``.
        documents: What the documents say.
        faults: Faults of whole files.
        profile: The profile in force.
        rules: Rule set by which edges are made.
        aliases: Whether aliases find notes.
    """

    files: Sequence[File]
    rows: NDArray[np.int64]
    documents: Documents
    faults: Sequence[Fault]
    profile: Profile
    rules: RuleSet
    aliases: bool


class Joined(NamedTuple):
    """All tables of the artefact but `sources`, and the nodes in them."""

    tables: dict[str, pa.Table]
    nodes: NodeTable


def join(given: Inputs) -> dict[str, pa.Table]:
    """All tables of the artefact."""
    tables = joined(given, partial(resolve, index=name_index(given))).tables
    return {**tables, "sources": source_table(given)}


def joined(given: Inputs, answer: Callable[[Mentioned], Resolution]) -> Joined:
    """Join what documents say.

    Args:
        given: All that is known of a vault, or of some of its documents only; the others are then nodes like
            any other file.
        answer: Tells what links mean.
    """
    said, profile = given.documents, given.profile
    paths = [given.files[row].path for row in given.rows.tolist()]
    keys = [_file_key(path) for path in paths]
    source = given.rows[numbers(said.mentions["source"])]
    files = [file.path for file in given.files]
    give_back()  # what reading needed
    targets = find_targets(said.mentions, files, source, profile, given.rules, answer)
    del answer  # and all names with it, a fifth of the memory of joining
    give_back()
    things = structure.named_things(said.properties, paths, profile)
    folders = structure.folders(paths, said.is_index, profile)
    sections = structure.index_sections(said.mentions, targets, said.is_index, profile)
    attachments = _attachments(given, targets)
    nodes = NodeTable(
        _documents(given, paths, keys),
        [sections.nodes, things.nodes, folders.nodes, targets.nodes, attachments.values()],
    )
    file_nodes = np.full(len(given.files), NONE, np.int32)
    file_nodes[given.rows] = np.arange(len(paths))
    file_nodes[list(attachments)] = [nodes.number[node.key] for node in attachments.values()]
    target = _mention_targets(targets, nodes, file_nodes, given.rules)
    cited = _cited(said.moments, things, nodes, profile)
    give_back()
    edges = _edges(given, targets, sections, (things, folders), Numbered(nodes, target, cited))
    give_back()
    mentions = _mentions(said.mentions, targets, target, file_nodes)
    let_go()
    moments = with_columns(
        said.moments, arrow_schema(MOMENTS), {"moment": _count(said.moments), "target": optional(cited)}
    )
    give_back()
    labels = label_table(mentions)
    give_back()
    tables = {
        "nodes": nodes.arrow(),
        "mentions": mentions,
        "moments": moments,
        "edges": edges,
        "aliases": alias_table(said.names, paths, labels),
        "properties": with_columns(said.properties, arrow_schema(PROPERTIES), {}),
        "headings": with_columns(said.headings, arrow_schema(HEADINGS), {"heading": _count(said.headings)}),
    }
    give_back()
    tables["faults"] = _faults(given, targets, things, moments, cited)
    return Joined(tables, nodes)


class Numbered(NamedTuple):
    """Nodes with their numbers, and the number each mention and moment leads to."""

    nodes: NodeTable
    target: NDArray[np.int32]
    cited: NDArray[np.int32]


def _file_key(path: NotePath) -> NodeKey:
    return node_key(NodeKind.NOTE if path[-3:].lower() == ".md" else NodeKind.ATTACHMENT, path)


def _faults(
    given: Inputs, targets: Targets, things: Structure, moments: pa.Table, cited: NDArray[np.int32]
) -> pa.Table:
    """Faults of files, of reading and of joining, in one table."""
    said, profile = given.documents, given.profile
    paths = [given.files[row].path for row in given.rows.tolist()]
    joined = [
        *things.faults,
        *structure.mismatches(said.mentions, paths, profile),
        *structure.bad_addresses(said.mentions, targets, paths),
    ]
    let_go()
    late = list(structure.moment_faults(moments, cited, profile))
    let_go()
    return fault_table(said.faults, paths, [*given.faults, *said.unread], joined, (moments, late))


def _count(table: pa.Table) -> pa.Array:
    return array(np.arange(len(table), dtype=np.int32))


def name_index(given: Inputs) -> NameIndex:
    """What the vault's files are called."""
    return NameIndex([file.path for file in given.files], claimed_aliases(given), given.profile.pages)


def claimed_aliases(given: Inputs) -> list[tuple[str, int]]:
    """Aliases by which notes are found, each with the row of the note's file."""
    if not given.aliases:
        return []
    node, name = _names(given.documents, origin=1)
    return list(zip(name, given.rows[node].tolist(), strict=True))


def _names(said: Documents, *, origin: int) -> tuple[NDArray[np.int32], list[str]]:
    """Names of one origin (0 title, 1 alias), and the document that declares each."""
    declared = rows(said.names, np.flatnonzero(numbers(said.names["origin"]) == origin), ["node", "name"])
    return numbers(declared["node"]), declared["name"].to_pylist()


def _documents(given: Inputs, paths: Sequence[NotePath], keys: Sequence[NodeKey]) -> list[Node]:
    said = given.documents
    node, name = _names(said, origin=0)
    titles = dict(zip(reversed(node.tolist()), reversed(name), strict=True))  # of several, the first
    pages = given.profile.pages
    kinds = [NodeKind.INDEX if page else NodeKind.NOTE for page in said.is_index.tolist()]
    return [
        Node(key, kind, titles.get(number) or title_of(path, pages), path, None, words)
        if key.startswith("note:")
        else Node(key, NodeKind.ATTACHMENT, titles.get(number) or stem_of(path), path)
        for number, (key, path, kind, words) in enumerate(
            zip(keys, paths, kinds, said.words.tolist(), strict=True)
        )
    ]


def _attachments(given: Inputs, targets: Targets) -> dict[int, Node]:
    """Nodes of the files that are linked and no documents, by their rows."""
    found = {}
    for row in np.setdiff1d(linked_files(targets.resolution, len(given.files)), given.rows).tolist():
        path = given.files[row].path
        found[row] = Node(_file_key(path), NodeKind.ATTACHMENT, path.rpartition("/")[2], path=path)
    return found


def _mention_targets(
    targets: Targets, nodes: NodeTable, file_nodes: NDArray[np.int32], rules: RuleSet
) -> NDArray[np.int32]:
    """Node each mention leads to under the graph's rule set, ``NONE`` if that is not settled."""
    others = np.array([nodes.number[key] for key in targets.keys] or [NONE], np.int32)
    files = targets.resolution.files[rules]
    found = np.where(files >= 0, file_nodes[np.maximum(files, 0)] if len(file_nodes) else NONE, NONE)
    return np.where(targets.key >= 0, others[np.maximum(targets.key, 0)], found).astype(np.int32)


def _cited(moments: pa.Table, things: Structure, nodes: NodeTable, profile: Profile) -> NDArray[np.int32]:
    """Node of the thing each timestamp cites."""
    source = numbers(moments["source"])
    own = things.things.get(profile.moments.property) if profile.moments else None
    if own is None:
        return np.full(len(source), NONE, np.int32)
    number = np.append(nodes.numbers(things.nodes), np.int32(NONE))  # the last one: for documents without
    return number[own[source]]


def _mentions(
    said: pa.Table, targets: Targets, target: NDArray[np.int32], file_nodes: NDArray[np.int32]
) -> pa.Table:
    columns = {"mention": _count(said), "target": optional(target)}
    for rules in RuleSet:
        files = targets.resolution.files[rules]
        found = np.where(files >= 0, file_nodes[np.maximum(files, 0)] if len(file_nodes) else NONE, NONE)
        columns[f"outcome_{rules}"] = category(targets.resolution.outcomes[rules], OUTCOMES)
        columns[f"target_{rules}"] = optional(found)
    return with_columns(said, arrow_schema(MENTIONS), columns)


def _edges(
    given: Inputs,
    targets: Targets,
    sections: Sections,
    declared: Sequence[Structure],
    numbered: Numbered,
) -> pa.Table:
    kinds = edge_kinds(given.profile)
    return edge_table(_occurrences(given, targets, sections, declared, numbered, kinds), kinds)


def _occurrences(
    given: Inputs,
    targets: Targets,
    sections: Sections,
    declared: Sequence[Structure],
    numbered: Numbered,
    kinds: Sequence[str],
) -> Iterator[Occurrences]:
    """All that edges are made of; nothing of it is held here."""
    said, profile = given.documents, given.profile
    source = numbers(said.mentions["source"])
    kind = kinds_said(said.mentions, targets, given.rules, profile, kinds)
    if profile.index and profile.index.feature_edge:
        kind[sections.rows] = kinds.index(profile.index.feature_edge)
    outcome = targets.resolution.outcomes[given.rules]
    rows = np.arange(len(source), dtype=np.int32)
    yield occurrences(source, numbered.target, kind, mention=rows, outcome=outcome)
    yield _announced(said.mentions, targets, sections, profile, kinds, numbered)
    for own in declared:
        number = numbered.nodes.numbers(own.nodes)
        yield from (occurrences(f.source, number[f.target], kinds.index(f.kind)) for f in own.facts)
    if profile.moments is not None:
        cites = numbers(said.moments["source"])
        yield citations(cites, numbered.cited, kinds.index(profile.moments.edge))
    let_go()


def _announced(
    mentions: pa.Table,
    targets: Targets,
    sections: Sections,
    profile: Profile,
    kinds: Sequence[str],
    numbered: Numbered,
) -> Occurrences:
    found = structure.announcements(mentions, targets, sections, profile)
    rows = np.array([row for row, _ in found], np.int32)
    about = np.array([numbered.nodes.number[key] for _, key in found], np.int32)
    kind = kinds.index(profile.index.announce_edge) if profile.index and profile.index.announce_edge else 0
    outcome = np.full(len(rows), NONE, np.int8)
    return occurrences(numbered.target[rows], about, kind, mention=rows, outcome=outcome)


def source_table(given: Inputs) -> pa.Table:
    """The `sources` table."""
    digests: list[str | None] = [None] * len(given.files)
    for row, digest in zip(given.rows.tolist(), given.documents.digests, strict=True):
        digests[row] = digest
    size = np.minimum(np.array([file.size for file in given.files], np.int64), 2**31 - 1)
    columns = [texts([file.path for file in given.files]), array(size.astype(np.int32)), texts(digests)]
    return pa.Table.from_arrays(columns, schema=arrow_schema(SOURCES))
