"""Engines agree: threads, processes and Apache Spark give the same tables, row for row and type for type."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kg
from kg.analysis.components import weak_components
from kg.analysis.selection import select
from kg.builder.request import request_for
from kg.builder.vault import FolderVault
from kg.cluster.build import build
from kg.cluster.measures import measure
from kg.cluster.rdf import export_rdf
from kg.cluster.session import check_address, session
from kg.cluster.source import source_of
from kg.cluster.work import Work
from kg.engine.local import LocalEngine
from kg.engine.processes import ProcessEngine
from kg.errors import ServerError, UsageError, VaultError
from kg.model.tables import TABLES
from tests.engine.standalone import READ, cluster, kill_one, members

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.spark]

# Two processors and 2 GB; a compiler and a collector that suit small runs, and no code made for a few rows
SUBMIT = (
    "--master local[2] --driver-memory 2g --conf spark.sql.codegen.wholeStage=false "
    "--conf spark.sql.codegen.factoryMode=NO_CODEGEN "
    "--conf 'spark.driver.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1' pyspark-shell"
)

TINY = {"spark.sql.shuffle.partitions": "2", "spark.sql.adaptive.enabled": "false"}

HOSTILE = {
    "kg.toml": "profile = 'youtube'\ncanvas = true\n",
    "_drafts/_hidden name.md": "---\naliases: [Q&A, q-and-a, Q&A]\n---\n[[a]] ![[pic.png]] [x](../b/a.md) #T",
    "_index.md": "[[b/]] [[b]] [[Q&A]] [[./new]] [[.]] [[..]] https://x.org/ä b [[a|label]] [[a|Label]]",
    "a.md": "---\ntitle: A\naliases: ['one', 'A B']\n---\n# H\n[[#H]] [[A]] [[one]] [[./New]] [[b/New|]] #t",
    "b/a.md": "[[./new]] [[../a]] [[/a]] [[a]] [[A-B]] [[a b]] [[../../out]] [up](../a.md) [n](new%20one.md)",
    "b/index.md": "[[Index]] ![[b/pic.PNG]] [[straße]] [[STRASSE]] [[x／y]] [[b-and-c]]",
    "b/b.md": "### [V](https://www.youtube.com/watch?v=abcdefghijk)\n- [[soon]] [[a]]\n",
    "b/n.md": "---\nvideoId: abcdefghijk\n---\n[0:07](#t=7) [00:01:02] [[soon]] #t/X [[Soon|later]]",
    "c/n.md": "---\nvideoId: abcdefghijk\n---\n[0:07](#t=7) [[soon]] [[n]] #T/x/y",
    "b/b&c.md": "\ufeff---\nbroken: [\n---\n[[b&c]] [[missing]] [[Missing]]\r\n\r[[missing#x|said]]",
    "b/pic.png": b"\x89PNG",
    "c/Straße.md": b"[[nowhere]] \xff [[a]]",
    "c/empty.md": "",
    "z.canvas": json.dumps({"nodes": [{"id": "1", "type": "file", "file": "a.md"}], "edges": []}),
}


@pytest.fixture(scope="module")
def java():
    """What Spark needs; continuous integration has it."""
    if not os.environ.get("CI"):
        pytest.importorskip("pyspark", reason='needs pip install "kg[spark]"')
        if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            pytest.skip("needs Java 17, as of the package openjdk-17-jre-headless")


@pytest.fixture(scope="module")
def spark(java):
    """A session for all tests, as starting one takes longer than they do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", SUBMIT)
        patch.setenv("PYTHONPATH", str(ROOT))  # for workers, which are started elsewhere
        with session() as started:
            for name, value in TINY.items():
                started.conf.set(name, value)
            yield started


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    vault = tmp_path_factory.mktemp("vaults") / "hostile"
    for path, text in HOSTILE.items():
        file = vault / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (vault / "link.md").symlink_to("a.md")
    return vault


