"""`kg export`: the graph in a format of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import engines, options

if TYPE_CHECKING:
    from kg.exporters.formats import Format
    from kg.model.graph import KnowledgeGraph


class _WithFormats(click.Command):
    """A command whose help ends in the list of formats, read from where they are declared."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the formats, then the examples."""
        from kg.exporters.formats import Format

        rows = [(f"{form} {' '.join(form.suffixes)}".strip(), form.description) for form in Format]
        with formatter.section("Formats"):
            formatter.write_dl(rows)
        super().format_epilog(ctx, formatter)


@click.command(
    cls=_WithFormats,
    epilog=options.examples(
        "export output/graph -o graph.ttl",
        "export output/graph -o graph.nq.gz --detail full --base https://notes.example/",
        "export output/graph -o - --format ntriples | sort | head",
        "export output/graph -o graph.gexf              # for Gephi",
        "export output/graph -o graph.db --sentences    # for Datasette",
        "export output/graph -o graph.svg",
        "export output/graph -o topic.html --format pyvis --around 'some topic' --depth 2",
        "export output/graph -o way.html --format pyvis --path 'some topic' 'another'",
        "export /shared/graph -o /shared/rdf --engine spark --format nquads",
    ),
)
@options.graph_argument
@click.option("-o", "--output", metavar="FILE", required=True, help="File to write; - is stdout.")
@click.option("--format", metavar="NAME", help="A format listed below.  [default: by the file's suffix]")
@click.option(
    "--around",
    metavar="NAME",
    help="pyvis, mermaid, canvas: the node in the middle.  [default: the top of the ranking]",
)
@click.option(
    "--depth",
    metavar="N",
    type=click.IntRange(min=1),
    help="pyvis, mermaid, canvas: steps to go from the node.",
)
@click.option(
    "--path", metavar="NAME NAME", nargs=2, help="pyvis: what lies on the shortest paths between two."
)
@click.option("--community", metavar="NAME", help="pyvis: the community of a page.")
@click.option("--width", metavar="PX", type=click.IntRange(min=200), help="svg, png: pixels of it.")
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    help="pyvis, mermaid, canvas: nodes to show at most, up to 2,000.",
)
@click.option("--base", metavar="IRI", help="RDF: what all IRIs start with.  [default: that of kg.toml]")
@click.option("--detail", metavar="LEVEL", help="RDF: pages, core or full.  [default: core]")
@click.option("--ascii-iris", is_flag=True, default=None, help="RDF: IRIs in plain ASCII, for old stores.")
@click.option(
    "--triple-terms", is_flag=True, default=None, help="RDF: RDF 1.2 triple terms as evidence, with full."
)
@click.option("--validate", is_flag=True, help="RDF: write only what is as the model's shapes say.")
@click.option("--table", metavar="NAME", help="csv, neo4j: write only this table.")
@click.option("--sentences", is_flag=True, help="sqlite: the sentence around each mention too, for search.")
@options.vault_option
@engines.engine_option
@engines.master_option
@click.pass_context
def export(
    context: click.Context,
    /,
    graph: Path | None,
    output: str,
    format: str | None,
    validate: bool,
    sentences: bool,
    vault: Path | None,
    engine: engines.Engine,
    master: str,
    **settings: Any,
) -> None:
    """Write the graph for other programs.

    The suffix of the file chooses the format; .gz behind it compresses. Files are written whole or not at
    all. RDF formats are turtle, ntriples, nquads, trig, jsonld and rdfxml; docs/explanation/rdf.md describes
    what they say. The engine spark writes a folder of ntriples or nquads in parts, from a graph it built.
    """
    if engine is engines.Engine.SPARK:
        known = {name: settings.pop(name) for name in ("base", "detail")}
        rest = {**settings, "validate": validate, "sentences": sentences, "vault": vault}
        engines.refuse_for_spark("--format, --base and --detail", **rest)
        _export_by_spark(graph, output, master, {"format": format, **known})
        return
    from kg.cli.opening import open_graph, open_texts, rdf_settings
    from kg.cli.output import remark
    from kg.engine.memory import use_little
    from kg.exporters import export as write
    from kg.exporters.formats import RDF, format_of

    use_little()
    chosen = format_of(output, format)  # a wrong suffix is told before a vault is read
    given = {name: value for name, value in settings.items() if value is not None}
    opened = open_graph(graph)
    if sentences:
        given["texts"] = open_texts(opened, graph, vault)
    if chosen in RDF:
        configured = rdf_settings(graph)
        given = {"base": configured.base, "properties": configured.properties, **given}
    given |= _of_pictures(opened, graph, chosen)
    if validate and not _conforms(opened, given):
        context.exit(1)
    done = write(opened, output, format=format, **given)
    for text in (*(f"{file} written" for file in done.files), *done.remarks):
        remark(text)


def _export_by_spark(graph: Path | None, output: str, master: str, settings: dict[str, Any]) -> None:
    from kg.cli.opening import only_graph, rdf_settings
    from kg.cli.output import remark
    from kg.cluster.rdf import export_rdf

    place = graph or only_graph()
    configured = rdf_settings(place)
    given = {name: value for name, value in settings.items() if value is not None}
    given = {"base": configured.base, "properties": configured.properties, **given}
    count = export_rdf(place, output, master=master, **given)
    remark(f"{output} written: {count:,} statements")


def _of_pictures(opened: KnowledgeGraph, path: Path | None, chosen: Format) -> dict[str, Any]:
    """What the writers of pictures need beside the graph: where nodes stand, and the notes' texts."""
    from kg.analysis.layout import kept_layout
    from kg.cli.opening import graph_folder, texts_if_any
    from kg.exporters.formats import Format

    if chosen not in {Format.HTML, Format.SVG, Format.PNG}:
        return {}
    found: dict[str, Any] = {"places": kept_layout(opened, graph_folder(path))}
    return found | {"texts": texts_if_any(opened, path, None)} if chosen == Format.HTML else found


def _conforms(graph: KnowledgeGraph, given: dict[str, Any]) -> bool:
    """Whether the export is as the shapes say; if not, where it is not is told."""
    from kg.cli.output import remark
    from kg.exporters.rdf.library import read_from
    from kg.exporters.rdf.model import statements
    from kg.exporters.rdf.syntax import Graphs
    from kg.exporters.rdf.validation import validate

    told = {name: given[name] for name in ("base", "detail", "properties") if name in given}
    found = validate(read_from(statements(graph, **told), Graphs.NONE)[0].read())
    for row in found.head(options.FIRST).itertuples(index=False):
        remark(f"{row.note}:{row.line}: {row.message} ({row.focus})")
    if len(found):
        remark(f"{len(found):,} violations; nothing is written")
    return found.empty
