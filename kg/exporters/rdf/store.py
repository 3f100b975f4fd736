"""Keeps a graph's RDF in an Oxigraph store beside its tables, and makes it again when they change."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
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
    from collections.abc import Callable, Iterator, Mapping

    from kg.model.graph import KnowledgeGraph

LAYOUT: Final = 1  # raised when what is said, or how, changes
_STAMP: Final = "stamp.json"
_STORE: Final = "store"


@contextmanager
def stored(
    graph: KnowledgeGraph,
    folder: Path | None,
    *,
    base: str,
    detail: str,
    graphs: Graphs = Graphs.NONE,
    properties: Mapping[str, str] = NONE,
    remark: Callable[[str], None] = lambda _: None,
) -> Iterator[Path]:
    """The store of a graph on disk, made now unless it stands there already.

    Args:
        graph: The graph.
        folder: The graph's folder, in which the store is kept. Without it, or if nothing can be kept there,
            the store goes when the block ends.
        base: What all IRIs start with; empty for the default.
        detail: ``pages``, ``core`` or ``full``.
        graphs: ``LINE`` for a named graph a page, what no page says in the default one; else all in that.
        properties: Terms of vocabularies for properties of notes, by name.
        remark: Told when a store has to be made first, which takes longer than any query.

    Yields:
        The store's folder, to be read by as many as like to.

    Raises:
        UsageError: If the base is no absolute IRI, or there is no such detail.
    """
    told = partial(statements, graph, base=base, detail=detail, properties=properties)
    check(detail)  # a wrong option is told before anything is made
    mapped_properties(properties)
    if folder is not None:
        kept, stamp = kept_store(folder, detail, graphs).parent, _stamp(graph, base, detail, properties)
        try:
            if _read(kept / _STAMP) != stamp:
                remark(f"making the store {kept}, which is kept until the graph changes")
                with replacing_folder(kept, owned=(_STAMP, _STORE)) as temporary:
                    _fill(temporary / _STORE, told(), graphs)
                    (temporary / _STAMP).write_text(stamp, encoding="utf-8")
        except KgError as error:
            remark(f"the store cannot be kept: {error.message}")
        else:
            yield kept / _STORE
            return
    with TemporaryDirectory(prefix="kg-store-") as own:
        _fill(Path(own), told(), graphs)
        yield Path(own)


def kept_store(folder: Path, detail: str, graphs: Graphs = Graphs.NONE) -> Path:
    """Where the store of a graph is kept.

    Example:
        >>> kept_store(Path("graph"), "core").as_posix()
        'graph/rdf-core/store'
    """
    return folder / f"rdf-{detail}{'-graphs' if graphs == Graphs.LINE else ''}" / _STORE


def _fill(place: Path, told: Statements, graphs: Graphs) -> None:
    store = ox.Store(str(place))
    file, form = read_from(told, graphs)
    store.bulk_load(file, form, lenient=True)  # what we write needs no second look
    store.optimize()  # a sixth of the loading again, and queries take a third of the time
    store.flush()


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
