"""The graph as RDF: what is said, how things are called, and that any reader can read it."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, SDO, SKOS, Literal, Namespace, URIRef

import kg
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.rdf.iris import is_iri, note_iri, note_path_of, path_iri, path_of, topic_slug
from kg.exporters.rdf.library import to_rdf

NG = Namespace("https://w3id.org/notegraph/ns#")
BASE = "https://notes.example/v/"
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=8)
TRICKY = st.sampled_from(
    [".", "..", "a", "A", "a.md", "a.MD", "%", "%20", " ", "é", "e\u0301", "\u2068a\u2069"]
)
SUFFIXES = st.sampled_from([".md", ".MD", ".canvas", ".md.md"])
PATHS = st.builds(
    lambda parts, suffix: "/".join(parts) + suffix, st.lists(NAMES | TRICKY, min_size=1, max_size=3), SUFFIXES
)


def iri(relative):
    return URIRef(BASE + relative)


@pytest.fixture(scope="module")
def rdf(graph):
    return to_rdf(graph, base=BASE)


# --- names --------------------------------------------------------------------------------------------------


@given(PATHS)
def test_a_note_is_found_again_by_its_iri(path):
    assert note_path_of(note_iri(path)) == path


@given(PATHS, PATHS)
def test_two_notes_never_share_an_iri(one, other):
    assert (note_iri(one) == note_iri(other)) == (one == other)


@given(PATHS)
def test_every_path_makes_a_valid_iri(path):
    assert is_iri(BASE + note_iri(path))
    assert path_of(path_iri(path)) == path
    assert not re.search(r"(?:^|/)\.{1,2}(?:/|$)", path_iri(path))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b c.md", "note/a/b%20c"),
        ("Ärger/名前.md", "note/Ärger/名前"),
        ("\u2068x\u2069.md", "note/%E2%81%A8x%E2%81%A9"),
        ("100%.md", "note/100%25"),
        ("board.canvas", "note/board.canvas"),
        ("v1.2.md", "note/v1.2"),
    ],
)
def test_iris_of_notes(path, expected):
    assert note_iri(path) == expected


@pytest.mark.parametrize("name", ["Graph theory", "graph_theory.md", "x/graph-theory", "GRAPH THEORY.MD"])
def test_all_spellings_of_a_page_are_one_topic(name):
    assert topic_slug(name) == "graphtheory"


def test_a_name_of_signs_alone_is_a_topic_too():
    assert topic_slug("???.md") == "???"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://user@example.org:8080/a;b?c=d&e#f",
        "http://[::1]/",
        "mailto:ann@example.org",
        "https://例え.jp/ü?q=é",
        "urn:isbn:0451450523",
    ],
)
def test_addresses_that_are_iris(address):
    assert is_iri(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "//example.org/a",
        "https://[your-project-id",
        "http://[::1/",
        "http://[1.2.3.4]/",
        "http://host`/",
        "http://a b/",
        "http://a/<b>",
        "http://a/%zz",
        "http://a/\u202ex",
        "http://a:port/",
        "http://a/x\ny",
        'http://a/"',
        "http://a#b#c",
    ],
)
def test_addresses_that_are_not_iris(address):
    assert not is_iri(address)


# --- facts --------------------------------------------------------------------------------------------------


def test_a_note_says_what_it_is_about_and_links_to(rdf):
    umami = iri("note/kitchen/umami")

    assert set(rdf.objects(umami, RDF.type)) == {SDO.Article, NG.Note}
    assert rdf.value(umami, DCTERMS.identifier) == Literal("kitchen/umami.md")
    assert rdf.value(umami, SDO.name) == Literal("Umami & co")
    assert rdf.value(umami, SDO.alternateName) == Literal("Savouriness")
    assert rdf.value(umami, SDO.about) == iri("topic/umami")
    assert rdf.value(umami, SDO.isBasedOn) == iri("video/aB3-x_Yz012")
    assert rdf.value(umami, SDO.isPartOf) == iri("channel/kitchen")
    assert rdf.value(umami, DCTERMS.hasPart) == iri("file/img/p%201.png")
    assert rdf.value(umami, SDO.keywords) == Literal("Food/Taste")
    assert set(rdf.objects(umami, NG.linksTo)) == {iri("note/kitchen/dashi_stock")}
    assert set(rdf.objects(umami, SDO.mentions)) == {iri("topic/dashistock"), iri("topic/kojimould")}


def test_an_address_that_is_no_iri_is_text(rdf):
    references = set(rdf.objects(iri("note/kitchen/umami"), DCTERMS.references))

    assert URIRef("https://example.org/a") in references
    assert all(is_iri(address) for address in references if isinstance(address, URIRef))


def test_properties_keep_their_type_and_lists_lose_their_numbers(rdf):
    umami = iri("note/kitchen/umami")

    assert rdf.value(umami, NG["property/rating"]).toPython() == 5
    assert str(rdf.value(umami, NG["property/started"]).datatype).endswith("#date")
    assert set(rdf.objects(umami, NG["property/crew"])) == {Literal("Ann"), Literal("Bob")}
    assert not list(rdf.objects(umami, NG["property/title"]))


def test_a_missing_page_is_a_wanted_topic(rdf):
    koji = iri("topic/kojimould")

    assert set(rdf.objects(koji, RDF.type)) == {SKOS.Concept, NG.WantedTopic}
    assert rdf.value(koji, NG.wantedBy).toPython() == 2
    assert rdf.value(koji, NG.announcedFor) == iri("video/aB3-x_Yz012")
    assert rdf.value(iri("note/kitchen/kitchen"), NG.lists, any=True) is not None


def test_a_topic_keeps_its_iri_when_its_note_is_written():
    wanted = to_rdf(kg.build({"a.md": "[[Graph theory]]"}), base=BASE)
    written = to_rdf(kg.build({"a.md": "[[Graph theory]]", "x/graph-theory.md": ""}), base=BASE)
    topic = iri("topic/graphtheory")

    assert (topic, RDF.type, NG.WantedTopic) in wanted
    assert (topic, RDF.type, NG.WantedTopic) not in written
    assert (iri("note/x/graph-theory"), SDO.about, topic) in written
    assert (iri("note/a"), SDO.mentions, topic) in wanted
    assert (iri("note/a"), SDO.mentions, topic) in written


def test_a_topic_of_two_notes_is_ambiguous():
    rdf = to_rdf(kg.build({"a/x.md": "", "b/X.md": ""}), base=BASE)

    assert (iri("topic/x"), RDF.type, NG.AmbiguousTopic) in rdf
    assert len(list(rdf.objects(iri("topic/x"), SKOS.prefLabel))) == 1


def test_a_moment_is_cited_once_as_a_clip_and_only_in_core(graph, rdf):
    clip = iri("video/aB3-x_Yz012#t=75")

    assert list(rdf.objects(iri("note/kitchen/umami"), SDO.citation)) == [clip]
    assert rdf.value(clip, SDO.startOffset).toPython() == 75
    assert rdf.value(clip, SDO.url) == URIRef("https://www.youtube.com/watch?v=aB3-x_Yz012&t=75s")
    assert not list(to_rdf(graph, base=BASE, detail="pages").subjects(RDF.type, SDO.Clip))


def test_a_tag_implies_the_tags_above_it(rdf):
    assert rdf.value(iri("tag/food/taste"), SKOS.broader) == iri("tag/food")
    assert rdf.value(iri("tag/food"), SKOS.prefLabel) == Literal("Food")


def test_own_terms_are_declared(rdf):
    used = {p for p in rdf.predicates() if "property/" in p}

    assert used
    assert all((term, RDF.type, RDF.Property) in rdf for term in used)


def test_there_are_no_blank_nodes_and_every_target_of_ours_is_described(rdf):
    ours = {o for o in rdf.objects() if isinstance(o, URIRef) and o.startswith(BASE)}

    assert all(isinstance(term, (URIRef, Literal)) for triple in rdf for term in triple)
    assert ours <= set(rdf.subjects())


def test_values_that_only_yaml_takes_for_numbers_and_dates_stay_text(caplog):
    body = "---\na: 0x1F\nb: 1_000\nc: 2024-02-30\nd: 007\ne: yes\nf: .5\n---\n"
    with caplog.at_level(logging.WARNING):
        rdf = to_rdf(kg.build({"a.md": body}), base=BASE)

    values = {
        str(p).rpartition("/")[2]: o for p, o in rdf.predicate_objects(iri("note/a")) if "property/" in p
    }
    assert [str(values[name]) for name in "abcdef"] == ["0x1F", "1_000", "2024-02-30", "007", "yes", ".5"]
    assert values["c"].datatype is None
    assert all(not value.ill_typed for value in values.values())
    assert not caplog.records


@pytest.mark.parametrize(
    "base", ["notes", "https://x.example/a b/", "https://x.example/?a=", "https://x.example/#"]
)
def test_a_base_that_is_no_base_is_refused(graph, base):
    with pytest.raises(UsageError, match="base"):
        to_rdf(graph, base=base)


def test_a_base_gets_its_slash_and_a_missing_one_is_told(graph, tmp_path):
    assert export(graph, tmp_path / "x.nt", base="https://x.example/a").remarks == ()
    assert "<https://x.example/a/note/" in (tmp_path / "x.nt").read_text()
    assert "https://example.org/" in export(graph, tmp_path / "x.nt").remarks[0]


def test_an_unknown_detail_is_refused(graph):
    with pytest.raises(UsageError, match="pages, core, full"):
        to_rdf(graph, detail="everything")
