"""The files: every format says the same, whatever stands in the notes, and is read by libraries not ours."""

import gzip
import io
import shutil
import subprocess
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, Dataset, Graph

import kg
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.rdf import writing
from kg.exporters.rdf.formats import write_rdf
from kg.exporters.rdf.library import to_dataset, to_rdf
from kg.exporters.rdf.model import Detail, statements

BASE = "https://notes.example/v/"
RAPPER, SERDI = shutil.which("rapper"), shutil.which("serdi")
READERS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
SUFFIX = {
    "turtle": "ttl",
    "ntriples": "nt",
    "nquads": "nq",
    "trig": "trig",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
}
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
XML = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
AWKWARD = st.sampled_from(
    [
        '"',
        "\\",
        "\\u0041",
        "<>",
        "&amp;",
        "{}",
        "'''",
        "]]>",
        "\u2028",
        "\u0085",
        "\u2068x\u2069",
        "a:b",
        "@x",
        "%20",
    ]
)


def written(graph, form, **options):
    stream = io.BytesIO()
    remarks = write_rdf(graph, stream, format=form, base=BASE, **options)
    return stream.getvalue(), remarks


def triples(content, form):
    """The statements a reader finds, graphs aside."""
    return {str(quad.triple) for quad in ox.parse(content, READERS[form])}


def quads(content, form):
    return {str(quad) for quad in ox.parse(content, READERS[form])}


def plain(row):
    """A row of an rdflib graph as text, in which Oxigraph's explicit xsd:string is left out."""
    return tuple(term.n3().removesuffix(f"^^<{XSD.string}>") if term is not None else "" for term in row)


def vaults(characters):
    texts = st.lists(
        st.text(characters, max_size=6) | AWKWARD.filter(lambda t: t != "\u0085"), max_size=4
    ).map("".join)
    names = texts.map(lambda text: text.replace("/", "").strip(". ")).filter(bool)
    return st.dictionaries(names, texts, min_size=1, max_size=4).map(
        lambda notes: {
            f"{name}.md": f"---\nkey: {body!r}\n{name!r}: 7\n---\n# {body}\n{body}\n[[{body}|{name}]] "
            f"[x](<https://example.org/{body}>) #tag/{name}\n"
            for name, body in notes.items()
        }
    )


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("detail", Detail)
def test_every_format_says_the_same(graph, form, detail):
    content, remarks = written(graph, form, detail=detail)
    lines, _ = written(graph, "ntriples", detail=detail)

    assert triples(content, form) == triples(lines, "ntriples")
    assert remarks == ()
    assert (
        len(triples(content, form))
        == len(lines.splitlines())
        == len(statements(graph, base=BASE, detail=detail))
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own readers' own
@pytest.mark.parametrize("form", READERS)
def test_every_format_is_read_by_rdflib_too(graph, form):
    content, _ = written(graph, form, detail="full")
    names = {"ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
    rdf = Dataset() if form in {"nquads", "trig"} else Graph()
    rdf.parse(data=content, format=names.get(form, form))

    found = {row[:3] for row in rdf.quads()} if isinstance(rdf, Dataset) else set(rdf)
    assert found == set(to_rdf(graph, base=BASE, detail="full"))


@pytest.mark.parametrize("form", READERS)
def test_hostile_texts_stay_texts(hostile, form):
    content, _ = written(hostile, form, detail="full")

    assert triples(content, form) == triples(written(hostile, "ntriples", detail="full")[0], "ntriples")


@settings(max_examples=60)
@given(vaults(ANY))
@example({"a.md": "\x85\u2028\u2029\ufeff\x7f[[\x0c]]"})
def test_any_text_comes_back_from_every_format_that_can_hold_it(notes):
    graph = kg.build(notes)
    lines, _ = written(graph, "ntriples", detail="full")
    expected = triples(lines, "ntriples")

    assert len(expected) == len(lines.split(b"\n")) - 1
    for form in ("turtle", "nquads", "trig", "jsonld"):
        assert triples(written(graph, form, detail="full")[0], form) == expected


@settings(max_examples=60)
@given(vaults(XML))
def test_any_text_without_control_characters_comes_back_from_xml(notes):
    graph = kg.build(notes)
    content, remarks = written(graph, "rdfxml", detail="full")
    told = {
        str(triple)
        for triple in ox.parse(written(graph, "ntriples", detail="full")[0], ox.RdfFormat.N_TRIPLES)
    }
    missing = {str(quad) for quad in ox.parse(content, ox.RdfFormat.RDF_XML)} ^ told

    assert bool(missing) == any("left out" in remark for remark in remarks)


def test_what_xml_cannot_hold_is_told():
    graph = kg.build({"a.md": '---\ntitle: "x\\x0by"\n1: no name\n---\n'})
    content, remarks = written(graph, "rdfxml")

    assert "x\ufffdy" in content.decode()
    assert [remark.split()[0] for remark in remarks] == ["1", "1"]


@pytest.mark.parametrize("detail", Detail)
def test_ntriples_are_sorted_and_unique(graph, hostile, detail):
    for vault in (graph, hostile):
        lines = written(vault, "ntriples", detail=detail)[0].split(b"\n")[:-1]

        assert lines == sorted(set(lines))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30_000)), min_size=1, max_size=30))
def test_clips_of_any_time_are_sorted(cited):
    notes = {
        f"{video}.md": f"---\nvideoId: aB3-x_Yz01{video}\n---\n"
        + " ".join(f"[x](#t={second})" for number, second in cited if number == video)
        for video in range(4)
    }
    lines = written(kg.build(notes, profile="youtube"), "ntriples", detail="full")[0].split(b"\n")[:-1]

    assert lines == sorted(set(lines))


