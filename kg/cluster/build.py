"""The run on a cluster: read shares, resolve links by joins, join shares, number nodes, write parts.

Tasks hand each other what is large through a folder beside the result, which all workers have to see; through
Spark go the names of files, the distinct targets of links, and the keys of nodes. This program itself never
holds more than the list of files and a few numbers a share.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq

from kg.builder.numbering import Counts
from kg.builder.remote_vault import is_address
from kg.builder.request import request_for
from kg.builder.run import digest_of, manifest_with, profile_for
from kg.builder.table_vault import is_table
from kg.cluster.rows import (
    ANSWERS,
    CANDIDATES,
    COUNTED,
    FOUND,
    KEYS,
    LATE,
    LINK,
    NAMES,
    NUMBERED,
    PLACED,
    PROPOSED,
    SAID,
    ddl,
)
from kg.cluster.session import session
from kg.cluster.source import source_of
from kg.cluster.stages import Joining, Reading, Resolving
from kg.cluster.work import Work
from kg.cluster.writing import Writing, in_order
from kg.model.graph import KnowledgeGraph
from kg.model.kinds import RuleSet
from kg.model.tables import TABLES
from kg.store.artefact import replacing_artefact, write_manifest
from kg.store.frames import read
from kg.store.stored import parts_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from kg.builder.request import Progress

_LINKS_A_GROUP: Final = 50_000


def build(
    vault: str | Path,
    output: str | Path,
    *,
    master: str = "",
    profile: str | None = None,
    rules: RuleSet | str | None = None,
    canvas: bool | None = None,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Build a graph on Apache Spark; its tables hold the rows that `kg.build` would give them.

    Args:
        vault: Folder of notes that all workers see, or the address of one on another file system, such as
            ``s3://bucket/notes``; or a Parquet or JSON Lines table of ``path`` and ``text`` on any file
            system that Spark reads.
        output: Folder to write the tables to, in parts; all workers have to see it.
        master: Address of the cluster, as for `kg.cluster.session.session`.
        profile: Name of a profile; by default that of the configuration, else it is detected.
        rules: Rule set by which links become edges; by default that of the configuration, else ``folded``.
        canvas: Whether file cards of canvases count as links.
        progress: Called with what is being done, how much is done, and how much there is to do.

    Returns:
        The graph; tables are read from the folder when they are first asked for.

    Raises:
        VaultError: The vault cannot be read.
        ConfigError: The configuration is wrong, or there is no such profile.
        UsageError: pyspark or Java is missing, the output folder holds something else, or a path is in the
            table twice.
        KgError: The cluster cannot be reached, or gave up.
    """
    tell = progress or (lambda *_: None)
    place = vault if is_table(vault) or is_address(vault) else Path(vault).absolute()  # workers are elsewhere
    request = request_for(place, profile=profile, rules=rules, canvas=canvas)
    with session(master) as spark, replacing_artefact(Path(output)) as folder:
        kept = folder / "shares"
        kept.mkdir()
        work = Work(str(kept), str(folder))
        source = source_of(spark, request, work)
        used = profile_for(request, source.beginnings)
        run = _Run(spark, work, tell)
        reading = Reading(work, used, request.canvas, request.config.aliases, source.vault)
        before = run.read(source.frame, reading)
        run.resolve(Resolving([counts.documents for counts in before], used.pages))
        run.join(Joining(work, used, request.rules))
        counts = run.write(before)
        shutil.rmtree(kept)
        digest = digest_of(_column(folder, "path"), _column(folder, "digest"))
        manifest = manifest_with(request, used, digest, counts)
        write_manifest(manifest, folder, vault=request.vault.folder)
    return read(output)


def _column(folder: Path, name: str) -> Iterator[Any]:
    """A column of the table of sources, a part at a time."""
    for part in parts_of(folder / "sources.parquet"):
        yield from pq.read_table(part, columns=[name])[name].to_pylist()


