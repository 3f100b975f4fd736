"""Edges a profile declares beside links: things a property names, folders, index sections, moments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kg.builder.arrow import is_value
from kg.builder.nodes import Node
from kg.builder.targets import Targets
from kg.model.ids import NodeKey, NotePath, node_key
from kg.model.kinds import Context, FaultCode, NodeKind
from kg.model.profile import NamedThing, Profile
from kg.store.buffers import MISSING, array, numbers


class Facts(NamedTuple):
    """Edges of one kind that no single link makes.

    Attributes:
        source: Documents they start from.
        target: What each leads to: a row of the `Structure`'s nodes.
        kind: Their kind.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: str


class LineFault(NamedTuple):
    """A fault at a line of a document."""

    path: NotePath
    line: int
    code: FaultCode
    message: str


class Structure(NamedTuple):
    """What a profile's declared rules yield.

    Attributes:
        nodes: Things named, not necessarily distinct.
        facts: Edges to them.
        faults: Names that are none.
        things: Property -> for each document, the row in ``nodes`` of the thing it names, or ``MISSING``.
    """

    nodes: list[Node]
    facts: list[Facts]
    faults: list[LineFault]
    things: dict[str, NDArray[np.int32]]


def named_things(properties: pa.Table, paths: Sequence[NotePath], profile: Profile) -> Structure:
    """Things that properties name, such as the video of a note."""
    found = Structure([], [], [], {})
    for rule in profile.things:
        own_name = f"^{re.escape(rule.property)}(\\.[0-9]+)?$"  # one value, or the items of a list
        rows = properties.filter(pc.match_substring_regex(properties["name"], own_name))
        values = [(value or "").strip() for value in rows["value"].to_pylist()]
        fits = re.compile(rule.pattern).fullmatch if rule.pattern else bool
        good = np.array([bool(value and fits(value)) for value in values], bool)
        found.faults.extend(_misnamed(rows, values, np.flatnonzero(~good), paths, rule))
        names = list(compress(values, good))
        place = {name: len(found.nodes) + row for row, name in enumerate(dict.fromkeys(names))}
        for name in place:
            url = rule.url.replace("{value}", name) or None
            found.nodes.append(Node(node_key(rule.kind, name), rule.kind, name, url=url))
        source = numbers(rows["node"])[good]
        target = np.array([place[name] for name in names], np.int32)
        if len(source):
            found.facts.append(Facts(source, target, rule.edge))
        own = np.full(len(paths), MISSING, np.int32)
        own[source[::-1]] = target[::-1]  # of several values, the first
        before = found.things.get(rule.property, own)
        found.things[rule.property] = np.where(before == MISSING, own, before)
    return found


def _misnamed(
    rows: pa.Table, values: Sequence[str], bad: NDArray[np.int64], paths: Sequence[NotePath], rule: NamedThing
) -> Iterator[LineFault]:
    note, line = (numbers(rows[name])[bad].tolist() for name in ("node", "line"))
    for row, number, at in zip(bad.tolist(), note, line, strict=True):
        message = f"{rule.property}: {values[row]!r} is no {rule.kind}"
        yield LineFault(paths[number], at, FaultCode.BAD_IDENTIFIER, message)


@cache
def folder_name(folder: str) -> str:
    r"""A folder's name as an identifier: without invisible characters.

    >>> folder_name("\u2068cleoabram\u2069")
    'cleoabram'
    """
    return "".join(c for c in folder if c.isprintable()).strip() or folder


def folders(paths: Sequence[NotePath], index: NDArray[np.bool_], profile: Profile) -> Structure:
    """Things that top-level folders stand for, such as channels; index pages are about them, not in them."""
    found = Structure([], [], [], {})
    if profile.folder is None:
        return found
    kind = profile.folder.kind
    tops = [path.partition("/")[0] if "/" in path else "" for path in paths]
    place = {folder: row for row, folder in enumerate(dict.fromkeys(filter(None, tops)))}
    for folder in place:
        name = folder_name(folder)
        found.nodes.append(Node(node_key(kind, name), kind, name))
    target = np.array([place.get(folder, MISSING) for folder in tops], np.int32)
    source = np.flatnonzero((target != MISSING) & ~index).astype(np.int32)
    if len(source):
        found.facts.append(Facts(source, target[source], profile.folder.edge))
    return found


