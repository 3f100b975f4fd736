"""What a share of an RDF export holds does not grow with the graph."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.exporters.rdf import shares, sorting
from kg.exporters.rdf.model import statements
from kg.exporters.rdf.syntax import NTriples, Turtle
from kg.exporters.rdf.writing import serialised

BASE = "https://notes.example/"


def graph(count):
    return kg.build(
        {f"{n:05}.md": f"# T{n}\n[[{(n + 1) % count:05}]] [[wanted {n % 9}]]\n" for n in range(count)}
    )


def sizes(told):
    """Bytes of the terms, and rows, of the largest share."""
    made = list(told.shares())
    rows = [sum(len(relation.rank) for relation in share.relations) for share in made]
    return max(share.table.text.nbytes for share in made), max(rows), sum(rows)


@pytest.mark.parametrize("detail", ["pages", "core", "full"])
def test_a_share_does_not_grow_with_the_nodes(monkeypatch, detail):
    monkeypatch.setattr(shares, "SHARE", 1000)
    (text, most, _), (more_text, still, count) = (
        sizes(statements(graph(size), base=BASE, detail=detail)) for size in (150, 1200)
    )
    assert count > 8 * 1000
    assert still <= most + 100
    assert more_text <= 2 * text  # of eight times as many nodes


@pytest.mark.parametrize("syntax", [NTriples, Turtle])
def test_shares_give_the_bytes_of_the_whole(monkeypatch, syntax):
    told = statements(graph(100), base=BASE, detail="full")
    whole = b"".join(serialised(told, syntax(BASE)))
    monkeypatch.setattr(shares, "SHARE", 300)
    cut = statements(graph(100), base=BASE, detail="full")
    assert len(list(cut.shares())) > 5
    assert b"".join(serialised(cut, syntax(BASE))) == whole


@pytest.mark.parametrize("at_once", [1, 7, 200, 5000])
@given(st.lists(st.text("ab#>/é\U0001f600", max_size=6), max_size=300))
def test_ranks_of_pieces_are_those_of_the_whole(at_once, words):
    column = pa.array(words, pa.string())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_AT_ONCE", at_once)
        patch.setattr(sorting, "_SAMPLED", 3)
        found = sorting.ranks(len(words), lambda rows: column.take(pa.array(rows)))

    ascending = sorted(set(words), key=str.encode)
    assert found.tolist() == [ascending.index(word) for word in words]


def test_slots_of_pieces_give_the_bytes_of_the_whole(monkeypatch):
    whole = b"".join(serialised(statements(graph(100), base=BASE, detail="full"), NTriples(BASE)))
    monkeypatch.setattr(sorting, "_AT_ONCE", 50)
    assert b"".join(serialised(statements(graph(100), base=BASE, detail="full"), NTriples(BASE))) == whole


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells open files on Linux alone")
def test_open_files_do_not_grow_with_the_names_of_properties():
    lines = "".join(f"name{number}: {number}\n" for number in range(300))
    told = kg.build({"a.md": f"---\n{lines}---\n"})
    before = len(list(Path("/proc/self/fd").iterdir()))

    kept = statements(told, base=BASE, detail="full")

    assert len(kept.counts) > 300
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 100
