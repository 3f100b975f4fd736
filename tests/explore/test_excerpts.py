"""Excerpts: the sentence around a place, as plain text, with the moment cited there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.builder.texts import texts
from kg.explore.sentences import sentence


def around(text, place="[[b]]", **options):
    data = text.encode()
    start = data.index(place.encode())
    return sentence(data, start, start + len(place.encode()), **options)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two [[b]] three. Four.", "Two b three."),
        ("See [[b]].", "See b."),
        ("[[b]]", "b"),
        ("One? [[b]]! Two.", "b!"),
        ("Mr. Ada met Dr. [[b]] at 5 p.m. sharp. Then.", "Mr. Ada met Dr. b at 5 p.m. sharp."),
        ("E.g. this, i.e. [[b]] etc. and more. Next.", "E.g. this, i.e. b etc. and more."),
        ("J. R. [[b]] wrote. He did.", "J. R. b wrote."),
        ("It costs 3.50 for [[b]] now. Yes.", "It costs 3.50 for b now."),
        ('He said "[[b]] is." Then he went.', 'He said "b is."'),
        ("First line\nsecond [[b]] line\nthird. End.", "First line second b line third."),
        ("Above.\n\nA [[b]] here\n\nBelow.", "A b here"),
        ("- one\n- two [[b]]\n  more\n- three", "two b more"),
        ("1. one [[b]]\n2. two", "one b"),
        ("- [ ] task [[b]]", "task b"),
        ("# A [[b]] heading\ntext", "A b heading"),
        ("## Other\nA [[b]] text", "A b text"),
        ("---\nplain: text\nreads: '[[b]] and c'\nlast: 1\n---\n", "reads: 'b and c'"),
        ("---\nOne\ntwo [[b]]\nthree", "One two b three"),
        ("> [!note] Title\n> A [[b]] quote", "A b quote"),
        ("| x | [[b]] | z |\n|--|--|--|", "x | b | z"),
        ("**A** _bold_ `code` ~~x~~ ==[[b]]== snake_case", "A bold code x b snake_case"),
        ("[[a|label]] and [[b]] and [md](http://x.y/z)", "label and b and md"),
        ('It is <a class="t" data-t="00:01:02">[00:01:02]</a> [[b]] <br/> so.', "It is b so."),
        ("A &amp; [[b]] \\* c", "A & b * c"),
        ("Text [[b]] end. ^anchor", "Text b end."),
        ("庭に[[b]]が咲く。次の文。", "庭にbが咲く。"),
        ("前の文。庭に[[b]]。", "庭にb。"),
        ("a\r\nb [[b]] c\r\n", "a b b c"),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text, wanted):
    assert around(text) == wanted


def test_a_long_sentence_is_cut_around_the_place_and_says_so():
    text = "word " * 200 + "[[b]]" + " more" * 200

    cut = around(text, width=60)

    assert len(cut) <= 60
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert " b " in cut


def test_a_place_of_a_mention_with_a_label_shows_the_label():
    assert around("See [[b | the bell]] now.", "[[b | the bell]]") == "See the bell now."


def test_marks_in_the_text_are_no_marks():
    assert around("One \ue000two\ue001. Three [[b]] &#xe000;four. Five") == "Three b four."


@given(st.text(), st.integers(0, 50), st.integers(0, 20), st.integers(20, 80))
def test_any_place_of_any_text_has_one_bounded_line(text, start, length, width):
    data = text.encode()
    start = min(start, len(data))

    line = sentence(data, start, min(start + length, len(data)), width=width)

    assert len(line) <= width
    assert "\n" not in line


@pytest.mark.parametrize("piece", [b"[[", b"<", b"](", b"*", b"| ", b"a. ", b"> ", b"\\", b"!["])
def test_a_long_line_takes_no_longer_than_a_short_one(piece):
    data = piece * 1_000_000
    start = time.process_time()

    sentence(data, len(data) // 2, len(data) // 2 + 1)

    assert time.process_time() - start < 2  # it takes milliseconds, unless a pattern backtracks


def test_places_have_the_note_and_the_moment_cited_in_their_line():
    stamp = '<a class="yt-timestamp" data-t="{0}">[{0}]</a>'
    line = f"One {stamp.format('00:00:10')} [[b]] two {stamp.format('00:01:02')}."
    text = f"---\nvideoId: dQw4w9WgXcQ\n---\n{line}\n\n[[c]]\n"
    notes = {"a.md": text}
    graph = kg.build(notes, profile="youtube")

    table = kg.excerpts(graph, graph.mentions, texts=texts(graph, notes))

    assert table["note"].tolist() == ["a.md", "a.md"]
    assert table["sentence"].tolist() == ["One b two.", "c"]
    assert table["moment"].fillna("").tolist() == ["00:01:02", ""]
    assert table["url"].fillna("").tolist() == ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=62s", ""]


def test_the_moment_of_a_mention_is_the_one_the_table_of_mentions_names():
    graph = kg.build("data/tubevault")

    shown = kg.excerpts(graph, graph.mentions)

    wanted = [
        None if moment is None else graph.moments["written"][moment]
        for moment in map(known, graph.mentions["moment"])
    ]
    assert [moment if isinstance(moment, str) else None for moment in shown["moment"]] == wanted


def known(value):
    return None if value is None or str(value) == "<NA>" else int(value)


def test_without_texts_or_with_changed_ones_there_are_no_sentences():
    notes = {"a.md": "[[b]]"}
    graph = kg.build(notes)

    assert kg.excerpts(graph, graph.mentions)["sentence"].isna().all()
    changed = texts(graph, {"a.md": "[[c]]"})
    assert kg.excerpts(graph, graph.mentions, texts=changed)["sentence"].isna().all()
    assert kg.excerpts(graph, graph.mentions.iloc[:0]).empty
