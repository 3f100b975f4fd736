"""A standalone cluster of Apache Spark on loopback, for tests and benchmarks; its workers can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.exporters.remote.servers import free_port, running

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
READ = ".kg-*/shares/read/[0-9]*"  # what a build leaves beside its output for each share that it has read
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_SMALL = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # a collector and a compiler that suit short runs
_SETTINGS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.driver.extraJavaOptions": _SMALL,
    "spark.executor.extraJavaOptions": _SMALL,
    "spark.executor.memory": "1g",
    "spark.sql.shuffle.partitions": "4",
}


class Cluster(NamedTuple):
    """A master and two workers, each in a session of its own.

    Attributes:
        address: Of the master.
        workers: Their processes.
        folder: Where they and the driver write what they say.
    """

    address: str
    workers: list[subprocess.Popen[bytes]]
    folder: Path

    @property
    def log(self) -> str:
        """What the driver has said."""
        return (self.folder / "driver.log").read_text(errors="replace")

    @contextmanager
    def running(self, *command: str | Path):
        """A command of kg on the cluster, whose process is ended with the block."""
        settings = " ".join(f"--conf '{name}={value}'" for name, value in _SETTINGS.items())
        submit = {"SPARK_LOCAL_IP": HOST, "PYSPARK_SUBMIT_ARGS": f"{settings} pyspark-shell"}
        with (self.folder / "driver.log").open("wb") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "kg", *command, "--engine", "spark", "--master", self.address),
                cwd=ROOT,
                env={**os.environ, **submit},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)


@contextmanager
def cluster(folder: Path):
    """A master and two workers of one processor each; all they have started ends with the block."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    address = f"spark://{HOST}:{port}"
    given = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": _SMALL,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }
    # Names are given to the program itself, as `running` passes the environment on as it is
    start = ("env", *(f"{name}={value}" for name, value in given.items()), home / "bin" / "spark-class")
    places = ("--host", HOST, "--webui-port", "0")
    workers: list[subprocess.Popen[bytes]] = []
    with running((*start, _MASTER, "--port", str(port), *places), port, folder):
        try:
            for number in range(2):
                place = folder / f"worker-{number}"
                room = ("--cores", "1", "--memory", "2g", "--work-dir", place)
                with (folder / f"worker-{number}.log").open("wb") as log:
                    command = (*start, _WORKER, *places, *room, address)
                    workers.append(subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))
            yield Cluster(address, workers, folder)
        finally:
            for process in workers:
                kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program with all that it has started, and that has not left its session."""
    for pid in members(process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait(60)


def members(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            told = (place / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(told[3]) == session and told[0] != "Z":
            found.append(int(place.name))
    return found


def kill_one(
    workers: list[subprocess.Popen[bytes]], process: subprocess.Popen[bytes], folder: Path, left: str
) -> int:
    """Kill a worker that has begun to work, as soon as some task has left a file; tell how many had.

    Args:
        workers: The workers, one of which is killed.
        process: The command that they work for.
        folder: Where it works.
        left: Pattern of the files.

    Returns:
        How many there were; 0 if the command ended before.
    """
    while process.poll() is None:
        found = len(list(folder.glob(left)))
        for worker in workers if found else []:
            if any(b"pyspark.daemon" in _command(pid) for pid in members(worker.pid)):
                kill(worker)
                return found
        time.sleep(0.05)
    return 0


def _command(pid: int) -> bytes:
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes()
    except OSError:
        return b""
