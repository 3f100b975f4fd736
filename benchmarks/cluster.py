"""``python -m benchmarks.cluster VAULT [--keep-all]``: a cluster here, one worker of which is killed.

Starts a master and two workers of Apache Spark on 127.0.0.1, builds the vault there, kills one worker as soon
as it has read a share, and compares all tables with those of the local engine.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa

import kg
from kg.model.tables import TABLES
from tests.exporters.remote.servers import free_port

_HOST: Final = "127.0.0.1"
_MASTER: Final = "org.apache.spark.deploy.master.Master"
_WORKER: Final = "org.apache.spark.deploy.worker.Worker"
_PATIENCE: Final = 1800  # seconds until a build is given up


def main() -> int:
    """Build, kill, compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("vault", type=Path)
    parser.add_argument("--keep-all", action="store_true", help="kill no worker")
    request = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-cluster-") as folder:
        output = Path(folder) / "graphs"
        output.mkdir()
        with _cluster(Path(folder)) as (address, workers):
            print(f"cluster at {address}, two workers")
            process, start = _build(request.vault, output / "spark", address, Path(folder)), time.monotonic()
            if not request.keep_all:
                _kill_when_reading(workers[0], output, process)
            code = process.wait(_PATIENCE)
            print(f"spark: exit code {code} after {time.monotonic() - start:.1f} s")
            log = (Path(folder) / "driver.log").read_text(errors="replace")
            print(f"executors lost, by the driver's account: {log.count('Lost executor')}")
        if code:
            print(log[-3000:])
            return code
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        start = time.monotonic()
        kg.build(request.vault, output=output / "local", jobs=1)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        print(f"local: {time.monotonic() - start:.1f} s, {used:.1f} s of user CPU, one thread")
        return _compare(kg.read(output / "spark"), kg.read(output / "local"))


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_NO_DAEMONIZE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH")))),
    }
    address = f"spark://{_HOST}:{port}"
    places = ("--host", _HOST, "--webui-port", "0")
    commands = [(_MASTER, "--port", str(port), *places)]
    for number in range(2):
        room = ("--cores", "1", "--memory", "2g", "--work-dir", str(folder / f"worker-{number}"))
        commands.append((_WORKER, *places, *room, address))
    started: list[subprocess.Popen[bytes]] = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"service-{number}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        (home / "bin" / "spark-class", *command),
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,  # so that a worker ends with all it has started
                    )
                )
            if number == 0:
                _wait_for(port)
        yield address, started[1:]
    finally:
        for process in reversed(started):
            _kill(process)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the master does not answer")


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _build(vault: Path, output: Path, address: str, folder: Path) -> subprocess.Popen[bytes]:
    settings = (
        f"spark.driver.host={_HOST}",
        f"spark.driver.bindAddress={_HOST}",
        "spark.executor.memory=1g",
        "spark.sql.shuffle.partitions=8",
    )
    submit = " ".join(f"--conf {setting}" for setting in settings)
    with (folder / "driver.log").open("wb") as log:
        return subprocess.Popen(
            (
                sys.executable,
                "-m",
                "kg",
                "build",
                vault,
                "-o",
                output,
                "--engine",
                "spark",
                "--master",
                address,
            ),
            env={**os.environ, "SPARK_LOCAL_IP": _HOST, "PYSPARK_SUBMIT_ARGS": f"{submit} pyspark-shell"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _kill_when_reading(
    worker: subprocess.Popen[bytes], output: Path, process: subprocess.Popen[bytes]
) -> None:
    """Kill a worker with its executor once some shares are read, and others are not."""
    for _ in range(_PATIENCE * 5):
        read = len(list(output.glob(".kg-*/shares/read/[0-9]*")))
        if read or process.poll() is not None:
            listed = len(list(output.glob(".kg-*/shares/listed/[0-9]*")))
            print(f"killing a worker: {read} of {listed} shares are read")
            _kill(worker)
            return
        time.sleep(0.2)


def _compare(found: kg.KnowledgeGraph, wanted: kg.KnowledgeGraph) -> int:
    differ = [] if found.manifest == wanted.manifest else ["manifest"]
    for table in TABLES:
        one, other = (_plain(graph.tables.arrow(table.name)) for graph in (found, wanted))
        print(f"{table.name:10} {len(one):>9,} rows, {'equal' if one.equals(other) else 'DIFFERENT'}")
        differ += [] if one.equals(other) else [table.name]
    print(f"differ: {', '.join(differ)}" if differ else "all tables and the manifest are equal")
    return len(differ)


def _plain(table: pa.Table) -> pa.Table:
    """The table with words in place of the numbers of categories, which parts may number otherwise."""
    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names).combine_chunks()


if __name__ == "__main__":
    sys.exit(main())
