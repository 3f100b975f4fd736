"""Turns a graph into the report's account of links: what becomes of them under each rule set, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.exporters.report.numbers import LINK_KINDS, Share
from kg.exporters.report.pages import Excerpt
from kg.model.kinds import Outcome, RuleSet

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from kg.model.graph import KnowledgeGraph

FRAGILE: Final = 20
CHANNEL: Final = "channel"
IN_CHANNEL: Final = "in_channel"

_ASIDE: Final = (Outcome.EXTERNAL,)  # no page is meant, so no rule set can miss it


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
    count: int
    place: str


class ChannelRow(NamedTuple):
    """One channel."""

    name: str
    notes: int
    links: int
    dangling: int

    @property
    def share(self) -> float:
        """Share of its links that lead to a missing page."""
        return self.dangling / self.links if self.links else 0.0


@dataclass(frozen=True, slots=True)
class Links:
    """The report's account of links.

    Attributes:
        total: Links that mean a page.
        external: Links that mean an address.
        verdicts: One for each rule set.
        folded_only: Links that only folding finds: broken in the editor.
        not_on_site: Links that a Quartz site would answer with "not found", though the page is there.
        channels: One row a channel, if the profile makes channels.
    """

    total: int
    external: int
    verdicts: tuple[Verdict, ...]
    folded_only: Excerpt[Fragile]
    folded_only_links: int
    not_on_site: Excerpt[Fragile]
    not_on_site_links: int
    channels: tuple[ChannelRow, ...]


_READERS: Final = {
    RuleSet.OBSIDIAN: "as the Obsidian app follows links",
    RuleSet.QUARTZ: "as a site published with Quartz does",
    RuleSet.RELATIVE: "as Obsidian, Markdown links relative to their folder",
    RuleSet.FOLDED: "what the writer meant: case, blanks and punctuation aside",
}


def links(graph: KnowledgeGraph) -> Links:
    """The whole account."""
    mentions = graph.mentions[graph.mentions["kind"].isin(LINK_KINDS)]
    meant = mentions[mentions[f"outcome_{graph.manifest.rules}"] != Outcome.EXTERNAL]
    lost_in_editor = meant[(meant["outcome_obsidian"] == Outcome.MISSING) & (meant["outcome_folded"] != Outcome.MISSING)]
    lost_on_site = meant[(meant["outcome_quartz"] == Outcome.MISSING) & (meant["outcome_folded"] != Outcome.MISSING)]
    return Links(
        total=len(meant),
        external=len(mentions) - len(meant),
        verdicts=_verdicts(meant),
        folded_only=_fragile(graph, lost_in_editor),
        folded_only_links=len(lost_in_editor),
        not_on_site=_fragile(graph, lost_on_site),
        not_on_site_links=len(lost_on_site),
        channels=_channels(graph, meant),
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
    groups = lost.groupby(["written", "target_folded"], sort=True, observed=True, dropna=False)
    first = groups[["source", "line", "column"]].first()
    table = first.assign(count=groups.size()).sort_values("count", ascending=False, kind="stable")
    path = graph.nodes["path"]
    rows = [
        Fragile(
            written=written,
            target=str(path.get(target, "")),
            count=int(row["count"]),
            place=f"{path[row['source']]}:{row['line']}:{row['column']}",
        )
        for (written, target), row in table.head(FRAGILE).iterrows()
    ]
    return Excerpt(rows, len(table))


def _channels(graph: KnowledgeGraph, meant: DataFrame) -> tuple[ChannelRow, ...]:
    edges = graph.edges[graph.edges["kind"] == IN_CHANNEL]
    if edges.empty:
        return ()
    channel_of: Series[int] = edges.drop_duplicates("source").set_index("source")["target"]
    channel = meant["source"].map(channel_of)
    dangling = meant[f"outcome_{graph.manifest.rules}"] == Outcome.MISSING
    notes = channel_of.value_counts()
    total, missing = channel.value_counts(), channel[dangling].value_counts()
    rows = [
        ChannelRow(
            name=str(graph.nodes["label"][node]),
            notes=int(count),
            links=int(total.get(node, 0)),
            dangling=int(missing.get(node, 0)),
        )
        for node, count in notes.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.notes, row.name)))
