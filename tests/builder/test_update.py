"""An update gives what a build gives, whatever happens to the notes in between."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import kg
from kg.builder import rebuild
from kg.builder.task import listing_of, task_for
from kg.builder.update import update
from kg.config import BUILT_IN
from kg.model.tables import TABLES
from tests.strategies import NAMES, links, notes

FILES = ("manifest.json", "location.json", *(f"{table.name}.parquet" for table in TABLES))
HEADS = (
    "",
    "",
    "---\naliases: [al]\n---\n",
    "---\naliases: [b, zz]\n---\n",
    "---\ntitle: T\ntags: [t, u/v]\nup: '[[a]]'\n---\n",
    "---\nvideoId: abcdefghijk\n---\nFrom: [[x]]\n",
    "---\nvideoId: not one\n---\n",
)
STAMP = '<a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>'
BLOCK = "64f0c1d2-1a2b-4c3d-8e4f-00000000000a"
DIALECTS = f"alias:: al\nid:: {BLOCK}\n#a @b [l|a]([[b]]) (({BLOCK})) [[category:a]]s <a href='b'>b</a>\n"
INDEX = "### [T](https://www.youtube.com/watch?v=abcdefghijk)\n- [[nowhere]]\n- [[a]]\n"
CONFIGS = (
    None,
    'profile = "youtube"\n',
    'profile = "plain"\naliases = false\n',
    'ignore = ["x/"]\nprofile = "youtube"\nrules = "obsidian"\n',
    'ignore = ["b.md"]\ncanvas = true\nrules = "quartz"\n',
    *(f'profile = "{name}"\n' for name in BUILT_IN[2:]),
)
PATHS = st.sampled_from([*NAMES, "x/y/x.md", "c.canvas", "z/\u202eodd|name.md"])


@st.composite
def texts(draw):
    """A note of links, for the most part, so that nodes come and go."""
    line = st.one_of(links(), links(), links(), st.sampled_from([STAMP, "# H", INDEX, DIALECTS]), notes())
    return draw(st.sampled_from(HEADS)) + "\n".join(draw(st.lists(line, max_size=5)))


def files_of(folder):
    return {name: (folder / name).read_bytes() for name in FILES}


class Killed(BaseException):
    """What ends a process at once."""


class Updates(RuleBasedStateMachine):
    """Notes are edited in all ways; after each step the graph is updated, and built anew beside it."""

    @initialize(vault=st.dictionaries(PATHS, texts(), max_size=6), config=st.sampled_from(CONFIGS))
    def start(self, vault, config):
        self.place = Path(tempfile.mkdtemp(prefix="kg-"))
        self.vault, self.graph = self.place / "vault", self.place / "graph"
        self.vault.mkdir()
        self.configure(config)
        for path, text in vault.items():
            self.write(path, text)

    @rule(path=PATHS, text=texts())
    def write(self, path, text):
        (self.vault / path).parent.mkdir(parents=True, exist_ok=True)
        (self.vault / path).write_text(text, "utf-8")

    def notes(self):
        return sorted(path for path in self.vault.rglob("*") if path.is_file())

    def one(self, data):
        return data.draw(st.sampled_from(self.notes()))

    has_notes = precondition(lambda self: self.notes())

    @has_notes
    @rule(
        data=st.data(), more=st.one_of(links(), st.sampled_from([STAMP, "# H", "word"])), front=st.booleans()
    )
    def add_a_line(self, data, more, front):
        note = self.one(data)
        text = note.read_text("utf-8")
        note.write_text(f"{more}\n{text}" if front else f"{text}\n{more}", "utf-8")

    @has_notes
    @rule(data=st.data())
    def drop_a_line(self, data):
        note = self.one(data)
        lines = note.read_text("utf-8").splitlines(keepends=True)
        if lines:
            del lines[data.draw(st.integers(0, len(lines) - 1))]
        note.write_text("".join(lines), "utf-8")

    @has_notes
    @rule(data=st.data())
    def change_a_letter_within_a_tick(self, data):
        """Size and times stay what they were: the clock may have no finer hands."""
        note = self.one(data)
        status, text = note.stat(), note.read_bytes()
        note.write_bytes(text.replace(b"a", b"b", 1))
        os.utime(note, ns=(status.st_atime_ns, status.st_mtime_ns))

    @has_notes
    @rule(data=st.data(), path=PATHS)
    def rename(self, data, path):
        note = self.one(data)
        (self.vault / path).parent.mkdir(parents=True, exist_ok=True)
        note.rename(self.vault / path)

    @has_notes
    @rule(data=st.data())
    def delete(self, data):
        self.one(data).unlink()

    @has_notes
    @rule(data=st.data())
    def touch(self, data):
        os.utime(self.one(data))

    @rule(config=st.sampled_from(CONFIGS))
    def configure(self, config):
        place = self.place / "kg.toml"
        if config is None:
            place.unlink(missing_ok=True)
        else:
            place.write_text(config)

    @rule(step=st.sampled_from(["replace_artefact", "keep", "write_state"]), after=st.booleans())
    def kill(self, step, after):
        """An update ends at once, before or after a step."""
        with pytest.MonkeyPatch.context() as patch:
            real = getattr(rebuild, step)

            def killed(*args, **kwargs):
                if after:
                    real(*args, **kwargs)
                raise Killed

            patch.setattr(rebuild, step, killed)
            with suppress(Killed):
                update(task_for(self.vault, self.graph))

    @rule(data=st.data(), what=st.sampled_from(["cut", "gone", "other"]))
    def damage_the_cache(self, data, what):
        kept = sorted((self.graph / "cache").glob("*"))
        if kept:
            path = data.draw(st.sampled_from(kept))
            match what:
                case "cut":
                    os.truncate(path, path.stat().st_size // 2)
                case "gone":
                    path.unlink()
                case "other":
                    path.write_bytes(b"nothing of the kind")

    @invariant()
    def an_update_gives_what_a_build_gives(self):
        if not hasattr(self, "place"):
            return
        update(task_for(self.vault, self.graph))
        kg.build(self.vault, output=self.place / "built", jobs=1)
        assert files_of(self.graph) == files_of(self.place / "built")
        assert update(task_for(self.vault, self.graph)).changes is None
        assert sorted(path.name for path in self.place.iterdir() if path.name != "kg.toml") == [
            "built",
            "graph",
            "vault",
        ]

    def teardown(self):
        if hasattr(self, "place"):
            shutil.rmtree(self.place)


TestUpdates = Updates.TestCase
TestUpdates.settings = settings(max_examples=10, stateful_step_count=15)


def test_of_files_whose_times_prove_nothing_the_content_is_looked_at(tmp_path, monkeypatch):
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("[[b]]")
    task = task_for(vault, tmp_path / "graph")
    listing = listing_of(task.request)
    monkeypatch.setattr("kg.builder.update.listing_of", lambda _: listing)  # as if the clock had stood still
    assert update(task).changes.whole
    assert update(task).changes is None
    (vault / "a.md").write_text("[[c]]")
    assert update(task).changes.changed == ["a.md"]
    assert update(task).changes is None
    (vault / "a.md").unlink()
    assert update(task).changes.changed == ["a.md"]
