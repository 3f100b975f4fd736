# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A vault becomes a graph
#
# This tutorial turns a small vault into a knowledge graph and asks it questions.
# The vault is [`data/tubevault`](../data/README.md):
# notes on the videos of five channels that were never filmed.
#
# Words in *italics* are explained in the [glossary](../docs/glossary.md),
# tables in [tables.md](../docs/reference/tables.md).
#
# ## Build

# %%
from pathlib import Path

import kg

vault = Path("../data/tubevault")
graph = kg.build(vault)
graph

# %% [markdown]
# The *profile* `youtube` was chosen by itself, because most notes carry a `videoId`.
# It makes channels, videos and cited moments out of the vault's conventions.

# %%
graph.manifest.profile, str(graph.manifest.rules)

# %% [markdown]
# ## Look at the tables
#
# A graph is nine pandas frames. Nodes come in kinds, and so do edges.

# %%
graph.nodes["kind"].value_counts()

# %%
graph.edges["kind"].value_counts()

# %% [markdown]
# `graph.mentions` has a row for each link in the text, with its exact place: the evidence.

# %%
graph.mentions[["source", "target", "raw", "line", "column", "context", "outcome_folded"]].head()

# %% [markdown]
# What became of all mentions? Each has exactly one *outcome* under each *rule set*, so the columns add up.
# Compare `obsidian` (does the link work in the editor?) with `quartz` (does it work on the published site?).

# %%
kg.account(graph)

# %% [markdown]
# ## Missing pages
#
# A *missing page* is linked, but not written. Those that are wanted most come first.

# %%
missing = kg.dangling(graph)
missing[["label", "spellings", "mentions", "notes"]].head()

# %% [markdown]
# Where are they wanted?

# %%
for place in missing["places"][0]:
    print("{note}:{line}:{column}".format(**place))

# %% [markdown]
# How strict one is, is a filter: each mention has its outcome under every rule set.
# These links lead to a page under the graph's own rules, but the editor would not find it:

# %%
mentions = graph.mentions
lost = (mentions["outcome_obsidian"] == "missing") & (mentions["outcome_folded"] != "missing")
mentions.loc[lost, ["raw", "outcome_obsidian", "outcome_folded"]]

# %% [markdown]
# ## What is it all about?
#
# PageRank over the links between pages. Links of index pages and `From:` lines don't count unless you say so:
# they tell how the vault is built, not what its writer thought of.

# %%
kg.ranking(graph)[["label", "kind", "pagerank"]].head().round(4)

# %% [markdown]
# A `Selection` says which edges count. With the lists of index pages, the hubs take over:

# %%
hubs = kg.ranking(graph, by="out_degree", selection=kg.Selection(lists=True))
hubs[["label", "kind", "out_degree"]].head(3)

# %% [markdown]
# ## Orphans
#
# An *orphan* is a note that no other note links to. A *dead end* links to none. *Isolated* notes are both.

# %%
alone = kg.orphans(graph)
alone.loc[alone["isolated"], ["label", "path"]]

# %% [markdown]
# ## From an edge to the sentence
#
# No link without evidence. Take the edge between two notes …

# %%
source = kg.find(graph, "Mira and long-period variables")
target = kg.find(graph, "Magnitude estimates by comparison")
edges = graph.edges
edge = edges[(edges["source"] == source) & (edges["target"] == target)].iloc[0]
edge[["kind", "weight", "mention", "outcome"]]

# %% [markdown]
# … ask for its first mention …

# %%
mention = graph.mentions.loc[edge["mention"]]
path = graph.nodes["path"][mention["source"]]
print(f"{path}:{mention['line']}:{mention['column']}  {mention['raw']}")

# %% [markdown]
# … and read the note there. The bytes of the mention, and the line they stand in:

# %%
text = (vault / path).read_bytes()
print(text[mention["start"] : mention["end"]].decode())
print(text.decode().splitlines()[mention["line"] - 1])

# %% [markdown]
# The line also cites a *moment* of the video. That gives a *deep link*:

# %%
moment = graph.moments.loc[mention["moment"]]
video = graph.nodes.loc[moment["target"]]
print(video["label"])
print(f"{video['url']}&t={moment['seconds']}s")

# %% [markdown]
# `kg.facts` gathers all that is known about a node.

# %%
about = kg.facts(graph, kg.find(graph, "autolyse"))
about.backlinks[["note", "line", "raw"]]

# %% [markdown]
# ## networkx
#
# For algorithms that `kg` doesn't have. Nodes are named by their *keys*, which stay the same in every build.

# %%
import networkx as nx

network = kg.to_networkx(graph)
notes = [key for key, kind in network.nodes(data="kind") if kind == "note"]
between = nx.betweenness_centrality(nx.DiGraph(network.subgraph(notes)))
for key in sorted(between, key=between.get, reverse=True)[:3]:
    print(f"{between[key]:.3f}  {network.nodes[key]['label']}")

# %% [markdown]
# ## RDF and SPARQL
#
# The same facts as RDF. Which topics does a channel announce for a video, though nobody has written them yet?

# %%
rdf = kg.to_rdf(graph)
answer = rdf.query(
    """
    SELECT ?topic ?video WHERE {
        ?page a ng:WantedTopic ; skos:prefLabel ?topic ; ng:announcedFor/schema:name ?video .
    }
    ORDER BY ?topic LIMIT 5
    """
)
for row in answer:
    print(f"{row.topic:24} {row.video}")

# %% [markdown]
# ## Keep it, hand it on
#
# `kg.write` keeps the tables, one Parquet file each; `kg.read` opens them again.
# `kg.export` chooses the format by the suffix: `.ttl`, `.nt`, `.graphml`, `.csv`, `.html`, `.svg`.

# %%
output = Path("../output")
kg.write(graph, output / "tutorial")
kg.read(output / "tutorial")

# %%
for name in ("tutorial.graphml", "tutorial.csv"):
    print(*(file.name for file in kg.export(graph, output / name).files))

# %% [markdown]
# A picture of what is around one page, to open in a browser:

# %%
done = kg.export(graph, output / "tutorial.html", format="pyvis", around="nightglass/resonance", depth=2)
done.files[0].name

# %% [markdown]
# All of it, in a page to search and read; as the last line of a cell it would be shown right here:

# %%
page = kg.explorer(graph, vault="../data/tubevault")
page.write(output / "explorer.html").name

# %% [markdown]
# The same on the command line: [docs/reference/cli.md](../docs/reference/cli.md).
# Conventions of your own vault: [docs/reference/profiles.md](../docs/reference/profiles.md).
