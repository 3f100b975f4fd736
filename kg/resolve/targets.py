"""What a target as written is: an address, the note itself, a path from somewhere, or a name to look for."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import unquote

from kg.model.ids import caseless, folded, folder_of, without_suffix
from kg.model.kinds import RuleSet

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_ADDRESS: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]+://|(?:mailto|obsidian|file|data|tel|javascript|zotero|magnet|doi|urn):\S",
    re.IGNORECASE,
)


def is_address(written: str, *, markdown: bool) -> bool:
    """Whether a target leads out of the vault (A12, E11).

    In Markdown links every scheme does; in wikilinks ``Note: part two`` is a name.

    >>> is_address("https://x.org", markdown=False), is_address("Note: b", markdown=False)
    (True, False)
    """
    if markdown:
        return written.startswith("//") or _SCHEME.match(written) is not None
    return _ADDRESS.match(written) is not None


def plain(written: str, *, markdown: bool) -> str:
    """The target as a name: percent signs decoded in Markdown links only (E2, F7)."""
    return unquote(written) if markdown and "%" in written else written


def sought(written: str, rules: RuleSet, *, markdown: bool) -> str:
    """The name, or the path from its own folder, that a link to a missing page asks for.

    Under `relative`, a Markdown link asks for a file of its own folder (E5), and so for another one in each.

    >>> [sought("x%20y.md", rules, markdown=True) for rules in (RuleSet.OBSIDIAN, RuleSet.RELATIVE)]
    ['x y.md', './x y.md']
    """
    target = plain(written, markdown=markdown)
    near = markdown and rules is RuleSet.RELATIVE and not (is_rooted(target) or is_relative(target))
    return f"./{target}" if near else target


def from_folder(target: str, folder: str) -> str | None:
    """The path that ``./x``, ``../x`` or ``x`` means in a folder; ``None`` if it leaves the vault.

    >>> from_folder("../b/c", "a"), from_folder("../../c", "a")
    ('b/c', None)
    """
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            if not parts:
                return None
            parts.pop()
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)


def is_relative(target: str) -> bool:
    """Whether a target starts with ``./`` or ``../`` (E6)."""
    return target.startswith(("./", "../")) or target in (".", "..")


def is_rooted(target: str) -> bool:
    """Whether a target is a path from the vault's root."""
    return target.startswith("/")


def missing_name(target: str, source: str, *, fold: bool) -> str:
    """The identity of a page that is not there (F9): its path, without ``.md``, folded or caseless.

    >>> missing_name("New Topic.md", "a/n.md", fold=True), missing_name("./New", "a/n.md", fold=False)
    ('newtopic', 'a/new')
    """
    name = missing_path(target, source)
    return (folded(name).strip("/") if fold else "") or caseless(name)


def missing_path(target: str, source: str) -> str:
    """The path, without ``.md``, at which a target that is not there is looked for."""
    if is_relative(target):
        target = from_folder(target, folder_of(source)) or target
    return without_suffix(target.strip("/"))


def spelled(path: str, target: str) -> bool:
    """Whether a target is, letter for letter, the path or its end (Unicode forms and ``.md`` aside)."""
    if path.isascii() and target.isascii():
        return path.endswith((target, f"{target}.md"))
    path, target = unicodedata.normalize("NFC", path), unicodedata.normalize("NFC", target)
    return path.endswith((target, f"{target}.md"))
