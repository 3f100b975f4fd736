"""Settles which link a place belongs to: a wikilink goes before the Markdown link a parser sees in it."""

from __future__ import annotations

import numpy as np

from kg.extract.rows import MENTION_KINDS, Mentions
from kg.extract.scan import Scan, inside
from kg.model.kinds import MentionKind

_MARKDOWN = [MENTION_KINDS.index(kind) for kind in (MentionKind.MARKDOWN, MentionKind.URL)]


def overlaps(scan: Scan) -> None:
    """Drop Markdown links that start inside a wikilink, such as ``[A]`` in ``[[A]]``, or inside math."""
    wiki = scan.tables[-1]
    assert isinstance(wiki, Mentions)  # noqa: S101 — the rule right before this one
    for number, rows in enumerate(scan.tables):
        if isinstance(rows, Mentions) and rows is not wiki:
            parsed = np.isin(rows.kind, _MARKDOWN)
            within = inside(rows.start, wiki.start, wiki.end)
            hidden = scan.seen[rows.start] == 0x7F
            keep = ~(parsed & (within | hidden))
            scan.tables[number] = Mentions(*(column[keep] for column in rows))
