"""The account of health in the report: counted right, capped aloud, searchable, and harmless."""

import html
import re
from importlib import import_module
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.places import Place, opener
from kg.exporters.report import search
from kg.exporters.report.health import CAUSES, REMEDIES, health
from kg.exporters.report.search import unpacked
from kg.health.causes import Cause
from kg.health.fixes import Remedy, fixes
from tests.exporters.test_report import Outline

LONG = "Words enough that nobody calls this a stub, told twice over, and once again for good measure. " * 3
NOTES = {
    "sea/estuary.md": f"{LONG} [[the estuaries]] [[ebb]] [[ebb]] [[00:10:38]]",
    "sea/ebb tide tables.md": f"{LONG} [[Estuary]] [[ebb]] ![[map.png]] [[sand_bank]]",
    "land/sand bank.md": f"{LONG} [[estuary]] [[ebb tide tables]] [[plan]]",
    "a/x.md": f"---\ntitle: plan\n---\n{LONG} [[estuary]] [[sand bank]]",
    "b/y.md": f"---\ntitle: plan\n---\n{LONG} [[estuary]] [[x]]",
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    folder = tmp_path_factory.mktemp("health") / "my vault"
    for path, text in NOTES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(vault):
    return health(kg.build(vault), vault=vault)


def page_of(graph, folder, **options):
    export(graph, folder / "report.html", format="report", **options)
    return (folder / "report.html").read_text(encoding="utf-8")


# --- what it tells ------------------------------------------------------------------------------------------


def test_every_cause_and_remedy_is_told_in_words():
    assert set(CAUSES) == set(Cause)
    assert set(REMEDIES) == set(Remedy)


def test_links_are_counted_by_what_heals_them(told):
    assert {row.remedy: (row.pages, row.links) for row in told.remedies} == {
        Remedy.WRITE: (1, 3),  # ebb
        Remedy.RESPELL: (1, 2),  # the estuaries; sand_bank, which only folding finds
        Remedy.UNLINK: (1, 1),  # the time
        Remedy.ADD_FILE: (1, 1),
        Remedy.DECIDE: (1, 1),  # plan, an alias of two
    }
    assert told.links == 8
    assert told.misspelled == 1


def test_causes_add_up_to_the_dangling_links(told):
    assert sum(row.links for row in told.causes) == told.links - told.misspelled
    assert all(sum(links for _, links in row.remedies) == row.links for row in told.causes)
    assert told.causes[0].name == "entity"


def test_the_biggest_fix_comes_first_with_its_places(told):
    first = told.fixes.rows[0]

    assert (first.remedy, first.name, first.links, first.notes) == (Remedy.WRITE, "ebb", 3, 2)
    assert [place.note for place in first.places.rows] == ["sea/ebb tide tables.md", *2 * ["sea/estuary.md"]]
    assert told.healed == sum(fix.links for fix in told.fixes.rows) == 6
    assert Remedy.RESPELL not in {fix.remedy for fix in told.fixes.rows}  # all of them are one command


def test_checks_have_all_findings_and_the_vaults_own_settings(told, vault):
    graph = kg.build(vault)
    findings = kg.check(graph, texts=kg.texts(graph, vault))

    assert sum(row.examples.total for row in told.checks) == len(findings)
    assert (
        dict(told.findings)
        == findings["severity"].value_counts().reindex(dict(told.findings)).fillna(0).to_dict()
    )
    (vault / "kg.toml").write_text('[check]\nselect = ["KG108"]\n', encoding="utf-8")
    try:
        assert [row.check.code for row in health(graph, vault=vault).checks] == ["KG108"]
    finally:
        (vault / "kg.toml").unlink()


def test_the_remedy_of_each_row_follows_from_its_cause():
    notes = {"tide.md": "[[tides and times]] [[12:30]] [[x.png]]", "old.md": "[[gone]]"}
    table = fixes(kg.causes(kg.build(notes))).set_index("label")

    assert table["remedy"].to_dict() == {
        "gone": "write",
        "12:30": "unlink",
        "tides and times": "write",
        "x.png": "add the file",
    }


# --- what is left out ---------------------------------------------------------------------------------------


def test_what_is_left_out_is_counted_and_where_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(import_module("kg.exporters.report.health"), "FIXES", 2)
    monkeypatch.setattr(search, "MISSING", 3)
    monkeypatch.setattr(search, "FOUND", 4)
    graph = kg.build(
        {"a.md": " ".join(f"[[missing {number}]]" for number in range(10)), "b.md": "", "c.md": ""}
    )

    page = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page_of(graph, tmp_path)))

    assert "8 more missing pages not shown here. All of them: kg dangling GRAPH --limit 0" in page
    assert "5 more findings not shown here. All of them: kg check VAULT --select KG101" in page
    assert "7 missing pages with the fewest links (kg dangling GRAPH --limit 0)" in page
    assert re.search(r"and [1-9] findings \(kg check VAULT --format csv\)", page)


