"""`kg help`: what a command does, or what a word means."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import click

from kg.cli import options

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SUFFIX = ".txt"


@click.command(epilog=options.examples("help", "help causes", "help rank"))
@click.argument("topic", required=False)
@click.pass_context
def help(context: click.Context, topic: str | None) -> None:  # noqa: A001  # the command's name
    """Explain a topic, such as links, rules or causes, or a command.

    Without one, the topics are listed.
    """
    found = topics()
    if topic is None:
        for name, file in found.items():
            click.echo(f"  {name:12}{file.read_text(encoding='utf-8').splitlines()[0]}")
        click.echo("\n`kg help TOPIC` explains one, `kg help COMMAND` a command; `kg --help` lists those.")
        return
    if topic in found:
        click.echo(found[topic].read_text(encoding="utf-8"), nl=False)
        return
    group = context.find_root().command
    assert isinstance(group, click.Group)  # noqa: S101  # the program itself
    command = group.get_command(context, topic)
    if command is None:
        known = ", ".join(found)
        raise click.UsageError(f"No topic or command {topic!r}. The topics are {known}.", ctx=None)
    click.echo(command.get_help(click.Context(command, info_name=f"kg {topic}")))


def topics() -> dict[str, Traversable]:
    """The texts that come along, by name.

    >>> "causes" in topics()
    True
    """
    folder = files("kg.cli").joinpath("topics")
    texts = [file for file in folder.iterdir() if file.name.endswith(_SUFFIX)]
    return {file.name.removesuffix(_SUFFIX): file for file in sorted(texts, key=lambda file: file.name)}
