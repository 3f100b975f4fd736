"""Finds the command asked for, runs it, and turns errors into one line and an exit code.

A command's module is loaded only when the command runs, and loads tables and graph libraries only then:
``kg --help`` and shell completion stay quick.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import Any, Final, NamedTuple, NoReturn

import click

from kg.cli.text import safe
from kg.cli.usage import explained, unknown_command
from kg.errors import KgError, UnreadableError


class Entry(NamedTuple):
    """A command as the overview shows it, without loading it."""

    name: str
    summary: str


COMMANDS: Final = (
    Entry("init", "Write the settings of a vault to start from."),
    Entry("build", "Build the graph of a vault and keep it in a folder."),
    Entry("watch", "Keep the graph of a vault up to date while its notes are written."),
    Entry("import", "Make a graph of tables of nodes and edges."),
    Entry("stats", "Count what the graph holds and what became of each mention."),
    Entry("notes", "List the notes."),
    Entry("links", "List the links and what each leads to."),
    Entry("dangling", "List the missing pages: linked, but not written."),
    Entry("orphans", "List the notes that links do not reach, or do not leave, and why."),
    Entry("analyse", "Compute all measures of all pages and keep them with the graph."),
    Entry("rank", "Rank the pages by a measure."),
    Entry("components", "List the pieces that links hold together."),
    Entry("communities", "List the groups of pages that hang together, and what each is about."),
    Entry("overlap", "List the topics that channels share."),
    Entry("related", "List the nodes most related to one, and why."),
    Entry("path", "Find the shortest ways between two nodes, and what is said there."),
    Entry("suggest", "Suggest links: notes with much in common, or names left unlinked."),
    Entry("show", "Show all that is known about one node."),
    Entry("subgraph", "Keep a part of the graph as a graph of its own."),
    Entry("export", "Write the graph for other programs."),
    Entry("explore", "Write the whole graph as one page to look at, search and read."),
    Entry("report", "Write a page to read: what is wrong, what to mend first, topics."),
    Entry("sparql", "Ask the graph a SPARQL query."),
    Entry("sql", "Ask the tables an SQL query."),
    Entry("serve", "Serve the graph over HTTP: SPARQL, pages, data, the explorer."),
    Entry("push", "Put the graph into a triple store, in place of the one there."),
    Entry("validate", "Check an RDF file against the shapes of the model."),
    Entry("mcp", "Serve the graph to agents by the Model Context Protocol."),
    Entry("check", "List what should be looked at, and fail if it is severe."),
    Entry("repair", "Plan, apply and undo changes that mend notes."),
    Entry("diff", "List what changed from one graph to another: nodes, edges, links."),
    Entry("faults", "List content that could not be read as meant."),
    Entry("doctor", "Tell what is installed, what each extra gives, and what is amiss."),
    Entry("completion", "Print the script by which a shell completes kg."),
    Entry("help", "Explain a topic, such as links, rules or causes, or a command."),
    Entry("version", "Tell the versions of kg and of what it runs on."),
)
UNREADABLE: Final = UnreadableError.exit_code
INTERRUPTED: Final = 130
SELDOM: Final = 50_000  # new objects after which the collector looks for what could be freed


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        del ctx
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"kg.cli.commands.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101  # a command's file defines a command of its name
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the program's own options; a wrong one ends it as a command's does."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            click.echo(f"kg: {safe(explained(error))}", err=True)
            raise click.exceptions.Exit(error.exit_code) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is asked for."""
        if args[0] not in self.list_commands(ctx):
            _stop(ctx, unknown_command(args[0], self.list_commands(ctx)), click.UsageError.exit_code)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview from the table above, so that help loads nothing."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever stops it ends in an exit code, not in a traceback."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, so that a closed pipe is noticed here
        except KgError as error:
            _stop(ctx, str(error), error.exit_code)
        except click.UsageError as error:
            _stop(ctx, explained(error), error.exit_code)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except OSError as error:
            reason = error.strerror or str(error)
            _stop(ctx, f"{error.filename}: {reason}." if error.filename else f"{reason}.", UNREADABLE)
        except MemoryError:
            hint = "A smaller `memory` in kg.toml lets a build hold less"
            _stop(ctx, f"There is not enough memory. {hint}; --jobs 1 helps as well.", UNREADABLE)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        else:
            return result


def _stop(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    click.echo(f"kg: {safe(message)}", err=True)
    ctx.exit(exit_code)


def _drop_output() -> None:
    """Let the rest of the output go nowhere: the reader, such as ``head``, has seen enough."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # a stand-in for stdout, as in tests, need not be a file
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value:
        import kg

        click.echo(f"kg {kg.__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"auto_envvar_prefix": "KG", "help_option_names": ["-h", "--help"]},
    epilog="""\b
Start here:
  kg build VAULT -o output/graph     read a folder of Markdown notes
  kg dangling output/graph           what is linked but not written?
  kg rank output/graph               what is it all about?
  kg show output/graph "some topic"  what is known about it, and where?

Each command but build and import takes a graph folder or, to do without one, a vault.
Results go to stdout, everything else to stderr. Exit codes: 0 fine, 1 findings
(with --fail-on), 2 wrong use or configuration, 3 unreadable vault, graph or query, or
a server that fails, 130 interrupted. Every option can be set in the environment: --limit of
`kg links` by KG_LINKS_LIMIT.""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Tell the version.",
)
def app() -> None:
    """Turn a folder of linked Markdown notes into a typed knowledge graph, and ask it questions."""


def main() -> int:
    """Run `kg` with the arguments of this process.

    Returns:
        The exit code.
    """
    gc.set_threshold(SELDOM)  # modules being loaded look like garbage being made
    if "_KG_COMPLETE" in os.environ:  # a shell asks for completions
        from kg.cli.completing import register

        register()
    try:
        app.main(prog_name="kg")
    except KeyboardInterrupt:  # before a command was reached
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        gc.freeze()  # the process ends, and need not look through all it holds before
    return 0