class _Run:
    """The steps; each leaves a frame on the disk, so that a worker that dies takes little with it."""

    def __init__(self, spark: SparkSession, work: Work, tell: Progress) -> None:
        self._spark, self._work, self._tell = spark, work, tell
        self._slots = spark.sparkContext.defaultParallelism

    def _keep(self, name: str, frame: DataFrame, what: str) -> None:
        self._tell(what, 0, 1)
        frame.write.parquet(self._work.place(name))
        self._tell(what, 1, 1)

    def _kept(self, name: str, columns: dict[str, str]) -> DataFrame:
        return self._spark.read.schema(ddl(columns)).parquet(self._work.place(name))

    def _said(self, what: str) -> DataFrame:
        return self._kept("said", SAID).where(f"what = '{what}'")

    def read(self, frame: DataFrame, reading: Reading) -> list[Counts]:
        """Read all shares; tell what stands before each, and behind the last."""
        stage = reading.listed if reading.vault is not None else reading.given
        self._keep("said", frame.mapInArrow(stage, ddl(SAID)), "reading notes")
        told = self._said("share").orderBy("share").select(*Counts._fields).collect()
        none = Counts(0, 0, 0, 0)
        return list(accumulate((Counts(*row) for row in told), _added, initial=none))

    def resolve(self, resolving: Resolving) -> None:
        """Find what links mean: by joins on the keys under which names are looked up."""
        from pyspark.sql import functions as f

        named = self._kept("said", SAID).where("what in ('file', 'alias')")
        names = named.select("what", "share", "number", "name", "folder", "claim").mapInArrow(
            resolving.names, ddl(NAMES)
        )
        asked = self._said("link").select(*LINK).distinct()
        groups = max(self._slots, asked.count() // _LINKS_A_GROUP)
        group = f.pmod(f.xxhash64(*LINK), f.lit(groups)).cast("int")
        asked = asked.withColumn("group", group)
        keys = asked.select("group", *LINK).mapInArrow(resolving.keys, ddl(KEYS)).distinct()
        candidates = keys.join(names, "key").select("group", *CANDIDATES).distinct()
        answers = (
            asked.groupBy("group")
            .cogroup(candidates.groupBy("group"))
            .applyInArrow(lambda asked, candidates: resolving.answers(asked, candidates), ddl(ANSWERS))  # noqa: PLW0108  # it counts names
        )
        self._keep("answers", answers, "resolving links")

    def join(self, joining: Joining) -> None:
        """Join all shares, each with the answers to its questions."""
        from pyspark.sql import functions as f

        links = self._said("link").join(self._kept("answers", ANSWERS), list(LINK))
        columns = ["share", "number", *FOUND]
        empty = [f.lit(None).cast(kind).alias(name) for name, kind in FOUND.items()]
        every = self._said("share").select("share", f.lit(None).cast("int").alias("number"), *empty)
        told = links.select(*columns).unionAll(every)
        proposed = told.groupBy("share").applyInArrow(
            lambda key, table: joining.join(key[0].as_py(), table), ddl(PROPOSED)
        )
        self._keep("proposed", proposed, "joining")

    def write(self, before: list[Counts]) -> dict[str, int]:
        """Number the nodes and write the tables; tell how many rows each has."""
        from pyspark.sql import functions as f

        proposed = self._kept("proposed", PROPOSED)
        writing = Writing(self._work, before, self._number(proposed))
        numbers = (
            self._kept("placed", PLACED)
            .groupBy("part")
            .applyInArrow(lambda key, table: writing.nodes(key[0].as_py(), table), ddl(NUMBERED))
        )
        self._keep("numbered", numbers, "numbering nodes")
        node = f.coalesce("document", "node").alias("node")
        told = proposed.join(self._kept("numbered", NUMBERED), "key", "left").select("share", "place", node)
        late = told.groupBy("share").applyInArrow(
            lambda key, table: writing.share(key[0].as_py(), table), ddl(LATE)
        )
        self._keep("late", late, "writing")
        kept = self._kept("late", LATE)
        rows = kept.where("what = 'rows'").select("name", "count")
        counted = rows.unionAll(self._aliases(writing)).unionAll(self._edges(writing))
        totals: dict[str, int] = dict(counted.groupBy("name").agg(f.sum("count")).collect())
        totals["nodes"] += self._kept("numbered", NUMBERED).count()
        return {table.name: totals.get(table.name, 0) for table in TABLES}

    def _number(self, proposed: DataFrame) -> dict[int, int]:
        """Sort the nodes that are no documents; tell how many stand before each part of them."""
        from pyspark.sql import functions as f

        order = f.struct("told_by", "share", "place")  # of several shares the first to tell of a node
        told = f.min_by(f.struct("kind", "label", "path", "url"), order).alias("told")
        others = proposed.where("place is not null and document is null").groupBy("key").agg(told)
        others = others.select("key", "told.*").repartitionByRange(self._slots, "kind", "key")
        placed = others.sortWithinPartitions("kind", "key").mapInArrow(in_order, ddl(PLACED))
        self._keep("placed", placed, "sorting nodes")
        parts = self._kept("placed", PLACED).groupBy("part").count().orderBy("part").collect()
        before = accumulate((row["count"] for row in parts), initial=0)
        return {row["part"]: first for row, first in zip(parts, before, strict=False)}

    def _aliases(self, writing: Writing) -> DataFrame:
        """Write the names of all nodes, with the labels seen in all shares."""
        from pyspark.sql import functions as f

        labels = self._kept("late", LATE).where("what = 'label'").groupBy("part", "source", "name")
        every = self._spark.range(writing.shares).select(
            f.col("id").cast("int").alias("part"),
            *(f.lit(None).cast(LATE[name]).alias(name) for name in ("source", "name", "count")),
        )
        told = labels.agg(f.sum("count").cast("int").alias("count")).unionAll(every)
        return told.groupBy("part").applyInArrow(
            lambda key, table: writing.aliases(key[0].as_py(), table), ddl(COUNTED)
        )

    def _edges(self, writing: Writing) -> DataFrame:
        """Write the edges that start at nodes other than documents, which several shares may tell of."""
        from pyspark.sql import functions as f

        edges = self._kept("late", LATE).where("what = 'edge'").groupBy("part", "source", "target", "name")
        told = edges.agg(f.sum("count").cast("int").alias("count"), f.min("mention").alias("mention"))
        return told.groupBy("part").applyInArrow(
            lambda key, table: writing.edges(key[0].as_py(), table), ddl(COUNTED)
        )


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(*map(sum, zip(one, other, strict=True)))
