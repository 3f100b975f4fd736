"""Asks a graph in memory a SPARQL query and gives the answer as a frame, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.exporters.rdf.answers import names_of, results_of, with_values
from kg.exporters.rdf.library import store_of
from kg.exporters.rdf.model import NONE, statements
from kg.exporters.rdf.queries import query_of
from kg.exporters.rdf.syntax import Graphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas import DataFrame

    from kg.model.graph import KnowledgeGraph

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_READ: Final[dict[str, Callable[[str], Any]]] = {
    f"{_XSD}boolean": lambda text: text in {"true", "1"},
    f"{_XSD}decimal": float,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}integer": int,
}


def sparql(
    graph: KnowledgeGraph,
    query: str,
    *,
    values: Mapping[str, str] = NONE,
    base: str = "",
    detail: str | None = None,
) -> DataFrame:
    """The answer to a SPARQL query, as a frame.

    The store that answers is made anew each time, which takes longer than most queries: who has many to ask
    of a large graph makes one by `kg.to_rdf`, or asks by ``kg sparql``, which keeps it in the graph's folder
    and bounds what a stranger's query may take.

    Args:
        graph: The graph.
        query: SPARQL 1.1, a file of it, or the name of a query that comes along, such as ``wanted``. The
            prefixes of an export are known.
        values: What some variables stand for: texts, or IRIs in angle brackets.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: How much is in the store: ``pages``, ``core`` or ``full``; by default what a query that comes
            along needs, else ``core``.

    Returns:
        A column a variable, a row a solution: numbers and truth values as such, all else as text, None where
        nothing is bound. Of ASK, one cell ``answer``; of CONSTRUCT and DESCRIBE, a row a triple.

    Raises:
        QueryError: If the query is not SPARQL, or would ask another computer.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "[[b]]", "b.md": "", "c.md": "[[b]]"})
        >>> sparql(graph, "SELECT (COUNT(*) AS ?links) WHERE { ?a ng:linksTo ?b }").values.tolist()
        [[2]]
    """
    asked = query_of(query)
    told = statements(graph, base=base, detail=detail or asked.detail)
    text = with_values(asked.text, values)
    return _frame(results_of(store_of(told, Graphs.NONE), text, base=told.base))


def _frame(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> DataFrame:
    from pandas import DataFrame

    if isinstance(found, ox.QueryBoolean):
        return DataFrame({"answer": [bool(found)]})
    columns = list(zip_longest(*([_read(term) for term in row] for row in found)))
    return DataFrame(dict(zip_longest(names_of(found), columns, fillvalue=())))


def _read(term: object) -> Any:
    if term is None:
        return None
    kind = term.datatype.value if isinstance(term, ox.Literal) else ""
    text = str(getattr(term, "value", term))
    try:
        return _READ.get(kind, str)(text)
    except ValueError:  # a query can make a number of any text
        return text
