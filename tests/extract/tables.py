"""Turns an extraction into rows a test can compare and a person can read."""

from __future__ import annotations

from kg.extract.batch import Note
from kg.extract.note import extract
from kg.extract.rows import CONTEXTS, DATATYPES, FAULTS, FORMS, FRAGMENTS, MENTION_KINDS

_WORDS = {
    "kind": MENTION_KINDS,
    "context": CONTEXTS,
    "fragment_type": FRAGMENTS,
    "form": FORMS,
    "datatype": DATATYPES,
    "code": FAULTS,
}
TABLES = ("mentions", "moments", "headings", "properties", "names", "faults")


def rows_of(columns):
    """The rows of a table as dictionaries; codes become words."""
    values = {name: _plain(name, column) for name, column in columns.items()}
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(name, column):
    values = column.tolist()
    if name not in _WORDS:
        return values
    return [str(_WORDS[name][value]) if value >= 0 else None for value in values]


def tables_of(notes, profile):
    """All tables of a batch of `(path, text or bytes)`, as rows."""
    batch = [Note(path, text if isinstance(text, bytes) else text.encode()) for path, text in notes]
    found = extract(batch, profile)
    return {name: rows_of(getattr(found, name)) for name in TABLES}
