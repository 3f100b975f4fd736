"""A graph folder and a vault to run commands on, and a way to run them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli.main import app

VIDEO = "---\ntitle: {}\nvideoId: dQw4w9WgXcQ\n---\nFrom: [[{}]]\n"
NOTES = {
    "one/a.md": VIDEO.format("Alpha", "one") + "# Head\n[[b]] and [[c|see]]\n\n> [[gone]] [[Gone]]\n",
    "one/b.md": VIDEO.format("B", "one")
    + '[[a]] #Tag <a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>\n',
    "one/one.md": "### [T](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n- [[a]]\n- [[planned]]\n",
    "one/c.md": VIDEO.format("C", "one") + "![[a#Head]] [out](https://example.org) [[al-pha]]\n",
    "one/alone.md": VIDEO.format("Alone", "one"),
    "one/bad.md": VIDEO.format("Bad", "one").encode() + b"\xff\n",
}


def write_vault(folder, notes):
    for path, text in notes.items():
        place = Path(folder, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture(scope="session")
def vault(tmp_path_factory):
    return write_vault(tmp_path_factory.mktemp("vault"), NOTES)


@pytest.fixture(scope="session")
def graph(vault, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    kg.build(vault, output=folder)
    return folder


@pytest.fixture(scope="session")
def make_vault(tmp_path_factory):
    return lambda notes: write_vault(tmp_path_factory.mktemp("made"), notes)


@pytest.fixture(scope="session")
def run():
    """Run `kg` in this process: its result has exit_code, stdout and stderr."""

    def invoke(*words, env=None):
        env = {"COLUMNS": None, **(env or {})}  # as wide as needed, wherever the tests run
        result = CliRunner().invoke(app, [str(word) for word in words], env=env, prog_name="kg")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke
