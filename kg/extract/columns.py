"""Turns the rows of a batch into finished columns, in order of place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.contexts import contexts_of, line_contexts
from kg.extract.declared import declared_edges
from kg.extract.place import Places, Spots, nearest
from kg.extract.rows import (
    CONTEXTS,
    MENTION_KINDS,
    Faults,
    Headings,
    Mentions,
    Moments,
    Names,
    Properties,
    Rows,
    gather,
)
from kg.extract.scan import Scan
from kg.model.ids import NotePath
from kg.model.kinds import Context, MentionKind

Columns = dict[str, Any]  # by name: a NumPy array, or `Strings`


class Extraction(NamedTuple):
    """All that a batch of notes says, in columns; ``note`` counts within the batch.

    Attributes:
        paths: Path of each note.
        words: Words of each note's body: runs of anything but blanks, of which those that begin inside a
            timestamp anchor of the usual form do not count.
        is_index: Whether each note is an index page.
        mentions: Columns of the `mentions` table known without other notes; ``section`` and ``moment`` are
            row numbers within this extraction. ``declared`` is the place of the edge's kind in the
            profile's ``declared_edges``.
        moments: Columns of the `moments` table; ``section`` as above.
        headings: Columns of the `headings` table.
        properties: Columns of the `properties` table.
        names: Titles (``origin`` 0) and aliases (1).
        faults: Columns of the `faults` table.
    """

    paths: tuple[NotePath, ...]
    words: NDArray[np.int32]
    is_index: NDArray[np.bool_]
    mentions: Columns
    moments: Columns
    headings: Columns
    properties: Columns
    names: Columns
    faults: Columns


class _Given(NamedTuple):
    """What the columns of a batch are made from."""

    scan: Scan
    text: NDArray[np.uint8]  # the batch's bytes and those appended
    place: Places
    headings: Headings
    by_line: NDArray[np.int8]  # context of each line


def collect(scan: Scan) -> Extraction:
    """The finished columns of a batch all rules have read."""
    text = np.frombuffer(scan.batch.original + bytes(scan.appended), np.uint8)
    headings, moments = _sorted(scan.found(Headings)), _sorted(scan.found(Moments))
    place = Places(scan)
    cited = place.spots(moments.start)
    given = _Given(scan, text, place, headings, line_contexts(scan, headings))
    return Extraction(
        scan.batch.paths,
        _words(scan),
        scan.index,
        _mentions(given, cited),
        _moments(given, moments, cited),
        _headings(text, place, headings),
        _properties(text, place, _sorted(scan.found(Properties))),
        _names(text, place, _sorted(scan.found(Names))),
        _faults(text, place, _sorted(scan.found(Faults))),
    )


def _sorted(rows: Rows) -> Rows:
    order = np.argsort(rows[0], kind="stable")
    return type(rows)(*(column[order] for column in rows))


def _sections(given: _Given, spots: Spots) -> NDArray[np.int32]:
    real = given.headings.level > 0
    return given.place.section(given.headings.start[real], np.flatnonzero(real), spots)


def _mentions(given: _Given, cited: Spots) -> Columns:
    rows = _sorted(given.scan.found(Mentions))
    spots = given.place.spots(rows.start)
    contexts = contexts_of(given.scan, given.by_line, spots)
    contexts[rows.kind == MENTION_KINDS.index(MentionKind.CANVAS)] = CONTEXTS.index(Context.CANVAS)
    section = _sections(given, spots)
    properties = gather(given.text, rows.property, rows.property_end)
    written = gather(given.text, rows.written, rows.written_end)
    return {
        **given.place.spans(spots, rows.end),
        "kind": rows.kind.astype(np.int8),
        "embed": rows.embed.astype(bool),
        "raw": gather(given.text, rows.start, rows.end),
        "written": written,
        "fragment_type": rows.fragment_type.astype(np.int8),
        "fragment": gather(given.text, rows.fragment, rows.fragment_end),
        "label": gather(given.text, rows.label, rows.label_end),
        "property": properties,
        "context": contexts,
        "section": section,
        "moment": nearest(cited, spots),
        "declared": declared_edges(given.scan, given.headings, spots, contexts, section, properties, written),
    }


def _moments(given: _Given, rows: Moments, spots: Spots) -> Columns:
    return {
        **given.place.spans(spots, rows.end),
        "form": rows.form.astype(np.int8),
        "written": gather(given.text, rows.written, rows.written_end),
        "seconds": rows.seconds.astype(np.int32),
        "label": gather(given.text, rows.label, rows.label_end),
        "context": contexts_of(given.scan, given.by_line, spots),
        "section": _sections(given, spots),
    }


def _headings(text: NDArray[np.uint8], place: Places, rows: Headings) -> Columns:
    level = rows.level.astype(np.int8)
    return {
        **place.rows(place.spots(rows.start)),
        "level": level,
        "text": gather(text, rows.text, rows.text_end),
    }


def _properties(text: NDArray[np.uint8], place: Places, rows: Properties) -> Columns:
    return {
        **place.rows(place.spots(rows.start)),
        "name": gather(text, rows.name, rows.name_end),
        "value": gather(text, rows.value, rows.value_end),
        "datatype": rows.datatype.astype(np.int8),
    }


def _names(text: NDArray[np.uint8], place: Places, rows: Names) -> Columns:
    origin = rows.origin.astype(np.int8)
    return {
        **place.rows(place.spots(rows.start)),
        "origin": origin,
        "name": gather(text, rows.name, rows.name_end),
    }


def _faults(text: NDArray[np.uint8], place: Places, rows: Faults) -> Columns:
    code = rows.code.astype(np.int8)
    message = gather(text, rows.message, rows.message_end)
    return {**place.rows(place.spots(rows.start)), "code": code, "message": message}


def _words(scan: Scan) -> NDArray[np.int32]:
    text = np.frombuffer(scan.batch.text, np.uint8)
    solid = text > ord(" ")
    begins = np.greater(solid[1:], solid[:-1])  # position i: a word begins at i + 1
    bounds = zip((scan.bodies - 1).tolist(), scan.batch.ends.tolist(), strict=True)
    counts = np.array([np.count_nonzero(begins[first:last]) for first, last in bounds], np.int64)
    if len(scan.stamps) and scan.profile.moments:
        inner = scan.profile.moments.tag.count(" ") + ~solid[scan.stamps - 1]
        notes = scan.batch.note_at(scan.stamps)
        counts -= np.bincount(notes, inner, minlength=len(counts)).astype(np.int64)
    return counts.astype(np.int32)
