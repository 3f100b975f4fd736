"""Keeps what need not be found anew when the page of a graph is made again after a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kg.analysis.layout import kept_layout
from kg.health.causes.kept import KeptCauses

if TYPE_CHECKING:
    from pathlib import Path

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


class Again:
    """Where nodes lie, what notes say and why pages are missing, in one state of a vault after another.

    Args:
        folder: The graph's folder, in which the layout is kept; None if it is in none.
        texts: Finds the notes' texts of the first graph; without them there are no sentences.
    """

    def __init__(self, folder: Path | None, texts: Callable[[KnowledgeGraph], Texts | None]) -> None:
        self._folder, self._first = folder, texts
        self._texts: Texts | None = None
        self._causes: KeptCauses | None = None

    def options(self, graph: KnowledgeGraph) -> dict[str, Any]:
        """What `write_explorer` takes of a state, found from the state before.

        Args:
            graph: The graph of this state.

        Returns:
            The arguments ``texts``, ``places`` and ``reasons``.
        """
        self._texts = self._texts.after(graph) if self._texts else self._first(graph)
        self._causes = self._causes.after(graph) if self._causes else KeptCauses(graph)
        places = kept_layout(graph, self._folder)
        return {"texts": self._texts, "places": places, "reasons": self._causes.table}
