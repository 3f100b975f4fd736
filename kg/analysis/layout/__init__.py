"""Gives every node of a graph a place in a picture: regions side by side, groups in them, nodes in these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array

from kg.analysis.layout.parts import parts
from kg.analysis.layout.places import enclosing, nodes_in_groups, packed, _BETWEEN_GROUPS, _BETWEEN_REGIONS, _NODE, _WIDE
from kg.analysis.selection import kind_in
from kg.model.kinds import NodeKind

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph


def layout(graph: KnowledgeGraph) -> DataFrame:
    from pandas import DataFrame

    p = parts(graph)
    missing = kind_in(graph.nodes, (NodeKind.MISSING,))
    degree = np.asarray(p.ties.sum(axis=1)).ravel()
    x, y = nodes_in_groups(p, missing, degree)
    groups = enclosing(x, y, p.group, _NODE)
    x, y = x - groups.x[p.group], y - groups.y[p.group]
    # groups in regions
    count = len(groups.r)
    region_of = np.zeros(count, dtype=np.int32)
    region_of[p.group] = p.region
    cells = p.ties.tocoo()
    a, b = p.group[cells.row], p.group[cells.col]
    between = (a != b)
    q = csr_array((cells.data[between], (a[between], b[between])), shape=(count, count))
    q.sum_duplicates()
    gx, gy = np.zeros(count), np.zeros(count)
    regions = int(p.region.max(initial=-1)) + 1
    starts = np.searchsorted(region_of, np.arange(regions + 1))
    hubgroup = np.zeros(count, dtype=bool); hubgroup[p.group[p.hub]] = True
    for one in range(regions):
        lo, hi = starts[one], starts[one + 1]
        gx[lo:hi], gy[lo:hi] = packed(groups.r[lo:hi] + _BETWEEN_GROUPS, q[lo:hi, lo:hi], centre=0 if hubgroup[lo] else None)
    circles = enclosing(gx, gy, region_of, groups.r)
    gx, gy = gx - circles.x[region_of], gy - circles.y[region_of]
    ra, rb = p.region[cells.row], p.region[cells.col]
    between = ra != rb
    rq = csr_array((cells.data[between], (ra[between], rb[between])), shape=(regions, regions))
    rq.sum_duplicates()
    rx, ry = packed(circles.r * (1 + _BETWEEN_REGIONS) + 1.5, rq, centre=None, wide=_WIDE)
    gx, gy = gx + rx[region_of], gy + ry[region_of]
    return DataFrame({"key": graph.nodes["key"], "x": x + gx[p.group], "y": y + gy[p.group], "region": p.region, "group": p.group})
