"""The formats of graph tools, each read back by a reader that isn't ours."""

import csv
import io
import json
import re
import sys
import warnings
from functools import cache
from pathlib import Path

import jsonschema
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from antlr4 import CommonTokenStream, InputStream
from antlr4_cypher import CypherLexer, CypherParser
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

import kg
from kg.analysis.layout import layout
from kg.exporters import _writer, export
from kg.exporters.explorer import write_explorer
from kg.exporters.explorer.picture import Picture
from kg.exporters.formats import Format
from kg.exporters.networkx import to_networkx
from kg.exporters.palette import GREY, LIGHT
from kg.exporters.tabular import edge_table, node_table
from kg.model.graph import KnowledgeGraph

sys.path.insert(0, str(Path(__file__).parent))
import explorer_reading as reading

sys.path.pop(0)

with warnings.catch_warnings():  # it uses names that its own parser calls deprecated
    warnings.simplefilter("ignore")
    import pydot.dot_parser

HERE = Path(__file__).parent
SCHEMA = etree.XMLSchema(etree.parse(HERE / "gexf-1.3-part.xsd"))
CANVAS = json.loads((HERE / "jsoncanvas-1.0.json").read_text(encoding="utf-8"))
NASTY = st.text(
    st.one_of(
        st.sampled_from("\"'`\\<>&;,=#|{}()[]\n\r\t\u2028/u027N$%-"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=30,
)


def written(graph, form, **options):
    stream = io.BytesIO()
    remarks = _writer(Format(form))(graph, stream, **options)
    return stream.getvalue(), remarks


@cache
def row_of(count):
    return kg.build({f"{n}.md": f"[[{n + 1}]]" for n in range(count)})


def titled(*titles):
    """A graph of a note for each title, each linking to the next; no title is made of Markdown."""
    graph = row_of(len(titles))
    nodes = graph.nodes.assign(label=[*titles, *graph.nodes["label"][len(titles) :]])
    return KnowledgeGraph({**graph.tables, "nodes": nodes}, graph.manifest)


@pytest.fixture(scope="module")
def placed(graph):
    """The graph with the derived table that the look of nodes comes from."""
    return KnowledgeGraph({**graph.tables, "layout": layout(graph)}, graph.manifest)


def edges_of(net):
    return sorted((s, t, sorted(d.items())) for s, t, d in net.edges(data=True))


# --- GEXF -----------------------------------------------------------------------------------------------


def read_gexf(graph):
    data, remarks = written(graph, "gexf")
    SCHEMA.assertValid(etree.fromstring(data))
    net = nx.read_gexf(io.BytesIO(data), version="1.3")
    return net, remarks


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_gexf_is_valid_and_networkx_reads_back_what_was_written(name, request):
    graph = request.getfixturevalue(name)
    net, _ = read_gexf(graph)
    known = to_networkx(graph)

    assert {key: {n: v for n, v in data.items() if n != "viz"} for key, data in net.nodes(data=True)} == dict(
        known.nodes(data=True)
    )
    told = sorted((s, t, d["kind"], d["weight"], d.get("raw")) for s, t, d in net.edges(data=True))
    assert told == sorted((s, t, d["kind"], d["weight"], d.get("raw")) for s, t, d in known.edges(data=True))


def test_gexf_has_the_explorer_s_places_and_colours(placed):
    net, remarks = read_gexf(placed)
    looks = {key: data["viz"] for key, data in net.nodes(data=True)}
    colour = dict(zip(placed.nodes["key"], np.array([*LIGHT, GREY])[_in_the_explorer(placed)], strict=True))
    places = pd.DataFrame([looks[key]["position"] for key in placed.nodes["key"]])[["x", "y"]]
    wanted = placed.layout[["x", "y"]]

    assert remarks == ()
    assert {key: "#{r:02x}{g:02x}{b:02x}".format(**look["color"]) for key, look in looks.items()} == colour
    assert np.corrcoef(places["x"], wanted["x"])[0, 1] > 0.9999
    assert np.corrcoef(places["y"], wanted["y"])[0, 1] > 0.9999
    sizes = {key: look["size"] for key, look in looks.items()}
    assert sizes["note:kitchen/dashi_stock.md"] > sizes["tag:food/taste"] == min(sizes.values())


def _in_the_explorer(graph):
    """Place in the palette of each node's colour, as the explorer's page is told them."""
    stream = io.BytesIO()
    write_explorer(graph, stream, places=graph.layout)
    page = reading.Page(stream.getvalue().decode())
    at = Picture(graph, graph.layout).place.tolist()
    return [len(LIGHT) if page.flags[node] & 1 else page.region_colour[page.region[node]] for node in at]


def test_gexf_without_a_layout_has_no_places_and_says_so(graph):
    net, remarks = read_gexf(graph)

    assert all("position" not in data["viz"] for _, data in net.nodes(data=True))
    assert "no places" in remarks[0]


# --- JSON -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_networkx_reads_back_node_link_json(name, request):
    graph = request.getfixturevalue(name)
    net = nx.node_link_graph(json.loads(written(graph, "nodelink")[0]), edges="edges")
    known = to_networkx(graph)

    assert dict(net.nodes(data=True)) == dict(known.nodes(data=True))
    assert edges_of(net) == edges_of(known)
    assert net.graph == known.graph


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_networkx_reads_back_cytoscape_json(name, request):
    graph = request.getfixturevalue(name)
    document = json.loads(written(graph, "cytoscape")[0])
    net = nx.cytoscape_graph(document)
    known = to_networkx(graph)

    assert {k: {n: d[n] for n in known.nodes[k]} for k, d in net.nodes(data=True)} == dict(
        known.nodes(data=True)
    )
    assert sorted((s, t, d["kind"], d["weight"]) for s, t, d in net.edges(data=True)) == sorted(
        (s, t, d["kind"], d["weight"]) for s, t, d in known.edges(data=True)
    )
    ids = [element["data"]["id"] for part in document["elements"].values() for element in part]
    assert len(ids) == len(set(ids))


def test_cytoscape_json_has_the_places_of_the_layout(placed):
    elements = json.loads(written(placed, "cytoscape")[0])["elements"]["nodes"]

    assert all({"x", "y"} == set(element["position"]) for element in elements)


@pytest.mark.parametrize("form", ["cytoscape", "nodelink", "canvas"])
def test_json_cannot_end_a_script_that_holds_it(form):
    data, _ = written(titled("</script><script>", "<!--\u2028"), form)

    assert b"</" not in data
    assert "\u2028".encode() not in data


# --- DOT ------------------------------------------------------------------------------------------------


def read_dot(graph):
    (net,) = pydot.graph_from_dot_data(written(graph, "dot")[0].decode())
    return net


def plain(text):
    return text[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\")


@pytest.mark.parametrize("name", ["graph", "hostile", "placed"])
def test_pydot_reads_back_dot(name, request):
    graph = request.getfixturevalue(name)
    net = read_dot(graph)
    nodes = [node for node in net.get_nodes() if node.get_name().startswith("n") and node.get("key")]

    assert [plain(node.get("key")) for node in nodes] == graph.nodes["key"].tolist()
    ends = [(edge.get_source(), edge.get_destination(), int(edge.get("weight"))) for edge in net.get_edges()]
    known = graph.edges[["source", "target", "weight"]].itertuples(index=False)
    assert sorted(ends) == sorted((f"n{s}", f"n{t}", w) for s, t, w in known)
    assert all(("pos" in node.get_attributes()) == (name == "placed") for node in nodes)


# --- Neo4j ----------------------------------------------------------------------------------------------


def read_csv(graph, table):
    data, remarks = written(graph, "neo4j", table=table)
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""))), remarks


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_the_tables_for_neo4j_fit_together_and_hold_every_value(name, request):
    graph = request.getfixturevalue(name)
    nodes, _ = read_csv(graph, "nodes")
    edges, _ = read_csv(graph, "relationships")

    assert list(nodes[0]) == ["key:ID", "label", "kind", "path", "url", "words:int", ":LABEL"]
    assert [node["key:ID"] for node in nodes] == graph.nodes["key"].tolist()
    assert [node["label"] for node in nodes] == graph.nodes["label"].tolist()
    assert {node[":LABEL"] for node in nodes if node["kind"] == "note"} == {"Kg;Note"}
    known = edge_table(graph).fillna({"raw": ""})
    assert [(e[":START_ID"], e[":END_ID"], e["raw"]) for e in edges] == list(
        known[["source", "target", "raw"]].itertuples(index=False, name=None)
    )
    assert all(re.fullmatch("[A-Z_]+", edge[":TYPE"]) for edge in edges)
    assert all(re.fullmatch("[0-9]+", edge["weight:int"]) for edge in edges)


