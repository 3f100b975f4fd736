"""HTML (rule B7): tags are no text; what stands between inline tags is, what stands in a block is not."""

from __future__ import annotations

import re
from typing import Final

from kg.extract.scan import Scan

# A tag without attributes. Behind some text on its line it is a tag whatever else the note holds.
BARE_TAG: Final = re.compile(rb"<(?:/[A-Za-z][A-Za-z0-9-]{0,30} ?|[A-Za-z][A-Za-z0-9-]{0,30} ?/?)>")


def html(scan: Scan) -> None:
    """Hide the tags and blocks the parser found, and bare tags, once timestamps have been read from them."""
    scan.hide(scan.html)
    bare = (BARE_TAG.match(scan.batch.text, at) for at in scan.find(ord("<")).tolist())
    scan.hide([tag.span() for tag in bare if tag is not None])
