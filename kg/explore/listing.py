"""Lists notes and links, a row each, with the columns other programs rely on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pandas import DataFrame, Series

from kg.explore.filters import ALL, Filters, matching, wanted_mentions, wanted_nodes
from kg.model.kinds import EdgeKind, FaultCode, MentionKind, NodeKind, Origin, Outcome

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph
    from kg.model.kinds import RuleSet

NOTES: Final = (NodeKind.NOTE, NodeKind.INDEX)


def notes(graph: KnowledgeGraph, *, filters: Filters = ALL) -> DataFrame:
    """Notes and index pages in order of path; nodes of other kinds if the filters name them.

    Args:
        graph: The graph.
        filters: What to narrow the list down to.

    Returns:
        A table: path, key, kind, title, tags (list), aliases (list of those declared), words.

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "Two words #x", "b.md": ""})
        >>> notes(graph)[["path", "tags"]].values.tolist()
        [['a.md', ['x']], ['b.md', []]]
    """
    chosen = graph.nodes[wanted_nodes(graph, replace(filters, kinds=filters.kinds or NOTES))].sort_values(
        ["path", "key"]
    )
    declared = graph.aliases[graph.aliases["origin"] == Origin.ALIAS]
    tagged = graph.edges[graph.edges["kind"] == EdgeKind.TAGGED]
    labels = graph.nodes["label"].reindex(tagged["target"]).str.removeprefix("#")
    return DataFrame(
        {
            "path": chosen["path"],
            "key": chosen["key"],
            "kind": chosen["kind"],
            "title": chosen["label"],
            "tags": _lists(tagged["source"], labels, chosen.index),
            "aliases": _lists(declared["node"], declared["alias"], chosen.index),
            "words": chosen["words"],
        }
    )


def links(
    graph: KnowledgeGraph, *, rules: RuleSet | None = None, external: bool = False, filters: Filters = ALL
) -> DataFrame:
    """Links and embeds in order of path and place, with what each leads to; tags are never among them.

    Args:
        graph: The graph.
        rules: Rule set that says what a link leads to; the graph's own by default.
        external: Whether to list links to addresses outside the vault too.
        filters: What to narrow the list down to.

    Returns:
        A table: note (path), raw, kind, embed, target (as written), line, column, fragment (a dictionary
        of type and value), label, resolved (path of the file), outcome, context, property (dotted path),
        field (key of the inline field), section (heading above), start, end (byte offsets).

    Example:
        >>> import kg
        >>> graph = kg.build({"a.md": "See [[B]] and [[nowhere]]", "b.md": ""})
        >>> links(graph)[["raw", "resolved", "outcome"]].fillna("").values.tolist()
        [['[[B]]', 'b.md', 'case'], ['[[nowhere]]', '', 'missing']]
    """
    rules = rules or graph.manifest.rules
    mentions = graph.mentions
    keep = wanted_mentions(graph, filters) & (mentions["kind"] != MentionKind.TAG).to_numpy()
    if not external:
        outside = (mentions[f"outcome_{rules}"] == Outcome.EXTERNAL) | (mentions["kind"] == MentionKind.URL)
        keep &= ~outside.to_numpy()
    chosen = mentions[keep]
    in_front_matter = chosen["kind"] == MentionKind.FRONTMATTER
    return DataFrame(
        {
            "note": chosen["source"].map(graph.nodes["path"]),
            "raw": chosen["raw"],
            "kind": chosen["kind"],
            "embed": chosen["embed"],
            "target": chosen["written"],
            "line": chosen["line"],
            "column": chosen["column"],
            "fragment": _fragments(chosen),
            "label": chosen["label"],
            "resolved": _resolved(graph, chosen, rules),
            "outcome": chosen[f"outcome_{rules}"],
            "context": chosen["context"],
            "property": chosen["property"].where(in_front_matter),
            "field": chosen["property"].where(~in_front_matter),
            "section": chosen["section"].map(graph.headings["text"]),
            "start": chosen["start"],
            "end": chosen["end"],
        }
    )


def faults(graph: KnowledgeGraph, *, codes: tuple[str, ...] = (), filters: Filters = ALL) -> DataFrame:
    """Content that could not be read as meant, in order of path and line.

    Args:
        graph: The graph.
        codes: Only faults of these codes; empty for all.
        filters: What to narrow the list down to: paths and channels.

    Returns:
        Rows of ``graph.faults``.

    Example:
        >>> import kg
        >>> faults(kg.build({"a.md": bytes([255]), "b.md": ""}))[["path", "code"]].values.tolist()
        [['a.md', 'not-utf8']]
    """
    found = graph.faults
    keep = found["code"].isin(codes or list(FaultCode)).to_numpy()
    if filters.paths:  # asked of the fault itself: its file need not be a node
        keep = keep & matching(found["path"], filters.paths)
    if filters.channels:
        wanted = wanted_nodes(graph, Filters(channels=filters.channels))
        keep = keep & found["path"].isin(graph.nodes["path"][wanted]).to_numpy()
    return found[keep]


def _resolved(graph: KnowledgeGraph, chosen: DataFrame, rules: RuleSet) -> Series[Any]:
    target = chosen[f"target_{rules}"].mask(chosen[f"outcome_{rules}"] == Outcome.SELF, chosen["source"])
    return target.map(graph.nodes["path"])


def _fragments(chosen: DataFrame) -> Series[Any]:
    pairs = zip(chosen["fragment_type"].array, chosen["fragment"].array, strict=True)
    found = [{"type": kind, "value": value} if isinstance(kind, str) else None for kind, value in pairs]
    return Series(found, index=chosen.index, dtype=object)


def _lists(nodes: Series[int], texts: Series[str], index: Any) -> Series[Any]:
    """The texts of each node of the index, as a list in the order given."""
    by_node: defaultdict[int, list[str]] = defaultdict(list)
    for node, text in zip(nodes, texts, strict=True):
        by_node[node].append(text)
    return Series([by_node.get(node, []) for node in index], index=index, dtype=object)
