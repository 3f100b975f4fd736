"""Pictures of the whole graph in files: all nodes are in them, no label covers another, no text gets out."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import kg
from kg.analysis.layout import layout
from kg.exporters import export
from kg.exporters.explorer.picture import Picture
from kg.exporters.palette import DARK, LIGHT, PAPER, variables
from kg.exporters.sheet import LETTER, sheet
from kg.exporters.svg import write_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def many():
    chance = np.random.default_rng(0)
    return kg.build(
        {
            f"{number % 7}/a rather long name of a note {number}.md": " ".join(
                f"[[a rather long name of a note {(number + 7 * step) % 700}]]"
                for step in chance.integers(1, 9, 3)
            )
            for number in range(700)
        }
    )


def drawn(graph, width=1600):
    return sheet(Picture(graph, layout(graph)), width=width)


def svg(graph, **options):
    stream = io.BytesIO()
    remarks = write_svg(graph, stream, **options)
    return ET.fromstring(stream.getvalue()), remarks  # noqa: S314  # written a line above


def test_every_node_is_drawn_inside_the_sheet(many):
    found = drawn(many)

    assert len(found.x) == len(many.nodes)
    for values, size in ((found.x, found.width), (found.y, found.height)):
        assert values.min() >= 0
        assert values.max() <= size


def test_an_svg_has_a_dot_for_every_node(many):
    root, remarks = svg(many)
    dots = "".join(path.get("d") for path in root.iter(f"{SVG}path") if path.get("stroke") != PAPER)

    assert dots.count("h0") == len(many.nodes)
    assert remarks == ()


def test_no_label_covers_another(many):
    labels = drawn(many).labels
    boxes = np.array([(e.x, e.y, len(e.text) * e.height * LETTER / 2, e.height / 2) for e in labels])

    assert len(labels) > 20
    for one in range(len(boxes)):
        for other in range(one):
            gap = np.abs(boxes[one, :2] - boxes[other, :2])
            assert (gap > boxes[one, 2:] + boxes[other, 2:]).any(), (labels[one].text, labels[other].text)


def test_missing_pages_are_rings(graph):
    root, _ = svg(graph)
    holes = "".join(path.get("d") for path in root.iter(f"{SVG}path") if path.get("stroke") == PAPER)

    assert holes.count("h0") == (graph.nodes["kind"] == "missing").sum()


def test_no_text_gets_out_of_an_svg(hostile):
    root, _ = svg(hostile)  # it is well-formed

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "rect", "path", "text"}
    assert any("<script>" in (element.text or "") for element in root.iter(f"{SVG}text"))
    assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_files_are_the_same_each_time(graph, tmp_path, suffix):
    pytest.importorskip("matplotlib")
    for name in "ab":
        export(graph, tmp_path / f"{name}{suffix}", width=700)

    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_a_png_is_as_wide_as_was_asked(graph, tmp_path):
    pytest.importorskip("matplotlib")
    data = (export(graph, tmp_path / "x.png", width=500).files[0]).read_bytes()

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 500


def test_an_empty_graph_is_an_empty_sheet(tmp_path):
    empty = kg.build({"readme.txt": ""})

    assert drawn(empty).labels == []
    assert len(list(svg(empty)[0])) == 1  # the paper


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("colours", "paper"), [(LIGHT, PAPER), (DARK, "#0f1318")])
def test_colours_stand_out_from_the_paper(colours, paper):
    for colour in colours:
        low, high = sorted((luminance(colour), luminance(paper)))
        assert (high + 0.05) / (low + 0.05) >= 3, colour


def test_the_colours_are_those_of_the_explorer(request):
    source = (request.config.rootpath / "frontend" / "src" / "view" / "palette.ts").read_text()

    for colours in (LIGHT, DARK):
        assert " ".join(colour[1:] for colour in colours) in source
    assert len(re.findall("--colour-", variables())) == 2 * len(LIGHT)
