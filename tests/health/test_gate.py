"""What is selected runs, what is ignored is left out, what is known stays known when lines move."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.builder.vault import FolderVault, MemoryVault
from kg.config import CheckSettings, load_config
from kg.errors import ConfigError, UnreadableError, UsageError
from kg.health.baseline import only_new, read_baseline, write_baseline
from kg.health.checks import CHECKS
from kg.health.gate import check, fails
from kg.health.ignores import ignores
from kg.health.prose import fences, visible

LONG = (
    "Words enough that nobody calls this a stub, told twice over, and once again for good measure today. " * 2
)


def found(notes, **options):
    table = check(kg.build(notes), vault=MemoryVault(notes), settings=CheckSettings(**options))
    return list(zip(table["path"], table["line"], table["check"], strict=True))


def test_codes_and_names_are_each_used_once_and_in_order():
    codes = [one.code for one in CHECKS]

    assert codes == sorted(set(codes))
    assert len({one.name for one in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.name)
def test_every_check_explains_itself_and_works_on_tables_or_text(one):
    assert all(text.strip() for text in (one.what, one.why, one.example, one.fix))
    assert (one.find is None) != (one.read is None)


# --- false alarms -----------------------------------------------------------------------------------------


def test_the_plain_sample_vault_has_the_peculiarities_its_readme_declares_and_no_others():
    table = check(kg.build("data/fieldnotes"), vault=FolderVault(_data("fieldnotes")))

    counts = Counter(table["check"])
    missing = counts.pop("dangling-link") + counts.pop("missing-attachment")
    assert missing == 30  # "Missing pages": 31 mentions, two of them in one note's property and text
    assert counts == {
        "ambiguous-name": 2,  # Home.md:21
        "bad-address": 1,
        "broken-front-matter": 1,
        "duplicate-name": 1,  # Plan
        "empty-note": 1,  # Journal/Unwritten.md
        "isolated": 2,  # the same, and Journal/2024-06-25.md, whose links are all to missing pages
        "misspelled-link": 2,  # tomato_bed, Hummingbird hawkmoth
        "missing-fragment": 1,  # the block `none`
        "odd-name": 1,
        "orphan": 5,  # "Shape", but for the isolated one
        "self-link": 5,
        "tag-variants": 1,  # moth, moths
        "unclosed-fence": 1,
        "unquoted-link": 1,
    }


def _data(name):
    from pathlib import Path

    return Path(__file__).resolve().parents[2] / "data" / name


@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
def test_notes_stand_apart_as_the_analysis_says(vault):
    graph = kg.build(_data(vault))
    table = check(graph)
    apart = kg.orphans(graph)

    named = {name: set(table["path"][table["check"] == name]) for name in ("orphan", "dead-end", "isolated")}

    assert named["isolated"] == set(apart["path"][apart["isolated"]])
    assert named["orphan"] == set(apart["path"][apart["orphan"] & ~apart["isolated"]])
    assert named["dead-end"] == set(apart["path"][apart["dead_end"] & ~apart["isolated"]])
    unreachable = set(table["path"][table["check"] == "unreachable"])
    assert unreachable == set(apart["path"][apart["unreachable"] & ~apart["orphan"]])


# --- choosing ---------------------------------------------------------------------------------------------

NOTES = {"a.md": f"# A\n\n[[nowhere to go]] {LONG}\n", "b.md": "[[a]]"}


def test_checks_are_selected_by_code_by_beginning_and_by_name():
    assert found(NOTES, select=("KG101",)) == [("a.md", 3, "dangling-link")]
    assert found(NOTES, select=("dangling-link",)) == [("a.md", 3, "dangling-link")]
    assert found(NOTES, select=("KG1",)) == [("a.md", 3, "dangling-link")]
    assert ("b.md", 0, "orphan") in found(NOTES, select=("KG2",))
    assert found(NOTES, select=("KG2",), ignore=("KG20", "KG21")) == []


def test_what_runs_only_if_selected_does():
    notes = {"A.md": LONG, "b.md": "[[a]] [[A]]"}

    assert "one-reader-link" not in {name for _, _, name in found(notes)}
    assert ("b.md", 1, "one-reader-link") in found(notes, select=("KG",))


@pytest.mark.parametrize(
    "options",
    [
        {"select": ("KG999",)},
        {"ignore": ("nonsense",)},
        {"severity": {"nonsense": "error"}},
        {"severity": {"orphan": "fatal"}},
        {"paths": {"*": ("nonsense",)}},
    ],
)
def test_an_unknown_check_or_severity_is_an_error(options):
    with pytest.raises(ConfigError):
        found(NOTES, **options)


def test_paths_leave_out_their_checks_only():
    kept = found(NOTES, paths={"a*": ("KG1",)})

    assert not [name for _, _, name in kept if name == "dangling-link"]
    assert ("b.md", 0, "orphan") in kept


def test_severities_can_be_changed_and_decide_about_failing():
    graph = kg.build(NOTES)
    table = check(graph, settings=CheckSettings(severity={"KG101": "error"}))

    assert fails(table, "error")
    assert not fails(check(graph), "error")
    assert fails(check(graph), "warning")
    assert not fails(table, "never")
    with pytest.raises(UsageError):
        fails(table, "sometimes")


def test_settings_come_from_the_configuration(tmp_path):
    (tmp_path / "kg.toml").write_text(
        '[check]\nignore = ["stub"]\nfail_on = "error"\n[check.severity]\norphan = "warning"\n'
        '[check.paths]\n"drafts/*" = ["KG1"]\n',
        encoding="utf-8",
    )

    settings_ = load_config(tmp_path).check

    assert settings_ == CheckSettings(
        ignore=("stub",), fail_on="error", severity={"orphan": "warning"}, paths={"drafts/*": ("KG1",)}
    )


@pytest.mark.parametrize(
    "text", ["[check]\nselct = []", "check = 1", "[check.paths]\na = 1", "[check]\nseverity = 2"]
)
def test_a_wrong_setting_is_an_error(tmp_path, text):
    (tmp_path / "kg.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError):
        load_config(tmp_path)


# --- comments ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[[nowhere to go]] %% kg-ignore KG101 %%",
        "[[nowhere to go]] <!-- kg-ignore dangling-link -->",
        "%% kg-ignore %%\n[[nowhere to go]]",
        "> %% kg-ignore KG101, KG102 %%\n> [[nowhere to go]]",
        "[[nowhere to go]]\n\n<!-- kg-ignore-file KG101 -->",
    ],
)
def test_a_comment_ignores_its_line_the_next_one_or_the_note(text):
    assert found({"a.md": f"{text}\n\n{LONG}"}, select=("KG1",)) == []


@pytest.mark.parametrize(
    "text",
    [
        "[[nowhere to go]] %% kg-ignore KG102 %%",
        "%% kg-ignore KG101 %% and words\n[[nowhere to go]]",
        "[[nowhere to go]]\n%% kg-ignore KG101 %%",
        "[[nowhere to go]] kg-ignore KG101",
    ],
)
def test_other_comments_ignore_nothing(text):
    assert [name for _, _, name in found({"a.md": f"{text}\n\n{LONG}"}, select=("KG1",))] == ["dangling-link"]


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_comments(data):
    ignores(b"%% kg-ignore" + data)


# --- baseline ---------------------------------------------------------------------------------------------


def test_an_unchanged_vault_has_nothing_new(tmp_path):
    graph = kg.build(_data("tubevault"))
    write_baseline(check(graph), tmp_path / "known.json")

    assert only_new(check(graph), read_baseline(tmp_path / "known.json")).empty


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.sampled_from(["text\n", "\n", "# Heading\n"]))
def test_findings_stay_known_when_lines_move_and_new_ones_are_new(count, line):
    body = f"[[nowhere to go]]\n[[nowhere to go]]\n{LONG}"
    before = check(kg.build({"a.md": body}))

    moved = check(kg.build({"a.md": line * count + body}))
    more = check(kg.build({"a.md": f"{body}\n[[nowhere to go]] [[nowhere else]]"}))

    known = frozenset(before["fingerprint"])
    assert only_new(moved, known)["code"].tolist() == []
    assert only_new(more, known)["message"].str.contains("nowhere").sum() == 2


def test_fingerprints_are_all_different():
    table = check(kg.build(_data("tubevault")), vault=FolderVault(_data("tubevault")))

    assert table["fingerprint"].is_unique


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', "no json"])
def test_what_is_no_baseline_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableError):
        read_baseline(tmp_path / "x.json")


def test_a_baseline_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="--write-baseline"):
        read_baseline(tmp_path / "x.json")


# --- text -------------------------------------------------------------------------------------------------


@given(st.text(alphabet="`~[]%$-<>! \nab", max_size=60))
def test_blanking_keeps_every_byte_in_its_place(text):
    data = text.encode()

    shown = visible(data)

    assert len(shown) == len(data)
    assert all(a == b or b == ord(" ") for a, b in zip(data, shown, strict=True))


def test_a_longer_fence_holds_a_shorter_one():
    data = b"````\n```\n[[x]]\n```\n````\nend"

    assert [fence.end for fence in fences(data)] == [19]
    assert visible(data).split() == [b"end"]


@pytest.mark.parametrize(
    "text",
    [
        "`[[`",
        "```\n[[\n```",
        "\\[[ not a link",
        "%% [[ %%",
        "<!-- [[ -->",
        "[a [b]](c)",
        "[[a]]]",
        "$$ [[1,2],\n[3,4]] $$",
    ],
)
def test_brackets_that_are_no_links_are_not_unbalanced(text):
    assert "unbalanced-brackets" not in {name for _, _, name in found({"a.md": f"{text}\n{LONG}"})}


@pytest.mark.parametrize(("text", "line"), [("[[half]", 1), ("x\nhalf]]", 2), ("[[a]] and [[b", 1)])
def test_brackets_without_counterpart_are_found(text, line):
    assert ("a.md", line, "unbalanced-brackets") in found({"a.md": f"{text}\n\n{LONG}"})


def test_an_empty_vault_has_no_findings_but_all_columns():
    table = check(kg.build({}))

    assert table.empty
    assert "fingerprint" in table.columns


def test_a_note_that_vanished_since_the_graph_was_made_is_passed_over():
    graph = kg.build(NOTES)

    assert len(check(graph, vault=MemoryVault({}))) == len(check(graph))


def test_code_spans_are_closed_by_a_run_as_long_on_the_same_line():
    assert visible(b"``a ` b`` c\n`d\n` e") == b"          c\n`d\n` e"
    assert visible(b"```` a `` b ``") == b"```` a        "


def test_runs_of_backticks_that_nothing_closes_take_no_more_than_linear_time():
    note = b"".join(b"`" * length + b" a " for length in range(1, 600))  # 180 kB; hours if each looked ahead

    assert visible(note) == note
