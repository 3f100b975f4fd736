"""Keeps what need not be found anew when the page of a graph is made again after a change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.analysis.layout import kept_layout
from kg.exporters.explorer import Fetched
from kg.health.causes.kept import LatestCauses

if TYPE_CHECKING:
    from pathlib import Path

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


class Again:
    """Where nodes lie, what notes say and why pages are missing, in one state of a vault after another.

    Args:
        folder: The graph's folder, in which the layout is kept; None if it is in none.
        texts: Finds the notes' texts of the first graph; without them there are no sentences.
        causes: Why pages are missing, if somebody else asks for that too.
    """

    def __init__(
        self,
        folder: Path | None,
        texts: Callable[[KnowledgeGraph], Texts | None],
        causes: LatestCauses | None = None,
    ) -> None:
        self._folder, self._first = folder, texts
        self._texts: Texts | None = None
        self._causes = causes or LatestCauses()

    def options(self, graph: KnowledgeGraph) -> dict[str, Any]:
        """What `write_explorer` takes of a state, found from the state before.

        Args:
            graph: The graph of this state.

        Returns:
            The arguments ``texts``, ``places`` and ``reasons``.
        """
        return {
            "places": kept_layout(graph, self._folder),
            "reasons": self._causes.table(graph),
            "texts": self._said(graph),
        }

    def fetched(self, graph: KnowledgeGraph, *, address: Callable[[str], str]) -> Fetched:
        """The page of a state, for a server; what its first picture does without is found when asked for.

        Args:
            graph: The graph of this state.
            address: Where the page finds a section, by its name.
        """
        return Fetched(
            graph,
            places=kept_layout(graph, self._folder),
            reasons=partial(self._causes.table, graph),
            texts=partial(self._said, graph),
            address=address,
        )

    def _said(self, graph: KnowledgeGraph) -> Texts | None:
        self._texts = self._texts.after(graph) if self._texts else self._first(graph)
        return self._texts