@pytest.fixture(scope="module")
def scattered(hostile, spark, tmp_path_factory):
    """The graph of the hostile vault, from shares of a file or two."""
    folder = tmp_path_factory.mktemp("scattered") / "graph"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.cluster.source.SHARE_BYTES", 150)
        build(hostile, folder)
    return folder


SAMPLES = {
    "tubevault": "youtube",
    "fieldnotes": "plain",
    "teasite": "quartz",
    "pondlog": "logseq",
    "kilnworks": "dendron",
    "lockwiki": "mediawiki",
}

ENGINES = {
    "threads": lambda vault, output, **options: kg.build(vault, output=output, jobs=2, **options),
    "processes": lambda vault, output, **options: kg.build(
        vault, output=output, jobs=ProcessEngine(2), **options
    ),
    "spark": build,
}


def assert_equal(found, wanted):
    """The same rows in the same order, and the same types; words of categories may be numbered otherwise."""
    assert found.manifest == wanted.manifest
    for table in TABLES:
        one, other = (graph.tables.arrow(table.name) for graph in (found, wanted))
        assert one.schema == other.schema, table.name
        for name in table.names:
            assert said(one[name]) == said(other[name]), (table.name, name)


def said(column):
    return (column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column).to_pylist()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "profile"), SAMPLES.items())
def test_every_engine_builds_the_same_graph(name, profile, engine, spark, tmp_path):
    wanted = kg.build(ROOT / "data" / name, jobs=LocalEngine(1))

    ENGINES[engine](ROOT / "data" / name, tmp_path / "graph")

    assert_equal(kg.read(tmp_path / "graph"), wanted)
    assert wanted.manifest.profile == profile


def test_odd_names_aliases_and_folders_that_begin_with_an_underscore(hostile, scattered):
    wanted = kg.build(hostile, jobs=1)

    assert_equal(kg.read(scattered), wanted)
    assert (wanted.manifest.profile, wanted.manifest.options["canvas"]) == ("youtube", True)
    assert any(path.startswith("_drafts/") for path in wanted.nodes["path"].dropna())
    assert len(list((scattered / "mentions.parquet").iterdir())) > 3


def test_files_at_an_address_are_a_vault_for_every_engine(spark, tmp_path):
    folder = tmp_path / "notes"
    for path in ("_drafts/_a b.md", "x/b.md", ".hidden/c.md", "logseq/config.edn"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("[[X/B]] [[_drafts/_a b]] #t", "utf-8")
    wanted = kg.build(folder)

    assert wanted.manifest.profile == "logseq"
    for engine, run in ENGINES.items():
        run(folder.as_uri(), tmp_path / engine)
        assert_equal(kg.read(tmp_path / engine), wanted)


@pytest.mark.parametrize("address", ["nothing://at/all", "file:///no/such/folder"])
def test_an_address_that_cannot_be_read_says_so(address):
    with pytest.raises(VaultError, match="cannot be read"):
        kg.build(address)


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="finds processes as Linux tells of them"
)


@needs_proc
@pytest.mark.usefixtures("java")
def test_a_worker_that_is_killed_changes_nothing(tmp_path):
    vault, output = ROOT / "data" / "tubevault", tmp_path / "graphs"
    output.mkdir()

    with cluster(tmp_path) as started:
        with started.running("build", vault, "-o", output / "spark") as build_there:
            read = kill_one(started.workers, build_there, output, READ)
            code = build_there.wait(600)
        sessions = [process.pid for process in (build_there, *started.workers)]

    assert (code, read > 0) == (0, True), started.log[-3000:]
    assert "Lost executor" in started.log
    assert_equal(kg.read(output / "spark"), kg.build(vault))
    assert [name for name in output.iterdir() if name.name.startswith(".")] == []
    assert [pid for session in sessions for pid in members(session)] == []


