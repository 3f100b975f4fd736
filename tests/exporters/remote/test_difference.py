"""The difference of two streams makes one of the other, however they are cut."""

from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.remote.difference import difference

WORDS = st.binary(min_size=1, max_size=6).map(lambda data: data.replace(b"\n", b" "))
SETS = st.sets(WORDS.filter(lambda line: b"_:" not in line))


def pieces(lines, size):
    lines = sorted(lines)
    for start in range(0, len(lines), size):
        yield b"".join(line + b"\n" for line in lines[start : start + size])


def lines(text):
    return set(text.removesuffix(b"\n").split(b"\n")) if text else set()


@given(SETS, SETS, st.integers(1, 5), st.integers(1, 5))
def test_what_goes_and_what_comes_make_the_other_set(ours, theirs, size, other):
    found = difference(lambda: pieces(ours, size), pieces(theirs, other), most=1 << 20)

    assert lines(found.gone) == theirs - ours
    assert lines(found.new) == ours - theirs


def test_too_much_is_none():
    assert difference(lambda: iter([b"a\nb\nc\n"]), iter([b"a\n"]), most=1) is None
    assert difference(lambda: iter([b"a\n"]), iter([b"a\nb\nc\n"]), most=1) is None
    assert difference(lambda: iter([b"a\nb\nc\n"]), iter([b"a\n"]), most=2).new == b"b\nc\n"


def test_nodes_without_a_name_cannot_be_taken_away():
    for line in (b"_:b <x:p> <x:o> .\n", b"<x:s> <x:p> _:b .\n"):
        assert difference(lambda: iter([b""]), iter([line]), most=100) is None
    text = b'<x:s> <x:p> "_:b and _:c" .\n'
    assert difference(lambda: iter([b"a\n"]), iter([text]), most=100).gone == text
