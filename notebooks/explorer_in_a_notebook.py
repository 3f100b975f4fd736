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
# # The explorer in a notebook
#
# **Claim:** the whole graph fits into one file that needs no server, asks nobody on the network, and still knows
# every page and where each link is said.

# %%
import re

import kg

vault = "../data/tubevault"
graph = kg.build(vault)

# %% [markdown]
# ## See all of it
#
# As the last line of a cell, the page runs right there, in a frame that can't reach the notebook.
# With `vault=`, it can show the sentences that links stand in.

# %%
page = kg.explorer(graph, vault=vault)
page

# %% [markdown]
# ![The explorer: a map of the notes, one of them chosen, its links with their sentences beside it](../docs/images/explorer.png)
#
# What can be done in it is told in [explorer.md](../docs/explorer.md).
#
# ## It asks nobody
#
# No script, style, picture or font comes from elsewhere, and the page itself forbids it.

# %%
text = page.page.decode()
loaded = re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?!data:)[^>]*>""", text)
policy = re.search(r"default-src 'none'", text)
assert not loaded
assert policy
print(f"{len(page.page) / 1e6:.1f} MB, {len(loaded)} addresses to load from")

# %% [markdown]
# Written to a file, it can be mailed, or put on a page of its own:

# %%
file = page.write("../output/explorer.html")
assert file.read_bytes() == page.page
file.name

# %% [markdown]
# ## See the surroundings of one page
#
# A small picture to move about in, drawn by pyvis' library: two steps around one note.

# %%
around = kg.neighbourhood(graph, "nightglass/resonance", depth=2, height=500)
around

# %% [markdown]
# ![The neighbourhood of the note Resonance: notes as dots in the colours of their channels, arrows between them](../docs/images/neighbourhood.png)
#
# What is drawn is what the graph says: the pages within two steps, whichever way links point.

# %%
near = kg.around(graph, kg.find(graph, "nightglass/resonance"), depth=2)
print(len(near), "pages")
graph.nodes.loc[near.index, ["label", "kind"]].assign(steps=near).head()

# %% [markdown]
# ## See it without a browser
#
# A plain picture, for a document; `kg.export(graph, "map.svg")` gives the same as SVG.

# %%
kg.plot(graph, width=700)
