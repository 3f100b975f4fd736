"""Turns the table of faults into the report's list: each code in words, with examples and their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.exporters.places import Place
from kg.exporters.report.pages import Excerpt
from kg.exporters.tabular import rows
from kg.model.kinds import FaultCode

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

EXAMPLES: Final = 8

MEANINGS: Final = {
    FaultCode.BAD_ROW: "A row of an imported table that could not be used.",
    FaultCode.UNREADABLE: "The file could not be opened.",
    FaultCode.TOO_LARGE: "The file is too large to be read.",
    FaultCode.SYMLINK: "A symbolic link, which is not followed.",
    FaultCode.NOT_UTF8: "Bytes that are not UTF-8.",
    FaultCode.ODD_NAME: "A file name that no link can address.",
    FaultCode.BAD_YAML: "Front matter that is not valid YAML; its properties are lost.",
    FaultCode.UNQUOTED_LINK: "A link in the front matter without quotes: YAML reads a list, not a link.",
    FaultCode.BAD_CANVAS: "A canvas that is not valid JSON canvas.",
    FaultCode.BAD_IDENTIFIER: "A property that should name something but does not have the right form.",
    FaultCode.BAD_URL: "An address that is not valid.",
    FaultCode.FOLDER_MISMATCH: "The line that names the note's folder names another one.",
    FaultCode.MOMENT_UNREADABLE: "A timestamp that cannot be read.",
    FaultCode.MOMENT_REPAIRED: "A timestamp that was read despite stray characters or odd digits.",
    FaultCode.MOMENT_PLACEHOLDER: "The literal HH:MM:SS where a time should stand.",
    FaultCode.MOMENT_NO_VALUE: "A timestamp that shows a time but carries none.",
    FaultCode.MOMENT_LABEL_DIFFERS: "A timestamp that shows one time and carries another.",
    FaultCode.MOMENT_OUT_OF_RANGE: "A minute or second above 59.",
    FaultCode.MOMENT_IMPLAUSIBLE: "A time later than any video is long.",
    FaultCode.MOMENT_NO_VIDEO: "A timestamp in a note that names no video.",
}


class FaultExample(NamedTuple):
    """One fault."""

    place: Place
    message: str


class FaultGroup(NamedTuple):
    """All faults of one code."""

    code: str
    meaning: str
    files: int
    examples: Excerpt[FaultExample]


def fault_groups(graph: KnowledgeGraph) -> tuple[FaultGroup, ...]:
    """The faults by code, the most frequent first."""
    faults = graph.faults.astype({"code": "str"})
    groups = []
    for code, group in faults.groupby("code", sort=True):
        examples = [
            FaultExample(Place(path, line), message)
            for path, line, message in rows(group.head(EXAMPLES), "path", "line", "message")
        ]
        meaning = MEANINGS[FaultCode(str(code))]
        groups.append(FaultGroup(str(code), meaning, group["path"].nunique(), Excerpt(examples, len(group))))
    return tuple(sorted(groups, key=lambda group: (-group.examples.total, group.code)))
