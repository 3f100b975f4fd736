"""Each cause is told from the smallest vault that has it, and from one that nearly has."""

from __future__ import annotations

import shutil
import subprocess

import pytest

import kg
from kg.health.causes import Cause, causes
from kg.health.history import Deletion, deletions
from kg.model.kinds import RuleSet

INDEX = "### [T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[{}]]\n"


def cause_of(notes, label, **options):
    table = causes(kg.build(notes), **options).set_index("label")
    return table.loc[label]


def told(row):
    return row["cause"], row["suggestion"], row["automatic"]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("00:10:38", Cause.NOT_A_PAGE),
        ("1:02", Cause.NOT_A_PAGE),
        ("example.org", Cause.NOT_A_PAGE),
        ("42", Cause.NOT_A_PAGE),
        ("1984", Cause.ENTITY),
        ("...", Cause.NOT_A_PAGE),
        ("2024-06", Cause.ENTITY),
        ("HH:MM:SS", Cause.GENERATOR_FAULT),
        ("page name", Cause.GENERATOR_FAULT),
        ("{{title}}", Cause.GENERATOR_FAULT),
        ("naming a page well", Cause.WANTED),
        ("Ada Lovelace", Cause.ENTITY),
        ("The Beatles", Cause.ENTITY),
        ("a history of tea", Cause.WANTED),
        ("heron.jpg", Cause.ATTACHMENT),
    ],
)
def test_what_the_name_alone_gives_away(name, cause):
    row = causes(kg.build({"a.md": f"[[{name}]]"})).iloc[0]

    assert told(row) == (cause, None, False)
    assert row["evidence"][0]["cause"] == cause


@pytest.mark.parametrize(
    ("page", "link", "cause"),
    [
        ("Graph theory.md", "graph theory", Cause.CASE),
        ("Graph theory.md", "graph-theory", Cause.SPELLING),
        ("Pre\u0301 vert.md", "Pr\u00e9_vert", Cause.SPELLING),
        ("\u2068Tide\u2069 pools.md", "Tide pools", Cause.UNICODE),
    ],
)
def test_a_page_that_another_rule_set_finds_is_spelled_otherwise(page, link, cause):
    rules = RuleSet.QUARTZ if cause == Cause.CASE else RuleSet.OBSIDIAN

    row = causes(kg.build({page: "", "a.md": f"[[{link}]]"}), rules=rules).iloc[0]

    assert told(row) == (cause, page, True)


def test_a_page_in_another_folder_has_moved():
    notes = {"new/graph theory.md": "", "new/plan.md": "", "a.md": "[[old/graph theory]] [[old/plan]]"}

    assert told(cause_of(notes, "graph theory")) == (Cause.MOVED, "new/graph theory.md", True)
    assert told(cause_of(notes, "plan")) == (Cause.MOVED, "new/plan.md", False)


def test_of_two_pages_of_that_name_in_other_folders_none_is_suggested():
    notes = {"x/graph theory.md": "", "y/graph theory.md": "", "a.md": "[[old/graph theory]]"}

    row = cause_of(notes, "graph theory")

    assert told(row) == (Cause.MOVED, None, False)
    assert "x/graph theory.md, y/graph theory.md" in row["evidence"][0]["text"]


def test_an_alias_of_two_pages_is_claimed_twice():
    alias = "---\naliases: [Cuckoo flower]\n---\n"

    row = cause_of({"b.md": alias, "c.md": alias, "a.md": "[[Cuckoo flower]]"}, "Cuckoo flower")

    assert told(row) == (Cause.CLAIMED_TWICE, None, False)


def test_a_title_that_no_rule_set_looks_at_is_a_spelling():
    notes = {"gt.md": "---\ntitle: Graph theory\n---\n", "a.md": "[[Graph theory]]"}

    assert told(cause_of(notes, "Graph theory")) == (Cause.SPELLING, "gt.md", True)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("sourdough starter", "sourdoguh starter"),
        ("dynamo lights", "dynamo light"),
        ("overtone series", "the overtone series"),
        ("equal temperament", "equal temperamment"),
    ],
)
def test_a_slip_of_the_pen_is_a_near_miss_that_needs_no_person(page, link):
    assert told(cause_of({f"{page}.md": "", "a.md": f"[[{link}]]"}, link)) == (
        Cause.NEAR_MISS,
        f"{page}.md",
        True,
    )


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("iphone 13 camera", "iphone 14 camera"),
        ("world war ii", "world war iii"),
        ("indian startups", "ai startups"),
        ("braking in the rain", "breaking in the rain"),
        ("scoring a loaf", "storing a loaf"),
        ("casual dress", "causal dress"),
        ("life with sugar", "life without sugar"),
        ("c", "c++"),
        ("man of science", "men of science"),
    ],
)
def test_what_is_another_topic_needs_a_person(page, link):
    assert not cause_of({f"{page}.md": "", "a.md": f"[[{link}]]"}, link)["automatic"]


