"""Writes a graph for others: RDF, files of graph tools, tables, pictures, a report to read."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from gzip import GzipFile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeAlias, cast

from kg.errors import UsageError
from kg.exporters.formats import COMPRESSED, Format, format_of, is_compressed, uncompressed
from kg.store.atomic import replacing

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

__all__ = ["Export", "Format", "export"]

Writer: TypeAlias = Callable[..., tuple[str, ...]]  # (graph, stream, *, options) -> remarks
Options: TypeAlias = dict[str, Any]

_LEVEL: Final = 6  # gzip's own default; 9 takes twice as long for 2 % less
RDF: Final = (Format.TURTLE, Format.NTRIPLES, Format.NQUADS, Format.TRIG, Format.JSONLD, Format.RDFXML)
PARTS: Final = {Format.CSV: ("nodes", "edges"), Format.NEO4J: ("nodes", "relationships")}  # a file a table


class Export(NamedTuple):
    """What an export did.

    Attributes:
        format: The format written.
        files: The files written, none for standard output.
        remarks: What the user should know, such as characters that had to be replaced.
    """

    format: Format
    files: tuple[Path, ...]
    remarks: tuple[str, ...]


def export(graph: KnowledgeGraph, target: str | Path, *, format: str | None = None, **options: Any) -> Export:  # noqa: A002  # the word users look for
    """Write the graph to a file, whole or not at all.

    Args:
        graph: The graph.
        target: File to write; its suffix chooses the format, and ``.gz`` behind it compresses. ``-`` is
            standard output. CSV becomes two files: ``x.csv`` stands for ``x.nodes.csv`` and
            ``x.edges.csv``, unless ``table`` names one.
        format: Name of a `Format`; overrides the suffix.
        **options: The keyword arguments of the format's writer: `kg.exporters.rdf.formats.write_rdf`,
            `kg.exporters.csv.write_csv`, `kg.exporters.neo4j.write_neo4j`,
            `kg.exporters.sqlite.write_sqlite`, `kg.exporters.mermaid.write_mermaid`,
            `kg.exporters.canvas.write_canvas`, `kg.exporters.explorer.write_explorer`,
            `kg.exporters.html.neighbourhood.write_neighbourhood`, `kg.exporters.svg.write_svg`,
            `kg.exporters.png.write_png`, `kg.exporters.report.write_report`.

    Returns:
        The files written and what to know about them.

    Raises:
        UsageError: If the suffix or format is unknown, or the format has no such option.
        KgError: If the file cannot be written; what stood there is unchanged.

    Example:
        >>> import kg
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     done = export(kg.build({"a.md": "[[b]]"}), f"{folder}/graph.csv")
        >>> [file.name for file in done.files]
        ['graph.nodes.csv', 'graph.edges.csv']
    """
    chosen = format_of(target, format)
    writer = _writer(chosen)
    _check_options(chosen, writer, options)
    if str(target) != "-":
        return _write(graph, chosen, writer, _parts(chosen, Path(target), options))
    if chosen in PARTS and "table" not in options:
        tables = " or ".join(PARTS[chosen])
        raise UsageError("CSV is two tables.", hint=f"Name one with the option table: {tables}.")
    return Export(chosen, (), writer(graph, sys.stdout.buffer, **options))


def _parts(chosen: Format, target: Path, options: Options) -> list[tuple[Path, Options]]:
    """The files that make up an export, each with the options it is written with."""
    if chosen in PARTS and "table" not in options:
        plain, packed = Path(uncompressed(target)), COMPRESSED if is_compressed(target) else ""
        return [
            (plain.with_suffix(f".{table}.csv{packed}"), {**options, "table": table})
            for table in PARTS[chosen]
        ]
    return [(target, options)]


def _write(
    graph: KnowledgeGraph, chosen: Format, writer: Writer, parts: list[tuple[Path, Options]]
) -> Export:
    """Write all files; only when the last one is complete do they take their names."""
    remarks: list[str] = []
    with ExitStack() as stack:
        for path, options in parts:
            with stack.enter_context(replacing(path)).open("wb") as file, _packed(file, path) as stream:
                remarks += writer(graph, stream, **options)
    return Export(chosen, tuple(path for path, _ in parts), tuple(dict.fromkeys(remarks)))


@contextmanager
def _packed(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """The file, or what compresses into it: without name and time, so that bytes stay the same."""
    if not is_compressed(path):
        yield file
        return
    with GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=_LEVEL) as stream:
        yield cast("BinaryIO", stream)


# Where the writer of each format is; it brings its own heavy libraries only when it is asked for.
WRITERS: Final = {
    **dict.fromkeys(RDF, "kg.exporters.rdf.formats.write_rdf"),
    Format.GRAPHML: "kg.exporters.graphml.write_graphml",
    Format.GEXF: "kg.exporters.gexf.write_gexf",
    Format.CYTOSCAPE: "kg.exporters.cytoscape.write_cytoscape",
    Format.NODELINK: "kg.exporters.nodelink.write_nodelink",
    Format.DOT: "kg.exporters.dot.write_dot",
    Format.NEO4J: "kg.exporters.neo4j.write_neo4j",
    Format.CYPHER: "kg.exporters.cypher.write_cypher",
    Format.CSV: "kg.exporters.csv.write_csv",
    Format.SQLITE: "kg.exporters.sqlite.write_sqlite",
    Format.MERMAID: "kg.exporters.mermaid.write_mermaid",
    Format.CANVAS: "kg.exporters.canvas.write_canvas",
    Format.HTML: "kg.exporters.explorer.write_explorer",
    Format.PYVIS: "kg.exporters.html.neighbourhood.write_neighbourhood",
    Format.SVG: "kg.exporters.svg.write_svg",
    Format.PNG: "kg.exporters.png.write_png",
    Format.REPORT: "kg.exporters.report.write_report",
}


def _writer(chosen: Format) -> Writer:
    module, _, name = WRITERS[chosen].rpartition(".")
    writer: Writer = getattr(import_module(module), name)
    return partial(writer, format=chosen) if chosen in RDF else writer


def _check_options(chosen: Format, writer: Writer, options: Options) -> None:
    parameters = inspect.signature(writer).parameters.items()
    known = [name for name, p in parameters if p.kind is p.KEYWORD_ONLY and name != "format"]
    for name in options:
        if name not in known:
            knows = f"It knows {', '.join(known)}." if known else "It has none."
            raise UsageError(f"The format {str(chosen)!r} has no option {name!r}.", hint=knows)
