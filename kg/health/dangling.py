"""Finds the missing pages: what links lead nowhere, how they are written, and where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pandas import DataFrame

from kg.model.ids import caseless, folder_of, node_key, without_suffix
from kg.model.kinds import MentionKind, NodeKind, Outcome, RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph


@dataclass(slots=True)
class _Page:
    """A missing page while its dangling links are being gathered."""

    label: str
    spellings: Counter[str] = field(default_factory=Counter)
    places: list[dict[str, Any]] = field(default_factory=list)


def dangling(
    graph: KnowledgeGraph, *, rules: RuleSet | None = None, among: NDArray[np.bool_] | None = None
) -> DataFrame:
    """The missing pages, those with most dangling links first.

    Under a stricter rule set than the graph's own, pages that only the graph's own rules find are missing
    too. Links mean the same missing page if they agree but for case and ``.md``; under the graph's own
    rules, if they lead to the same node.

    Args:
        graph: The graph.
        rules: Rule set by which links are followed; the graph's own by default.
        among: Which mentions to look at, one boolean each; all by default.

    Returns:
        A table: key, label (as first written), spellings (list, the most frequent first), mentions, notes
        (that hold one), places (list of dictionaries of note, line and column).

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b c]] [[B c]]", "d.md": "[[b c|x]]"})
        >>> table = dangling(graph)
        >>> table[["label", "spellings", "mentions", "notes"]].values.tolist()
        [['b c', ['b c', 'B c'], 3, 2]]
        >>> table["places"][0][1]
        {'note': 'a.md', 'line': 1, 'column': 9}
    """
    rules = rules or graph.manifest.rules
    missing = (graph.mentions[f"outcome_{rules}"] == Outcome.MISSING).to_numpy()
    found = graph.mentions[missing if among is None else missing & among]
    notes = found["source"].map(graph.nodes["path"]).tolist()
    pages: dict[str, _Page] = {}
    places = zip(notes, found["line"].tolist(), found["column"].tolist(), strict=True)
    keys = _keys(graph, found, notes, rules)
    for key, written, (note, line, column) in zip(keys, found["written"], places, strict=True):
        page = pages.setdefault(key, _Page(label=written))
        page.spellings[written] += 1
        page.places.append({"note": note, "line": line, "column": column})
    return _table(pages)


def _keys(graph: KnowledgeGraph, found: DataFrame, notes: list[str], rules: RuleSet) -> Iterable[str]:
    if rules == graph.manifest.rules:
        return found["target"].map(graph.nodes["key"]).tolist()
    rows = zip(found["written"], found["kind"], notes, strict=True)
    return (node_key(NodeKind.MISSING, missing_name(*row, rules=rules)) for row in rows)


def missing_name(written: str, kind: str, note: str, *, rules: RuleSet) -> str:
    """The name by which links to the same missing page are told to be the same (rule F9).

    Args:
        written: The link's target as written.
        kind: The mention's kind: Markdown links are percent-encoded.
        note: Path of the note the link stands in: what starts with a dot is relative to its folder.
        rules: Rule set by which the link is followed.

    Returns:
        The path from the vault's root without ``.md``, caseless.

    Example:
        >>> missing_name("../New%20page.md", "markdown", "a/b.md", rules=RuleSet.OBSIDIAN)
        'new page'
    """
    is_markdown = kind == MentionKind.MARKDOWN
    path = unquote(written) if is_markdown else written
    if path.startswith(("./", "../")) or (is_markdown and rules == RuleSet.RELATIVE and path[:1] != "/"):
        path = normpath(join(folder_of(note), path))
    return caseless(without_suffix(path.removeprefix("/")))


def _table(pages: dict[str, _Page]) -> DataFrame:
    ordered = sorted(pages.items(), key=lambda item: (-len(item[1].places), item[0]))
    columns = {
        "key": [key for key, _ in ordered],
        "label": [page.label for _, page in ordered],
        "spellings": [[written for written, _ in page.spellings.most_common()] for _, page in ordered],
        "mentions": [len(page.places) for _, page in ordered],
        "notes": [len({place["note"] for place in page.places}) for _, page in ordered],
        "places": [page.places for _, page in ordered],
    }
    return DataFrame(columns).astype({"mentions": "int32", "notes": "int32"})