@needs_proc
def test_a_worker_that_is_killed_changes_no_measure(scattered, spark, tmp_path):
    one, other = (shutil.copytree(scattered, tmp_path / name) for name in ("one", "other"))

    with cluster(tmp_path) as started, started.running("analyse", other) as process:
        rounds = kill_one(started.workers, process, other, ".kg-*/blocks/passed-*/[0-9]*")
        code = process.wait(600)

    assert (code, rounds > 0) == (0, True), started.log[-3000:]
    assert "Lost executor" in started.log
    found, wanted = (pq.read_table(place) for place in (other / "measures.parquet", measure(one)))
    assert found.equals(wanted)
    assert [path.name for path in other.iterdir() if path.name.startswith(".")] == []


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The texts of a sample vault, and tables of them whose rows are in no order."""
    folder = FolderVault(ROOT / "data" / "tubevault")
    texts = {file.path: folder.read(file.path).decode(errors="replace") for file in folder.files()[0]}
    rows = [{"path": path, "text": text} for path, text in reversed(texts.items())]
    place = tmp_path_factory.mktemp("tables")
    pq.write_table(pa.Table.from_pylist(rows), place / "vault.parquet")
    (place / "vault.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return texts, place


def test_a_table_of_notes_is_a_vault_for_every_engine(tables, spark, tmp_path):
    texts, place = tables

    local, distributed = kg.build(place / "vault.parquet"), build(place / "vault.parquet", tmp_path / "graph")

    assert_equal(local, kg.build(texts))
    assert_equal(kg.build(place / "vault.jsonl"), local)
    assert_equal(distributed, local)
    assert local.manifest.profile == "youtube"  # as is detected


def test_lines_of_json_are_the_rows_that_a_parquet_table_holds(tables, spark, tmp_path):
    texts, place = tables
    work = Work(str(tmp_path), str(tmp_path))

    source = source_of(spark, request_for(place / "vault.jsonl"), work)

    rows = source.frame.collect()  # in order of path, share after share
    assert {row["path"]: bytes(row["text"]).decode() for row in rows} == texts
    assert [row["path"] for row in rows] == sorted(texts)
    assert [note.path for note in source.beginnings()] == sorted(path for path in texts if path[-3:] == ".md")


def test_a_vault_without_notes_is_a_graph_without_nodes(spark, tmp_path):
    (tmp_path / "vault").mkdir()

    assert_equal(build(tmp_path / "vault", tmp_path / "graph"), kg.build(tmp_path / "vault"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_that_is_unusable_says_so(engine, spark, tmp_path):
    (tmp_path / "twice.jsonl").write_text('{"path": "a.md", "text": "x"}\n' * 2, "utf-8")
    pq.write_table(pa.table({"name": ["a.md"]}), tmp_path / "other.parquet")

    with pytest.raises(UsageError, match=r"1 paths twice|'a\.md' again"):
        ENGINES[engine](tmp_path / "twice.jsonl", tmp_path / "graph")
    with pytest.raises(VaultError, match="no table of notes"):
        ENGINES[engine](tmp_path / "other.parquet", tmp_path / "graph")
    assert not (tmp_path / "graph").exists()


@pytest.fixture(scope="module", params=[50, 4_000_000], ids=["many blocks", "one block"])
def measured(scattered, request):
    """A graph in parts, and what was measured of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.cluster.blocks.BLOCK_TIES", request.param)
        place = measure(scattered, passes=2)
    assert [path.name for path in place.iterdir() if path.is_dir()] == []
    return kg.read(scattered), pq.read_table(place).to_pandas().set_index("node")


