"""A part of a graph is a graph: laws of its tables, and everything downstream reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.counts import counts
from kg.exporters.formats import Format
from tests.strategies import vaults

DATA = Path(__file__).resolve().parents[2] / "data"
REFERENCES = {
    "mentions": {"source": "nodes", "target": "nodes", "section": "headings", "moment": "moments"},
    "moments": {"source": "nodes", "target": "nodes", "section": "headings"},
    "edges": {"source": "nodes", "target": "nodes", "mention": "mentions", "moment": "moments"},
    "aliases": {"node": "nodes"},
    "properties": {"node": "nodes"},
    "headings": {"node": "nodes"},
}


@settings(max_examples=40, deadline=None)
@given(vaults(), st.data())
def test_every_reference_of_a_part_leads_to_what_it_led_to(vault, data):
    graph = kg.build(vault, profile="youtube")
    keep = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(graph.nodes), max_size=len(graph.nodes))), bool
    )

    part = kg.subgraph(graph, keep)

    assert part.nodes["key"].tolist() == graph.nodes["key"][keep].tolist()
    assert part.manifest.counts == {name: len(table) for name, table in part.tables.items()}
    for name, columns in REFERENCES.items():
        for column, other in columns.items():
            values = part.tables[name][column].dropna()
            assert values.between(0, len(part.tables[other]) - 1).all()
    joined = {tuple(row) for row in ends(graph)}
    assert {tuple(row) for row in ends(part)} == {
        row for row in joined if {row[0], row[1]} <= set(part.nodes["key"])
    }


def ends(graph):
    key = graph.nodes["key"]
    edges = graph.edges
    return zip(
        edges["source"].map(key), edges["target"].map(key), edges["kind"], edges["weight"], strict=True
    )


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_the_part_that_is_everything_is_the_graph(name):
    graph = kg.build(DATA / name)

    part = kg.subgraph(graph, np.ones(len(graph.nodes), bool))

    for table in REFERENCES:
        pd.testing.assert_frame_equal(part.tables[table], graph.tables[table])
    files = set(graph.nodes["path"].dropna())  # a file that is no node, such as a picture, belongs to no part
    for table in ("sources", "faults"):
        assert part.tables[table]["path"].tolist() == [p for p in graph.tables[table]["path"] if p in files]
    assert (part.manifest.digest == graph.manifest.digest) == (set(graph.sources["path"]) <= files)


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
@pytest.mark.parametrize("seed", range(3))
def test_a_part_can_be_written_read_counted_and_exported(name, seed, tmp_path):
    graph = kg.build(DATA / name)
    part = kg.subgraph(graph, np.random.default_rng(seed).random(len(graph.nodes)) < 0.6)

    kg.write(part, tmp_path / "part")

    again = kg.read(tmp_path / "part")
    for table, frame in part.tables.items():
        pd.testing.assert_frame_equal(again.tables[table], frame)
    assert sum(counts(again).nodes.values()) == len(part.nodes)
    assert len(kg.ranking(again)) <= len(part.nodes)
    for form in Format:
        kg.export(part, tmp_path / f"part.{form}", format=str(form))


def test_a_reference_to_what_is_left_out_is_missing_and_the_rest_stays():
    graph = kg.build({"a.md": "# One\n[[b]] [[c]]", "b.md": "", "c.md": ""})

    part = kg.subgraph(graph, np.array([True, False, True]))

    assert part.mentions[["mention", "source", "target", "raw"]].to_numpy().tolist() == [[0, 0, 1, "[[c]]"]]
    assert part.edges[["source", "target", "mention"]].to_numpy().tolist() == [[0, 1, 0]]
    assert part.sources["path"].tolist() == ["a.md", "c.md"]
    assert part.manifest.options["part_of"] == graph.manifest.digest


def test_nothing_is_a_graph_too():
    part = kg.subgraph(kg.build({"a.md": "[[b]]"}), np.zeros(2, bool))

    assert set(part.manifest.counts.values()) == {0}
