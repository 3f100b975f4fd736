"""RDF of a graph that a cluster wrote, as sorted N-Triples or N-Quads in parts.

Each part of the nodes goes, with what starts at them, through the exporter as a small graph of its own. What
is said of topics depends on all nodes of one name, and is said by groups of those; tags and the data set are
said once. Lines that several tell are written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.cluster.rows import ddl
from kg.cluster.saying import LINE, MEMBER, WANTED, Saying
from kg.cluster.session import session
from kg.cluster.work import SPARK_FILES
from kg.errors import UsageError
from kg.exporters.rdf.model import NONE, Detail, check, full_base
from kg.model.kinds import NodeKind
from kg.store.artefact import read_manifest
from kg.store.atomic import replacing_folder
from kg.store.frames import read
from kg.store.stored import parts_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

FORMATS: Final = {"ntriples": "nt", "nquads": "nq"}
_NODES: Final = ("node", "key", "kind", "label", "path", "url", "words")


def export_rdf(
    folder: str | Path,
    output: str | Path,
    *,
    master: str = "",
    format: str = "ntriples",  # noqa: A002  # the word users look for
    base: str = "",
    detail: str = Detail.CORE,
    properties: Mapping[str, str] = NONE,
) -> int:
    """Write the RDF of a graph that Spark built: the statements `kg.export` would write, in parts.

    Parts are in order, and sorted; ``cat`` of them is one sorted file. No part is larger than a task holds.

    Args:
        folder: Folder of the graph, in parts; all workers have to see it.
        output: Folder to write to; all workers have to see it.
        master: Address of the cluster, as for `kg.cluster.session.session`.
        format: ``ntriples`` or ``nquads``.
        base: What all IRIs start with; without it ``https://example.org/<vault>/``.
        detail: ``pages``, ``core`` or ``full``.
        properties: Terms of vocabularies by names of properties, as for `kg.export`.

    Returns:
        How many statements were written.

    Raises:
        ArtefactError: The folder holds no graph.
        UsageError: It was not written by a cluster, or an option is wrong; pyspark or Java is missing.
    """
    place = Path(folder).absolute()
    manifest = read_manifest(place)
    if format not in FORMATS or not (place / "nodes.parquet").is_dir():
        what = f"write {format!r}" if format not in FORMATS else "export a graph that is not in parts"
        raise UsageError(f"A cluster cannot {what}.", hint="Use `kg export` without --engine.")
    check(detail, triple_terms=False)
    saying = Saying(str(place), manifest, format, full_base(read(place), base), detail, dict(properties))
    target = Path(output)
    with session(master) as spark, replacing_folder(target, owned=SPARK_FILES) as temporary:
        from pyspark.sql import functions as f

        lines = _lines(spark, saying).distinct().cache()
        count = lines.count() + 1
        last = spark.createDataFrame([(saying.counted(count),)], ddl(LINE))
        parts = max(spark.sparkContext.defaultParallelism, count // 1_000_000)
        ordered = lines.unionAll(last).repartitionByRange(parts, f.col("line")).sortWithinPartitions("line")
        ordered.write.mode("overwrite").text(temporary.as_uri(), compression="none")
        lines.unpersist()
    return count


def _lines(spark: SparkSession, saying: Saying) -> DataFrame:
    from pyspark.sql import functions as f

    place = Path(saying.place)
    nodes, edges, aliases = (
        spark.read.parquet((place / f"{name}.parquet").as_uri()) for name in ("nodes", "edges", "aliases")
    )
    stretches = [int(path.stem[5:]) for path in parts_of(place / "nodes.parquet")]
    every = spark.range(0, len(stretches), 1, len(stretches))
    wanted = every.mapInArrow(lambda batches: saying.wanted(batches, stretches), ddl(WANTED))
    told = wanted.join(nodes, "node", "left").select("stretch", *_NODES)
    plain = told.groupBy("stretch").applyInArrow(
        lambda key, table: saying.stretch(key[0].as_py(), table), ddl(LINE)
    )
    members = nodes.where(f.col("kind").isin(NodeKind.NOTE, NodeKind.MISSING)).select(*MEMBER)
    grouped = members.mapInArrow(saying.topics, ddl({**MEMBER, "topic": "string"})).localCheckpoint()
    wants = edges.join(members.where("kind = 'missing'").select(f.col("node").alias("target")), "target")
    names = aliases.select("node", "alias").join(grouped, "node").select("topic", "node", "alias")
    sources = wants.select(f.col("target").alias("node"), "source").join(grouped, "node")
    kinds = {**MEMBER, "alias": "string", "source": "int"}
    none = {name: f.lit(None).cast(kind).alias(name) for name, kind in kinds.items()}
    together = _columns(grouped, none).unionAll(_columns(names, none)).unionAll(_columns(sources, none))
    group = f.pmod(f.xxhash64("topic"), f.lit(4 * spark.sparkContext.defaultParallelism))
    by_group = together.withColumn("group", group).groupBy("group")
    topical = by_group.applyInArrow(lambda table: saying.group(table), ddl(LINE))  # noqa: PLW0108  # it looks at names
    once = spark.range(0, 1, 1, 1).mapInArrow(saying.once, ddl(LINE))
    return plain.unionAll(topical).unionAll(once)


def _columns(frame: DataFrame, none: dict[str, Column]) -> DataFrame:
    """The columns that all frames of a group have; what one lacks is missing in it."""
    return frame.select("topic", *(name if name in frame.columns else none[name] for name in none))
