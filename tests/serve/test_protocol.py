"""The endpoint keeps SPARQL 1.1 Protocol, case by case."""

import json
import tomllib
from pathlib import Path
from urllib.parse import urlencode

import pytest

BASE = "https://notes.example/v/"
CASES = tomllib.loads(Path(__file__).with_name("protocol.toml").read_text(encoding="utf-8"))["case"]
FORM = "application/x-www-form-urlencoded"


def with_base(pairs):
    return urlencode([(name, value.replace("BASE", BASE)) for name, value in pairs])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_endpoint_keeps_the_protocol(dataset, case):
    fields, parameters = with_base(case.get("fields", ())), with_base(case.get("parameters", ()))
    body = (
        bytes.fromhex(case["hex"]) if "hex" in case else case.get("body", "").replace("BASE", BASE).encode()
    )
    headers = {"Accept": case.get("accept", "*/*")}
    if case["method"] == "POST":
        content_type = case.get("content_type", FORM)
        headers |= {"Content-Type": content_type} if content_type else {}
        body = body or fields.encode()
    else:
        parameters = parameters or fields

    found = dataset(
        f"/sparql?{parameters}" if parameters else "/sparql",
        method=case["method"],
        headers=headers,
        body=body,
    )

    assert found.status == case.get("status", 200), found.text
    if "type" in case:
        assert found.type == case["type"]
    if "answer" in case:
        assert json.loads(found.body)["boolean"] is case["answer"]


def test_every_refusal_says_why_in_a_line(dataset):
    found = dataset("/sparql?query=ASK%20%7B")

    assert found.type == "text/plain"
    assert found.text.startswith("The query cannot be read")
    assert found.text.count("\n") <= 1


def test_the_endpoint_describes_itself(dataset):
    found = dataset("/sparql", headers={"Accept": "text/turtle"})

    assert "SPARQL11Query" in found.text
    assert f"<{BASE}dataset>" in found.text


def test_without_named_graphs_to_choose_from_a_choice_is_refused(client):
    found = client(f"/sparql?{with_base([('query', 'ASK {}'), ('default-graph-uri', 'BASEnote/a')])}")

    assert (found.status, "--graphs" in found.text) == (400, True)
