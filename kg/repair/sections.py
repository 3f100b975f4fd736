"""Turns a note into a section of another one, without losing a word."""

from __future__ import annotations

import re
from typing import Final

_BOM: Final = b"\xef\xbb\xbf"
_FRONT: Final = re.compile(rb"---[ \t]*\r?\n(.*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def with_section(into: bytes, added: bytes, title: str) -> bytes:
    r"""A note with another one at its end, under a heading.

    The body stays as it is. Properties of the added note are kept in a block of code, unless they are those
    of the note already; line ends become those of the note.

    Args:
        into: The note.
        added: The one that is added.
        title: The heading.

    Returns:
        The note's new bytes.

    Example:
        >>> with_section(b"# Oak\n", b"---\nage: 9\n---\nA tree.\n", "Oaks").decode()
        '# Oak\n\n## Oaks\n\n```yaml\nage: 9\n```\n\nA tree.\n'
    """
    own, _ = parted(into)
    front, body = parted(added)
    pieces = [f"## {title}".encode()]
    if front and front != own:
        pieces.append(b"```yaml\n" + front + b"\n```")
    if body.strip():
        pieces.append(body.strip(b"\n"))
    section = b"\n\n".join(pieces) + b"\n"
    end = b"\r\n" if b"\r\n" in into else b"\n"
    gap = b"" if not into else end if into.endswith(b"\n") else end * 2
    return into + gap + section.replace(b"\n", end)


def parted(data: bytes) -> tuple[bytes, bytes]:
    r"""Front matter and body of a note, with line feeds for line ends.

    Example:
        >>> parted(b"---\r\na: 1\r\n---\r\nbody\r\n")
        (b'a: 1', b'body\n')
    """
    text = data.removeprefix(_BOM).replace(b"\r\n", b"\n")
    match = _FRONT.match(text)
    return (match[1].strip(b"\n"), text[match.end() :]) if match else (b"", text)
