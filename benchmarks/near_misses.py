"""Measures how often a misspelled link is led to the right page, and how often a decoy is led anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import kg
from benchmarks.settings import Settings
from benchmarks.slips import Case, decoys, misspellings
from benchmarks.table import Result
from kg.health.causes import causes

DATA = Path(__file__).resolve().parents[1] / "data"
LABELLED = Path(__file__).resolve().parents[1] / "tests" / "health" / "labelled.tsv"
SEEDS, COUNT = (20_240_601, 20_250_602), 1000


class Told(NamedTuple):
    """What was said of a case."""

    case: Case
    suggestion: str | None
    automatic: bool


def run(settings: Settings) -> Result:
    """Precision and recall on the labelled set and on generated cases of the sample vaults."""
    answers = {"by hand": list(told(DATA / "tubevault", by_hand("tubevault")))}
    answers["by hand"] += told(DATA / "fieldnotes", by_hand("fieldnotes"))
    for vault in (DATA / "tubevault", DATA / "fieldnotes", settings.corpus):
        if vault != settings.corpus or settings.has_corpus:
            name = "corpus" if vault == settings.corpus else vault.name
            for number, seed in enumerate(SEEDS, 1):
                answers[f"{name}, seed {number}"] = list(told(vault, generated(vault, seed=seed)))
    columns = ("cases", "class", "right", "wrong", "precision", "recall")
    rows = [row for name, some in answers.items() for row in table(name, some)]
    remark = "automatic: applied without a person; suggested: one page proposed. Recall: of the misspellings."
    return Result("near-misses", f"{COUNT} misspellings and {COUNT} decoys a vault", columns, rows, [remark])


def by_hand(vault: str) -> list[Case]:
    """The cases of a vault in the labelled set."""
    rows = [line.split("\t") for line in LABELLED.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Case(asked, meant, how) for name, asked, meant, how in rows if name == vault]


def page_names(vault: Path) -> dict[str, str]:
    """The file name of each page, by its path."""
    nodes = kg.build(vault).nodes
    notes = nodes[nodes["kind"] == "note"]["path"]
    return {path: path.rpartition("/")[2].removesuffix(".md") for path in notes if "#" not in path}


def generated(vault: Path, *, seed: int) -> list[Case]:
    """Misspellings and decoys of a vault's names, the same in every run with this seed."""
    names = page_names(vault)
    return [*misspellings(names, COUNT, seed=seed), *decoys(names, COUNT, seed=seed + 1)]


def told(vault: Path, cases: Iterable[Case]) -> Iterable[Told]:
    """What `kg` says of each case: all are written into the vault, each in a note beside the page meant."""
    notes = {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*.md"))
        if not any(part.startswith(".") for part in path.relative_to(vault).parts)
    }
    apart: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        apart[case.without].append(case)
    gone = {path: some for path, some in apart.items() if path}
    rounds: list[tuple[set[str], list[Case]]] = [(set(), apart[""])] if apart[""] else []
    together = max(4, len(notes) // 50)  # pages taken out at a time: the others stay to tempt
    step = max(1, len(gone) // together)
    paths = sorted(gone)
    rounds += [
        (set(some), [case for path in some for case in gone[path]])
        for some in (paths[start::step] for start in range(step))
        if some
    ]
    for without, some in rounds:
        yield from _round({path: text for path, text in notes.items() if path not in without}, some)


def _round(notes: Mapping[str, bytes], cases: list[Case]) -> Iterable[Told]:
    folders = sorted({path.rpartition("/")[0] for path in notes})
    written: dict[str, list[str]] = defaultdict(list)
    for number, case in enumerate(cases):
        home = (case.meant or case.without).rpartition("/")[0] or folders[number % len(folders)]
        written[f"{home}/zz planted.md".lstrip("/")].append(f"[[{case.asked}]]\n")
    graph = kg.build({**notes, **{path: "".join(lines) for path, lines in written.items()}})
    table = causes(graph)
    found = {
        spelling: (suggestion, automatic)
        for spellings, suggestion, automatic in zip(
            table["spellings"], table["suggestion"], table["automatic"], strict=True
        )
        for spelling in spellings
    }
    resolved = (
        graph.mentions.drop_duplicates("written").set_index("written")["target"].map(graph.nodes["path"])
    )
    for case in cases:
        suggestion, automatic = found.get(case.asked, (resolved.get(case.asked), False))
        yield Told(case, suggestion, bool(automatic))


def table(name: str, answers: list[Told]) -> list[tuple[str, ...]]:
    """A row for each class of answers."""
    misspelled = sum(bool(told.case.meant) for told in answers)
    rows = []
    for label, chosen in (
        ("automatic", [told for told in answers if told.automatic]),
        ("suggested", [told for told in answers if told.suggestion]),
    ):
        right = sum(told.suggestion == told.case.meant for told in chosen)
        precision = f"{right / len(chosen):.2%}" if chosen else "none"
        recall = f"{right / misspelled:.1%}" if misspelled else "none"
        rows.append((name, label, str(right), str(len(chosen) - right), precision, recall))
    return rows
