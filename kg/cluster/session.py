"""Starts Spark, and says in words what is missing if it cannot be started."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, ServerError, UsageError

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
_ADDRESS: Final = re.compile(
    r"local(\[(\*|[1-9]\d*)(,\d+)?\])?|local-cluster\[.+\]|yarn|k8s://.+|spark://.+:\d+"
)
_PATIENCE: Final = 10  # seconds; Spark's own is two minutes, and its words then do not say why
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
        UsageError: pyspark or Java is not installed, or the address is none.
        ServerError: The cluster cannot be reached.
        KgError: Spark does not start for another reason.
    """
    sql = _pyspark()
    running = sql.SparkSession.getActiveSession()
    if running is None:
        check_address(master)
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


def check_address(master: str) -> None:
    """Say so at once if nothing answers at the address of a standalone cluster.

    Args:
        master: The address; of several, ``spark://one:7077,two:7077``, one has to answer.

    Raises:
        UsageError: It is no address of a cluster.
        ServerError: Nothing answers there.

    Example:
        >>> check_address("local[2]"), check_address("")
        (None, None)
    """
    if master and not _ADDRESS.fullmatch(master):
        raise UsageError(
            f"{master!r} is no address of a cluster.",
            hint="Say spark://HOST:PORT, k8s://URL, yarn, or local[N] for N processors of this machine.",
        )
    if not master.startswith("spark://"):
        return
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
        except (OSError, ValueError, OverflowError) as error:
            reason = error
        else:
            return
    raise ServerError(
        f"No cluster answers at {master}: {getattr(reason, 'strerror', None) or reason}.",
        hint="Is its master running, and is the address the one on its page?",
    )


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
        told = getattr(error, "java_exception", None)
        first = str(told.getMessage() if told else error).strip().splitlines()[0]
        raise KgError(
            f"Spark cannot be started: {first}", hint="Are the address and the settings of Spark right?"
        ) from error
    if str(spark.sparkContext.master).startswith("local"):  # 200 are many for one machine
        spark.conf.set("spark.sql.shuffle.partitions", 2 * spark.sparkContext.defaultParallelism)
    return spark