def test_a_word_that_the_vault_uses_is_no_slip():
    page, link = "Grape vinegar", "Grape vinegaar"
    notes = {f"{page}.md": "", "a.md": f"[[{link}]]"}

    assert cause_of(notes, link)["automatic"]
    assert not cause_of({**notes, "b.md": "# Vinegaar"}, link)["automatic"]


def test_where_two_pages_fit_it_is_a_tie_and_says_so():
    notes = {"dynamo lights.md": "", "the dynamo light.md": "", "a.md": "[[dynamo light]]"}
    notes["a.md"] = "[[a dynamo lights]]"

    row = cause_of(notes, "a dynamo lights")

    assert row["suggestion"] is None
    assert not row["automatic"]
    assert any("equally well" in clue["text"] for clue in row["evidence"])


def test_of_two_pages_that_fit_the_one_in_the_folder_is_meant():
    notes = {"x/dynamo lights.md": "", "y/dynamo lights.md": "", "x/a.md": "[[dynamo light]]"}

    assert told(cause_of(notes, "dynamo light")) == (Cause.NEAR_MISS, "x/dynamo lights.md", True)


def test_in_a_vault_of_channels_a_page_of_another_channel_needs_a_person():
    note = "---\nvideoId: dQw4w9WgXcQ\n---\n"
    notes = {"x/a.md": f"{note}[[dynamo light]]", "y/dynamo lights.md": note}

    row = cause_of(notes, "dynamo light", rules=None)

    assert told(row) == (Cause.NEAR_MISS, "y/dynamo lights.md", False)


def test_the_beginning_of_one_name_is_truncated_and_of_two_is_not():
    notes = {"emperor of darkness deck giveaway.md": "", "a.md": "[[emperor of darkness deck]]"}

    one = cause_of(notes, "emperor of darkness deck")
    two = cause_of({**notes, "emperor of darkness deck rules.md": ""}, "emperor of darkness deck")

    assert one["suggestion"] == "emperor of darkness deck giveaway.md"
    assert {clue["cause"] for clue in one["evidence"]} >= {Cause.TRUNCATED}
    assert Cause.TRUNCATED not in {clue["cause"] for clue in two["evidence"]}


def test_a_name_that_goes_on_is_extended_unless_by_a_figure():
    notes = {"natural language processing.md": ""}
    longer, second = "natural language processing for whales", "natural language processing 2"

    row = cause_of({**notes, "a.md": f"[[{longer}]]"}, longer)

    assert Cause.EXTENDED in {clue["cause"] for clue in row["evidence"]}
    assert cause_of({**notes, "a.md": f"[[{second}]]"}, second)["suggestion"] is None


def test_what_an_index_lists_is_announced_with_its_place():
    note = "---\nvideoId: dQw4w9WgXcQ\n---\n"
    notes = {
        "x/x.md": INDEX.format("a new topic here"),
        "x/a.md": f"{note}[[a new topic here]]",
        "x/b.md": note,
    }

    row = cause_of(notes, "a new topic here")

    assert told(row) == (Cause.ANNOUNCED, None, False)
    assert "x/x.md:2" in row["evidence"][0]["text"]


def test_an_example_leaked_into_many_unrelated_folders_is_a_generator_fault():
    leak = "[[kevin durant brooklyn nets]]"
    notes = {f"{name}/{name}.md": leak for name in ("tea", "stars", "bread", "bells", "tides")}
    basket = {f"{folder}/{folder} nets of brooklyn.md": "" for folder in ("tea", "stars", "bread")}

    assert cause_of(notes, "kevin durant brooklyn nets")["cause"] == Cause.GENERATOR_FAULT
    assert cause_of({**notes, **basket}, "kevin durant brooklyn nets")["cause"] != Cause.GENERATOR_FAULT


def test_a_deleted_file_is_the_cause_before_a_page_that_is_like_it():
    notes = {"x/dynamo lights.md": "", "x/a.md": "[[dynamo light]]"}
    deleted = {"x/dynamo light.md": Deletion("x/dynamo light.md", "c0ffee", "2025-05-29T10:00:00Z", 3)}

    row = cause_of(notes, "dynamo light", deleted=deleted)

    assert told(row) == (Cause.DELETED, "x/dynamo light.md", False)
    assert [clue["cause"] for clue in row["evidence"]] == [Cause.DELETED, Cause.NEAR_MISS]
    assert "2025-05-29" in row["evidence"][0]["text"]


