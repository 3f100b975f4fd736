"""Writes pages of any size without the work of a real layout: regions on a grid, groups and nodes in them."""

from __future__ import annotations

import json

import numpy as np

from kg.exporters.explorer.encoding import (
    delta,
    packed,
    plain,
    planes,
    section,
    targets,
    text,
    varint,
    zigzag,
)
from kg.exporters.explorer.page import page as page_of

STEP = 8


def made_up_page(nodes, *, links=3, seed=7):
    """Regions on a grid, groups inside them, links mostly to the own group: sizes as in a real vault."""
    chance = np.random.default_rng(seed)
    regions = max(1, min(90, nodes // 100))
    groups = regions * max(1, min(40, nodes // regions // 20))
    group = np.sort(chance.integers(0, groups, nodes))
    group[:groups] = np.arange(groups)
    group.sort()
    sizes = np.bincount(group, minlength=groups)
    side = int(np.ceil(np.sqrt(regions)))
    cell = 65535 / side
    per_region = groups // regions
    region_of_group = np.arange(groups) // per_region
    region_x = (np.arange(regions) % side + 0.5) * cell
    region_y = (np.arange(regions) // side + 0.5) * cell
    ring = np.sqrt((np.arange(groups) % per_region + 0.5) / per_region) * cell * 0.38
    angle = 2.399963 * (np.arange(groups) % per_region)
    group_x = (region_x[region_of_group] + ring * np.cos(angle)).astype(int)
    group_y = (region_y[region_of_group] + ring * np.sin(angle)).astype(int)
    radius = cell * 0.4 / np.sqrt(per_region)
    away = np.sqrt(chance.random(nodes)) * radius * 0.9
    turn = chance.random(nodes) * 2 * np.pi
    x, y = (zigzag((away * f(turn)).astype(int) // STEP) for f in (np.cos, np.sin))
    source = np.repeat(np.arange(nodes), links)
    first = np.concatenate([[0], np.cumsum(sizes)])
    near = first[group[source]] + (chance.random(len(source)) * sizes[group[source]]).astype(int)
    target = np.where(chance.random(len(source)) < 0.9, near, chance.integers(0, nodes, len(source)))
    order = np.lexsort((target, source))
    target = target[order]
    missing = chance.random(nodes) < 0.3
    words = np.array(
        ["ocean", "tide", "salt", "oven", "star", "lens", "bridge", "chord", "bell", "moon", "meteor"]
    )
    names = [
        " ".join(row) + f" {i}" for i, row in enumerate(words[chance.integers(0, len(words), (nodes, 3))])
    ]
    u16 = [
        plain(f"{what}_{axis}", np.asarray(values).astype(np.int64), "u16")
        for what, columns in (
            ("region", (region_x, region_y, np.full(regions, cell * 0.46))),
            ("group", (group_x, group_y, np.full(groups, radius))),
        )
        for axis, values in zip("xyr", columns, strict=True)
    ]
    core = [
        *u16,
        text("region_label", [f"region {i}" for i in range(regions)]),
        plain("region_colour", np.arange(regions) % 12, "u8"),
        varint("region_groups", np.full(regions, per_region)),
        delta("region_node", np.full(regions, -1)),
        varint("group_node", np.zeros(groups, dtype=np.int64)),
        varint("group_nodes", sizes),
        planes("x", x),
        planes("y", y),
        plain("kind", missing.astype(np.int64), "u8"),
        plain("flags", missing.astype(np.int64), "u8"),
        plain("size", np.minimum(15, chance.geometric(0.3, nodes)), "u8"),
        varint("out", np.full(nodes, links)),
        targets("target", source, target),
        plain("edge_kind", np.zeros(len(source), dtype=np.int64), "u8"),
        varint("edge_weight", np.ones(len(source), dtype=np.int64)),
    ]
    labels = [
        text("label", names),
        delta("alias_node", np.array([0])),
        text("alias", ["the very first"]),
        varint("node_tags", np.zeros(nodes, dtype=np.int64)),
        varint("tag", np.array([], dtype=np.int64)),
    ]
    meta = {
        "version": 1,
        "title": f"{nodes} pages",
        "generator": "test",
        "nodes": nodes,
        "edges": len(source),
        "world": 65535,
        "step": STEP,
        "node_kinds": [["note", "note"], ["missing", "missing"]],
        "edge_kinds": [["links_to", "links to", "link"]],
        "causes": [["", "none"], ["wanted", "wanted"]],
        "region_word": "community",
        "tags": [],
        "measures": [["pagerank", "PageRank"]],
        "shown": [],
        "details": False,
    }
    ranks = section([varint("rank:pagerank", chance.permutation(nodes) + 1)])
    sections = {
        "meta": packed(json.dumps(meta).encode()),
        "core": section(core),
        "labels": section(labels),
        "causes": section(
            [
                plain("cause", missing.astype(np.int64), "u8"),
                plain("apart", np.zeros(nodes, dtype=np.int64), "u8"),
            ]
        ),
        "measures": ranks,
    }
    return page_of(sections, title=meta["title"])
