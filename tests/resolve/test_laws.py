"""Laws of resolving: short cuts change nothing, and what is found is a file of the vault."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

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


@given(
    paths=st.sets(PATHS, min_size=1, max_size=8),
    target=TARGETS | st.builds("{}{}".format, FOLDERS, st.text("a/.& -ß％／\u2100dnm?", max_size=6)),
    markdown=st.booleans(),
    source=st.integers(0, 7),
    aliases=st.lists(
        st.tuples(st.sampled_from(["al", "Al", "al two", "a", "x/index"]), st.integers(0, 7)), max_size=3
    ),
)
@example(paths={"folder/index.md", "n.md"}, target="folder", markdown=False, source=0, aliases=[])
def test_files_that_share_a_key_with_a_link_are_all_it_takes(paths, target, markdown, source, aliases):
    paths = sorted(paths)
    claims = [(alias, row % len(paths)) for alias, row in aliases]
    note = paths[source % len(paths)]
    keys = keys_of_link(target, note.rpartition("/")[0], markdown=markdown)
    some = {paths[row] for row, key in keys_of_files(paths) if key in keys}
    assert {paths[row] for row in files_under(paths, keys)} == some
    claimed = [claims[row] for row, key in keys_of_aliases([alias for alias, _ in claims]) if key in keys]
    fewer = sorted(some | {paths[row] for _, row in claimed} | {note})
    own = [(alias, fewer.index(paths[row])) for alias, row in claimed]

    for candidates, index in ((paths, NameIndex(paths, claims)), (fewer, NameIndex(fewer, own))):
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
