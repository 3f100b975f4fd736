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
    return resolution(answers(links, index), links.source)


def answers(links: Mentioned, index: NameIndex) -> Answers:
    """What each link means to any note of its source's folder."""
    keys = links.written * 2 + links.markdown
    first = np.full(len(links.spellings) * 2, NO_FILE, np.int64)
    first[keys[::-1]] = np.arange(len(keys))[::-1]  # of several rows for a key, the last one stored stays
    known = Answers.none(len(first))
    rest = _settle(known, np.flatnonzero(first >= 0), links.spellings, index)
    local = np.zeros(len(first), bool)
    for key, source in zip(rest, links.source[first[rest]].tolist(), strict=True):
        verdicts = _verdicts(index, links.spellings[key >> 1], bool(key & 1), source)
        known.put(key, verdicts)
        local[key] = not all(verdict.everywhere for verdict in verdicts)
    found = Answers(known.outcomes[keys], known.files[keys])
    _resolve_local(links, index, np.flatnonzero(local[keys]), found)
    return found


def resolution(found: Answers, source: NDArray[np.int64]) -> Resolution:
    """Outcomes and files by rule set; a link to its own note is one to itself, however it was found (A6).

    Args:
        found: An answer for each link.
        source: For each link, the row of its note, as rows of ``found.files``.
    """
    outcomes, files = found.outcomes.copy(), found.files.copy()
    outcomes[files == source[:, None]] = _CODE[Outcome.SELF]
    unnamed = outcomes == _CODE[Outcome.SELF]
    files[unnamed] = np.broadcast_to(source[:, None], files.shape)[unnamed]
    return Resolution(
        {rules: outcomes[:, column] for column, rules in enumerate(_RULES)},
        {rules: files[:, column] for column, rules in enumerate(_RULES)},
    )


class Answers(NamedTuple):
    """Outcomes and files: a row a question, a column a rule set."""

    outcomes: NDArray[np.int8]
    files: NDArray[np.int32]

    @classmethod
    def none(cls, count: int) -> Answers:
        """Room for answers; until given, each is that nothing is there."""
        shape = (count, len(_RULES))
        return cls(np.full(shape, _CODE[Outcome.MISSING], np.int8), np.full(shape, NO_FILE, np.int32))

    def put(self, row: int, verdicts: Sequence[Verdict]) -> None:
        """Keep what the rule sets say."""
        self.outcomes[row] = [_CODE[verdict.outcome] for verdict in verdicts]
        self.files[row] = [NO_FILE if verdict.file is None else verdict.file for verdict in verdicts]


def _settle(known: Answers, keys: NDArray[np.int64], spellings: Sequence[str], index: NameIndex) -> list[int]:
    """Answer what all rule sets agree on, which is most; what is left needs the rules."""
    exact, files, outside, bare, left = [], [], [], [], []
    many = len(keys) * _MANY > len(index.paths)
    undisputed = index.undisputed if many and index.pages is None else {}  # which takes its time
    for key in keys.tolist():
        name, markdown = spellings[key >> 1], bool(key & 1)
        row = None if markdown else undisputed.get(name)
        if row is not None:
            exact.append(key)
            files.append(row)
        elif is_address(name, markdown=markdown) and not (index.pages and index.pages.holds(name)):
            outside.append(key)
        elif markdown or "/" in name or name in ("", ".", "..") or index.pages is not None:
            left.append(key)
        else:
            bare.append(key)
    known.outcomes[exact] = _CODE[Outcome.EXACT]
    known.files[exact] = np.array(files, np.int32)[:, None]
    known.outcomes[outside] = _CODE[Outcome.EXTERNAL]
    folded = index.only_folded([spellings[key >> 1] for key in bare])
    return [*left, *_settle_folded(known, bare, folded)]


def _settle_folded(
    known: Answers, keys: Sequence[int], folded: Sequence[Sequence[int] | None]
) -> Iterator[int]:
    """Answer for names that no file, or one, is equal to after folding; yield the others."""
    column = _RULES.index(RuleSet.FOLDED)
    for key, rows in zip(keys, folded, strict=True):
        if rows is None or len(rows) > 1:
            yield key
        elif rows:
            known.outcomes[key, column], known.files[key, column] = _CODE[Outcome.FOLDED], rows[0]


def _verdicts(index: NameIndex, written: str, markdown: bool, source: int) -> list[Verdict]:  # noqa: FBT001
    """What each rule set finds for what is no address."""
    if not written:
        return [Verdict(None, Outcome.SELF)] * len(_RULES)
    link = Link(plain(written, markdown=markdown), index.paths[source], markdown)
    plainly = obsidian(index, link)
    return [RULE_SETS[rules](index, link, plainly) for rules in _RULES]


def _resolve_local(links: Mentioned, index: NameIndex, rows: NDArray[np.int64], found: Answers) -> None:
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
