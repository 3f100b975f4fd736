"""Twenty questions, asked of the tables and of three stores: the embedded one, Oxigraph and Virtuoso."""

import csv
import io
import re

import pyoxigraph as ox
import pytest

import kg
from kg.exporters.rdf.answers import answer
from kg.exporters.rdf.model import statements
from kg.exporters.rdf.store import stored
from kg.exporters.rdf.vocabulary import PREFIXES
from kg.exporters.remote.push import Target, push
from kg.model.kinds import EdgeKind, MentionKind, NodeKind

BASE = "https://notes.example/q/"
GRAPH = f"{BASE}dataset"


@pytest.fixture(scope="module")
def vault():
    return kg.build("data/tubevault")


@pytest.fixture(scope="module")
def told(vault):
    return statements(vault, base=BASE, detail="full")


@pytest.fixture(scope="module")
def embedded(vault):
    with stored(vault, None, base=BASE, detail="full") as place:
        store = ox.Store.read_only(str(place))

        def ask(query):
            found = answer(store, query, base=BASE, form="csv").decode()
            return [tuple(row) for row in csv.reader(io.StringIO(found, newline=""))][1:]

        yield ask


def loaded(store, told):
    """A store that has the graph, as something that answers in tuples of texts."""
    if not getattr(loaded, store.name, False):
        push(told, Target(store.gsp, graph=GRAPH))
        setattr(loaded, store.name, True)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def ask(query):
        head = re.sub(r"\(COUNT\(\?\w+\) AS (\?\w+)\)", r"\1", query.partition("WHERE")[0])
        names = re.findall(r"\?(\w+)", head)
        text = query.replace("WHERE {", f"FROM <{GRAPH}> WHERE {{", 1)
        return [tuple(row.get(name, "") for name in names) for row in store.ask(prefixes + text)]

    return ask


def nodes(graph, *kinds):
    return graph.nodes[graph.nodes["kind"].isin(kinds)]


def edges(graph, kind, source=None, target=None):
    """Edges of a kind, with the label and path of both ends."""
    found = graph.edges[graph.edges["kind"] == kind]
    kinds = graph.nodes["kind"]
    if source:
        found = found[found["source"].map(kinds) == source]
    if target:
        found = found[found["target"].map(kinds) == target]
    return found.assign(
        **{
            f"{end}_{column}": found[end].map(graph.nodes[column])
            for end in ("source", "target")
            for column in ("label", "path", "key", "url")
        }
    )


def rows(*columns):
    return set(zip(*(column.astype(str) for column in columns), strict=True))


def links(graph):
    found = edges(graph, EdgeKind.LINKS_TO, NodeKind.NOTE, NodeKind.NOTE)
    return found[found["mention"].notna()]


def counted(column):
    return {(name, str(count)) for name, count in column.value_counts().items() if count}


NOTE = NodeKind.NOTE


def cited(graph):
    found = graph.moments.dropna(subset=["target", "seconds"])
    return found.assign(
        path=found["source"].map(graph.nodes["path"]), video=found["target"].map(graph.nodes["key"])
    )


def named(graph, name):
    found = graph.properties[graph.properties["name"] == name]
    return found.assign(path=found["node"].map(graph.nodes["path"]))


