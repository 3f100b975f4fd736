"""Comments between ``%%`` (rule B5): links in them count and are marked; tags do not."""

from __future__ import annotations

from kg.extract.rows import NONE
from kg.extract.scan import Scan


def comments(scan: Scan) -> None:
    """Find the areas between pairs of ``%%`` within a note; the last one may stay open to the note's end."""
    marks = scan.words(b"%%")
    if not len(marks):
        return
    areas = scan.areas.setdefault("comment", [])
    for note, places in scan.by_note(marks):
        free, opened = NONE, NONE
        for at in places:
            if at < free:  # the second and third of three marks
                continue
            free = at + 2
            if opened == NONE:
                opened = at
            else:
                areas.append((opened, free))
                opened = NONE
        if opened != NONE:
            areas.append((opened, int(scan.batch.ends[note])))
