"""Starts Spark, and says in words what is missing if it cannot be started."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.compression.codec": "snappy",
}
_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_PANDAS: Final = "PySpark does not yet fully support pandas"  # none is used on the way to and from Spark


@contextmanager
def session(master: str = "") -> Iterator[SparkSession]:
    """A session of Spark, stopped at the end.

    Settings are those of the environment (``spark-defaults.conf``, ``PYSPARK_SUBMIT_ARGS``) with a few of our
    own; one that runs already, as in a notebook on a cluster, is used and left running.

    Args:
        master: Address of the cluster, such as ``spark://host:7077`` or ``local[4]``; without one, that of
            the environment, else all processors of this machine.

    Yields:
        The session.

    Raises:
        UsageError: pyspark or Java is not installed.
        KgError: The cluster cannot be reached.
    """
    sql = _pyspark()
    running = sql.SparkSession.getActiveSession()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_PANDAS)
        if running is not None:
            yield running
            return
        spark = _started(sql.SparkSession.builder.appName("kg"), master)
        try:
            yield spark
        finally:
            spark.stop()


def _pyspark() -> Any:
    try:
        from pyspark import sql
    except ImportError as error:
        raise UsageError(
            "The engine spark needs pyspark, which is not installed.", hint='Try: pip install "kg[spark]"'
        ) from error
    java = os.environ.get("JAVA_HOME")
    found = (Path(java) / "bin" / "java").exists() if java else shutil.which("java")
    if not found:
        raise UsageError(
            "The engine spark needs Java 17 or newer, which is not installed.",
            hint="On Debian and Ubuntu: apt install default-jre-headless",
        )
    return sql


def _started(builder: Any, master: str) -> SparkSession:
    if master:
        builder = builder.master(master)
    settings = _SETTINGS | (_LOCAL if not master or master.startswith("local") else {})
    for name, value in settings.items():
        builder = builder.config(name, value)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        spark: SparkSession = builder.getOrCreate()
    except Exception as error:  # the cluster's own words come as exceptions of many kinds
        first = str(error).strip().splitlines()[0]
        raise KgError(
            f"Spark cannot be started: {first}", hint="Is the address of the cluster right?"
        ) from error
    if str(spark.sparkContext.master).startswith("local"):  # 200 are many for one machine
        spark.conf.set("spark.sql.shuffle.partitions", 2 * spark.sparkContext.defaultParallelism)
    return spark
