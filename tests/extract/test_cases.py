"""Reads the case files: notes as someone would write them, and what they say.

A case is a heading, the note in a fence called `md`, and what is expected of it in further fences; each
fence lists all rows of one table, so that an empty one says there are none:

- `mentions`: `line:column kind target`, then what applies of `#fragment` (`^fragment` for a block,
  `?fragment` for another kind), `"label"`, `context=…` (else `body`), `property=…`, `embed` (of Markdown
  links) and `section=` with the line of the heading it stands under. An empty target is written `-`. Blanks
  in targets, fragments and properties are written `␠`, line ends `⏎`.
- `moments`: `line:column form written seconds`, then `"label"` and `context=…`; `-` stands for no reading.
- `headings`: `line level text`; level 0 is a block anchor.
- `properties`: `line name datatype value`.
- `names`: `title` or `alias`, and the name.
- `faults`: `line code`.

A fence may be longer than three backquotes, so that fences stand in notes. `md youtube` names a profile.
In notes, `␉` is a tab, `␍` a carriage return, `␠` a blank (at the end of a line, say), `␣` a no-break space.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.config import built_in_profiles
from tests.extract.tables import tables_of

FOLDER = Path(__file__).parent.parent / "cases" / "extract"
FENCE = re.compile(r"^(`{3,})(\w+)(?: (\w+))?\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
SIGNS = str.maketrans({"␉": "\t", "␍": "\r", "␠": " ", "␣": "\u00a0"})
MARKS = {"heading": "#", "block": "^", "other": "?"}


class Case(NamedTuple):
    name: str
    note: str
    profile: str
    expected: dict[str, list[str]]


def cases_in(path):
    parts = re.split(r"^## (.+)\n", outside_fences(path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        fences = [match.groups() for match in FENCE.finditer(body.replace("\0", "#"))]
        (note, profile), expected = (fences[0][3], fences[0][2] or "plain"), fences[1:]
        yield Case(
            f"{path.stem}: {title}",
            note.translate(SIGNS),
            profile,
            {kind: text.splitlines() for _, kind, _, text in expected},
        )


def outside_fences(text):
    """The file with headings inside fences made unlike headings, to find those of the cases."""
    return FENCE.sub(lambda match: match[0].replace("#", "\0"), text)


CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in cases_in(path)]


def mention_line(row, headings):
    parts = [f"{row['line']}:{row['column']}", row["kind"], solid(row["written"]) or "-"]
    if row["fragment"] is not None:
        parts.append(MARKS[row["fragment_type"]] + solid(row["fragment"]))
    if row["label"] is not None:
        parts.append(f'"{row["label"]}"')
    if row["context"] != "body":
        parts.append(f"context={row['context']}")
    if row["property"] is not None:
        parts.append(f"property={solid(row['property'])}")
    if row["embed"] and row["kind"] != "embed":
        parts.append("embed")
    if row["section"] >= 0:
        parts.append(f"section={headings[row['section']]['line']}")
    return " ".join(parts)


def solid(text):
    return text.replace(" ", "␠")


def moment_line(row):
    seconds = "-" if row["seconds"] < 0 else row["seconds"]
    parts = [f"{row['line']}:{row['column']}", row["form"], solid(row["written"]) or "-", str(seconds)]
    if row["label"] is not None:
        parts.append(f'"{row["label"]}"')
    if row["context"] != "body":
        parts.append(f"context={row['context']}")
    return " ".join(parts)


def lines_of(tables):
    rows = {
        "mentions": [mention_line(row, tables["headings"]) for row in tables["mentions"]],
        "moments": [moment_line(row) for row in tables["moments"]],
        "headings": [f"{row['line']} {row['level']} {row['text']}".rstrip() for row in tables["headings"]],
        "properties": [
            f"{row['line']} {row['name']} {row['datatype']} {row['value'] or ''}".rstrip()
            for row in tables["properties"]
        ],
        "names": [f"{('title', 'alias')[row['origin']]} {row['name']}" for row in tables["names"]],
        "faults": [f"{row['line']} {row['code']}" for row in tables["faults"]],
    }
    return {table: [line.replace("\n", "⏎") for line in lines] for table, lines in rows.items()}


def test_there_are_cases_and_each_has_a_name_of_its_own():
    names = [case.name for case in CASES]

    assert len(names) == len(set(names)) > 0


@pytest.mark.parametrize("group", "ABCDEGHIJ")
def test_every_rule_of_the_specification_has_a_case(group):
    last = {"A": 15, "B": 9, "C": 7, "D": 6, "E": 12}.get(group, 1)
    named = {rule for case in CASES for rule in re.findall(r"\b[A-EG-J]\d+", case.name)}

    wanted = {f"{group}{number}" for number in range(1, last + 1)} - {"A13"}  # there is no A13
    assert wanted - named == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_note_says_what_its_case_says(case):
    found = lines_of(tables_of([("folder/note.md", case.note)], built_in_profiles()[case.profile]))

    assert {table: found[table] for table in case.expected} == case.expected
