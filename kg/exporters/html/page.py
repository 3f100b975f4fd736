"""Turns a template, its style and its scripts into one self-contained page that nothing in a note can break.

Everything a note says passes through Jinja's autoescape or stands in a JSON block, and the page's policy
names the scripts and styles that may run by their hash, so that even a hole would let nothing else run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

# Characters that are not seen but change how the text around them reads. Joiners stay: emoji need them.
_UNSEEN: Final = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_JSON_ESCAPES: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def asset(name: str) -> str:
    """The text of a style sheet or script of this package, such as ``html/neighbourhood.js``."""
    return (Path(__file__).parent.parent / name).read_text(encoding="utf-8")


def render(template: str, *, style: str, scripts: tuple[str, ...] = (), **values: object) -> str:
    """Fill a template with values, each escaped, and with style and scripts allowed by hash.

    Args:
        template: Name of the template, from this package's folder: ``report/report.html.j2``.
        style: The one style sheet.
        scripts: All scripts, in order; without any, nothing at all may run.
        **values: What the template shows.

    Returns:
        The page.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}" if scripts else "script-src 'none'",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return (
        _environment()
        .get_template(template)
        .render(
            policy=policy,
            style=Markup(style),  # noqa: S704  # ours, and no user's text in it
            scripts=[Markup(script) for script in scripts],  # noqa: S704  # same
            **values,
        )
    )


def json_block(value: Any) -> Markup:
    r"""A value as JSON that can stand inside ``<script type="application/json">``.

    Example:
        >>> json_block({"title": "</script>"})
        Markup('{"title":"\\u003c/script\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(re.sub("[<>&\u2028\u2029]", lambda match: _JSON_ESCAPES[match[0]], text))  # noqa: S704  # escaped


def readable(text: str, *, limit: int = 0) -> str:
    r"""A name as it may be shown: one line, nothing unseen in it, cut with an ellipsis if it is long.

    Args:
        text: The name.
        limit: Longest length; 0 for no limit.

    Example:
        >>> readable("two\nlines \u202eand a trick", limit=12)
        'two lines a…'
    """
    if not text.isprintable():  # it is in most cases, and then none of these is there
        text = _CONTROL.sub(" ", _UNSEEN.sub("", text))
    line = " ".join(text.split())
    return f"{line[: limit - 1].rstrip()}…" if limit and len(line) > limit else line


def breakable(text: str) -> Markup:
    """A path as it may be shown, with places where a narrow page may break it.

    Example:
        >>> breakable("a/b_c.md")
        Markup('a/<wbr>b_<wbr>c.md')
    """
    return Markup("<wbr>").join(re.split("(?<=[/_])", readable(text)))


def coded(text: str) -> Markup:
    """A text of ours in which code stands between backquotes.

    Example:
        >>> coded("Write `[[a]]`.")
        Markup('Write <code>[[a]]</code>.')
    """
    parts = [escape(part) for part in text.split("`")]
    pieces = [Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts)]
    return Markup("").join(pieces)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kg.exporters", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(readable=readable, breakable=breakable, coded=coded)
    return environment
