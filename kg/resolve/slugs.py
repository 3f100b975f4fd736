"""The names pages have on a site published with Quartz (rule G1)."""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = re.compile(r"\s")
_ODD: Final = re.compile(r"[\s&%?#]")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]+\Z")
_PAGES: Final = (".md", ".html")


def slug_of(path: str) -> str:
    """The slug of a file, or of a link's target.

    >>> slug_of("My folder/Q&A?.md"), slug_of("a/_index.md"), slug_of("img one.png")
    ('My-folder/Q-and-A', 'a/index', 'img-one.png')
    """
    path = path.strip("/")
    match = _SUFFIX.search(path)
    suffix = match[0] if match else ""
    stem = path[: len(path) - len(suffix)]
    if suffix in _PAGES:
        suffix = ""
    slug = stem.rstrip("/")
    if _ODD.search(slug):
        slug = _BLANK.sub("-", slug).replace("&", "-and-").replace("%", "-percent")
        slug = slug.replace("?", "").replace("#", "").rstrip("/")
    if slug.endswith("_index"):
        slug = f"{slug[: -len('_index')]}index"
    return slug + suffix
