"""Puts the sections of an explorer into one page, which holds all it needs and may load nothing."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from kg.exporters.explorer.encoding import sevens
from kg.exporters.html.page import readable

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_NO_SCRIPT: Final = (
    "This page draws a graph, for which it needs JavaScript. It loads nothing from elsewhere: all it runs "
    "and shows stands in this file."
)


def page(sections: Mapping[str, bytes], *, title: str, elsewhere: Mapping[str, str] = _NOTHING) -> bytes:
    """The page.

    Args:
        sections: Compressed bytes by the name of their section.
        title: What the page is about.
        elsewhere: Addresses of sections that the page asks its server for.

    Returns:
        The file's bytes.
    """
    style, script = asset("explorer.css"), asset("explorer.js")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )
    block = b'<script type="application/octet-stream" id="kg-%b"%b>%b</script>\n'
    blocks = [block % (name.encode(), b"", sevens(data)) for name, data in sections.items()]
    asked = {name: f' data-from="{html.escape(address)}"' for name, address in elsewhere.items()}
    blocks += [block % (name.encode(), where.encode(), b"") for name, where in asked.items()]
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(readable(title, limit=300))}</title>\n"
    )
    return b"".join(
        (
            head.encode(),
            b"<style>%s</style>\n</head>\n<body>\n" % style,
            f"<noscript>{_NO_SCRIPT}</noscript>\n".encode(),
            *blocks,
            b"<script>%s</script>\n</body>\n</html>\n" % script,
        )
    )


@cache
def asset(name: str) -> bytes:
    """A file of the built front end.

    Args:
        name: Its name.

    Returns:
        Its bytes. The front end's build sees to it that nothing in them ends the element they stand in.
    """
    return (files("kg.exporters.explorer") / "assets" / name).read_bytes()


def _hash(data: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}'"
