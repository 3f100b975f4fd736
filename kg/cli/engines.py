"""The options that say where a command does its work."""

from __future__ import annotations

from enum import StrEnum

import click

from kg.errors import UsageError


class Engine(StrEnum):
    """Where work is done."""

    LOCAL = "local"  # on this machine
    SPARK = "spark"  # on a cluster


def _fitting(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """The value, unless an address of a cluster is given to an engine that has none."""
    known = {**context.params, str(parameter.name): value}
    if known.get("master") and known.get("engine") == Engine.LOCAL:
        raise click.UsageError("--master is the address of a cluster: it needs --engine spark.", context)
    return Engine(value) if parameter.name == "engine" else value


engine_option = click.option(
    "--engine",
    type=click.Choice(list(map(str, Engine))),
    default=str(Engine.LOCAL),
    show_default=True,
    callback=_fitting,
    help="Where it is done: on this machine or by Apache Spark.",
)
master_option = click.option(
    "--master",
    metavar="URL",
    default="",
    callback=_fitting,
    help="Address of the cluster, for the engine spark.  [default: all processors of this machine]",
)


def refuse_for_spark(known: str, **given: object) -> None:
    """Say so if an option is given that means nothing to the engine spark.

    Args:
        known: The options it knows.
        **given: The others, with what was given; nothing, or what is false, if they were not.

    Raises:
        UsageError: One is given.
    """
    for name, value in given.items():
        if value:
            option = name.replace("_", "-")
            raise UsageError(f"The engine spark knows no --{option}.", hint=f"It has {known}.")
