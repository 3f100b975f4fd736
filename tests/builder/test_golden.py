"""The sample vaults read as `data/README.md` says; and snapshots of all that is found in them.

A row of the README is checked through its words: what stands in backquotes has to be found at the row's
place, and what is said of a rule set has to be true of that rule set.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import kg
from kg.model.kinds import RuleSet
from tests.builder.outline import outline

DATA = Path(__file__).resolve().parents[2] / "data"
ROW = re.compile(r"^\| `([^`]+):(\d+)` \| (.+?) \| (.+) \|$")
SIGNED = re.compile(r"((?:`(?:obsidian|quartz|relative|folded)`(?:, )?)+): (.*)", re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
OUTCOMES = {"ambiguous": "ambiguous", "by case": "case", "by alias": "alias", "by folding": "folded"}


class Row(NamedTuple):
    vault: str
    path: str
    line: int
    expected: str


def readme_rows():
    vault = ""
    for line in (DATA / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            vault = line.split()[1].rstrip(":")
        match = ROW.match(line)
        if match:
            expected = match[4].replace("\\|", "|")
            yield Row(vault, match[1], int(match[2]), expected)


@cache
def graph_of(vault):
    return kg.build(DATA / vault, profile={"tubevault": "youtube", "fieldnotes": "plain"}.get(vault))


ROWS = list(readme_rows())


def tables_of(row):
    """All rows of a row's place; some rows speak of the next line as well."""
    further = re.search(r"next line|its body", row.expected) is not None
    return tables_at(row.vault, row.path, row.line, row.line + further)


@cache
def tables_at(vault, path, line, last):
    """All rows of some lines, or of the whole file."""
    graph = graph_of(vault)
    nodes = graph.nodes
    (source,) = nodes.index[nodes["path"] == path].tolist() or [-1]
    own = {
        name: frame[frame[column] == source]
        for name, frame, column in (
            ("mentions", graph.mentions, "source"),
            ("moments", graph.moments, "source"),
            ("properties", graph.properties, "node"),
        )
    }
    own["faults"] = graph.faults[graph.faults["path"] == path]
    return {name: frame[frame["line"].between(line, last) | (line == 0)] for name, frame in own.items()}


def paths_under(row, rules):
    """Files the mentions of a place lead to under a rule set."""
    nodes = graph_of(row.vault).nodes
    targets = tables_of(row)["mentions"][f"target_{rules}"].dropna()
    return {nodes["path"][target] for target in targets}


def clauses(expected):
    """The parts of a reading that name rule sets, each with those rule sets."""
    for part in re.split(r"; (?=`)", expected):
        match = SIGNED.match(part)
        if match:
            yield [rules for rules in RuleSet if f"`{rules}`" in match[1]], match[2]


def is_file(vault, word):
    return (DATA / vault / word).is_file()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.vault}/{row.path}:{row.line}")
def test_the_files_a_row_names_are_those_its_links_lead_to(row):
    signed = [word for _, part in clauses(row.expected) for word in CODE.findall(part)]
    files = {word for word in CODE.findall(row.expected) if is_file(row.vault, word) and word not in signed}
    if "canvases on" in row.expected or "is found as" in row.expected:
        files = set()  # these rows are about a file's cards and names, not about links at their place

    for rules in (RuleSet.OBSIDIAN, RuleSet.FOLDED):
        assert files <= paths_under(row, rules)


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if list(clauses(row.expected))],
    ids=lambda row: f"{row.vault}/{row.path}:{row.line}",
)
def test_a_row_is_true_under_the_rule_sets_it_names(row):
    mentions = tables_of(row)["mentions"]
    for rule_sets, part in clauses(row.expected):
        for rules in rule_sets:
            files = {word for word in CODE.findall(part) if is_file(row.vault, word)}
            outcomes = set(mentions[f"outcome_{rules}"])
            assert files <= paths_under(row, rules)
            if part.startswith("missing"):
                assert "missing" in outcomes
            for word, outcome in OUTCOMES.items():
                if word in part:
                    assert outcome in outcomes


FAULT_ROWS = [
    row for row in ROWS if re.search(r"`(?:moment|bad|not|odd|folder|unquoted)-[a-z0-9-]+`", row.expected)
]