def test_the_search_holds_every_missing_page_and_finding(told, vault):
    graph = kg.build(vault)
    columns = unpacked(told.index)
    missing, found = columns["missing"], columns["found"]
    findings = kg.check(graph, texts=kg.texts(graph, vault))

    assert missing["name"] == kg.causes(graph)["label"].tolist()
    assert sum(found["number"]) == len(findings)
    rows = zip(found["note"], found["check"], strict=True)
    by_note = {(columns["paths"][note], columns["checks"][check]) for note, check in rows}
    assert by_note == {(row.path, f"{row.code} {row.check}") for row in findings.itertuples()}
    assert (told.index.missing_left, told.index.found_left) == (0, 0)


# --- links to places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("", ""),
        ("vscode", "vscode://file/v/my%20vault/a%26b/c%23%3F.md:3:7"),
        ("obsidian", "obsidian://open?vault=my%20vault&file=a%26b/c%23%3F.md"),
        ("../{path}", "../a%26b/c%23%3F.md"),
        ("https://x.example/{path}#L{line}", "https://x.example/a%26b/c%23%3F.md#L3"),
    ],
)
def test_places_are_linked_as_the_template_says(template, address):
    assert opener(template, vault=Path("/v/my vault"))(Place("a&b/c#?.md", 3, 7)) == address


def test_a_whole_note_is_opened_at_its_first_line():
    assert opener("x:{path}:{line}:{column}")(Place("a.md")) == "x:a.md:1:1"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("javascript:alert('{path}')", "opens no note"),
        (" JavaScript :alert(1)", "opens no note"),
        ("data:text/html,{path}", "opens no note"),
        ("x:{nonsense}", "unknown field"),
        ("x:{path.__class__}", "unknown field"),
        ("x:{}", "unknown field"),
        ("x:{path", "expected"),
        ("x:all", "names no note"),
        ("vscode", "not known"),
    ],
)
def test_a_template_that_cannot_be_meant_is_refused(template, told):
    with pytest.raises(UsageError, match=told):
        opener(template)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_allows_its_own_script_only_and_loads_nothing(graph, tmp_path):
    outline = Outline(page_of(graph, tmp_path))
    attributes = {name for _, attrs in outline.tags for name in attrs}
    policy = next(attrs["content"] for _, attrs in outline.tags if attrs.get("http-equiv"))
    scripts = [attrs.get("type") for tag, attrs in outline.tags if tag == "script"]

    assert not {tag for tag, _ in outline.tags} & {"link", "img", "iframe", "object"}
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "src"}}
    assert scripts == ["application/json", "text/plain", None]
    assert policy.count("sha256-") == 2  # the script and the style
    assert "unsafe" not in policy


def test_a_vault_in_which_nothing_is_wrong_makes_a_page(tmp_path):
    page = page_of(kg.build({"a.txt": ""}), tmp_path)

    assert "Biggest fixes" not in page
    assert "No note links to another one" in page


def test_two_runs_give_the_same_bytes(vault, tmp_path):
    one = page_of(kg.build(vault), tmp_path, vault=vault, open_note="vscode")

    assert page_of(kg.build(vault), tmp_path, vault=vault, open_note="vscode") == one


def searching(page, words, kind=""):
    """The page as it is after somebody has typed: what is typed may stand there from the start."""
    page = page.replace('<input id="query"', f'<input id="query" value="{html.escape(words)}"')
    return page.replace(f'<option value="{kind}">', f'<option value="{kind}" selected>')


def results(document):
    return re.findall("<li>(.*?)</li>", document.partition('id="results"')[2].partition("</section>")[0])


@pytest.mark.browser
def test_the_search_finds_and_links_as_the_rest_of_the_page_does(vault, tmp_path, dump_dom):
    page = page_of(kg.build(vault), tmp_path, vault=vault, open_note="vscode")

    found = []
    for words, kind in (("EBB tide", "missing"), ("sea time", "KG108"), ("no such thing", "")):
        (tmp_path / "typed.html").write_text(searching(page, words, kind), encoding="utf-8")
        document, complaints = dump_dom(tmp_path / "typed.html")
        assert complaints == []
        found.append(results(document))

    text = NOTES["sea/ebb tide tables.md"]
    at = [text.index(link) + 1 for link in ("[[ebb]]", "![[map.png]]")]
    assert [re.sub(" +", " ", re.sub("<[^>]*>", " ", item)).strip() for item in found[0]] == [
        f"ebb missing page, entity, 3 links sea/ebb tide tables.md:1:{at[0]}",
        f"map.png missing page, attachment, 1 link sea/ebb tide tables.md:1:{at[1]}",
    ]
    addresses = [re.search('href="([^"]*)"', item)[1] for item in found[0]]
    assert all(f'href="{address}"' in page for address in addresses)
    assert len(found[1]) == 1
    assert "KG108 timestamp-link" in found[1][0]
    assert found[2] == []


@pytest.mark.browser
def test_nothing_of_a_hostile_vault_runs_when_it_is_found(hostile, tmp_path, dump_dom):
    page = page_of(hostile, tmp_path, open_note="x:{path}")
    (tmp_path / "typed.html").write_text(searching(page, "note"), encoding="utf-8")

    document, complaints = dump_dom(tmp_path / "typed.html")

    assert len(results(document)) > 5
    assert "<title>HIT" not in document
    assert complaints == []
