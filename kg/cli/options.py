"""The options commands share, each declared once: what to read, how to print, what to narrow down to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from kg.model.kinds import Context, MentionKind, RuleSet

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Format(StrEnum):
    """How a result is printed."""

    TABLE = "table"  # for people
    JSON = "json"  # one document
    JSONL = "jsonl"  # one object a line
    CSV = "csv"  # for spreadsheets; formulas are made harmless


class Output(NamedTuple):
    """How much is printed, and how: a ``limit`` of 0 is all."""

    format: Format
    limit: int


LINKS: Final = tuple(kind for kind in MentionKind if kind not in {MentionKind.TAG, MentionKind.URL})
PICTURES: Final = (".png", ".svg")
PAGES: Final = (".html", ".htm")
FIRST: Final = 20  # rows people and documents get unless they ask for more; streams get all


def examples(*lines: str) -> str:
    """The end of a help page.

    Args:
        *lines: Commands to type, without the leading `kg`.

    Returns:
        Text for click's ``epilog``.
    """
    return "\b\nExamples:\n" + "\n".join(f"  kg {line}" for line in lines)


graph_argument = click.argument(
    "graph", metavar="[GRAPH|VAULT]", required=False, type=click.Path(path_type=Path)
)
vault_option = click.option(
    "--vault",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the notes, where their text is needed.  [default: where it was when the graph was built]",
)
rules_option = click.option(
    "--rules",
    type=click.Choice(list(map(str, RuleSet))),  # by value: click would take an enum's names
    callback=lambda _context, _parameter, value: RuleSet(value) if value else None,
    help="Rule set by which links are followed.  [default: the graph's own, or kg.toml's, or folded]",
)
output_option = click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to keep the graph.  [default: output/ and the vault's name]",
)
profile_option = click.option(
    "--profile",
    metavar="NAME",
    help="Profile: plain, youtube, quartz, logseq, dendron, mediawiki, one of kg.toml.  [default: detected]",
)
canvas_option = click.option(
    "--canvas/--no-canvas", default=None, help="Read the file cards of canvases.  [default: no]"
)
missing_option = click.option(
    "--missing/--no-missing", default=True, show_default=True, help="Count links to missing pages."
)
plot_option = click.option(
    "--plot",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=lambda _context, _parameter, value: value and _picture(value),
    help="Draw a picture too, .png or .svg.",
)
bridges_option = click.option(
    "--bridges",
    type=click.Choice(("pages", "links")),
    help="List what joins them instead: pages that reach into several, or the single links.",
)
fail_on_option = click.option(
    "--fail-on",
    metavar="N",
    type=click.IntRange(min=1),
    help="Exit with 1 if there are N or more, for scripts and continuous integration.",
)


def graph_and_names(words: tuple[str, ...], *, names: int) -> tuple[Path | None, list[str]]:
    """Tell a graph, which may be left out, from the names of nodes behind it.

    Args:
        words: What was typed.
        names: How many names are needed.

    Returns:
        The path, if any, and the names.
    """
    paths, named = words[:-names], list(words[-names:])
    if len(paths) > 1 or len(named) < names:
        wanted = "one node" if names == 1 else f"{names} nodes"
        raise click.UsageError(f"Give a graph and {wanted}; put a name of several words in quotes.")
    if not paths and (Path(named[0]) / "manifest.json").is_file():
        raise click.UsageError(f"{named[0]!r} is the graph: say which node too, as `kg notes` lists them.")
    return (Path(paths[0]) if paths else None), named


def pairs(values: tuple[str, ...]) -> dict[str, str]:
    """What ``--value NAME=VALUE`` says, as often as it was given.

    Args:
        values: What was typed.

    Returns:
        The values by name.
    """
    found = [value.partition("=") for value in values]
    for name, equals, _ in found:
        if not equals or not name.isidentifier():
            raise click.UsageError(f"--value {name!r} is not NAME=VALUE.")
    return {name: value for name, _, value in found}


def _picture(path: Path) -> Path:
    """Refuse the name of a file that cannot be drawn, before a vault is read."""
    if path.suffix.lower() not in PICTURES:
        raise click.BadParameter(f"{str(path)!r} is no picture; its name has to end in .png or .svg.")
    return path


def page_file(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse the name of a file that would not open as a page, before a vault is read."""
    if path and str(path) != "-" and not str(path).lower().removesuffix(".gz").endswith(PAGES):
        raise click.BadParameter(f"{str(path)!r} is no page; its name has to end in .html.")
    return path


