"""Turns what mentions name into files, under every rule set, by one pass over the distinct names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.model.ids import folder_of
from kg.model.kinds import Outcome, RuleSet
from kg.resolve.names import NameIndex
from kg.resolve.rules import RULE_SETS, Link, Verdict, obsidian
from kg.resolve.targets import is_address, plain

OUTCOMES: Final = tuple(Outcome)
_CODE: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}
_RULES: Final = tuple(RuleSet)
NO_FILE: Final = -1
_MANY: Final = 10


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
    first = np.full(len(links.spellings) * 2, NO_FILE, np.int64)
    first[keys[::-1]] = np.arange(len(keys))[::-1]  # of several rows for a key, the last one stored stays
    answers = _Answers.none(len(first))
    rest = _settle(answers, np.flatnonzero(first >= 0), links.spellings, index)
    local = np.zeros(len(first), bool)
    for key, source in zip(rest, links.source[first[rest]].tolist(), strict=True):
        verdicts = _verdicts(index, links.spellings[key >> 1], bool(key & 1), source)
        answers.put(key, verdicts)
        local[key] = not all(verdict.everywhere for verdict in verdicts)
    found = _Answers(answers.outcomes[keys], answers.files[keys])
    _resolve_local(links, index, np.flatnonzero(local[keys]), found)
    _mark_self(links, found)
    return Resolution(
        {rules: found.outcomes[:, column] for column, rules in enumerate(_RULES)},
        {rules: found.files[:, column] for column, rules in enumerate(_RULES)},
    )


class _Answers(NamedTuple):
    """Outcomes and files: a row a question, a column a rule set."""

    outcomes: NDArray[np.int8]
    files: NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> _Answers:
        """Room for answers; until given, each is that nothing is there."""
        shape = (count, len(_RULES))
        return cls(np.full(shape, _CODE[Outcome.MISSING], np.int8), np.full(shape, NO_FILE, np.int32))

    def put(self, row: int, verdicts: Sequence[Verdict]) -> None:
        """Keep what the rule sets say."""
        self.outcomes[row] = [_CODE[verdict.outcome] for verdict in verdicts]
        self.files[row] = [NO_FILE if verdict.file is None else verdict.file for verdict in verdicts]


def _settle(
    answers: _Answers, keys: NDArray[np.int64], spellings: Sequence[str], index: NameIndex
) -> list[int]:
    """Answer what all rule sets agree on, which is most; what is left needs the rules."""
    exact, files, outside, bare, left = [], [], [], [], []
    undisputed = index.undisputed if len(keys) * _MANY > len(index.paths) else {}  # which takes its time
    for key in keys.tolist():
        name, markdown = spellings[key >> 1], bool(key & 1)
        row = None if markdown else undisputed.get(name)
        if row is not None:
            exact.append(key)
            files.append(row)
        elif is_address(name, markdown=markdown):
            outside.append(key)
        elif markdown or "/" in name or name in ("", ".", ".."):
            left.append(key)
        else:
            bare.append(key)
    answers.outcomes[exact] = _CODE[Outcome.EXACT]
    answers.files[exact] = np.array(files, np.int32)[:, None]
    answers.outcomes[outside] = _CODE[Outcome.EXTERNAL]
    folded = index.only_folded([spellings[key >> 1] for key in bare])
    return [*left, *_settle_folded(answers, bare, folded)]


def _settle_folded(
    answers: _Answers, keys: Sequence[int], folded: Sequence[Sequence[int] | None]
) -> Iterator[int]:
    """Answer for names that no file, or one, is equal to after folding; yield the others."""
    column = _RULES.index(RuleSet.FOLDED)
    for key, rows in zip(keys, folded, strict=True):
        if rows is None or len(rows) > 1:
            yield key
        elif rows:
            answers.outcomes[key, column], answers.files[key, column] = _CODE[Outcome.FOLDED], rows[0]


def _verdicts(index: NameIndex, written: str, markdown: bool, source: int) -> list[Verdict]:  # noqa: FBT001
    """What each rule set finds for what is no address."""
    if not written:
        return [Verdict(None, Outcome.SELF)] * len(_RULES)
    link = Link(plain(written, markdown=markdown), index.paths[source], markdown)
    plainly = obsidian(index, link)
    return [RULE_SETS[rules](index, link, plainly) for rules in _RULES]


def _resolve_local(links: Mentioned, index: NameIndex, rows: NDArray[np.int64], found: _Answers) -> None:
    """Answers that depend on the folder, once for each name and folder."""
    known: dict[tuple[int, bool, str], int] = {}
    for row in rows.tolist():
        source, markdown = int(links.source[row]), bool(links.markdown[row])
        key = int(links.written[row]), markdown, folder_of(index.paths[source])
        if key not in known:
            found.put(row, _verdicts(index, links.spellings[key[0]], markdown, source))
            known[key] = row
        same = known[key]
        found.outcomes[row], found.files[row] = found.outcomes[same], found.files[same]


def _mark_self(links: Mentioned, found: _Answers) -> None:
    """A link to its own note is one to itself, however the note was found (A6)."""
    outcomes, files = found
    own = files == links.source[:, None]
    outcomes[own] = _CODE[Outcome.SELF]
    unnamed = outcomes == _CODE[Outcome.SELF]
    files[unnamed] = np.broadcast_to(links.source[:, None], files.shape)[unnamed]
