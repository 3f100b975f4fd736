"""Each action of a repair: what it plans, what it refuses, and that the graph afterwards is as predicted."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import kg
from kg.builder.vault import FolderVault
from kg.config import load_config
from kg.errors import UsageError
from kg.repair.apply import apply_repair, undo_repair
from kg.repair.effect import changes
from kg.repair.journal import JOURNAL
from kg.repair.plan import Action, read_plan, write_plan
from kg.repair.planning import plan_repair

DATA = Path(__file__).resolve().parents[2] / "data"
VIDEO = "videoId: abcdefghijk\n"


def made(folder, notes):
    for path, text in notes.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def planned(vault, *actions, **options):
    graph = kg.build(vault, rules="folded")
    profile = load_config(vault).profile_named(graph.manifest.profile)
    return plan_repair(graph, FolderVault(vault), actions=actions, folder=vault, profile=profile, **options)


def held(vault):
    return {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*"))
        if path.is_file() and not {JOURNAL, ".git"} & set(path.parts)
    }


def links(vault):
    """Every link: where it stands, as what it is written, and the key of what it leads to."""
    graph = kg.build(vault, rules="folded")
    rows = graph.mentions
    keys = rows["target"].map(graph.nodes["key"])
    notes = rows["source"].map(graph.nodes["path"])
    return list(zip(notes, rows["kind"], rows["written"], keys, strict=True))


def predicted(before, plan):
    """The links after a plan, from those before it and what its edits say they lead to."""
    after = {(edit.path, edit.before): edit for step in plan.accepted for edit in step.edits}
    home = {page.path: step.into for step in plan.accepted for page in step.merged}
    found = []
    for note, kind, written, key in before:
        edit = after.get((note, written))
        leads = (written, key) if edit is None else (edit.after, f"note:{edit.page}")
        found.append((home.get(note, note), kind, *leads))
    return sorted(found, key=str)


# --- Markdown links -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("[x](tomato_bed)", "[x](Tomato%20bed)"),
        ("[x](tomato_bed.md#Soil 'a title')", "[x](Tomato%20bed.md#Soil 'a title')"),
        ('[x](tomato_bed.md#Soil "t (x)")', '[x](Tomato%20bed.md#Soil "t (x)")'),
        ("[x](<tomato_bed>)", "[x](<Tomato bed>)"),
        ("[x](<tomato_bed.md#a b> 't')", "[x](<Tomato bed.md#a b> 't')"),
        ("![x](tomato_bed)", "![x](Tomato%20bed)"),
        ("[![i](pic.png)](tomato_bed)", "[![i](pic.png)](Tomato%20bed)"),
        ("[a](tomato_bed) [b](tomato-bed)", "[a](Tomato%20bed) [b](Tomato%20bed)"),
        ("[a][t] and [t]\n\n[t]: tomato_bed 'title'\n", "[a][t] and [t]\n\n[t]: Tomato%20bed 'title'\n"),
        ("[a][T  x]\n\n[t X]: <tomato_bed>\n", "[a][T  x]\n\n[t X]: <Tomato bed>\n"),
        ("[x](half_&amp;_half)", "[x](half_&amp;_half)"),  # entities: left
        ("[x](100%25-sure)", "[x](100%25%20sure%20%28yes%29)"),
        ("`[x](tomato_bed)`", "`[x](tomato_bed)`"),
    ],
)
def test_of_markdown_links_only_the_destination_changes(tmp_path, text, after):
    made(tmp_path, {"Tomato bed.md": "# Soil\n", "pic.png": b"", "Half & half.md": ""})
    made(tmp_path, {"a.md": text, "100% sure (yes).md": "---\naliases: [x]\n---\n"})
    if "100" in text:
        made(tmp_path, {"a.md": "[x](100%25-sure-yes)"})
        text = "[x](100%25-sure-yes)"
    before = links(tmp_path)

    plan = planned(tmp_path, Action.RESPELL)
    apply_repair(plan, tmp_path)

    assert held(tmp_path)["a.md"].decode() == after
    assert len(links(tmp_path)) == len(before)
    assert all("missing:" not in key for *_, key in links(tmp_path) if "amp" not in text)


def test_a_relative_markdown_link_stays_relative_and_works_on_github(tmp_path):
    made(tmp_path, {"beds/Tomato bed.md": "", "log/a.md": "[x](../beds/tomato_bed.md)"})

    apply_repair(planned(tmp_path, Action.RESPELL), tmp_path)

    assert held(tmp_path)["log/a.md"] == b"[x](../beds/Tomato%20bed.md)"
    assert kg.build(tmp_path).mentions["outcome_relative"].tolist() == ["path"]


# --- redirect -------------------------------------------------------------------------------------


def test_a_near_miss_that_is_not_certain_is_a_proposal_until_it_is_accepted(tmp_path):
    pages = ("the history of bridge building in norway", "lighthouse keepers", "salt")
    made(tmp_path, {f"{name}.md": f"# {name}\n" for name in pages})
    made(tmp_path, {"a.md": "[[history of building bridges in norway|so]] [[salt]]"})
    plan = planned(tmp_path, Action.REDIRECT)

    assert [(step.automatic, step.accepted, step.edits[0].page) for step in plan.steps] == [
        (False, False, "the history of bridge building in norway.md")
    ]
    assert apply_repair(plan, tmp_path) == 0
    before = links(tmp_path)
    chosen = plan.accepting([plan.steps[0].id])
    apply_repair(chosen, tmp_path)
    assert held(tmp_path)["a.md"] == b"[[the history of bridge building in norway|so]] [[salt]]"
    assert sorted(links(tmp_path), key=str) == predicted(before, chosen)
    assert planned(tmp_path, Action.REDIRECT).steps == ()


def test_a_step_that_is_not_in_the_plan_cannot_be_accepted(tmp_path):
    with pytest.raises(UsageError, match="no step"):
        planned(made(tmp_path, {"a.md": ""}), Action.REDIRECT).accepting(["0000000000"])


# --- restore --------------------------------------------------------------------------------------


def git(folder, *words):
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    command = ("git", "-C", str(folder), *identity, *words)
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def with_past(tmp_path):
    made(
        tmp_path,
        {"x/Pond life.md": "\ufeff# Pond\r\n[[a]]\n", "x/a.md": "[[pond life]] [[b c d]]", "x/gone.md": "1"},
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    (tmp_path / "x/Pond life.md").unlink()
    git(tmp_path, "commit", "-qam", "two")
    return tmp_path


def test_a_deleted_page_comes_back_byte_for_byte_when_a_person_says_so(with_past):
    before = held(with_past)
    plan = planned(with_past, *Action)

    restoring = [step for step in plan.steps if step.action == Action.RESTORE]
    assert [(step.path, step.accepted) for step in restoring] == [("x/Pond life.md", False)]
    apply_repair(plan.accepting(["restore"]), with_past)

    assert held(with_past)["x/Pond life.md"] == "\ufeff# Pond\r\n[[a]]\n".encode()
    assert ("x/a.md", "link", "pond life", "note:x/Pond life.md") in links(with_past)
    assert planned(with_past, Action.RESTORE).steps == ()
    undo_repair(with_past)
    assert held(with_past) == before


def test_a_deleted_page_whose_name_is_taken_again_is_left(with_past):
    made(with_past, {"y/pond_life.md": ""})

    assert planned(with_past, Action.RESTORE).steps == ()


# --- stubs ----------------------------------------------------------------------------------------


def test_a_stub_says_what_is_known_and_nothing_else(tmp_path):
    vault = shutil.copytree(DATA / "tubevault", tmp_path / "vault")
    old, before = held(vault), links(vault)
    plan = planned(vault, Action.STUB, least=1)
    step = next(step for step in plan.steps if "bakers" in step.path)

    assert step.path == "crumbandcrust/bakers_percentages.md"
    assert not step.accepted
    front, body = step.text.split("---\n")[1:]
    wanted = sorted({note for note, _, _, key in before if key == "missing:bakerspercentages"})
    assert yaml.safe_load(front) == {
        "title": "Baker's percentages",
        "stub": True,
        "videoId": "CC-bulk-002",
        "wanted_by": wanted,
    }
    assert body == "\nFrom: [[crumbandcrust]]\n\n<https://www.youtube.com/watch?v=CC-bulk-002>\n"

    chosen = plan.accepting(["stub"])
    assert apply_repair(chosen, vault) == len(plan.steps)
    paths = {step.path for step in plan.steps}
    assert {path: data for path, data in held(vault).items() if path not in paths} == old
    after = links(vault)
    begun = {key for key in {key for *_, key in after} if key.removeprefix("note:") in paths}
    assert len(begun) == len(paths)
    kept = [link for link in after if link[0] not in paths]
    assert [link[:3] for link in kept] == [link[:3] for link in before]
    changed = {(b[3], a[3]) for b, a in zip(before, kept, strict=True) if a[3] != b[3]}
    assert all(old.startswith("missing:") and new in begun for old, new in changed)
    assert len(changed) == len(paths)  # each missing page became one file
    assert not {step.path for step in planned(vault, Action.STUB, least=1).steps} & paths

    undo_repair(vault)
    assert held(vault) == old


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("What is life?", "What is life.md"),
        ("con", "con_.md"),
        ("COM1", "COM1_.md"),
        ("a: b", "a b.md"),
        ("trailing. ", "trailing.md"),
        ("new folder/x", "new folder/x.md"),
        ("../x", None),
        (".hidden/x", None),
        ("n" * 300, None),
        ("a < b", None),
        ("nul/x", None),
        ("Zo\u0308e", "Zöe.md"),
    ],
)
def test_a_stub_has_a_name_that_every_system_takes_inside_the_vault(tmp_path, written, path):
    made(tmp_path, {"first note.md": f"[[{written}]]", "second note.md": f"[[{written}]]"})
    plan = planned(tmp_path, Action.STUB, only=()).accepting(["all"] if path else [])

    assert [step.path for step in plan.steps] == ([path] if path else [])
    apply_repair(plan, tmp_path)
    assert set(held(tmp_path)) == {"first note.md", "second note.md", *filter(None, [path])}


def test_a_stub_never_overwrites_whatever_the_case(tmp_path):
    made(tmp_path, {"a.md": "[[oak]]", "b.md": "[[oak]]"})
    plan = planned(tmp_path, Action.STUB).accepting(["all"])
    made(tmp_path, {"Oak.md": "mine"})

    with pytest.raises(UsageError, match="there already"):
        apply_repair(plan, tmp_path)

    assert held(tmp_path)["Oak.md"] == b"mine"


def test_a_name_that_another_page_has_gets_no_stub_as_links_to_that_would_be_torn(tmp_path):
    made(tmp_path, {"y/plan.md": "", "a.md": "[[x/plan]] [[plan]]", "b.md": "[[x/plan]]"})

    assert planned(tmp_path, Action.STUB).steps == ()


def test_undo_leaves_a_stub_that_a_person_has_gone_on_writing(tmp_path):
    made(tmp_path, {"a.md": "[[oak]]", "b.md": "[[oak]]"})
    apply_repair(planned(tmp_path, Action.STUB).accepting(["all"]), tmp_path)
    (tmp_path / "oak.md").write_text("# Oak\n\nA tree.\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"oak\.md was changed"):
        undo_repair(tmp_path)

    assert held(tmp_path)["oak.md"] == b"# Oak\n\nA tree.\n"


# --- unlink ---------------------------------------------------------------------------------------


def test_unlinking_keeps_what_was_shown_and_all_other_links(tmp_path):
    made(
        tmp_path,
        {"oak.md": "", "a.md": "At [[00:10:38]] or [[00:10:38|ten]], [t](00:10:39): [[oak]] [[elm]]\n"},
    )
    before = links(tmp_path)
    plan = planned(tmp_path, Action.UNLINK)

    assert not plan.accepted
    apply_repair(plan.accepting(["unlink"]), tmp_path)

    assert held(tmp_path)["a.md"] == b"At 00:10:38 or ten, t: [[oak]] [[elm]]\n"
    assert links(tmp_path) == [link for link in before if "00" not in link[2]]
    assert planned(tmp_path, Action.UNLINK).steps == ()


@pytest.mark.parametrize(
    "text",
    [
        "[[x|#tag]]",
        "[[x|**bold**]]",
        "[[x|https://a.b]]",
        "[[x#part]]",
        "![[x]]",
        "- [[x|1. one]]",
        "[[x|a] b]]",
        "[[x|<b>]]",
        "---\nup: '[[x]]'\n---\n",
    ],
)
def test_text_that_could_be_read_as_something_else_keeps_its_brackets(tmp_path, text):
    from kg.health.causes import Cause

    made(tmp_path, {"a.md": text})

    assert planned(tmp_path, Action.UNLINK, only=list(Cause)).steps == ()


# --- merge ----------------------------------------------------------------------------------------

DOUBLES = {
    "lamps/dynamo lights.md": "---\ntitle: Dynamo lights\n---\n# Dynamo lights\r\n\r\nText [[oak]].\r\n",
    "lamps/the dynamo light.md": "---\ntitle: The dynamo light\n---\n"
    "More, [see](./oak.md) [[pine|p]].\n^id\n",
    "lamps/oak.md": "[[the dynamo light|it]] [[The Dynamo Light#^id]] [x](the%20dynamo%20light.md)",
    "b.md": "[[lamps/the dynamo light]] [[dynamo lights]] [[dynamo lights]]",
    "c.md": "[[dynamo lights]]",
    "d/e.md": "[[dynamo lights]]",
}


def test_merging_moves_every_word_and_every_link(tmp_path):
    made(tmp_path, DOUBLES)
    before = links(tmp_path)
    plan = planned(tmp_path, Action.MERGE)

    (step,) = plan.steps
    assert (step.into, [page.path for page in step.merged]) == (
        "lamps/dynamo lights.md",
        ["lamps/the dynamo light.md"],
    )
    assert not step.accepted
    chosen = plan.accepting([step.id])
    assert apply_repair(chosen, tmp_path) == 4

    now = held(tmp_path)
    assert "lamps/the dynamo light.md" not in now
    assert now["lamps/dynamo lights.md"].decode() == (
        DOUBLES["lamps/dynamo lights.md"] + "\r\n## The dynamo light\r\n\r\n```yaml\r\n"
        "title: The dynamo light\r\n```\r\n\r\nMore, [see](./oak.md) [[pine|p]].\r\n^id\r\n"
    )
    assert now["lamps/oak.md"] == (b"[[dynamo lights|it]] [[dynamo lights#^id]] [x](dynamo%20lights.md)")
    assert sorted(links(tmp_path), key=str) == predicted(before, chosen)
    assert planned(tmp_path, Action.MERGE).steps == ()
    undo_repair(tmp_path)
    assert held(tmp_path) == {path: text.encode() for path, text in DOUBLES.items()}


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("lamps/dynamo lights.md", "```\nan open fence", "open fence"),
        ("b.canvas", "", ""),
        ("lamps/the dynamo light.md", "me: [[the dynamo light]]", "link to each other"),
    ],
)
def test_a_merge_that_would_change_what_is_said_is_not_planned(tmp_path, path, text, reason):
    made(tmp_path, DOUBLES | {path: text})
    plan = planned(tmp_path, Action.MERGE)

    assert bool(plan.steps) == (not reason)
    assert not reason or any(reason in told for told in plan.left)


def test_undo_of_a_merge_refuses_where_a_person_has_gone_on_writing(tmp_path):
    made(tmp_path, DOUBLES)
    apply_repair(planned(tmp_path, Action.MERGE).accepting(["merge"]), tmp_path)
    made(tmp_path, {"lamps/dynamo lights.md": "new"})
    before = held(tmp_path)

    with pytest.raises(UsageError, match="was changed"):
        undo_repair(tmp_path)

    assert held(tmp_path) == before


# --- timestamps -----------------------------------------------------------------------------------


def stamp(time):
    return f'<a class="yt-timestamp" data-t="{time}">[{time}]</a>'


def video(*times):
    return f"---\n{VIDEO}---\nText " + " and ".join(map(stamp, times)) + "\n"


RIGHT = {"x/b.md": video("00:00:10", "00:12:50", "00:20:05", "00:31:00")}
WRONG = {"x/a.md": video("01:15:00", "12:34:00", "30:59:00", "00:00:00") + "also [05:06:00]\n"}


def seconds(vault):
    moments = kg.build(vault).moments
    return moments["seconds"].tolist()


def test_minutes_written_as_hours_are_moved_where_the_video_s_other_moments_bear_it_out(tmp_path):
    made(tmp_path, RIGHT | WRONG)
    before = seconds(tmp_path)
    plan = planned(tmp_path, Action.TIMESTAMPS)

    assert [(step.automatic, step.accepted, len(step.edits)) for step in plan.steps] == [(True, True, 7)]
    apply_repair(plan, tmp_path)

    assert held(tmp_path)["x/a.md"].decode() == (
        video("00:01:15", "00:12:34", "00:30:59", "00:00:00") + "also [00:05:06]\n"
    )
    assert seconds(tmp_path) == [time // 60 for time in before[:5]] + before[5:]
    assert planned(tmp_path, Action.TIMESTAMPS).steps == ()


def test_without_others_it_is_a_proposal_and_against_them_nothing(tmp_path):
    made(tmp_path / "alone", WRONG)
    short = {"x/b.md": video("00:00:10", "00:00:50", "00:01:05")}
    made(tmp_path / "against", WRONG | short)

    assert [step.accepted for step in planned(tmp_path / "alone", Action.TIMESTAMPS).steps] == [False]
    assert planned(tmp_path / "against", Action.TIMESTAMPS).steps == ()


# --- plans ----------------------------------------------------------------------------------------


def test_a_plan_of_all_actions_comes_back_from_its_file(tmp_path):
    made(tmp_path, DOUBLES | RIGHT | WRONG | {"d.md": "[[elm]] [[00:10:38]]", "e.md": "[[elm]]"})
    made(tmp_path, {"kg.toml": 'profile = "youtube"\n'})
    plan = planned(tmp_path, *Action)
    assert {step.action for step in plan.steps} == set(Action) - {"respell", "redirect", "restore"}

    write_plan(plan, tmp_path.parent / "all.json")

    assert read_plan(tmp_path.parent / "all.json") == plan


def test_what_a_person_accepts_goes_before_what_is_automatic_at_the_same_place(tmp_path):
    made(tmp_path, DOUBLES | {"c.md": "[[the_dynamo_light]] [[dynamo lights]]"})
    plan = planned(tmp_path, Action.RESPELL, Action.MERGE)
    assert {step.action for step in plan.steps} == {"respell", "merge"}

    found = changes(plan.accepting(["merge"]), tmp_path)

    (into,) = [step.into for step in plan.steps if step.into]
    assert found["c.md"].new == "[[{0}]] [[{0}]]".format(Path(into).stem).encode()


def test_no_link_is_led_to_a_page_that_a_merge_takes_away(tmp_path):
    made(tmp_path, DOUBLES | {"c.md": "[[dynamo lihgts]]"})
    plan = planned(tmp_path, Action.REDIRECT, Action.MERGE)
    (redirect,) = [step for step in plan.steps if step.action == "redirect"]
    (merge,) = [step for step in plan.steps if step.action == "merge"]
    assert redirect.edits[0].page in {page.path for page in merge.merged}

    found = changes(plan.accepting(["all"]), tmp_path)

    assert "c.md" not in found
    assert set(found) > {merge.into}


def test_an_action_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    made(tmp_path, {"a.md": "[[b]]"})

    with pytest.raises(UsageError, match="No action 'mend'") as told:
        planned(tmp_path, "mend")

    assert "respell" in str(told.value.hint)


def test_two_accepted_steps_that_want_the_same_place_differently_are_refused(tmp_path):
    pages = ("the history of bridge building in norway", "lighthouse keepers", "salt")
    made(
        tmp_path, {f"{name}.md": "" for name in pages} | {"a.md": "[[history of building bridges in norway]]"}
    )
    plan = planned(tmp_path, *Action, only=["near miss"])
    assert {step.action for step in plan.steps} == {"redirect", "unlink"}

    with pytest.raises(UsageError, match="two steps"):
        changes(plan.accepting(["all"]), tmp_path)


def test_two_accepted_steps_that_write_different_names_at_one_place_are_refused(tmp_path):
    made(tmp_path, {"dynamo lights.md": "", "a.md": "[[dynamo lihgts]]"})
    plan = planned(tmp_path, Action.REDIRECT)
    step = replace(plan.steps[0], automatic=False, accepted=False)
    other = replace(step, edits=tuple(edit._replace(after="lamps") for edit in step.edits))
    both = replace(plan, steps=(step, other))

    with pytest.raises(UsageError, match="two steps") as told:
        changes(both.accepting(["all"]), tmp_path)

    assert step.id in told.value.hint
    assert other.id in told.value.hint
    assert changes(both.accepting([step.id]), tmp_path)["a.md"].new == b"[[dynamo lights]]"


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_a_second_plan_proposes_nothing_of_what_was_applied(tmp_path, name):
    vault = shutil.copytree(DATA / name, tmp_path / "vault")
    options = {"least": 1}
    plan = planned(vault, Action.RESPELL, Action.STUB, Action.TIMESTAMPS, **options).accepting(["all"])

    apply_repair(plan, vault)

    again = planned(vault, Action.RESPELL, Action.STUB, Action.TIMESTAMPS, **options)
    done = {step.id for step in plan.steps}
    assert not done & {step.id for step in again.steps}
    assert not {step.path for step in again.steps if step.path}


def test_the_command_offers_every_action():
    from kg.cli.commands.repair import ACTIONS

    assert list(ACTIONS) == list(Action)
