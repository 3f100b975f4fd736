"""The documentation can't drift: its generated pages, examples, links and words are checked.

A fenced block with a word behind its language takes part in the test of its page; what a page does, it does
in one fresh folder that holds a copy of ``data/``, from top to bottom:

- ``console run``: each line that starts with ``$ kg`` is typed; what it prints is what stands below, where
  a line that is a lone ``…`` stands for any number of lines;
- ``python run``: is executed, in one namespace a page;
- ``text output``: is what the block of Python before it prints;
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
from typing import NamedTuple
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from kg.cli.main import COMMANDS, app
from kg.config import built_in_profiles
from kg.model.kinds import FaultCode, Outcome, RuleSet
from kg.model.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
GENERATED = runpy.run_path(str(DOCS / "generate.py"))["pages"]()
FENCE = re.compile(r"^(`{3,})(\w+)(?: ([^\n`]+))?\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^(`{3,}).*?^\1 *$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
WORDS = """
    alias artefact backlink block anchor, context, dangling link, dead end, deep link, edge, embed, evidence,
    fault, finding, fragment, heading, index page, isolated, key, kind, label, link, measure, mention,
    missing page, moment, node, note, orphan, outcome, profile, property, rule set, source, structural line,
    suspect, tag, target, thing, unreachable, vault, weight
"""


class Block(NamedTuple):
    """A fenced block that takes part: its language, what is said behind it, its text."""

    language: str
    mark: str
    text: str


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def text_of(page):
    return page.read_text(encoding="utf-8")


def blocks(page):
    found = (Block(language, mark, text) for _, language, mark, text in FENCE.findall(text_of(page)))
    return [block for block in found if block.mark]


# --- generated pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_code_says(name):
    assert text_of(DOCS / name) == GENERATED[name], "run docs/generate.py"


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_every_command_has_help_and_is_on_the_page(name):
    command = app.get_command(click.Context(app), name)

    assert command is not None
    assert command.help
    assert f"\n## kg {name}\n" in text_of(DOCS / "cli.md")


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_table_is_on_the_page(name):
    assert f"\n## {name}\n" in text_of(DOCS / "tables.md")


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_is_explained(code):
    assert f"\n| `{code}` | " in text_of(DOCS / "tables.md")


# --- what is written by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize("word", sorted(" ".join(part.split()) for part in re.split(r",", WORDS)))
def test_the_glossary_has_the_word(word):
    for term in (word,) if " " in word and word in TERMS else word.split():
        assert f"**{term}**" in text_of(DOCS / "glossary.md") or word in TERMS


@pytest.mark.parametrize("value", [*RuleSet, *Outcome])
def test_the_page_about_links_names_every_rule_set_and_outcome(value):
    assert f"`{value}`" in text_of(DOCS / "link-semantics.md")
