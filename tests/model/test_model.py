"""The words of the project: names of nodes, tables and kinds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.ids import caseless, folded, folder_of, stem_of, without_suffix
from kg.model.kinds import Outcome, RuleSet
from kg.model.tables import MENTIONS, TABLES

TYPES = {"int32", "int16", "bool", "string", "category"}


@given(name=st.text())
def test_folding_is_done_once(name):
    assert caseless(caseless(name)) == caseless(name)
    assert folded(folded(name)) == folded(name)


@given(name=st.text())
def test_neither_case_nor_unicode_form_tells_names_apart(name):
    for form in ("NFC", "NFD"):
        assert caseless(unicodedata.normalize(form, name)) == caseless(name)
        assert folded(unicodedata.normalize(form, name)) == folded(name)
    assert folded(caseless(name)) == folded(name)


@given(name=st.text(alphabet=st.characters(max_codepoint=127)))
def test_names_of_plain_letters_fold_as_all_others_do(name):
    assert folded(name) == folded(f"{name}\u2060")
    assert caseless(name) == caseless(f"{name}ß").removesuffix("ss")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graph theory", "graph_theory"),
        ("a-b", "A B"),
        ("what's new?", "Whats New"),
        ("\u2068x\u2069", "x"),
        ("ﬁn", "fin"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_mean_the_same_fold_to_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("a", "á"), ("x/y", "xy"), ("1.5", "25"), ("ά", "α")]
)
def test_names_that_differ_by_a_letter_or_symbol_stay_apart(one, other):
    assert folded(one) != folded(other)


@given(path=st.text(alphabet="aB./\n é", min_size=1))
def test_a_path_is_its_folder_and_its_name(path):
    assert folder_of(path) == path.rpartition("/")[0]
    assert without_suffix(path).endswith(stem_of(path))


def test_every_column_has_a_type_and_a_meaning():
    for table in TABLES:
        assert len(set(table.names)) == len(table.names)
        for column in table.columns:
            assert column.base in TYPES
            assert column.meaning


def test_every_rule_set_has_its_columns():
    assert {f"{what}_{rules}" for what in ("outcome", "target") for rules in RuleSet} <= set(MENTIONS.names)
    assert len(set(Outcome)) == 9
