"""What a check is: what it finds, why that matters, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.extract.scan import Scan
    from kg.health.subject import Subject


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"  # something was not read as meant: the graph lacks it
    WARNING = "warning"  # a reader of the notes meets it
    INFO = "info"  # worth a look when tidying up


RANK: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Spot(NamedTuple):
    """A place in the text of a note.

    Attributes:
        start: Offset of its first byte, in the batch that was read.
        end: Offset behind its last byte.
        about: What is at fault, the same wherever it stands: what a baseline knows it by.
        message: What is wrong, for people.
    """

    start: int
    end: int
    about: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. It works on the tables (``find``) or, where they do not tell, on the text (``read``).

    Attributes:
        code: Short name for settings, such as KG101; never changes its meaning.
        name: Name for people, which reads well after "ignore".
        severity: How much a finding matters unless settings say otherwise.
        what: What it finds, in one sentence.
        why: Why that matters to those who keep or read the notes.
        example: What it looks like.
        fix: What to do about it.
        usual: Whether it runs unless settings name the checks that do.
        find: Gives a table of findings, as `kg.health.findings` makes them.
        read: Gives the places in some notes, from what the extractor sees of them.
        trace: Whether a note can hold such a place, by a quick look at its bytes; the others are not read.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    fix: str
    usual: bool = True
    find: Callable[[Subject], DataFrame] | None = None
    read: Callable[[Scan], Iterator[Spot]] | None = None
    trace: Callable[[bytes], bool] = bool
