"""The vocabulary of causes: why a link leads nowhere, and what speaks for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Cause(StrEnum):
    """Why a page is missing. Each missing page has exactly one main cause, the first that is sure enough."""

    NOT_A_PAGE = "not a page"  # a time, an address, a number: nothing that could be a page
    ATTACHMENT = "attachment"  # a picture or another file that isn't there
    GENERATOR_FAULT = "generator fault"  # a template or an example of a prompt that leaked into the notes
    CLAIMED_TWICE = "claimed twice"  # several pages claim the name as an alias or title
    CASE = "case"  # the page is there, but in other case: the link works on some systems only
    UNICODE = "unicode"  # the page is there, but in another Unicode form or with invisible characters
    SPELLING = "spelling"  # the page is there, but for blanks and punctuation, or under its title
    OTHER_RULES = "other rules"  # the page is there under that name; only this rule set does not find it
    MOVED = "moved"  # a page of that name is there, in another folder
    DELETED = "deleted"  # the history holds a file of that name
    NEAR_MISS = "near miss"  # one existing page is clearly meant
    TRUNCATED = "truncated"  # the name is the beginning of one page's name
    EXTENDED = "extended"  # the name goes on where one page's name ends
    ANNOUNCED = "announced"  # an index page lists it: it was meant to exist, or did
    ENTITY = "entity"  # a person, company, term of one or two words that nobody has written up
    WANTED = "wanted"  # none of these


class Clue(NamedTuple):
    """One thing that speaks for a cause.

    Attributes:
        cause: The cause it speaks for.
        text: What was found, in words.
        page: Path of the page that is meant, or was; None if there is none, or several fit equally well.
        confidence: How sure it is, from 0 to 1. Below one half it is told, but decides nothing.
        automatic: Whether the link can be changed to the page without asking a person.
    """

    cause: Cause
    text: str
    page: str | None = None
    confidence: float = 1.0
    automatic: bool = False

    def told(self) -> dict[str, Any]:
        """The clue as a dictionary, for printing."""
        return {"cause": str(self.cause), "text": self.text, "page": self.page, "confidence": self.confidence}
