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
# # Your own profile
#
# **Claim:** a few lines of TOML turn the conventions of a vault into kinds of nodes and edges. The notes stay as they
# are, and no link is read differently: the graph only knows more.
#
# ## A vault with conventions
#
# Four recipes. A property names the cook, one line says which menu a dish belongs to, a field names what goes with it.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import kg

folder = TemporaryDirectory()
vault = Path(folder.name) / "recipes"
notes = {
    "Farinata.md": """---
cook: Nonna Rina
season: [autumn, winter]
---
Menu: [[Sunday in Genoa]]

Chickpea flour, water, oil, a very hot oven. Rest the batter as you would for [[Panissa]].

goes with:: [[Stracchino]]
""",
    "Panissa.md": """---
cook: Nonna Rina
season: [spring]
---
Menu: [[Sunday in Genoa]]

The same flour, stirred in the pot and cut when cold, then fried. The left-overs make [[Farinata]].
""",
    "Zuppa di ceci.md": """---
cook: Zio Berto
season: [winter]
---
Soaked overnight. What stays in the pot becomes [[Panissa]], whatever Nonna says.

goes with:: [[Farinata]]
""",
    "Sunday in Genoa.md": "Three dishes and a walk: [[Farinata]], [[Panissa]], [[Pesto]].\n",
}
vault.mkdir()
for path, text in notes.items():
    (vault / path).write_text(text, encoding="utf-8")

# %% [markdown]
# ## Without a profile
#
# The links are there, but a cook is only a word in a property, and every link is of one kind.

# %%
plain = kg.build(vault)
plain

# %% [markdown]
# ## A profile
#
# It goes into a file `kg.toml` in the vault, or above it. All keys: [profiles.md](../docs/profiles.md).

# %%
PROFILE = """
[profiles.recipes]
detect = "cook"                  # chosen by itself where most notes have a cook

[[profiles.recipes.things]]      # cook: Nonna Rina    ->  (note) -cooked_by-> (cook)
property = "cook"
kind = "cook"
edge = "cooked_by"

[[profiles.recipes.things]]      # season: [winter]    ->  (note) -in_season-> (season)
property = "season"
kind = "season"
edge = "in_season"

[[profiles.recipes.lines]]       # Menu: [[...]]       ->  (note) -on_menu-> (page); structure, not prose
prefix = "Menu:"
edge = "on_menu"

[profiles.recipes.fields]        # goes with:: [[...]] ->  (note) -goes_with-> (page)
"goes with" = "goes_with"
"""
(vault / "kg.toml").write_text(PROFILE, encoding="utf-8")
graph = kg.build(vault)
graph

# %% [markdown]
# ## What it knows now

# %%
name = graph.nodes["label"]
told = graph.edges.assign(source=graph.edges["source"].map(name), target=graph.edges["target"].map(name))
told[told["kind"] != "links_to"][["source", "kind", "target"]].to_dict("split", index=False)["data"]

# %% [markdown]
# Questions become possible that had no answer: whose dishes go with whose?

# %%
cook = told[told["kind"] == "cooked_by"].set_index("source")["target"]
pairs = told[told["kind"] == "goes_with"].assign(
    cook=lambda table: table["source"].map(cook), other=lambda table: table["target"].map(cook)
)
pairs[["source", "cook", "target", "other"]]

# %% [markdown]
# ## Nothing else has changed
#
# The same mentions, with the same places and targets; only the edges made of them have other kinds.

# %%
same = ["raw", "line", "column", "start", "end", "outcome_folded"]
assert graph.manifest.profile == "recipes"
assert plain.mentions[same].equals(graph.mentions[same])
assert set(plain.nodes["key"]) < set(graph.nodes["key"])
assert set(graph.edges["kind"]) - set(plain.edges["kind"]) == {
    "cooked_by",
    "in_season",
    "on_menu",
    "goes_with",
}

# %% [markdown]
# And a profile with a slip of the pen says so, and what would do:

# %%
(vault / "kg.toml").write_text(
    PROFILE.replace("[profiles.recipes.fields]", "[profiles.recipes.field]"), encoding="utf-8"
)
try:
    kg.build(vault)
except kg.KgError as error:
    print(str(error).replace(str(vault.resolve()), "recipes"))
else:
    raise AssertionError
folder.cleanup()
