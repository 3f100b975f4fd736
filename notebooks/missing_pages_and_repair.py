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
# # Missing pages and repair
#
# **Claim:** a repair changes what its plan says and nothing else, mends what it promised, and can be taken back to
# the last byte.
#
# Notes are changed here, so this works on a copy.

# %%
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import kg

folder = TemporaryDirectory()
vault = Path(folder.name) / "tubevault"
shutil.copytree("../data/tubevault", vault)
graph = kg.build(vault)

# %% [markdown]
# ## What is linked, but not written?
#
# Those that are wanted most come first. Three spellings of one name are one *missing page*.

# %%
missing = kg.dangling(graph)
missing[["label", "spellings", "mentions", "notes"]].head()

# %% [markdown]
# ## Why?
#
# Some were announced and never came, some are slips of the pen, some are names that want a page.
# Each cause comes with its reason, and with the page that was meant, if there is one.

# %%
causes = kg.causes(graph)
causes["cause"].value_counts()

# %%
meant = causes[causes["suggestion"].notna()]
meant[["label", "cause", "suggestion", "confidence", "automatic"]]

# %% [markdown]
# ## Plan
#
# A plan is a list of steps. Those that are beyond doubt are accepted; the others are proposals, for a person to accept.

# %%
plan = kg.plan_repair(graph, vault)
for step in plan.steps:
    print(
        "yes" if step.accepted else " ? ", step.action, *(f"{e.before!r} -> {e.after!r}" for e in step.edits)
    )

# %% [markdown]
# What would change? Nothing has yet. (In the first two, what is added can't be seen: the page's name has two
# invisible characters around it, as pasted from a chat.)

# %%
diff = list(kg.preview_repair(plan, vault))
print(*(line if len(line) < 100 else f"{line[:97]}..." for line in diff[:24]), sep="\n")

# %% [markdown]
# ## Apply
#
# All that is accepted is done, or nothing.


# %%
def notes():
    return {path: path.read_bytes() for path in vault.rglob("*.md") if ".kg-repair" not in path.parts}


before = notes()
kg.apply_repair(plan, vault)
after = notes()
changed = {str(path.relative_to(vault)) for path in before if before[path] != after[path]}
planned = {edit.path for step in plan.accepted for edit in step.edits}
assert before.keys() == after.keys()
assert changed == planned
sorted(changed)

# %% [markdown]
# Beyond the edits, no byte is another: what the notes lost and gained in length is what the edits say.

# %%
size = sum(map(len, after.values())) - sum(map(len, before.values()))
edits = [edit for step in plan.accepted for edit in step.edits]
assert size == sum(len(edit.after.encode()) - len(edit.before.encode()) for edit in edits)

# %% [markdown]
# ## Did it help?
#
# Build again and compare. More links work in every reader's program, not only in `kg`'s forgiving eyes.

# %%
mended = kg.build(vault)
was, now = kg.account(graph).loc["missing"], kg.account(mended).loc["missing"]
assert (now <= was).all()
assert now["obsidian"] < was["obsidian"]
print(f"dangling in the editor: {was['obsidian']} -> {now['obsidian']}")
print(f"dangling on the site:   {was['quartz']} -> {now['quartz']}")

# %% [markdown]
# A second plan finds nothing more to do by itself:

# %%
assert not kg.plan_repair(mended, vault).accepted

# %% [markdown]
# ## Undo

# %%
kg.undo_repair(vault)
assert notes() == before
folder.cleanup()

# %% [markdown]
# On the command line: `kg repair plan`, `kg repair apply --dry-run`, `kg repair apply`, `kg repair undo`.
# Stubs, merged duplicates, links into the Git history: [repair.md](../docs/repair.md).
