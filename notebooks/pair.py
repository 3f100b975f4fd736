"""Writes tutorial.ipynb from tutorial.py: runs all cells and keeps what they show.

Run it after a change to the tutorial, or to something that it shows::

    python notebooks/pair.py

A test runs the cells too and compares.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

import jupytext
import nbformat
from nbclient import NotebookClient

HERE: Final = Path(__file__).resolve().parent
SOURCE: Final = HERE / "tutorial.py"
NOTEBOOK: Final = HERE / "tutorial.ipynb"
METADATA: Final = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(folder: Path) -> Any:
    """The notebook with its outputs; it runs in a copy of the project's folders, so that it changes none."""
    shutil.copytree(HERE.parent / "data", folder / "data")
    for name in ("notebooks", "output"):
        (folder / name).mkdir()
    notebook = jupytext.read(SOURCE)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # it warns that it talks to us over local TCP
        resources={"metadata": {"path": folder / "notebooks"}},
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(HERE.parent)})
    return _tidy(notebook)


def _tidy(notebook: Any) -> Any:
    """Without what differs from run to run: identifiers, versions, the pieces in which text arrived."""
    notebook.nbformat, notebook.nbformat_minor, notebook.metadata = 4, 5, METADATA
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number:02}", {}
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs in which text printed in a row is one piece."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(executed(Path(folder)), NOTEBOOK)


if __name__ == "__main__":
    main()
