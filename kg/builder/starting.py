"""Turns a look at a vault into settings to start from: a ``kg.toml`` with every setting and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.builder.request import Request, Told, told_by
from kg.builder.run import made_of
from kg.builder.vault import FolderVault
from kg.config import Config
from kg.engine.local import LocalEngine
from kg.model.kinds import MentionKind, NodeKind, Outcome, RuleSet
from kg.model.profile import Profile
from kg.store.frames import graph_of

if TYPE_CHECKING:
    from kg.builder.request import Progress
    from kg.model.graph import KnowledgeGraph

NAME: Final = "kg.toml"
_SHOWN: Final = 3  # index pages named


@dataclass(frozen=True, slots=True)
class Start:
    """What a look at a vault found.

    Attributes:
        profile: The profile that most notes fit, or that files tell.
        because: What the profile was chosen for, in words.
        rules: The rule set to follow links by.
        why: What the rule set was chosen for, in words.
        found: How many links find a page, by rule set.
        links: How many there are.
        index_pages: Paths of the index pages that the profile makes out.
        canvases: How many canvases there are.
        notes: How many notes.
    """

    profile: str
    because: str
    rules: RuleSet
    why: str
    found: Mapping[str, int]
    links: int
    index_pages: tuple[str, ...]
    canvases: int
    notes: int

    @property
    def config(self) -> Config:
        """The settings that the text says."""
        return Config(profile=self.profile, rules=self.rules)


def look(vault: Path, *, progress: Progress | None = None) -> Start:
    """Look at a vault: build its graph without any settings, and count.

    Args:
        vault: Folder of notes.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Raises:
        VaultError: The folder does not exist or cannot be read.
    """
    told = told_by(vault, Config())
    request = Request(FolderVault(vault), Config(), "", RuleSet.FOLDED, canvas=False, told=told)
    graph = graph_of(*made_of(request, LocalEngine(), progress))
    kinds = graph.nodes["kind"]
    index = tuple(sorted(graph.nodes["path"][kinds == NodeKind.INDEX]))
    found, links = _found(graph)
    rules, why = _rules(told, found, graph)
    return Start(
        profile=graph.manifest.profile,
        because=reason(Config().profile_named(graph.manifest.profile), told),
        rules=rules,
        why=why,
        found=found,
        links=links,
        index_pages=index,
        canvases=int(graph.sources["path"].str.lower().str.endswith(".canvas").sum()),
        notes=int(kinds.isin((NodeKind.NOTE, NodeKind.INDEX)).sum()),
    )


def _found(graph: KnowledgeGraph) -> tuple[dict[str, int], int]:
    mentions = graph.mentions
    outside = mentions[f"outcome_{RuleSet.FOLDED}"] == Outcome.EXTERNAL
    links = mentions[~outside & ~mentions["kind"].isin((MentionKind.TAG, MentionKind.URL))]
    return {str(rules): int((links[f"outcome_{rules}"] != Outcome.MISSING).sum()) for rules in RuleSet}, len(
        links
    )


def reason(profile: Profile, told: Told | None) -> str:
    """Why a profile was chosen that nobody asked for.

    Args:
        profile: The profile.
        told: What files tell.

    Example:
        >>> reason(Profile(), None)
        'no property and no file tells another'
    """
    if profile.detect:
        return f"most notes have the property {profile.detect}"
    if told is not None and told.profile == profile.name:
        return f"{told.files} {'are' if ' + ' in told.files else 'is'} there"
    return "no property and no file tells another"


def _rules(told: Told | None, found: Mapping[str, int], graph: KnowledgeGraph) -> tuple[RuleSet, str]:
    if told is not None and told.profile == RuleSet.QUARTZ:
        return RuleSet.QUARTZ, f"{told.files} is there, so readers follow links on a site"
    markdown = graph.mentions["kind"] == MentionKind.MARKDOWN
    if markdown.any() and found[RuleSet.RELATIVE] > found[RuleSet.FOLDED]:
        return RuleSet.RELATIVE, "more links find their page so: Markdown links start from their own folder"
    return RuleSet.FOLDED, "the default: as Obsidian does, then what the writer meant"


def text_of(start: Start) -> str:
    """The settings as a file: what was found out is set, everything else stands there with its default.

    Example:
        >>> found = dict.fromkeys(RuleSet, 0)
        >>> start = Start("plain", "no file tells another", RuleSet.FOLDED, "the default", found, 0, (), 0, 1)
        >>> [line for line in text_of(start).splitlines() if line and not line.startswith("#")]
        ['profile = "plain"', 'rules = "folded"']
    """
    counts = ", ".join(f"{rules} {count:,}" for rules, count in start.found.items())
    shown = start.index_pages[:_SHOWN]
    more = f" and {len(start.index_pages) - len(shown)} more" if len(start.index_pages) > len(shown) else ""
    names = ", ".join(map(_comment, shown)) + more if shown else "none"
    return f"""\
# Settings of kg for this vault, by `kg init`. A # with no blank behind it hides a setting that shows its
# default: take the # away to change it. docs/reference/profiles.md explains all settings.

# What the vault's conventions mean. Found in {start.notes:,} notes: the profile {start.profile}.
# Chosen because: {start.because}.
# Index pages it makes out: {names}.
profile = "{start.profile}"

# By which rules a link finds its page: obsidian, quartz, relative or folded.
# Chosen because: {start.why}.
# Of {start.links:,} links find a page: {counts}.
rules = "{start.rules}"

# Files to leave out, in the form of .gitignore.
#ignore = []

# Whether file cards of canvases count as links. There are {start.canvases:,} canvases here.
#canvas = false

# Whether a link may find a note by its alias.
#aliases = true

# Megabytes of what notes say that are held in memory while they are read; the rest waits on disk.
#memory = 256

# Which checks `kg check` runs, by code, beginning of a code, or name: docs/reference/checks.md lists them.
#[check]
#select = []
#ignore = []
#fail_on = "warning"

# Another severity for a check: info, warning or error.
#[check.severity]

# Checks to leave out in some places; * stands for / too.
#[check.paths]

# How the graph is told in RDF, and where `kg push` puts it: docs/explanation/rdf.md.
#[rdf]
#base = ""

# Terms of vocabularies, such as "schema:author", by the names of properties.
#[rdf.properties]

#[rdf.push]
"""


def _comment(text: str) -> str:
    """A text that stays on its line in a comment."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
