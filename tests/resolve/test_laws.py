"""Laws of resolving: short cuts change nothing, and what is found is a file of the vault."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from kg.config import built_in_profiles
from kg.model.dialect import Pages
from kg.model.ids import caseless
from kg.model.kinds import Outcome, RuleSet
from kg.resolve.lookups import files_under, keys_of_aliases, keys_of_files, keys_of_link, resolve_few
from kg.resolve.names import NameIndex
from kg.resolve.resolve import NO_FILE, OUTCOMES, Mentioned, answers, resolve
from kg.resolve.rules import RULE_SETS, Link, obsidian
from kg.resolve.targets import is_address, plain

NAMES = st.sampled_from(
    [
        "a",
        "A",
        "a b",
        "a-b",
        "a_b",
        "Q&A",
        "index",
        "_index",
        "v1.2",
        "é",
        "e\u0301",
        "x",
        "a\u200b",
        "100%",
        "!",
        "?",
        "ß",
        "SS",
    ]
)
FOLDERS = st.sampled_from(["", "x/", "y/", "x/y/", "A/", "a b/"])
SUFFIXES = st.sampled_from([".md", ".md", ".md", ".MD", ".png", ""])
PATHS = st.builds("{}{}{}".format, FOLDERS, NAMES, SUFFIXES)
STARTS = st.sampled_from(["", "", "./", "../", "/", "../../"])
TARGETS = st.one_of(
    st.builds("{}{}{}{}".format, STARTS, FOLDERS, NAMES, st.sampled_from(["", "", ".md", ".png"])),
    st.sampled_from(["", "..", "/", "al", "AL", "al two", "https://x.org", "nowhere", "x/", "x", ".", "..."]),
)


def alone(index, target, markdown, source):
    """The verdicts on one link, by each rule set's own function and nothing else."""
    if is_address(target, markdown=markdown):
        return dict.fromkeys(RuleSet, (Outcome.EXTERNAL, NO_FILE))
    if not target:
        return dict.fromkeys(RuleSet, (Outcome.SELF, source))
    link = Link(plain(target, markdown=markdown), index.paths[source], markdown)
    found = {rules: RULE_SETS[rules](index, link, obsidian(index, link)) for rules in RuleSet}
    return {
        rules: (Outcome.SELF if v.file == source else v.outcome, NO_FILE if v.file is None else v.file)
        for rules, v in found.items()
    }


@given(
    paths=st.sets(PATHS, min_size=1, max_size=8),
    targets=st.lists(st.tuples(TARGETS, st.booleans(), st.integers(0, 7)), min_size=1, max_size=12),
    aliases=st.lists(st.tuples(st.sampled_from(["al", "Al", "al two", "a"]), st.integers(0, 7)), max_size=3),
)
@example(paths={"folder/index.md", "n.md"}, targets=[("folder", False, 0)], aliases=[])
@example(paths={"x/?.md", "a.md"}, targets=[("x", False, 0)], aliases=[])
@example(paths={"x/?.png", "a.md"}, targets=[("x.png", False, 0)], aliases=[])
def test_many_links_resolve_as_each_does_alone(paths, targets, aliases):
    paths = sorted(paths)
    index = NameIndex(paths, [(alias, row % len(paths)) for alias, row in aliases])
    spellings = sorted({target for target, _, _ in targets})
    links = Mentioned(
        np.array([spellings.index(target) for target, _, _ in targets], np.int64),
        spellings,
        np.array([markdown for _, markdown, _ in targets]),
        np.array([row % len(paths) for _, _, row in targets], np.int64),
    )

    found = resolve(links, index)

    few = resolve_few(links, paths, [(alias, row % len(paths)) for alias, row in aliases])
    for rules in RuleSet:
        assert few.outcomes[rules].tolist() == found.outcomes[rules].tolist()
        assert few.files[rules].tolist() == found.files[rules].tolist()
    for number, (target, markdown, row) in enumerate(targets):
        wanted = alone(index, target, markdown, row % len(paths))
        got = {
            rules: (OUTCOMES[found.outcomes[rules][number]], found.files[rules][number]) for rules in RuleSet
        }
        assert got == wanted, (target, markdown, paths[row % len(paths)])


DIALECTS = [
    None,
    *(profile.pages for profile in built_in_profiles().values() if profile.pages is not None),
    *(Pages(match="slug", links=links) for links in ("absolute", "relative")),
]
ODD_FILES = ["pages/a___b.md", "journals/2024_05_01.md", "x/Category/a_b.md", "index.md", "A b.png", "%41.md"]
ODD_TARGETS = [
    "a/b",
    "A/B",
    "May 1st, 2024",
    "2024-05-01",
    "category:A b",
    ":Category:a_b",
    "File:a_b.png",
    "A",
]
ODD_TARGETS += ["y/category:a b", "x/a", "../a", "/x/a", ".", "/", "a  b", "index", "Al  two"]


@given(
    pages=st.sampled_from(DIALECTS),
    paths=st.sets(PATHS | st.sampled_from(ODD_FILES), min_size=1, max_size=8),
    target=TARGETS
    | st.sampled_from(ODD_TARGETS)
    | st.builds("{}{}".format, FOLDERS, st.text("a/.& -ß％／\u2100dnm?", max_size=6)),
    markdown=st.booleans(),
    source=st.integers(0, 7),
    aliases=st.lists(
        st.tuples(st.sampled_from(["al", "Al", "al two", "a", "x/index"]), st.integers(0, 7)), max_size=3
    ),
)
@example(pages=None, paths={"folder/index.md", "n.md"}, target="folder", markdown=False, source=0, aliases=[])
@example(pages=DIALECTS[-1], paths={"index.md", "x/n.md"}, target="..", markdown=False, source=1, aliases=[])
@example(
    pages=Pages(folders=("*",), underscores=True, namespaces=("Category",)),
    paths={"x/Category/a_b.md", "n.md"},
    target="Category/Category:a b",
    markdown=False,
    source=0,
    aliases=[],
)
@example(
    pages=Pages(slash="___"), paths={"a___b.md", "n.md"}, target="A-/B", markdown=False, source=1, aliases=[]
)
@example(
    pages=Pages(underscores=True),
    paths={"a.md", "n.md"},
    target="al_two",
    markdown=False,
    source=1,
    aliases=[("al two", 0)],
)
def test_files_that_share_a_key_with_a_link_are_all_it_takes(pages, paths, target, markdown, source, aliases):
    paths = sorted(paths)
    claims = [(alias, row % len(paths)) for alias, row in aliases]
    note = paths[source % len(paths)]
    keys = keys_of_link(target, note.rpartition("/")[0], markdown=markdown, pages=pages)
    some = {paths[row] for row, key in keys_of_files(paths, pages) if key in keys}
    if pages is None:
        assert {paths[row] for row in files_under(paths, keys)} == some
    names = [alias for alias, _ in claims]
    claimed = [claims[row] for row, key in keys_of_aliases(names, pages) if key in keys]
    fewer = sorted(some | {paths[row] for _, row in claimed} | {note})
    own = [(alias, fewer.index(paths[row])) for alias, row in claimed]

    for candidates, index in (
        (paths, NameIndex(paths, claims, pages)),
        (fewer, NameIndex(fewer, own, pages)),
    ):
        row = np.array([candidates.index(note)])
        one = answers(Mentioned(np.array([0]), [target], np.array([markdown]), row), index)
        found = [None if file == NO_FILE else candidates[file] for file in one.files[0]]
        if candidates is paths:
            wanted = one.outcomes.tolist(), found
    assert (one.outcomes.tolist(), found) == wanted


@given(paths=st.sets(PATHS, min_size=1, max_size=8), source=st.integers(0, 7))
def test_a_whole_path_finds_its_file_or_one_that_differs_by_case_or_unicode_form(paths, source):
    paths = sorted(paths)
    index = NameIndex(paths)

    for path in paths:
        row = obsidian(index, Link(f"/{path}", paths[source % len(paths)], markdown=False)).file
        assert caseless(paths[row]) == caseless(path)