def test_texts_of_several_lines_are_told_to_need_an_option():
    assert "--multiline-fields=true" in read_csv(titled("a\nb"), "nodes")[1][0]
    assert read_csv(titled("a b"), "nodes")[1] == ()


class Errors:
    def __getattr__(self, name):
        return lambda *_: None

    def syntaxError(self, _recognizer, _symbol, line, column, message, _error):  # noqa: N802  # ANTLR's name
        raise AssertionError(f"{line}:{column} {message}")


TEXTS = (CypherLexer.STRING_LITERAL, CypherLexer.CHAR_LITERAL)  # of one character, as the grammar tells them


def cypher_strings(text):
    """The text literals of a script that follows the grammar of openCypher, as they are meant."""
    strings, start = [], 0
    whole = tokens_of(text)
    for end in (token.stop for token in whole.tokens if token.type == CypherLexer.SEMI):
        tokens = tokens_of(text[start : end + 1].strip())
        parser = strict(CypherParser(tokens))
        parser.script()
        strings += [token.text for token in tokens.tokens if token.type in TEXTS]
        start = end + 1
    assert text[start:].strip() == ""
    return [literal(string) for string in strings]


def tokens_of(text):
    tokens = CommonTokenStream(strict(CypherLexer(InputStream(text))))
    tokens.fill()
    return tokens


