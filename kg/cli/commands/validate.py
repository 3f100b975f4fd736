"""`kg validate`: whether an RDF file is as the model says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from kg.cli.options import Output

COLUMNS: Final = {"note": "note", "line": "line", "message": "message", "focus": "found at", "value": "value"}


@click.command(
    epilog=options.examples(
        "validate graph.ttl",
        "validate graph.nq.gz --format jsonl",
        "validate graph.ttl --shapes own-shapes.ttl --engine shacl",
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--shapes",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Shapes to check against.  [default: those of the model]",
)
@click.option(
    "--engine",
    metavar="NAME",
    help="pyshacl or shacl.  [default: shacl for the model's shapes where it is installed, else pyshacl]",
)
@options.output_options
@click.pass_context
def validate(
    context: click.Context, file: Path, shapes: Path | None, engine: str | None, output: Output
) -> None:
    """Check an RDF file against the shapes of the model.

    Each violation names the note and the line in which it has its cause, as far as the file tells. Ends with
    1 if there is any. JSON and CSV have the columns note, line, focus, message, path, value. Needs pySHACL
    (pip install 'kg[shacl]') or shacl, which finds the same fifteen times as fast (pip install
    'kg[shacl-fast]').
    """
    from kg.cli.output import emit, remark
    from kg.exporters.rdf.validation import read_file
    from kg.exporters.rdf.validation import validate as check

    found = check(read_file(file), shapes=shapes, engine=engine)
    emit(found, output, columns=COLUMNS, of="violations")
    remark(f"{len(found):,} violations" if len(found) else f"{file} is as the shapes say")
    options.fail_if(context, len(found), 1)
