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
# # Who is central, by which measure
#
# **Claim:** there is no one centre. Each measure asks a question of its own and puts another page first, and what it
# says can be checked, by hand or by another library.

# %%
import networkx as nx
import pandas as pd

import kg

graph = kg.build("../data/tubevault")

# %% [markdown]
# ## Five questions, five answers

# %%
questions = {
    "in_degree": "Which page do most pages link to?",
    "pagerank": "Where do readers end up who click at random?",
    "betweenness": "Over which page do most shortest ways lead?",
    "hubs": "Which page points at many good ones?",
    "articulation": "Whose loss breaks the graph into most parts?",
}
first = {by: kg.ranking(graph, by=by).iloc[0] for by in questions}
answers = pd.DataFrame(
    {"question": questions, "page": {by: row["label"] for by, row in first.items()}}
).rename_axis("measure")
assert answers["page"].nunique() >= 4
answers

# %% [markdown]
# All nineteen measures: `kg rank --help`, or `kg.analyse(graph)["metrics"]`.
#
# ## Where two measures disagree
#
# Pages far above the others at the left have a rank that their number of links does not explain.

# %%
kg.plot(graph, "ranks", by="betweenness", against="in_degree")

# %% [markdown]
# ## Checked by hand
#
# `articulation` says into how many *more* parts the graph falls without a page. So take the page away and count.

# %%
network = nx.Graph(kg.to_networkx(graph, selection=kg.Selection()))
top = kg.ranking(graph, by="articulation").iloc[0]
before = nx.number_connected_components(network)
network.remove_node(top["key"])
after = nx.number_connected_components(network)
print(f"{top['label']}: {before} parts with it, {after} without")
assert after - before == top["articulation"]

# %% [markdown]
# ## Checked by networkx
#
# The same graph, another library, the same numbers.

# %%
links = nx.DiGraph(kg.to_networkx(graph, selection=kg.Selection()))
theirs = pd.Series(nx.betweenness_centrality(links))
ours = kg.ranking(graph, by="betweenness").set_index("key")["betweenness"]
assert (ours - theirs[ours.index]).abs().max() < 1e-12
print(f"{len(ours)} pages, the same betweenness")

# %% [markdown]
# ## What counts as a link
#
# Lists of index pages tell how a vault is built, not what its writer thought of, so they don't count unless you say so.
# With them, the index pages take over: a `Selection` is part of the question.

# %%
with_lists = kg.ranking(graph, by="out_degree", selection=kg.Selection(lists=True))
assert (with_lists["kind"].head(3) == "index").all()
with_lists[["label", "kind", "out_degree"]].head(3)
