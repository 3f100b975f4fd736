"""Tells what can be no page: times, addresses, numbers, attachments, leaked templates and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.health.causes.asked import Asked, Pages
from kg.health.causes.cause import Cause, Clue
from kg.health.words import content
from kg.model.ids import folder_of

_NOT_A_PAGE: Final = (
    (re.compile(r"\[?\d{1,3}(:\d{1,3}){1,3}:?\]?"), "a time"),
    (
        re.compile(r"(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.(com|org|net|io|edu|gov)(/\S*)?", re.IGNORECASE),
        "an address",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "an address"),
    (re.compile(r"(?!(1[0-9]|20)\d\d\Z)[\d.,%$€£ ]+"), "a number"),  # four digits may be a year's page
    (re.compile(r"[\W_]*"), "no letter or digit in it"),
)
_TEMPLATE: Final = re.compile(
    r"\{\{.*|<[\w -]+>|hh:mm(:ss)?|lorem ipsum.*|x{3,}|\.{3}"
    r"|(your|the|some|insert|example)[ _-](page|note|topic|link|title)([ _-](name|here|title|slug|\d))?"
    r"|(page|note|topic|link|file)[ _-](name|title|slug)([ _-]?\d+)?",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(
    r".*\.(png|jpe?g|gif|svg|webp|bmp|avif|pdf|mp3|mp4|m4a|mov|mkv|ogg|wav|webm|flac|csv|json|docx?|xlsx?|pptx?"
    r"|zip|canvas|base|excalidraw)",
    re.IGNORECASE,
)
_FOREIGN_FOLDERS: Final = 4  # folders in which a leaked example has to be met
_FOREIGN_WORDS: Final = 3  # words it has to have: shorter names are asked for everywhere by themselves
_AT_HOME: Final = 0.34  # share of those folders in which a page may share two of its words


def odd(page: Asked) -> Iterator[Clue]:
    """What the name alone gives away.

    Args:
        page: The missing page.

    Yields:
        At most one clue.

    Example:
        >>> [clue.text for clue in odd(Asked("missing:1", "00:10:38", "00 10 38", ("a",), 1, 1))]
        ['a time']
    """
    for pattern, what in _NOT_A_PAGE:
        if pattern.fullmatch(page.name):
            yield Clue(Cause.NOT_A_PAGE, what)
            return
    if _TEMPLATE.fullmatch(page.name):
        yield Clue(Cause.GENERATOR_FAULT, "a placeholder of a template")
    elif _SUFFIX.fullmatch(page.name):
        yield Clue(Cause.ATTACHMENT, "the name of a file that is no note")


def leaked_examples(asked: Sequence[Asked], pages: Pages) -> dict[str, Clue]:
    """Names that notes of many unrelated folders link to, though hardly any of the folders knows the topic.

    That is what an example in a prompt leaves behind: a language model copies it whatever it writes about.

    Args:
        asked: The missing pages.
        pages: The pages there are.

    Returns:
        Clues by the key of the missing page.
    """
    suspects = [
        page
        for page in asked
        if len(page.folders) >= _FOREIGN_FOLDERS and len(content(page.words)) >= _FOREIGN_WORDS
    ]
    if not suspects:
        return {}
    words_in: dict[str, list[frozenset[str]]] = {}
    for name in pages.names:
        words_in.setdefault(folder_of(name.path), []).append(frozenset(content(name.words)))
    clues = {}
    for page in suspects:
        words = set(content(page.words))
        at_home = sum(
            any(len(words & other) > 1 for other in words_in.get(folder, ())) for folder in page.folders
        )
        if at_home <= _AT_HOME * len(page.folders):
            text = f"linked in {len(page.folders)} folders, {at_home} of which hold anything like it"
            clues[page.key] = Clue(Cause.GENERATOR_FAULT, text, None, 0.9)
    return clues
