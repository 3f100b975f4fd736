"""The shapes: what is exported conforms, and each rule has a fixture that breaks it and only it."""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

import kg
from kg.errors import UnreadableError, UsageError
from kg.exporters import export
from kg.exporters.rdf.library import read_from
from kg.exporters.rdf.model import statements
from kg.exporters.rdf.shape_engines import ShapeEngine
from kg.exporters.rdf.syntax import Graphs
from kg.exporters.rdf.validation import read_file, validate

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "data" / "shapes"
SHAPES = ROOT / "kg" / "exporters" / "rdf" / "shapes.ttl"
CONFORMING = (FIXTURES / "conforming.ttl").read_text(encoding="utf-8")
with (FIXTURES / "violating.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


BASE = "https://notes.example/"
FAULTS = (  # by predicate: what a statement of it becomes; nothing is one that is taken out
    ("https://schema.org/name", ""),
    ("https://schema.org/isBasedOn", '<{s}> <{p}> "a text" .'),
    ("https://schema.org/startOffset", '<{s}> <{p}> "-5"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
    ("https://schema.org/wordCount", '<{s}> <{p}> "many" .'),
    ("https://schema.org/sha256", '<{s}> <{p}> "ABC" .'),
    ("http://www.w3.org/2004/02/skos/core#prefLabel", ""),
    ("https://w3id.org/notegraph/ns#wantedBy", ""),
    ("https://w3id.org/notegraph/ns#line", ""),
)


@pytest.fixture(params=ShapeEngine)
def engine(request):
    return request.param


def read(turtle, folder):
    (folder / "data.ttl").write_text(turtle, encoding="utf-8")
    return read_file(folder / "data.ttl")


def told(graph, detail="core"):
    return read_from(statements(graph, base=BASE, detail=detail), Graphs.NONE)[0].read()


def broken_by(case):
    assert f"\n{case['take out']}\n" in CONFORMING
    return CONFORMING.replace(f"\n{case['take out']}\n", f"\n{case['put in']}\n")


def spoilt(triples, every):
    """The statements with faults planted, the same one at every so many statements of its predicate."""
    lines, seen = [], Counter()
    rules = dict(FAULTS)
    for line in triples.decode().splitlines():
        subject, predicate = (word.strip("<>") for word in line.split(" ", 2)[:2])
        seen[predicate] += 1
        fault = predicate in rules and seen[predicate] % every == 0
        lines.append(rules[predicate].format(s=subject, p=predicate) if fault else line)
    return "\n".join([*filter(None, lines), ""]).encode()


def test_the_conforming_file_conforms(engine, tmp_path):
    assert validate(read(CONFORMING, tmp_path), engine=engine).empty


@pytest.mark.parametrize("case", CASES, ids=[f"{case['message']} {n}" for n, case in enumerate(CASES)])
def test_each_rule_finds_what_breaks_it_and_where(case, engine, tmp_path):
    found = validate(read(broken_by(case), tmp_path), engine=engine)

    assert set(found["message"]) == {case["message"]}
    assert found[["note", "line"]].values.tolist()[0] == [case["note"], int(case["line"])]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['message']} {n}" for n, case in enumerate(CASES)])
def test_both_engines_find_the_same(case, tmp_path):
    data = read(broken_by(case), tmp_path)
    one, other = (validate(data, engine=name) for name in ShapeEngine)

    assert one.values.tolist() == other.values.tolist()


def test_both_engines_find_the_same_faults_in_a_vault():
    data = spoilt(told(kg.build(ROOT / "data" / "tubevault"), "full"), every=9)
    one, other = (validate(data, engine=name) for name in ShapeEngine)

    assert one.values.tolist() == other.values.tolist()
    assert one["message"].nunique() >= len(FAULTS)


def test_each_rule_has_a_case():
    assert set(re.findall(r'sh:message "([^"]+)"', SHAPES.read_text(encoding="utf-8"))) == {
        case["message"] for case in CASES
    }


@pytest.mark.parametrize("detail", ["pages", "core", "full"])
@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
def test_what_is_exported_conforms(vault, detail):
    assert validate(told(kg.build(ROOT / "data" / vault), detail)).values.tolist() == []


@pytest.mark.parametrize("name", ["x.ttl", "x.nt.gz", "x.nq", "x.trig", "x.jsonld", "x.rdf"])
def test_every_format_can_be_read(graph, tmp_path, name):
    export(graph, tmp_path / name, base=BASE)

    assert sorted(read_file(tmp_path / name).splitlines()) == sorted(told(graph).splitlines())


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "x.ttl").write_text("<a> <b")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_file(tmp_path / "x.ttl")
    (tmp_path / "x.ttl").write_text("<x:a> <x:b> <<( <x:a> <x:b> <x:c> )>> .")
    with pytest.raises(UnreadableError, match="triple terms"):
        read_file(tmp_path / "x.ttl")
    (tmp_path / "x.nt.gz").write_text("<x:a> <x:b> <x:c> .")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_file(tmp_path / "x.nt.gz")
    with pytest.raises(UsageError, match="no RDF format"):
        read_file(tmp_path / "x.csv")


def test_shapes_that_are_none_are_told(engine, tmp_path):
    rules = tmp_path / "rules.ttl"
    rules.write_text("<x:a> <x:b> <x:c> .")
    with pytest.raises(UnreadableError, match="no shapes"):
        validate(b"", shapes=rules, engine=engine)


def test_a_path_of_several_is_told_in_the_same_words(engine, tmp_path):
    data = read(broken_by(next(case for case in CASES if case["message"].startswith("No note is"))), tmp_path)

    assert set(validate(data, engine=engine)["path"]) == {"^<https://schema.org/about>"}


@pytest.mark.parametrize(("name", "extra"), [("pyshacl", "shacl"), ("shacl", "shacl-fast")])
def test_without_an_engine_the_way_to_it_is_told(monkeypatch, name, extra):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=rf"kg\[{extra}\]"):
        validate(b"", engine=name)


def test_without_the_quick_engine_the_other_one_is_taken(monkeypatch):
    monkeypatch.setitem(sys.modules, "shacl", None)

    assert validate(b"").empty


def test_an_engine_that_does_not_exist_is_told():
    with pytest.raises(UsageError, match="no engine"):
        validate(b"", engine="jena")
