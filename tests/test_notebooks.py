"""The tutorial runs, shows what it shows in the repository, and says the same in both of its forms."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))

nbformat = pytest.importorskip("nbformat", reason="the extra `notebooks` is not installed")
jupytext = pytest.importorskip("jupytext", reason="the extra `notebooks` is not installed")
pytest.importorskip("nbclient", reason="the extra `notebooks` is not installed")


def committed(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def shown(notebook):
    """What the cells of a notebook show, as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_say_the_same(name):
    script = jupytext.read(FOLDER / f"{name}.py")

    assert [(cell.cell_type, cell.source) for cell in committed(name).cells] == [
        (cell.cell_type, cell.source) for cell in script.cells
    ], "run notebooks/pair.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_holds_nothing_of_the_machine_it_ran_on(name):
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")

    assert re.findall(r"/(?:home|root|tmp|Users|work)/|\"(?:version|iopub\.[a-z_.]+)\":", text) == []
    assert all(cell.get("execution_count") for cell in committed(name).cells if cell.cell_type == "code")


@pytest.mark.slow
def test_the_tutorial_shows_what_it_showed(tmp_path):
    executed = runpy.run_path(str(FOLDER / "pair.py"))["executed"]

    assert shown(executed(tmp_path)) == shown(committed("tutorial")), "run notebooks/pair.py"
