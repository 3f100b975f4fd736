"""What tasks on workers do: each method turns Arrow batches or a group of rows into rows for the next step.

Rows of kinds that a step hands on together share one frame, told apart by the column ``what``: extraction
runs once, and all it has to tell comes out of one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.builder.numbering import counts_of
from kg.builder.shares import Answered, Share, join_share, questions, read_share
from kg.builder.vault import MemoryVault, Vault
from kg.cluster.rows import ANSWERS, CANDIDATES, KEYS, LINK, NAMES, PROPOSED, SAID, rows, table_of
from kg.cluster.work import Work
from kg.model.kinds import RuleSet
from kg.resolve.lookups import answers_among, keys_of_aliases, keys_of_files, keys_of_link
from kg.resolve.resolve import NO_FILE
from kg.store.buffers import array, numbers

if TYPE_CHECKING:
    from kg.model.dialect import Pages
    from kg.model.ids import NotePath
    from kg.model.profile import Profile

Batches = Iterable[pa.RecordBatch]
_RULES: Final = tuple(RuleSet)


@dataclass(frozen=True)
class Reading:
    """Reads shares.

    Attributes:
        work: Where shares are kept.
        profile: The profile in force.
        canvas: Whether canvases are documents.
        aliases: Whether aliases find notes.
        vault: Where files are read from; none if they come as rows.
    """

    work: Work
    profile: Profile
    canvas: bool
    aliases: bool
    vault: Vault | None = None

    def listed(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Read the shares of these numbers, whose files were listed before."""
        assert self.vault is not None  # noqa: S101  # only a vault can be listed
        for batch in batches:
            for number in batch.column(0).to_pylist():
                files, faults = self.work.kept_by("listed", number)
                share = read_share(self.vault, files, faults, self.profile, canvas=self.canvas)
                yield from self._said(number, share)

    def given(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Read the files of this task, which come as paths and bytes sorted by path: they are a share."""
        from pyspark import TaskContext

        task = TaskContext.get()
        assert task is not None  # noqa: S101  # this runs in tasks
        notes = {
            path: data
            for batch in batches
            for path, data in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        }
        vault = MemoryVault(notes)
        files, faults = vault.files()
        share = read_share(vault, files, faults, self.profile, canvas=self.canvas)
        yield from self._said(task.partitionId(), share)

    def _said(self, number: int, share: Share) -> Iterator[pa.RecordBatch]:
        """Keep a share, and tell what the others have to know of it."""
        asked = questions(share)
        self.work.keep("read", number, (share, asked.question))
        document = {row: place for place, row in enumerate(share.rows.tolist())}
        count = counts_of(share.documents._asdict(), len(share.rows))
        yield from rows(SAID, what=["share"], share=number, **count._asdict())
        paths = [file.path for file in share.files]
        places = [document.get(row) for row in range(len(paths))]
        yield from rows(SAID, what="file", share=number, name=paths, number=places)
        if self.aliases:
            own = share.paths
            declared = share.documents.names
            claims = declared.filter(array(numbers(declared["origin"]) == 1)).to_pydict()
            yield from rows(
                SAID,
                what="alias",
                share=number,
                number=claims["node"],
                name=claims["name"],
                folder=[own[note] for note in claims["node"]],
                claim=list(range(len(claims["node"]))),
            )
        yield from rows(
            SAID,
            what="link",
            share=number,
            number=list(range(len(asked.written))),
            name=asked.written,
            markdown=asked.markdown,
            folder=asked.folders,
        )


@dataclass(frozen=True)
class Resolving:
    """Finds what links mean.

    Attributes:
        documents: For each share, how many documents stand before it.
        pages: How pages are called in the vault's dialect, if it has one.
    """

    documents: Sequence[int]
    pages: Pages | None = None

    def names(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The keys under which files, and notes that claim aliases, are found."""
        for batch in batches:
            what, share, number, name, folder, claim = (column.to_pylist() for column in batch.columns)
            for kind, keys_of in (("file", keys_of_files), ("alias", keys_of_aliases)):
                own = [row for row, one in enumerate(what) if one == kind]
                found = list(keys_of([name[row] for row in own], self.pages))
                at = [own[row] for row, _ in found]
                yield from rows(
                    NAMES,
                    key=[key for _, key in found],
                    path=[name[row] if kind == "file" else folder[row] for row in at],
                    alias=[None if kind == "file" else name[row] for row in at],
                    claim=[claim[row] for row in at],
                    document=[self._document(share[row], number[row]) for row in at],
                )

    def _document(self, share: int, number: int | None) -> int | None:
        return None if number is None else self.documents[share] + number

    def keys(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The keys under which the links of each group look for files."""
        for batch in batches:
            groups, names, marks, folders = (column.to_pylist() for column in batch.columns)
            found = {
                (group, key)
                for group, name, markdown, folder in zip(groups, names, marks, folders, strict=True)
                for key in keys_of_link(name, folder, markdown=markdown, pages=self.pages)
            }
            group, key = zip(*sorted(found), strict=True) if found else ((), ())
            yield from rows(KEYS, group=group, key=key)

    def answers(self, links: pa.Table, candidates: pa.Table) -> pa.Table:
        """What the links of a group mean, by the files that share a key with one of them."""
        asked = list(zip(*(links[name].to_pylist() for name in LINK), strict=True))
        told = [candidates[name].to_pylist() for name in CANDIDATES]
        document = {path: number for path, _, _, number in zip(*told, strict=True)}
        paths = sorted(document)
        row = {path: place for place, path in enumerate(paths)}
        claims = sorted(
            (row[path], claim, alias)
            for path, alias, claim, _ in zip(*told, strict=True)
            if alias is not None
        )
        found = answers_among(paths, [(alias, place) for place, _, alias in claims], asked, self.pages)
        columns: dict[str, Any] = {name: links[name].to_pylist() for name in LINK}
        for column, rules in enumerate(_RULES):
            files = [None if file == NO_FILE else paths[file] for file in found.files[:, column].tolist()]
            columns[f"outcome_{rules}"] = found.outcomes[:, column].tolist()
            columns[f"file_{rules}"] = files
            columns[f"document_{rules}"] = [None if path is None else document[path] for path in files]
        return table_of(ANSWERS, **columns)


class Kept(NamedTuple):
    """What the last step needs of a share: its tables, and what its documents call themselves."""

    tables: dict[str, pa.Table]
    names: pa.Table
    paths: list[NotePath]


@dataclass(frozen=True)
class Joining:
    """Joins shares.

    Attributes:
        work: Where shares are kept.
        profile: The profile in force.
        rules: Rule set by which edges are made.
    """

    work: Work
    profile: Profile
    rules: RuleSet

    def join(self, number: int, told: pa.Table) -> pa.Table:
        """Join a share, and tell which nodes it has beside its documents."""
        share, asked = self.work.kept_by("read", number)
        answered = _answered(told)
        part = join_share(share, asked, answered, self.profile, self.rules)
        self.work.keep("joined", number, Kept(part.tables, share.documents.names, share.paths))
        others = part.others
        return table_of(
            PROPOSED,
            share=[number] * (len(others) + 1),
            place=[None, *range(len(others))],
            key=[None, *(node.key for node in others)],
            kind=[None, *(node.kind for node in others)],
            label=[None, *(node.label for node in others)],
            path=[None, *(node.path for node in others)],
            url=[None, *(node.url for node in others)],
            document=[None, *(node.number for node in others)],
            told_by=[None, *(node.told_by for node in others)],
        )


def _answered(told: pa.Table) -> Answered:
    """The answers to a share's questions, in the order of the questions."""
    told = told.filter(pc.is_valid(told["number"])).sort_by("number")
    outcomes = [numbers(told[f"outcome_{rules}"].combine_chunks()) for rules in RuleSet]
    files = [told[f"file_{rules}"].to_pylist() for rules in RuleSet]
    documents = {
        path: number
        for rules, column in zip(RuleSet, files, strict=True)
        for path, number in zip(column, told[f"document_{rules}"].to_pylist(), strict=True)
        if number is not None
    }
    return Answered(np.stack(outcomes, axis=1), list(zip(*files, strict=True)), documents)
