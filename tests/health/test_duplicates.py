"""Duplicates are told from evidence, never from text alone, and never where the writer tells them apart."""

from __future__ import annotations

import pytest

import kg
from kg.health.duplicates import duplicates

VIDEO = "---\nvideoId: dQw4w9WgXcQ\n---\n"


def groups(notes):
    return duplicates(kg.build(notes))["pages"].tolist()


def test_the_same_words_in_one_folder_are_one_topic_and_the_most_linked_note_is_kept():
    notes = {"a/dynamo lights.md": "", "a/the dynamo light.md": "", "a/b.md": "[[the dynamo light]]"}

    table = duplicates(kg.build(notes))

    assert table["canonical"].tolist() == ["a/the dynamo light.md"]
    assert table["pages"].tolist() == [["a/the dynamo light.md", "a/dynamo lights.md"]]
    assert table["reasons"].tolist() == [["same title words", "same folder"]]


@pytest.mark.parametrize(
    "notes",
    [
        {"a/dynamo lights.md": "[[the dynamo light]]", "a/the dynamo light.md": ""},  # one links to the other
        {"a/dynamo lights 1.md": "", "a/dynamo lights 2.md": ""},  # numbers differ
        {"a/dynamo lights.md": "", "b/dynamo lights.md": ""},  # nothing but the name is the same
        {"a/index.md": "", "a/the index.md": ""},  # a folder's own page
        {"a/dynamo lights.md": "same text", "a/river stones.md": "same text"},
        {"a/dynamo lights.md": ""},
        {},
    ],
)
def test_what_is_told_apart_or_proven_by_one_thing_only_is_no_duplicate(notes):
    assert groups(notes) == []


def test_two_folders_need_the_same_video_too():
    notes = {"a/dynamo lights.md": VIDEO, "b/the dynamo light.md": VIDEO}

    assert groups(notes) == [["a/dynamo lights.md", "b/the dynamo light.md"]]


def test_three_of_a_kind_are_one_group():
    notes = {"a/dynamo lights.md": "", "a/the dynamo light.md": "", "a/a dynamo light.md": ""}

    assert groups(notes) == [["a/a dynamo light.md", "a/dynamo lights.md", "a/the dynamo light.md"]]
