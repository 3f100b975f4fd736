"""Finds what is wrong with a vault in one state after another; what has not changed is not asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.config import CheckSettings
from kg.health.causes.kept import LatestCauses
from kg.health.gate import examined
from kg.health.readings import Readings
from kg.health.subject import Subject

if TYPE_CHECKING:
    from pandas import DataFrame

    from kg.builder.texts import Texts
    from kg.model.graph import KnowledgeGraph


class Followed:
    """The findings of a vault that changes."""

    def __init__(self, causes: LatestCauses | None = None) -> None:
        """Start without a state.

        Args:
            causes: Why pages are missing, if somebody else asks for that too.
        """
        self._causes = causes or LatestCauses()
        self._readings = Readings()

    def check(
        self, graph: KnowledgeGraph, *, texts: Texts | None = None, settings: CheckSettings | None = None
    ) -> DataFrame:
        """All findings, as `kg.check` gives them.

        Args:
            graph: The graph of this state.
            texts: The notes' texts.
            settings: Which checks to run, and what they count for.

        Returns:
            The table of `kg.check`.

        Raises:
            ConfigError: The settings name a check that does not exist.

        Example:
            >>> import kg
            >>> followed = Followed()
            >>> for text in ("[[b]]", "[[b]] [[c]]"):
            ...     print((followed.check(kg.build({"a.md": text}))["check"] == "dangling-link").sum())
            1
            2
        """
        subject = Subject(graph, causes=self._causes.table(graph))
        return examined(subject, texts=texts, settings=settings or CheckSettings(), readings=self._readings)
