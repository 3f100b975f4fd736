"""Laws of page names in dialects: a new page is found by the name it was made for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.config import built_in_profiles
from kg.resolve.pages import page_asked, page_names, page_path

PROFILES = built_in_profiles()
WORDS = st.text(st.sampled_from("aBé1 ?%_.,'(&"), min_size=1, max_size=8).filter(
    lambda word: word.strip(" _.") and "___" not in word and not word.startswith("_") and word[-1] != "_"
)


@pytest.mark.parametrize("name", ["logseq", "dendron", "mediawiki"])
@given(parts=st.lists(WORDS, min_size=1, max_size=3))
def test_the_file_of_a_new_page_has_that_page(name, parts):
    pages = PROFILES[name].pages
    title = page_asked("/".join(parts) if name == "logseq" else parts[0], pages)

    assert page_names(page_path(title, pages, "home"), pages) == [title]


@pytest.mark.parametrize("name", ["logseq", "dendron", "mediawiki"])
@given(title=st.text(max_size=12))
def test_a_name_made_plain_is_plain(name, title):
    pages = PROFILES[name].pages
    asked = page_asked(title, pages)

    assert page_asked(asked, pages).casefold() == asked.casefold() or asked.startswith(("/", ":"))


@pytest.mark.parametrize(
    ("day", "called"),
    [
        ("2024_05_01", "May 1st, 2024"),
        ("2024_05_02", "May 2nd, 2024"),
        ("2024_05_03", "May 3rd, 2024"),
        ("2024_05_11", "May 11th, 2024"),
        ("2024_05_12", "May 12th, 2024"),
        ("2024_05_23", "May 23rd, 2024"),
        ("2024_02_30", "journals/2024_02_30"),
    ],
)
def test_a_journal_is_called_by_its_day(day, called):
    assert page_names(f"journals/{day}.md", PROFILES["logseq"].pages)[0] == called
