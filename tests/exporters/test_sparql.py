"""SPARQL answers are the tables' answers, from a store that is kept as long as it is right."""

import csv
import io
import os
from collections import Counter
from functools import partial

import pyoxigraph as ox
import pytest

import kg
from kg.analysis.orphans import orphans
from kg.errors import QueryError, QueryTimeoutError, UsageError
from kg.exporters.rdf.answers import answer, first_rows
from kg.exporters.rdf.bounded import Bounds
from kg.exporters.rdf.queries import query_of, shipped
from kg.exporters.rdf.store import stored
from kg.exporters.rdf.worker import Worker
from kg.model.kinds import NodeKind

BASE = "https://notes.example/v/"


@pytest.fixture(scope="module")
def vault():
    return kg.build("data/tubevault")


@pytest.fixture(scope="module")
def full(vault):
    with stored(vault, None, base=BASE, detail="full") as place:
        yield place


@pytest.fixture(scope="module")
def store(full):
    return ox.Store.read_only(str(full))


@pytest.fixture(scope="module")
def ask(store):
    def rows(query, **values):
        found = answer(store, query_of(query).text, base=BASE, form="csv", values=values)
        return list(csv.DictReader(io.StringIO(found.decode())))

    return rows


def key_of(graph):
    return graph.nodes["key"].to_dict()


def edges(graph, kind):
    return graph.edges[graph.edges["kind"] == kind]


# --- the same questions asked both ways -----------------------------------------------------------------


def test_wanted(vault, ask):
    missing = vault.nodes[vault.nodes["kind"] == NodeKind.MISSING]
    linked = vault.edges[vault.edges["target"].isin(missing.index)]
    expected = {vault.nodes["label"][t]: g["source"].nunique() for t, g in linked.groupby("target")}

    assert {row["topic"]: int(row["pages"]) for row in ask("wanted")} == expected


def test_announced(vault, ask):
    label = vault.nodes["label"]
    expected = {
        (label[t], label[s]) for s, t in edges(vault, "announced_for")[["source", "target"]].values.tolist()
    }

    found = {(row["video"], topic) for row in ask("announced") for topic in row["topics"].split(" | ")}
    assert found == expected
    assert expected


def test_channels(vault, ask):
    notes = Counter(
        vault.nodes["label"][t]
        for s, t in edges(vault, "in_channel")[["source", "target"]].values.tolist()
        if vault.nodes["kind"][s] == NodeKind.NOTE
    )
    moments = vault.moments.dropna(subset=["target", "seconds"])[["target", "seconds"]].drop_duplicates()
    rows = ask("channels")

    assert {row["name"]: int(row["notes"]) for row in rows} == notes
    assert sum(int(row["clips"] or 0) for row in rows) == len(moments)


def test_orphans_by_links_between_notes(vault, ask):
    path, kind = vault.nodes["path"], vault.nodes["kind"]
    links = edges(vault, "links_to")
    links = links[(links["source"] != links["target"]) & (links["source"].map(kind) == NodeKind.NOTE)]
    expected = set(path[kind == NodeKind.NOTE]) - set(links["target"].map(path))

    assert {row["note"] for row in ask("orphans")} == expected
    assert set(orphans(vault).query("orphan")["path"]) <= expected  # index pages' links count there


def test_linked(vault, ask):
    path, kind = vault.nodes["path"], vault.nodes["kind"]
    links = edges(vault, "links_to")
    between = [(s, t) for s, t in links[["source", "target"]].values.tolist() if s != t]
    expected = Counter(path[t] for s, t in between if kind[s] == kind[t] == NodeKind.NOTE)

    assert {row["note"]: int(row["links"]) for row in ask("linked")} == expected


def test_shared_topics(vault, ask):
    channel_of = dict(edges(vault, "in_channel")[["source", "target"]].values.tolist())
    topical = vault.nodes["kind"].isin((NodeKind.NOTE, NodeKind.MISSING))
    seen = {}
    for s, t in vault.edges[vault.edges["moment"].isna()][["source", "target"]].values.tolist():
        if topical[t] and s in channel_of:
            seen.setdefault(vault.nodes["label"][t], set()).add(channel_of[s])
    expected = {label: len(channels) for label, channels in seen.items() if len(channels) > 1}
    found = {row["topic"]: int(row["channels"]) for row in ask("shared-topics")}

    ambiguous = {label for label in found if label not in expected or found[label] != expected[label]}
    assert ambiguous <= {"Resonance", "resonance"}  # two notes of one name are one topic
    assert found.keys() >= expected.keys() - ambiguous