def mismatches(mentions: pa.Table, paths: Sequence[NotePath], profile: Profile) -> Iterator[LineFault]:
    """Structural lines that name another folder than the note's own, by as little as a letter's case."""
    prefixes = [rule.prefix for rule in profile.lines if rule.names_folder]
    if not prefixes:
        return
    wanted = mentions.select(["source", "written", "line"])
    rows = wanted.filter(array(is_value(mentions["context"], Context.FROM_LINE)))
    columns = (column.to_pylist() for column in rows.columns)
    for note, written, line in zip(*columns, strict=True):
        folder, slash, _ = paths[note].rpartition("/")
        own = folder.rpartition("/")[2]
        if slash and written != own:
            message = f"names {written!r}, stands in {own!r}"
            yield LineFault(paths[note], line, FaultCode.FOLDER_MISMATCH, message)


_NO_IRI: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]|%(?![0-9A-Fa-f]{2})|\A[^:/]*\Z")


def bad_addresses(mentions: pa.Table, targets: Targets, paths: Sequence[NotePath]) -> Iterator[LineFault]:
    """Addresses that are no valid IRIs (RFC 3987), such as those with a blank or a curly brace."""
    bad = [
        row
        for row, node in enumerate(targets.nodes)
        if node.kind == NodeKind.EXTERNAL and _NO_IRI.search(node.label)
    ]
    if not bad:
        return
    rows = np.flatnonzero(np.isin(targets.key, bad))
    source, line = (mentions[name].take(array(rows)).to_pylist() for name in ("source", "line"))
    for row, note, number in zip(rows.tolist(), source, line, strict=True):
        yield LineFault(paths[note], number, FaultCode.BAD_URL, targets.nodes[targets.key[row]].label)


class Sections(NamedTuple):
    """Sections of index pages that are about a thing.

    Attributes:
        about: Row of a heading -> key of the thing its section is about.
        rows: Rows of the mentions that say so.
        nodes: The things, labelled by those mentions.
    """

    about: dict[int, NodeKey]
    rows: list[int]
    nodes: list[Node]


def index_sections(
    mentions: pa.Table, targets: Targets, index: NDArray[np.bool_], profile: Profile
) -> Sections:
    """What the sections of index pages are about, by the address their heading links to."""
    found = Sections({}, [], [])
    rules = profile.index
    if rules is None or not rules.address:
        return found
    chosen = np.flatnonzero(
        index[numbers(mentions["source"])]
        & is_value(mentions["context"], Context.HEADING)
        & (targets.key >= 0)
    )
    section, label = (mentions[name].take(array(chosen)).to_pylist() for name in ("section", "label"))
    for row, heading, text in zip(chosen.tolist(), section, label, strict=True):
        node = targets.nodes[targets.key[row]]
        if heading is None or node.kind != rules.kind:
            continue
        found.about.setdefault(heading, node.key)
        found.rows.append(row)
        found.nodes.append(node._replace(label=_plain(text) or node.label))
    return found


def _plain(label: str | None) -> str:
    """A label without backslash escapes."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", label or "").strip()


def announcements(
    mentions: pa.Table, targets: Targets, sections: Sections, profile: Profile
) -> list[tuple[int, NodeKey]]:
    """Mentions by which an index page lists a missing page under a thing, and the thing."""
    if profile.index is None or not profile.index.announce_edge:
        return []
    rows = np.flatnonzero(is_value(mentions["context"], Context.INDEX_LIST) & (targets.key >= 0))
    found = []
    for row, heading in zip(rows.tolist(), mentions["section"].take(array(rows)).to_pylist(), strict=True):
        about = sections.about.get(heading)
        if about is not None and targets.nodes[targets.key[row]].kind == NodeKind.MISSING:
            found.append((row, about))
    return found


def moment_faults(
    moments: pa.Table, target: NDArray[np.int32], profile: Profile
) -> Iterator[tuple[NDArray[np.int64], FaultCode]]:
    """Rows of timestamps later than plausible, and of those in notes that name nothing to cite."""
    if profile.moments is None:
        return
    limit = int(profile.moments.max_hours * 3600)
    seconds = numbers(moments["seconds"])
    yield np.flatnonzero((seconds != MISSING) & (seconds > limit)), FaultCode.MOMENT_IMPLAUSIBLE
    yield np.flatnonzero(target < 0), FaultCode.MOMENT_NO_VIDEO
