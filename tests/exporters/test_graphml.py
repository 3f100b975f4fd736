"""The graph as GraphML."""

import io

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.exporters import export
from kg.exporters.graphml import write_graphml
from kg.exporters.networkx import to_networkx


def read_back(graph):
    stream = io.BytesIO()
    remarks = write_graphml(graph, stream)
    stream.seek(0)
    return nx.read_graphml(stream, force_multigraph=True), remarks


def as_data(net):
    edges = sorted((source, target, sorted(data.items())) for source, target, data in net.edges(data=True))
    return dict(net.nodes(data=True)), [(s, t, [item for item in d if item[0] != "id"]) for s, t, d in edges]


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_networkx_reads_back_what_was_written(name, request):
    graph = request.getfixturevalue(name)
    found, remarks = read_back(graph)

    assert as_data(found) == as_data(to_networkx(graph))
    assert remarks == ()


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_text_makes_well_formed_xml(text):
    found, _ = read_back(kg.build({"a.md": f"---\ntitle: {text!r}\n---\n[[{text}]]\n{text}\n"}))

    assert "note:a.md" in found


def test_what_xml_cannot_carry_is_replaced_and_counted_and_keys_stay_apart(tmp_path):
    graph = kg.build({"a.md": "[[x\x01y]] [[x\x02y]] [[x\ufffdy]]"}, rules="obsidian")

    done = export(graph, tmp_path / "x.graphml")

    ids = list(nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True))
    assert len(ids) == len(graph.nodes)
    assert "U+FFFD" in done.remarks[0]
