"""An agent at the desk: a transcript by the SDK's own client over stdio, and hostile calls."""

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError

import kg
from kg.builder.texts import texts
from kg.errors import UsageError
from kg.mcp.desk import Desk
from kg.mcp.pages import LONGEST_TEXT, MOST_CHARACTERS, NOTICE, bounded, page, quoted
from kg.mcp.server import TOOLS, server

ROOT = Path(__file__).resolve().parents[2]
VAULT = ROOT / "data" / "tubevault"
PLACE = re.compile(r"^.+\.md:\d+$")
SLACK = 2000  # what an answer says besides its items


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("mcp") / "graph"
    kg.build(VAULT, output=place)
    return place


@pytest.fixture(scope="module")
def desk(folder):
    graph = kg.read(folder)
    return Desk(graph, texts(graph, VAULT), folder)


def in_a_process(folder, *words):
    return stdio_client(
        StdioServerParameters(
            command=sys.executable,
            args=["-m", "kg", "mcp", str(folder), *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    )


def talk(what, steps):
    """Let a client take some steps with a server, for a minute at most."""

    async def session():
        with anyio.fail_after(60):
            async with Client(what) as client:
                return await steps(client)

    return anyio.run(session)


def text_of(result):
    assert not result.is_error, result.content[0].text
    (content,) = result.content
    assert len(content.text) <= MOST_CHARACTERS + SLACK
    return content.text


def ask(desk, tool, **arguments):
    return json.loads(getattr(desk, tool)(**arguments))


# --- the transcript -------------------------------------------------------------------------------------


def test_a_client_over_stdio_finds_its_way_from_a_word_to_the_moment_of_a_video(folder):
    async def steps(client):
        async def call(tool, **arguments):
            return json.loads(text_of(await client.call_tool(tool, arguments)))

        tools = (await client.list_tools()).tools
        found = await call("search", words="resonance", kind="note")
        key = found["items"][0]["key"]
        about = await call("node", name=key)
        moments = await call("moments", name=key)
        around = await call("neighbours", name=key, direction="out", kind="links_to")
        way = await call("path", start=key, end="bells")
        note = text_of(await client.call_tool("note_text", {"name": key}))
        resource = await client.read_resource(f"kg://note/{key}")
        schema = await client.read_resource("kg://schema")
        wrong = await client.call_tool("node", {"name": "nobody at all"})
        return client.instructions, tools, about, moments, around, way, note, resource, schema, wrong

    told, tools, about, moments, around, way, note, resource, schema, wrong = talk(
        in_a_process(folder), steps
    )

    assert NOTICE in told
    assert [tool.name for tool in tools] == list(TOOLS)
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert about["kind"] == "note"
    assert about["parts"]["moments"] == moments["total"] > 0
    for moment in moments["items"]:
        assert PLACE.match(moment["place"])
        assert re.match(r"https://www\.youtube\.com/watch\?v=[\w-]{11}&t=\d+s$", moment["url"])
    evidence = [at for item in around["items"] for at in item["evidence"]]
    assert evidence
    assert all(PLACE.match(at["place"]) and at["sentence"] for at in evidence)
    assert any("url" in at for at in evidence)
    assert way["length"] == len(way["items"]) > 0
    assert note.splitlines()[0] == NOTICE
    assert resource.contents[0].text == note
    assert "## mentions" in schema.contents[0].text
    assert wrong.is_error
    assert "No node 'nobody at all'" in wrong.content[0].text


def test_nothing_but_the_protocol_is_on_standard_output(folder):
    done = subprocess.run(
        [sys.executable, "-m", "kg", "mcp", str(folder)],
        input='{"jsonrpc": "2.0", "id": 1, "method": "ping"}\nno JSON at all\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in done.stdout.splitlines())
    assert "Traceback" not in done.stdout


def test_resources_lead_to_notes_of_the_graph_and_nowhere_else(desk):
    async def steps(client):
        refused = []
        for key in (
            "../../../etc/passwd",
            "/etc/passwd",
            "note:../pyproject.toml",
            "missing:autolyse",
            "%2e%2e/x",
        ):
            try:
                await client.read_resource(f"kg://note/{key}")
            except MCPError as error:
                refused.append(str(error))
        listed = await client.list_resources()
        return refused, [str(resource.uri) for resource in listed.resources]

    refused, listed = talk(server(desk), steps)

    assert len(refused) == 5
    assert not any("root:" in told for told in refused)
    assert listed == ["kg://schema", "kg://manifest"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"words": "a", "limit": 0}),
        ("search", {"words": "a", "limit": 10**9}),
        ("search", {"words": "a", "limit": "many"}),
        ("search", {"words": "a", "cursor": "5-0"}),
        ("search", {"words": "a", "cursor": "²-0"}),
        ("search", {}),
        ("node", {"name": "\x00"}),
        ("node_part", {"name": "note:index.md", "part": "__class__"}),
        ("neighbours", {"name": "note:index.md", "direction": "up"}),
        ("note_text", {"name": "../../etc/passwd"}),
        ("note_text", {"name": "missing:autolyse"}),
        ("note_text", {"name": "note:index.md", "lines": 10**9}),
        ("note_text", {"name": "note:index.md", "line": -1}),
        ("sparql", {"query": "nothing"}),
        ("sparql", {"query": "/etc/passwd"}),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}),
        ("sparql", {"query": "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
        ("no such tool", {}),
    ],
)
def test_a_call_that_makes_no_sense_is_an_error_in_words(desk, tool, arguments):
    async def steps(client):
        try:
            result = await client.call_tool(tool, arguments)
        except MCPError as error:
            return True, str(error)
        return result.is_error, result.content[0].text

    refused, told = talk(server(desk), steps)

    assert refused
    assert "Traceback" not in told
    assert "root:" not in told
    assert "unexpected" not in told.lower() or tool != "sparql"