QUESTIONS = {
    "titles of notes": (
        "SELECT ?path ?name WHERE { ?n a ng:Note ; dcterms:identifier ?path ; schema:name ?name }",
        lambda g: rows(nodes(g, NOTE)["path"], nodes(g, NOTE)["label"]),
    ),
    "index pages": (
        "SELECT ?path WHERE { ?n a ng:IndexPage ; dcterms:identifier ?path }",
        lambda g: rows(nodes(g, NodeKind.INDEX)["path"]),
    ),
    "wanted topics": (
        "SELECT ?label WHERE { ?t a ng:WantedTopic ; skos:prefLabel ?label }",
        lambda g: rows(nodes(g, NodeKind.MISSING)["label"]),
    ),
    "how many notes": (
        "SELECT (COUNT(?n) AS ?count) WHERE { ?n a ng:Note }",
        lambda g: {(str(len(nodes(g, NOTE))),)},
    ),
    "channels": (
        "SELECT ?name WHERE { ?c a ng:Channel ; schema:name ?name }",
        lambda g: rows(nodes(g, "channel")["label"]),
    ),
    "videos and their addresses": (
        "SELECT ?id ?url WHERE { ?v a schema:VideoObject ; schema:identifier ?id ; schema:url ?url }",
        lambda g: rows(nodes(g, "video")["key"].str.removeprefix("video:"), nodes(g, "video")["url"]),
    ),
    "links between notes": (
        (
            "SELECT ?from ?to "
            "WHERE { ?a ng:linksTo ?b . ?a dcterms:identifier ?from . ?b dcterms:identifier ?to }"
        ),
        lambda g: rows(links(g)["source_path"], links(g)["target_path"]),
    ),
    "links into each note": (
        (
            "SELECT ?to (COUNT(?a) AS ?links) "
            "WHERE { ?a ng:linksTo ?b . ?b dcterms:identifier ?to } GROUP BY ?to"
        ),
        lambda g: counted(links(g)["target_path"]),
    ),
    "who links to a page": (
        (
            "SELECT ?from "
            "WHERE { ?a ng:linksTo <https://notes.example/q/note/spokecity/desire_lines> ; "
            "dcterms:identifier ?from }"
        ),
        lambda g: rows(links(g)[links(g)["target_path"] == "spokecity/desire_lines.md"]["source_path"]),
    ),
    "notes of each channel": (
        (
            "SELECT ?path ?channel "
            "WHERE { ?n a ng:Note ; schema:isPartOf ?c ; dcterms:identifier ?path . ?c a "
            "ng:Channel ; schema:name ?channel }"
        ),
        lambda g: rows(
            edges(g, "in_channel", NOTE)["source_path"], edges(g, "in_channel", NOTE)["target_label"]
        ),
    ),
    "how many notes a channel has": (
        (
            "SELECT ?channel (COUNT(?n) AS ?notes) "
            "WHERE { ?n a ng:Note ; schema:isPartOf ?c . ?c a ng:Channel ; schema:name ?channel } "
            "GROUP BY ?channel"
        ),
        lambda g: counted(edges(g, "in_channel", NOTE)["target_label"]),
    ),
    "videos that notes are about": (
        (
            "SELECT ?path ?id "
            "WHERE { ?n schema:isBasedOn ?v ; dcterms:identifier ?path . ?v schema:identifier ?id "
            "}"
        ),
        lambda g: rows(
            edges(g, "about_video")["source_path"],
            edges(g, "about_video")["target_key"].str.removeprefix("video:"),
        ),
    ),
    "announced topics": (
        (
            "SELECT ?topic ?video "
            "WHERE { ?t ng:announcedFor ?v ; skos:prefLabel ?topic . ?v schema:name ?video }"
        ),
        lambda g: rows(edges(g, "announced_for")["source_label"], edges(g, "announced_for")["target_label"]),
    ),
    "what index pages feature": (
        "SELECT ?path ?video WHERE { ?i ng:features ?v ; dcterms:identifier ?path . ?v schema:name ?video }",
        lambda g: rows(edges(g, "features")["source_path"], edges(g, "features")["target_label"]),
    ),
    "clips that notes cite": (
        (
            "SELECT ?path ?seconds "
            "WHERE { ?n schema:citation ?c . ?n dcterms:identifier ?path . ?c schema:startOffset "
            "?seconds }"
        ),
        lambda g: rows(cited(g)["path"], cited(g)["seconds"]),
    ),
    "how many clips there are": (
        "SELECT (COUNT(?c) AS ?clips) WHERE { ?c a schema:Clip }",
        lambda g: {(str(len(cited(g)[["target", "seconds"]].drop_duplicates())),)},
    ),
    "a property of notes": (
        (
            "SELECT ?path ?value WHERE { ?n <https://w3id.org/notegraph/ns#property/videoId> ?value ; "
            "dcterms:identifier ?path }"
        ),
        lambda g: rows(named(g, "videoId")["path"], named(g, "videoId")["value"]),
    ),
    "word counts": (
        "SELECT ?path ?words WHERE { ?n schema:wordCount ?words ; dcterms:identifier ?path }",
        lambda g: rows(
            nodes(g, NOTE, NodeKind.INDEX).dropna(subset=["words"])["path"],
            nodes(g, NOTE, NodeKind.INDEX).dropna(subset=["words"])["words"],
        ),
    ),
    "digests of files": (
        "SELECT ?path ?digest WHERE { ?n schema:sha256 ?digest ; dcterms:identifier ?path }",
        lambda g: rows(
            *(
                g.sources[g.sources["path"].isin(nodes(g, NOTE, NodeKind.INDEX)["path"])].dropna(
                    subset=["digest"]
                )[c]
                for c in ("path", "digest")
            )
        ),
    ),
    "links as they are written, with their lines": (
        (
            "SELECT ?path ?line ?text "
            "WHERE { ?m a ng:WikiLink ; nif:referenceContext ?n ; ng:line ?line ; nif:anchorOf "
            "?text . ?n dcterms:identifier ?path }"
        ),
        lambda g: rows(
            *(
                g.mentions[g.mentions["kind"] == MentionKind.LINK].assign(
                    path=lambda m: m["source"].map(g.nodes["path"])
                )[c]
                for c in ("path", "line", "raw")
            )
        ),
    ),
}


def test_there_are_twenty():
    assert len(QUESTIONS) == 20


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_embedded_store_answers_as_the_tables_do(vault, embedded, question):
    query, expected = QUESTIONS[question]

    assert set(embedded(query)) == expected(vault)
    assert expected(vault)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_server_answers_as_the_tables_do(vault, store, told, question):
    query, expected = QUESTIONS[question]

    assert set(loaded(store, told)(query)) == expected(vault)
