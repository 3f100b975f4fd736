"""JSON canvases (rule F8): each file card is a link to its file; text cards are left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from kg.extract.fragments import fragment_of
from kg.extract.rows import FRAGMENTS, MENTION_KINDS, NONE, Mentions, table
from kg.extract.scan import Scan
from kg.model.kinds import FaultCode, MentionKind

_CANVAS: Final = MENTION_KINDS.index(MentionKind.CANVAS)
_FILE: Final = re.compile(r'"file"\s*:\s*"((?:[^"\\]|\\.)*)"')


def canvases(scan: Scan) -> None:
    """Read the canvases of the batch, if any are read at all, and hide them from the rules for Markdown."""
    rows, whole = [], []
    for note, path in enumerate(scan.batch.paths):
        if path[-7:].lower() == ".canvas":
            start, end = int(scan.batch.starts[note]), int(scan.batch.ends[note])
            rows += list(_cards(scan, start, scan.batch.text[start:end].decode()))
            whole.append((start, end))
    scan.tables.append(table(Mentions, rows))
    scan.hide_code(whole)


def _cards(scan: Scan, start: int, text: str) -> Iterator[tuple[int, ...]]:
    try:
        nodes = json.loads(text or "{}")["nodes"] if text.strip() not in ("", "{}") else []
        cards = [node for node in nodes if node.get("type") == "file" and isinstance(node.get("file"), str)]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        scan.fault(FaultCode.BAD_CANVAS, start, f"no JSON canvas: {error or type(error).__name__}")
        return
    places = _FILE.finditer(text)
    first, reached = start, 0
    for card in cards:
        place = next((p for p in places if _decoded(p[1]) == card["file"]), None)
        if place is None:
            continue
        first += len(text[reached : place.start(1)].encode())
        reached = place.start(1)
        yield (
            first,
            first + len(place[1].encode()),
            _CANVAS,
            0,
            *scan.append(card["file"]),
            *_subpath(scan, card),
        )


def _decoded(literal: str) -> str:
    return str(json.loads(f'"{literal}"'))


def _subpath(scan: Scan, card: dict[str, Any]) -> tuple[int, ...]:
    kind, text = fragment_of(str(card.get("subpath") or "").removeprefix("#"), card["file"])
    piece = (FRAGMENTS.index(kind), *scan.append(text)) if kind else (NONE, NONE, NONE)
    return (*piece, *[NONE] * 4)
