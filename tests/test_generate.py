"""The generator of vaults: the spread of a real vault, the same bytes for the same seed, none of its text."""

from __future__ import annotations

import numpy as np
import pytest

import kg
from benchmarks import generate


@pytest.fixture(scope="module")
def graph():
    return kg.build(dict(generate.vault(1500, seed=1)), profile="youtube")


def test_the_same_seed_gives_the_same_vault():
    assert list(generate.vault(150, seed=3)) == list(generate.vault(150, seed=3))
    assert list(generate.vault(150, seed=3)) != list(generate.vault(150, seed=4))


def per_note(graph, table, column="source"):
    notes = graph.nodes.index[graph.nodes["kind"] == "note"]
    return np.bincount(graph.tables[table][column].to_numpy(int), minlength=len(graph.nodes))[notes]


@pytest.mark.parametrize(
    ("measured", "quantiles"),
    [
        (lambda graph: per_note(graph, "mentions") - 1, "_LINKS"),  # but for the line that names the folder
        (lambda graph: per_note(graph, "moments"), "_MOMENTS"),
        (lambda graph: per_note(graph, "headings", "node"), "_HEADINGS"),
    ],
)
def test_what_notes_hold_is_spread_as_in_the_corpus(measured, quantiles, graph):
    found = np.quantile(measured(graph), [0.25, 0.5, 0.75, 0.9])
    wanted = np.interp([0.25, 0.5, 0.75, 0.9], generate._AT, getattr(generate, quantiles))

    assert found == pytest.approx(wanted, rel=0.15, abs=1)


def test_links_to_pages_are_spread_as_in_the_corpus(graph):
    listed = graph.mentions["context"] == "index_list"
    target = graph.mentions["target"][~listed].to_numpy(int)
    linked = np.bincount(target, minlength=len(graph.nodes))
    for kind, quantiles in (("note", "_LINKED"), ("missing", "_WANTED")):
        found = np.quantile(linked[graph.nodes["kind"] == kind], [0.5, 0.75, 0.9])
        wanted = np.interp([0.5, 0.75, 0.9], generate._AT, getattr(generate, quantiles))
        assert found == pytest.approx(wanted, rel=0.4, abs=1), kind


def test_a_table_holds_what_a_folder_does(tmp_path):
    for place in (tmp_path / "notes", tmp_path / "notes.parquet"):
        assert generate.main(["--notes", "200", "--seed", "5", str(place)]) == 0

    folder, table = kg.build(tmp_path / "notes"), kg.build(tmp_path / "notes.parquet")

    assert folder.manifest == table.manifest
    assert folder.edges.equals(table.edges)