def fail_if(context: click.Context, found: int, fail_on: int | None) -> None:
    """End with exit code 1 if as much was found as the user set for ``--fail-on``.

    Args:
        context: The command's context.
        found: How many findings there are, whatever the limit of those printed.
        fail_on: How many make it fail; None for never.
    """
    if fail_on is not None and found >= fail_on:
        context.exit(1)


def format_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format`` and ``--json``; the command gets the choice as ``format``.

    Args:
        function: The command's function.

    Returns:
        The function with the options.
    """

    @click.option("--json", is_flag=True, help="Short for --format json.")
    @click.option(
        "--format",
        type=click.Choice(list(map(str, Format))),
        default=str(Format.TABLE),
        show_default=True,
        help="How to print.",
    )
    @wraps(function)
    def command(*args: Any, format: str, json: bool, **kwargs: Any) -> Any:
        return function(*args, format=Format.JSON if json else Format(format), **kwargs)

    return command


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format``, ``--json`` and ``--limit``; the command gets them as ``output``.

    Args:
        function: The command's function.

    Returns:
        The function with the options.
    """

    @format_options
    @click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(min=0),
        help=f"Rows to print, 0 for all.  [default: {FIRST} for table and json, all for jsonl and csv]",
    )
    @wraps(function)
    def command(*args: Any, format: Format, limit: int | None, **kwargs: Any) -> Any:
        first = FIRST if format in {Format.TABLE, Format.JSON} else 0
        return function(*args, output=Output(format, first if limit is None else limit), **kwargs)

    return command


def filter_options(
    *, nodes: bool = False, mentions: tuple[MentionKind, ...] = (), contexts: bool = False
) -> Decorator:
    """Add ``--channel``, ``--path`` and, if they apply, ``--kind`` and ``--context``, as ``filters``.

    Args:
        nodes: Whether nodes are listed, which have a kind.
        mentions: Kinds of the mentions that are listed or counted; they have a context too.
        contexts: Whether places are listed that are no mentions and have a context.

    Returns:
        The decorator.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(*args: Any, channel: Iterable[str], path: Iterable[str], **kwargs: Any) -> Any:
            from kg.explore.filters import Filters

            filters = Filters(
                kinds=tuple(kwargs.pop("kind", ())),
                channels=tuple(channel),
                paths=tuple(path),
                contexts=tuple(kwargs.pop("context", ())),
            )
            return function(*args, filters=filters, **kwargs)

        added = [
            _many("--path", "GLOB", "Only notes whose path matches; * stands for / too."),
            _many("--channel", "NAME", "Only notes of this channel."),
        ]
        if mentions or contexts:
            added.append(_choices("--context", Context, "Only mentions in this kind of place."))
        if mentions:
            added.append(_choices("--kind", mentions, "Only mentions of this kind."))
        if nodes:
            added.append(_many("--kind", "KIND", "Only nodes of this kind."))
        decorated: Callable[..., Any] = command
        for option in added:
            decorated = option(decorated)
        return decorated

    return decorate


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the switches that say which edges count; the command gets them as ``selection``.

    Args:
        function: The command's function.

    Returns:
        The function with the options.
    """

    @click.option("--self-links", is_flag=True, help="Count links of a note to itself.")
    @click.option("--from-line", is_flag=True, help="Count structural lines, such as `From: [[channel]]`.")
    @click.option("--lists", is_flag=True, help="Count the lists of index pages.")
    @click.option("--structural", is_flag=True, help="Count tags, addresses, channels, videos … too.")
    @_many("--edge", "KIND", "Count edges of this kind, and no others.")
    @wraps(function)
    def command(*args: Any, edge: Iterable[str], **kwargs: Any) -> Any:
        from kg.analysis.selection import Selection

        switches = {name: kwargs.pop(name) for name in ("self_links", "from_line", "lists", "structural")}
        return function(*args, selection=Selection(kinds=tuple(edge), **switches), **kwargs)

    return command


def _many(flag: str, metavar: str, text: str) -> Decorator:
    return click.option(flag, metavar=metavar, multiple=True, help=f"{text}  [repeatable]")


def _choices(flag: str, values: Iterable[StrEnum], text: str) -> Decorator:
    return click.option(
        flag, type=click.Choice(list(map(str, values))), multiple=True, help=f"{text}  [repeatable]"
    )