def strict(reader):
    reader.removeErrorListeners()
    reader.addErrorListener(Errors())
    return reader


def literal(text):
    named = {"n": "\n", "r": "\r", "\\": "\\", "'": "'"}
    return re.sub(
        r"\\(?:u([0-9a-f]{4})|(.))",
        lambda m: chr(int(m[1], 16)) if m[1] else named[m[2]],
        text[1:-1],
        flags=re.DOTALL,
    )


def statements(data):
    """A script without the lines that the grammar of openCypher does not know: comments and constraints."""
    return "\n".join(line for line in data.decode().splitlines() if not line.startswith(("//", "CREATE CON")))


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_a_cypher_script_follows_the_grammar_and_holds_every_text(name, request):
    graph = request.getfixturevalue(name)
    data, _ = written(graph, "cypher")
    strings = cypher_strings(statements(data))

    assert set(graph.nodes["label"]) | set(graph.nodes["key"]) | set(graph.mentions["raw"]) <= {
        *strings,
        *(graph.mentions["raw"][~graph.mentions.index.isin(graph.edges["mention"])]),
    }


def test_an_escape_written_in_a_title_does_not_end_a_text_in_readers_that_undo_escapes_first():
    title = "\\u0027}]) DETACH DELETE n //"
    data, _ = written(titled(title), "cypher")
    undone = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), data.decode())

    assert title in cypher_strings(statements(data))
    assert title in cypher_strings(statements(undone.encode()))


# --- pictures -------------------------------------------------------------------------------------------


def test_a_mermaid_picture_shows_nodes_by_their_labels(graph):
    text = written(graph, "mermaid", around="Umami & co")[0].decode()

    assert text.startswith("flowchart LR\n")
    assert '["Umami #38; co"]' in text
    assert '("koji-mould"):::missing' in text
    assert re.search(r"^    n\d+ --> n\d+$", text, re.MULTILINE)


def test_a_mermaid_picture_says_what_it_leaves_out(graph):
    data, remarks = written(graph, "mermaid", top=2)

    assert len(re.findall(rb"^    n\d+[\[({]", data, re.MULTILINE)) == 2
    assert f"2 of {len(graph.nodes)} nodes" in remarks[0]


def test_a_mermaid_picture_with_too_many_edges_says_so():
    notes = {f"{n}.md": " ".join(f"[[{m}]]" for m in range(30)) for n in range(30)}

    data, remarks = written(kg.build(notes), "mermaid")

    assert data.count(b" --> ") == 500
    assert "370 of 870 edges" in remarks[0]


LABEL = re.compile(r'    n\d+(?:\[/|\{\{|[\[(>])"([\w .,:()/+#;…-]+)"(?:/\]|\}\}|[\])])(?::::missing)?')


