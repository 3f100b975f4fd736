"""kg: turn linked Markdown notes into a typed knowledge graph, and work with it.

Make and keep a graph: `build`, `read`, `write`, `KnowledgeGraph`, `Manifest`.
Ask it: `find`, `facts`, `notes`, `links`, `dangling`, `causes`, `orphans`, `ranking`, `pagerank`, `degree`,
`betweenness`, `bridges`, `components`, `communities`, `overlap`, `account`, with `Selection` saying which
edges count; `analyse` asks everything.
Judge it: `check`, `duplicates`; `diff` tells what changed from one build to another.
Look for what belongs together: `related`, `similar`, `similarity`, `suggested_links`, `unlinked`,
`shortest_paths`, `around`, `subgraph`; with the notes' `texts`, `excerpts` of them.
Query it: `sql` over its tables, `sparql` over its RDF.
See it: `plot`, `explorer`, `neighbourhood`.
Mend the notes: `plan_repair`, `preview_repair`, `apply_repair`, `undo_repair`.
Hand it on: `export`, `to_networkx`, `to_arrays` (which networkx takes too), `to_rdf`, `to_dataset`.
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
    from kg.analysis.analyse import analyse
    from kg.analysis.arrays import to_arrays
    from kg.analysis.betweenness import betweenness
    from kg.analysis.communities import communities
    from kg.analysis.components import components
    from kg.analysis.counts import account
    from kg.analysis.cuts import bridges
    from kg.analysis.degree import degree
    from kg.analysis.diff import diff
    from kg.analysis.measures import ranking
    from kg.analysis.orphans import orphans
    from kg.analysis.overlap import overlap
    from kg.analysis.pagerank import pagerank
    from kg.analysis.paths import around, shortest_paths
    from kg.analysis.selection import Selection
    from kg.analysis.similarity import related, similar, similarity
    from kg.analysis.suggest import suggested_links
    from kg.analysis.unlinked import unlinked
    from kg.builder.run import build
    from kg.builder.texts import texts
    from kg.errors import KgError
    from kg.explore.excerpts import excerpts
    from kg.explore.facts import facts
    from kg.explore.find import find
    from kg.explore.listing import links, notes
    from kg.explore.subgraph import subgraph
    from kg.exporters import export
    from kg.exporters.explorer.notebook import explorer, neighbourhood
    from kg.exporters.networkx import to_networkx
    from kg.exporters.plotting import plot
    from kg.exporters.rdf.asking import sparql
    from kg.exporters.rdf.library import to_dataset, to_rdf
    from kg.exporters.sql import sql
    from kg.health.causes import causes
    from kg.health.dangling import dangling
    from kg.health.duplicates import duplicates
    from kg.health.gate import check
    from kg.model.graph import KnowledgeGraph, Manifest
    from kg.model.kinds import Context, EdgeKind, FaultCode, MentionKind, NodeKind, Outcome, RuleSet
    from kg.repair.apply import apply_repair, undo_repair
    from kg.repair.effect import preview_repair
    from kg.repair.planning import plan_repair
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
    "analyse",
    "apply_repair",
    "around",
    "betweenness",
    "bridges",
    "build",
    "causes",
    "check",
    "communities",
    "components",
    "dangling",
    "degree",
    "diff",
    "duplicates",
    "excerpts",
    "explorer",
    "export",
    "facts",
    "find",
    "links",
    "neighbourhood",
    "notes",
    "orphans",
    "overlap",
    "pagerank",
    "plan_repair",
    "plot",
    "preview_repair",
    "ranking",
    "read",
    "related",
    "shortest_paths",
    "similar",
    "similarity",
    "sparql",
    "sql",
    "subgraph",
    "suggested_links",
    "texts",
    "to_arrays",
    "to_dataset",
    "to_networkx",
    "to_rdf",
    "undo_repair",
    "unlinked",
    "write",
]

_PLACES = {
    "kg.analysis.analyse": ("analyse",),
    "kg.analysis.arrays": ("to_arrays",),
    "kg.analysis.betweenness": ("betweenness",),
    "kg.analysis.communities": ("communities",),
    "kg.analysis.components": ("components",),
    "kg.analysis.counts": ("account",),
    "kg.analysis.cuts": ("bridges",),
    "kg.analysis.degree": ("degree",),
    "kg.analysis.diff": ("diff",),
    "kg.analysis.measures": ("ranking",),
    "kg.analysis.orphans": ("orphans",),
    "kg.analysis.overlap": ("overlap",),
    "kg.analysis.pagerank": ("pagerank",),
    "kg.analysis.paths": ("around", "shortest_paths"),
    "kg.analysis.selection": ("Selection",),
    "kg.analysis.similarity": ("related", "similar", "similarity"),
    "kg.analysis.suggest": ("suggested_links",),
    "kg.analysis.unlinked": ("unlinked",),
    "kg.builder.run": ("build",),
    "kg.builder.texts": ("texts",),
    "kg.errors": ("KgError",),
    "kg.explore.excerpts": ("excerpts",),
    "kg.explore.facts": ("facts",),
    "kg.explore.find": ("find",),
    "kg.explore.listing": ("links", "notes"),
    "kg.explore.subgraph": ("subgraph",),
    "kg.exporters": ("export",),
    "kg.exporters.explorer.notebook": ("explorer", "neighbourhood"),
    "kg.exporters.networkx": ("to_networkx",),
    "kg.exporters.plotting": ("plot",),
    "kg.exporters.rdf.asking": ("sparql",),
    "kg.exporters.rdf.library": ("to_dataset", "to_rdf"),
    "kg.exporters.sql": ("sql",),
    "kg.health.causes": ("causes",),
    "kg.health.dangling": ("dangling",),
    "kg.health.duplicates": ("duplicates",),
    "kg.health.gate": ("check",),
    "kg.model.graph": ("KnowledgeGraph", "Manifest"),
    "kg.model.kinds": ("Context", "EdgeKind", "FaultCode", "MentionKind", "NodeKind", "Outcome", "RuleSet"),
    "kg.repair.apply": ("apply_repair", "undo_repair"),
    "kg.repair.effect": ("preview_repair",),
    "kg.repair.planning": ("plan_repair",),
    "kg.store.frames": ("read", "write"),
}
_PLACE = {name: place for place, names in _PLACES.items() for name in names}


if not TYPE_CHECKING:  # else a name that is not there would pass as anything

    def __getattr__(name: str) -> Any:
        """Load a public name when it is first used, so that ``import kg`` and ``kg --help`` cost little."""
        if name in _PLACE:
            return getattr(import_module(_PLACE[name]), name)
        raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return __all__
