"""Reads the vault's documents in batches and gathers what they say into one set of tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kg.builder.arrow import strings
from kg.builder.batches import Read, batches, read_batch
from kg.builder.request import Progress
from kg.builder.vault import Fault, File, Vault
from kg.config import MEMORY
from kg.engine.local import Engine
from kg.extract.columns import Columns
from kg.extract.rows import CONTEXTS, DATATYPES, FAULTS, FORMS, FRAGMENTS, MENTION_KINDS
from kg.model.profile import Profile
from kg.store.buffers import array, category, optional
from kg.store.growing import Growing


class Documents(NamedTuple):
    """What all documents say, before anything is joined; ``source`` is the document's number.

    Attributes:
        words: Words of each document.
        is_index: Whether each is an index page.
        digests: SHA-256 of each, ``None`` if it could not be read.
        mentions: As the `mentions` table, without targets and outcomes, with ``declared``.
        moments: As the `moments` table, without targets.
        headings: As the `headings` table.
        properties: As the `properties` table.
        names: Columns ``node``, ``origin`` (0 title, 1 alias) and ``name``.
        faults: Columns ``source``, ``line``, ``code``, ``message``.
        unread: Faults of whole files.
    """

    words: NDArray[np.int32]
    is_index: NDArray[np.bool_]
    digests: list[str | None]
    mentions: pa.Table
    moments: pa.Table
    headings: pa.Table
    properties: pa.Table
    names: pa.Table
    faults: pa.Table
    unread: list[Fault]


def read_documents(
    vault: Vault,
    files: Sequence[File],
    profile: Profile,
    engine: Engine,
    progress: Progress | None = None,
    *,
    room: int = MEMORY,
) -> Documents:
    """Read and extract all documents, in order; above ``room`` megabytes, what they say waits on disk."""
    gathered = _Gathered(room)
    done = 0
    for part in engine.map(partial(read_batch, vault, profile), batches(files)):
        gathered.add(part)
        done += len(part.digests)
        if progress is not None:
            progress("reading notes", done, len(files))
    return gathered.documents()


class _Gathered:
    """Tables of all batches so far; row numbers are made to count through all of them."""

    def __init__(self, room: int) -> None:
        self.tables = Growing(_CONVERTERS, room=room)
        self.words: list[NDArray[np.int32]] = []
        self.is_index: list[NDArray[np.bool_]] = []
        self.digests: list[str | None] = []
        self.unread: list[Fault] = []
        self.headings = self.moments = 0

    def add(self, part: Read) -> None:
        found = part.extraction
        base = len(self.digests), self.headings, self.moments
        self.tables.add({name: convert(getattr(found, name), *base) for name, convert in _CONVERTERS.items()})
        self.headings += len(found.headings["note"])
        self.moments += len(found.moments["note"])
        self.words.append(found.words)
        self.is_index.append(found.is_index)
        self.digests += part.digests
        self.unread += part.unread

    def documents(self) -> Documents:
        tables = self.tables.tables()
        words, is_index = np.concatenate(self.words), np.concatenate(self.is_index)
        return Documents(words=words, is_index=is_index, digests=self.digests, unread=self.unread, **tables)


def _shifted(values: NDArray[np.int32], by: int) -> pa.Array:
    return optional(np.where(values < 0, -1, values + by))


def _mentions(columns: Columns, note: int, heading: int, moment: int) -> pa.Table:
    return pa.table(
        {
            "source": array(columns["note"] + np.int32(note)),
            "kind": category(columns["kind"], MENTION_KINDS),
            "embed": array(columns["embed"]),
            "raw": strings(columns["raw"]),
            "written": strings(columns["written"]),
            "fragment_type": category(columns["fragment_type"], FRAGMENTS),
            "fragment": strings(columns["fragment"]),
            "label": strings(columns["label"]),
            "property": strings(columns["property"]),
            "context": category(columns["context"], CONTEXTS),
            "section": _shifted(columns["section"], heading),
            **{name: array(columns[name]) for name in ("line", "column", "start", "end")},
            "moment": _shifted(columns["moment"], moment),
            "declared": array(columns["declared"]),
        }
    )


def _moments(columns: Columns, note: int, heading: int, _: int) -> pa.Table:
    return pa.table(
        {
            "source": array(columns["note"] + np.int32(note)),
            "form": category(columns["form"], FORMS),
            "written": strings(columns["written"]),
            "seconds": optional(columns["seconds"]),
            "label": strings(columns["label"]),
            "context": category(columns["context"], CONTEXTS),
            "section": _shifted(columns["section"], heading),
            **{name: array(columns[name]) for name in ("line", "column", "start", "end")},
        }
    )


def _headings(columns: Columns, note: int, _: int, __: int) -> pa.Table:
    return pa.table(
        {
            "node": array(columns["note"] + np.int32(note)),
            "level": array(columns["level"].astype(np.int16)),
            "text": strings(columns["text"]),
            "line": array(columns["line"]),
        }
    )


def _properties(columns: Columns, note: int, _: int, __: int) -> pa.Table:
    return pa.table(
        {
            "node": array(columns["note"] + np.int32(note)),
            "name": strings(columns["name"]),
            "value": strings(columns["value"]),
            "datatype": category(columns["datatype"], DATATYPES),
            "line": array(columns["line"]),
        }
    )


def _names(columns: Columns, note: int, _: int, __: int) -> pa.Table:
    node = array(columns["note"] + np.int32(note))
    return pa.table({"node": node, "origin": array(columns["origin"]), "name": strings(columns["name"])})


def _faults(columns: Columns, note: int, _: int, __: int) -> pa.Table:
    return pa.table(
        {
            "source": array(columns["note"] + np.int32(note)),
            "line": array(columns["line"]),
            "code": category(columns["code"], FAULTS),
            "message": strings(columns["message"]),
        }
    )


_CONVERTERS: Final = {
    "mentions": _mentions,
    "moments": _moments,
    "headings": _headings,
    "properties": _properties,
    "names": _names,
    "faults": _faults,
}
