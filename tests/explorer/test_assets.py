"""What was built stands as the sources say; no browser is needed to see that, and no Node."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FRONTEND = ROOT / "frontend"
ASSETS = ROOT / "kg" / "exporters" / "explorer" / "assets"
MANIFEST = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))


def test_assets_are_those_of_the_manifest():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ASSETS.iterdir()
        if path.name != "manifest.json"
    }

    assert found == {name: asset["sha256"] for name, asset in MANIFEST["assets"].items()}


def test_assets_were_built_from_these_sources():
    files = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    files += [FRONTEND / "package.json", FRONTEND / "build.mjs"]
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(FRONTEND).as_posix(), path) for path in files):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())

    assert digest.hexdigest() == MANIFEST["sources"], "run npm run build in frontend/"


def test_the_program_loads_nothing_and_makes_no_markup():
    script = (ASSETS / "explorer.js").read_text(encoding="utf-8")

    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|\bfetch\(|XMLHttpRequest"
        r"|WebSocket|\bimport\("
    )
    assert re.findall(forbidden, script) == []
    assert set(re.findall(r"https?://[\w./-]+", script)) <= {
        "http://graphml.graphdrawing.org/xmlns",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/2000/svg",
        "https://example.org/",
        "https://schema.org/",
        "https://w3id.org/notegraph/ns",
        "https://www.youtube.com/watch",
    }


def test_the_lock_file_names_no_place_to_download_from():
    assert "resolved" not in (FRONTEND / "package-lock.json").read_text(encoding="utf-8")


def test_modules_stay_small():
    long = {
        path.name: lines
        for path in (FRONTEND / "src").rglob("*.ts")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }

    assert long == {}
