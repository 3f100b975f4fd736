"""Tables that others made become a graph like any other; what is exported comes back as it was."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.selection import Selection
from kg.builder.imported import import_graph
from kg.errors import UnreadableError, UsageError
from kg.exporters import export
from kg.exporters.sql import sql
from kg.exporters.tabular import edge_table, node_table
from kg.model.graph import KnowledgeGraph
from kg.model.tables import TABLES
from kg.store.schema import arrow_schema

DATA = Path(__file__).resolve().parents[2] / "data"
PEOPLE = (
    "id,label,kind,born\nada,Ada Lovelace,person,1815\nbab,Charles Babbage,person,1791\neng,Engine,note,\n"
)
KNOWS = "source,target,kind,weight\nada,bab,knows,2\neng,ada,links_to,1\neng,bab,links_to,3\n"


def write(folder, **files):
    paths = []
    for name, text in files.items():
        paths.append(folder / name.replace("_", "."))
        paths[-1].write_text(text, encoding="utf-8", newline="")
    return paths


def people(folder):
    return import_graph(*write(folder, people_csv=PEOPLE, knows_csv=KNOWS)).graph


def told(graph):
    return graph.faults[["path", "line", "message"]].values.tolist()  # noqa: PD011


# --- round trips ----------------------------------------------------------------------------------------


def there_and_back(graph, folder, form):
    """A graph written as tables and imported again."""
    profile = graph.manifest.profile
    if form == "json":
        (file,) = export(graph, folder / "graph.json").files
        return import_graph(None, file, profile=profile).graph
    if form == "csv":
        return import_graph(*export(graph, folder / "graph.csv.gz", guard=False).files, profile=profile).graph
    frames = {"nodes": node_table(graph), "edges": edge_table(graph)}
    paths = [folder / f"{name}.{form}" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        if form == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_json(path, orient="records", lines=True, force_ascii=False)
    return import_graph(*paths, profile=profile).graph


@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_what_was_exported_comes_back_as_it_was(vault, form, tmp_path):
    graph = kg.build(DATA / vault)
    back = there_and_back(graph, tmp_path, form)

    pd.testing.assert_frame_equal(node_table(back), node_table(graph))
    pd.testing.assert_frame_equal(edge_table(back), edge_table(graph))
    assert back.faults.empty
    for measure in (kg.pagerank, kg.degree):
        pd.testing.assert_series_equal(measure(back), measure(graph))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=20)


@settings(deadline=None, max_examples=30)
@given(TEXT, TEXT, st.sampled_from(["csv", "json", "parquet"]))
def test_any_label_and_text_of_a_link_comes_back(tmp_path_factory, label, raw, form):
    graph = kg.build({"a.md": "[[b]]", "b.md": ""})
    tables = {
        **graph.tables,
        "nodes": graph.nodes.assign(label=[label, "b"]),
        "mentions": graph.mentions.assign(raw=[raw]),
    }
    graph = KnowledgeGraph(tables, graph.manifest)
    back = there_and_back(graph, tmp_path_factory.mktemp("back"), form)

    assert back.nodes["label"].tolist() == [label, "b"]
    assert back.mentions["raw"].tolist() == [raw]


@pytest.mark.parametrize("text", ["=1+1", "-x", "@a", "plain", "'quoted"])
def test_the_guard_against_spreadsheets_is_taken_off(text, tmp_path):
    graph = kg.build({"a.md": "[[b]]"})
    graph = KnowledgeGraph({**graph.tables, "nodes": graph.nodes.assign(label=[text, "b"])}, graph.manifest)

    assert import_graph(*export(graph, tmp_path / "x.csv").files).graph.nodes["label"].tolist() == [text, "b"]


# --- tables of others -----------------------------------------------------------------------------------


def test_nodes_keep_kind_label_and_all_that_is_said_of_them(tmp_path):
    graph = people(tmp_path)

    assert graph.nodes[["key", "label", "kind"]].values.tolist() == [  # noqa: PD011
        ["note:eng", "Engine", "note"],
        ["person:ada", "Ada Lovelace", "person"],
        ["person:bab", "Charles Babbage", "person"],
    ]
    known = graph.properties[["node", "name", "value", "datatype", "line"]].values.tolist()  # noqa: PD011
    assert known == [[1, "born", "1815", "integer", 2], [2, "born", "1791", "integer", 3]]


def test_the_tables_are_those_of_the_specification(tmp_path):
    write(tmp_path, nodes_csv=PEOPLE, edges_csv=KNOWS)
    import_graph(tmp_path / "nodes.csv", tmp_path / "edges.csv", output=tmp_path / "graph")
    graph = kg.read(tmp_path / "graph")

    for table in TABLES:
        assert graph.tables.arrow(table.name).schema.equals(arrow_schema(table))
        assert graph.manifest.counts[table.name] == len(graph.tables[table.name])


def test_every_door_works_on_an_imported_graph(tmp_path):
    graph = people(tmp_path)

    ranked = kg.pagerank(graph, selection=Selection(structural=True))
    assert ranked.idxmax() == 2
    assert kg.facts(graph, kg.find(graph, "Ada Lovelace")).backlinks["note"].tolist() == ["eng"]
    assert len(kg.shortest_paths(graph, 0, 2, selection=Selection(structural=True)).steps) == 1
    assert len(kg.to_rdf(graph)) > 10
    assert sql(graph, "SELECT count(*) FROM edges").iloc[0, 0] == 3
    for form in ("html", "report", "gexf", "sqlite", "nquads"):
        assert export(graph, tmp_path / f"x.{form}", format=form).files
    assert not kg.check(graph).empty
    assert set(kg.analyse(graph)) >= {"metrics", "communities", "suggestions"}


def test_edges_alone_are_enough(tmp_path):
    (edges,) = write(tmp_path, edges_tsv="From\tTo\nb\ta\nb\ta\n\n")
    graph = import_graph(None, edges).graph

    assert graph.nodes["key"].tolist() == ["note:a", "note:b"]
    assert graph.edges[["source", "target", "weight"]].values.tolist() == [[1, 0, 2]]  # noqa: PD011
    assert kg.pagerank(graph).idxmax() == 0


def test_columns_are_found_by_usual_names_or_named(tmp_path):
    nodes, edges = write(
        tmp_path,
        nodes_csv="mail,Name\na@x.org,A\nb@x.org,B\n",
        edges_jsonl='{"who": "a@x.org", "whom": "b@x.org", "relation": "wrote to"}\n',
    )
    columns = {"id": "mail", "source": "who", "target": "whom"}
    graph = import_graph(nodes, edges, columns=columns).graph

    assert graph.nodes["label"].tolist() == ["A", "B"]
    assert graph.edges["kind"].tolist() == ["wrote to"]


def test_columns_of_neo4j_are_known(tmp_path):
    files = export(people(tmp_path), tmp_path / "x.csv", format="neo4j").files
    graph = import_graph(*files).graph

    assert graph.nodes["key"].tolist() == ["note:eng", "person:ada", "person:bab"]
    assert len(graph.edges) == 3


def test_columns_of_edges_that_mean_nothing_are_told(tmp_path):
    (edges,) = write(tmp_path, edges_csv="source,target,colour\na,b,red\n")

    assert import_graph(None, edges).left_out == ("colour",)


# --- rows that are of no use ----------------------------------------------------------------------------


def test_bad_rows_become_faults_with_their_lines(tmp_path):
    nodes, edges = write(
        tmp_path,
        nodes_csv='id,label,words\na,"two\nlines",3\n,nobody,1\na,again,1\nb,B,many\nc\nd,D,\n',
        edges_csv="source,target,weight\na,d,1\na,,1\na,z,1\na,d,-1\nd,a,1,extra\nd,d,99999999999\n",
    )
    graph = import_graph(nodes, edges).graph

    assert told(graph) == [
        ["edges.csv", 3, "no target"],
        ["edges.csv", 4, "no node 'z', its target"],
        ["edges.csv", 5, "weight is '-1', no whole number from 1 on"],
        ["edges.csv", 6, "4 values under 3 names"],
        ["edges.csv", 7, "weight is '99999999999', no whole number from 1 on"],
        ["nodes.csv", 4, "no id"],
        ["nodes.csv", 5, "'a' stands in line 2 already"],
        ["nodes.csv", 6, "words is 'many', no whole number from 0 on"],
        ["nodes.csv", 7, "1 values under 3 names"],
    ]
    assert graph.nodes["key"].tolist() == ["note:a", "note:d"]
    assert len(graph.edges) == 1


def test_bad_lines_of_json_become_faults(tmp_path):
    (edges,) = write(tmp_path, edges_jsonl='{"source": "a", "target": "b"}\nnothing\n[1]\n\n{"source": 1}\n')
    graph = import_graph(None, edges).graph

    assert [(line, message.partition(":")[0]) for _, line, message in told(graph)] == [
        (2, "no JSON"),
        (3, "no object"),
        (5, "no target"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("e.xlsx", b"", "no table that can be read"),
        ("e.csv", b"\xff\xfe", "not UTF-8"),
        ("e.parquet", b"nothing", "no Parquet"),
        ("e.json", b"[1]", "no node-link JSON"),
        ("e.json", b"[" * 100_000, "no node-link JSON"),
        ("e.csv.gz", b"nothing", "cannot be read"),
        ("e.csv", b"a,b\n1,2\n", "no column 'source'"),
        ("e.csv", b"", "no column 'source'; it has none"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)

    with pytest.raises((UnreadableError, UsageError), match=message):
        import_graph(None, tmp_path / name)


def test_options_that_fit_nothing_are_told(tmp_path):
    (edges,) = write(tmp_path, edges_csv="source,target,kind\n" + "".join(f"a,b,k{n}\n" for n in range(200)))

    with pytest.raises(UsageError, match="No column means 'colour'"):
        import_graph(None, edges, columns={"colour": "x"})
    with pytest.raises(UsageError, match="no column 'x'"):
        import_graph(None, edges, columns={"source": "x"})
    with pytest.raises(UsageError, match="200 kinds"):
        import_graph(None, edges)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(["csv", "tsv", "jsonl", "json"]))
def test_any_text_is_a_table_or_told(tmp_path_factory, lines, form):
    place = tmp_path_factory.mktemp("any") / f"e.{form}"
    head = {"csv": "source,target\n", "tsv": "source\ttarget\n"}.get(form, "")
    place.write_text(head + "\n".join(lines), encoding="utf-8", errors="replace", newline="")

    try:
        graph = import_graph(None, place).graph
    except kg.KgError:
        return
    assert len(graph.edges) <= len(lines) + sum(line.count("\r") for line in lines)


def test_the_same_tables_give_the_same_bytes(tmp_path):
    write(tmp_path, n_csv=PEOPLE, e_csv=KNOWS)
    for name in ("one", "two"):
        import_graph(tmp_path / "n.csv", tmp_path / "e.csv", output=tmp_path / name)

    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_values_of_parquet_are_read_as_they_are_written(tmp_path):
    table = pa.table({"source": [1, 2], "target": [2.0, 3.0], "weight": [1, None]})
    pd.DataFrame(table.to_pandas()).to_parquet(tmp_path / "e.parquet")

    assert import_graph(None, tmp_path / "e.parquet").graph.nodes["key"].tolist() == [
        "note:1",
        "note:2",
        "note:3",
    ]


def test_node_link_json_of_networkx_is_read(tmp_path):
    import networkx as nx

    net = nx.path_graph(3, create_using=nx.DiGraph)
    (tmp_path / "g.json").write_text(json.dumps(nx.node_link_data(net, edges="links")))

    assert len(import_graph(None, tmp_path / "g.json").graph.edges) == 2
