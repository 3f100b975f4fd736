"""What is remembered of the last build, so that the next one need not do it again.

This is the small part, read without any library; `kg.store.cache` has the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.model.graph import Manifest
from kg.model.ids import NotePath
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES
from kg.store.atomic import replacing

CACHE: Final = "cache"  # folder within the graph's
STATE: Final = f"{CACHE}/state.json"


@dataclass(frozen=True, slots=True)
class State:
    """What was built, from what, by whom.

    Attributes:
        made: Digest of all that decides the result beside the vault's files: program, libraries, request.
        listing: Digest of the list of files: paths, sizes, times, and what is odd about any.
        faults: What is odd about any: path, code, message.
        horizon: Nanoseconds; a file that was changed since may have been changed again within one tick of
            the clock, so its times prove nothing.
        young: Digests of the documents that are younger than that; None if there are too many to look at.
        since: Digests of documents that are not as in the cache, which may be of an earlier build.
        manifest: The graph's manifest.
        summary: What the one who built it wants to be remembered of it.
        files: Size and time of each file of the graph folder that must be as it was left.
    """

    made: str
    listing: str
    faults: Sequence[Sequence[str]]
    horizon: int
    young: Mapping[NotePath, str | None] | None
    manifest: Manifest
    since: Mapping[str, str | None] = field(default_factory=dict)
    summary: Any = None
    files: Mapping[str, Sequence[int]] = field(default_factory=dict)


def read_state(folder: Path, made: str) -> State | None:
    """What is remembered of a graph; None if that is nothing, or damaged, or the graph is not as it was left.

    Args:
        folder: The graph's folder.
        made: What it must have been made by.
    """
    with suppress(OSError, ValueError, TypeError, KeyError):
        values: dict[str, Any] = json.loads((folder / STATE).read_text("utf-8"))
        if values["made"] != made:
            return None
        manifest = Manifest(**values.pop("manifest"))
        state = State(manifest=Manifest(**{**asdict(manifest), "rules": RuleSet(manifest.rules)}), **values)
        if dict(_stamps(folder, state.files)) == {name: list(stamp) for name, stamp in state.files.items()}:
            return state
    return None


def write_state(state: State, folder: Path) -> None:
    """Remember a build, in a folder in which all else is written already; ``files`` is filled in here.

    Args:
        state: What to remember.
        folder: The graph's folder, or what is to become it.
    """
    owned = ("manifest.json", "location.json", *(f"{table.name}.parquet" for table in TABLES))
    names = [name for name in owned if (folder / name).is_file()]
    cached = sorted(f"{CACHE}/{path.name}" for path in (folder / CACHE).glob("*.[ap]*"))  # not state.json
    values = {**asdict(state), "files": dict(_stamps(folder, [*names, *cached]))}
    with replacing(folder / STATE) as temporary:
        temporary.write_text(json.dumps(values), "utf-8")


def _stamps(folder: Path, names: Sequence[str] | Mapping[str, Any]) -> Iterator[tuple[str, list[int]]]:
    for name in names:
        status = (folder / name).stat()
        yield name, [status.st_size, status.st_mtime_ns]