@settings(deadline=None, max_examples=40)
@given(NASTY)
def test_no_title_breaks_out_of_a_mermaid_label(title):
    lines = written(titled(title), "mermaid")[0].decode().splitlines()

    assert len(lines) == 5
    labels = [LABEL.fullmatch(line) for line in lines[1:3]]
    assert all(labels)
    texts = [re.sub(r"#(\d+);", lambda m: chr(int(m[1])), found[1]) for found in labels]
    assert (" ".join(title.split()) or " ") in texts


def test_a_canvas_is_valid_and_its_cards_are_files_links_and_texts(graph):
    canvas = json.loads(written(graph, "canvas", around="Umami & co")[0])
    jsonschema.validate(canvas, CANVAS)
    cards = canvas["nodes"]

    assert {"kitchen/umami.md", "img/p 1.png"} <= {card.get("file") for card in cards}
    assert "[[koji-mould]]" in {card.get("text") for card in cards}
    assert "https://example.org/a" in {card.get("url") for card in cards}
    ids = {card["id"] for card in cards}
    assert all({edge["fromNode"], edge["toNode"]} <= ids for edge in canvas["edges"])
    boxes = sorted((card["x"], card["y"]) for card in cards)
    apart = [abs(a[0] - b[0]) >= 260 or abs(a[1] - b[1]) >= 120 for a in boxes for b in boxes if a < b]
    assert all(apart)


def test_a_canvas_of_hostile_notes_is_valid(hostile):
    canvas = json.loads(written(hostile, "canvas")[0])

    jsonschema.validate(canvas, CANVAS)
    assert all(card["url"].startswith("https://") for card in canvas["nodes"] if card["type"] == "link")


def test_a_board_of_a_vault_is_a_canvas_that_kg_reads_itself(tmp_path):
    notes = {"a.md": "[[b]]", "b.md": ""}
    export(kg.build(notes), tmp_path / "board.canvas")

    again = kg.build({**notes, "board.canvas": (tmp_path / "board.canvas").read_bytes()}, canvas=True)

    cards = again.mentions[again.mentions["kind"] == "canvas"]
    assert sorted(cards["written"]) == ["a.md", "b.md"]


# --- any title ------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@example('\\"', "\\")
@example("\\u0027", "a\\u")
@example("\r\n", "\u2028</script>")
@example("\x01\x1f", "'; DROP")
@given(NASTY, NASTY)
def test_a_title_stays_a_title_in_every_format(first, second):
    graph = titled(first, second)
    expected = node_table(graph)["label"].tolist()
    key = graph.nodes["key"].tolist()

    readable = [re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", label) for label in expected]
    net = nx.read_gexf(io.BytesIO(written(graph, "gexf")[0]), version="1.3")
    assert [net.nodes[name]["label"] for name in key] == readable
    net = nx.node_link_graph(json.loads(written(graph, "nodelink")[0]), edges="edges")
    assert [net.nodes[name]["label"] for name in key] == expected
    net = nx.cytoscape_graph(json.loads(written(graph, "cytoscape")[0]))
    assert [net.nodes[name]["label"] for name in key] == expected
    assert [row["label"] for row in read_csv(graph, "nodes")[0]] == expected
    strings = cypher_strings(statements_of_nodes(graph))
    assert set(expected) <= set(strings)
    jsonschema.validate(json.loads(written(graph, "canvas")[0]), CANVAS)


def statements_of_nodes(graph):
    data = written(graph, "cypher")[0].decode()
    return data[data.index("UNWIND") :]


@settings(deadline=None, max_examples=15)
@example('\\"', "\\")
@given(NASTY, NASTY)
def test_a_title_stays_a_title_in_dot(first, second):
    graph = titled(first, second)
    net = read_dot(graph)

    assert sum("key" in node.get_attributes() for node in net.get_nodes()) == len(graph.nodes)
    assert len(net.get_edges()) == len(graph.edges)
    quoted = re.findall(r'label=("(?:[^"\\]|\\.)*")', written(graph, "dot")[0].decode(), re.DOTALL)
    assert [undo(text) for text in quoted] == graph.nodes["label"].tolist()


def undo(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), text[1:-1], flags=re.DOTALL)
