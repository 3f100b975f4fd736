"""Turns what a person calls a node into the node's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.errors import NodeNotFoundError, UsageError
from kg.model.ids import caseless, folded, without_suffix
from kg.model.kinds import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray
    from pandas import Series

    from kg.model.graph import KnowledgeGraph

_CLOSE: Final = 3  # suggestions: more than a line of them is no help
_TOLD: Final = 10  # keys of an ambiguous name
_CLOSE_ENOUGH: Final = 65  # of 100: below it suggestions read like noise
_TELLING: Final = 3  # letters a part of a name must have to suggest the whole


def find(graph: KnowledgeGraph, name: str) -> int:
    """The number of the node that goes by this name.

    Tried one after the other, each first as written, then without regard to case, then without regard to
    blanks and punctuation: the key, the path, the path without ``.md``, the label, the declared names
    (file name, title, aliases), and last the labels seen in links.

    Args:
        graph: The graph.
        name: A key such as ``note:topics/a.md``, a path, a title, an alias …

    Returns:
        The node's number.

    Raises:
        NodeNotFoundError: No node goes by the name; names that come near it are told.
        UsageError: Several nodes do; their keys are told.

    Example:
        >>> import kg
        >>> graph = kg.build({"topics/Graph theory.md": "", "b.md": "[[nowhere]]"})
        >>> find(graph, "graph-theory") == find(graph, "note:topics/Graph theory.md")
        True
    """
    *told, seen = _registers(graph)
    for registers in (told, [seen]):
        for names, wanted in _forms(registers, name):
            hits = names.index[names == wanted].unique()
            if len(hits) == 1:
                return int(hits[0])
            if len(hits):
                raise _ambiguous(name, sorted(graph.nodes["key"][hits]))
    raise NodeNotFoundError(name, close_names(name, told[-2:]))


def named(graph: KnowledgeGraph, words: Iterable[str]) -> NDArray[np.bool_]:
    """Which nodes have a name (label, file name, title or alias) that holds all these words.

    Args:
        graph: The graph.
        words: Parts of a name; case, blanks and punctuation do not matter.

    Returns:
        One boolean a node.

    Example:
        >>> import kg
        >>> named(kg.build({"Graph_theory.md": "", "b.md": ""}), ["theo", "GRAPH"]).tolist()
        [True, False]
    """
    parts = [folded(word) for word in words]
    aliases = graph.aliases[graph.aliases["origin"] != Origin.LABEL]
    found = np.zeros(len(graph.nodes), dtype=bool)
    for nodes, names in ((aliases["node"], aliases["alias"]), (graph.nodes["node"], graph.nodes["label"])):
        fits = [all(part in name for part in parts) for name in names.map(folded)]
        found[nodes.to_numpy()[np.array(fits, dtype=bool)]] = True
    return found


def close_names(name: str, registers: list[Series[str]]) -> list[str]:
    """The names that come nearest to one that nobody has: those that contain it, then those like it.

    Args:
        name: The name asked for.
        registers: The names there are.

    Returns:
        At most three, the nearest first; none if nothing comes near.
    """
    from rapidfuzz import fuzz, process

    wanted = folded(name)
    choices = {choice: folded(choice) for register in registers for choice in register}
    within = [choice for choice, form in choices.items() if len(wanted) >= _TELLING and wanted in form]
    alike = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=_CLOSE)
    best = sorted(within, key=lambda choice: (len(choice), choice)) + [choice for _, _, choice in alike]
    return list(dict.fromkeys(best))[:_CLOSE]


def _registers(graph: KnowledgeGraph) -> list[Series[str]]:
    """Names by node, the most telling kind of name first and the labels seen in links last."""
    nodes, aliases = graph.nodes, graph.aliases.set_index("node")
    paths = nodes["path"].dropna()
    seen = aliases["origin"] == Origin.LABEL
    return [
        nodes["key"],
        paths,
        paths.map(without_suffix),
        nodes["label"],
        aliases["alias"][~seen],
        aliases["alias"][seen],
    ]


def _forms(registers: list[Series[str]], name: str) -> Iterator[tuple[Series[str], str]]:
    for register in registers:
        yield register, name
    forms: tuple[Callable[[str], str], ...] = (caseless, folded)
    for form in forms:
        if wanted := form(name):
            for register in registers:
                yield register.map(form), wanted


def _ambiguous(name: str, keys: list[str]) -> UsageError:
    more = f" and {len(keys) - _TOLD} more" if len(keys) > _TOLD else ""
    hint = f"Give one of these keys: {', '.join(keys[:_TOLD])}{more}."
    return UsageError(f"{name!r} names {len(keys)} nodes.", hint=hint)
