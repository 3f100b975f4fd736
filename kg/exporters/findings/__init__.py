"""Writes findings for other programs: SARIF, GitHub annotations, JUnit, a Markdown summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from kg.errors import UsageError

__all__ = ["writer"]

Writer: TypeAlias = Callable[..., Iterator[str]]  # (findings, *, prefix) -> pieces of text


def writer(format: str) -> Writer:  # noqa: A002  # the word users look for
    """The writer of a format.

    Args:
        format: sarif, github, junit or markdown.

    Returns:
        A function of the findings and the vault's path from the repository's root.

    Raises:
        UsageError: There is no such format.

    Example:
        >>> writer("github").__name__
        'github'
    """
    from kg.exporters.findings.github import github
    from kg.exporters.findings.junit import junit
    from kg.exporters.findings.markdown import markdown
    from kg.exporters.findings.sarif import sarif

    known: dict[str, Any] = {"sarif": sarif, "github": github, "junit": junit, "markdown": markdown}
    if format not in known:
        raise UsageError(f"No format {format!r}.", hint=f"There are {', '.join(known)}.")
    found: Writer = known[format]
    return found
