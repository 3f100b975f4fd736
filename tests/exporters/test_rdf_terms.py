"""The own terms: the ontology, the context and what is written know the same ones."""

import io
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph

import kg
from kg.exporters.rdf.evidence import MENTION_CLASSES
from kg.exporters.rdf.formats import write_rdf
from kg.exporters.rdf.jsonld import context
from kg.exporters.rdf.vocabulary import NG, PREFIXES

ROOT = Path(__file__).resolve().parents[2]
OF_A_VAULT = ("property/", "kind/")  # these the export itself declares


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(ROOT / "data" / "ontology" / "kg.ttl", format="turtle")


@pytest.fixture(scope="module")
def used(graph):
    """All predicates and classes that exports with all there is in them use."""
    found = set()
    for vault in (
        graph,
        kg.build(ROOT / "data" / "tubevault"),
        kg.build(ROOT / "data" / "fieldnotes", canvas=True),
    ):
        stream = io.BytesIO()
        write_rdf(vault, stream, format="ntriples", detail="full", base="https://notes.example/")
        lines = stream.getvalue().decode()
        found |= set(re.findall(r"^<[^>]*> <([^>]*)>", lines, re.MULTILINE))
        found |= set(re.findall(rf"^<[^>]*> <{RDF.type}> <([^>]*)>", lines, re.MULTILINE))
    return found


def own(terms):
    names = {term.removeprefix(NG.iri) for term in terms if term.startswith(NG.iri)}
    return {name for name in names if not name.startswith(OF_A_VAULT)}


def test_the_ontology_defines_the_terms_in_use_and_no_others(ontology, used):
    defined = {str(term) for term in ontology.subjects(RDFS.isDefinedBy)}
    rare = set(MENTION_CLASSES.values()) | {NG.announcedFor, NG.features}

    assert own(used) <= own(defined)
    assert own(defined) - own(used) <= own(rare)


def test_every_own_term_is_explained(ontology):
    for term in ontology.subjects(RDFS.isDefinedBy):
        assert ontology.value(term, RDFS.label)
        assert str(ontology.value(term, RDFS.comment)).endswith(".")
        assert ontology.value(term, RDF.type) in {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}


def test_the_context_knows_every_term_in_use_and_every_prefix(used):
    names = {meaning["@id"] if isinstance(meaning, dict) else meaning for meaning in context().values()}
    known = {
        PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
        for name in names
        if isinstance(name, str) and name.partition(":")[0] in PREFIXES
    }
    predicates = {term for term in used if term.rpartition("/")[2].rpartition("#")[2][:1].islower()}
    predicates = {
        term for term in predicates if not term.startswith(tuple(NG.iri + name for name in OF_A_VAULT))
    }

    assert predicates - {str(RDF.type)} <= known
    assert {name: iri for name, iri in context().items() if name in PREFIXES} == PREFIXES
