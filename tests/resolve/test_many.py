"""Names folded together become what each becomes alone."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kg.model.ids import caseless, folded
from kg.resolve.many import all_caseless, all_folded, all_slugs, missing_names
from kg.resolve.slugs import slug_of
from kg.resolve.targets import missing_name

PIECES = st.sampled_from(
    [*"aB1 _-./&%?#!+", ".md", ".html", "_index", "\0", "\t", "\xa0", "é", "ß", "\u200b", "／"]
)
NAMES = st.lists(st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=4)), max_size=6)


@given(NAMES)
@example([])
@example(["", "a", ""])
def test_names_are_folded_together_as_each_alone(names):
    assert all_caseless(names) == [caseless(name) for name in names]
    assert all_folded(names) == [folded(name) for name in names]


@given(NAMES)
@example(["a?/", "a/?.md", "?_index", "_index?.md", "/a", ".md", "a/.md", "a.md.md", "x.html"])
def test_slugs_made_together_are_those_made_alone(paths):
    assert all_slugs(paths) == [slug_of(path) for path in paths]


@given(NAMES, st.booleans())
def test_missing_pages_named_together_are_those_named_alone(targets, fold):
    sources = ["x/y/n.md"] * len(targets)

    found = missing_names(targets, sources, fold=fold)

    assert found == [missing_name(target, "x/y/n.md", fold=fold) for target in targets]
