"""Nothing in a note acts on a terminal, on rich, on JSON readers or on a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from kg.cli.data import encode, json_lines
from kg.cli.output import shown
from kg.cli.text import safe

ESCAPE, CSI, BIDI, ZERO = "\x1b[31mred\x1b[0m", "\x9b2J", "\u202egnp.exe", "a\u200bb"
NASTY = (
    "[bold red]x[/bold red]",
    ":smile:",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    ESCAPE,
    CSI,
    BIDI,
    ZERO,
    "a\x07b",
    "$(id)",
)
DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


@pytest.fixture(scope="module")
def hostile(make_vault):
    links = "\n".join(f"- [[{text}]]" for text in NASTY)
    title = json.dumps(f"=cmd|' {BIDI} {ESCAPE} [blink]")
    return make_vault(
        {
            "=evil.md": f"---\ntitle: {title}\n---\n# [red]head[/red] {ESCAPE}\n{links}\n#tag\n",
            "b.md": "[[=evil]]",
        }
    )


COMMANDS = [
    ("notes",),
    ("links",),
    ("dangling",),
    ("orphans",),
    ("rank",),
    ("faults",),
    ("stats",),
    ("show", "=evil"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("form", ["table", "json", "jsonl"])
def test_no_character_acts_on_the_terminal(run, hostile, words, form):
    command, *rest = words
    options = () if command == "stats" else ("--limit", "0")

    result = run(command, hostile, *rest, "--format", form, *options, env={"COLUMNS": "60"})

    assert result.exit_code == 0, result.stderr
    assert not DANGEROUS.search(result.stdout)


def test_markup_of_rich_and_emoji_codes_are_text(run, hostile):
    text = run("links", hostile, "--limit", "0").stdout

    assert "[[bold red]x[/bold red]]" in text
    assert "[[:smile:]]" in text


def test_json_says_the_very_text(run, hostile):
    raw = {json.loads(line)["raw"] for line in run("links", hostile, "--format", "jsonl").stdout.splitlines()}

    assert f"[[{ESCAPE}]]" in raw
    assert f"[[{BIDI}]]" in raw


def test_no_cell_of_a_spreadsheet_starts_a_formula(run, hostile):
    for words in COMMANDS:
        command, *rest = words
        text = run(command, hostile, *rest, "--format", "csv").stdout
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}], command
    found = list(csv.DictReader(io.StringIO(run("notes", hostile, "--format", "csv").stdout)))
    assert found[0]["path"] == "'=evil.md"


def test_numbers_are_no_formulas():
    assert list(json_lines(DataFrame({"change": [-1, 2]}))) == ['{"change": -1}', '{"change": 2}']


@pytest.mark.skipif(
    os.name == "nt" or os.uname().sysname == "Darwin", reason="such names are not possible there"
)
def test_names_that_are_no_text_are_printed_all_the_same(run, make_vault):
    vault = make_vault({"a.md": "[[x]]"})
    Path(vault, os.fsdecode(b"caf\xe9\n.md")).write_bytes(b"[[nowhere]]")

    for form in ("table", "json", "jsonl", "csv"):
        result = run("notes", vault, "--format", form)
        assert result.exit_code == 0
        assert "caf" in result.stdout
    assert len(run("notes", vault).stdout.splitlines()) == 3
    json.loads(run("notes", vault, "--json").stdout)


def test_no_color_is_honoured(run, graph):
    coloured = run("show", graph, "alpha", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).stdout
    plain = run(
        "show", graph, "alpha", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm-256color"}
    ).stdout

    assert "\x1b[" in coloured
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)


@given(st.text())
def test_safe_text_is_one_line_without_anything_that_acts(text):
    assert not DANGEROUS.search(safe(text))
    assert "\n" not in safe(text)
    assert shown(text) == safe(text)
    safe(text).encode()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn"))))
def test_harmless_text_stays_as_it_is(text):
    assert safe(text) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_read_back_as_it_was(value):
    text = encode(value)

    assert json.loads(text) == value
    assert not DANGEROUS.search(text)
    assert "\n" not in text


@given(
    st.lists(st.tuples(st.none() | st.text(), st.integers(-9, 9), st.booleans()), max_size=5),
    st.text(min_size=1),
)
def test_json_lines_are_read_back_as_they_were(rows, name):
    names = [name, f"{name}2", f"{name}3"]

    lines = list(json_lines(DataFrame(rows, columns=names, dtype=object)))

    assert [json.loads(line) for line in lines] == [dict(zip(names, row, strict=True)) for row in rows]
