"""The published figures of near-miss matching hold: what is automatic is right, decoys lead nowhere."""

from __future__ import annotations

import pytest

from benchmarks import near_misses
from benchmarks.near_misses import DATA, by_hand, generated, told

VAULTS = ("tubevault", "fieldnotes")


def automatic(answers):
    chosen = [answer for answer in answers if answer.automatic]
    wrong = [answer for answer in chosen if answer.suggestion != answer.case.meant]
    return chosen, wrong


@pytest.mark.parametrize("vault", VAULTS)
def test_no_case_judged_by_hand_is_led_astray_without_a_person(vault):
    answers = list(told(DATA / vault, by_hand(vault)))

    chosen, wrong = automatic(answers)

    assert wrong == []
    assert len(chosen) >= 0.5 * sum(bool(answer.case.meant) for answer in answers)


@pytest.mark.slow
@pytest.mark.parametrize("seed", near_misses.SEEDS)
@pytest.mark.parametrize("vault", VAULTS)
def test_of_a_thousand_misspellings_and_a_thousand_decoys_ninety_nine_in_a_hundred_are_right(vault, seed):
    answers = list(told(DATA / vault, generated(DATA / vault, seed=seed)))

    chosen, wrong = automatic(answers)
    suggested = [answer for answer in answers if answer.suggestion == answer.case.meant != ""]

    assert len(answers) == 2 * near_misses.COUNT
    assert len(wrong) <= 0.01 * len(chosen)
    assert len(chosen) >= 0.33 * near_misses.COUNT
    assert len(suggested) >= 0.6 * near_misses.COUNT


def test_the_table_counts_right_and_wrong_by_class():
    cases = [
        near_misses.Case("a", "A.md", ""),
        near_misses.Case("b", "", ""),
        near_misses.Case("c", "C.md", ""),
    ]
    answers = [
        near_misses.Told(cases[0], "A.md", automatic=True),
        near_misses.Told(cases[1], "B.md", automatic=False),
        near_misses.Told(cases[2], None, automatic=False),
    ]

    assert near_misses.table("x", answers) == [
        ("x", "automatic", "1", "0", "100.00%", "50.0%"),
        ("x", "suggested", "1", "1", "50.00%", "50.0%"),
    ]
