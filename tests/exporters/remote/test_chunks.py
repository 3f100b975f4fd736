"""Chunks add up to the stream, and N-Triples mean the same inside SPARQL."""

from hashlib import sha256
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.exporters.remote.chunks import Chunks
from kg.exporters.remote.endpoints import LAYOUTS, endpoints
from kg.exporters.remote.store import as_sparql


def pieces(lines, cuts):
    whole = b"".join(line + b"\n" for line in lines)
    bounds = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    return whole, [memoryview(whole[a:b]) for a, b in pairwise(bounds)]


LINES = st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12)


@given(LINES, st.lists(st.integers(0, 200)), st.integers(1, 40), st.integers(0, 200))
def test_chunks_are_whole_lines_and_add_up(lines, cuts, size, skipped):
    whole, parts = pieces(lines, cuts)
    chunks = Chunks(iter(parts), size=size)
    found = []
    while chunk := chunks.peek():
        assert chunk == chunks.peek()
        chunks.take()
        found.append(chunk)

    assert b"".join(found) == whole
    assert all(len(chunk) <= size or chunk.count(b"\n") == 1 for chunk in found)
    assert all(chunk.endswith(b"\n") for chunk in found)
    assert (chunks.done, chunks.statements) == (len(whole), len(lines))
    assert chunks.digest == sha256(whole).hexdigest()
    again = Chunks(iter(parts), size=size)
    again.skip(skipped)
    assert (again.done, again.digest) == (min(skipped, len(whole)), sha256(whole[:skipped]).hexdigest())


@given(st.text(alphabet=st.one_of(st.sampled_from('\\uU0041"\n\t'), st.characters(codec="utf-8"))))
@example("C:\\users")
@example("\\\\u0041\\U0001F600")
def test_n_triples_mean_the_same_inside_sparql(text):
    line = f"{ox.Triple(ox.NamedNode('x:s'), ox.NamedNode('x:p'), ox.Literal(text))} .\n".encode()
    store = ox.Store()

    store.update(f"INSERT DATA {{ GRAPH <x:g> {{ {as_sparql(line).decode()} }} }}")

    assert [quad.object.value for quad in store] == [text]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_addresses_of_common_stores_are_known(layout):
    start = "https://store.example:8443/a"
    found = endpoints(start + layout.store)

    assert found.update == start + layout.update
    assert found.query == start + layout.query
    assert endpoints(start + layout.update, protocol="update").query


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://ann:hush@store.example/store", "must not hold"),
        ("http://:hush@store.example/store", "must not hold"),
        ("ftp://store.example/store", "no address of a server"),
        ("store.example/store", "no address of a server"),
        ("http://store.example:x/store", "cannot be read"),
        ("http://[::1/store", "cannot be read"),
        ("http://store.example/store#g", "no address of a server"),
        ("http://store.example/somewhere", "cannot be told"),
    ],
)
def test_an_address_that_is_none_is_told_without_the_password(url, message):
    with pytest.raises(UsageError, match=message) as error:
        endpoints(url)
    assert "hush" not in str(error.value)
