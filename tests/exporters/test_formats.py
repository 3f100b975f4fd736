"""Choosing a format by suffix or name, and writing whole or not at all."""

import inspect
import re
import sys
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.formats import Format, format_of


@pytest.mark.parametrize("form", Format)
def test_each_suffix_chooses_its_format(form):
    assert [format_of(f"folder.x/graph{suffix}") for suffix in form.suffixes] == [form] * len(form.suffixes)


@pytest.mark.parametrize("form", Format)
def test_a_name_chooses_its_format_whatever_the_suffix(form):
    assert format_of("graph.xyz", form.value) is form


def test_no_two_formats_share_a_suffix_or_lack_a_description():
    suffixes = [suffix for form in Format for suffix in form.suffixes]

    assert len(suffixes) == len(set(suffixes))
    assert all(form.description and "/" in form.media_type for form in Format)


@pytest.mark.parametrize("target", ["graph.xyz", "graph", "-"])
def test_a_suffix_that_says_nothing_lists_all_formats(target):
    with pytest.raises(UsageError) as caught:
        format_of(target)

    assert all(form in str(caught.value) for form in Format)


def test_an_unknown_name_lists_all_formats():
    with pytest.raises(UsageError, match="turtle, ntriples"):
        format_of("x.ttl", "excel")


def test_an_option_the_format_lacks_is_told(graph, tmp_path):
    with pytest.raises(UsageError, match=r"no option 'depth'.*base, detail"):
        export(graph, tmp_path / "x.ttl", depth=2)
    with pytest.raises(UsageError, match="It has none"):
        export(graph, tmp_path / "x.graphml", depth=2)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", Format)
def test_every_format_is_written_to_files_that_are_told(graph, tmp_path, form):
    suffix = form.suffixes[0] if form.suffixes else ".html"

    done = export(graph, tmp_path / f"graph{suffix}", format=form)

    assert sorted(tmp_path.iterdir()) == sorted(done.files)
    assert all(file.stat().st_size for file in done.files)


def test_a_failed_export_leaves_the_old_file_whole(graph, tmp_path):
    target = tmp_path / "graph.html"
    target.write_text("old")

    with pytest.raises(UsageError, match="No node"):
        export(graph, target, format="pyvis", around="nobody")

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_dash_is_standard_output(graph, capfdbinary):
    done = export(graph, "-", format="ntriples")
    sys.stdout.flush()

    assert done.files == ()
    assert capfdbinary.readouterr().out.endswith(b" .\n")


def test_csv_to_standard_output_needs_a_table(graph, capfdbinary):
    with pytest.raises(UsageError, match="two tables"):
        export(graph, "-", format="csv")

    export(graph, "-", format="csv", table="nodes")

    assert capfdbinary.readouterr().out.startswith(b"id,label,kind,")


def test_the_documentation_of_export_names_every_writer():
    text = inspect.getdoc(export)

    assert set(re.findall(r"write_\w+", text)) >= {
        "write_rdf",
        "write_csv",
        "write_neighbourhood",
        "write_report",
    }


def test_a_path_may_be_text(graph, tmp_path):
    assert export(graph, str(tmp_path / "x.nt")).files == (Path(tmp_path / "x.nt"),)
