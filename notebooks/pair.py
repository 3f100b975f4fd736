"""Writes each notebook from the script beside it: runs all cells and keeps what they show.

Run it after a change to a notebook, or to something that it shows::

    python notebooks/pair.py                 # all of them
    python notebooks/pair.py who_is_central  # one

A test runs the cells too and compares.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import jupytext
import nbformat
from jupyter_client import KernelManager
from nbclient import NotebookClient

HERE: Final = Path(__file__).resolve().parent
NAMES: Final = sorted(path.stem for path in HERE.glob("*.py") if path.name != Path(__file__).name)
METADATA: Final = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FRAME: Final = "<iframe sandbox="
KEPT: Final = "<p><em>Run this cell to see the page here; a kept notebook would not show it.</em></p>"
FRESH: Final = "%reset -f\nimport os\nos.chdir({folder!r})"


class Runner:
    """Runs notebooks one after another in one kernel, each with no names of the one before.

    Args:
        manager: The kernel.
        folder: Where to work; each notebook gets a copy of the project's folders in it.
    """

    def __init__(self, manager: KernelManager, folder: Path) -> None:
        self.manager, self.folder = manager, folder
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def executed(self, name: str) -> Any:
        """The notebook of that name with its outputs; it changes nothing of the project's."""
        place = self.folder / name
        shutil.copytree(HERE.parent / "data", place / "data")
        for folder in ("notebooks", "output"):
            (place / folder).mkdir()
        self.client.execute_interactive(
            FRESH.format(folder=str(place / "notebooks")), store_history=False, timeout=120
        )
        notebook = jupytext.read(HERE / f"{name}.py")
        runner = NotebookClient(notebook, km=self.manager, timeout=300, record_timing=False)
        runner.kc = self.client
        runner.execute()
        return _tidy(notebook)


@contextmanager
def running(folder: Path) -> Iterator[Runner]:
    """One kernel for all notebooks: to start one and load the libraries takes longer than most notebooks."""
    manager = KernelManager(kernel_name="python3")
    quiet = ["--log-level=ERROR"]  # it warns that it talks to us over local TCP
    manager.start_kernel(extra_arguments=quiet, env={**os.environ, "PYTHONPATH": str(HERE.parent)})
    try:
        runner = Runner(manager, folder)
        yield runner
        runner.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)


def _tidy(notebook: Any) -> Any:
    """Without what differs from run to run: identifiers, versions, the pieces in which text arrived."""
    notebook.nbformat, notebook.nbformat_minor, notebook.metadata = 4, 5, METADATA
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number:02}", {}
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        cell.outputs = _joined(cell.outputs)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
            _without_frame(output)
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


def _without_frame(output: Any) -> None:
    """A page in a frame is large, and what shows a kept notebook leaves it out: a sentence stands for it."""
    html = output.get("data", {}).get("text/html", "")
    if html.startswith(FRAME):
        output["data"]["text/html"] = KEPT


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as runner:
        for name in names or NAMES:
            nbformat.write(runner.executed(name), HERE / f"{name}.ipynb")
            print(f"{name}.ipynb written", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
