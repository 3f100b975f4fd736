"""Laws of building: what must hold of every vault."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.config import BUILT_IN
from kg.model.kinds import Outcome, RuleSet
from kg.model.tables import TABLES
from kg.store.artefact import LOCATION
from tests.strategies import vaults

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
FEW = settings(max_examples=25)
PROFILE = st.sampled_from(BUILT_IN)


def artefact(vault, **options):
    """The bytes of every file of a vault's artefact but the one that tells where the vault lies."""
    with tempfile.TemporaryDirectory() as folder:
        kg.build(vault, output=Path(folder) / "graph", **options)
        files = sorted((Path(folder) / "graph").iterdir())
        return {path.name: path.read_bytes() for path in files if path.name != LOCATION}


@FEW
@given(vault=vaults(), profile=PROFILE, data=st.data())
def test_neither_the_order_of_files_nor_the_number_of_jobs_changes_a_byte(vault, profile, data):
    shuffled = dict(data.draw(st.permutations(list(vault.items()))))
    jobs = data.draw(st.sampled_from([1, 2, 3]))

    assert artefact(vault, profile=profile, jobs=1) == artefact(shuffled, profile=profile, jobs=jobs)


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_small_batches_and_many_jobs_give_the_same_bytes(name, monkeypatch):
    wanted = artefact(DATA / name, jobs=1)
    monkeypatch.setattr("kg.builder.batches.BATCH_NOTES", 3)

    assert artefact(DATA / name, jobs=3) == wanted


@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_the_hash_seed_changes_no_byte(name, tmp_path):
    made = []
    for seed in ("0", "1", "4711"):
        program = f"import kg; kg.build({str(DATA / name)!r}, output={str(tmp_path / seed)!r}, canvas=True)"
        subprocess.run(
            [sys.executable, "-c", program], check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        made.append({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()})

    assert made[0] == made[1] == made[2]


@FEW
@given(vault=vaults(), profile=PROFILE)
def test_writing_and_reading_a_graph_changes_nothing(vault, profile):
    graph = kg.build(vault, profile=profile)
    with tempfile.TemporaryDirectory() as folder:
        kg.write(graph, Path(folder) / "graph")
        again = kg.read(Path(folder) / "graph")

        assert again.manifest == graph.manifest
        for table in TABLES:
            pd.testing.assert_frame_equal(
                again.tables[table.name], graph.tables[table.name], check_categorical=False
            )


@pytest.mark.parametrize("vault", [{}, {"a.md": ""}, {"a.md": "[[b]]"}], ids=str)
def test_reading_a_graph_keeps_the_vocabulary_of_a_column_that_holds_none_of_it(vault, tmp_path):
    graph = kg.build(vault, output=tmp_path / "graph")
    again = kg.read(tmp_path / "graph")

    for table in TABLES:
        pd.testing.assert_series_equal(again.tables[table.name].dtypes, graph.tables[table.name].dtypes)


def check_account(graph):
    mentions, nodes, edges = graph.mentions, graph.nodes, graph.edges
    for rules in RuleSet:
        outcomes, targets = mentions[f"outcome_{rules}"].astype(str), mentions[f"target_{rules}"]
        assert set(outcomes) <= set(Outcome)
        found = outcomes.isin(["exact", "path", "case", "alias", "folded", "self"]) & ~mentions["kind"].isin(
            ["tag"]
        )
        assert targets[found].notna().all()
        assert targets[outcomes.isin(["missing", "external"])].isna().all()
        assert (targets[outcomes == "self"] == mentions["source"][outcomes == "self"]).all()
    chosen = mentions[f"outcome_{graph.manifest.rules}"]
    assert (
        mentions["target"].isna()
        == ((chosen == "ambiguous") & mentions[f"target_{graph.manifest.rules}"].isna())
    ).all()
    assert (nodes["kind"].take(mentions["target"][chosen == "missing"]) == "missing").all()
    own = edges[edges["mention"].notna() & (edges["kind"] != "announced_for")]
    assert own["weight"].sum() == mentions["target"].notna().sum()
    if len(graph.moments):
        cited = edges[edges["moment"].notna()]
        assert cited["weight"].sum() == graph.moments["target"].notna().sum()
    assert (edges["weight"] > 0).all()
    assert not edges.duplicated(["source", "target", "kind"]).any()


def check_evidence(graph):
    """The first mention of an edge joins its ends; each table's numbers are those of rows that exist."""
    own = graph.edges[graph.edges["mention"].notna() & (graph.edges["kind"] != "announced_for")]
    first = graph.mentions.loc[own["mention"].astype(int)]
    assert first["source"].tolist() == own["source"].tolist()
    assert first["target"].tolist() == own["target"].tolist()
    assert graph.nodes["key"].is_unique
    assert graph.nodes["node"].tolist() == list(range(len(graph.nodes)))
    sections = graph.mentions[graph.mentions["section"].notna()]
    headings = graph.headings.loc[sections["section"].astype(int)]
    assert headings["node"].tolist() == sections["source"].tolist()
    assert (headings["line"].to_numpy() <= sections["line"].to_numpy()).all()
    near = graph.mentions[graph.mentions["moment"].notna()]
    moments = graph.moments.loc[near["moment"].astype(int)]
    assert moments[["source", "line"]].to_numpy().tolist() == near[["source", "line"]].to_numpy().tolist()
    assert dict(graph.manifest.counts) == {table.name: len(graph.tables[table.name]) for table in TABLES}


def check_columns(graph):
    for table in TABLES:
        frame = graph.tables[table.name]
        assert tuple(frame.columns) == table.names
        for column in table.columns:
            assert column.nullable or frame[column.name].notna().all(), (table.name, column.name)


@FEW
@given(vault=vaults(), profile=PROFILE, rules=st.sampled_from(list(RuleSet)))
def test_every_mention_is_in_one_bucket_and_edges_add_up(vault, profile, rules):
    graph = kg.build(vault, profile=profile, rules=rules)

    for check in (check_account, check_evidence, check_columns):
        check(graph)


@pytest.mark.parametrize("rules", list(RuleSet))
@pytest.mark.parametrize("name", ["tubevault", "fieldnotes"])
def test_the_sample_vaults_keep_the_laws(name, rules):
    graph = kg.build(DATA / name, rules=rules, canvas=True)

    for check in (check_account, check_evidence, check_columns):
        check(graph)


@FEW
@given(vault=vaults())
def test_a_folder_and_a_mapping_give_the_same_graph(vault):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "vault"
        for path, text in vault.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(text.encode())

        assert artefact(place, profile="plain") == artefact(vault, profile="plain")
