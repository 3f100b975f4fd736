"""Each IRI leads to a page for people and to data for machines, and nothing in a note acts there."""

import re
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

import kg
from kg.exporters.rdf.nodes import nodes_by_iri

BASE = "https://notes.example/v/"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
PEOPLE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def local(iri):
    return quote(iri, safe="/%:")


@pytest.mark.parametrize("iri", ["note/a", "note/ü%20x/ж", "topic/wanted", "topic/a", "dataset"])
def test_an_iri_leads_people_to_a_page(client, iri):
    seen = client(f"/id/{local(iri)}", headers=PEOPLE)
    assert (seen.status, seen.headers["Location"], seen.headers["Vary"]) == (
        303,
        f"/page/{local(iri)}",
        "Accept",
    )
    page = client(seen.headers["Location"], headers=PEOPLE)

    assert (page.status, page.type) == (200, "text/html")
    assert f"<code>{BASE}{iri}</code>" in page.text


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("iri", ["note/a", "note/ü%20x/ж", "topic/wanted"])
def test_an_iri_leads_machines_to_data(client, iri, media_type):
    seen = client(f"/id/{local(iri)}", headers={"Accept": media_type})
    assert (seen.status, seen.headers["Location"].partition("?")[0]) == (303, f"/data/{local(iri)}")
    data = client(seen.headers["Location"])
    triples = [quad.triple for quad in ox.parse(data.body, FORMATS[media_type])]

    assert data.type == media_type
    assert any(triple.subject.value == BASE + iri for triple in triples)
    assert all(BASE + iri in (triple.subject.value, triple.object.value) for triple in triples)


def test_a_page_has_title_statements_and_where_it_is_mentioned(client):
    page = client("/page/note/b").text

    assert "<h1>Beta</h1>" in page
    assert "<blockquote>Then the other &amp; wanted.</blockquote>" in page
    assert 'href="/page/note/a"' in page
    assert "Rain fell" not in page
    assert client("/page/topic/wanted").text.count("<blockquote>") == 2


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page/note/a",
        "/page/note/b",
        "/page/note/%C3%BC%20x/%D0%B6",
        "/sparql?query=SELECT%20%2A%20%7B%3Fs%20schema%3Aname%20%3Fo%7D",
    ],
)
def test_nothing_in_a_note_acts_on_a_page(client, path):
    page = client(path, headers=PEOPLE)

    assert "<script" not in page.text
    assert not re.search(r"""(href|src|action)=["'](?!/|https://|http://)""", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_the_front_page_has_a_form_and_questions_whose_links_work(client):
    front = client("/").text
    links = re.findall(r'href="(/sparql\?[^"]+)"', front)
    found = [client(link.replace("&amp;", "&"), headers=PEOPLE) for link in links[:3]]

    assert "<form" in front
    assert len(links) > 5
    assert all(page.status in {200, 500} and page.type == "text/html" for page in found)


def test_people_get_rows_as_a_table_and_triples_as_text(client):
    def shown(query):
        return client(f"/sparql?{urlencode({'query': query})}", headers=PEOPLE).text

    assert '<th scope="col">name</th>' in shown("SELECT ?name { ?x schema:name ?name }")
    assert "<pre>yes</pre>" in shown("ASK { ?x a ng:Note }")
    assert "schema:name" in shown("DESCRIBE <note/a>")
    assert "cannot be read" in shown("DESCRIBE <")


@pytest.mark.parametrize("path", ["/explore", "/report"])
def test_the_pages_of_export_and_report_are_served(client, path):
    found = client(path)

    assert (found.status, found.type) == (200, "text/html")
    assert "Content-Security-Policy" in found.text
    assert client(path).body == found.body


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/page/note/nothing",
        "/data/note/nothing",
        "/id",
        "/explore/x",
        "/page/../../etc/passwd",
        "/page/%2e%2e/%2e%2e/etc/passwd",
        "/style.css/../app.py",
        "//etc/passwd",
        "/page/note/..%2F..%2Fsecret",
    ],
)
def test_what_is_not_there_is_404(client, path):
    assert client(path).status == 404


def test_odd_requests_are_told(client):
    assert client("/page/%FF%FE").status == 400
    assert client("/data/note/a?format=exe").status == 400
    assert client("/data/note/a", headers={"Accept": "image/png"}).status == 406
    assert client("/id/note/a", headers={"Accept": "image/png"}).status == 406
    assert client("/", method="POST", body=b"x").status == 405
    assert client("/id/note/a", method="DELETE").status == 405


def test_iris_and_nodes_belong_together():
    graph = kg.build("data/tubevault")
    found = nodes_by_iri(graph)
    rdf = kg.to_rdf(graph, base=BASE)
    subjects = {str(subject).removeprefix(BASE) for subject in rdf.subjects()}

    assert found.keys() <= subjects
    assert {node for nodes in found.values() for node in nodes} == {
        int(node) for node, kind in graph.nodes["kind"].items() if kind != "external"
    }
