"""HTML (rule B7): tags are no text; what stands between inline tags is, what stands in a block is not."""

from __future__ import annotations

from kg.extract.scan import Scan


def html(scan: Scan) -> None:
    """Hide the tags and blocks the parser found, once timestamps have been read from them."""
    scan.hide(scan.html)
