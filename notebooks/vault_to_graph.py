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
# # A vault becomes a graph in five minutes
#
# **Claim:** nothing gets lost on the way. Each link of the notes is accounted for, and each edge of the graph leads
# back to the very bytes that say it.
#
# The vault is [`data/tubevault`](../data/README.md): notes on the videos of five channels that were never filmed.
# Put your own folder in its place; nothing in it is changed.
# Words in *italics* are explained in the [glossary](../docs/glossary.md).

# %%
from pathlib import Path

import kg

vault = Path("../data/tubevault")
graph = kg.build(vault)
graph

# %% [markdown]
# What it looks like: notes as dots in the colours of their channels, *missing pages* as rings at the rim.

# %%
kg.plot(graph)

# %% [markdown]
# ## Tables
#
# A graph is nine pandas frames, described in [tables.md](../docs/tables.md).
# Nodes come in *kinds*, and so do edges; which ones, is said by a *profile*.
# `youtube` was chosen by itself, because most notes carry a `videoId`.

# %%
print(graph.manifest.profile)
graph.nodes["kind"].value_counts()

# %% [markdown]
# `graph.mentions` has a row for each link in the text, with its exact place.

# %%
graph.mentions[["source", "target", "raw", "line", "column", "context"]].head()

# %% [markdown]
# ## Each link is accounted for
#
# Which page a link leads to depends on who follows it: the editor, the published site, or a forgiving reader.
# Under each *rule set* a *mention* has one *outcome* and no other, so all columns add up to the same sum.

# %%
account = kg.account(graph)
assert (account.sum() == len(graph.mentions)).all()
account

# %% [markdown]
# "Works on the site, but not in the editor" is therefore a filter:

# %%
mentions = graph.mentions
lost = (mentions["outcome_obsidian"] == "missing") & (mentions["outcome_quartz"] != "missing")
mentions.loc[lost, ["raw", "outcome_obsidian", "outcome_quartz"]]

# %% [markdown]
# ## Each edge leads back to its bytes
#
# An edge merges all mentions that join the same two nodes in the same way, and points at the first one.

# %%
source = kg.find(graph, "Mira and long-period variables")
target = kg.find(graph, "Magnitude estimates by comparison")
edges = graph.edges
edge = edges[(edges["source"] == source) & (edges["target"] == target)].iloc[0]
mention = mentions.loc[edge["mention"]]
path = graph.nodes["path"][mention["source"]]
print(f"{path}:{mention['line']}:{mention['column']}")
print((vault / path).read_text(encoding="utf-8").splitlines()[mention["line"] - 1])

# %% [markdown]
# That is one edge. Here are all: the bytes at the place of every mention are the mention.

# %%
texts = {node: (vault / path).read_bytes() for node, path in graph.nodes["path"].dropna().items()}
for row in mentions.itertuples():
    said = texts[row.source][row.start : row.end].decode("utf-8", "replace")
    assert said == row.raw, (row, said)
assert edges.loc[edges["kind"] == "links_to", "mention"].notna().all()
print(f"{len(mentions)} of {len(mentions)} mentions stand where their row says")

# %% [markdown]
# ## Keep it
#
# `kg.write` keeps the tables, one Parquet file each, and `kg.read` opens them again.
# `kg.export` chooses a format by the suffix: `.ttl`, `.graphml`, `.gexf`, `.csv`, `.html` …

# %%
output = Path("../output")
kg.write(graph, output / "tubevault")
assert kg.read(output / "tubevault").edges.equals(edges)
[file.name for file in kg.export(graph, output / "tubevault.graphml").files]

# %% [markdown]
# Go on with any of the [other notebooks](README.md), or on the [command line](../docs/cli.md).
