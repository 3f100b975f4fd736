"""Nothing a stranger asks stops the server, makes it ask others, or is cut without a word."""

import csv
import io
import json
import socket
import threading
import time
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.rdf.bounded import RESULTS, Asked, Bounds, bounded_answer, calls_others

DEATH = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
HUNGER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?f ?i ?l"


def ask(client, query, accept="*/*"):
    return client(f"/sparql?{urlencode({'query': query})}", headers={"Accept": accept})


def alive(client):
    return json.loads(ask(client, "ASK { ?note a ng:Note }").body)["boolean"]


def test_a_query_of_death_ends_in_time_and_the_server_goes_on(client):
    start = time.monotonic()
    found = ask(client, DEATH)

    assert (found.status, "more than 2 seconds" in found.text) == (500, True)
    assert time.monotonic() - start < 60
    assert alive(client)


def test_a_query_that_eats_memory_ends_and_the_server_goes_on(client):
    assert ask(client, HUNGER).status == 500
    assert alive(client)


def test_queries_of_death_at_once_wait_or_are_told_to_come_again(client):
    found = []
    threads = [threading.Thread(target=lambda: found.append(ask(client, DEATH).status)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(found) <= {500, 503}
    assert len(found) == 4
    assert alive(client)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT * { ?s ?p ?o . ?a ?b ?c }", "more than 50 rows"),
        ("CONSTRUCT { ?a ?p ?c } WHERE { ?s ?p ?o . ?a ?b ?c }", "more than 50 triples"),
        (
            "SELECT (CONCAT(?l, ?l) AS ?m) { BIND(STR(REPLACE('"
            + "x" * 1500
            + "', 'x', '0123456789')) AS ?l) }",
            "more than 20,000 bytes",
        ),
    ],
)
@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json, text/turtle", "text/csv, application/ld+json"]
)
def test_too_large_an_answer_is_refused_with_a_remark(client, query, word, accept):
    found = ask(client, query, accept)

    assert (found.status, word in found.text) == (500, True), found.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { service#\n<URL>{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { S\\U00000045RVICE <URL> { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
        "SELECT * { { SELECT ?u { BIND(<URL> AS ?u) } } SERVICE ?u { ?s ?p ?o } }",
        "SELECT * { FILTER(1<?b&&'>'='x') SERVICE <URL> { ?s ?p ?o } #'\n}",
    ],
)
def test_no_query_makes_the_server_ask_another(client, query):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        found = ask(client, query.replace("URL", f"http://127.0.0.1:{other.getsockname()[1]}/"))

        assert found.status == 403
        with pytest.raises(TimeoutError):
            other.accept()


@pytest.mark.parametrize(
    "query", ["ASK { ?service a ?x }", "ASK { ?x schema:name 'a service' }", "ASK { <urn:x:service> ?p ?o }"]
)
def test_a_word_is_no_call(query):
    assert not calls_others(query)


TERMS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")).map(ox.Literal),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.floats(allow_nan=False, allow_infinity=False).map(ox.Literal),
    st.sampled_from(["05", "+7", "1e3", "x"]).map(
        lambda text: ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    ),
    st.text("ab").map(lambda text: ox.Literal(text, language="de")),
    st.sampled_from(["x:a", "https://notes.example/ü", "urn:x:%20"]).map(ox.NamedNode),
)


@given(st.lists(TERMS, min_size=1, max_size=4))
def test_rows_are_those_of_the_engine_in_every_format(terms):
    cells = " ".join("UNDEF" if term is None else str(term) for term in terms)
    names = " ".join(f"?v{number}" for number in range(len(terms)))
    query = f"SELECT * {{ VALUES ({names}) {{ ({cells}) ({cells}) }} }}"
    store = ox.Store()
    expected = [[row[variable] for variable in row_names(store, query)] for row in store.query(query)]
    for media_type, form in RESULTS.items():
        found = bounded_answer(store, Asked(query, "https://x.example/", media_type, ""), Bounds(2, 1 << 20))
        assert found.status == 200, found.content
        if media_type == "text/csv":
            assert len(list(csv.reader(io.StringIO(found.content.decode(), newline="")))) == 3
            continue
        rows = ox.parse_query_results(found.content, form)
        assert [[row[variable] for variable in rows.variables] for row in rows] == expected


def row_names(store, query):
    return store.query(query).variables
