"""What changed from one graph to another: hand-made cases with known answers, and laws."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.cli.main import app
from kg.errors import UsageError

SAME = "% of headings, links and times are the same"


def changed(old, new, table="nodes", *columns):
    frame = getattr(kg.diff(kg.build(old), kg.build(new)), table)
    return frame[["change", *columns]].to_numpy().tolist()


def test_the_same_graph_has_no_differences():
    graph = kg.build({"a.md": "[[b]] #tag", "b.md": ""})
    found = kg.diff(graph, graph)

    assert found.counts == {"nodes": {}, "edges": {}, "links": {}}
    assert [len(found.nodes), len(found.edges), len(found.links)] == [0, 0, 0]


def test_a_page_that_is_written_heals_its_links():
    old, new = {"a.md": "[[b]]"}, {"a.md": "[[b]]", "b.md": ""}

    assert changed(old, new, "nodes", "key") == [["added", "note:b.md"], ["removed", "missing:b"]]
    assert changed(old, new, "links", "note", "line", "led_to", "leads_to") == [
        ["healed", "a.md", 1, "missing:b", "note:b.md"]
    ]
    assert changed(old, new, "edges", "source", "target") == [
        ["added", "note:a.md", "note:b.md"],
        ["removed", "note:a.md", "missing:b"],
    ]
    assert changed(new, old, "links", "note", "leads_to") == [["broken", "a.md", "missing:b"]]


@pytest.mark.parametrize(
    ("before", "after", "links"),
    [
        ("[[x]] [[b]]", "[[x]] [[c]]", [["retargeted", "b", "c"]]),
        ("[[b_]] [[x]]", "[[b]] [[x]]", []),  # rewritten, and leads where it led
        ("[[x]] [[q]] [[c]]", "[[x]] [[b]] [[c]]", [["healed", "q", "b"]]),
        ("[[x]] [[b]] [[c]]", "[[x]] [[q]] [[c]]", [["broken", "b", "q"]]),
        ("[[q]]", "q", [["dropped", "q", None]]),
        ("[[b_]]\n[[q]] [[b]]", "[[b]]\n[[q]] [[b]]", []),  # not: the second b has become the first
        ("", "[[q]]", [["broken", None, "q"]]),
        ("[[b]]", "", []),
        ("", "[[b]]", []),
        ("[[b]] [[c]]", "[[c]] [[b]]", []),
        ("[[b]]\n[[q]]", "new line\n\n[[b]]\n[[q]]", []),
        ("[[q]] [[b]]", "[[q]] [[q]] [[b]]", [["broken", None, "q"]]),
    ],
)
def test_a_link_is_the_same_among_the_same_links(before, after, links):
    pages = {"b.md": "", "c.md": "", "x.md": ""}

    found = changed({"a.md": before, **pages}, {"a.md": after, **pages}, "links", "before", "written")

    assert found == links


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("same", "same", "the same file"),
        ("# A\n[[x]] [[y]] [[z]]", "# A\n[[x]] [[y]] [[z]]\nmore words", f"100 {SAME}"),
        ("# A\n[[x]] [[y]] [[z]]", "# A\n[[x]] [[y]] [[z]] [[w]]", f"80 {SAME}"),
        ("# A\n[[x]] [[y]] [[z]]", "# A\n[[x]] [[v]] [[w]]", None),
        ("# A", "# A\n", None),  # too little to tell
    ],
)
def test_a_page_that_moved_is_known_by_its_file_or_by_what_it_holds(old, new, why):
    rest = {"b.md": "[[one]]"}

    found = kg.diff(kg.build({"one.md": old, **rest}), kg.build({"f/two.md": new, **rest})).nodes
    moved = found[found["change"] == "moved"]

    assert moved[["key", "before", "why"]].to_numpy().tolist() == (
        [["note:f/two.md", "one.md", why]] if why else []
    )


def test_what_joins_a_moved_page_is_compared_by_its_new_name():
    old = {"a.md": "[[pond]]", "pond.md": "text [[a]]"}
    new = {"a.md": "[[pond]]", "f/pond.md": "text [[a]]"}

    assert changed(old, new) == [["moved"]]
    assert changed(old, new, "edges") == []
    assert changed(old, new, "links") == []


def test_of_several_equal_files_those_of_one_name_are_the_same_page():
    old = {"x/a.md": "", "x/b.md": ""}
    new = {"y/a.md": "", "y/b.md": ""}

    assert changed(old, new, "nodes", "key", "before") == [
        ["moved", "note:y/a.md", "x/a.md"],
        ["moved", "note:y/b.md", "x/b.md"],
    ]


def test_graphs_of_different_rules_are_not_compared():
    with pytest.raises(UsageError, match="different rules"):
        kg.diff(kg.build({}, rules="folded"), kg.build({}, rules="obsidian"))


VAULTS = st.dictionaries(
    st.sampled_from(["a.md", "b.md", "f/c.md", "f/d e.md"]),
    st.lists(
        st.sampled_from(["[[a]]", "[[b]]", "[[d_e]]", "[[q]]", "[[q r|s]]", "# A\n", "x\n", "[[f/c]]"])
    ).map(" ".join),
)


@settings(max_examples=60)
@given(VAULTS, VAULTS)
def test_differences_add_up_to_what_the_graphs_hold(old, new):
    before, after = kg.build(old), kg.build(new)
    found = kg.diff(before, after)
    counts = {name: {"added": 0, "removed": 0, **told} for name, told in found.counts.items()}

    assert len(after.nodes) - len(before.nodes) == counts["nodes"]["added"] - counts["nodes"]["removed"]
    missing = [int(graph.mentions["outcome_folded"].eq("missing").sum()) for graph in (before, after)]
    links = counts["links"]
    gone = links.get("healed", 0) + links.get("dropped", 0)
    assert missing[1] - missing[0] == links.get("broken", 0) - gone
    back = kg.diff(after, before)
    assert len(back.edges) == len(found.edges)


# --- the command ------------------------------------------------------------------------------------------


@pytest.fixture
def vaults(tmp_path):
    for name, notes in {
        "old": {"a.md": "[[b]] [[<script>alert(1)</script>]]", "pond.md": "text"},
        "new": {"a.md": "[[b]] [[<img src=x onerror=alert(1)>]]", "b.md": "", "f/pond.md": "text"},
    }.items():
        for path, text in notes.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
    return tmp_path / "old", tmp_path / "new"


def run(*words):
    return CliRunner().invoke(app, ["diff", *map(str, words)], prog_name="kg")


def test_the_command_prints_tables_and_data(vaults):
    assert "healed" in run(*vaults).stdout
    document = json.loads(run(*vaults, "--json").stdout)
    assert document["counts"]["nodes"] == {"added": 2, "moved": 1, "removed": 2}
    lines = run(*vaults, "--format", "jsonl", "--table", "links").stdout.splitlines()
    assert {json.loads(line)["change"] for line in lines} == {"healed", "retargeted"}
    assert run(*vaults, "--format", "csv").stdout.startswith("change,note,line,")


def test_broken_links_can_make_it_fail(vaults):
    old, new = vaults
    (new / "a.md").write_text("[[b]] [[nowhere]] [[nobody]]", encoding="utf-8")

    assert run(old, new, "--fail-on", "1").exit_code == 1
    assert run(old, old, "--fail-on", "1").exit_code == 0


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_loads_nothing_and_nothing_in_a_note_gets_into_its_tags(vaults, tmp_path):
    target = tmp_path / "diff.html"

    assert run(*vaults, "-o", target).exit_code == 0
    text = target.read_text("utf-8")
    page = Page()
    page.feed(text)

    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "link", "iframe"}
    assert not [attrs for _, attrs in page.tags if {"src", "onerror"} & set(attrs)]
    (policy,) = [attrs["content"] for _, attrs in page.tags if attrs.get("http-equiv")]
    assert "default-src 'none'; script-src 'none'" in policy
    assert "Pages moved or renamed" in text
    run(*vaults, "-o", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == target.read_bytes()
