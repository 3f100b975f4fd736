"""Every format of the corpus's graph, read back by three independent readers, is one set of statements.

That takes minutes, so it is done only where ``KG_CORPUS`` asks for it; of the sample vaults always.
"""

import os
import shutil
import subprocess
import threading
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
PAIRS = [(reader, suffix) for reader, suffixes in READERS.items() for suffix in suffixes]


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
def files(graph, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rdf")
    for suffix in FORMATS:
        export(graph, folder / f"x.{suffix}", base=BASE)
    return folder


@pytest.fixture(scope="module")
def expected(files):
    with (files / "x.nt").open("rb") as stream:
        return summed(stream, ox.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize(("reader", "suffix"), PAIRS)
def test_a_reader_finds_the_same_statements(files, expected, reader, suffix):
    path = files / f"x.{suffix}"
    if reader == "pyoxigraph":
        with path.open("rb") as stream:
            assert summed(stream, FORMATS[suffix]) == expected
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
    assert (process.returncode, found) == (0, expected)
