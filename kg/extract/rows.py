"""The rows rules produce: integers only, strings as spans of the batch's bytes or of bytes appended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kg.model.kinds import Context, FaultCode, Form, Fragment, MentionKind

NONE: Final = -1

MENTION_KINDS: Final = tuple(MentionKind)
CONTEXTS: Final = tuple(Context)
FRAGMENTS: Final = tuple(Fragment)
FORMS: Final = tuple(Form)
FAULTS: Final = tuple(FaultCode)

Ints = NDArray[np.int64]
Rows = TypeVar("Rows", bound=tuple[Any, ...])


class Strings(NamedTuple):
    """Strings end to end: number ``i`` is ``data[offsets[i]:offsets[i + 1]]``."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int32]
    valid: NDArray[np.bool_] | None = None

    def tolist(self) -> list[str | None]:
        """The strings as Python objects."""
        raw, bounds = self.data.tobytes(), self.offsets.tolist()
        words: list[str | None] = [raw[a:b].decode() for a, b in pairwise(bounds)]
        if self.valid is None:
            return words
        return [word if valid else None for word, valid in zip(words, self.valid.tolist(), strict=True)]


def gather(text: NDArray[np.uint8], starts: Ints, ends: Ints) -> Strings:
    """Copy spans of ``text`` out; a negative start is a missing string."""
    missing = starts < 0
    lengths = np.where(missing, 0, ends - starts)
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return Strings(
        text[spread(starts, lengths)], offsets.astype(np.int32), ~missing if missing.any() else None
    )


def spread(starts: Ints, lengths: Ints) -> Ints:
    """Every position of the spans that begin at ``starts``.

    >>> spread(np.array([5, 20]), np.array([2, 3])).tolist()
    [5, 6, 20, 21, 22]
    """
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


class Mentions(NamedTuple):
    """Mentions found by a rule; spans are pairs of offsets, ``NONE`` where there is nothing."""

    start: Ints
    end: Ints
    kind: Ints  # index in MENTION_KINDS
    embed: Ints  # 0 or 1
    written: Ints
    written_end: Ints
    fragment_type: Ints  # index in FRAGMENTS
    fragment: Ints
    fragment_end: Ints
    label: Ints
    label_end: Ints
    property: Ints
    property_end: Ints


class Moments(NamedTuple):
    """Timestamps found by a rule; ``seconds`` is ``NONE`` where the time can't be read."""

    start: Ints
    end: Ints
    form: Ints  # index in FORMS
    written: Ints
    written_end: Ints
    label: Ints
    label_end: Ints
    seconds: Ints


class Headings(NamedTuple):
    """Headings and block anchors; level 0 is a block anchor."""

    start: Ints
    level: Ints
    text: Ints
    text_end: Ints


class Faults(NamedTuple):
    """Places that could not be read as meant; the message is a span."""

    start: Ints
    code: Ints  # index in FAULTS
    message: Ints
    message_end: Ints


class Properties(NamedTuple):
    """Property values and inline fields; ``datatype`` is a span too, values may be missing."""

    start: Ints
    name: Ints
    name_end: Ints
    value: Ints
    value_end: Ints
    datatype: Ints  # index in DATATYPES


class Names(NamedTuple):
    """Names a note gives itself: ``origin`` 0 is its title, 1 an alias."""

    start: Ints
    origin: Ints
    name: Ints
    name_end: Ints


DATATYPES: Final = ("string", "integer", "float", "boolean", "null", "date", "datetime")


def table(kind: type[Rows], rows: Sequence[tuple[int, ...]]) -> Rows:
    """Rows of one kind from tuples of integers, a column each."""
    columns = np.array(rows, np.int64).reshape(len(rows), len(kind._fields))  # type: ignore[attr-defined]
    return kind(*columns.T)
