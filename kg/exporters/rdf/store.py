"""Keeps a graph's RDF in an Oxigraph store beside its tables, and makes it again when they change."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import KgError
from kg.exporters.rdf.library import read_from
from kg.exporters.rdf.model import NONE, check, full_base, statements
from kg.exporters.rdf.statements import Statements
from kg.exporters.rdf.syntax import Graphs
from kg.exporters.rdf.vocabulary import mapped_properties
from kg.store.atomic import replacing_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.model.graph import KnowledgeGraph

LAYOUT: Final = 1  # raised when what is said, or how, changes
_STAMP: Final = "stamp.json"
_STORE: Final = "store"


def open_store(
    graph: KnowledgeGraph,
    folder: Path | None,
    *,
    base: str,
    detail: str,
    graphs: Graphs = Graphs.NONE,
    properties: Mapping[str, str] = NONE,
    remark: Callable[[str], None] = lambda _: None,
) -> ox.Store:
    """The store of a graph, made now unless it stands there already.

    Args:
        graph: The graph.
        folder: The graph's folder, in which the store is kept; None for a graph in memory.
        base: What all IRIs start with; empty for the default.
        detail: ``pages``, ``core`` or ``full``.
        graphs: ``LINE`` for a named graph a page, what no page says in the default one; else all in that.
        properties: Terms of vocabularies for properties of notes, by name.
        remark: Told when a store has to be made first, which takes longer than any query.

    Returns:
        A store to read from.

    Raises:
        UsageError: If the base is no absolute IRI, or there is no such detail.
    """
    told = partial(statements, graph, base=base, detail=detail, properties=properties)
    if folder is None:
        return _filled(ox.Store(), told(), graphs)
    kept, stamp = kept_store(folder, detail, graphs).parent, _stamp(graph, base, detail, properties)
    if _read(kept / _STAMP) != stamp:
        check(detail)  # a wrong option is told before anything is made
        mapped_properties(properties)
        remark(f"making the store {kept}, which is kept until the graph changes")
        try:
            with replacing_folder(kept, owned=(_STAMP, _STORE)) as temporary:
                store = _filled(ox.Store(str(temporary / _STORE)), told(), graphs)
                store.optimize()  # a sixth of the loading again, and queries take a third of the time
                store.flush()
                del store
                (temporary / _STAMP).write_text(stamp, encoding="utf-8")
        except KgError as error:
            remark(f"the store cannot be kept: {error.message}")
            return _filled(ox.Store(), told(), graphs)
    return ox.Store.read_only(str(kept / _STORE))


def kept_store(folder: Path, detail: str, graphs: Graphs = Graphs.NONE) -> Path:
    """Where the store of a graph is kept.

    Example:
        >>> kept_store(Path("graph"), "core").as_posix()
        'graph/rdf-core/store'
    """
    return folder / f"rdf-{detail}{'-graphs' if graphs == Graphs.LINE else ''}" / _STORE


def _filled(store: ox.Store, told: Statements, graphs: Graphs) -> ox.Store:
    file, form = read_from(told, graphs)
    store.bulk_load(file, form, lenient=True)  # what we write needs no second look
    return store


def _stamp(graph: KnowledgeGraph, base: str, detail: str, properties: Mapping[str, str]) -> str:
    """What a store was made from: all that its content depends on."""
    made = {
        **asdict(graph.manifest),
        "base": full_base(graph, base),
        "detail": detail,
        "properties": dict(properties),
        "time": os.environ.get("SOURCE_DATE_EPOCH"),
        "layout": LAYOUT,
    }
    text = json.dumps(made, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
