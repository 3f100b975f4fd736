"""Lays a table out for people: columns side by side, as wide as their texts or as the terminal allows.

Cells are measured and padded column by column, so that printing a table takes no longer than making it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

_GAP: Final = "  "  # between columns
_WORD: Final = re.compile(r"\s*\S+\s*")


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        heading: What stands above it.
        cells: Its texts, each one line and safe to print.
        right: Whether they stand at the right, as numbers do.
        least: How many places of a line it takes at least.
    """

    heading: str
    cells: list[str]
    right: bool = False
    least: int = 0


def wide(text: str) -> int:
    """How many places of a line a text takes on a terminal: letters of some scripts take two, accents none.

    Args:
        text: One line.

    Returns:
        The number of places.

    Example:
        >>> wide("bread"), wide("面包")
        (5, 4)
    """
    return len(text) if text.isascii() else cell_len(text)


def widths(columns: Sequence[Column], *, space: int) -> list[int]:
    """How wide each column is: as its widest text; if there is no room for that, the widest ones give way.

    Args:
        columns: The columns.
        space: How many places a line has.

    Returns:
        Places for each column, at least one.

    Example:
        >>> columns = [Column("line", ["12"]), Column("said", ["a long sentence"]), Column("by", ["someone"])]
        >>> widths(columns, space=80), widths(columns, space=20)
        ([4, 15, 7], [4, 6, 6])
    """
    wanted = [max(1, least, wide(heading), *map(wide, cells)) for heading, cells, _, least in columns]
    room = space - len(_GAP) * (len(columns) - 1)
    given = list(wanted)
    widest_first = sorted(range(len(wanted)), key=wanted.__getitem__, reverse=True)
    while widest_first:
        share = max(1, room // len(widest_first))  # an equal part of what narrower ones left
        place = widest_first.pop()
        given[place] = min(wanted[place], share)
        room -= given[place]
    return given


def lines(columns: Sequence[Column], places: Sequence[int], *, low: bool = False) -> Iterator[str]:
    """The rows of a table, as lines of text.

    Args:
        columns: The columns, of equal length.
        places: Their widths; a text that is wider goes on below itself.
        low: Whether a text that takes fewer lines than its neighbours stands at the bottom of its row.

    Returns:
        The lines, without blanks at their ends.

    Example:
        >>> page, rank = Column("page", ["bread", "面包 or bread"]), Column("rank", ["1", "10"], right=True)
        >>> print("\\n".join(lines([page, rank], [7, 4])))
        bread       1
        面包 or    10
        bread
    """
    if any(
        wide(cell) > width for column, width in zip(columns, places, strict=True) for cell in column.cells
    ):
        columns = _folded(columns, places, low=low)
    padded = [_padded(column, width) for column, width in zip(columns, places, strict=True)]
    return (_GAP.join(row).rstrip() for row in zip(*padded, strict=True))


def _padded(column: Column, width: int) -> list[str]:
    blanks = [" " * (width - wide(cell)) for cell in column.cells]
    pairs = zip(blanks, column.cells, strict=True) if column.right else zip(column.cells, blanks, strict=True)
    return list(map("".join, pairs))


def _folded(columns: Sequence[Column], places: Sequence[int], *, low: bool) -> list[Column]:
    """The table with more rows, in which every cell fits."""
    folded = [
        [_fold(cell, width) for cell in column.cells] for column, width in zip(columns, places, strict=True)
    ]
    heights = [max(map(len, row)) for row in zip(*folded, strict=True)]
    found = []
    for column, texts in zip(columns, folded, strict=True):
        cells: list[str] = []
        for text, height in zip(texts, heights, strict=True):
            rest = [""] * (height - len(text))
            cells += rest + text if low else text + rest
        found.append(column._replace(cells=cells))
    return found


def _fold(text: str, width: int) -> list[str]:
    """The text in lines, ended between words; only a word that is longer than a line is cut."""
    if wide(text) <= width:
        return [text]
    found = [""]
    for word in _WORD.findall(text):
        bare = word.rstrip()
        if wide(found[-1] + bare) <= width:
            found[-1] += word
        elif wide(bare) <= width:
            found.append(word)
        else:
            found += chop_cells(bare, width)
            found[-1] += word[len(bare) :]
    return [line.rstrip() for line in found if line]
