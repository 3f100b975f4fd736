"""Two engines that hold statements against shapes (SHACL, W3C 2017), and what they find in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


class ShapeEngine(StrEnum):
    """Who checks shapes."""

    PYSHACL = "pyshacl"  # the reference
    SHACL = "shacl"  # the same in Rust, fifteen times as fast


class Result(NamedTuple):
    """One thing that is not as a shape demands: IRIs and texts, empty where there is none.

    Attributes:
        focus: What it was found at.
        message: What the shape demands.
        path: The property in question; a path of several in the words of SPARQL.
        value: The value in question.
    """

    focus: str
    message: str
    path: str
    value: str


def chosen_engine(asked: str | None, *, own_shapes: bool) -> ShapeEngine:
    """The engine to check with.

    Args:
        asked: Its name, if somebody asked for one.
        own_shapes: Whether the shapes are those of the model. Of these it is known that both engines find the
            same, so the quicker one takes them wherever it is installed.

    Raises:
        UsageError: There is no such engine, or it is not installed.

    Example:
        >>> chosen_engine(None, own_shapes=False).value
        'pyshacl'
    """
    quick = own_shapes and find_spec(ShapeEngine.SHACL) is not None
    name = asked or (ShapeEngine.SHACL if quick else ShapeEngine.PYSHACL)
    if name not in ShapeEngine.__members__.values():
        raise UsageError(f"There is no engine {name!r}.", hint=f"Choose {' or '.join(ShapeEngine)}.")
    return ShapeEngine(name)


def results(engine: ShapeEngine, data: bytes, shapes: bytes) -> Iterator[Result]:
    """What an engine finds.

    Args:
        engine: The engine.
        data: The statements, as N-Triples.
        shapes: The shapes, as N-Triples.

    Yields:
        The results, in no particular order.

    Raises:
        UsageError: The engine is not installed.
        UnreadableError: The engine cannot use the shapes.
    """
    yield from _ENGINES[engine](data, shapes)


def _by_pyshacl(data: bytes, shapes: bytes) -> Iterator[Result]:
    from rdflib import RDF, SH

    with _told("pySHACL", "shacl"):
        from pyshacl import validate

        _, report, _ = validate(_graph(data), shacl_graph=_graph(shapes), inference="none", advanced=False)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        told = [report.value(result, name) for name in (SH.focusNode, SH.resultMessage, SH.value)]
        focus, message, value = ("" if term is None else str(term) for term in told)
        yield Result(focus, message, _path(report, report.value(result, SH.resultPath)), value)


def _path(report: Graph, path: Node | None) -> str:
    from pyshacl.helper.path_helper import shacl_path_to_sparql_path
    from pyshacl.shapes_graph import ShapesGraph

    return "" if path is None else _plain(shacl_path_to_sparql_path(ShapesGraph(report), path))


def _graph(triples: bytes) -> Graph:
    from rdflib import Graph

    return Graph().parse(data=triples, format="nt")


def _by_shacl(data: bytes, shapes: bytes) -> Iterator[Result]:
    with _told("the package shacl", "shacl-fast"):
        import shacl

        rules = shacl.Shapes.from_text(shapes.decode(), format="ntriples")
        report = rules.validate_text(data.decode(), format="ntriples")
    for found in report.results:
        value = found.value_plain or ""
        yield Result(_plain(found.focus_node), found.message or "", _plain(found.path or ""), value)


def _plain(term: str) -> str:
    """An IRI without its brackets.

    >>> _plain("<https://schema.org/name>"), _plain("^<https://schema.org/about>")
    ('https://schema.org/name', '^<https://schema.org/about>')
    """
    return term[1:-1] if term.startswith("<") and term.find(">") == len(term) - 1 else term


@contextmanager
def _told(name: str, extra: str) -> Iterator[None]:
    """Say in our words that an engine is not there, or what it cannot use; neither has one sort of error."""
    try:
        yield
    except ImportError as error:
        raise UsageError(
            f"Checking needs {name}, which is not installed.",
            hint=f"Install it: pip install 'kg[{extra}]'.",
        ) from error
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise UnreadableError(f"The shapes cannot be used: {reason}") from error


_ENGINES: Final[dict[ShapeEngine, Callable[[bytes, bytes], Iterator[Any]]]] = {
    ShapeEngine.PYSHACL: _by_pyshacl,
    ShapeEngine.SHACL: _by_shacl,
}
