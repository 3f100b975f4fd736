"""`kg diff`: what changed from one build to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.analysis.diff import Diff
    from kg.cli.options import Output

TABLES: Final = ("nodes", "edges", "links")
COLUMNS: Final = {
    "nodes": {"change": "change", "kind": "kind", "key": "node", "before": "before", "why": "why"},
    "edges": {"change": "change", "source": "from", "kind": "edge", "target": "to", "weight": "weight"},
    "links": {
        "change": "change",
        "note": "note",
        "line": "line",
        "before": "written before",
        "written": "written now",
        "led_to": "led to",
        "leads_to": "leads to",
    },
}


@click.command(
    epilog=options.examples(
        "diff output/before output/after",
        "diff output/before ~/vault --table links      # what is broken, healed, led elsewhere",
        "diff output/before output/after -o diff.html",
        "diff output/main output/branch --fail-on 1    # a check: no new dangling links",
    )
)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@click.option(
    "--table",
    type=click.Choice(TABLES),
    multiple=True,
    help="Only these differences.  [repeatable; default: all, for csv links]",
)
@click.option(
    "-o",
    "--html",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page to read instead.",
)
@options.fail_on_option
@options.output_options
@click.pass_context
def diff(
    context: click.Context,
    old: Path,
    new: Path,
    table: tuple[str, ...],
    html: Path | None,
    fail_on: int | None,
    output: Output,
) -> None:
    """List what changed from one graph to another: nodes, edges, links.

    Each of the two is a graph folder or a vault. A page that moved or was renamed is told as such, if its
    file is the same or holds nearly the same headings, links and times. Links are broken (they lead to a
    missing page by now), healed, retargeted (they lead to another page), or dropped (dangling, and gone).
    With --fail-on, broken links count.
    """
    from kg.analysis.diff import diff as differences
    from kg.cli.opening import open_graph

    before, after = open_graph(old), open_graph(new)
    found = differences(before, after)
    if html is not None:
        from kg.cli.output import remark
        from kg.exporters.differences import write_differences

        write_differences(found, before.manifest, after.manifest, html)
        remark(f"{html} written")
    else:
        _print(found, table, output)
    options.fail_if(context, found.counts["links"].get("broken", 0), fail_on)


def _print(found: Diff, wanted: tuple[str, ...], output: Output) -> None:
    from kg.cli.data import records, write_csv, write_json
    from kg.cli.options import Format

    names: list[str] = [name for name in TABLES if name in (wanted or TABLES)]
    frames = {name: getattr(found, name) for name in names}
    shown = {name: frame.head(output.limit) if output.limit else frame for name, frame in frames.items()}
    match output.format:
        case Format.TABLE:
            _print_tables(found, names, output)
        case Format.JSON:
            write_json(
                {"counts": found.counts, **{name: list(records(frame)) for name, frame in shown.items()}}
            )
        case Format.JSONL:
            _print_lines(shown)
        case Format.CSV:
            if len(wanted) > 1:
                raise click.UsageError("CSV holds one table: give --table once.")
            write_csv(shown[wanted[0] if wanted else "links"])


def _print_lines(frames: dict[str, DataFrame]) -> None:
    from kg.cli.data import json_lines, write_text

    for name, frame in frames.items():
        write_text(f"{line}\n" for line in json_lines(frame.assign(table=name)))


def _print_tables(found: Diff, names: list[str], output: Output) -> None:
    from kg.cli.output import print_table, remark_left

    for name in names:
        frame = getattr(found, name)
        told = ", ".join(f"{count:,} {change}" for change, count in found.counts[name].items())
        kept = frame.head(output.limit) if output.limit else frame
        if not len(frame):
            click.echo(f"{name}: no difference")
            continue
        print_table(kept, COLUMNS[name], title=f"{name}: {told}")
        remark_left(len(frame) - len(kept), name)
