"""What every benchmark is told: where the notes are, where the peers are, how often to repeat."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What every benchmark is told.

    Attributes:
        corpus: Folder of notes.
        peers: Python of an environment in which the peers are installed; ``None`` if there is none.
        rounds: How often each command is run.
        folder: Empty folder for what the commands write.
    """

    corpus: Path
    peers: Path | None
    rounds: int
    folder: Path

    @property
    def has_corpus(self) -> bool:
        """Whether a folder of notes was named."""
        return self.corpus != Path.cwd() and self.corpus.is_dir()

    @property
    def output(self) -> Path:
        """File for what a command prints."""
        return self.folder / "output"


def kg(*arguments: str | Path) -> tuple[str, ...]:
    """The command line of a `kg` command of this checkout."""
    return (sys.executable, "-m", "kg", *map(str, arguments))
