"""``python -m benchmarks.cluster VAULT [--keep-all]``: a cluster here, one worker of which is killed.

Starts a master and two workers of Apache Spark on 127.0.0.1, builds the vault there, kills one worker as soon
as it has read a share, and compares all tables with those of the local engine.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pyarrow as pa

import kg
from kg.model.tables import TABLES
from tests.engine.standalone import READ, cluster, kill_one

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
        with cluster(Path(folder)) as started:
            print(f"cluster at {started.address}, two workers")
            start = time.monotonic()
            with started.running("build", request.vault.absolute(), "-o", output / "spark") as process:
                if not request.keep_all:
                    read = kill_one(started.workers, process, output, READ)
                    print(f"killed a worker when {read} shares were read")
                code = process.wait(_PATIENCE)
            print(f"spark: exit code {code} after {time.monotonic() - start:.1f} s")
            print(f"executors lost, by the driver's account: {started.log.count('Lost executor')}")
            if code:
                print(started.log[-3000:])
                return code
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        start = time.monotonic()
        kg.build(request.vault, output=output / "local", jobs=1)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
        print(f"local: {time.monotonic() - start:.1f} s, {used:.1f} s of user CPU, one thread")
        return _compare(kg.read(output / "spark"), kg.read(output / "local"))


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
