"""``python -m benchmarks [--corpus DIR] [NAMES…]``: runs benchmarks and prints one table each."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import (
    analysis,
    build,
    commands,
    explorer,
    explorer_browser,
    follow,
    generate,
    incremental,
    linear,
    near_misses,
    rdf,
    rdf_growth,
    recovery,
    scale,
    similarity,
    stores,
    structure,
    watched_edits,
)
from benchmarks.settings import Settings

BENCHMARKS: Final = {
    "build": build.run,
    "linear": linear.run,
    "scale": scale.run,
    "incremental": incremental.run,
    "watched-edits": watched_edits.run,
    "follow": follow.run,
    "commands": commands.run,
    "analysis": analysis.run,
    "growth": analysis.grow,
    "structure": structure.run,
    "similarity": similarity.run,
    "recovery": recovery.run,
    "near-misses": near_misses.run,
    "rdf": rdf.run,
    "rdf-growth": rdf_growth.run,
    "push": stores.push,
    "serve": stores.serve,
    "explorer": explorer.run,
    "explorer-browser": explorer_browser.run,
}

ALONE: Final = {"linear", "near-misses", "rdf-growth", "watched-edits", "explorer-browser"}  # need no corpus


def main() -> int:
    """Run the benchmarks named, or all; or make a vault to run them on."""
    if sys.argv[1:2] == ["generate"]:
        return generate.main(sys.argv[2:])
    request = _request()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the program being measured is ended too
    screen = Console(width=None if sys.stdout.isatty() else 160)
    results = []
    # Commands run in another folder. An environment's Python is a link, which must not be followed.
    corpus = Path(request.corpus).absolute()
    peers = Path(request.peers_python).absolute() if request.peers_python else None
    for name in request.names:
        with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
            settings = Settings(corpus, peers, request.rounds, Path(folder))
            result = BENCHMARKS[name](settings)
        screen.print(result.view())
        for remark in result.remarks:
            screen.print(f"  {remark}", markup=False)
        results.append(result.value())
    if request.json is not None:
        request.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _request() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    corpus = os.environ.get("KG_CORPUS", "")
    parser.add_argument("--corpus", default=corpus, metavar="DIR", help="folder of notes (KG_CORPUS)")
    parser.add_argument("--peers-python", metavar="FILE", help="Python in whose environment the peers are")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="runs of each command (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here as well")
    request = parser.parse_args()
    request.names = request.names or list(BENCHMARKS)
    unknown = sorted(set(request.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if request.rounds < 1:
        parser.error("--rounds has to be 1 or more")
    if set(request.names) - ALONE and not Path(request.corpus or "-").is_dir():
        parser.error(
            f"{request.corpus or 'no --corpus'}: name a folder ({', '.join(sorted(ALONE))} need none)"
        )
    return request


if __name__ == "__main__":
    sys.exit(main())
