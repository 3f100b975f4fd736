"""`kg check`: what should be looked at, for people and for continuous integration."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pandas import DataFrame, Series

    from kg.builder.vault import Vault
    from kg.config import CheckSettings
    from kg.explore.filters import Filters
    from kg.health.history import Deletion
    from kg.model.graph import KnowledgeGraph


class Report(StrEnum):
    """How findings are printed."""

    TEXT = "text"  # for people, with the line and a mark under the place
    JSON = "json"  # one array
    JSONL = "jsonl"  # one object a line
    CSV = "csv"  # for spreadsheets
    SARIF = "sarif"  # for code scanning
    GITHUB = "github"  # annotations beside the lines of a change
    JUNIT = "junit"  # for whatever reads test results
    MARKDOWN = "markdown"  # a summary


SEVERITIES: Final = ("error", "warning", "info", "never")


@click.command(
    epilog=options.examples(
        "check ~/vault",
        "check ~/vault --select KG1 --ignore ambiguous-name",
        "check ~/vault --write-baseline known.json  # from now on, only what is new:",
        "check ~/vault --baseline known.json --fail-on warning",
        "check output/graph --vault ~/vault --format sarif > findings.sarif",
        "check --explain KG101",
    )
)
@options.graph_argument
@options.vault_option
@click.option(
    "--select",
    metavar="CHECK",
    multiple=True,
    help="Only this check; KG1 for all whose codes start so, KG for all there are.  [repeatable]",
)
@click.option("--ignore", metavar="CHECK", multiple=True, help="Not this check.  [repeatable]")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 at a finding as severe as this.  [default: kg.toml's, or warning]",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Leave out the findings that this file knows.",
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all findings to this file, and exit with 0.",
)
@click.option(
    "--format",
    type=click.Choice(list(map(str, Report))),
    default=str(Report.TEXT),
    show_default=True,
    help="How to print.",
)
@click.option("--json", is_flag=True, help="Short for --format json.")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Findings to print, 0 for all; all of them decide about failing.  [default: all]",
)
@click.option("--explain", metavar="CHECK", help="Tell what a check finds, why it matters, how to mend it.")
@options.filter_options()
@click.pass_context
def check(
    context: click.Context,
    graph: Path | None,
    vault: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    format: str,
    json: bool,
    limit: int,
    explain: str | None,
    filters: Filters,
) -> None:
    """List what should be looked at, and fail if it is severe.

    Some checks read the notes themselves, where they were when the graph was built or --vault says. A
    finding that is meant so is left out by `%% kg-ignore KG101 %%` on its line or the line above, or by the
    tables [check] and [check.paths] of kg.toml. docs/reference/checks.md explains every check. JSON and
    CSV have the columns path, line (0: the whole file), column, code, check, severity, message,
    fingerprint, start, end.
    """
    from kg.builder.texts import texts as notes_of
    from kg.cli.opening import open_graph, remark_unusable
    from kg.cli.output import remark_left
    from kg.health import baseline as known
    from kg.health.gate import check as found
    from kg.health.gate import fails

    if explain is not None:
        _explain(explain)
        return
    notes, folder = _notes(graph, vault)
    settings = _settings(folder, select, ignore)
    opened = open_graph(graph or folder)
    texts = None if folder is None else notes_of(opened, folder)
    table = found(opened, texts=texts, settings=settings, deleted=_deleted(folder))
    if texts is not None:
        remark_unusable(texts)
    table = table[table["path"].isin(_wanted(opened, filters))] if filters != type(filters)() else table
    if write_baseline is not None:
        known.write_baseline(table, write_baseline)
        _remark(f"{len(table):,} findings are known now: {write_baseline} written")
        return
    if baseline is not None:
        old = len(table)
        table = known.only_new(table, known.read_baseline(baseline))
        _remark(f"{old - len(table):,} known findings left out")
    shown = table.head(limit) if limit else table
    _print(shown, Report.JSON if json else Report(format), folder, notes)
    remark_left(len(table) - len(shown), "findings")
    if fails(table, fail_on or settings.fail_on):
        context.exit(1)


def _notes(graph: Path | None, vault: Path | None) -> tuple[Vault | None, Path | None]:
    """The notes, and their folder, if they are at hand."""
    from kg.builder.vault import FolderVault
    from kg.cli.opening import notes_folder
    from kg.config import load_config

    folder = notes_folder(graph, vault)
    if folder is None:
        _remark("checks that read the notes are left out: say where they are with --vault DIR")
        return None, None
    return FolderVault(folder, ignore=load_config(folder).ignore), folder


def _wanted(graph: KnowledgeGraph, filters: Filters) -> Series[str]:
    """The paths of the notes that pass."""
    from kg.explore.filters import wanted_nodes

    return graph.nodes["path"][wanted_nodes(graph, filters)].dropna()


def _deleted(folder: Path | None) -> Mapping[str, Deletion]:
    from kg.health.history import deletions

    return {} if folder is None else deletions(folder)


def _settings(folder: Path | None, select: Iterable[str], ignore: Iterable[str]) -> CheckSettings:
    """The settings of the configuration; what is asked for on the command line goes before it."""
    from dataclasses import replace

    from kg.config import load_config

    settings = load_config(folder or Path()).check
    chosen = tuple(select)
    return replace(settings, select=chosen or settings.select, ignore=(*settings.ignore, *ignore))


def _print(table: DataFrame, report: Report, folder: Path | None, notes: Vault | None) -> None:
    from kg.cli import data

    prefix = _prefix(folder)
    match report:
        case Report.JSON:
            data.write_json_array(table)
        case Report.JSONL:
            data.write_json_lines(table)
        case Report.CSV:
            data.write_csv(table)
        case Report.TEXT:
            from kg.cli.findings import text

            data.write_text(text(table, prefix=prefix, vault=notes))
            _summary(table)
        case _:
            from kg.exporters.findings import writer

            data.write_text(writer(report)(table, prefix=prefix))


def _prefix(folder: Path | None) -> str:
    """The path of the vault from where the user stands, if it is below: links in reports lead there."""
    if folder is None:
        return ""
    try:
        prefix = folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return ""
    return "" if prefix == "." else prefix


def _summary(table: DataFrame) -> None:
    counts = table["severity"].astype("str").value_counts()
    told = [f"{counts[severity]:,} {severity}" for severity in SEVERITIES[:-1] if severity in counts]
    _remark(f"{len(table):,} findings" + (f": {', '.join(told)}" if told else ""))


def _explain(name: str) -> None:
    from kg.config import CheckSettings
    from kg.health.gate import selected

    for one in selected(CheckSettings(select=(name,))):
        click.echo(f"{one.code} {one.name} ({one.severity})\n\n{one.what}\n\n{one.why}\n")
        click.echo(f"Example: {one.example}\nFix: {one.fix}\n")


def _remark(text: str) -> None:
    from kg.cli.output import remark

    remark(text)
