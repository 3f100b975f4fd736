"""The account of outcomes, and resolution done again by a resolver of thirty lines."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict

import pytest

from kg.model.kinds import Outcome, RuleSet

FOUND = {"exact", "path", "case", "alias", "folded", "self"}
DROPPED = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"}


def loose(name: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in text if unicodedata.category(c) not in DROPPED)


@pytest.fixture(scope="module")
def pages(notes) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names without regard to case, and names folded -> paths; no target of this corpus names a folder."""
    caseless, folded = defaultdict(list), defaultdict(list)
    for path in notes:
        name = path.rpartition("/")[2].removesuffix(".md")
        caseless[name.casefold()].append(path)
        folded[loose(name)].append(path)
    return caseless, folded


def choose(paths: list[str], source: str, written: str) -> str | None:
    """The only one, or that of the own folder, where two differ by case the one so spelled."""
    if len(paths) == 1:
        return paths[0]
    folder = source.rpartition("/")[0]
    own = [path for path in paths if path.rpartition("/")[0] == folder]
    return own[0] if len(own) == 1 else next((path for path in own if path == f"{folder}/{written}.md"), None)


@pytest.fixture(scope="module")
def wikilinks(graph):
    """Wikilinks with a target that is a name: no address, no path, not only a fragment."""
    rows = graph.mentions[graph.mentions["kind"].isin(["link", "embed"])]
    return rows[~rows["written"].str.contains("/") & (rows["written"] != "")]


@pytest.mark.parametrize("rules", list(RuleSet))
def test_the_buckets_add_up_to_all_mentions(graph, rules):
    outcomes = graph.mentions[f"outcome_{rules}"]

    assert outcomes.notna().all()
    assert set(outcomes.unique()) <= set(Outcome)
    assert outcomes.value_counts().sum() == len(graph.mentions)


@pytest.mark.parametrize("rules", list(RuleSet))
def test_a_file_is_named_exactly_where_one_was_found(graph, rules):
    links = graph.mentions[~graph.mentions["kind"].isin(["tag", "url"])]
    outcome, target = links[f"outcome_{rules}"], links[f"target_{rules}"]

    assert target[outcome.isin(FOUND)].notna().all()
    assert target[outcome.isin(["missing", "external"])].isna().all()


@pytest.mark.parametrize(("rules", "percent"), [("quartz", 66.1), ("obsidian", 67.2), ("folded", 79.4)])
def test_the_share_of_wikilinks_that_resolve(wikilinks, rules, percent):
    assert round(100 * wikilinks[f"outcome_{rules}"].isin(FOUND).mean(), 1) == percent


@pytest.mark.parametrize("rules", ["obsidian", "folded"])
def test_every_wikilink_leads_where_a_plain_resolver_leads(wikilinks, pages, graph, rules):
    path = graph.nodes["path"].tolist()
    caseless, folded = pages
    columns = (
        wikilinks[name].tolist() for name in ("source", "written", f"target_{rules}", f"outcome_{rules}")
    )
    wrong = Counter()
    for source, written, target, outcome in zip(*columns, strict=True):
        candidates = caseless.get(unicodedata.normalize("NFC", written).casefold().removesuffix(".md"), [])
        if not candidates and rules == "folded":
            candidates = folded.get(loose(written.removesuffix(".md")), [])
        expected = choose(candidates, path[source], written)
        found = path[target] if outcome in FOUND else None
        if expected != found:
            wrong[path[source], written, expected, found] += 1

    assert wrong == {}
