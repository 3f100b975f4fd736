"""Pictures for a cell of a notebook, and answers as frames."""

from __future__ import annotations

import pytest

import kg
from kg.errors import UsageError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("what", ["map", "degrees", "ranks", "communities", "overlap"])
def test_each_picture_is_a_png_and_the_same_each_time(graph, tmp_path, what):
    shown = kg.plot(graph, what)

    assert shown._repr_png_().startswith(PNG)
    assert shown.data == kg.plot(graph, what).data
    assert shown.write(tmp_path / "plot.png").read_bytes() == shown.data


@pytest.mark.parametrize(
    ("what", "options", "told"),
    [
        ("pie", {}, "There are map, degrees, ranks, communities, overlap."),
        ("ranks", {"width": 3}, "It knows by, against, selection."),
        ("ranks", {"by": "nonsense"}, "nonsense"),
    ],
)
def test_a_picture_or_option_that_does_not_exist_is_told(graph, what, options, told):
    with pytest.raises(UsageError, match=told):
        kg.plot(graph, what, **options)


def test_an_answer_has_numbers_texts_and_nothing_where_nothing_is_bound():
    graph = kg.build({"a.md": "[[b]]", "b.md": ""})

    asked = "SELECT (2 AS ?n) (2.5 AS ?x) (true AS ?yes) ('t' AS ?text) ?none WHERE {}"
    assert kg.sparql(graph, asked).to_numpy().tolist() == [[2, 2.5, True, "t", None]]
    assert kg.sparql(graph, "ASK { ?note a ng:Note }").to_numpy().tolist() == [[True]]
    odd = "SELECT (STRDT('many', xsd:integer) AS ?n) WHERE {}"
    assert kg.sparql(graph, odd).to_numpy().tolist() == [["many"]]
    assert list(kg.sparql(graph, "SELECT ?x ?y WHERE { ?x a ng:Video . ?x ?y ?z }")) == ["x", "y"]
    described = kg.sparql(graph, "CONSTRUCT { ?a ng:linksTo ?b } WHERE { ?a ng:linksTo ?b }")
    assert [str(name).rpartition("/")[2] for name in described["object"]] == ["b"]


def test_an_action_that_does_not_exist_is_told(tmp_path):
    (tmp_path / "a.md").write_text("[[b]]")

    with pytest.raises(UsageError, match="There are respell"):
        kg.plan_repair(kg.build(tmp_path), tmp_path, actions=("fix",))
