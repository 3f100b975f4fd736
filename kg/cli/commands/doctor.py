"""`kg doctor`: what is installed, what each extra gives, and what is amiss."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import options
from kg.cli.extras import EXTRAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.cli.options import Format

PACKAGES: Final = ("pandas", "pyarrow", "numpy", "scipy", "networkx", "numba", "rdflib", "pyoxigraph", "rich")
COLUMNS: Final = {"part": "part", "name": "name", "state": "state", "about": "what it is for, or what to do"}
_MISSING: Final = "missing"


@click.command(epilog=options.examples("doctor", "doctor --json | jq '.[] | select(.fine | not)'"))
@options.format_options
def doctor(format: Format) -> None:
    """Tell what is installed, what each extra gives, and what is amiss.

    The last column says what a part is for, or what to do about it. JSON and CSV have the columns part, name,
    state, fine, about. Nothing is changed, and nothing is asked over a network.
    """
    from pandas import DataFrame

    from kg.cli.options import Output
    from kg.cli.output import emit, remark

    rows = [*_program(), *_packages(), *_extras(), *_tools(), *_folder(Path.cwd())]
    table = DataFrame(rows, columns=["part", "name", "state", "fine", "about"])
    emit(table, Output(format, 0), columns=COLUMNS, of="parts")
    amiss = table[~table["fine"]]
    for row in amiss.itertuples(index=False):
        remark(f"amiss: {row.part} {row.name}: {row.state}. {row.about}")
    if amiss.empty:
        remark("all is well; an extra that is missing is needed only for what stands beside it")


def _program() -> Iterator[tuple[Any, ...]]:
    import kg
    from kg.model.tables import SCHEMA_VERSION

    yield "program", "kg", kg.__version__, True, f"graphs of schema {SCHEMA_VERSION}"
    yield "program", "Python", platform.python_version(), sys.version_info >= (3, 11), "3.11 or newer"
    yield (
        "program",
        "system",
        f"{platform.system()} {platform.machine()}",
        True,
        f"{os.cpu_count()} processors",
    )


def _packages() -> Iterator[tuple[Any, ...]]:
    for name in PACKAGES:
        state = _version(name)
        fine = state != _MISSING
        yield (
            "package",
            name,
            state,
            fine,
            "" if fine else "Install kg again: `pip install --force-reinstall kg`.",
        )


def _extras() -> Iterator[tuple[Any, ...]]:
    for extra in EXTRAS:
        states = [_version(package) for package in extra.packages]
        there = _MISSING not in states
        how = "" if there else f'; install with `pip install "kg[{extra.name}]"`'
        yield "extra", extra.name, ", ".join(states), True, f"{extra.gives}{how}"


def _tools() -> Iterator[tuple[Any, ...]]:
    there = shutil.which("git") is not None
    yield "tool", "git", "there" if there else _MISSING, True, "tells which missing pages were deleted"


def _folder(folder: Path) -> Iterator[tuple[Any, ...]]:
    """The settings in force where one stands, and the graphs in ``output/``."""
    from kg.builder.request import told_by
    from kg.cli.opening import OUTPUT
    from kg.config import load_config
    from kg.errors import KgError
    from kg.store.artefact import MANIFEST, read_manifest

    try:
        config = load_config(folder)
    except KgError as error:
        yield "settings", "kg.toml", "wrong", False, str(error)
    else:
        told = None if config.profile else told_by(folder, config)
        profile = f"detected, else {told.profile} (told by {told.files})" if told else "detected"
        about = f"profile {config.profile or profile}, rules {config.rules}"
        yield "settings", "kg.toml", "read", True, about
    for place in sorted(manifest.parent for manifest in OUTPUT.glob(f"*/{MANIFEST}")):
        try:
            counts = read_manifest(place).counts
        except KgError as error:
            yield "graph", str(place), "unreadable", False, str(error)
        else:
            yield "graph", str(place), "read", True, f"{counts['nodes']:,} nodes, {counts['edges']:,} edges"


def _version(package: str) -> str:
    try:
        return installed(package)
    except PackageNotFoundError:
        return _MISSING
