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
# # Communities and topics
#
# **Claim:** who follows links alone finds the channels again. Who lets alike titles count too, finds topics that
# several channels share.

# %%
import kg

graph = kg.build("../data/tubevault")
channel = graph.edges[graph.edges["kind"] == "in_channel"].set_index("source")["target"]

# %% [markdown]
# ## By links
#
# A *community* is a set of pages that are joined with each other more than chance would join them (the Leiden method).
# It is named by the words that set its titles apart.

# %%
kg.plot(graph, "communities")

# %%
by_links = kg.communities(graph)
by_links.groupby(["community", "name"]).size().rename("pages").reset_index().head(8)

# %% [markdown]
# ## How far are they the channels?
#
# *Purity*: the share of notes that are in the commonest channel of their community.
# A vault whose writers link within their own channel has a high one.


# %%
def purity(communities):
    notes = communities.assign(channel=communities["node"].map(channel)).dropna(subset="channel")
    counts = notes.groupby(["community", "channel"]).size()
    return counts.groupby("community").max().sum() / len(notes)


def spanning(communities):
    """How many communities have notes of two channels or more."""
    notes = communities.assign(channel=communities["node"].map(channel)).dropna(subset="channel")
    return int((notes.groupby("community")["channel"].nunique() > 1).sum())


by_titles = kg.communities(graph, text=0.8)
print(f"by links   {purity(by_links):.0%} pure, {spanning(by_links)} communities span channels")
print(f"by titles  {purity(by_titles):.0%} pure, {spanning(by_titles)} communities span channels")
assert purity(by_links) > 0.85 > purity(by_titles)
assert spanning(by_titles) > 2 * spanning(by_links)

# %% [markdown]
# With four fifths of all weight from titles, communities become topics. The one that spring tides are in
# (and the spring of a loaf in the oven: titles are words, and words have two meanings):

# %%
spring = by_titles.set_index("node")["community"][kg.find(graph, "Spring and neap tides")]
topic = by_titles[by_titles["community"] == spring]
pages = graph.nodes.loc[topic["node"], ["label", "kind"]]
pages.assign(channel=pages.index.map(channel).map(graph.nodes["label"])).fillna("")

# %% [markdown]
# ## What channels share
#
# A topic is shared if two channels write about it, or link to it, under the same title.

# %%
kg.plot(graph, "overlap")

# %%
shared = kg.overlap(graph)
assert (shared["shared"].diff().dropna() <= 0).all()
shared.head(4).round(3)

# %% [markdown]
# The same on the command line: `kg communities --by-text`, `kg overlap`.
# Communities are found with the help of chance, but the same seed gives the same ones:

# %%
assert kg.communities(graph, seed=3).equals(kg.communities(graph, seed=3))
