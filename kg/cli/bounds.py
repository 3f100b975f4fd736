"""Options that bound what a query may take, the same wherever queries are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def bound_options(*, seconds: float, rows: int, megabytes: int) -> Callable[[_Command], _Command]:
    """Add ``--timeout``, ``--rows`` and ``--size``.

    Args:
        seconds: How long a query may take if nothing is said.
        rows: How many rows an answer may have, likewise.
        megabytes: How large an answer may be, likewise.
    """
    timeout = click.option(
        "--timeout",
        metavar="S",
        type=click.FloatRange(min=0, min_open=True),
        default=seconds,
        show_default=True,
        help="Seconds a query may take.",
    )
    most = click.option(
        "--rows",
        metavar="N",
        type=click.IntRange(min=1),
        default=rows,
        show_default=True,
        help="Rows an answer may have; a larger one is refused.",
    )
    size = click.option(
        "--size",
        metavar="MB",
        type=click.IntRange(min=1),
        default=megabytes,
        show_default=True,
        help="Megabytes an answer may have; a larger one is refused.",
    )
    return lambda command: timeout(most(size(command)))  # help lists them in this order