def test_every_missing_page_has_exactly_one_cause_and_it_stands_first():
    graph = kg.build("data/tubevault")

    table = causes(graph)

    assert table["cause"].isin(list(Cause)).all()
    assert [clues[0]["cause"] for clues in table["evidence"]] == table["cause"].tolist()
    assert table["confidence"].between(0, 1).all()
    assert table["key"].tolist() == kg.dangling(graph)["key"].tolist()


def test_an_empty_vault_has_no_causes_but_all_columns():
    table = causes(kg.build({}))

    assert table.empty
    assert list(table.columns)[-5:] == ["cause", "evidence", "suggestion", "confidence", "automatic"]


# --- history --------------------------------------------------------------------------------------------

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")


def git(folder, *words):
    settings = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false")
    command = [shutil.which("git"), "-C", folder, *settings, *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    vault = tmp_path / "notes"
    vault.mkdir()
    git(tmp_path, "init", "-q")
    for name in ("kept.md", "odd \u00fc\nname.md", "gone.md"):
        (vault / name).write_text(name, encoding="utf-8")
    (tmp_path / "outside.md").write_text("", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    for path in (vault / "odd \u00fc\nname.md", vault / "gone.md", tmp_path / "outside.md"):
        path.unlink()
    git(tmp_path, "commit", "-qam", "two")
    return vault


@needs_git
def test_deleted_files_are_read_from_the_history_of_the_vault_alone(repository):
    found = deletions(repository)

    assert sorted(found) == ["gone.md", "odd \u00fc\nname.md"]
    assert found["gone.md"].files == 2
    assert len(found["gone.md"].commit) == 40


@needs_git
def test_a_file_deleted_twice_tells_the_last_time(repository):
    (repository / "gone.md").write_text("again", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "three")
    first = deletions(repository)["gone.md"].commit
    git(repository, "rm", "-q", "gone.md")
    git(repository, "commit", "-qm", "four")

    assert deletions(repository)["gone.md"].commit != first


def test_a_folder_without_a_repository_has_no_history(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    assert deletions(tmp_path) == {}


def test_without_git_there_is_no_history(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert deletions(tmp_path) == {}


# --- videos and neighbours ----------------------------------------------------------------------------------


def with_video(name, text=""):
    return f"---\nvideoId: {name}\n---\n{text}"


TEMPTING = {
    "a/history of the copper kettle works.md": with_video("aaaaaaaaaaa"),
    "a/history of the copper kettle guild.md": with_video("bbbbbbbbbbb"),
}


def clue_of(notes):
    (row,) = kg.causes(kg.build(notes, profile="youtube")).to_dict("records")
    return row["suggestion"], row["automatic"], row["evidence"]


def test_two_pages_that_fit_equally_well_are_a_tie():
    suggestion, _, evidence = clue_of({**TEMPTING, "a/x.md": "[[history of the copper kettle]]"})

    assert suggestion is None
    assert any("fits equally well" in clue["text"] for clue in evidence)


def test_the_video_of_the_asking_note_decides_between_them_but_not_by_itself():
    asking = with_video("bbbbbbbbbbb", "[[history of the copper kettle]]")

    suggestion, automatic, evidence = clue_of({**TEMPTING, "a/x.md": asking})

    assert suggestion == "a/history of the copper kettle guild.md"
    assert not automatic
    clue = next(clue for clue in evidence if clue["cause"] == "near miss")
    assert "about the same video" in clue["text"]
    assert "1 other fits but for that" in clue["text"]
    assert clue["confidence"] <= 0.7


@pytest.mark.parametrize("linking", ["asking note", "page"])
def test_neighbours_decide_too_in_either_direction(linking):
    works, asking = "a/history of the copper kettle works.md", "[[history of the copper kettle]]"
    notes = {**TEMPTING, "a/x.md": asking}
    if linking == "page":
        notes[works] += "[[x]]"
    else:
        notes["a/x.md"] += " [[history of the copper kettle works]]"

    suggestion, _, evidence = clue_of(notes)

    assert suggestion == works
    assert any("joined with 1 note that asks for it" in clue["text"] for clue in evidence)


def test_where_video_and_neighbours_speak_for_two_it_stays_a_tie():
    asking = with_video(
        "bbbbbbbbbbb", "[[history of the copper kettle]] [[history of the copper kettle works]]"
    )

    assert clue_of({**TEMPTING, "a/x.md": asking})[0] is None


def test_a_single_letter_makes_no_page_certain():
    found = causes(kg.build({"a.md": "[[a: b]]", "b.md": "x"}))

    assert not found["automatic"].any()