# --- answers --------------------------------------------------------------------------------------------


def test_search_finds_by_any_words_and_lists_the_most_linked_first(desk):
    found = ask(desk, "search", words="the ov")

    assert "modalshift/the_overtone_series.md" in [item["path"] for item in found["items"]]
    counts = [item["edges_in"] for item in found["items"]]
    assert counts == sorted(counts, reverse=True)
    assert {item["kind"] for item in ask(desk, "search", words="a", kind="video")["items"]} == {"video"}


@pytest.mark.parametrize(
    ("tool", "arguments", "key"),
    [
        ("search", {"words": "e"}, "key"),
        ("missing_pages", {}, "key"),
        ("findings", {}, None),
        ("node_part", {"name": "nightglass/nightglass.md", "part": "links"}, None),
    ],
)
def test_cursors_lead_through_all_items_once(desk, tool, arguments, key):
    items, cursor = [], ""
    for _ in range(200):
        answer = ask(desk, tool, **arguments, limit=7, cursor=cursor)
        items += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break

    assert len(items) == answer["total"] > 7
    if key:
        assert len({item[key] for item in items}) == len(items)


def test_a_cursor_is_of_use_for_its_own_question_only(desk):
    cursor = ask(desk, "search", words="e", limit=1)["next"]

    with pytest.raises(UsageError, match="another question"):
        desk.search("a", limit=1, cursor=cursor)


def test_missing_pages_are_those_of_the_graph_with_places(desk):
    answer = ask(desk, "missing_pages", limit=100)

    assert answer["total"] == len(kg.dangling(desk.graph))
    assert all(PLACE.match(item["places"][0]) for item in answer["items"])
    (cause,) = {item["cause"] for item in ask(desk, "missing_pages", cause="announced")["items"]}
    assert cause == "announced"


def test_findings_are_narrowed_down_by_check_and_path(desk):
    answer = ask(desk, "findings", check="KG101", path="crumbandcrust/*")

    assert answer["items"]
    assert {item["code"] for item in answer["items"]} == {"KG101"}
    assert all(item["place"].startswith("crumbandcrust/") for item in answer["items"])


def test_sparql_gives_rows_and_a_cursor(desk):
    query = "SELECT ?name WHERE { ?x a ng:Channel ; schema:name ?name } ORDER BY ?name"
    first = ask(desk, "sparql", query=query, limit=2)
    second = ask(desk, "sparql", query=query, limit=50, cursor=first["next"])

    names = [item["name"] for item in (*first["items"], *second["items"])]
    assert names == sorted(desk.graph.nodes.query("kind == 'channel'")["label"])
    assert first["at least"] == 3
    assert second["total"] == len(names)
    assert ask(desk, "sparql", query="wanted")["items"]


def test_stats_count_the_graph(desk):
    assert ask(desk, "stats")["nodes"] == desk.graph.nodes["kind"].astype("str").value_counts().to_dict()


def test_without_the_notes_there_are_places_but_no_texts(folder):
    bare = Desk(kg.read(folder))

    items = ask(bare, "neighbours", name="nightglass/resonance", kind="links_to")["items"]
    assert all("sentence" not in at and PLACE.match(at["place"]) for item in items for at in item["evidence"])
    with pytest.raises(UsageError, match="--vault"):
        bare.note_text("index")


# --- notes that would like to be instructions -----------------------------------------------------------


def test_a_note_cannot_end_the_marks_around_it():
    text = "x\n" + "\n".join(line for line in quoted("x").splitlines()[1:])
    told = quoted(text).splitlines()
    mark = re.search(r'mark="(\w+)"', told[1])[1]

    assert told[0] == NOTICE
    assert [line for line in told if line == f'</note mark="{mark}">'] == told[-1:]
    assert mark not in text


def test_a_note_that_changed_is_not_read(tmp_path):
    (tmp_path / "a.md").write_text("one")
    graph = kg.build(tmp_path)
    (tmp_path / "a.md").write_text("two")

    with pytest.raises(UsageError, match="changed"):
        Desk(graph, texts(graph, tmp_path)).note_text("a")


@settings(deadline=None, max_examples=15)
@given(st.lists(st.text(max_size=900), min_size=1, max_size=60))
def test_an_answer_is_bounded_whatever_it_holds(values):
    items = [{"text": text, "more": [text] * 50} for text in values]
    seen, cursor = 0, ""
    while cursor is not None:
        answer = page(len(items), lambda a, b: items[a:b], limit=50, cursor=cursor, asked=["x"])
        told = json.loads(answer)
        assert len(answer) <= MOST_CHARACTERS + SLACK
        seen += len(told["items"])
        cursor = told["next"]

    assert seen == len(items)


def test_what_is_cut_is_counted():
    assert bounded("a" * (LONGEST_TEXT + 3)).endswith("(+3 characters)")


@settings(deadline=None, max_examples=20)
@given(
    st.text(max_size=100),
    st.sampled_from(["search", "node", "node_part", "neighbours", "note_text", "sparql"]),
)
def test_any_text_as_a_name_gives_an_answer_or_an_error_in_words(desk, text, tool):
    arguments = {
        "search": {"words": text},
        "sparql": {"query": text},
        "node_part": {"name": text, "part": "links"},
    }

    with contextlib.suppress(kg.KgError):
        json.dumps(getattr(desk, tool)(**arguments.get(tool, {"name": text})))


def test_without_the_sdk_it_says_what_to_install(desk, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server", None)

    with pytest.raises(UsageError, match=r"kg\[mcp\]"):
        server(desk)
