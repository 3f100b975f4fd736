"""The artefact's tables, column by column: the one place code, files and documentation agree on."""

from __future__ import annotations

from typing import Final, NamedTuple

from kg.model.kinds import RuleSet

SCHEMA_VERSION: Final = 1


class Column(NamedTuple):
    """One column: its name, its type and what a value means.

    ``dtype`` is ``int32``, ``int16``, ``float64``, ``bool``, ``string``, or ``category`` (a string of few
    values); a trailing ``?`` says that values may be missing.
    """

    name: str
    dtype: str
    meaning: str

    @property
    def nullable(self) -> bool:
        """Whether values may be missing."""
        return self.dtype.endswith("?")

    @property
    def base(self) -> str:
        """The type without the mark for missing values."""
        return self.dtype.removesuffix("?")


class Table(NamedTuple):
    """One table: its name, what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


NODES: Final = Table(
    "nodes",
    "a note, tag, attachment, external address, missing page, or a thing a profile declares",
    (
        Column(
            "node", "int32", "row number; what every other table joins on; only valid within one artefact"
        ),
        Column("key", "string", "identity that stays the same in every run, `kind:name`"),
        Column("kind", "category", "a NodeKind or a kind declared by a profile"),
        Column(
            "label", "string", "name to show: title, else file name; the target as first written if missing"
        ),
        Column("path", "string?", "path from the vault root, of nodes that are files"),
        Column("url", "string?", "address, of external nodes and of things a profile gives one"),
        Column("words", "int32?", "words of a note's body (front matter and timestamp anchors left out)"),
    ),
)

MENTIONS: Final = Table(
    "mentions",
    "one occurrence of a link, embed, tag or address in a note: the evidence of every edge",
    (
        Column("mention", "int32", "row number, in order of path and place"),
        Column("source", "int32", "node of the note the mention stands in"),
        Column(
            "target", "int32?", "node it points to under the graph's rule set; a missing page if dangling"
        ),
        Column("kind", "category", "a MentionKind"),
        Column("embed", "bool", "whether it shows its target in place (`!` before it)"),
        Column("raw", "string", "the text of the mention, byte for byte"),
        Column("written", "string", "the target as written, before `#`, blanks cut; undecoded"),
        Column("fragment_type", "category?", "a Fragment"),
        Column("fragment", "string?", "what stands after the `#` (and the `^` of a block)"),
        Column("label", "string?", "the label as written; empty if there is a pipe with nothing behind it"),
        Column(
            "property", "string?", "dotted path of the property, or key of the inline field, it stands in"
        ),
        Column("context", "category", "a Context"),
        Column("section", "int32?", "row in `headings` of the heading it stands under"),
        Column("line", "int32", "line of its first character, from 1"),
        Column("column", "int32", "column of its first character, from 1, in code points"),
        Column("start", "int32", "offset of its first byte in the file"),
        Column("end", "int32", "offset behind its last byte"),
        Column(
            "moment",
            "int32?",
            "row in `moments` of the nearest timestamp of its line: the next, else the last",
        ),
        *(
            column
            for rules in RuleSet
            for column in (
                Column(f"outcome_{rules}", "category", f"an Outcome, under the rule set `{rules}`"),
                Column(f"target_{rules}", "int32?", f"node of the file found under `{rules}`, if any"),
            )
        ),
    ),
)

MOMENTS: Final = Table(
    "moments",
    "one timestamp in a note: a citation of a moment of a video",
    (
        Column("moment", "int32", "row number, in order of path and place"),
        Column("source", "int32", "node of the note it stands in"),
        Column("target", "int32?", "node of the video it cites"),
        Column("form", "category", "a Form"),
        Column("written", "string", "the time as written"),
        Column("seconds", "int32?", "the time in seconds from the start, if it can be read"),
        Column("label", "string?", "the visible text, where it is not the time in square brackets"),
        Column("context", "category", "a Context"),
        Column("section", "int32?", "row in `headings` of the heading it stands under"),
        Column("line", "int32", "line of its first character, from 1"),
        Column("column", "int32", "column of its first character, from 1, in code points"),
        Column("start", "int32", "offset of its first byte in the file"),
        Column("end", "int32", "offset behind its last byte"),
    ),
)

EDGES: Final = Table(
    "edges",
    "all mentions, moments or structural facts that join the same two nodes in the same way",
    (
        Column("source", "int32", "node it starts from"),
        Column("target", "int32", "node it leads to"),
        Column("kind", "category", "an EdgeKind or a kind declared by a profile"),
        Column("weight", "int32", "number of occurrences merged into the edge"),
        Column(
            "mention", "int32?", "row in `mentions` of the first occurrence, if mentions are its evidence"
        ),
        Column(
            "moment", "int32?", "row in `moments` of the first occurrence, if timestamps are its evidence"
        ),
        Column("outcome", "category?", "outcome of the first mention under the graph's rule set"),
    ),
)

ALIASES: Final = Table(
    "aliases",
    "a name by which a node is, or could be, linked",
    (
        Column("node", "int32", "the node"),
        Column("alias", "string", "the name"),
        Column("origin", "category", "an Origin"),
        Column("count", "int32", "how often it was seen (1 for names that are declared)"),
    ),
)

PROPERTIES: Final = Table(
    "properties",
    "a front-matter value or inline field",
    (
        Column("node", "int32", "the note"),
        Column("name", "string", "dotted path, list items from 0"),
        Column("value", "string?", "the value as written; missing for null"),
        Column("datatype", "category", "string, integer, float, boolean, null, date or datetime"),
        Column("line", "int32", "line the value starts on, from 1"),
    ),
)

HEADINGS: Final = Table(
    "headings",
    "a heading or a block anchor",
    (
        Column("heading", "int32", "row number, in order of path and place"),
        Column("node", "int32", "the note"),
        Column("level", "int16", "1 to 6; 0 for a block anchor (`^id`)"),
        Column("text", "string", "the heading's text as written, or the anchor's id"),
        Column("line", "int32", "line, from 1"),
    ),
)

FAULTS: Final = Table(
    "faults",
    "content that could not be read as meant",
    (
        Column("path", "string", "file, from the vault root"),
        Column("line", "int32", "line, from 1; 0 if the whole file is meant"),
        Column("code", "category", "a FaultCode"),
        Column("message", "string", "what is wrong, with the text at fault"),
    ),
)

SOURCES: Final = Table(
    "sources",
    "a file of the vault",
    (
        Column("path", "string", "file, from the vault root"),
        Column("size", "int32", "bytes"),
        Column("digest", "string?", "SHA-256 of the content, of notes and canvases"),
    ),
)

METRICS: Final = Table(
    "metrics",
    "a note, index page or missing page, and what each measure says of it, with its default options",
    (
        Column("node", "int32", "the node"),
        Column("pagerank", "float64", "chance to find a reader there who follows links at random"),
        Column("degree", "int32", "pages that link to it, plus pages it links to"),
        Column("in_degree", "int32", "pages that link to it"),
        Column("out_degree", "int32", "pages it links to"),
        Column("weighted_degree", "int32", "mentions from and to it"),
        Column("weighted_in_degree", "int32", "mentions of it"),
        Column("weighted_out_degree", "int32", "mentions in it"),
        Column("hubs", "float64?", "HITS: does it link to good authorities? Sums to one"),
        Column("authorities", "float64?", "HITS: do good hubs link to it? Sums to one"),
        Column("eigenvector", "float64?", "does it have important neighbours? Euclid's length is one"),
        Column("katz", "float64", "walks that lead to it, long ones counting less; Euclid's length is one"),
        Column("betweenness", "float64", "share of shortest paths between two others that lead over it"),
        Column("closeness", "float64", "Wasserman and Faust's closeness, from the nodes that reach it"),
        Column("harmonic", "float64", "sum of one over the distance from each other node"),
        Column("local_reaching", "float64", "share of the other nodes one can come to from it"),
        Column("core_number", "int32", "largest k such that it is in a group where each has k neighbours"),
        Column("clustering", "float64", "share of pairs of its neighbours that are neighbours themselves"),
        Column("constraint", "float64", "Burt's constraint: low where it joins others that are apart"),
        Column("articulation", "int32", "parts the graph would fall into without it, but for one"),
    ),
)

COMMUNITIES: Final = Table(
    "communities",
    "the community of a page, at one level",
    (
        Column("node", "int32", "the page"),
        Column("level", "int16", "0 for the coarsest division; each level divides the one before"),
        Column("community", "int32", "number of its community, 0 for the largest of the level"),
        Column("name", "string", "words that set the community's titles apart"),
    ),
)

SUGGESTIONS: Final = Table(
    "suggestions",
    "two notes that no link joins, though they have much in common",
    (
        Column("source", "int32", "one note, that with the lower number"),
        Column("target", "int32", "the other"),
        Column("score", "float64", "weighted mean of the measures that follow, 0 to 1"),
        Column("adamic_adar", "float64", "neighbours in common, those with few links counting more"),
        Column("co_citation", "float64", "cosine of the pages that link to both"),
        Column("coupling", "float64", "cosine of the pages both link to"),
        Column("titles", "float64", "cosine of the rare words in both titles"),
        Column("texts", "float64?", "cosine of the rare words in both texts, if they were compared"),
    ),
)

LAYOUT: Final = Table(
    "layout",
    "a node, and its place in pictures of the whole graph",
    (
        Column("key", "string", "the node's identity: places outlive a build, and are the start of the next"),
        Column("x", "float64", "place from left to right; nodes beside each other are about one apart"),
        Column("y", "float64", "place from top to bottom"),
        Column(
            "region", "int32", "number of the channel, community or folder it is drawn in, 0 for the largest"
        ),
        Column("group", "int32", "number of the group of nodes it is drawn in, in order of regions"),
    ),
)

DERIVED: Final = (METRICS, COMMUNITIES, SUGGESTIONS, LAYOUT)  # written by `kg analyse`; absent until then

TABLES: Final = (NODES, MENTIONS, MOMENTS, EDGES, ALIASES, PROPERTIES, HEADINGS, FAULTS, SOURCES)
