"""Parts of frames are what the same parts of whole frames are, whether those are there or not."""

from __future__ import annotations

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import kg
from kg.store.frames import frame_columns, frame_rows, graph_of

NOTES = {
    f"{number:05}.md": f"---\ntitle: T{number}\n---\n# H\n[[{number + 1:05}]] [[no {number % 7}]] ![[a.png]]"
    for number in range(4500)  # more than one group of rows
}


@pytest.fixture(scope="module", params=["in memory", "of a file", "of files in parts"])
def opened(request, tmp_path_factory):
    """What opens a graph anew, so that no frame is made yet."""
    graph = kg.build(NOTES)
    if request.param == "in memory":
        tables = {name: graph.tables.arrow(name) for name in graph.tables}
        return lambda: graph_of(tables, graph.manifest)
    folder = tmp_path_factory.mktemp("graph") / "graph"
    kg.write(graph, folder)
    if request.param == "of files in parts":
        for name in ("mentions", "nodes"):
            whole = folder / f"{name}.parquet"
            part = whole.rename(folder / "part-000000.parquet")
            whole.mkdir()
            part.rename(whole / part.name)
    return lambda: kg.read(folder)


@pytest.mark.parametrize("table", ["mentions", "nodes", "edges", "moments"])
@pytest.mark.parametrize("share", [0, 0.001, 0.5, 1])
def test_rows_are_those_of_the_whole_frame(opened, table, share):
    whole = opened().tables[table]
    chosen = np.random.default_rng(3).random(len(whole)) < share

    found = frame_rows(opened(), table, chosen)

    assert_frame_equal(found, whole[chosen], check_categorical=False, check_index_type=False)


def test_columns_are_those_of_the_whole_frame_in_the_order_asked_for(opened):
    graph, whole = opened(), opened().mentions

    for columns in (["source"], ["target", "kind", "source"], ["raw"]):
        assert_frame_equal(frame_columns(graph, "mentions", columns), whole[columns])


def test_who_asks_often_gets_the_same(opened):
    graph, whole = opened(), opened().mentions

    for row in range(12):
        chosen = np.arange(len(whole)) % 12 == row
        found = frame_rows(graph, "mentions", chosen)
        assert found["raw"].tolist() == whole["raw"][chosen].tolist()
        assert found.index.tolist() == np.flatnonzero(chosen).tolist()
        assert frame_columns(graph, "mentions", ["line"])["line"].tolist() == whole["line"].tolist()