def test_moments_of_a_video(vault, ask):
    video = vault.nodes[vault.nodes["kind"] == "video"]["key"].iloc[0].removeprefix("video:")
    node = vault.nodes.index[vault.nodes["key"] == f"video:{video}"][0]
    cited = vault.moments[vault.moments["target"] == node].dropna(subset=["seconds"])
    expected = cited.groupby("seconds")["source"].nunique().to_dict()
    rows = ask("moments", video=video)

    assert {int(row["seconds"]): int(row["pages"]) for row in rows} == expected
    assert all(row["link"].endswith(f"&t={row['seconds']}s") for row in rows)


def test_about_and_evidence_are_the_mentions(vault, ask):
    path = vault.nodes["path"]
    target = vault.nodes.index[vault.nodes["path"] == "spokecity/desire_lines.md"][0]
    mentions = vault.mentions[vault.mentions["target"] == target]
    expected = {(path[s], line, raw) for s, line, raw in mentions[["source", "line", "raw"]].values.tolist()}
    about = {
        (row["note"], int(row["line"]), row["text"])
        for row in ask("about", name=vault.nodes["label"][target])
    }
    proven = {
        (row["from"], int(row["line"]), row["text"])
        for row in ask("evidence", to="spokecity/desire_lines.md")
    }

    assert about == expected
    assert proven == {
        row for row in expected if vault.nodes["kind"][vault.nodes["path"] == row[0]].iloc[0] == "note"
    }
    assert any(row["link"] for row in ask("about", name=vault.nodes["label"][target]))


def test_about_takes_another_name_only_where_no_topic_is_called_so():
    notes = {
        "Tea.md": "",
        "Green tea.md": "---\naliases: [Sencha]\n---\n",
        "c.md": "[[Green tea|Tea]] [[Tea]] [[Green tea]] [[Tea party|Sencha]]",
    }
    graph = kg.build(notes)

    def texts(name):
        return kg.sparql(graph, "about", values={"name": name})["text"].tolist()

    assert texts("Tea") == ["[[Tea]]"]  # not what a link to another topic is labelled with
    assert texts("Green tea") == ["[[Green tea]]", "[[Green tea|Tea]]"]
    assert texts("Sencha") == ["[[Green tea]]", "[[Green tea|Tea]]", "[[Tea party|Sencha]]"]


def test_tags():
    graph = kg.build("data/fieldnotes")
    with stored(graph, None, base=BASE, detail="pages") as place:
        found = answer(ox.Store.read_only(str(place)), shipped()["tags"].text, base=BASE, form="csv")
    rows = csv.DictReader(io.StringIO(found.decode()))
    tagged = edges(graph, "tagged")
    label = graph.nodes["label"].str.removeprefix("#")
    expected = {label[t]: g["source"].nunique() for t, g in tagged.groupby("target")}
    found = {row["tag"]: int(row["pages"]) for row in rows}

    assert {tag: found[tag] for tag in expected} == expected
    assert all(found[tag] == 0 for tag in found.keys() - expected.keys())  # those that nesting implies


@pytest.mark.parametrize("name", sorted(shipped().keys() - {"tags"}))
def test_every_query_that_comes_along_has_an_answer(store, name):
    found = answer(store, query_of(name).text, base=BASE, form="tsv")

    assert found.count(b"\n") > 1


# --- the door -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(vault, tmp_path):
    kg.write(vault, tmp_path / "graph")
    return tmp_path / "graph"


def test_the_store_is_made_once_and_again_when_the_graph_changes(vault, folder):
    remarks = []

    def size(graph, base=BASE):
        with stored(graph, folder, base=base, detail="pages", remark=remarks.append) as place:
            return len(ox.Store.read_only(str(place)))

    assert [size(vault) > 100 for _ in range(2)] == [True, True]
    assert len(remarks) == 1

    kg.write(kg.build({"a.md": "[[b]]"}), folder)  # what was derived goes with the tables
    assert not (folder / "rdf-pages").exists()
    size(kg.read(folder))
    size(kg.read(folder), base="https://other.example/")
    assert len(remarks) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_cannot_be_kept_is_used_all_the_same(vault, folder):
    folder.chmod(0o500)
    remarks = []

    with stored(vault, folder, base=BASE, detail="pages", remark=remarks.append) as place:
        assert len(ox.Store.read_only(str(place))) > 100
    assert "cannot be kept" in remarks[-1]


