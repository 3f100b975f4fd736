"""The graph as a networkx graph."""

import networkx as nx

import kg
from kg.analysis.selection import select
from kg.exporters.networkx import to_networkx


def test_all_nodes_and_edges_are_there_with_what_is_known(graph):
    net = to_networkx(graph)

    assert net.number_of_nodes() == len(graph.nodes)
    assert net.number_of_edges() == len(graph.edges)
    assert net.nodes["note:kitchen/umami.md"] == {
        "label": "Umami & co",
        "kind": "note",
        "path": "kitchen/umami.md",
        "words": int(graph.nodes["words"][graph.nodes["key"] == "note:kitchen/umami.md"].iloc[0]),
    }
    assert "path" not in net.nodes["missing:kojimould"]


def test_an_edge_carries_its_first_place(graph):
    edge = to_networkx(graph).edges["note:kitchen/umami.md", "note:kitchen/dashi_stock.md", "links_to"]

    assert edge == {
        "kind": "links_to",
        "weight": 2,
        "outcome": "exact",
        "note": "kitchen/umami.md",
        "line": 12,
        "column": 5,
        "raw": "[[dashi_stock|dashi]]",
    }


def test_an_edge_of_moments_has_a_place_and_a_structural_one_has_none(graph):
    edges = to_networkx(graph).edges
    cited = edges["note:kitchen/umami.md", "video:aB3-x_Yz012", "cites_moment"]

    assert (cited["note"], cited["line"], cited["raw"]) == ("kitchen/umami.md", 12, "00:01:15")
    assert edges["note:kitchen/umami.md", "video:aB3-x_Yz012", "about_video"] == {
        "kind": "about_video",
        "weight": 1,
    }


def test_values_are_plain_python(graph):
    net = to_networkx(graph)
    values = [v for _, data in net.nodes(data=True) for v in data.values()]
    values += [v for *_, data in net.edges(data=True) for v in data.values()]

    assert {type(value) for value in values} == {int, str}


def test_a_selection_is_what_the_measures_see(graph):
    for selection in (
        kg.Selection(),
        kg.Selection(lists=True, missing=False),
        kg.Selection(kinds=("tagged",)),
    ):
        net, links = to_networkx(graph, selection=selection), select(graph, selection)
        matrix = nx.to_scipy_sparse_array(net, nodelist=list(net))

        assert list(net) == graph.nodes["key"].iloc[links.nodes].tolist()
        assert (matrix.toarray() == links.matrix.toarray()).all()
