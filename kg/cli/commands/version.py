"""`kg version`: what to tell when something is wrong."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

import click

from kg.cli import options


@click.command(epilog=options.examples("version"))
def version() -> None:
    """Tell the versions of kg and of what it runs on."""
    import kg
    from kg.model.tables import SCHEMA_VERSION

    click.echo(f"kg {kg.__version__}, graph schema {SCHEMA_VERSION}")
    click.echo(f"Python {platform.python_version()} on {platform.system()}")
    click.echo(", ".join(f"{name} {installed(name)}" for name in ("pandas", "pyarrow", "numpy", "scipy")))
