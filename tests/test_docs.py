"""The documentation can't drift: its generated pages, examples, links and words are checked.

A fenced block with a word behind its language takes part in the test of its page. What a page does, it does
from top to bottom in one fresh folder that holds a copy of ``data/``:

- ``console run``: lines that start with ``$ kg`` are typed. They print what stands below them, where a line
  that is a lone ``…`` stands for any number of lines.
- ``python run``: is executed, in one namespace a page.
- ``text output``: is what the Python before it prints.
- ``… file=NAME``: is written to that file.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import shutil
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from kg.cli.main import COMMANDS, app
from kg.config import Config, built_in_profiles, load_config
from kg.model.kinds import FaultCode, Outcome, RuleSet
from kg.model.tables import DERIVED, TABLES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GENERATED = runpy.run_path(str(DOCS / "generate.py"))["pages"]()
PAGES = [
    *ROOT.glob("*.md"),
    *(page for page in sorted(DOCS.rglob("*.md")) if page.relative_to(DOCS).as_posix() not in GENERATED),
]
FENCE = re.compile(r"^(`{3,})(\w*) *([^\n`]*)\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
WORDS = """
    alias, artefact, backlink, batch, block anchor, context, dangling link, dead end, deep link, edge, embed,
    evidence, fault, finding, folding, fragment, heading, index page, isolated, key, kind, label, link,
    manifest, measure, mention, missing page, moment, node, note, orphan, outcome, profile, property,
    rule set, source, structural line, suspect, tag, target, thing, unreachable, vault, weight
"""


def text_of(page):
    return page.read_text(encoding="utf-8")


def pages(*, having=""):
    """Pages as parameters of a test, with their names."""
    chosen = [page for page in PAGES if having in text_of(page)]
    return pytest.mark.parametrize("page", chosen, ids=[str(page.relative_to(ROOT)) for page in chosen])


# --- generated pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_code_says(name):
    assert text_of(DOCS / name) == GENERATED[name], "run docs/generate.py"


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_every_command_has_help_and_a_place(name):
    command = app.get_command(click.Context(app), name)

    assert command is not None
    assert command.help
    assert f"\n## kg {name}\n" in GENERATED["reference/cli.md"]


@pytest.mark.parametrize("name", [table.name for table in (*TABLES, *DERIVED)])
def test_every_table_has_a_place(name):
    assert f"\n## {name}\n" in GENERATED["reference/tables.md"]


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_is_explained(code):
    assert f"\n| `{code}` | " in GENERATED["reference/tables.md"]


# --- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [word.strip() for word in WORDS.split(",")])
def test_the_glossary_has_the_word(word):
    assert f"| **{word}** | " in text_of(DOCS / "glossary.md")


@pytest.mark.parametrize("value", [*RuleSet, *Outcome])
def test_the_page_about_links_explains_every_rule_set_and_outcome(value):
    assert f"\n| `{value}` | " in text_of(DOCS / "explanation" / "link-semantics.md")


@pytest.mark.parametrize("name", built_in_profiles())
def test_the_page_about_profiles_names_the_built_in_ones(name):
    assert f"`{name}`" in text_of(DOCS / "reference" / "profiles.md")


# --- links ----------------------------------------------------------------------------------------------


def anchors(page):
    """What links can point at in a page: its headings, as GitHub writes them."""
    headings = HEADING.findall(FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pages()
def test_links_lead_to_something(page):
    prose = re.sub(r"`[^`\n]+`", "", FENCE.sub("", text_of(page)))
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    broken = []
    for target in targets:
        path, _, anchor = unquote(target).partition("#")
        place = page.parent / path if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            broken.append(target)

    assert broken == []


@pages(having="```toml")
def test_settings_can_be_used_as_they_stand(page, tmp_path):
    settings = [text for _, language, _, text in FENCE.findall(text_of(page)) if language == "toml"]
    for text in settings:
        (tmp_path / "kg.toml").write_text(text, encoding="utf-8")

        assert load_config(tmp_path) != Config()


# --- examples -------------------------------------------------------------------------------------------


class Reader:
    """Someone who does what a page says."""

    def __init__(self):
        self.runner = CliRunner()
        self.names = {}
        self.printed = ""

    def follow(self, language, mark, text):
        if mark.startswith("file="):
            path = Path(mark.removeprefix("file="))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif (language, mark) == ("console", "run"):
            self.type(text)
        elif (language, mark) == ("python", "run"):
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                exec(text, self.names)  # noqa: S102  # that is what an example is for
            self.printed = shown.getvalue()
        elif (language, mark) == ("text", "output"):
            assert self.printed == text
        else:
            assert not mark, f"no block is marked {mark!r}"

    def type(self, text):
        for command, expected in re.findall(r"^\$ kg (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            result = self.runner.invoke(app, shlex.split(command), prog_name="kg")
            assert result.exit_code == 0, result.output
            printed = [line.rstrip() for line in (result.stdout + result.stderr).splitlines()]
            assert re.fullmatch(pattern_of(expected), "".join(f"{line}\n" for line in printed)), result.output


def pattern_of(expected):
    """A regular expression for what a command should print."""
    lines = expected.splitlines()
    return "".join(r"(?:.*\n)*?" if line == "…" else f"{re.escape(line)}\n" for line in lines)


@pages(having=" run\n")
def test_examples_do_what_the_page_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    shutil.copytree(ROOT / "data", "data")
    reader = Reader()
    for _, language, mark, text in FENCE.findall(text_of(page)):
        reader.follow(language, mark, text)
