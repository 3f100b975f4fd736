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
# # Tables with pandas, DuckDB and Polars
#
# **Claim:** the tables belong to nobody. pandas, DuckDB and Polars read the same files and come to the same answer.
#
# The question: *of which channel's links do most lead nowhere?*

# %%
from pathlib import Path

import pandas as pd
import polars as pl

import kg

folder = Path("../output/tubevault")
graph = kg.build("../data/tubevault", output=folder)
sorted(file.name for file in folder.glob("*.parquet"))

# %% [markdown]
# Nodes are rows of `nodes`, and other tables name them by their number.
# A link is a row of `mentions`: in the note `source`, with an `outcome` under each rule set.
# An edge `in_channel` says which channel a note is in. All columns: [tables.md](../docs/tables.md).
#
# ## pandas

# %%
edges, label = graph.edges, graph.nodes["label"]
channel_of = edges[edges["kind"] == "in_channel"].set_index("source")["target"]
links = graph.mentions[graph.mentions["kind"] == "link"]
by_pandas = (
    links.assign(
        channel=links["source"].map(channel_of).map(label), dangling=links["outcome_folded"] == "missing"
    )
    .dropna(subset="channel")
    .groupby("channel")["dangling"]
    .agg(links="size", dangling="sum")
    .assign(share=lambda table: table["dangling"] / table["links"])
    .sort_values("share", ascending=False)
    .reset_index()
)
by_pandas.round(3)

# %% [markdown]
# ## DuckDB
#
# `kg.sql` lets a query see the tables under their names, and nothing else; it takes `pip install "kg[sql]"`.
# (`duckdb.sql("SELECT … FROM '../output/tubevault/mentions.parquet'")` reads the files without `kg`.)

# %%
by_duckdb = kg.sql(
    graph,
    """
    SELECT channel.label AS channel, count(*) AS links,
           count(*) FILTER (outcome_folded = 'missing') AS dangling, dangling / links AS share
    FROM mentions
    JOIN edges ON edges.source = mentions.source AND edges.kind = 'in_channel'
    JOIN nodes AS channel ON channel.node = edges.target
    WHERE mentions.kind = 'link'
    GROUP BY channel.label ORDER BY share DESC
    """,
)
by_duckdb.round(3)

# %% [markdown]
# ## Polars
#
# Straight from the files, and lazily: only the columns that are asked for are read.

# %%
tables = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in ("nodes", "edges", "mentions")}
channels = (
    tables["edges"]
    .filter(pl.col("kind") == "in_channel")
    .join(tables["nodes"], left_on="target", right_on="node")
    .select("source", channel="label")
)
by_polars = (
    tables["mentions"]
    .filter(pl.col("kind") == "link")
    .join(channels, on="source")
    .group_by("channel")
    .agg(links=pl.len(), dangling=(pl.col("outcome_folded") == "missing").sum())
    .with_columns(share=pl.col("dangling") / pl.col("links"))
    .sort("share", descending=True)
    .collect()
)
by_polars

# %% [markdown]
# ## The same answer

# %%
columns = ["channel", "links", "dangling", "share"]
answers = [frame[columns].to_dict("split")["data"] for frame in (by_pandas, by_duckdb, by_polars.to_pandas())]
assert answers[0] == answers[1] == answers[2]
print(f"{answers[0][0][0]}: {answers[0][0][2]} of {answers[0][0][1]} links lead nowhere")

# %% [markdown]
# ## Without a copy
#
# A frame of `kg` becomes one of Polars through Arrow, and `pd.read_parquet` reads any table on its own.

# %%
assert pl.from_pandas(graph.edges[["source", "target", "weight"]]).shape == (len(edges), 3)
assert len(pd.read_parquet(folder / "edges.parquet", columns=["weight"])) == len(edges)
