"""The report: what it tells, that it is one self-contained page, and that no note can run in it."""

import re
from html.parser import HTMLParser

import pytest

import kg
from kg.exporters import export
from kg.exporters.report.faults import MEANINGS, fault_groups
from kg.exporters.report.folders import folder_rows, in_channels
from kg.exporters.report.links import links
from kg.exporters.report.numbers import numbers
from kg.exporters.report.pages import doubles, lonely_notes, missing_pages, topics
from kg.model.kinds import FaultCode

VOID = {"meta", "rect", "path", "br", "wbr", "link", "img", "input", "circle"}


def page_of(graph, folder, **options):
    export(graph, folder / "report.html", format="report", **options)
    return (folder / "report.html").read_text()


class Outline(HTMLParser):
    """Collects what a page is made of and complains about tags that are not closed in order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.headings = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


# --- what it tells ------------------------------------------------------------------------------------------


def test_the_headline_counts_links_to_pages_and_what_dangles():
    found = numbers(kg.build({"a.md": "[[b]] [[c]] [[d]] #t <https://x.example>", "b.md": "one two"}))

    assert dict(found.headline)["links to pages"] == 3
    assert dict(found.headline)["missing pages"] == 2
    assert found.dangling_share == pytest.approx(2 / 3)
    assert "timestamps" not in dict(found.headline)


def test_the_histogram_counts_every_note_once():
    graph = kg.build({"hub.md": "", **{f"{index}.md": "[[hub]]" for index in range(9)}})
    received = numbers(graph).histograms[0]

    assert sum(bar.number for bar in received.bars) == 10
    assert [bar.name for bar in received.bars] == ["0", "1", "2", "3\u20134", "5\u20138", "9\u201316"]
    assert (received.median, received.most) == (0, 9)


def test_topics_and_missing_pages_are_ranked_and_have_their_places():
    graph = kg.build({"a.md": "[[x y]] [[b]]", "b.md": "[[x-y]]", "c.md": "[[z]] [[b]]"})

    wanted = missing_pages(graph)

    assert [(page.label, page.spellings, page.mentions, page.notes) for page in wanted.rows] == [
        ("x y", ("x-y",), 2, 2),
        ("z", (), 1, 1),
    ]
    assert wanted.rows[0].places.rows == [("a.md", 1, 1), ("b.md", 1, 1)]
    assert {topic.label for topic in topics(graph).rows if topic.missing} == {"x y", "z"}


def test_links_are_judged_by_every_rule_set_and_the_fragile_ones_are_named():
    graph = kg.build({"a.md": "[[Graph theory]] [[gone]]", "graph-theory.md": ""})
    found = links(graph)

    assert all(
        sum(share.number for share in verdict.outcomes) == found.total == 2 for verdict in found.verdicts
    )
    assert {str(verdict.rules): verdict.found for verdict in found.verdicts}["folded"] == 0.5
    assert [(row.written, row.target, str(row.place)) for row in found.folded_only.rows] == [
        ("Graph theory", "graph-theory.md", "a.md:1:1")
    ]


def test_channels_have_their_share_of_dangling_links(graph):
    (row,) = folder_rows(graph).rows

    assert (row.name, row.notes) == ("kitchen", 2)
    assert row.share == row.dangling / row.links > 0


def test_folders_take_the_place_of_channels_and_have_their_findings():
    graph = kg.build({"b/x.md": "[[gone]] [[away]]", "a/y/z.md": "[[x]]", "top.md": "[[x]]", "c/p.png": ""})

    table = folder_rows(graph, kg.check(graph)).rows

    assert not in_channels(graph)
    assert [(row.name, row.notes, row.links, row.dangling) for row in table] == [
        ("b", 1, 2, 2),
        ("(top folder)", 1, 1, 0),
        ("a", 1, 1, 0),
    ]
    assert table[0].most == "dangling-link"
    assert table[0].warnings == 2
    assert sum(row.errors + row.warnings + row.infos for row in table) == len(kg.check(graph)) - 1  # c/p.png


def test_lonely_notes_and_doubles_are_listed():
    graph = kg.build({"x/Same name.md": "", "y/same-name.md": "[[Same name]]", "z.md": "[[gone]]"})
    lonely = {group.name: list(group.notes.rows) for group in lonely_notes(graph)}

    assert "z.md" in lonely["Isolated"]
    assert [double.paths for double in doubles(graph).rows] == [("x/Same name.md", "y/same-name.md")]


def test_every_fault_has_its_meaning_in_words(graph):
    assert set(MEANINGS) == set(FaultCode)
    assert sum(group.examples.total for group in fault_groups(graph)) == len(graph.faults) > 0


def test_long_lists_say_how_much_they_leave_out(tmp_path):
    graph = kg.build({"a.md": " ".join(f"[[missing {number}]]" for number in range(40))})

    assert missing_pages(graph).more == 15
    assert "15 more missing pages not shown here" in page_of(graph, tmp_path, quick=True)
    assert "20 more missing pages not shown here" in page_of(graph, tmp_path)


# --- the page -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_the_page_is_well_formed_and_can_be_read_by_ear(name, quick, request, tmp_path):
    page = page_of(request.getfixturevalue(name), tmp_path, quick=quick)
    outline = Outline(page)
    tags = [tag for tag, _ in outline.tags]

    assert outline.open == []
    assert outline.headings[0] == 1
    assert all(
        after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False)
    )
    assert tags.count("caption") == tags.count("table")
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    jumps = [attrs["href"] for tag, attrs in outline.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert {jump.removeprefix("#") for jump in jumps} <= set(ids)


def test_the_quick_page_has_no_script_and_loads_nothing(graph, tmp_path):
    outline = Outline(page_of(graph, tmp_path, quick=True))
    attributes = {name for _, attrs in outline.tags for name in attrs}
    policy = next(attrs["content"] for _, attrs in outline.tags if attrs.get("http-equiv"))

    assert not {tag for tag, _ in outline.tags} & {"script", "link", "img", "iframe", "object"}
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "src"}}
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_empty_vault_and_one_without_links_make_a_page(tmp_path):
    assert "No note links to another one" in page_of(kg.build({"a.txt": ""}), tmp_path)
    assert "No note links to another one" in page_of(kg.build({"a.md": "text"}), tmp_path)
    assert "Every link leads to a page" in page_of(kg.build({"a.md": "[[b]]", "b.md": ""}), tmp_path)


@pytest.mark.browser
def test_nothing_of_a_hostile_vault_runs_in_a_browser(hostile, tmp_path, dump_dom):
    page_of(hostile, tmp_path)
    document, complaints = dump_dom(tmp_path / "report.html")

    assert "<title>HIT" not in document
    assert complaints == []