@pytest.mark.parametrize("row", FAULT_ROWS, ids=lambda row: f"{row.vault}/{row.path}:{row.line}")
def test_a_row_that_names_a_fault_has_it(row):
    codes = set(re.findall(r"`((?:moment|bad|not|odd|folder|unquoted)-[a-z0-9-]+)`", row.expected))
    if re.search(r"no `folder-mismatch`", row.expected):
        assert tables_of(row)["faults"].empty
    elif "canvases on" not in row.expected:
        last = row.line + 2 * ("reported on a line" in row.expected)
        assert codes <= set(tables_at(row.vault, row.path, row.line, last)["faults"]["code"])


MOMENT_ROWS = [row for row in ROWS if re.search(r"\d+ s\b|no reading", row.expected)]


@pytest.mark.parametrize("row", MOMENT_ROWS, ids=lambda row: f"{row.vault}/{row.path}:{row.line}")
def test_a_row_that_names_seconds_has_them(row):
    place = tables_of(row)
    wanted = [int(number) for number in re.findall(r"(\d+) s\b", row.expected)]

    assert place["moments"]["seconds"].dropna().tolist() == wanted
    assert len(place["moments"]) == max(len(wanted), 1)
    if "no fault" in row.expected:
        assert place["faults"].empty


NAMED = re.compile(r"(label|property|heading|block|context|kind) `([^`]+)`")


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if NAMED.search(row.expected) and row.line],
    ids=lambda row: f"{row.vault}/{row.path}:{row.line}",
)
def test_what_a_row_names_stands_there(row):
    place = tables_of(row)
    columns = {"heading": "fragment", "block": "fragment"}
    for column, word in NAMED.findall(row.expected):
        found = set(place["mentions"][columns.get(column, column)]) | (
            set(place["properties"]["name"]) if column == "property" else set()
        )
        assert word in found


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if re.match(r"no link\b", row.expected)],
    ids=lambda row: f"{row.vault}/{row.path}:{row.line}",
)
def test_where_there_is_no_link_there_is_none(row):
    mentions = tables_of(row)["mentions"]

    assert set(mentions["kind"]) <= {"tag", "url"}


def missing_rows():
    text = (
        (DATA / "README.md")
        .read_text(encoding="utf-8")
        .split("### Missing pages")[1]
        .split("## fieldnotes")[0]
    )
    for spellings, notes, indexes, video in re.findall(
        r"^\| (`.+?`) \| (\d+) \| (\d+) \| (.*?) ?\|$", text, re.MULTILINE
    ):
        yield tuple(sorted(CODE.findall(spellings))), int(notes), int(indexes), "".join(CODE.findall(video))


def test_the_missing_pages_are_those_of_the_table():
    graph = graph_of("tubevault")
    nodes, mentions, edges = graph.nodes, graph.mentions, graph.edges
    announced = edges[edges["kind"] == "announced_for"].set_index("source")["target"]
    on_index = mentions["source"].map(nodes["kind"]) == "index"
    found = set()
    for node in nodes.index[nodes["kind"] == "missing"]:
        own = mentions["target"] == node
        spellings = tuple(sorted(set(mentions["written"][own])))
        video = nodes["key"][announced[node]].removeprefix("video:") if node in announced.index else ""
        found.add((spellings, int((own & ~on_index).sum()), int((own & on_index).sum()), video))

    assert found == set(missing_rows())


DIALECTS = {"teasite": "quartz", "pondlog": "logseq", "kilnworks": "dendron", "lockwiki": "mediawiki"}


@pytest.mark.parametrize(("vault", "profile"), DIALECTS.items())
def test_the_dialect_of_a_vault_is_told_by_its_files(vault, profile):
    assert graph_of(vault).manifest.profile == profile


@pytest.mark.parametrize("vault", DIALECTS)
def test_the_missing_pages_of_a_dialect_are_those_listed(vault):
    part = (DATA / "README.md").read_text(encoding="utf-8").split(f"## {vault}:")[1].split("\n## ")[0]
    listed = next(line for line in part.splitlines() if line.startswith("Missing under `folded`:"))
    nodes, mentions = graph_of(vault).nodes, graph_of(vault).mentions
    missing = nodes.index[nodes["kind"] == "missing"]

    assert set(mentions["written"][mentions["target"].isin(missing)]) == set(CODE.findall(listed)[1:])


@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes", *DIALECTS])
def test_all_that_is_found_in_a_sample_vault(vault, snapshot):
    assert outline(kg.build(DATA / vault, canvas=True)) == snapshot
