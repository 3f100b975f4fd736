"""Turns missing pages into what can be done about them, and how many links each thing done would heal."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause

if TYPE_CHECKING:
    from pandas import DataFrame


class Remedy(StrEnum):
    """What heals the links to a missing page."""

    RESPELL = "respell"  # the page meant is certain: `kg repair` changes the links without a person
    REDIRECT = "redirect"  # one page seems to be meant: look, then change the links
    DECIDE = "decide"  # several pages fit: say which
    WRITE = "write"  # the page is wanted: one new note heals all links to it
    RESTORE = "restore"  # the page was deleted: the history still holds it
    ADD_FILE = "add the file"  # a picture or other file is not in the vault
    UNLINK = "unlink"  # no page is meant: take the brackets away


_BY_CAUSE: Final = {
    Cause.NOT_A_PAGE: Remedy.UNLINK,
    Cause.GENERATOR_FAULT: Remedy.UNLINK,
    Cause.ATTACHMENT: Remedy.ADD_FILE,
    Cause.CLAIMED_TWICE: Remedy.DECIDE,
    Cause.OTHER_RULES: Remedy.DECIDE,
    Cause.MOVED: Remedy.DECIDE,
    Cause.DELETED: Remedy.RESTORE,
}
_WHATEVER_FITS: Final = (Cause.NOT_A_PAGE, Cause.GENERATOR_FAULT, Cause.ATTACHMENT, Cause.DELETED)


def fixes(causes: DataFrame) -> DataFrame:
    """The missing pages with what would heal the links to them, those that heal most links first.

    Args:
        causes: What `kg.causes` gave.

    Returns:
        The same rows with one more column, remedy (a `Remedy`).

    Example:
        >>> import kg
        >>> found = fixes(kg.causes(kg.build({"estuary.md": "[[the estuaries]] [[ebb]] [[00:10:38]]"})))
        >>> found[["label", "remedy"]].values.tolist()
        [['00:10:38', 'unlink'], ['ebb', 'write'], ['the estuaries', 'respell']]
    """
    rows = zip(causes["cause"], causes["suggestion"], causes["automatic"], strict=True)
    return causes.assign(remedy=[str(_remedy(Cause(cause), page, sure)) for cause, page, sure in rows])


def _remedy(cause: Cause, page: str | None, automatic: bool) -> Remedy:  # noqa: FBT001  # a row of the table
    if page is None or cause in _WHATEVER_FITS:
        return _BY_CAUSE.get(cause, Remedy.WRITE)
    return Remedy.RESPELL if automatic else Remedy.REDIRECT
