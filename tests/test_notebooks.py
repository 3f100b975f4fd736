"""Every notebook runs, shows what it shows in the repository, and says the same in both of its forms."""

from __future__ import annotations

import base64
import io
import re
import runpy
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"

nbformat = pytest.importorskip("nbformat", reason="the extra `notebooks` is not installed")
jupytext = pytest.importorskip("jupytext", reason="the extra `notebooks` is not installed")
pytest.importorskip("nbclient", reason="the extra `notebooks` is not installed")
image = pytest.importorskip("matplotlib.image", reason="the extra `plots` is not installed")

PAIR = runpy.run_path(str(FOLDER / "pair.py"))
NAMES = PAIR["NAMES"]


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    with PAIR["running"](tmp_path_factory.mktemp("notebooks")) as runner:
        yield runner


def committed(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook):
    """What each cell shows, as text and HTML; pictures are compared by themselves."""
    return [
        output.get("text") or {form: text for form, text in output["data"].items() if form != "image/png"}
        for cell in code(notebook)
        for output in cell.outputs
    ]


def pictures(notebook):
    data = [output.get("data", {}) for cell in code(notebook) for output in cell.outputs]
    return [
        image.imread(io.BytesIO(base64.b64decode(one["image/png"]))) for one in data if "image/png" in one
    ]


def test_each_notebook_has_both_forms_and_a_place_in_the_list():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == NAMES
    assert sorted(re.findall(r"\]\((\w+)\.ipynb\)", readme)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_say_the_same(name):
    script = jupytext.read(FOLDER / f"{name}.py")

    assert [(cell.cell_type, cell.source) for cell in committed(name).cells] == [
        (cell.cell_type, cell.source) for cell in script.cells
    ], "run notebooks/pair.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_makes_one_claim_and_proves_it(name):
    cells = committed(name).cells

    assert sum("**Claim:**" in cell.source for cell in cells) == 1
    assert "**Claim:**" in cells[0].source
    assert sum(cell.source.count("assert ") for cell in code(committed(name))) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_holds_nothing_of_the_machine_it_ran_on(name):
    notebook = committed(name)
    told = str([cell.outputs for cell in code(notebook)])

    assert re.findall(r"(?<![\w.])/(?:home|root|tmp|Users|work)/|0x[0-9a-f]{8}|iopub|stderr", told) == []
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_what_it_showed(runner, name):
    before, now = committed(name), runner.executed(name)

    assert shown(now) == shown(before), f"run notebooks/pair.py {name}"
    assert len(pictures(now)) == len(pictures(before))
    for new, old in zip(pictures(now), pictures(before), strict=True):
        assert new.shape == old.shape, f"run notebooks/pair.py {name}"
        assert np.abs(new - old).mean() < 0.01, f"run notebooks/pair.py {name}"  # letters may be a hair off
