"""Components, communities, overlap, pictures: what the commands print."""

from __future__ import annotations

import json

import pytest

VIDEO = "---\nvideoId: dQw4w9WgXcQ\n---\n"
NOTES = {
    "tides/tides.md": "### [T](https://example.org)\n- [[Spring tide]]\n- [[listed]]\n",
    "tides/Spring tide.md": VIDEO + "From: [[tides]]\n[[neap tide]] [[moon]]",
    "tides/neap tide.md": VIDEO + "From: [[tides]]\n[[Spring tide]]",
    "tides/listed.md": VIDEO + "From: [[tides]]\n",
    "bread/oven.md": VIDEO + "From: [[bread]]\n[[flour]] [[moon]]",
    "bread/flour.md": VIDEO + "From: [[bread]]\n[[oven]] [[neap-tide]]",
}


@pytest.fixture(scope="module")
def place(make_vault):
    return make_vault(NOTES)


@pytest.fixture
def rows(run, place):
    def listed(command, *words):
        result = run(command, place, *words, "--format", "jsonl")
        assert result.exit_code == 0, result.stderr
        return [json.loads(line) for line in result.stdout.splitlines()]

    return listed


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
@pytest.mark.parametrize(
    "words",
    [
        ("components",),
        ("components", "--of", "oven"),
        ("communities",),
        ("communities", "--of", "oven"),
        ("communities", "--bridges", "pages"),
        ("communities", "--bridges", "links"),
        ("overlap",),
        ("overlap", "--each"),
        ("overlap", "--unique", "tides"),
        ("overlap", "--bridges", "pages"),
        ("overlap", "--bridges", "links"),
    ],
    ids=" ".join,
)
def test_every_list_comes_in_every_format(run, place, words, form):
    command, *options = words

    result = run(command, place, *options, "--format", form)

    assert result.exit_code == 0
    assert result.stdout.count("\n") > 1 or form == "jsonl"


def test_components(rows):
    assert rows("components") == [
        {"component": 0, "size": 5, "notes": 4, "key": "missing:moon", "label": "moon"}
    ]
    assert [row["size"] for row in rows("components", "--at-least", "1")] == [5, 1, 1, 1]
    assert [row["size"] for row in rows("components", "--strong")] == [2, 2]
    assert [row["key"] for row in rows("components", "--strong", "--of", "oven")] == [
        "note:bread/flour.md",
        "note:bread/oven.md",
    ]
    assert rows("components", "--channel", "bread") == rows("components")


def test_communities(rows, run, place):
    found = rows("communities")

    assert [row["channels"] for row in found] == [["bread"], ["tides"]]
    columns = "level community within name size notes key label words channels inside"
    assert list(found[0]) == columns.split()
    assert {row["key"] for row in rows("communities", "--of", "neap tide")} >= {"note:tides/Spring tide.md"}
    assert {row["level"] for row in rows("communities", "--resolution", "0.1", "--resolution", "1")} == {0, 1}
    assert [row["channels"] for row in rows("communities", "--channel", "tides")] == [["tides"]]
    told = run("communities", place).stderr
    assert "modularity 0." in told
    assert "3 smaller ones left out" in told


def test_the_same_seed_prints_the_same(run, place):
    first, second = (run("communities", place, "--seed", "3", "--json") for _ in range(2))

    assert first.stdout == second.stdout


def test_overlap(rows, run, place):
    assert [(row["a"], row["b"], row["shared"]) for row in rows("overlap")] == [("bread", "tides", 2)]
    assert [row["topic"] for row in rows("overlap", "bread", "tides")] == ["moon", "neap tide"]
    assert [row["topic"] for row in rows("overlap", "bread", "tides", "--no-missing")] == ["neap tide"]
    assert [row["key"] for row in rows("overlap", "--unique", "bread")] == [
        "note:bread/flour.md",
        "note:bread/oven.md",
    ]
    assert rows("overlap", "--bridges", "pages")[0]["key"] == "missing:moon"
    assert [row["source"] for row in rows("overlap", "--bridges", "links")] == ["note:bread/flour.md"]
    assert rows("overlap", "--channel", "tides") == []
    assert rows("overlap", "--bridges", "links", "--path", "tides/S*") == []
    near = run("overlap", place, "bred", "tides")
    assert (near.exit_code, near.stdout) == (2, "")
    assert "Did you mean 'bread'?" in near.stderr


def test_one_list_at_a_time(run, place):
    assert run("overlap", place, "--each", "--unique", "bread").exit_code == 2
    assert run("overlap", place, "a", "b", "c").exit_code == 2


def test_weakly_attached_notes_with_the_reason(rows):
    (row,) = rows("orphans", "--which", "weakly-attached")

    assert row["path"] == "tides/listed.md"
    assert row["reason"].startswith("only index pages or structural lines link to it")
    assert "bread/flour.md" not in [row["path"] for row in rows("orphans", "--which", "dead-end")]
    assert "tides/neap tide.md" not in [row["path"] for row in rows("orphans", "--rules", "folded")]


@pytest.mark.parametrize("suffix", [".png", ".SVG"])
@pytest.mark.parametrize(
    "words",
    [
        ("stats",),
        ("rank",),
        ("rank", "--by", "hubs", "--against", "in_degree"),
        ("communities",),
        ("overlap",),
    ],
    ids=" ".join,
)
def test_pictures(run, place, words, suffix, tmp_path):
    command, *options = words
    file = tmp_path / f"picture{suffix}"

    result = run(command, place, *options, "--plot", file)

    assert result.exit_code == 0
    assert f"{file} written" in result.stderr
    assert file.stat().st_size > 1000


def test_a_picture_of_another_format_is_refused_before_anything_is_read(run, tmp_path):
    result = run("rank", tmp_path / "nowhere", "--plot", tmp_path / "a.gif")

    assert result.exit_code == 2
    assert ".png or .svg" in result.stderr


@pytest.mark.parametrize("command", ["components", "communities", "overlap"])
def test_an_unknown_node_or_group_is_one_line(run, place, command):
    option = "--unique" if command == "overlap" else "--of"

    result = run(command, place, option, "nobody knows")

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["components", "communities", "overlap"])
def test_an_empty_vault_has_an_empty_list(run, tmp_path, command):
    result = run(command, tmp_path, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == []
