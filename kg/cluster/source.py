"""Where a cluster's notes come from: a folder, whose files are listed here, or a table of paths and texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.builder.request import Request, sample
from kg.builder.run import BEGINNING, beginnings, document_rows
from kg.builder.table_vault import TableVault
from kg.builder.vault import Fault, File, Vault
from kg.cluster.work import Work
from kg.errors import UsageError, VaultError
from kg.extract.batch import Note
from kg.model.ids import NotePath

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame, SparkSession

SHARE_BYTES: Final = 32 * 1024 * 1024  # of text that one task reads; the result does not depend on it
_A_TASK: Final = 2  # tasks a processor, at least, so that none waits long for the last one


@dataclass(frozen=True)
class Source:
    """Notes to be read.

    Attributes:
        frame: A row a share with its number, or the files themselves, sorted, a partition a share.
        vault: Where files are read from; none if they come as rows.
        beginnings: Gives the beginnings of some notes.
    """

    frame: DataFrame
    vault: Vault | None
    beginnings: Callable[[], Sequence[Note]]


def source_of(spark: SparkSession, request: Request, work: Work) -> Source:
    """The notes of a vault, shared out."""
    if isinstance(request.vault, TableVault):  # which is not opened here: Spark reads the table
        return _table(spark, request.vault.place, canvas=request.canvas)
    return _folder(spark, request.vault, work, canvas=request.canvas)


def _folder(spark: SparkSession, vault: Vault, work: Work, *, canvas: bool) -> Source:
    """Spark's own listing would skip what begins with ``_``, so the files are listed here, as always."""
    files, faults = vault.files()
    documents = [files[row] for row in document_rows(files, canvas=canvas).tolist()]
    slots = spark.sparkContext.defaultParallelism
    size = min(SHARE_BYTES, sum(file.size for file in documents) // (slots * _A_TASK) + 1)
    shares = list(_shares(files, size))
    first = [share[0].path for share in shares if share]
    told: list[list[Fault]] = [[] for _ in shares]
    for fault in faults:
        told[max(bisect_right(first, fault.path) - 1, 0)].append(fault)
    for number, share in enumerate(shares):
        work.keep("listed", number, (share, told[number]))
    frame = spark.range(0, len(shares), 1, len(shares))
    return Source(frame, vault, lambda: beginnings(vault, documents))


def _shares(files: Sequence[File], size: int) -> Iterator[list[File]]:
    """The files in order, about so many bytes at a time; a share without files if there are none."""
    share: list[File] = []
    total = 0
    for file in files:
        if share and total + file.size > size:
            yield share
            share, total = [], 0
        share.append(file)
        total += file.size
    yield share


def _table(spark: SparkSession, place: str, *, canvas: bool) -> Source:
    from pyspark.sql import functions as f

    frame = _read(spark, place)
    told = frame.select(
        f.count("*"),
        f.count("path"),
        f.count("text"),
        f.count_distinct("path"),
        f.sum(f.octet_length("text")),
    ).collect()[0]
    rows, paths, texts, distinct, total = told
    if not rows == paths == texts == distinct:
        missing = rows - min(paths, texts)
        what = f"{missing} rows without a path or a text" if missing else f"{rows - distinct} paths twice"
        raise UsageError(f"The table {place!r} has {what}.", hint="Each row has to be a note of its own.")
    slots = spark.sparkContext.defaultParallelism
    shares = min(max(slots * _A_TASK, (total or 0) // SHARE_BYTES), max(rows, 1))
    given = frame.repartitionByRange(shares, "path").sortWithinPartitions("path")
    return Source(given, None, lambda: _beginnings(frame, canvas=canvas))


def _read(spark: SparkSession, place: str) -> DataFrame:
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as f

    where = place if ":" in place else Path(place).absolute().as_uri()
    try:
        if place.rstrip("/").endswith(".parquet"):
            frame = spark.read.parquet(where)
        else:
            frame = spark.read.schema("path string, text string").json(where)
        return frame.select("path", f.col("text").cast("binary").alias("text"))
    except AnalysisException as error:
        raise VaultError(
            f"{place!r} is no table of notes.", hint="It needs the columns path and text."
        ) from error


def _beginnings(frame: DataFrame, *, canvas: bool) -> list[Note]:
    """The beginnings of the notes a folder's sample would hold; no more than those leave the cluster."""
    from pyspark.sql import functions as f

    suffixes = ("md", "canvas") if canvas else ("md",)
    suffix = f.lower(f.substring_index("path", ".", -1))
    documents = frame.where(suffix.isin(*suffixes)).select("path")
    wanted = set(sample(range(documents.count())))
    ordered = documents.orderBy("path").toLocalIterator()  # no more than a partition's at a time
    paths = [row["path"] for number, row in enumerate(ordered) if number in wanted]
    begun = f.substring("text", 1, BEGINNING).alias("text")
    rows = frame.where(f.col("path").isin(paths)).select("path", begun)
    return [Note(NotePath(row["path"]), bytes(row["text"])) for row in rows.orderBy("path").collect()]
