"""Turns places in notes into what the page shows of them, and into addresses that open the note there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Final, NamedTuple
from urllib.parse import quote

from kg.errors import UsageError

PRESETS: Final = {
    "vscode": "vscode://file/{file}:{line}:{column}",
    "obsidian": "obsidian://open?vault={vault}&file={path}",
}
FIELDS: Final = ("file", "path", "vault", "line", "column")
_RUNS: Final = re.compile(r"[\s\x00-\x1f]*(javascript|data|vbscript)\s*:", re.IGNORECASE)


class Place(NamedTuple):
    """A place in a note.

    Attributes:
        note: Path of the note.
        line: Line; 0 for the whole note.
        column: Column; 0 for the whole line.
    """

    note: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """The place as compilers write it.

        >>> str(Place("a.md", 3, 7)), str(Place("a.md", 3)), str(Place("a.md"))
        ('a.md:3:7', 'a.md:3', 'a.md')
        """
        return ":".join([self.note, *(str(part) for part in (self.line, self.column) if part)])


@dataclass(frozen=True, slots=True)
class Opener:
    """Makes addresses that open a note at a place. `opener` makes it.

    Attributes:
        template: The address, with fields in braces; empty if places are plain text.
        folder: The vault's folder, absolute, with ``/`` and without one before it.
        vault: The folder's name.
    """

    template: str = ""
    folder: str = ""
    vault: str = ""

    def __call__(self, place: Place) -> str:
        """The address of a place; empty if places are plain text.

        >>> opener("https://example.org/{path}#L{line}")(Place("a b/c#.md", 3))
        'https://example.org/a%20b/c%23.md#L3'
        """
        return self.template.format(
            file=quote(f"{self.folder}/{place.note}"),
            path=quote(place.note),
            vault=quote(self.vault, safe=""),
            line=max(place.line, 1),
            column=max(place.column, 1),
        )

    @property
    def for_places(self) -> str:
        """The template with only ``{path}``, ``{line}`` and ``{column}`` left, which differ between places.

        >>> opener("vscode", vault=Path("/my notes")).for_places
        'vscode://file/my%20notes/{path}:{line}:{column}'
        """
        return self.template.format(
            file=f"{quote(self.folder)}/{{path}}",
            path="{path}",
            vault=quote(self.vault, safe=""),
            line="{line}",
            column="{column}",
        )


def opener(template: str, *, vault: Path | None = None, name: str = "") -> Opener:
    """What makes addresses after a template.

    Args:
        template: An address with the fields ``{file}`` (absolute path), ``{path}`` (from the vault),
            ``{vault}`` (the folder's name), ``{line}`` and ``{column}``; or ``vscode`` or ``obsidian``;
            empty for none.
        vault: Folder of the notes, if it is known.
        name: The vault's name, for where the folder is not known.

    Returns:
        The function.

    Raises:
        UsageError: The template names no note, has another field or would run something, or it needs the
            vault's folder and that is not known.
    """
    template = PRESETS.get(template, template)
    if _RUNS.match(template):
        raise UsageError(f"{template!r} opens no note.", hint=f"Write an address, or {', '.join(PRESETS)}.")
    try:
        fields = {field for _, field, spec, turn in Formatter().parse(template) if field is not None}
    except ValueError as error:
        raise UsageError(f"{template!r}: {error}.") from error
    hint = f"Fields are {', '.join(f'{{{field}}}' for field in FIELDS)}."
    if not fields <= set(FIELDS):
        unknown = ", ".join(f"{{{field}}}" for field in sorted(fields - set(FIELDS)))
        raise UsageError(f"{template!r} has the unknown field {unknown}.", hint=hint)
    if template and not fields & {"file", "path"}:
        raise UsageError(f"{template!r} names no note.", hint=hint)
    if vault is None and ("file" in fields or ("vault" in fields and not name)):
        raise UsageError("The place of the notes is not known.", hint="Say where they are with --vault DIR.")
    folder = vault.resolve() if vault is not None else None
    return Opener(template, folder.as_posix().strip("/") if folder else "", folder.name if folder else name)
