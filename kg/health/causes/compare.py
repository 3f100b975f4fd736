"""Judges whether two names mean the same page: what differs, and whether that can be a slip of the pen."""

from __future__ import annotations

from collections.abc import Container, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kg.health.words import content, figures, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SMALL: Final = frozenset(
    ("a", "an", "and", "of", "s", "the")
)  # left out or put in without changing the topic
_SHORT: Final = 5  # letters: shorter words differ by a letter and mean something else too often
_LONG: Final = 7  # letters, an ending left out, of a word in which an inner letter may be lost or added
_VERY_LONG: Final = 9  # letters of a word in which two letters may be wrong
_BANDS: Final = ((0.9, 0.92), (0.8, 0.83), (0.76, 0.6))  # likeness -> share of right pages, measured by hand
_FAR: Final = 0.5  # likeness below which only a slip of the pen is looked for
_SLIPS: Final = 4  # letters
_WITHIN_DOUBT: Final = 0.45  # where each name has a word of its own: told, but decides nothing

_TURNING: Final = frozenset(
    ("after", "against", "anti", "before", "beyond", "never", "no", "non", "not", "versus", "vs", "without")
)  # words that make another topic of the same words
_ENDINGS: Final = (
    *("able", "ably", "al", "ally", "ance", "ed", "ence", "er", "ers", "es", "ible", "ic", "ical", "ing"),
    *("ings", "ity", "ive", "less", "ly", "ment", "ments", "ness", "or", "ors", "ous", "s", "sion", "sions"),
    *("tion", "tional", "tions", "ure", "ures"),
)
# Words one slip apart that are both right in their own place; no list of a vault's words need have both.
_PAIRS: Final = """
    abject object, accept except, access assess, adapt adopt, affect effect, allay alley, allusion
    illusion, angel angle, appraise apprise, ascent assent, board broad, bread break, breath breathe,
    calendar calender, canvas canvass, carbon carton, casual causal, censor sensor, circuit circus,
    clothes cloths, coarse course, coast roast, collision collusion, command commend, commission
    omission, complement compliment, confirm conform, conservation conversation, content contest,
    content context, contest context, conversation conversion, corps corpse, council counsel, country
    county, critic critics, currant current, dairy diary, decent descent, defuse diffuse, deprecate
    depreciate, desert dessert, device devise, dining dinning, disburse disperse, elation relation,
    elicit illicit, emigrant immigrant, eminent imminent, ensure insure, erasing raising, estate state,
    ethics ethnics, farther father, farther further, fission mission, formally formerly, genius genus,
    global goal, historic historical, hoping hopping, horse house, house mouse, human humane, immoral
    immortal, incite insight, inference interference, ingenious ingenuous, intention invention,
    interstate intestate, lightening lightning, lighting lightning, loose lose, mansion passion, marital
    martial, marshal martial, massage message, material maternal, maternal paternal, mental metal,
    mission vision, moral morale, moral mortal, morning mourning, motion notion, naive native, nation
    notion, national rational, natural neutral, onion union, opinion option, patience patients, perfect
    prefect, persecute prosecute, personal personnel, perspective prospective, physical psychical,
    planet plant, planing planning, poetry pottery, poison prison, police policy, portion potion,
    practice practise, precede proceed, precedent president, predication prediction, preposition
    proposition, prescribe proscribe, president resident, principal principle, production protection,
    projection protection, prophecy prophesy, quiet quite, reality realty, reference reverence, sacred
    scared, salon saloon, scaring scarring, signal single, staring starring, stating station, stationary
    stationery, statue statute, stratagem strategy, sweat sweet, taste waste, thorough through, though
    through, track trick, trail trial, tribune tribute, united untied, universal universe, vacation
    vocation, version vision, wander wonder, weather whether
"""
CONFUSED: Final = frozenset(frozenset(pair.split()) for pair in _PAIRS.split(","))


class Relation(StrEnum):
    """In what two names differ."""

    SAME_WORDS = "the same words but for their endings and small words"
    MISSPELLED = "the same but for a slip of the pen"
    REORDERED = "the same words in another order"
    ALIKE = "much the same letters and words"


class Verdict(NamedTuple):
    """What became of a comparison."""

    relation: Relation
    confidence: float
    certain: bool  # so sure that no person need look at it


