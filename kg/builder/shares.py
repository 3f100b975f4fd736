"""A share of a vault: files next to each other that one worker of a cluster reads and joins by itself.

Nothing that a share says needs the text of another one. What links mean has to be asked of all names in the
vault, and the numbers of rows have to be asked of the shares before; between those questions each share goes
through the same functions as a whole vault does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.builder.join import Inputs, joined, source_table
from kg.builder.reading import Documents, read_documents
from kg.builder.run import document_rows
from kg.builder.targets import mentioned, naming
from kg.builder.vault import Fault, File, Vault
from kg.engine.local import LocalEngine
from kg.model.ids import NotePath, folder_of
from kg.model.kinds import RuleSet
from kg.model.profile import Profile
from kg.resolve.resolve import NO_FILE, Answers, Mentioned, Resolution, resolution
from kg.store.buffers import numbers

if TYPE_CHECKING:
    import pyarrow as pa


class Share(NamedTuple):
    """What is known of a share before anything is joined.

    Attributes:
        files: Its files, sorted.
        rows: For each document, its row in ``files``.
        documents: What the documents say.
        faults: Faults of whole files.
    """

    files: list[File]
    rows: NDArray[np.int64]
    documents: Documents
    faults: list[Fault]

    @property
    def paths(self) -> list[NotePath]:
        """Path of each document."""
        return [self.files[row].path for row in self.rows.tolist()]


def read_share(
    vault: Vault, files: list[File], faults: list[Fault], profile: Profile, *, canvas: bool
) -> Share:
    """Read the documents among some files."""
    rows = document_rows(files, canvas=canvas)
    documents = [files[row] for row in rows.tolist()]
    return Share(files, rows, read_documents(vault, documents, profile, LocalEngine(1)), faults)


class Questions(NamedTuple):
    """What links of a share are about: each target once for each folder in which it is written.

    Attributes:
        written: The targets.
        markdown: Whether they stand in Markdown links.
        folders: The folders.
        question: For each mention that names a page, its row in the lists.
    """

    written: list[str]
    markdown: list[bool]
    folders: list[str]
    question: NDArray[np.int64]


def questions(share: Share) -> Questions:
    """What has to be asked of the whole vault."""
    mentions = share.documents.mentions
    _, links = naming(mentioned(mentions, numbers(mentions["source"])), numbers(mentions["kind"]))
    folders, folder = np.unique(
        np.array([folder_of(path) for path in share.paths], object), return_inverse=True
    )
    name = links.written * 2 + links.markdown
    keys, question = np.unique(name * max(len(folders), 1) + folder[links.source], return_inverse=True)
    name, place = np.divmod(keys, max(len(folders), 1))
    return Questions(
        [links.spellings[row] for row in (name >> 1).tolist()],
        (name & 1).astype(bool).tolist(),
        folders[place].tolist(),
        question,
    )


class Answered(NamedTuple):
    """The answers to a share's questions, a row a question and a column a rule set.

    Attributes:
        outcomes: Rows of `kg.resolve.resolve.OUTCOMES`.
        files: Paths of the files found, or ``None``.
        documents: Number of each path that is a document.
    """

    outcomes: NDArray[np.int8]
    files: Sequence[Sequence[str | None]]
    documents: Mapping[str, int]


class Other(NamedTuple):
    """A node of a share that is none of its documents.

    Attributes:
        key: Its key.
        number: Its number, if it is a document of another share.
        told_by: What tells of it: of several shares the one with the lowest counts.
    """

    key: str
    kind: str
    label: str
    path: str | None
    url: str | None
    number: int | None
    told_by: int


class Part(NamedTuple):
    """A share's part of the graph; its rows are numbered as if there were nothing else.

    Attributes:
        tables: All tables. Nodes are the share's own documents, then ``others``.
        others: The other nodes.
    """

    tables: dict[str, pa.Table]
    others: list[Other]


def join_share(
    share: Share, asked: NDArray[np.int64], answered: Answered, profile: Profile, rules: RuleSet
) -> Part:
    """Join what a share says, as `kg.builder.join` does for a whole vault.

    Args:
        share: The share.
        asked: For each mention that names a page, its question.
        answered: The answers.
        profile: The profile in force.
        rules: Rule set by which edges are made.
    """
    row = {file.path: number for number, file in enumerate(share.files)}
    files = list(share.files)
    for path in sorted({path for column in answered.files for path in column if path is not None} - set(row)):
        row[NotePath(path)] = len(files)
        files.append(File(NotePath(path), 0))
    found = np.array(
        [[NO_FILE if path is None else row[NotePath(path)] for path in paths] for paths in answered.files],
        np.int32,
    ).reshape(-1, len(RuleSet))

    def answer(links: Mentioned) -> Resolution:
        return resolution(Answers(answered.outcomes[asked], found[asked]), links.source)

    given = Inputs(files, share.rows, share.documents, share.faults, profile, rules, aliases=False)
    tables, nodes = joined(given, answer)
    sources = source_table(given._replace(files=share.files))
    others = [
        Other(
            *node[:5],
            number=answered.documents.get(node.path) if node.path else None,
            told_by=nodes.told_by[node.key],
        )
        for node in nodes.nodes[len(share.rows) :]
    ]
    return Part({**tables, "sources": sources}, others)
