"""`kg init`: settings of a vault to start from."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "init ~/vault",
        "init ~/vault --stdout          # only look",
        "init ~/vault --force           # write them anew",
    )
)
@click.argument("vault", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the kg.toml that stands there.")
@click.option("--stdout", is_flag=True, help="Print the settings and write nothing.")
def init(vault: Path, force: bool, stdout: bool) -> None:
    """Write the settings of a vault to start from.

    It looks at the notes and writes a kg.toml into the vault: the profile they fit, the rules their links
    follow, the index pages found, and every other setting as a comment with its default. No note is changed.
    """
    from kg.builder.starting import NAME, look, text_of
    from kg.cli.data import write_text
    from kg.cli.opening import progress
    from kg.cli.output import remark
    from kg.errors import UsageError
    from kg.store.atomic import replacing

    target = vault / NAME
    if target.exists() and not (force or stdout):
        raise UsageError(
            f"{str(target)!r} is there already.", hint="--force replaces it, --stdout only looks."
        )
    with progress() as report:
        start = look(vault, progress=report)
    if stdout:
        write_text([text_of(start)])
        return
    with replacing(target) as temporary:
        temporary.write_text(text_of(start), encoding="utf-8", newline="\n")
    remark(f"{target} written: profile {start.profile} ({start.because}), rules {start.rules}")
    remark(f"go on with `kg build {vault}`")
