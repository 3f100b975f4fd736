"""Measures that make sense at the size of a cluster, by joins of frames over the tables of a graph.

Every round of an iteration is cut off from what it was made of (a local checkpoint), or plans would grow with
each. PageRank runs to a tolerance, not for a number of rounds.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cluster.session import session
from kg.cluster.work import SPARK_FILES
from kg.errors import UsageError
from kg.model.kinds import Context, NodeKind
from kg.store.artefact import MEASURES, read_manifest
from kg.store.atomic import replacing_folder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_DAMPING: Final = 0.85
_PAGES: Final = (NodeKind.NOTE, NodeKind.INDEX, NodeKind.MISSING)
_LEFT_OUT: Final = (Context.FROM_LINE, Context.INDEX_LIST)
_ROUNDS: Final = 1000  # more than PageRank takes to any tolerance that is allowed, and any chain of links
_FINEST: Final = 1e-12


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
    read_manifest(place)
    target = place / MEASURES
    with session(master) as spark, replacing_folder(target, owned=SPARK_FILES) as temporary:
        found = _Pages(spark, place).measures(tolerance, passes)
        found.write.mode("overwrite").parquet(temporary.as_uri())
    return target


class _Pages:
    """The pages of a graph and the links between them."""

    def __init__(self, spark: SparkSession, place: Path) -> None:
        from pyspark.sql import functions as f

        self._spark = spark
        nodes, edges, self._mentions = (
            spark.read.parquet((place / f"{name}.parquet").as_uri())
            for name in ("nodes", "edges", "mentions")
        )
        pages = nodes.select("node", "key", "kind", "label").where(f.col("kind").isin(*_PAGES))
        self.nodes = pages.localCheckpoint()
        places = self._mentions.where(f.col("context").isin(*_LEFT_OUT)).select("mention")
        page = self.nodes.select("node")
        links = edges.where("mention is not null and source != target").join(places, "mention", "left_anti")
        for end in ("source", "target"):
            links = links.join(page.withColumnRenamed("node", end), end)
        self.links = (
            links.groupBy("source", "target")
            .agg(f.sum("weight").cast("int").alias("weight"))
            .localCheckpoint()
        )

    def measures(self, tolerance: float, passes: int) -> DataFrame:
        """All measures, sorted by node."""
        from pyspark.sql import functions as f

        found = self.nodes
        for part in (
            self._degrees("target", "in"),
            self._degrees("source", "out"),
            self._pagerank(tolerance),
            self._components(),
            self._communities(passes),
            self._wanted(),
            self._left(),
        ):
            found = found.join(part, "node", "left")
        note = f.col("kind") == NodeKind.NOTE
        counts = ("in_degree", "out_degree", "weighted_in_degree", "weighted_out_degree", "mentions")
        found = found.fillna(0, subset=list(counts))
        found = found.withColumn("orphan", note & (f.col("in_degree") == 0))
        return found.withColumn("dead_end", note & f.col("leaves").isNull()).drop("leaves").orderBy("node")

    def _degrees(self, end: str, name: str) -> DataFrame:
        from pyspark.sql import functions as f

        return self.links.groupBy(f.col(end).alias("node")).agg(
            f.count("*").cast("int").alias(f"{name}_degree"),
            f.sum("weight").cast("int").alias(f"weighted_{name}_degree"),
        )

    def _wanted(self) -> DataFrame:
        """How often each missing page is mentioned."""
        from pyspark.sql import functions as f

        missing = self.nodes.where(f.col("kind") == NodeKind.MISSING).select("node")
        named = self._mentions.where("target is not null").groupBy(f.col("target").alias("node"))
        return named.agg(f.count("*").cast("int").alias("mentions")).join(missing, "node", "left_semi")

    def _left(self) -> DataFrame:
        """Pages that link to a page which is written."""
        from pyspark.sql import functions as f

        written = self.nodes.where(f.col("kind") != NodeKind.MISSING).select(f.col("node").alias("target"))
        left = (
            self.links.join(written, "target", "left_semi").select(f.col("source").alias("node")).distinct()
        )
        return left.withColumn("leaves", f.lit(True))  # noqa: FBT003  # a literal of Spark's

    def _pagerank(self, tolerance: float) -> DataFrame:
        """Ranks without those that pages without links would pass on: in proportion they are the same."""
        from pyspark.sql import functions as f

        count = self.nodes.count()
        fanned = self.links.groupBy("source").agg((f.lit(_DAMPING) / f.count("*")).alias("share"))
        steps = self.links.join(fanned, "source").select("source", "target", "share").localCheckpoint()
        start = f.lit((1 - _DAMPING) / max(count, 1))
        ranks = self.nodes.select("node", start.alias("rank")).localCheckpoint()
        for _ in range(_ROUNDS if count else 0):
            moved = steps.join(ranks.withColumnRenamed("node", "source"), "source").groupBy("target")
            given = moved.agg(f.sum(f.col("rank") * f.col("share")).alias("given"))
            new = start + f.coalesce("given", f.lit(0.0))
            told = ranks.join(given.withColumnRenamed("target", "node"), "node", "left")
            told = told.select("node", new.alias("new"), f.abs(new - f.col("rank")).alias("change"))
            told = told.localCheckpoint()
            change, total = told.agg(f.sum("change"), f.sum("new")).collect()[0]
            ranks = told.select("node", f.col("new").alias("rank"))
            if change * _DAMPING / (1 - _DAMPING) <= tolerance * total / 2:  # twice, as sums are made one
                break
        else:
            if count:
                raise UsageError(
                    f"PageRank does not settle to {tolerance}.", hint="Allow a larger tolerance."
                )
        total = ranks.agg(f.sum("rank")).collect()[0][0] if count else 1.0
        return ranks.select("node", (f.col("rank") / total).alias("pagerank"))

    def _joined(self) -> DataFrame:
        """Links in both directions, with their weight."""
        from pyspark.sql import functions as f

        back = self.links.select(f.col("target").alias("source"), f.col("source").alias("target"), "weight")
        both = self.links.unionByName(back).groupBy("source", "target")
        return both.agg(f.sum("weight").alias("weight")).localCheckpoint()

    def _components(self) -> DataFrame:
        """The lowest label around, and then the label of that: a chain of n takes about log n rounds."""
        from pyspark.sql import functions as f

        joined = self._joined()
        labels = self.nodes.select("node", f.col("node").alias("label"))
        for _ in range(_ROUNDS):
            around = joined.join(labels.withColumnRenamed("node", "target"), "target").groupBy("source")
            least = around.agg(f.min("label").alias("least")).withColumnRenamed("source", "node")
            lower = f.least("label", f.coalesce("least", "label"))
            new = labels.join(least, "node", "left").select(
                "node", lower.alias("label"), f.col("label").alias("old")
            )
            new = new.localCheckpoint()
            root = new.select(f.col("node").alias("label"), f.col("label").alias("root"))
            told = (
                new.join(root, "label").select("node", f.col("root").alias("label"), "old").localCheckpoint()
            )
            labels = told.select("node", "label")
            if not told.where("label != old").limit(1).count():
                break
        return labels.withColumnRenamed("label", "component")

    def _communities(self, passes: int) -> DataFrame:
        from pyspark.sql import functions as f

        own = self.nodes.select(
            f.col("node").alias("source"), f.col("node").alias("target"), f.lit(1).alias("weight")
        )
        joined = self._joined().unionByName(own).localCheckpoint()
        labels = self.nodes.select("node", f.col("node").alias("label"))
        for _ in range(passes):
            brought = joined.join(labels.withColumnRenamed("node", "target"), "target").groupBy(
                "source", "label"
            )
            votes = brought.agg(f.sum("weight").alias("votes")).groupBy(f.col("source").alias("node"))
            best = f.max(f.struct("votes", (-f.col("label")).alias("rest"))).alias("best")
            new = votes.agg(best).select("node", (-f.col("best.rest")).alias("new"))
            told = labels.join(new, "node").localCheckpoint()
            labels = told.select("node", f.col("new").alias("label"))
            if not told.where("label != new").limit(1).count():
                break
        return labels.withColumnRenamed("label", "community")