def test_a_query_that_is_none_is_told(store):
    with pytest.raises(QueryError, match="cannot be read"):
        answer(store, "SELECT ?x WHERE { ?x", base=BASE)
    with pytest.raises(UsageError, match="no IRI"):
        answer(store, "ASK WHERE { ?x a ?y }", base=BASE, values={"x": "<no iri>"})
    with pytest.raises(UsageError, match="wanted"):
        query_of("no such query")


# --- what a query may take ------------------------------------------------------------------------------

DEATH = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?f ?i ?l"


def asks(query, **options):
    return partial(answer, query=query, base=BASE, form="csv", **options)


def test_a_query_of_death_or_of_hunger_ends_and_the_next_one_is_answered(full):
    with Worker(full, memory=1 << 30) as worker:
        with pytest.raises(QueryTimeoutError, match=r"0\.2 seconds"):
            worker.run(asks(DEATH), seconds=0.2)
        with pytest.raises(QueryError, match="memory"):
            worker.run(asks(HUNGER), seconds=300)
        with pytest.raises(QueryError, match="cannot be read") as error:
            worker.run(asks("SELECT {"), seconds=60)
        assert not error.value.hint
        assert worker.run(asks("ASK { ?s ?p ?o }"), seconds=60) == b"true"


def test_too_large_an_answer_is_refused_not_cut(store):
    with pytest.raises(QueryError, match="more than 10 rows"):
        asks("SELECT * { ?s ?p ?o }", bounds=Bounds(10, 1 << 20))(store)
    with pytest.raises(QueryError, match="more than 100 bytes"):
        asks("SELECT * { ?s ?p ?o }", bounds=Bounds(1 << 20, 100))(store)


# --- asking elsewhere -----------------------------------------------------------------------------------

ELSEWHERE = "SELECT * WHERE {{ {} <http://127.0.0.1:9/x> {{ ?s ?p ?o }} }}"


@pytest.mark.parametrize(
    "query",
    [
        ELSEWHERE.format("SERVICE"),
        ELSEWHERE.format("service SILENT"),
        ELSEWHERE.format("\\u0053ERVICE"),
        ELSEWHERE.format("?s ?p 'it''' . SERVICE"),
        ELSEWHERE.format("?s ng:a\\# ?o . SERVICE"),
        ELSEWHERE.format("# a comment\nSERVICE"),
        ELSEWHERE.format("FILTER(1 < 2) SERVICE"),
        ELSEWHERE.format("?s ?p '''it's''' . SERVICE"),
    ],
)
def test_a_query_that_would_ask_another_computer_is_refused(query):
    with pytest.raises(QueryError, match="SERVICE would ask"):
        answer(ox.Store(), query, base="https://notes.example/")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { ?service ?p 'SERVICE' }",
        'SELECT * WHERE { ?s ?p """say "SERVICE" twice""" }',
        "SELECT * WHERE { ?s ng:service <https://example.org/service> } # SERVICE",
        "SELECT * WHERE { ?s ?p 'a \\' SERVICE' }",
    ],
)
def test_the_word_alone_is_no_harm(query):
    assert answer(ox.Store(), query, base="https://notes.example/", form="csv")


def test_first_rows_are_some_of_the_rows():
    store = ox.Store()
    for number in range(5):
        store.add(ox.Quad(ox.BlankNode(), ox.NamedNode("https://example.org/p"), ox.Literal(str(number))))
    query = "SELECT ?o ?none WHERE { ?s ?p ?o } ORDER BY ?o"

    found = first_rows(store, query, base="https://notes.example/", start=1, most=2)

    assert found == (("o", "none"), [("1", None), ("2", None)], True)
    assert not first_rows(store, query, base="https://notes.example/", start=3, most=2).more


def test_a_process_that_ends_before_it_is_up_counts_toward_no_query(tmp_path):
    ox.Store(str(tmp_path / "store")).flush()
    with Worker(tmp_path / "store") as worker:
        worker._process.kill()

        assert worker.run(len, seconds=60) == 0
