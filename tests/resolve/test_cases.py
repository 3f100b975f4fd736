"""Reads the case files: a small vault, links in one of its notes, and where each leads under each rule set.

A case is a heading and two or three fences:

- `vault`: one path a line, with the file's text behind ` <- ` where it has any (`\\n` is a line end in it);
  `vault logseq` names a profile;
- `links PATH`: the note the links stand in, and a line for each: `LINK => FILE outcome`, where `-` stands
  for no file. This holds under every rule set but those named behind ` | `, as in ` | quartz: - missing`;
- `kg.toml`: settings of the vault.

`\\u2068` stands for the character of that code in paths and links, so that one sees which they are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import kg
from kg.model.kinds import RuleSet

FOLDER = Path(__file__).parent.parent / "cases" / "resolve"
FENCE = re.compile(r"^```(\S+)(?: ([^\n]+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    name: str
    vault: dict[str, str]
    source: str
    settings: str
    links: list[str]
    expected: list[dict[str, str]]
    profile: str


def decoded(text):
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def cases_in(path):
    parts = re.split(r"^## (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        fences = {kind: (detail, decoded(text)) for kind, detail, text in FENCE.findall(body)}
        files = (line.partition(" <- ") for line in fences["vault"][1].splitlines())
        source, lines = decoded(fences["links"][0]), fences["links"][1].splitlines()
        yield Case(
            f"{path.stem}: {title}",
            {name: text.replace("\\n", "\n") for name, _, text in files},
            source,
            fences.get("kg.toml", ("", ""))[1],
            [line.split(" => ")[0] for line in lines],
            [verdicts(line.split(" => ")[1]) for line in lines],
            fences["vault"][0] or "plain",
        )


def verdicts(text):
    """The verdict under each rule set, from the general one and its exceptions."""
    general, *exceptions = text.split(" | ")
    named = dict(exception.split(": ", 1) for exception in exceptions)
    assert set(named) <= set(RuleSet)
    return {str(rules): named.get(rules, general) for rules in RuleSet}


CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in cases_in(path)]


def graph_of(case, folder):
    """The graph of a case's vault, with its links, a line each, behind the text of their note."""
    vault = dict(case.vault)
    vault[case.source] = "\n".join((*filter(None, [vault.get(case.source, "")]), *case.links))
    if not case.settings:
        return kg.build(vault, profile=case.profile)
    for path, text in {**vault, "kg.toml": case.settings}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return kg.build(folder, profile=case.profile)


def found_in(graph, case):
    """The verdicts on the links of a case, in order."""
    nodes, mentions = graph.nodes, graph.mentions
    source = nodes.index[nodes["path"] == case.source][0]
    own = mentions[(mentions["source"] == source) & ~mentions["kind"].isin(["tag", "frontmatter"])]
    lines = sorted(own["line"])
    assert lines == list(range(lines[0], lines[0] + len(case.links))), "every line of links gives one link"
    paths = nodes["path"]
    rows = own.sort_values("line").astype(object).where(own.notna(), None).to_dict("records")
    return [{str(rules): verdict(row, rules, paths) for rules in RuleSet} for row in rows]


def verdict(row, rules, paths):
    target = row[f"target_{rules}"]
    return f"{'-' if target is None else paths[target]} {row[f'outcome_{rules}']}"


@pytest.mark.parametrize(
    "rule", [*(f"F{n}" for n in range(1, 12)), "E5", "E6", "E7", "E12", "G1", "H1", "I1", "J1", "A6", "A12"]
)
def test_every_rule_of_the_specification_has_a_case(rule):
    assert any(re.search(rf"\b{rule}\b", case.name) for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_link_leads_where_its_case_says(case, tmp_path):
    found = found_in(graph_of(case, tmp_path), case)

    assert dict(zip(case.links, found, strict=True)) == dict(zip(case.links, case.expected, strict=True))
