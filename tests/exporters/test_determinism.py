"""The same vault gives the same bytes, whatever the hash seed and the order of its files."""

import os
import subprocess
import sys
from pathlib import Path

from kg.exporters import PARTS
from kg.exporters.formats import Format

SCRIPT = """
import hashlib, sys
sys.path.insert(0, {folder!r})
import kg
from conftest import HOSTILE, VAULT
from kg.exporters import export
for vault in (VAULT, HOSTILE):
    graph = kg.build(dict(sorted(vault.items(), reverse={backwards})))
    for form in {formats}:
        for file in export(graph, f"{{sys.argv[1]}}/x.{{form}}", format=form).files:
            print(file.name, hashlib.sha256(file.read_bytes()).hexdigest())
"""


def test_bytes_do_not_depend_on_hash_seed_or_order_of_files(tmp_path):
    outputs = set()
    for seed in ("0", "1", "2"):
        script = SCRIPT.format(
            folder=str(Path(__file__).parent), backwards=seed == "1", formats=[*map(str, Format)]
        )
        run = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(run.stdout)

    (output,) = outputs
    assert output.count("\n") == 2 * (len(Format) + len(PARTS))
