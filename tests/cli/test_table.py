"""Tables for people: nothing is lost, everything stands in its column, and rich would lay them out alike."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.cli.table import Column, lines, widths
from kg.cli.text import safe

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Zs")) | st.sampled_from(
    " ab界é"
)
TEXTS = st.text(LETTERS, max_size=30).map(safe).map(str.strip)


@st.composite
def tables(draw):
    rows = draw(st.integers(0, 5))
    cells = st.lists(TEXTS, min_size=rows, max_size=rows)
    column = st.builds(Column, TEXTS.filter(bool), cells, st.booleans(), st.integers(0, 9))
    return draw(st.lists(column, min_size=1, max_size=5))


def printed(columns, space):
    places = widths(columns, space=space)
    headings = [column._replace(cells=[column.heading]) for column in columns]
    return [*lines(headings, places, low=True), *lines(columns, places)]


def by_rich(columns, space):
    table = Table(box=None, pad_edge=False)
    for column in columns:
        side = "right" if column.right else "left"
        table.add_column(Text(column.heading), justify=side, overflow="fold", min_width=column.least)
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(Text, row))
    console = Console(file=io.StringIO(), width=space, markup=False, highlight=False, emoji=False)
    console.print(table)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@given(tables())
def test_a_table_that_fits_looks_as_rich_would_draw_it(columns):
    assert printed(columns, 1000) == by_rich(columns, 1000)


@given(tables(), st.integers(20, 80))
def test_in_a_narrow_terminal_every_line_fits_and_nothing_is_lost(columns, space):
    places = widths(columns, space=space)
    assume(min(places) > 1)  # a letter may need two
    shown = printed(columns, space)

    assert max(map(cell_len, shown)) <= space
    letters = "".join(sorted("".join(text for column in columns for text in (column.heading, *column.cells))))
    assert re.sub(r"\s", "", "".join(sorted("".join(shown)))) == re.sub(r"\s", "", letters)


def test_texts_go_on_below_themselves_and_headings_stand_above_their_column():
    columns = [
        Column("where it is said", ["the first of three", "here"]),
        Column("n", ["1", "10"], right=True),
        Column("word", ["incomprehensibilities", "面包面包面包"]),
    ]

    assert printed(columns, 24) == [
        "where it",
        "is said     n  word",
        "the first   1  incompreh",
        "of three       ensibilit",
        "               ies",
        "here       10  面包面包",
        "               面包",
    ]


@pytest.mark.parametrize("space", [1, 2, 5])
def test_a_terminal_of_no_width_ends_too(space):
    assert printed([Column("ab", ["界c"]), Column("d", ["e"])], space) == (
        ["ab  d", "界  e", "c"] if space == 5 else ["a", "b  d", "界  e", "c"]
    )


def test_columns_without_rows_are_their_headings():
    assert printed([Column("page", []), Column("rank", [], right=True)], 80) == ["page  rank"]
