"""The shapes: what is exported conforms, and each rule has a fixture that breaks it and only it."""

import csv
import re
import sys
from pathlib import Path

import pytest
from rdflib import Graph

import kg
from kg.errors import UnreadableError, UsageError
from kg.exporters import export
from kg.exporters.rdf.library import to_rdf
from kg.exporters.rdf.validation import read_file, validate

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "data" / "shapes"
SHAPES = ROOT / "kg" / "exporters" / "rdf" / "shapes.ttl"
CONFORMING = (FIXTURES / "conforming.ttl").read_text(encoding="utf-8")
with (FIXTURES / "violating.tsv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_conforming_file_conforms():
    assert validate(Graph().parse(data=CONFORMING, format="turtle")).empty


@pytest.mark.parametrize("case", CASES, ids=[f"{case['message']} {n}" for n, case in enumerate(CASES)])
def test_each_rule_finds_what_breaks_it_and_where(case):
    assert f"\n{case['take out']}\n" in CONFORMING
    broken = CONFORMING.replace(f"\n{case['take out']}\n", f"\n{case['put in']}\n")
    found = validate(Graph().parse(data=broken, format="turtle"))

    assert set(found["message"]) == {case["message"]}
    assert found[["note", "line"]].values.tolist()[0] == [case["note"], int(case["line"])]


def test_each_rule_has_a_case():
    assert set(re.findall(r'sh:message "([^"]+)"', SHAPES.read_text(encoding="utf-8"))) == {
        case["message"] for case in CASES
    }


@pytest.mark.parametrize("detail", ["pages", "core", "full"])
@pytest.mark.parametrize("vault", ["tubevault", "fieldnotes"])
def test_what_is_exported_conforms(vault, detail):
    rdf = to_rdf(kg.build(ROOT / "data" / vault), base="https://notes.example/", detail=detail)

    assert validate(rdf).values.tolist() == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its readers' own
@pytest.mark.parametrize("name", ["x.ttl", "x.nt.gz", "x.nq", "x.trig", "x.jsonld", "x.rdf"])
def test_every_format_can_be_read(graph, tmp_path, name):
    export(graph, tmp_path / name, base="https://notes.example/")

    assert len(read_file(tmp_path / name)) == len(to_rdf(graph, base="https://notes.example/"))


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "x.ttl").write_text("<a> <b")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_file(tmp_path / "x.ttl")
    with pytest.raises(UsageError, match="no RDF format"):
        read_file(tmp_path / "x.csv")


def test_without_pyshacl_the_way_to_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(UsageError, match=r"kg\[shacl\]"):
        validate(Graph())
