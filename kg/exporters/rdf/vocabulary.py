"""The terms an export uses: existing vocabularies first, own terms (``ng:``) for what they lack."""

from __future__ import annotations

from typing import Final

from rdflib import DCTERMS, RDF, RDFS, SDO, SKOS, XSD, Namespace, URIRef

from kg.exporters.rdf.iris import path_iri
from kg.model.kinds import EdgeKind, NodeKind

NG: Final = Namespace("https://w3id.org/notegraph/ns#")

PREFIXES: Final = {
    "dcterms": str(DCTERMS),
    "ng": str(NG),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SDO),
    "skos": str(SKOS),
    "xsd": str(XSD),
}

# Names that the built-in `youtube` profile declares; a profile may use others, which become own terms.
VIDEO: Final = "video"
CHANNEL: Final = "channel"
IN_CHANNEL: Final = "in_channel"
FEATURES: Final = "features"
ABOUT_VIDEO: Final = "about_video"

FOLDERS: Final = {  # first segment of the IRIs of a kind; notes, topics and addresses have their own rules
    NodeKind.TAG: "tag",
    NodeKind.ATTACHMENT: "file",
    VIDEO: "video",
    CHANNEL: "channel",
}
CLASSES: Final = {
    NodeKind.NOTE: (SDO.Article, NG.Note),
    NodeKind.INDEX: (SDO.CollectionPage, NG.IndexPage),
    NodeKind.ATTACHMENT: (SDO.MediaObject,),
    VIDEO: (SDO.VideoObject,),
    CHANNEL: (SDO.CreativeWorkSeries, NG.Channel),
}
EDGES: Final = {
    EdgeKind.LINKS_TO: DCTERMS.references,  # between notes it is ng:linksTo, a sub-property of this
    EdgeKind.EMBEDS: DCTERMS.hasPart,  # what is shown in place is physically part of the page
    EdgeKind.TAGGED: DCTERMS.subject,
    EdgeKind.LINKS_OUT: DCTERMS.references,
    ABOUT_VIDEO: SDO.isBasedOn,
    IN_CHANNEL: SDO.isPartOf,
    FEATURES: NG.features,
    "lists": NG.lists,
    "announced_for": NG.announcedFor,
}
TOPIC_EDGES: Final = {"related_to": SKOS.related}  # join what two pages are about, not the pages


def own_property(name: str) -> URIRef:
    """The property for an edge kind, front-matter key or inline field that no vocabulary above covers.

    Example:
        >>> own_property("part of")
        rdflib.term.URIRef('https://w3id.org/notegraph/ns#property/part%20of')
    """
    return NG[f"property/{path_iri(name)}"]


def own_class(kind: str) -> URIRef:
    """The class of nodes of a kind that only a profile knows.

    Example:
        >>> own_class("person")
        rdflib.term.URIRef('https://w3id.org/notegraph/ns#kind/person')
    """
    return NG[f"kind/{path_iri(kind)}"]
