"""Finds tags that are the same word spelled in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pandas import DataFrame

from kg.health.check import Check, Severity
from kg.health.findings import at_places
from kg.health.words import plain_words, stem
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from kg.health.subject import Subject


def find(subject: Subject) -> DataFrame:
    """Every use of a tag that has a more frequent variant."""
    graph = subject.graph
    tags = graph.nodes[graph.nodes["kind"] == NodeKind.TAG]
    used = graph.mentions[graph.mentions["target"].isin(tags.index)]
    counts = used["target"].value_counts()
    table = DataFrame(
        {"name": tags["key"].str.removeprefix("tag:"), "uses": counts.reindex(tags.index).fillna(0)}
    )
    table["form"] = [_form(name) for name in table["name"]]
    table = table.sort_values(["uses", "name"], ascending=[False, True])
    usual = table.drop_duplicates("form").set_index("form")["name"]
    table = table.assign(usual=table["form"].map(usual))
    rarer = table[(table["name"] != table["usual"]) & (table["form"] != "")]
    found = used[used["target"].isin(rarer.index)]
    mine, theirs = found["target"].map(rarer["name"]), found["target"].map(rarer["usual"])
    message = [f"#{tag} is elsewhere #{other}" for tag, other in zip(mine, theirs, strict=True)]
    return at_places(subject, found, about=[f"#{tag}" for tag in mine], message=message)


def _form(name: str) -> str:
    """What variants of a tag have in common; the levels of a nested tag stay apart."""
    return "/".join("".join(stem(word) for word in plain_words(level).split()) for level in name.split("/"))


CHECK: Final = Check(
    code="KG211",
    name="tag-variants",
    severity=Severity.INFO,
    what="A tag that is used elsewhere in another number, or with other dashes and underscores.",
    why="Who follows one of them misses the notes of the other.",
    example="`#moth` and `#moths`, `#to-do` and `#todo`.",
    fix="Choose one. Upper and lower case do not matter to tags.",
    find=find,
)
