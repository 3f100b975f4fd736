"""Tells networkx, when it is loaded, what the backend ``kg`` can do; loads nothing itself."""

from __future__ import annotations

from typing import Any, Final

# Function of networkx -> parameters that must keep their default for `kg` to take the call.
FUNCTIONS: Final = {
    "articulation_points": (),
    "betweenness_centrality": ("weight", "endpoints"),
    "bridges": ("root",),
    "closeness_centrality": ("u", "distance"),
    "clustering": ("nodes", "weight"),
    "constraint": ("nodes",),
    "core_number": (),
    "eigenvector_centrality": ("nstart",),
    "harmonic_centrality": ("nbunch", "distance", "sources"),
    "hits": ("nstart", "normalized"),
    "katz_centrality": ("nstart",),
    "pagerank": ("nstart", "dangling"),
    "triangles": ("nodes",),
}


def get_info() -> dict[str, Any]:
    """What networkx shows of the backend in its documentation and its configuration.

    Returns:
        The form that networkx asks of backends.

    Example:
        >>> get_info()["functions"]["pagerank"]
        {'additional_docs': 'Not with nstart, dangling.'}
    """
    notes = {
        name: f"Not with {', '.join(refused)}." if refused else "" for name, refused in FUNCTIONS.items()
    }
    return {
        "backend_name": "kg",
        "project": "kg",
        "package": "kg",
        "short_summary": "Sparse arrays and compiled loops: exact measures of large graphs in seconds.",
        "functions": {name: {"additional_docs": note} for name, note in notes.items()},
    }
