"""Turns what is found into pages for people; whatever a note says stays text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.serve.message import Response

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kg.serve", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(name: str, *, status: int = 200, **values: Any) -> Response:
    """A page from its template.

    Args:
        name: Name of the template.
        status: Status to send it with.
        **values: What it shows.

    Example:
        >>> page("told", status=404, title="<none>", text="").content.count(b"&lt;none&gt;")
        2
    """
    text = _environment().get_template(f"{name}.html.j2").render(**values)
    return Response(status, text.encode(), "text/html", {"Content-Security-Policy": POLICY})


def style() -> Response:
    """The style of all pages."""
    return Response(200, (Path(__file__).parent / "pages" / "style.css").read_bytes(), "text/css")
