"""`kg version`: what to tell when something is wrong."""

from __future__ import annotations

import json as encoder
import platform
from importlib.metadata import version as installed
from typing import Final

import click

from kg.cli import options

_ENGINES: Final = ("pandas", "pyarrow", "numpy", "scipy", "numba", "networkx", "rdflib", "pyoxigraph")


@click.command(epilog=options.examples("version", "version --json"))
@click.option("--json", is_flag=True, help="Print one JSON object.")
def version(json: bool) -> None:
    """Tell the versions of kg and of what it runs on."""
    import kg
    from kg.model.tables import SCHEMA_VERSION

    engines = {name: installed(name) for name in _ENGINES}
    system = f"{platform.system()} {platform.machine()}"
    if json:
        told = {"kg": kg.__version__, "schema": SCHEMA_VERSION, "python": platform.python_version()}
        click.echo(encoder.dumps({**told, "system": system, "engines": engines}))
        return
    click.echo(f"kg {kg.__version__}, graph schema {SCHEMA_VERSION}")
    click.echo(f"Python {platform.python_version()} on {system}")
    click.echo(", ".join(f"{name} {number}" for name, number in engines.items()))
