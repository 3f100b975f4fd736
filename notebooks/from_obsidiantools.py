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
# # From obsidiantools to kg
#
# **Claim:** what [obsidiantools](https://github.com/mfarragher/obsidiantools) answers, `kg` answers too, with the place of each
# link; and where the two differ, a table of expected readings made by hand says who is right.
#
# obsidiantools 0.11 is the library most people start with, and it is a good one to learn from. Here both read
# [`data/fieldnotes`](../data/README.md), a vault as one keeps it in Obsidian.

# %%
import contextlib
import io
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import obsidiantools.api as otools
import pandas as pd

import kg

folder = TemporaryDirectory()
vault = Path(folder.name) / "fieldnotes"
shutil.copytree("../data/fieldnotes", vault)
graph = kg.build(vault)
graph

# %% [markdown]
# ## One damaged file
#
# The vault has a canvas that breaks off, as after a crash. obsidiantools stops there:

# %%
quiet = io.StringIO()
try:
    with contextlib.redirect_stdout(quiet):
        otools.Vault(vault).connect()
except ValueError as error:
    print(type(error).__name__, error)

# %% [markdown]
# `kg` reads on, and keeps a row of what it could not read; of canvases only if they are asked for.

# %%
faults = kg.build(vault, canvas=True).faults
assert "bad-canvas" in set(faults["code"])
faults[["path", "line", "code"]]

# %% [markdown]
# So that the two can be compared, the canvas goes.

# %%
(vault / "Boards" / "Half a board.canvas").unlink()
with contextlib.redirect_stdout(quiet):
    theirs = otools.Vault(vault).connect().gather()

# %% [markdown]
# ## What corresponds to what
#
# | obsidiantools | kg |
# |---|---|
# | `Vault(path).connect().gather()` | `kg.build(path)` |
# | `vault.graph` | `kg.to_networkx(graph)`, nodes by key instead of by name |
# | `vault.md_file_index` | `kg.notes(graph)` |
# | `vault.nonexistent_notes` | `kg.dangling(graph)`, with spellings and places; `kg.causes(graph)` says why |
# | `vault.isolated_notes` | `kg.orphans(graph)`, column `isolated` |
# | `vault.get_backlinks(name)` | `kg.facts(graph, kg.find(graph, name)).backlinks` |
# | `vault.get_wikilinks(name)`, `get_md_links` | `kg.links(graph)`, by `source` and `kind` |
# | `vault.get_front_matter(name)`, `get_tags` | `graph.properties`, `graph.mentions` of kind `tag` |
# | `vault.get_note_metadata()` | `kg.notes(graph)`, `graph.nodes`, `kg.ranking` |
# | `vault.get_source_text(name)` | `kg.texts(graph, path)` |
# | `vault.media_file_index`, `canvas_file_index` | `graph.sources`; `kg.build(path, canvas=True)` |
#
# ## Notes
#
# The same, told by name there and by path here.

# %%
written = graph.nodes[graph.nodes["kind"].isin(["note", "index"])]
assert set(written["path"]) == {path.as_posix() for path in theirs.md_file_index.values()}
print(len(written), "notes in both")

# %% [markdown]
# ## Missing pages
#
# What is linked, but not written?

# %%
found = {
    "obsidiantools": {*theirs.nonexistent_notes, *theirs.nonexistent_media_files},
    "kg": set(kg.dangling(graph)["label"]),
}
pd.Series({who: len(names) for who, names in found.items()}, name="missing pages")

# %% [markdown]
# The [table of expected readings](../data/README.md#missing-pages) was made by hand, before there was a `kg`.

# %%
text = Path("../data/README.md").read_text(encoding="utf-8")
rows = re.findall(
    r"^\| (`.+`) \| \d+ \|$", text[text.index("## fieldnotes") :].split("### Missing pages")[1], re.MULTILINE
)
expected = [set(re.findall(r"`(.+?)`", row)) for row in rows]
print(len(expected), "missing pages expected")


# %% [markdown]
# A name counts as right if it is an expected spelling; of paths, the last part is compared.


# %%
def last_part(name):
    return name.removesuffix(".md").split("/")[-1].strip()


right = {last_part(spelling) for row in expected for spelling in row}
judged = {
    who: {"right": len(right & set(map(last_part, names))), "wrong": len(set(map(last_part, names)) - right)}
    for who, names in found.items()
}
assert judged["kg"] == {"right": len(expected), "wrong": 0}
pd.DataFrame(judged).T

# %% [markdown]
# Why so many? The notes below exist; obsidiantools looks for a name letter by letter, and knows neither aliases nor `../`,
# and what stands in an unclosed code block, or across two lines, is taken for a link.

# %%
wrong = sorted(name for name in theirs.nonexistent_notes if last_part(name) not in right)
notes_called = {}
for name in wrong:
    with contextlib.suppress(kg.KgError):
        notes_called[name] = graph.nodes["path"][kg.find(graph, name)]
assert len(notes_called) > len(wrong) / 2
pd.Series(notes_called, name="the note that is there").rename_axis(
    "missing, says obsidiantools"
).to_frame().head(12)
