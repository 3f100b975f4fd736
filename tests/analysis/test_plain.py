"""Plain text: as long as the text, made of small letters and blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.plain import plain


@given(st.text())
def test_plain_text_is_valid_as_long_as_the_text_and_does_not_change_again(text):
    data = text.encode()
    small = plain(data)

    assert len(small) == len(data)
    assert plain(small) == small
    assert all(word.isalnum() or not word.isascii() for word in small.decode().split())


@given(st.text(), st.text())
def test_plain_text_of_two_pieces_is_that_of_each(one, other):
    assert plain((one + other).encode()) == plain(one.encode()) + plain(other.encode())


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("A_b-C!", "a b c "),
        ("ÖL", "öl"),
        ("„x“", "   x   "),
        ("Ψυχή", "ψυχή"),
        ("金木犀。", "金木犀   "),
        ("e\u0301", "e\u0301"),
        ("a\u00a0b", "a  b"),
        ("İ", "İ"),
        ("🐝x", "    x"),
    ],
)
def test_letters_of_all_scripts_stay_and_signs_of_all_sizes_go(text, small):
    assert plain(text.encode()).decode() == small
