"""What is selected runs, what is ignored is left out, what is known stays known when lines move."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.config import CheckSettings, load_config
from kg.errors import ConfigError, UnreadableError, UsageError
from kg.health.baseline import only_new, read_baseline, write_baseline
from kg.health.checks import CHECKS
from kg.health.gate import check, fails
from kg.health.ignores import ignores

LONG = (
    "Words enough that nobody calls this a stub, told twice over, and once again for good measure today. " * 2
)


def found(notes, **options):
    graph = kg.build(notes)
    table = check(graph, texts=kg.texts(graph, notes), settings=CheckSettings(**options))
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
    graph = kg.build(_data("fieldnotes"))
    table = check(graph, texts=kg.texts(graph, _data("fieldnotes")))

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


@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
def test_there_are_no_false_alarms_in_the_sample_vaults(vault):
    told = (_data("README.md")).read_text(encoding="utf-8")
    mine = next(part for part in told.split("\n## ") if part.startswith(f"{vault}: deliberate"))
    odd = set(re.findall(r"`([^`\n]+\.\w+):\d+`", mine)) | set(re.findall(r"`([^`\n]+\.\w+)`", mine))
    missing = mine.partition("### Missing pages")[2]
    wanted = sum(
        int(number) for row in missing.splitlines() for number in re.findall(r"\| (\d+)(?= \|)", row)
    )
    graph = kg.build(_data(vault))

    table = check(graph, texts=kg.texts(graph, _data(vault)))

    declared = table["check"].isin(("dangling-link", "listed-missing", "missing-attachment"))
    assert set(table["path"][~declared]) <= odd
    assert len(table) > 50
    assert declared.sum() <= wanted


def _data(name):
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
    graph = kg.build(_data("tubevault"))
    table = check(graph, texts=kg.texts(graph, _data("tubevault")))

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


def places(text, name):
    return [line for path, line, check in found({"a.md": text}, select=(name,))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n```\nb", [2]),
        ("~~~\n```\n", [1]),
        ("````\n```\n", [1]),  # a shorter fence closes nothing
        ("```\n    ```\n", [1]),  # indented as far, it is code
        ("> ```\n> a\n\nb\n```\nc\n```\n", [1]),  # the quote ends it, the others are a pair
        ("- ```\n  a\n\nb", [1]),
        ("---\nk: 1\n---\n```", [4]),
        ("````\n```\n[[x]]\n```\n````\nend", []),
        ("- ```\n  a\n  ```\n\nb", []),
        ("> ```\n> a\n> ```\n", []),
        ("```\n\n```", []),
        ("text ``` text", []),
        ("```code``` and text", []),
        ("a\n\n    ```\n\nb", []),  # indented code
        ("<!--\n```\n-->\n", []),
        ("\\```\n", []),
        ("a\r\n```\r\nb\r\n```\r\n", []),
    ],
)
def test_a_fence_is_closed_as_commonmark_has_it(text, lines):
    assert places(text, "unclosed-fence") == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"```markdown\n[[a]] {LONG}\n```\n", [1]),
        (f"---\nk: 1\n---\n\nSure:\n\n```\n# A\n[[a]] {LONG}", [7]),
        (f"```\nprint()\n```\n[[a]] {LONG}", []),
        (f"```python\n{LONG}\n```\n", []),
        (f"[[a]] {LONG}\n\n```\n[[b]]\n```\n", []),
    ],
)
def test_a_note_that_is_code_as_a_whole_is_told_from_one_that_shows_some(text, lines):
    assert places(text, "fenced-note") == lines


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
        "a ``b ` [[ `` c",
        "words\n\n    [[ indented",
        "---\nlist: [[1]\n---\n",
        "> ```\n> [[\n> ```",
        "%% [[\n[[ %%",
    ],
)
def test_brackets_that_are_no_links_are_not_unbalanced(text):
    assert "unbalanced-brackets" not in {name for _, _, name in found({"a.md": f"{text}\n{LONG}"})}


@pytest.mark.parametrize(
    ("text", "line"), [("[[half]", 1), ("x\nhalf]]", 2), ("[[a]] and [[b", 1), ("```` a `` [[", 1)]
)
def test_brackets_without_counterpart_are_found(text, line):
    assert ("a.md", line, "unbalanced-brackets") in found({"a.md": f"{text}\n\n{LONG}"})


def test_two_halves_in_one_note_do_not_make_up_for_each_other():
    assert places("[[half]\n\nhalf]]", "unbalanced-brackets") == [1, 3]


def test_an_empty_vault_has_no_findings_but_all_columns():
    table = check(kg.build({}))

    assert table.empty
    assert "fingerprint" in table.columns


def test_a_note_that_vanished_since_the_graph_was_made_is_passed_over():
    graph = kg.build(NOTES)

    assert len(check(graph, texts=kg.texts(graph, {}))) == len(check(graph))


@pytest.mark.parametrize(
    "note",
    [
        b"".join(b"`" * length + b" a " for length in range(1, 600)),  # runs that nothing closes
        b"".join(b"`" * (3 + number % 400) + b"\n" for number in range(900)),
        b"> ```\n\n" * 20_000,
        b"]]a[ " * 30_000,
        b"\\" * 150_000 + b"[[",
        b"%%[[%%]]" * 20_000,
    ],
)
def test_no_text_makes_checks_take_more_than_linear_time(note):
    graph = kg.build({"a.md": note})
    start = time.process_time()

    check(
        graph,
        texts=kg.texts(graph, {"a.md": note}),
        settings=CheckSettings(select=("KG503", "KG504", "KG505")),
    )

    assert time.process_time() - start < 10  # what looks ahead from every place takes minutes
