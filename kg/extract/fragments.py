"""What the part of a link behind ``#`` points at (rules A4, A5, A11)."""

from __future__ import annotations

import re
from typing import Final

from kg.model.kinds import Fragment

_BLOCK: Final = re.compile(r"\^[A-Za-z0-9-]+\Z")
_PARAMETER: Final = re.compile(r"[a-z]+=\S*\Z")


def fragment_of(fragment: str, target: str) -> tuple[Fragment | None, str]:
    """Kind and text of a fragment.

    >>> fragment_of("^q-1", "A")
    (<Fragment.BLOCK: 'block'>, 'q-1')
    >>> fragment_of("H1#H2", "A")
    (<Fragment.HEADING: 'heading'>, 'H1#H2')
    >>> fragment_of("page=3", "a.pdf")
    (<Fragment.OTHER: 'other'>, 'page=3')
    """
    if not fragment:
        return None, ""
    if _BLOCK.match(fragment):
        return Fragment.BLOCK, fragment[1:]
    if _PARAMETER.match(fragment) and not target.lower().endswith(".md") and ("." in target or not target):
        return Fragment.OTHER, fragment
    return Fragment.HEADING, fragment
