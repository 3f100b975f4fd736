"""Turns what mentions name into files, under every rule set, by one pass over the distinct names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.model.kinds import Outcome, RuleSet
from kg.resolve.names import NameIndex
from kg.resolve.rules import MISSING, RULE_SETS, Link, Verdict, obsidian
from kg.resolve.targets import is_address, plain

OUTCOMES: Final = tuple(Outcome)
_CODE: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_RULES: Final = tuple(RuleSet)
NO_FILE: Final = -1


class Mentioned(NamedTuple):
    """Links to resolve, in columns.

    Attributes:
        written: For each link, the row of its target in ``spellings``.
        spellings: The distinct targets as written.
        markdown: Whether each is a Markdown link.
        source: For each link, the row of its note in the index of names.
    """

    written: NDArray[np.int64]
    spellings: Sequence[str]
    markdown: NDArray[np.bool_]
    source: NDArray[np.int64]


class Resolution(NamedTuple):
    """Outcome (a row of ``OUTCOMES``) and file (a row of the index, or ``NO_FILE``) under each rule set."""

    outcomes: dict[RuleSet, NDArray[np.int8]]
    files: dict[RuleSet, NDArray[np.int32]]


def resolve(links: Mentioned, index: NameIndex) -> Resolution:
    """Find the file each link means.

    A name is looked up once however often it is written, unless the answer depends on where it is written.
    """
    keys = links.written * 2 + links.markdown
    distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    verdicts = [
        _verdicts(index, links.spellings[key >> 1], bool(key & 1), source)
        for key, source in zip(distinct.tolist(), links.source[first].tolist(), strict=True)
    ]
    flat = [verdict for four in verdicts for verdict in four]
    shape = (len(verdicts), len(_RULES))
    outcomes = np.array([_CODE[verdict.outcome] for verdict in flat], np.int8).reshape(shape)
    files = np.array([NO_FILE if v.file is None else v.file for v in flat], np.int32).reshape(shape)
    local = np.array([not all(v.everywhere for v in four) for four in verdicts], bool)
    outcomes, files = outcomes[inverse], files[inverse]
    _resolve_local(links, index, np.flatnonzero(local[inverse]), outcomes, files)
    _mark_self(links, outcomes, files)
    return Resolution(
        {rules: outcomes[:, column] for column, rules in enumerate(_RULES)},
        {rules: files[:, column] for column, rules in enumerate(_RULES)},
    )


def _verdicts(index: NameIndex, written: str, markdown: bool, source: int) -> list[Verdict]:  # noqa: FBT001
    """What each rule set finds; most names are settled at once, because all rule sets agree on them."""
    if not markdown:
        row = index.undisputed.get(written)
        if row is not None:
            return [Verdict(row, Outcome.EXACT)] * len(_RULES)
        if index.unknown(written) and not is_address(written, markdown=False):
            return [MISSING] * len(_RULES)
    if is_address(written, markdown=markdown):
        return [Verdict(None, Outcome.EXTERNAL)] * len(_RULES)
    if not written:
        return [Verdict(None, Outcome.SELF)] * len(_RULES)
    link = Link(plain(written, markdown=markdown), index.paths[source], markdown)
    plainly = obsidian(index, link)
    return [RULE_SETS[rules](index, link, plainly) for rules in _RULES]


def _resolve_local(
    links: Mentioned,
    index: NameIndex,
    rows: NDArray[np.int64],
    outcomes: NDArray[np.int8],
    files: NDArray[np.int32],
) -> None:
    """Answers that depend on the folder, once for each name and folder."""
    known: dict[tuple[int, bool, str], tuple[list[int], list[int]]] = {}
    for row in rows.tolist():
        source, markdown = int(links.source[row]), bool(links.markdown[row])
        key = int(links.written[row]), markdown, index.folders[source]
        if key not in known:
            verdicts = _verdicts(index, links.spellings[key[0]], markdown, source)
            known[key] = (
                [_CODE[verdict.outcome] for verdict in verdicts],
                [NO_FILE if verdict.file is None else verdict.file for verdict in verdicts],
            )
        outcomes[row], files[row] = known[key]


def _mark_self(links: Mentioned, outcomes: NDArray[np.int8], files: NDArray[np.int32]) -> None:
    """A link to its own note is one to itself, however the note was found (A6)."""
    own = files == links.source[:, None]
    outcomes[own] = _CODE[Outcome.SELF]
    unnamed = outcomes == _CODE[Outcome.SELF]
    files[unnamed] = np.broadcast_to(links.source[:, None], files.shape)[unnamed]
