"""Turns a front-matter block into values with their places, by the YAML 1.2 core schema.

PyYAML follows YAML 1.1, which reads ``12:30`` as 750 and ``yes`` as true and so corrupts identifiers and
times. It is therefore asked for the document's tree only; `kg.extract.scalars` tells types of plain scalars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import yaml

from kg.extract.rows import DATATYPES
from kg.extract.scalars import datatype_of

LIMIT: Final = 100_000  # values read from one block; a bomb of aliases expands to more
DEPTH: Final = 50  # nesting followed

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Value(NamedTuple):
    """One scalar of the block: its dotted path, text, type, and where its source stands in the block."""

    path: str
    text: str
    datatype: str
    start: int
    end: int


class YamlError(Exception):
    """The block is no YAML mapping; ``line`` counts from 0 within the block."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def read_yaml(block: str) -> list[Value]:
    r"""All scalars of a mapping, in order; an alias counts as a copy of what it stands for.

    Works on parser events with a stack of its own, because PyYAML's composer recurses in C and a deeply
    nested block ends the process.

    Raises:
        YamlError: The block is no valid YAML, no mapping, or nested or expanded beyond measure.

    >>> [(v.path, v.text) for v in read_yaml("title: A\ncrew:\n - '[[B]]'\n")]
    [('title', 'A'), ('crew.0', '[[B]]')]
    """
    if _flow_depth(block) > DEPTH:
        raise YamlError(f"brackets nested more than {DEPTH} deep", 0)
    reader = _Reader()
    try:
        for event in yaml.parse(block.translate(_NO_BREAKS), Loader=_Loader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or "not valid YAML", mark.line if mark else 0) from error
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(str(error).split("\n")[0] or "not valid YAML", 0) from error
    return reader.values


def _flow_depth(block: str) -> int:
    """Deepest nesting of brackets; libyaml needs quadratic time for unclosed ones."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", block):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


# YAML 1.1 ends lines at these; YAML 1.2 does not. They go through the parser as characters for private use.
_NO_BREAKS: Final = {0x85: "\uf885", 0x2028: "\uf828", 0x2029: "\uf829"}
_BREAKS_AGAIN: Final = {0xF885: "\x85", 0xF828: "\u2028", 0xF829: "\u2029"}


class _Reader:
    """Builds values from parser events."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._open: list[_Collection] = []
        self._anchors: dict[
            str, tuple[int, int, str]
        ] = {}  # name -> its values, and the path they start with

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._enter(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            closed = self._open.pop()
            if closed.anchor:
                self._anchors[closed.anchor] = (closed.first, len(self.values), closed.path)
            if self._open:
                self._open[-1].advance()
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _path(self, event: Any) -> str:
        if not self._open:
            if not isinstance(event, yaml.MappingStartEvent):
                raise YamlError("not a mapping of names to values", event.start_mark.line)
            return ""
        outer = self._open[-1]
        step = str(outer.count) if outer.sequence else outer.key or "?"
        return f"{outer.path}.{step}" if outer.path else step

    def _enter(self, event: Any) -> None:
        path = self._path(event)
        if len(self._open) >= DEPTH:
            raise YamlError(f"nested more than {DEPTH} deep", event.start_mark.line)
        sequence = isinstance(event, yaml.SequenceStartEvent)
        self._open.append(_Collection(path, sequence, len(self.values), event.anchor))

    def _scalar(self, event: Any) -> None:
        path = self._path(event)
        if self._open[-1].wants_key:
            self._open[-1].key = event.value
            return
        kind = datatype_of(event.value) if event.implicit[0] and not event.style else DATATYPES[0]
        if event.anchor:
            self._anchors[event.anchor] = (len(self.values), len(self.values) + 1, path)
        self._add(Value(path, event.value, kind, event.start_mark.index, event.end_mark.index))

    def _alias(self, event: Any) -> None:
        path = self._path(event)
        if event.anchor not in self._anchors:
            raise YamlError(f"*{event.anchor} stands for nothing", event.start_mark.line)
        first, last, root = self._anchors[event.anchor]
        if self._open[-1].wants_key:
            self._open[-1].key = self.values[first].text if last == first + 1 else "?"
            return
        for value in self.values[first:last]:
            place = (event.start_mark.index, event.end_mark.index)
            self._add(
                Value(path + value.path[len(root) :], value.text, value.datatype, *place), advance=False
            )
        self._open[-1].advance()

    def _add(self, value: Value, *, advance: bool = True) -> None:
        value = (
            value._replace(text=value.text.translate(_BREAKS_AGAIN)) if not value.text.isascii() else value
        )
        if len(self.values) >= LIMIT:
            raise YamlError(f"more than {LIMIT} values", 0)
        self.values.append(value)
        if advance:
            self._open[-1].advance()


@dataclass(slots=True)
class _Collection:
    """A mapping or sequence that is being read."""

    path: str
    sequence: bool
    first: int  # values read before it
    anchor: str | None
    key: str | None = None
    count: int = 0

    @property
    def wants_key(self) -> bool:
        return not self.sequence and self.key is None

    def advance(self) -> None:
        """Go on to the next item or key; a collection used as a key is left out."""
        self.count += 1
        self.key = "?" if self.wants_key else None
