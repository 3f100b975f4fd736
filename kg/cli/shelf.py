"""Tells in a command's help which queries come along."""

from __future__ import annotations

from pathlib import Path

import click

_EXPORTERS = Path(__file__).parents[1] / "exporters"


class QueryCommand(click.Command):
    """A command whose help ends in the list of queries that come along.

    Attributes:
        shelf: Folder of the queries, below that of the exporters.
        comment: What starts the first line of each, which says what it answers.
    """

    shelf: str
    comment: str

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the queries, then the examples."""
        with formatter.section("Queries that come along"):
            formatter.write_dl(list(self.queries().items()))
        super().format_epilog(ctx, formatter)

    def queries(self) -> dict[str, str]:
        """What each query answers, read from its first line: help loads no engine."""
        return {
            file.stem: file.read_text(encoding="utf-8").partition("\n")[0].removeprefix(self.comment)
            for file in sorted((_EXPORTERS / self.shelf / "queries").iterdir())
            if file.suffix in {".rq", ".sql"}
        }