class TestMeasures:
    def test_degrees_are_those_of_the_local_engine(self, measured):
        graph, frame = measured
        metrics = kg.analyse(graph)["metrics"].set_index("node")
        for name in ("in_degree", "out_degree", "weighted_in_degree", "weighted_out_degree"):
            assert frame[name].tolist() == metrics[name].tolist(), name

    def test_pageranks_are_within_the_tolerance(self, measured):
        graph, frame = measured
        assert (frame["pagerank"] - kg.pagerank(graph)).abs().sum() <= 1e-6
        assert frame["pagerank"].sum() == pytest.approx(1)

    def test_components_hold_the_same_pages(self, measured):
        graph, frame = measured
        wanted = weak_components(graph)
        lowest = wanted.groupby(wanted).transform(lambda group: group.index.min())
        assert frame["component"].tolist() == lowest.tolist()

    def test_labels_are_passed_on_by_the_rule_that_is_described(self, measured):
        graph, frame = measured
        links = select(graph)
        weights = (links.matrix + links.matrix.T).tolil()
        weights.setdiag(1)
        labels = links.nodes.copy()
        for _ in range(2):
            votes = [Counter() for _ in labels]
            for row, (columns, values) in enumerate(zip(weights.rows, weights.data, strict=True)):
                for column, value in zip(columns, values, strict=True):
                    votes[row][labels[column]] += value
            labels = [min(vote, key=lambda label: (-vote[label], label)) for vote in votes]
        assert frame["community"].tolist() == [int(label) for label in labels]

    def test_orphans_dead_ends_and_missing_pages(self, measured):
        graph, frame = measured
        apart = kg.orphans(graph)
        assert frame.index[frame["orphan"]].tolist() == sorted(apart.index[apart["orphan"]])
        assert frame.index[frame["dead_end"]].tolist() == sorted(apart.index[apart["dead_end"]])
        missing = frame[frame["kind"] == "missing"]
        wanted = kg.dangling(graph).set_index("key")["mentions"]
        assert missing.set_index("key")["mentions"].to_dict() == wanted.to_dict()

    def test_a_rebuild_does_away_with_them(self, tmp_path):
        folder = tmp_path / "graph"
        (folder / "measures.parquet").mkdir(parents=True)
        kg.build({"a.md": "[[c]]"}, output=folder)
        assert not (folder / "measures.parquet").exists()


@pytest.mark.parametrize(("form", "detail"), [("ntriples", "full"), ("nquads", "core")])
def test_rdf_in_parts_is_that_of_the_local_engine(form, detail, scattered, tmp_path):
    kg.export(kg.read(scattered), tmp_path / "local", format=form, detail=detail)

    count = export_rdf(scattered, tmp_path / "rdf", format=form, detail=detail)

    parts = sorted((tmp_path / "rdf").glob("part-*"))
    lines = [line for part in parts for line in part.read_text("utf-8").splitlines()]
    wanted = (tmp_path / "local").read_text("utf-8").splitlines()
    assert set(lines) == set(wanted)
    assert count == len(lines) == len(wanted)
    assert lines == sorted(lines)


@pytest.mark.usefixtures("spark")
def test_what_a_cluster_cannot_export_says_so(tmp_path):
    kg.build({"a.md": ""}, output=tmp_path / "graph")

    with pytest.raises(UsageError, match="without --engine"):
        export_rdf(tmp_path / "graph", tmp_path / "rdf")
    with pytest.raises(UsageError, match="write 'turtle'"):
        export_rdf(tmp_path / "graph", tmp_path / "rdf", format="turtle")


def test_without_java_the_error_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UsageError, match="default-jre-headless"), session():
        pass


@pytest.mark.parametrize(
    ("master", "error", "told"),
    [
        ("nonsense", UsageError, "'nonsense' is no address"),
        ("local[zero]", UsageError, "no address"),
        ("spark://host", UsageError, "no address"),
        ("spark://127.0.0.1:1", ServerError, "No cluster answers at spark://127.0.0.1:1: Connection refused"),
        ("spark://127.0.0.1:1,127.0.0.1:99999", ServerError, "No cluster answers"),
    ],
)
def test_a_wrong_address_is_told_before_spark_is_started(master, error, told):
    with pytest.raises(error, match=re.escape(told)):
        check_address(master)


def test_one_master_of_several_is_enough():
    with socket.create_server(("127.0.0.1", 0)) as server:
        check_address(f"spark://127.0.0.1:1,127.0.0.1:{server.getsockname()[1]}")


def test_without_pyspark_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)

    with pytest.raises(UsageError, match=re.escape('pip install "kg[spark]"')), session():
        pass
