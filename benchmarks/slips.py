"""Makes misspellings of names that exist, and decoys: names that tempt a careless matcher."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

ARTICLES = ("a", "an", "the", "of", "and")


class Case(NamedTuple):
    """A name that nobody has, and what it means."""

    asked: str
    meant: str  # path of the page; empty if no page is meant
    how: str
    without: str = ""  # path of a page to take out of the vault first


def misspellings(names: dict[str, str], count: int, *, seed: int) -> Iterator[Case]:
    """Names with one or two slips; ``names`` has the name of each page by its path."""
    dice = random.Random(seed)  # noqa: S311  # the same dice in every run
    taken, made = {_plain(name) for name in names.values()}, 0
    paths = sorted(path for path, name in names.items() if len(_plain(name)) > 5)
    while made < count:
        path = dice.choice(paths)
        how, slip = dice.choice(SLIPS)
        asked = slip(names[path], dice)
        if dice.random() < 0.2:
            second, slip = dice.choice(SLIPS)
            asked, how = slip(asked, dice), f"{how} + {second}"
        if _plain(asked) not in taken and _plain(asked):
            made += 1
            yield Case(asked, path, how)


def decoys(names: dict[str, str], count: int, *, seed: int) -> Iterator[Case]:
    """Names of other topics: another word, two names crossed, another figure, a page taken out."""
    dice = random.Random(seed)  # noqa: S311  # the same dice in every run
    taken = {_plain(name) for name in names.values()}
    made = min(len(names), count // 3)
    for path in sorted(dice.sample(sorted(names), made)):
        yield Case(names[path], "", "page taken out", path)
    words = sorted({word for name in names.values() for word in _words(name) if len(word) > 3})
    paths = sorted(path for path, name in names.items() if len(_words(name)) > 1 and name.isascii())
    while made < count:
        how, change = dice.choice(CHANGES)
        asked = change(names[dice.choice(paths)], names[dice.choice(paths)], words, dice)
        if asked and _plain(asked) not in taken:
            made += 1
            yield Case(asked, "", how)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _words(name: str) -> list[str]:
    return name.replace("_", " ").split()


def _join(words: Sequence[str], like: str) -> str:
    return ("_" if "_" in like else " ").join(words)


def _in_a_word(change: Callable[[str, random.Random], str]) -> Callable[[str, random.Random], str]:
    def slip(name: str, dice: random.Random) -> str:
        words = _words(name)
        long = [place for place, word in enumerate(words) if len(word) > 2]
        if long:
            place = dice.choice(long)
            words[place] = change(words[place], dice)
        return _join(words, name)

    return slip


def _drop(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + word[place + 1 :]


def _double(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def _swap(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _replace(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + dice.choice(string.ascii_lowercase) + word[place + 1 :]


def _insert(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) + 1)
    return word[:place] + dice.choice(string.ascii_lowercase) + word[place:]


def _plural(word: str, dice: random.Random) -> str:
    return word.removesuffix("s") if word.endswith("s") else f"{word}s"


def _article(name: str, dice: random.Random) -> str:
    words = _words(name)
    small = [place for place, word in enumerate(words) if word.lower() in ARTICLES]
    if small:
        del words[dice.choice(small)]
    else:
        words.insert(0, "the")
    return _join(words, name)


SLIPS = (
    ("letter left out", _in_a_word(_drop)),
    ("letter doubled", _in_a_word(_double)),
    ("letters swapped", _in_a_word(_swap)),
    ("wrong letter", _in_a_word(_replace)),
    ("letter put in", _in_a_word(_insert)),
    ("plural", _in_a_word(_plural)),
    ("small word", _article),
)


def _other_word(name: str, other: str, words: Sequence[str], dice: random.Random) -> str:
    mine = _words(name)
    place = dice.choice([place for place, word in enumerate(mine) if len(word) > 3] or [0])
    return _join([*mine[:place], dice.choice(words), *mine[place + 1 :]], name)


def _crossed(name: str, other: str, words: Sequence[str], dice: random.Random) -> str:
    mine, its = _words(name), _words(other)
    return _join([*mine[: (len(mine) + 1) // 2], *its[len(its) // 2 :]], name)


def _figure(name: str, other: str, words: Sequence[str], dice: random.Random) -> str:
    mine = _words(name)
    figures = [place for place, word in enumerate(mine) if word.isdigit()]
    if figures:
        mine[figures[0]] = str(int(mine[figures[0]]) + dice.randrange(1, 9))
        return _join(mine, name)
    return _join([*mine, str(dice.randrange(2, 99))], name)


def _turned(name: str, other: str, words: Sequence[str], dice: random.Random) -> str:
    return _join(
        [dice.choice(("without", "beyond", "against", "before", "not", "anti")), *_words(name)], name
    )


def _added(name: str, other: str, words: Sequence[str], dice: random.Random) -> str:
    mine = _words(name)
    return _join([*mine, dice.choice(words)], name)


CHANGES = (
    ("another word", _other_word),
    ("another word", _other_word),
    ("two names crossed", _crossed),
    ("another figure", _figure),
    ("turned round", _turned),
    ("a word more", _added),
)
