"""The terms an export uses: existing vocabularies first, own terms (``ng:``) for what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.errors import ConfigError
from kg.exporters.rdf.iris import is_iri, path_iri
from kg.model.kinds import EdgeKind, NodeKind


class Namespace:
    """What the IRIs of one vocabulary start with.

    Example:
        >>> Namespace("https://schema.org/").name
        'https://schema.org/name'
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, term: str) -> str:
        if term.startswith("__"):  # what Python itself asks for is no term
            raise AttributeError(term)
        return self.iri + term


DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
ITSRDF: Final = Namespace("http://www.w3.org/2005/11/its/rdf#")
NG: Final = Namespace("https://w3id.org/notegraph/ns#")
NIF: Final = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: Final = {
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "itsrdf": ITSRDF.iri,
    "ng": NG.iri,
    "nif": NIF.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "skos": SKOS.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}

# Names that the built-in `youtube` profile declares; a profile may use others, which become own terms.
VIDEO: Final = "video"
CHANNEL: Final = "channel"
IN_CHANNEL: Final = "in_channel"
FEATURES: Final = "features"
ABOUT_VIDEO: Final = "about_video"

PAGES: Final = (NodeKind.NOTE, NodeKind.INDEX)
NO_THINGS: Final = (*PAGES, NodeKind.EXTERNAL, NodeKind.MISSING, NodeKind.TAG)
FOLDERS: Final = {  # first segment of the IRIs of a kind; notes, topics and addresses have their own rules
    NodeKind.TAG: "tag",
    NodeKind.ATTACHMENT: "file",
    VIDEO: "video",
    CHANNEL: "channel",
}
CLASSES: Final = {
    NodeKind.NOTE: (SCHEMA.Article, NG.Note),
    NodeKind.INDEX: (SCHEMA.CollectionPage, NG.IndexPage),
    NodeKind.ATTACHMENT: (SCHEMA.MediaObject,),
    VIDEO: (SCHEMA.VideoObject,),
    CHANNEL: (SCHEMA.CreativeWorkSeries, NG.Channel),
}
EDGES: Final = {
    EdgeKind.LINKS_TO: DCTERMS.references,  # between notes it is ng:linksTo, a sub-property of this
    EdgeKind.EMBEDS: DCTERMS.hasPart,  # what is shown in place is physically part of the page
    EdgeKind.TAGGED: DCTERMS.subject,
    EdgeKind.LINKS_OUT: DCTERMS.references,
    ABOUT_VIDEO: SCHEMA.isBasedOn,
    IN_CHANNEL: SCHEMA.isPartOf,
    FEATURES: NG.features,
    "lists": NG.lists,
    "announced_for": NG.announcedFor,
}
TOPIC_EDGES: Final = {"related_to": SKOS.related}  # join what two pages are about, not the pages


def own_property(name: str) -> str:
    """The property for an edge kind, front-matter key or inline field that no vocabulary above covers.

    Example:
        >>> own_property("part of")
        'https://w3id.org/notegraph/ns#property/part%20of'
    """
    return f"{NG.iri}property/{path_iri(name)}"


def mapped_properties(terms: Mapping[str, str]) -> dict[str, str]:
    """The terms that names of properties are mapped to, in full.

    Args:
        terms: By name of a property, a term such as ``schema:author``, or its IRI.

    Raises:
        ConfigError: There is no such term.

    Example:
        >>> mapped_properties({"author": "schema:author", "made by": "http://xmlns.com/foaf/0.1/maker"})
        {'author': 'https://schema.org/author', 'made by': 'http://xmlns.com/foaf/0.1/maker'}
    """
    return {name: _full(name, term) for name, term in terms.items()}


def _full(name: str, term: str) -> str:
    prefix, colon, local = term.partition(":")
    iri = PREFIXES[prefix] + local if colon and local and prefix in PREFIXES else term
    if iri == RDF.type:
        raise ConfigError(f"The property {name!r} cannot be rdf:type: its values are no classes.")
    if not is_iri(iri) or (iri == term and not term.startswith(("http://", "https://", "urn:"))):
        raise ConfigError(
            f"The property {name!r} is mapped to {term!r}, which is no term.",
            hint=f"Write an IRI, or a name with one of the prefixes {', '.join(PREFIXES)}.",
        )
    return iri


def own_class(kind: str) -> str:
    """The class of nodes of a kind that only a profile knows.

    Example:
        >>> own_class("person")
        'https://w3id.org/notegraph/ns#kind/person'
    """
    return f"{NG.iri}kind/{path_iri(kind)}"
