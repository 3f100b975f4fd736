"""`kg push`: what is typed, what kg.toml says, and what is told."""

import pytest

from kg.cli.main import COMMANDS

TOML = """
[rdf]
base = "https://notes.example/x/"

[rdf.properties]
author = "schema:author"
rating = "http://purl.org/stuff/rev#rating"

[rdf.push]
url = "http://127.0.0.1:1/store"
graph = "https://notes.example/all"
"""
NOTE = "---\ntitle: A\nauthor: Ann\nrating: 5\nmood: good\n---\nText. [[b]]\n"


@pytest.fixture
def vault(make_vault):
    return make_vault({"a.md": NOTE, "b.md": "", "kg.toml": TOML})


@pytest.fixture
def graph(run, vault, tmp_path):
    assert run("build", vault, "-o", tmp_path / "graph").exit_code == 0
    return tmp_path / "graph"


def exported(run, where, *words):
    return run("export", where, "-o", "-", "--format", "ntriples", *words).stdout


@pytest.mark.parametrize("where", ["vault", "graph"])
def test_base_and_terms_are_those_of_kg_toml(run, request, where):
    lines = exported(run, request.getfixturevalue(where)).splitlines()
    said = {line.split(" ", 1)[1] for line in lines if line.startswith("<https://notes.example/x/note/a> ")}

    assert '<https://schema.org/author> "Ann" .' in said
    assert '<http://purl.org/stuff/rev#rating> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .' in said
    assert '<https://w3id.org/notegraph/ns#property/mood> "good" .' in said
    assert not any("property/author" in line for line in lines)


def test_what_is_typed_goes_first(run, graph):
    assert "<https://typed.example/note/a>" in exported(run, graph, "--base", "https://typed.example/")


def test_queries_and_shapes_know_the_terms_too(run, graph):
    found = run("sparql", graph, "SELECT ?who { <note/a> schema:author ?who }", "--format", "csv")

    assert found.stdout.split() == ["who", "Ann"]
    assert "https://notes.example/x/note/a" in run("sparql", graph, "SELECT ?n { ?n a ng:Note }").stdout


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".rdf", ".trig"])
def test_every_format_can_tell_mapped_terms(run, graph, tmp_path, suffix):
    result = run("export", graph, "-o", tmp_path / f"x{suffix}", "--validate")

    assert (result.exit_code, result.stderr.count("left out")) == (0, 0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[rdf]\nbses = "x"', "Did you mean 'base'"),
        ("[rdf]\nbase = 1", "expected a string"),
        ('[rdf.push]\npassword = "hush"', "unknown key 'password'"),
        ('[rdf.push]\nurls = "x"', "Did you mean 'url'"),
        ("[rdf]\npush = 1", "expected a table"),
        ('[rdf.properties]\nauthor = "schemas:author"', "is no term"),
        ('[rdf.properties]\nauthor = "rdf:type"', "cannot be rdf:type"),
        ('[rdf.properties]\nauthor = "https://x.example/a b"', "is no term"),
        ("[rdf.properties]\nauthor = 5", "expected a string"),
    ],
)
def test_wrong_settings_are_told(run, make_vault, settings, message):
    result = run("export", make_vault({"a.md": NOTE, "kg.toml": settings}), "-o", "-", "--format", "turtle")

    assert result.exit_code == 2
    assert message in result.stderr
    assert "hush" not in result.stderr


def test_an_unreachable_server_is_told_in_a_line_and_by_3(run, graph):
    result = run("push", graph, env={"HTTP_PROXY": None, "http_proxy": None})

    assert result.exit_code == 3
    first, last = result.stderr.splitlines()
    assert first == "pushing to http://127.0.0.1:1/store, as kg.toml says"
    assert last.startswith("kg: http://127.0.0.1:1/update cannot be reached.")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["http://ann:hush@127.0.0.1:1/store"], "must not hold a name or password"),
        (["http://127.0.0.1:1/store", "http://127.0.0.1:2/store"], "one address"),
        (["http://127.0.0.1:1/nowhere"], "--update-url"),
        (["http://127.0.0.1:1/store", "--graph", "no iri"], "is no IRI"),
        (["http://127.0.0.1:1/store", "--protocol", "ftp"], "There is no protocol"),
        (["http://127.0.0.1:1/store", "--detail", "all"], "There is no detail"),
    ],
)
def test_wrong_use_is_told(run, graph, words, message):
    result = run("push", graph, *words)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "hush" not in result.stderr


def test_no_option_takes_a_password():
    from kg.cli.commands.push import push

    names = {name for parameter in push.params for name in parameter.opts}
    assert not any(word in name for name in names for word in ("password", "user", "token"))
    assert "push" in [entry.name for entry in COMMANDS]
