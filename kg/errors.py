"""The one exception tree: wrong *use* raises, wrong *content* becomes a row of the ``faults`` table.

::

    KgError                      base; carries ``hint``, what to do next
    ├── UsageError               wrong option, unknown name, contradictory request       exit code 2
    │   ├── ConfigError          kg.toml or a KG_* variable cannot be read as meant
    │   └── NodeNotFoundError    no node of that name (carries close matches)
    ├── UnreadableError          the vault or the artefact cannot be opened              exit code 3
    │   ├── VaultError           not a folder, or nothing in it can be read
    │   └── ArtefactError        not a graph folder, damaged, or of another schema
    ├── QueryError               a query cannot be read, or answered within its bounds   exit code 3
    │   └── QueryTimeoutError    it took longer than it may
    └── ServerError              a server cannot be reached, refuses or makes no sense   exit code 3
"""

from __future__ import annotations

from collections.abc import Sequence


class KgError(Exception):
    """Base of every error `kg` raises on purpose.

    Args:
        message: One sentence that says what is wrong.
        hint: One sentence that says what to do; empty if there is nothing to add.

    Example:
        >>> str(KgError("No such format 'x'.", hint="Use table, json, jsonl or csv."))
        "No such format 'x'. Use table, json, jsonl or csv."
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(f"{message} {hint}".strip())


class UsageError(KgError):
    """The request itself is wrong: an unknown option value, name or combination."""


class ConfigError(UsageError):
    """A configuration file or ``KG_*`` variable cannot be read as meant."""


class NodeNotFoundError(UsageError, LookupError):
    """No node goes by the name asked for.

    Args:
        name: The name asked for.
        close: Names that come near it, best first.
    """

    def __init__(self, name: str, close: Sequence[str] = ()) -> None:
        self.name, self.close = name, tuple(close)
        meant = " or ".join(repr(c) for c in self.close)
        hint = (
            f"Did you mean {meant}?" if close else "Nothing has a name near it; `kg notes` lists the notes."
        )
        super().__init__(f"No node {name!r}.", hint=hint)


class UnreadableError(KgError):
    """Something that should be read cannot be opened."""

    exit_code = 3


class VaultError(UnreadableError):
    """The vault is not a folder, or nothing in it can be read."""


class ArtefactError(UnreadableError):
    """The graph folder is missing, damaged, or was written with another schema."""


class QueryError(KgError):
    """A query cannot be answered: it cannot be read, or takes more memory or room than the user allowed."""

    exit_code = 3


class QueryTimeoutError(QueryError, TimeoutError):
    """A query took longer than the user allowed."""


class ServerError(KgError):
    """A server cannot be reached, refuses what it is asked, or answers what makes no sense."""

    exit_code = 3
