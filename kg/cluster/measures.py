"""Measures that make sense at the size of a cluster, over the tables of a graph.

Frames find the links that count; what goes on in rounds until nothing changes is done over blocks of them
(`kg.cluster.blocks`). PageRank runs to a tolerance, not for a number of rounds.
"""

from __future__ import annotations

import shutil
from functools import partial
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cluster.blocks import Block, Blocks, Step, Told, blocks_for
from kg.cluster.rows import COUNTED, MEASURED, ROUND, ddl
from kg.cluster.session import session
from kg.cluster.work import SPARK_FILES, Work
from kg.errors import UsageError
from kg.model.kinds import Context, NodeKind
from kg.store.artefact import MEASURES, read_manifest
from kg.store.atomic import replacing_folder

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_DAMPING: Final = 0.85
_PAGES: Final = (NodeKind.NOTE, NodeKind.INDEX, NodeKind.MISSING)
_LEFT_OUT: Final = (Context.FROM_LINE, Context.INDEX_LIST)
_ROUNDS: Final = 1000  # more than PageRank takes to any tolerance that is allowed
_FINEST: Final = 1e-12
_COLUMNS: Final = (
    *("node", "key", "kind", "label"),
    *("in_degree", "out_degree", "weighted_in_degree", "weighted_out_degree"),
    *("pagerank", "component", "community", "mentions", "orphan", "dead_end"),
)


def measure(folder: str | Path, *, master: str = "", tolerance: float = 1e-6, passes: int = 10) -> Path:
    """Measure the pages of a graph on Apache Spark and keep the table `measures` beside the others.

    Links and pages are those of `kg.analysis.selection.LINKS`. A row a page: node, key, kind, label,
    in_degree, out_degree, weighted_in_degree, weighted_out_degree, pagerank (Page et al. 1999), component
    (the lowest node that links, whichever way they lead, join it to), community (label propagation, Raghavan
    et al. 2007: each page takes the label most links bring it from its neighbours, its own counting once,
    all pages at a time; of several the lowest), mentions (of a missing page), orphan, and dead_end (of
    notes).

    Args:
        folder: Folder of the graph; all workers have to see it.
        master: Address of the cluster, as for `kg.cluster.session.session`.
        tolerance: How far off the sum of all PageRanks' errors may be, at least 1e-12.
        passes: How often labels are passed on, at most.

    Returns:
        The folder of the table, which holds Parquet files.

    Raises:
        ArtefactError: The folder holds no graph.
        UsageError: The tolerance is out of range; pyspark or Java is missing.
    """
    if tolerance < _FINEST:
        raise UsageError(f"A tolerance of {tolerance} is out of range.", hint=f"Use {_FINEST} or more.")
    place = Path(folder).absolute()
    counts = read_manifest(place).counts
    target = place / MEASURES
    with session(master) as spark, replacing_folder(target, owned=SPARK_FILES) as temporary:
        kept = temporary / "blocks"
        kept.mkdir()
        slots = spark.sparkContext.defaultParallelism
        count = blocks_for(counts["nodes"] + 2 * counts["edges"], slots)
        run = _Run(spark, place, Blocks(Work(str(kept), str(temporary)), count))
        found = run.measures(tolerance, passes)
        found.write.mode("append").parquet(temporary.as_uri())
        shutil.rmtree(kept)
    return target


