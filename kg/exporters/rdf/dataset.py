"""Says what the data set is, what made it from what, and by which vocabularies it speaks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.exporters.rdf.iris import path_iri
from kg.exporters.rdf.said import Said
from kg.exporters.rdf.terms import Kind
from kg.exporters.rdf.vocabulary import DCAT, DCTERMS, NG, NIF, PROV, RDF, SCHEMA, SKOS, VOID

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

DATASET: Final = "dataset"


def say_dataset(graph: KnowledgeGraph, said: Said, base: str, detail: str) -> int:
    """Describe the data set and its making. Only SOURCE_DATE_EPOCH can put a time into it.

    Returns:
        The number of the data set's term.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    made = graph.manifest
    dataset = said.one(Kind.LOCAL, DATASET)
    build, source = (said.one(Kind.LOCAL, f"{folder}/{made.digest}") for folder in ("build", "source"))
    software = said.one(Kind.LOCAL, f"software/{path_iri(made.kg)}")
    for subject, predicate, kind, text in (
        (dataset, RDF.type, Kind.NAME, VOID.Dataset),
        (dataset, RDF.type, Kind.NAME, DCAT.Dataset),
        (dataset, DCTERMS.title, Kind.TEXT, made.vault),
        (dataset, DCTERMS.description, Kind.TEXT, _ABOUT.format(vault=made.vault, detail=detail)),
        (dataset, VOID.uriSpace, Kind.TEXT, base),
        *((dataset, VOID.vocabulary, Kind.IRI, vocabulary.iri) for vocabulary in _VOCABULARIES),
        (dataset, NG.profile, Kind.TEXT, made.profile),
        (dataset, NG.ruleSet, Kind.TEXT, str(made.rules)),
        (build, RDF.type, Kind.NAME, PROV.Activity),
        (source, RDF.type, Kind.NAME, PROV.Entity),
        (source, SCHEMA.sha256, Kind.TEXT, made.digest),
        (software, RDF.type, Kind.NAME, PROV.SoftwareAgent),
        (software, RDF.type, Kind.NAME, SCHEMA.SoftwareApplication),
        (software, SCHEMA.name, Kind.TEXT, "kg"),
        (software, SCHEMA.softwareVersion, Kind.TEXT, made.kg),
        *((build, PROV.endedAtTime, Kind.DATETIME, time) for time in _times()),
    ):
        said.say(subject, predicate, said.one(kind, text))
    said.say(dataset, PROV.wasGeneratedBy, build)
    said.say(dataset, PROV.wasDerivedFrom, source)
    said.say(build, PROV.used, source)
    said.say(build, PROV.wasAssociatedWith, software)
    return dataset


_ABOUT: Final = "The notes of {vault} as a knowledge graph, in the detail {detail}."
_VOCABULARIES: Final = (DCTERMS, NG, NIF, SCHEMA, SKOS)


def _times() -> tuple[str, ...]:
    """The time that whoever builds reproducibly wants to see in what is built (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return ()
    try:
        return (datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}.", hint="Give it seconds since 1970, or unset it."
        ) from error
