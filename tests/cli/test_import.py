"""`kg import`."""

from __future__ import annotations


def test_it_makes_a_graph_that_other_commands_read(run, tmp_path):
    (tmp_path / "nodes.csv").write_text("id,label\na,Alpha\nb,Beta\n")
    (tmp_path / "edges.csv").write_text("who,target,colour\na,b,red\nb,c,red\n")

    words = (tmp_path / "nodes.csv", tmp_path / "edges.csv", "-o", tmp_path / "graph")
    result = run("import", *words, "--column", "source=who", "--name", "letters")

    assert result.exit_code == 0
    assert "2 nodes and 1 edges" in result.stderr
    assert "1 rows could not be used" in result.stderr
    assert "left out: colour" in result.stderr
    assert "Beta" in run("rank", tmp_path / "graph", "--limit", "1").stdout
    assert "no node 'c'" in run("faults", tmp_path / "graph").stdout


def test_wrong_use_ends_with_a_sentence(run, tmp_path):
    (tmp_path / "e.csv").write_text("a,b\n")

    for words, told in (
        ((tmp_path / "e.csv",), "no column 'source'"),
        ((tmp_path / "e.csv", "--column", "x"), "not MEANING=NAME"),
        ((tmp_path / "e.csv",) * 3, "a table of nodes and one of edges"),
        ((tmp_path / "e.csv", "--profile", "none"), "No profile 'none'"),
    ):
        result = run("import", *words, "-o", tmp_path / "graph")
        assert result.exit_code == 2
        assert told in " ".join(result.stderr.split())
    assert not (tmp_path / "graph").exists()


def test_a_file_that_is_not_there_is_told(run, tmp_path):
    result = run("import", tmp_path / "none.csv", "-o", tmp_path / "graph")

    assert result.exit_code == 3
    assert "cannot be read: No such file" in result.stderr
