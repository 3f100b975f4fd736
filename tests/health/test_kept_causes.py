"""Causes that are found from those of an earlier state are those that would be found anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import kg
from kg.health.causes import kept
from kg.health.causes.kept import KeptCauses

VAULT = Path(__file__).resolve().parents[2] / "data" / "tubevault"
NOTES = {
    path.relative_to(VAULT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
    for path in sorted(VAULT.rglob("*.md"))
}
STEPS = 12


def slip(name, chance):
    place = chance.randrange(1, len(name))
    return name[:place] + name[place - 1] + name[place:]


def edited(notes, chance):
    """The notes after somebody has written a little."""
    path, other = chance.sample(sorted(notes), 2)
    name = Path(other).stem
    changes = {
        "slip": lambda text: f"{text}\nSee [[{slip(name, chance)}]].\n",
        "label": lambda text: (
            f"{text}\nSee [[{name}|{slip('sourdough', chance)}]] and [[{slip(name, chance)}]].\n"
        ),
        "heading": lambda text: f"{text}\n## {slip(name, chance).replace('_', ' ')}\n",
        "join": lambda text: f"{text}\n[[{name}]]\n",
        "unlink": lambda text: text.replace("[[", "", 2),
        "half": lambda text: text[: len(text) // 2],
        "respell": lambda text: text.replace("[[", "[[the_", 1),
        "title": lambda text: text.replace("\n# ", "\n# On ", 1),
    }
    return {**notes, path: changes[chance.choice(sorted(changes))](notes[path])}


@pytest.mark.parametrize("seed", range(3))
def test_they_are_those_found_anew(seed, monkeypatch):
    chance, notes = random.Random(seed), NOTES  # noqa: S311  # reproducible is what it is for
    found, looked_at, real = KeptCauses(kg.build(notes)), [], kept._affected

    def affected(before, now):
        looked_at.append(real(before, now))
        return looked_at[-1]

    monkeypatch.setattr(kept, "_affected", affected)
    for _ in range(STEPS):
        notes = edited(notes, chance)
        graph = kg.build(notes)
        found = found.after(graph)
        assert_frame_equal(found.table, kg.causes(graph))

    assert sum(keys is not None for keys in looked_at) > STEPS / 2
    assert any(looked_at)


@pytest.mark.parametrize(
    "change",
    [
        {"new.md": "# Autolyse\n"},
        {"nightglass/resonance.md": None},
        {"picture.png": ""},
        {"nightglass/resonance.md": "---\ntitle: Autolyse\n---\n"},
        {"nightglass/resonance.md": "Nothing\n"},
    ],
)
def test_another_file_or_name_may_change_any_cause(change):
    after = {path: text for path, text in {**NOTES, **change}.items() if text is not None}
    graph = kg.build(after)

    assert_frame_equal(KeptCauses(kg.build(NOTES)).after(graph).table, kg.causes(graph))


def test_what_joins_a_page_with_those_that_ask_for_it_counts():
    """Two pages are meant equally well, until one of them is joined with the note that asks."""
    notes = {"a/n.md": "[[tea ceremonys]]", "b/tea ceremony.md": "", "c/tea ceremony.md": ""}
    before = KeptCauses(kg.build(notes, profile="plain"))
    graph = kg.build({**notes, "c/tea ceremony.md": "[[a/n]]"}, profile="plain")
    after = before.after(graph)

    assert before.table["suggestion"].tolist() == [None]
    assert after.table["suggestion"].tolist() == ["c/tea ceremony.md"]
    assert_frame_equal(after.table, kg.causes(graph))


def test_deleted_files_are_looked_for_anew():
    from kg.health.history import Deletion

    graph = kg.build({"a.md": "[[b]]"})
    deleted = {"b.md": Deletion("b.md", "0" * 40, "2026-01-01T00:00:00", 1)}
    found = KeptCauses(graph).after(graph, deleted=deleted)

    assert found.table["cause"].tolist() == ["deleted"]
    assert found.after(graph, deleted=deleted).table["cause"].tolist() == ["deleted"]