@pytest.mark.parametrize("form", READERS)
def test_small_chunks_change_no_byte(graph, form, monkeypatch):
    whole, _ = written(graph, form, detail="full")
    monkeypatch.setattr(writing, "CHUNK", 3)
    monkeypatch.setattr(writing, "STEP", 1)

    assert written(graph, form, detail="full")[0] == whole


def test_each_page_has_a_graph_of_its_own(graph):
    found = Counter(
        str(quad.graph_name)
        for quad in ox.parse(written(graph, "nquads", detail="full")[0], ox.RdfFormat.N_QUADS)
    )
    own = {name for name in found if "/note/" in name}

    assert own == {f"<{BASE}note/kitchen/{name}>" for name in ("umami", "dashi_stock", "kitchen")}
    assert set(found) - own == {"DEFAULT"}
    assert quads(written(graph, "nquads")[0], "nquads") == quads(written(graph, "trig")[0], "trig")


def test_a_dataset_has_the_same_graphs(graph):
    rdf = to_dataset(graph, base=BASE)
    found = {str(page.identifier) for page in rdf.graphs() if len(page)} - {"urn:x-rdflib:default"}

    assert found == {f"{BASE}note/kitchen/{name}" for name in ("umami", "dashi_stock", "kitchen")}
    assert sum(len(page) for page in rdf.graphs()) == len(statements(graph, base=BASE))


def test_a_large_graph_is_kept_by_oxigraph_and_says_the_same(graph, monkeypatch):
    small, dataset = to_rdf(graph, base=BASE), to_dataset(graph, base=BASE)
    monkeypatch.setattr("kg.exporters.rdf.library.LARGE", 1)
    large = to_rdf(graph, base=BASE)

    assert type(large.store).__name__ == "OxigraphStore"
    assert {plain(row) for row in large} == {plain(row) for row in small}
    assert len(large) == len(small)
    assert {plain(row) for row in to_dataset(graph, base=BASE).quads()} == {
        plain(row) for row in dataset.quads()
    }


# --- options --------------------------------------------------------------------------------------------


def test_ascii_iris_are_ascii_and_map_one_to_one():
    graph = kg.build({"é/名.md": "[[ü]] #straße", "%C3%A9.md": "[[名]]"})
    content, _ = written(graph, "ntriples", ascii_iris=True)
    plain, _ = written(graph, "ntriples")

    iris = [
        part
        for line in content.decode().splitlines()
        for part in line.split()
        if part.startswith("<https://notes")
    ]
    assert all(iri.isascii() for iri in iris)
    assert len(content.splitlines()) == len(plain.splitlines())


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "trig"])
def test_triple_terms_say_what_a_place_is_evidence_of(graph, form):
    content, _ = written(graph, form, detail="full", triple_terms=True)
    proven = {
        str(quad.object): str(quad.subject)
        for quad in ox.parse(content, READERS[form])
        if quad.predicate.value == f"{RDF}reifies"
    }
    told = triples(content, form)

    assert proven
    assert all(term.strip("<>() ") for term in proven)
    assert {term.removeprefix("<<(").removesuffix(")>>").strip() for term in proven} <= told


@pytest.mark.parametrize("form", ["jsonld", "rdfxml"])
def test_formats_without_triple_terms_say_so_and_write_phrases(graph, form):
    content, remarks = written(graph, form, detail="full", triple_terms=True)

    assert triples(content, form) == triples(written(graph, "ntriples", detail="full")[0], "ntriples")
    assert "no triple terms" in remarks[0]


def test_triple_terms_need_evidence(graph):
    with pytest.raises(UsageError, match="detail full"):
        written(graph, "turtle", triple_terms=True)


def test_only_the_environment_puts_a_time_in(graph, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert b"endedAtTime" not in written(graph, "ntriples")[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert b'"1970-01-02T00:00:00Z"' in written(graph, "ntriples")[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        written(graph, "ntriples")


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READERS)
def test_a_compressed_file_holds_the_same_and_no_time(graph, tmp_path, form):
    plain, packed = tmp_path / f"x.{SUFFIX[form]}", tmp_path / f"x.{SUFFIX[form]}.gz"
    export(graph, plain, base=BASE)
    export(graph, packed, base=BASE)
    first = packed.read_bytes()
    export(graph, packed, base=BASE)

    assert gzip.decompress(first) == plain.read_bytes()
    assert packed.read_bytes() == first
    assert first[3:8] == bytes(5)  # no name, no time


@pytest.mark.parametrize("vault", ["data/tubevault", "data/fieldnotes"])
@pytest.mark.parametrize("detail", Detail)
def test_independent_readers_count_the_same_on_the_sample_vaults(vault, detail, tmp_path):
    if not (RAPPER and SERDI):
        pytest.skip("rapper or serdi is not installed")
    graph = kg.build(vault)
    for form, name in (("ntriples", "ntriples"), ("turtle", "turtle"), ("rdfxml", "rdfxml")):
        path = tmp_path / f"x.{form}"
        export(graph, path, format=form, base=BASE, detail=detail)
        lines = subprocess.run([RAPPER, "-q", "-i", name, path], capture_output=True, check=True).stdout
        assert triples(lines, "ntriples") == triples(path.read_bytes(), form)
        if form != "rdfxml":
            lines = subprocess.run(
                [SERDI, "-i", name, "-o", "ntriples", path], capture_output=True, check=True
            ).stdout
            assert triples(lines, "ntriples") == triples(path.read_bytes(), form)
