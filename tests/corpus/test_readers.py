"""Every format of the corpus's graph, read back by three independent readers, is one set of statements.

That takes long (of ``full``: twelve million statements), so it is done only where ``KG_CORPUS`` asks for it;
of the sample vaults always. One file is there at a time.
"""

import os
import shutil
import subprocess
import threading
from functools import cache
from hashlib import blake2b

import pyoxigraph as ox
import pytest

from kg.exporters import export

pytestmark = pytest.mark.skipif("KG_CORPUS" not in os.environ, reason="takes minutes: KG_CORPUS is not set")
BASE = "https://notes.example/"
READERS = {  # what each reader calls a format, by suffix
    "pyoxigraph": dict.fromkeys(("nt", "ttl", "nq", "trig", "jsonld", "rdf"), ""),
    "rapper": {"nt": "ntriples", "ttl": "turtle", "nq": "nquads", "rdf": "rdfxml"},
    "serdi": {"nt": "ntriples", "ttl": "turtle", "nq": "nquads", "trig": "trig"},
}
FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
DETAILS = {  # by name, what is exported
    "core": {"detail": "core"},
    "full": {"detail": "full"},
    "terms": {"detail": "full", "triple_terms": True},
}
CASES = [
    (detail, suffix, reader)
    for detail in DETAILS
    for suffix in FORMATS
    for reader, suffixes in READERS.items()
    if suffix in suffixes
    and (detail != "terms" or (reader == "pyoxigraph" and suffix not in {"jsonld", "rdf"}))
]


class Sum:
    """Takes lines, and adds up their digests: the same for the same lines in any order."""

    def __init__(self):
        self.count = self.sum = 0
        self._rest = b""

    def write(self, data):
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.sum += int.from_bytes(blake2b(line, digest_size=16).digest())
        self.count += len(lines)
        return len(data)

    def flush(self):
        """Nothing is held back but the start of a line."""


def summed(stream, form):
    """Count and sum of the statements, graphs aside, in the words of one writer."""
    found = Sum()
    triples = (quad.triple for quad in ox.parse(stream, form))
    ox.serialize(triples, found, ox.RdfFormat.N_TRIPLES)
    return found.count, found.sum % (1 << 128)


@pytest.fixture(scope="module")
def expected(graph, tmp_path_factory):
    """Of each detail, what its N-Triples hold."""
    place = tmp_path_factory.mktemp("rdf") / "x.nt"

    @cache
    def of(detail):
        export(graph, place, base=BASE, **DETAILS[detail])
        with place.open("rb") as stream:
            found = summed(stream, ox.RdfFormat.N_TRIPLES)
        place.unlink()
        return found

    return of


@pytest.fixture(scope="module")
def exported(graph, tmp_path_factory):
    """The file last asked for; the one before goes."""
    folder = tmp_path_factory.mktemp("rdf")

    def of(detail, suffix):
        place = folder / f"{detail}.{suffix}"
        if not place.exists():
            for other in folder.iterdir():
                other.unlink()
            export(graph, place, base=BASE, **DETAILS[detail])
        return place

    return of


@pytest.mark.parametrize(("detail", "suffix", "reader"), CASES)
def test_a_reader_finds_the_same_statements(exported, expected, detail, suffix, reader):
    wanted, path = expected(detail), exported(detail, suffix)
    if reader == "pyoxigraph":
        with path.open("rb") as stream:
            assert summed(stream, FORMATS[suffix]) == wanted
        return
    if shutil.which(reader) is None:
        pytest.skip(f"{reader} is not installed")
    words = ["-q", "-i"] if reader == "rapper" else ["-i"]
    command = [reader, *words, READERS[reader][suffix], "-o", "ntriples", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        errors = threading.Thread(target=process.stderr.read)
        errors.start()
        found = summed(process.stdout, ox.RdfFormat.N_TRIPLES)
        errors.join()
    assert (process.returncode, found) == (0, wanted)
