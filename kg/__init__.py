"""kg: turn linked Markdown notes into a typed knowledge graph, and work with it.

Make and keep a graph: `build`, `read`, `write`, `KnowledgeGraph`, `Manifest`.
Ask it: `find`, `facts`, `notes`, `links`, `dangling`, `orphans`, `ranking`, `pagerank`, `degree`, `account`,
with `Selection` saying which edges count.
Hand it on: `export`, `to_networkx`, `to_rdf`, `to_dataset`.
Words: `NodeKind`, `EdgeKind`, `MentionKind`, `Context`, `Outcome`, `RuleSet`, `FaultCode`, `KgError`.

>>> import kg
>>> graph = kg.build({"a.md": "See [[b]].", "b.md": "Back to [[a]]."})
>>> len(graph.edges)
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.analysis.counts import account
    from kg.analysis.degree import degree
    from kg.analysis.measures import ranking
    from kg.analysis.orphans import orphans
    from kg.analysis.pagerank import pagerank
    from kg.analysis.selection import Selection
    from kg.builder.run import build
    from kg.errors import KgError
    from kg.explore.facts import facts
    from kg.explore.find import find
    from kg.explore.listing import links, notes
    from kg.exporters import export
    from kg.exporters.networkx import to_networkx
    from kg.exporters.rdf.library import to_dataset, to_rdf
    from kg.health.dangling import dangling
    from kg.model.graph import KnowledgeGraph, Manifest
    from kg.model.kinds import Context, EdgeKind, FaultCode, MentionKind, NodeKind, Outcome, RuleSet
    from kg.store.frames import read, write

__version__ = "0.1.0"

__all__ = [
    "Context",
    "EdgeKind",
    "FaultCode",
    "KgError",
    "KnowledgeGraph",
    "Manifest",
    "MentionKind",
    "NodeKind",
    "Outcome",
    "RuleSet",
    "Selection",
    "__version__",
    "account",
    "build",
    "dangling",
    "degree",
    "export",
    "facts",
    "find",
    "links",
    "notes",
    "orphans",
    "pagerank",
    "ranking",
    "read",
    "to_dataset",
    "to_networkx",
    "to_rdf",
    "write",
]

_PLACES = {
    "kg.analysis.counts": ("account",),
    "kg.analysis.degree": ("degree",),
    "kg.analysis.measures": ("ranking",),
    "kg.analysis.orphans": ("orphans",),
    "kg.analysis.pagerank": ("pagerank",),
    "kg.analysis.selection": ("Selection",),
    "kg.builder.run": ("build",),
    "kg.errors": ("KgError",),
    "kg.explore.facts": ("facts",),
    "kg.explore.find": ("find",),
    "kg.explore.listing": ("links", "notes"),
    "kg.exporters": ("export",),
    "kg.exporters.networkx": ("to_networkx",),
    "kg.exporters.rdf.library": ("to_dataset", "to_rdf"),
    "kg.health.dangling": ("dangling",),
    "kg.model.graph": ("KnowledgeGraph", "Manifest"),
    "kg.model.kinds": ("Context", "EdgeKind", "FaultCode", "MentionKind", "NodeKind", "Outcome", "RuleSet"),
    "kg.store.frames": ("read", "write"),
}
_PLACE = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that ``import kg`` and ``kg --help`` cost little."""
    if name in _PLACE:
        return getattr(import_module(_PLACE[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return __all__
