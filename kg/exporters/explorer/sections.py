"""Turns a picture into the sections of the page of the page, but for its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.analysis.measures import measure
from kg.analysis.orphans import Apart, orphans
from kg.analysis.selection import kind_in
from kg.exporters.explorer.encoding import Column, delta, plain, planes, targets, text, varint, zigzag
from kg.exporters.explorer.picture import STEP, Role
from kg.health.causes import Cause
from kg.model.kinds import NodeKind, Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.exporters.explorer.picture import Picture

LONGEST: Final = 300  # characters of a label
_MISSING: Final = 1
_FLAGS: Final = {Apart.ORPHAN: 2, Apart.DEAD_END: 4, Apart.UNREACHABLE: 8}
_ANNOUNCED: Final = 16
_MEASURES: Final = {  # words, and whether it is quick enough to be computed for a picture
    "pagerank": ("PageRank", True),
    "in_degree": ("pages that link to it", True),
    "betweenness": ("shortest ways that lead over it", False),
}


def core(picture: Picture) -> list[Column]:
    """The columns of the section ``core``: all that the first picture needs.

    Args:
        picture: The picture.

    Returns:
        The columns.
    """
    return [*_regions(picture), *_groups(picture), *_nodes(picture), *_edges(picture)]


def _regions(picture: Picture) -> list[Column]:
    circles = picture.region_circles
    groups = np.bincount(picture.region_of_group, minlength=len(circles.x))
    return [
        *(plain(f"region_{axis}", _whole(getattr(circles, axis)), "u16") for axis in "xyr"),
        text("region_label", picture.region_labels, limit=LONGEST),
        plain("region_colour", picture.colour, "u8"),
        varint("region_groups", groups),
        delta("region_node", picture.middle),
    ]


def _groups(picture: Picture) -> list[Column]:
    circles = picture.group_circles
    return [
        *(plain(f"group_{axis}", _whole(getattr(circles, axis)), "u16") for axis in "xyr"),
        varint("group_node", picture.group_leader - picture.first_of_group),
        varint("group_nodes", np.bincount(picture.group, minlength=len(circles.x))),
    ]


def _whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return values.round().astype(np.int64).clip(0, 65535)


def _nodes(picture: Picture) -> list[Column]:
    circles = picture.group_circles
    x, y = (
        zigzag((values - _whole(middle)[picture.group]) // STEP)
        for values, middle in zip(picture.scaled[:2], (circles.x, circles.y), strict=True)
    )
    kinds = picture.nodes["kind"].cat.codes.to_numpy()
    return [
        planes("x", x),
        planes("y", y),
        plain("kind", kinds, "u8"),
        plain("flags", _flags(picture), "u8"),
        plain("size", picture.size, "u8"),
    ]


def _flags(picture: Picture) -> NDArray[np.uint8]:
    flags = np.where(kind_in(picture.nodes, (NodeKind.MISSING,)), _MISSING, 0).astype(np.uint8)
    listed = np.zeros(len(flags), dtype=bool)
    listed[picture.target[picture.role == tuple(Role).index(Role.LIST)]] = True
    flags[listed & ((flags & _MISSING) > 0)] |= np.uint8(_ANNOUNCED)
    return flags


def _edges(picture: Picture) -> list[Column]:
    source, target = picture.source, picture.target
    return [
        varint("out", np.bincount(source, minlength=len(picture.order))),
        targets("target", source, target),
        plain("edge_kind", picture.edges["kind"].cat.codes.to_numpy(), "u8"),
        varint("edge_weight", picture.times),
    ]


def labels(picture: Picture) -> list[Column]:
    """The columns of the section ``labels``: by what names nodes are found.

    Args:
        picture: The picture.

    Returns:
        The columns.
    """
    aliases = picture.graph.aliases
    named = aliases[(aliases["origin"] == Origin.ALIAS).to_numpy()]
    node = picture.place[named["node"]]
    by_node = np.argsort(node, kind="stable")
    counts, numbers = _tagged(picture)
    return [
        text("label", picture.nodes["label"], limit=LONGEST),
        delta("alias_node", node[by_node]),
        text("alias", named["alias"].iloc[by_node], limit=LONGEST),
        varint("node_tags", counts),
        varint("tag", numbers),
    ]


def tag_labels(picture: Picture) -> list[str]:
    """The labels of all tags, in order of the picture's nodes."""
    return picture.nodes["label"][kind_in(picture.nodes, (NodeKind.TAG,))].tolist()


def _tagged(picture: Picture) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many tags each node has, and the numbers of all of them, node by node."""
    is_tag = kind_in(picture.nodes, (NodeKind.TAG,))
    number = np.cumsum(is_tag) - 1
    tagging = is_tag[picture.target]
    return np.bincount(picture.source[tagging], minlength=len(is_tag)), number[picture.target[tagging]]


def why(picture: Picture, reasons: DataFrame) -> list[Column]:
    """The columns of the section ``causes``: why each page of the picture is missing, or hangs apart.

    Args:
        picture: The picture.
        reasons: The table of `kg.causes`.

    Returns:
        The columns: numbers of causes, 0 for none, and flags.
    """
    number = {str(cause): place for place, cause in enumerate(Cause, start=1)}
    by_key = dict(zip(reasons["key"].tolist(), reasons["cause"].map(number).tolist(), strict=True))
    cause = picture.nodes["key"].map(by_key).fillna(0).to_numpy(np.uint8)
    return [plain("cause", cause, "u8"), plain("apart", _apart(picture), "u8")]


def _apart(picture: Picture) -> NDArray[np.uint8]:
    flags = np.zeros(len(picture.order), np.uint8)
    if len(flags):
        apart = orphans(picture.graph)
        rows = picture.place[apart.index.to_numpy(np.int64)]
        for way, flag in _FLAGS.items():
            flags[rows[apart[way].to_numpy(bool)]] |= np.uint8(flag)
    return flags


def measured(picture: Picture) -> list[tuple[str, str]]:
    """Key and words of each measure that `measures` tells: those that take long if the graph was analysed."""
    analysed = "metrics" in picture.graph.tables
    return [(name, words) for name, (words, quick) in _MEASURES.items() if quick or analysed]


def measures(picture: Picture) -> list[Column]:
    """The columns of the section ``measures``: the rank of each node, 0 for none.

    Args:
        picture: The picture.
    """
    tables, columns = picture.graph.tables, []
    for name, _ in measured(picture):
        if "metrics" in tables:
            scores = tables["metrics"].set_index("node")[name]
        else:
            scores = measure(name).compute(picture.graph)
        rank = np.zeros(len(picture.order), dtype=np.int64)
        rank[picture.place[scores.index.to_numpy()]] = (
            scores.rank(ascending=False, method="min").fillna(0).to_numpy()
        )
        columns.append(varint(f"rank:{name}", rank))
    return columns
