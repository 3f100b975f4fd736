"""Writes a graph as one page to explore it in: all nodes and edges, drawn, searched and read in a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from kg.analysis.grouping import By, grouped
from kg.analysis.layout import layout
from kg.exporters.explorer.encoding import packed, section
from kg.exporters.explorer.page import page
from kg.exporters.explorer.picture import STEP, WORLD, Picture
from kg.exporters.explorer.sections import core, labels, tag_labels
from kg.exporters.html.page import readable
from kg.health.causes import Cause, causes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.model.graph import KnowledgeGraph

VERSION: Final = 1  # of docs/explorer-format.md
_OPEN_NOTE: Final = {
    "obsidian": "obsidian://open?vault={vault}&file={path}",
    "vscode": "vscode://file/{path}",
}


def write_explorer(graph: KnowledgeGraph, stream: BinaryIO, *, title: str = "", open_note: str = "") -> tuple[str, ...]:
    """Write the page."""
    picture = Picture(graph, layout(graph))
    meta = _meta(picture, title=title or graph.manifest.vault, open_note=open_note)
    sections = {
        "meta": packed(json.dumps(meta, ensure_ascii=False, separators=(",", ":")).encode()),
        "core": section(core(picture, _causes(picture))),
        "labels": section(labels(picture)),
    }
    stream.write(page(sections, title=meta["title"]))
    return ()


def _meta(picture: Picture, *, title: str, open_note: str) -> dict[str, Any]:
    import kg

    graph = picture.graph
    node_kinds = graph.nodes["kind"].cat.categories.tolist()
    edge_kinds = graph.edges["kind"].cat.categories.tolist()
    return {
        "version": VERSION,
        "title": readable(title, limit=300),
        "generator": f"kg {kg.__version__}",
        "nodes": len(picture.order),
        "edges": len(picture.edges),
        "vault": readable(graph.manifest.vault),
        "world": WORLD,
        "step": STEP,
        "node_kinds": [[kind, kind.replace("_", " ")] for kind in node_kinds],
        "edge_kinds": [
            [kind, kind.replace("_", " "), str(role)]
            for kind, role in zip(edge_kinds, picture.roles, strict=True)
        ],
        "causes": [["", "none"], *([str(cause).replace(" ", "_"), str(cause)] for cause in Cause)],
        "region_word": "channel",
        "tags": [readable(label) for label in tag_labels(picture)],
        "measures": [],
        "open_note": _OPEN_NOTE.get(open_note, open_note) or None,
        "shown": [],
        "details": False,
    }


def _causes(picture: Picture) -> NDArray[np.uint8]:
    found = causes(picture.graph)
    number = {str(cause): place for place, cause in enumerate(Cause, start=1)}
    by_key = dict(zip(found["key"], found["cause"].map(number), strict=True))
    return picture.nodes["key"].map(by_key).fillna(0).to_numpy(np.uint8)
