"""Laws of reading: what must hold of every note, with Hypothesis looking for the exception."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.config import built_in_profiles
from kg.extract.yaml_reading import YamlError, read_yaml
from tests.extract.tables import tables_of
from tests.strategies import front_matters, notes

PLAIN, YOUTUBE = built_in_profiles()["plain"], built_in_profiles()["youtube"]
PROFILES = pytest.mark.parametrize("profile", [PLAIN, YOUTUBE], ids=lambda profile: profile.name)


# --- the fast path and the parser agree -------------------------------------------------------------------


def parsed_tables(note, profile):
    """What a note says if the CommonMark parser looks at it, whether the gate would send it there or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.extract.commonmark.parts_of", lambda scan: scan.parts)  # whole notes
        patch.setattr("kg.extract.commonmark.suspects", lambda _, parts: np.ones_like(parts.parsed))
        return tables_of([("a/a.md", note)], profile)


@PROFILES
@given(note=notes())
def test_what_the_gate_lets_pass_reads_as_the_parser_reads_it(note, profile):
    assert tables_of([("a/a.md", note)], profile) == parsed_tables(note, profile)


@PROFILES
@given(note=notes(without=("`", "~~", "](", "<d", "<p", "<?", "<!", "</d", "<h", "\t")))
def test_what_the_gate_lets_pass_reads_the_same_in_notes_that_are_nearly_plain(note, profile):
    assert tables_of([("a/a.md", note)], profile) == parsed_tables(note, profile)


# --- a second parser says the same ------------------------------------------------------------------------

# Left out: our own additions to CommonMark (math, comments, tables, footnotes, front matter) and escapes;
# link destinations that hold a wikilink, which are neither text nor hidden; and what CommonMark parsers are
# known to differ on: tabs inside quotes, three dashes that end a comment, controls, and a quote's mark behind
# four blanks, which this one takes for a mark.
BEYOND = ("\\", "$", "%%", "|", "[^", "]:", "\t", "--->", "    >", "\x00", "\x7f", "\x0b", "\x0c")
COMMONMARK = MarkdownIt("commonmark")


def numbered(note):
    """The note with a word of its own in each plain wikilink."""
    words = iter(range(len(note)))
    return re.sub(r"\[\[a\]\]", lambda _: f"[[W{next(words)}]]", note)


def words_in_text(tokens):
    for token in tokens:
        yield from words_in_text(token.children or ())
        if token.type == "text":
            yield from re.findall(r"W\d+", token.content)


@given(note=notes(without=BEYOND).filter(lambda note: not note.startswith("---")).map(numbered))
def test_a_wikilink_counts_if_another_commonmark_parser_sees_its_brackets_as_text(note):
    written = [row["written"] for row in tables_of([("a.md", note)], PLAIN)["mentions"]]
    wanted = set(re.findall(r"\[\[(W\d+)\]\]", note)) & set(words_in_text(COMMONMARK.parse(note)))

    assert sorted(word for word in written if re.fullmatch(r"W\d+", word)) == sorted(wanted)


# --- every row has its place ------------------------------------------------------------------------------


def place_of(data, start):
    """Line and column of an offset, counted from the file's beginning by another way than the program's."""
    text = data[:start].decode().removeprefix("\ufeff")
    lines = re.split(r"\r\n|\r|\n", text)
    if text.endswith("\r") and data[start : start + 1] == b"\n":
        lines.pop()
    return len(lines), len(lines[-1]) + 1


@PROFILES
@given(
    note=st.tuples(
        st.sampled_from(["", "\ufeff"]),
        st.sampled_from(["", "---\nup: 'é [[a]]'\ntags: [t, ü]\n---\n"]),
        notes(),
    ).map("".join)
)
def test_every_mention_and_moment_lies_where_its_span_says(note, profile):
    data = note.encode()

    tables = tables_of([("a/a.md", data)], profile)

    for row in tables["mentions"]:
        assert data[row["start"] : row["end"]].decode() == row["raw"]
    for row in tables["mentions"] + tables["moments"]:
        assert (row["line"], row["column"]) == place_of(data, row["start"])
    for row in tables["moments"]:
        assert row["written"] in data[row["start"] : row["end"]].decode()


@PROFILES
@given(note=notes())
def test_rows_stand_in_the_order_of_the_text(note, profile):
    tables = tables_of([("a/a.md", note)], profile)

    for name in ("mentions", "moments"):
        starts = [row["start"] for row in tables[name]]
        assert starts == sorted(starts)
    taken = sorted(
        (row["start"], row["end"]) for row in tables["mentions"] if row["kind"] in ("link", "embed")
    )
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(taken))


# --- notes don't see each other ---------------------------------------------------------------------------


def by_note(tables, number):
    """A note's own rows; numbers of rows are made to count from the note's first."""
    own = {name: [dict(row) for row in rows if row["note"] == number] for name, rows in tables.items()}
    before = {name: sum(row["note"] < number for row in tables[name]) for name in ("headings", "moments")}
    for row in own["mentions"] + own["moments"]:
        row["section"] -= before["headings"] if row["section"] >= 0 else 0
        if row.get("moment", -1) >= 0:
            row["moment"] -= before["moments"]
    for rows in own.values():
        for row in rows:
            row["note"] = 0
    return own


@PROFILES
@given(batch=st.lists(notes(), min_size=2, max_size=4))
def test_a_note_says_the_same_alone_and_among_others(batch, profile):
    together = tables_of([("a/a.md", note) for note in batch], profile)

    for number, note in enumerate(batch):
        assert by_note(together, number) == tables_of([("a/a.md", note)], profile)


# --- front matter has a fast path too ---------------------------------------------------------------------


@settings(max_examples=300)
@given(block=front_matters())
def test_a_plain_block_reads_as_yaml_reads_it(block):
    note = f"---\n{block}---\n"
    quick = tables_of([("a.md", note)], PLAIN)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.extract.front_matter.read_simple", lambda *_: None)
        assert quick == tables_of([("a.md", note)], PLAIN)


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_only_line_ends_end_a_line_of_yaml(separator):
    values = read_yaml(f"title: a{separator}b\ntags: [t]\n")

    assert [(value.path, value.text) for value in values] == [("title", f"a{separator}b"), ("tags.0", "t")]


@given(block=st.text(alphabet="ab: '\"[]{}&*|>-#\n\\,\t", max_size=60))
def test_any_block_is_read_or_refused(block):
    try:
        places = [(value.start, value.end) for value in read_yaml(block)]
    except YamlError as refused:
        places = [(0, refused.line)]

    assert all(0 <= start <= end <= len(block) + 1 for start, end in places)
