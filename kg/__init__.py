"""kg: turn linked Markdown notes into a typed knowledge graph, and work with it.

>>> import kg
>>> graph = kg.build({"a.md": "See [[b]].", "b.md": "Back to [[a]]."})
>>> len(graph.edges)
2
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PLACES = {
    "build": "kg.builder.run",
    "read": "kg.store.frames",
    "write": "kg.store.frames",
    "KnowledgeGraph": "kg.model.graph",
    "Manifest": "kg.model.graph",
    "NodeKind": "kg.model.kinds",
    "EdgeKind": "kg.model.kinds",
    "MentionKind": "kg.model.kinds",
    "Context": "kg.model.kinds",
    "Outcome": "kg.model.kinds",
    "RuleSet": "kg.model.kinds",
    "FaultCode": "kg.model.kinds",
    "KgError": "kg.errors",
}
__all__ = [*sorted(_PLACES), "__version__"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that ``import kg`` costs nothing."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
