"""What a share of an RDF export holds does not grow with the graph."""

from __future__ import annotations

import pytest

import kg
from kg.exporters.rdf import shares
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
