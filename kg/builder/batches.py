"""Reads and extracts one batch of documents: what a worker does, so this loads no table library."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.builder.vault import LARGEST, Fault, File, Vault
from kg.extract.batch import Note
from kg.extract.columns import Extraction
from kg.extract.note import extract
from kg.model.kinds import FaultCode
from kg.model.profile import Profile

BATCH_BYTES: Final = 2 * 1024 * 1024
BATCH_NOTES: Final = 1024


class Read(NamedTuple):
    """What a batch of documents says.

    Attributes:
        extraction: What was extracted from it.
        digests: SHA-256 of each document, ``None`` if it could not be read.
        unread: Faults of whole files.
    """

    extraction: Extraction
    digests: list[str | None]
    unread: list[Fault]


def batches(files: Sequence[File]) -> Iterator[list[File]]:
    """The files in order, a few megabytes at a time; one batch without files if there are none."""
    batch: list[File] = []
    size = 0
    for file in files:
        if batch and (size + file.size > BATCH_BYTES or len(batch) == BATCH_NOTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    yield batch


def read_batch(vault: Vault, profile: Profile, files: Sequence[File]) -> Read:
    """Read some documents and extract what they say; one that cannot be read counts as empty."""
    notes, digests, unread = [], [], []
    for file in files:
        data, fault = _read(vault, file)
        if fault is not None:
            unread.append(fault)
        digests.append(None if data is None else hashlib.sha256(data).hexdigest())
        notes.append(Note(file.path, data or b""))
    return Read(extract(notes, profile), digests, unread)


def _read(vault: Vault, file: File) -> tuple[bytes | None, Fault | None]:
    if file.size > LARGEST:
        return None, Fault(file.path, FaultCode.TOO_LARGE, f"{file.size} bytes; up to {LARGEST} are read")
    try:
        data = vault.read(file.path)
    except OSError as error:
        return None, Fault(file.path, FaultCode.UNREADABLE, error.strerror or "cannot be read")
    if len(data) > LARGEST:  # it grew since it was listed
        return None, Fault(file.path, FaultCode.TOO_LARGE, f"over {LARGEST} bytes; so many are read")
    return data, None
