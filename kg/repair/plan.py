"""Turns findings that need no person into edits: which bytes of which note become which others, and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import UnreadableError
from kg.health.causes import Cause, causes
from kg.health.dangling import dangling_links
from kg.model.ids import NotePath, caseless, without_suffix
from kg.model.kinds import MentionKind, Outcome, RuleSet
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame

    from kg.builder.vault import Vault
    from kg.model.graph import KnowledgeGraph

VERSION: Final = 1
_ODD: Final = frozenset("#^|[]\n\r")  # what a wikilink's target cannot hold
_WIKI: Final = (MentionKind.LINK, MentionKind.EMBED, MentionKind.FRONTMATTER)


class Edit(NamedTuple):
    """One change: the target of a link, written as the page is called."""

    path: str
    line: int
    column: int
    start: int  # offset of the first byte that changes
    before: str
    after: str
    cause: str
    confidence: float
    text: str  # what speaks for it


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits of a vault, and what its files held when they were planned.

    Attributes:
        edits: The edits, by path and place.
        digests: SHA-256 of each file that is edited.
        left: How many links could be mended but for how they are written: Markdown links, odd names.
    """

    edits: tuple[Edit, ...]
    digests: Mapping[str, str]
    left: int = 0


def plan_repair(graph: KnowledgeGraph, vault: Vault) -> Plan:
    """The edits that need no person: names respelled as the file is called, near misses that are certain.

    Only the bytes of a link's target change; its label, fragment and blanks stay. A link never becomes one
    to its own note. Links that a note's text no longer holds as the graph has them are left out.

    Args:
        graph: A graph of the vault, built with the rule set ``folded``.
        vault: The notes.

    Returns:
        The plan; planning changes nothing.

    Example:
        >>> from kg.builder.run import build
        >>> from kg.builder.vault import MemoryVault
        >>> notes = {"Pond life.md": "", "a.md": "[[pond-life|see]]"}
        >>> [(edit.before, edit.after) for edit in plan_repair(build(notes), MemoryVault(notes)).edits]
        [('pond-life', 'Pond life')]
    """
    names = _Names(graph)
    edits: list[Edit] = []
    digests: dict[str, str] = {}
    left = 0
    data, path = b"", ""
    for row in sorted(_mendable(graph)):
        if row.path != path:
            path, data = row.path, vault.read(NotePath(row.path))
        edit = _edit(row, data, names)
        if edit is None:
            left += row.page != row.path
            continue
        edits.append(edit)
        digests[path] = hashlib.sha256(data).hexdigest()
    return Plan(tuple(edits), digests, left)


class _Mendable(NamedTuple):
    path: str
    start: int
    end: int
    line: int
    column: int
    kind: str
    written: str
    page: str
    cause: str
    confidence: float
    text: str


def _mendable(graph: KnowledgeGraph) -> Iterator[_Mendable]:
    """Links with a page that is certainly meant."""
    table = causes(graph).set_index("key")
    sure = table[table["automatic"]]
    links = dangling_links(graph)
    links = links[links["key"].isin(sure.index)]
    page = links["key"].map(sure["suggestion"])
    why = links["key"].map(sure["cause"])
    text = links["key"].map(sure["evidence"].map(lambda clues: str(clues[0]["text"])))
    yield from _rows(graph, links, page, why, 0.99, text)
    if graph.manifest.rules == RuleSet.FOLDED:
        mentions = graph.mentions
        folded = (mentions["outcome_folded"] == Outcome.FOLDED) & (
            mentions["outcome_quartz"] == Outcome.MISSING
        )
        links = mentions[folded]
        page = links["target"].map(graph.nodes["path"])
        told = ["found only without regard to case, blanks and punctuation"] * len(links)
        yield from _rows(graph, links, page, [Cause.SPELLING] * len(links), 1.0, told)


def _rows(
    graph: KnowledgeGraph, links: DataFrame, page: Any, why: Any, confidence: float, text: Any
) -> Iterator[_Mendable]:
    path = links["source"].map(graph.nodes["path"])
    columns = (links[name].astype(object) for name in ("start", "end", "line", "column", "kind", "written"))
    for start, *rest in zip(path, *columns, page, why, text, strict=True):
        *middle, said = rest
        yield _Mendable._make((start, *middle, confidence, said))


class _Names:
    """How a page is written in a link: by its name, if nothing else is called so, else by its path."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        files = graph.sources["path"].tolist()
        self._count = Counter(caseless(path.rpartition("/")[2]) for path in files)
        told = graph.aliases
        declared = told[told["origin"].isin(("alias", "title"))]
        self._claimed = frozenset(map(caseless, declared["alias"]))

    def of(self, page: str, *, whole: bool) -> str:
        """The target that means a page; ``whole`` asks for its path from the root."""
        name = without_suffix(page).rpartition("/")[2]
        shared = self._count[caseless(page.rpartition("/")[2])] > 1 or "." in name
        return without_suffix(page) if whole or shared else name


def _edit(row: _Mendable, data: bytes, names: _Names) -> Edit | None:
    raw = data[row.start : row.end]
    written = row.written.encode()
    place = raw.find(b"[[")
    if row.kind not in _WIKI or place < 0 or row.page == row.path:
        return None
    inside = raw[place + 2 :]
    blanks = len(inside) - len(inside.lstrip())
    if not inside[blanks:].startswith(written):
        return None
    after = names.of(row.page, whole="/" in row.written.strip("/"))
    if row.written.lower().endswith(".md"):
        after += row.written[-3:]
    if after == row.written or _ODD & set(after):
        return None
    start = row.start + place + 2 + blanks
    return Edit(
        row.path, row.line, row.column, start, row.written, after, row.cause, row.confidence, row.text
    )


def write_plan(plan: Plan, file: Path) -> None:
    """Write a plan, an edit a line, so that a person can read it and delete what is not wanted.

    Args:
        plan: The plan.
        file: Where to.
    """
    edits = ",\n".join(json.dumps(edit._asdict(), ensure_ascii=False) for edit in plan.edits)
    digests = json.dumps(asdict(plan)["digests"], ensure_ascii=False, indent=0)
    text = f'{{"version": {VERSION},\n"digests": {digests},\n"edits": [\n{edits}\n]}}\n'
    with replacing(file) as new:
        new.write_text(text, encoding="utf-8", newline="\n")


def read_plan(file: Path) -> Plan:
    """A plan from its file.

    Args:
        file: What `write_plan` wrote, perhaps with fewer edits.

    Returns:
        The plan.

    Raises:
        UnreadableError: The file is not there, or is no plan.
    """
    hint = "Make one with `kg repair plan`."
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        edits = tuple(sorted(Edit(**edit) for edit in held["edits"]))
        digests = {str(path): str(digest) for path, digest in held["digests"].items()}
        version = held["version"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(f"{file} is no repair plan.", hint=hint) from error
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.", hint=hint) from error
    if version != VERSION or any(edit.path not in digests for edit in edits):
        raise UnreadableError(f"{file} is no repair plan of version {VERSION}.", hint=hint)
    return Plan(edits, digests)
