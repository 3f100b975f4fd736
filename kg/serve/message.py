"""Requests and answers as plain values, apart from sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple


class Request(NamedTuple):
    """What came.

    Attributes:
        method: GET, HEAD, POST …
        path: The path as it was sent, percent-encoded.
        query: What stands behind ``?``, as it was sent.
        headers: Names in lower case.
        body: The content.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""

    @property
    def accept(self) -> str:
        """What the client wants."""
        return self.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back."""

    status: int
    content: bytes = b""
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


def plain(status: int, text: str, **headers: str) -> Response:
    """A line of text.

    >>> plain(405, "Not so.", Allow="GET").headers
    {'Allow': 'GET'}
    """
    return Response(status, f"{text}\n".encode(), headers=headers)
