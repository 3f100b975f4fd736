"""Findings of a vault that is followed are those of a check that knows nothing of it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from pandas.testing import assert_frame_equal

import kg
from kg.builder.texts import texts
from kg.builder.vault import FolderVault
from kg.config import CheckSettings
from kg.health.followed import Followed

VAULT = Path(__file__).resolve().parents[2] / "data" / "fieldnotes"
EDITS = (
    "\n```\nnever closed\n",
    "\nSee [[somewhere else]] and [x](javascript:alert(1)).\n",
    "\n<!-- kg-ignore KG101 -->\n[[gone]]\n",
    "\n[[unbalanced] link and [[another]]\n",
    "\nrelated: [[x]] [[y|z]]\n",
)


def test_findings_are_those_of_a_whole_check(tmp_path, monkeypatch):
    vault = shutil.copytree(VAULT, tmp_path / "vault")
    chance = random.Random(5)  # noqa: S311  # the same edits each time
    notes = sorted(path for path in vault.rglob("*.md") if path.is_file())
    followed, read = Followed(), []
    real = FolderVault.read
    monkeypatch.setattr(FolderVault, "read", lambda self, path: read.append(path) or real(self, path))
    for step in range(10):
        note = chance.choice(notes)
        if step == 4:
            note.unlink()
            notes.remove(note)
        elif step == 7:
            (vault / "one more.md").write_text("# One more\n```\n")
        elif step:
            note.write_bytes(
                note.read_bytes()[: chance.choice([100_000, 300])] + chance.choice(EDITS).encode()
            )
        settings = CheckSettings(ignore=("KG2",)) if step == 9 else CheckSettings()
        graph = kg.build(vault)
        read.clear()
        found = followed.check(graph, texts=texts(graph, vault), settings=settings)
        assert len(set(read)) <= 1 or step in {0, 9}
        assert_frame_equal(found, kg.check(graph, texts=texts(graph, vault), settings=settings))