def comparable(asked: Sequence[str], there: Sequence[str], score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs of names are worth comparing: nine in ten are not, and many are told at once.

    Args:
        asked: Names that nobody has, as `kg.health.words.plain_words` gives them.
        there: The name of a page for each of them.
        score: How alike the two are, from `kg.health.likeness`.

    Returns:
        Whether they are alike, or few letters differ.

    Example:
        >>> import numpy as np
        >>> comparable(["egg", "egg"], ["eggs", "salt and vinegar"], np.zeros(2)).tolist()
        [True, False]
    """
    return (score >= _FAR) | (cpdist(asked, there, scorer=OSA.distance, score_cutoff=_SLIPS) <= _SLIPS)


def compare(asked: str, there: str, *, score: float, known: Container[str]) -> Verdict | None:
    """Judge whether a name that nobody has means the page of another name.

    Names with different numbers never do. Certain is only what a slip of the pen explains: endings, small
    words, or an inner letter of a long word, if what is written is no word of its own.

    Args:
        asked: The name that nobody has, as `kg.health.words.plain_words` gives it.
        there: The name of a page, in the same form.
        score: How alike they are, from `kg.health.likeness`.
        known: Words that are right as they are.

    Returns:
        The verdict; None if they are two topics.

    Example:
        >>> compare("dynamo light", "dynamo lights", score=0.9, known=()).certain
        True
        >>> compare("iphone 13 camera", "iphone 14 camera", score=0.9, known=()) is None
        True
        >>> compare("indian startups", "ai startups", score=0.78, known=()).confidence < 0.5
        True
    """
    one, other = _parsed(asked), _parsed(there)
    if not one.words or not other.words or one.figures != other.figures:
        return None
    if relation := _certain(one, other, known):
        return Verdict(relation, 0.99, certain=True)
    if _TURNING & (set(one.words) ^ set(other.words)):
        return None
    if _perhaps_misspelled(asked, there, known):
        return Verdict(Relation.MISSPELLED, 0.85, certain=False)
    return _likely(one.content, other.content, score)


def _certain(one: _Parsed, other: _Parsed, known: Container[str]) -> Relation | None:
    if one.telling == other.telling and len("".join(one.telling)) > 1:  # of "a: b" and "b" nothing is certain
        return Relation.SAME_WORDS
    return Relation.MISSPELLED if _misspelled(one.words, other.words, known) else None


class _Parsed(NamedTuple):
    """A name's words, its figures, its stems without small words, and without any that say nothing."""

    words: list[str]
    figures: list[str]
    telling: list[str]
    content: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _parsed(name: str) -> _Parsed:
    words = name.split()
    return _Parsed(words, figures(words), _without_small(words), content(name))


def _likely(mine: Sequence[str], its: Sequence[str], score: float) -> Verdict | None:
    if mine == its:
        return Verdict(Relation.SAME_WORDS, 0.93, certain=False)
    if sorted(mine) == sorted(its):
        return Verdict(Relation.REORDERED, 0.9, certain=False)
    return _alike(mine, its, score)


def _perhaps_misspelled(asked: str, there: str, known: Container[str]) -> bool:
    """Whether at most two letters differ, in words that are not right as they are."""
    if OSA.distance(asked, there, score_cutoff=2) > (2 if len(there) >= 2 * _LONG else 1):
        return False
    own = [word for word in asked.split() if word not in there.split()]
    return len(there) >= _SHORT and not any(word in known or len(word) < 4 for word in own)


def _alike(mine: Sequence[str], its: Sequence[str], score: float) -> Verdict | None:
    confidence = next((right for least, right in _BANDS if score >= least), 0.0)
    if not confidence:
        return None
    if _only_in(mine, its) and _only_in(its, mine):
        confidence = min(confidence, _WITHIN_DOUBT)
    return Verdict(Relation.ALIKE, confidence, certain=False)


def _only_in(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """The words that nothing among the others looks like."""
    return [
        word
        for word in words
        if word not in others
        and all(word[0] != other[0] or OSA.normalized_similarity(word, other) < 0.75 for other in others)
    ]


def _without_small(words: list[str]) -> list[str]:
    return [stem(word) for word in words if word not in _SMALL] or words


def _misspelled(mine: list[str], its: list[str], known: Container[str]) -> bool:
    if len(mine) != len(its):
        return False
    wrong = [(a, b) for a, b in zip(mine, its, strict=True) if stem(a) != stem(b)]
    return 0 < len(wrong) <= max(1, len(mine) // 3) and all(is_slip(a, b, known=known) for a, b in wrong)


def is_slip(written: str, meant: str, *, known: Container[str]) -> bool:
    """Whether a word can be a slip of the pen for another.

    First and last letters are right in most slips, and decide between words of one family ("starter",
    "started"), so they have to agree, but for two letters that changed places. An ending that both have
    says nothing: what differs has to be a small part of the rest ("scoring" is no slip for "storing").

    >>> [is_slip(word, "sourdough", known=()) for word in ("sourdogh", "suordough", "sourdoughy")]
    [True, True, False]
    >>> is_slip("casual", "causal", known=()), is_slip("scoring", "storing", known=())
    (False, False)
    """
    shorter = min(len(written), len(meant))
    if shorter < _SHORT or _is_right(written, meant, known):
        return False
    steps = OSA.distance(written, meant)
    if steps > 2 or (steps == 2 and shorter < _VERY_LONG):
        return False
    if steps == 1 and sorted(written) == sorted(meant):
        return True  # two neighbours changed places
    return written[0] == meant[0] and written[-2:] == meant[-2:] and _is_small(written, meant, steps)


def _is_right(written: str, meant: str, known: Container[str]) -> bool:
    """Whether what is written is a word of its own."""
    pairs = (frozenset((written, meant)), frozenset((stem(written), stem(meant))))
    return written in known or stem(written) in known or any(pair in CONFUSED for pair in pairs)


def _is_small(written: str, meant: str, steps: int) -> bool:
    """Whether these steps are few for such long words."""
    short, long = sorted((written, meant), key=len)
    body = len(short) - _shared_ending(written, meant)
    if len(short) == len(long):
        return body >= _LONG + steps
    return body >= _LONG or (body >= _SHORT - 1 and _doubled(short, long))


def _shared_ending(one: str, other: str) -> int:
    """Letters of the longest ending of many words that both have."""
    return max((len(e) for e in _ENDINGS if one.endswith(e) and other.endswith(e)), default=0)


def _doubled(short: str, long: str) -> bool:
    """Whether the longer word doubles a letter of the shorter one."""
    return len(long) == len(short) + 1 and any(
        a == b and long[:place] + long[place + 1 :] == short for place, (a, b) in enumerate(pairwise(long))
    )