class _Run:
    """The pages of a graph, and rounds over blocks of them."""

    def __init__(self, spark: SparkSession, place: Path, blocks: Blocks) -> None:
        from pyspark.sql import functions as f

        nodes, self._edges, self._mentions = (
            spark.read.parquet((place / f"{name}.parquet").as_uri())
            for name in ("nodes", "edges", "mentions")
        )
        self._pages = nodes.select("node", "key", "kind", "label").where(f.col("kind").isin(*_PAGES))
        self._blocks = blocks
        self._every = spark.range(0, blocks.count, 1, blocks.count)

    def measures(self, tolerance: float, passes: int) -> DataFrame:
        """All measures, sorted by node."""
        from pyspark.sql import functions as f

        pages = self._cut()
        last, total = self._pagerank(pages, tolerance)
        rounds = {
            "rank": last,
            "component": self._components("component"),
            "community": self._communities("community", passes),
        }
        found = self._every.mapInArrow(partial(self._blocks.found, last=rounds, total=total), ddl(MEASURED))
        found = self._pages.join(found, "node").join(self._wanted(), "node", "left")
        note = f.col("kind") == NodeKind.NOTE
        return (
            found.fillna(0, subset=["mentions"])
            .withColumn("orphan", note & (f.col("in_degree") == 0))
            .withColumn("dead_end", note & f.col("ends"))
            .select(*_COLUMNS)
            .orderBy("node")
        )

    def _wanted(self) -> DataFrame:
        """How often each missing page is mentioned."""
        from pyspark.sql import functions as f

        missing = self._pages.where(f.col("kind") == NodeKind.MISSING).select("node")
        named = self._mentions.where("target is not null").groupBy(f.col("target").alias("node"))
        return named.agg(f.count("*").cast("int").alias("mentions")).join(missing, "node", "left_semi")

    def _links(self) -> DataFrame:
        """Links between pages, each once with its weight, and whether its ends are written."""
        from pyspark.sql import functions as f

        places = self._mentions.where(f.col("context").isin(*_LEFT_OUT)).select("mention")
        written = (f.col("kind") != NodeKind.MISSING).alias("written")
        links = self._edges.where("mention is not null and source != target").join(
            places, "mention", "left_anti"
        )
        for end in ("source", "target"):
            page = self._pages.select(f.col("node").alias(end), written.alias(f"{end}_written"))
            links = links.join(page, end)
        return links.groupBy("source", "target", "source_written", "target_written").agg(
            f.sum("weight").cast("int").alias("weight")
        )

    def _cut(self) -> int:
        """Keep pages and links in blocks; tell how many pages there are."""
        from pyspark.sql import functions as f

        def tie(own: str, other: str, way: int, weight: Column, written: Column) -> Column:
            values = (f.col(own), f.col(other), f.lit(way).cast("tinyint"), weight, written)
            return f.struct(*(value.alias(name) for name, value in zip(Block._fields, values, strict=True)))

        one, true = f.lit(1), f.lit(True)  # noqa: FBT003  # literals of Spark's
        ends = (("source", "target", -1), ("target", "source", 1))
        both = [tie(own, other, way, f.col("weight"), f.col(f"{other}_written")) for own, other, way in ends]
        ties = self._links().select(f.explode(f.array(*both)).alias("tie")).select("tie.*")
        pages = self._pages.select(tie("node", "node", 0, one, true).alias("tie")).select("tie.*")
        blocks = self._blocks  # which goes to the workers, where there is no session
        block = f.pmod("own", f.lit(blocks.count)).alias("block")
        none = [f.lit(None).cast(field.dataType).alias(field.name) for field in ties.schema]
        told = ties.unionAll(pages).select(block, "*")
        told = told.unionAll(self._every.select(f.col("id").cast("int"), *none))
        counted = told.groupBy("block").applyInArrow(
            lambda key, table: blocks.cut(key[0].as_py(), table), ddl(COUNTED)
        )
        return int(counted.agg(f.sum("count")).collect()[0][0])

    def _round(self, step: Step) -> Told:
        """Let all blocks take a step; tell what has changed in all."""
        told = self._every.mapInArrow(partial(self._blocks.run, step), ddl(ROUND)).collect()
        return Told(fsum(row["change"] for row in told), fsum(row["total"] for row in told))

    def _pagerank(self, pages: int, tolerance: float) -> tuple[int, float]:
        """Ranks without those that pages without links would pass on: in proportion they are the same.

        Returns:
            The number of the last round, and the sum of its ranks.
        """
        for past in range(-1, _ROUNDS):
            step = partial(self._blocks.rank, past=past, damping=_DAMPING, pages=pages)
            change, total = self._round(step)
            self._forget(past, "rank", "passed")
            if change * _DAMPING / (1 - _DAMPING) <= tolerance * total / 2:  # twice, as sums are made one
                return past + 1, total
        raise UsageError(f"PageRank does not settle to {tolerance}.", hint="Allow a larger tolerance.")

    def _components(self, name: str) -> int:
        """Give all pages that hang together the lowest label among them (FastSV: Zhang, Azad and Hu 2020).

        A page passes what it finds on to the node whose label it has, and takes that node's own label, so
        that a chain of n pages takes about log n rounds, in whatever order they are numbered.
        """
        blocks = self._blocks
        self._round(partial(blocks.own, name=name))
        past = 0
        while self._round(partial(blocks.hook, name=name, past=past)).change:  # labels only fall
            self._round(partial(blocks.join, name=name, past=past))
            self._forget(past, name, "least", "proposed")
            past += 1
        return past

    def _communities(self, name: str, passes: int) -> int:
        """Pass labels on so often, or until none changes."""
        self._round(partial(self._blocks.own, name=name))
        for past in range(passes):
            told = self._round(partial(self._blocks.voted, name=name, past=past))
            self._forget(past, name)
            if not told.change:
                return past + 1
        return passes

    def _forget(self, past: int, *names: str) -> None:
        for name in names:
            shutil.rmtree(Path(self._blocks.work.kept) / f"{name}-{past}", ignore_errors=True)
