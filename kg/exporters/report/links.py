"""Turns a graph into the report's account of links: what becomes of them under each rule set, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.exporters.places import Place
from kg.exporters.report.numbers import LINK_KINDS, Share
from kg.exporters.report.pages import Excerpt
from kg.exporters.tabular import rows
from kg.model.kinds import Outcome, RuleSet

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

FRAGILE: Final = 20


class Verdict(NamedTuple):
    """What a rule set makes of all links.

    Attributes:
        rules: The rule set.
        meaning: Whose way of following links it is.
        outcomes: Outcome -> number of links; every outcome of the table, also those that are zero.
        found: Share of the links that lead to a page.
    """

    rules: RuleSet
    meaning: str
    outcomes: tuple[Share, ...]
    found: float


class Fragile(NamedTuple):
    """Links written one way that one reader follows and another does not."""

    written: str
    target: str
    links: int
    place: Place


@dataclass(frozen=True, slots=True)
class Links:
    """The report's account of links.

    Attributes:
        total: Links that mean a page.
        external: Links that mean an address.
        verdicts: One for each rule set.
        folded_only: Links that only folding finds: broken in the editor.
        not_on_site: Links that a Quartz site would answer with "not found", though the page is there.
    """

    total: int
    external: int
    verdicts: tuple[Verdict, ...]
    folded_only: Excerpt[Fragile]
    folded_only_links: int
    not_on_site: Excerpt[Fragile]
    not_on_site_links: int


_READERS: Final = {
    RuleSet.OBSIDIAN: "as the Obsidian app follows links",
    RuleSet.QUARTZ: "as a site published with Quartz does",
    RuleSet.RELATIVE: "as Obsidian, Markdown links relative to their folder",
    RuleSet.FOLDED: "what the writer meant: case, blanks and punctuation aside",
}


def meant_links(graph: KnowledgeGraph) -> DataFrame:
    """The mentions that mean a page; links to addresses outside are left out."""
    mentions = graph.mentions
    external = mentions[f"outcome_{graph.manifest.rules}"] == Outcome.EXTERNAL
    return mentions[mentions["kind"].isin(LINK_KINDS) & ~external]


def links(graph: KnowledgeGraph) -> Links:
    """The whole account."""
    meant = meant_links(graph)
    everything = int(graph.mentions["kind"].isin(LINK_KINDS).sum())
    lost_in_editor = meant[
        (meant["outcome_obsidian"] == Outcome.MISSING) & (meant["outcome_folded"] != Outcome.MISSING)
    ]
    lost_on_site = meant[
        (meant["outcome_quartz"] == Outcome.MISSING) & (meant["outcome_folded"] != Outcome.MISSING)
    ]
    return Links(
        total=len(meant),
        external=everything - len(meant),
        verdicts=_verdicts(meant),
        folded_only=_fragile(graph, lost_in_editor),
        folded_only_links=len(lost_in_editor),
        not_on_site=_fragile(graph, lost_on_site),
        not_on_site_links=len(lost_on_site),
    )


def _verdicts(meant: DataFrame) -> tuple[Verdict, ...]:
    tallies = {rules: meant[f"outcome_{rules}"].astype("str").value_counts() for rules in RuleSet}
    occurring = [outcome for outcome in Outcome if any(outcome in tally for tally in tallies.values())]
    return tuple(
        Verdict(
            rules,
            _READERS[rules],
            tuple(Share(str(outcome), int(tally.get(outcome, 0))) for outcome in occurring),
            1 - int(tally.get(Outcome.MISSING, 0)) / max(len(meant), 1),
        )
        for rules, tally in tallies.items()
    )


def _fragile(graph: KnowledgeGraph, lost: DataFrame) -> Excerpt[Fragile]:
    """Those links by what they say and mean, the most frequent first, each with its first place."""
    path = graph.nodes["path"]
    said = ["written", "target_folded"]
    groups = lost.groupby(said, sort=True, observed=True, dropna=False)
    table = groups[["source", "line", "column"]].first().assign(links=groups.size()).reset_index()
    table = table.sort_values("links", ascending=False, kind="stable")
    meant, note = table["target_folded"].map(path).fillna(""), table["source"].map(path)
    shown = table.assign(meant=meant, note=note).head(FRAGILE)
    columns = ("written", "meant", "links", "note", "line", "column")
    fragile = [
        Fragile(written, target, count, Place(source, line, column))
        for written, target, count, source, line, column in rows(shown, *columns)
    ]
    return Excerpt(fragile, len(table))
