"""Writes pictures of the explorer and of the report, to be looked at: ``./run screenshots``.

Args: a folder; then, if wished, a graph folder or page to show instead of the sample vault.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kg
from kg.exporters.explorer import write_explorer

sys.path.insert(0, str(Path(__file__).parent))

from chromium import Chromium, find

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844, "touch": True}}
STATES = {
    "overview": (),
    "search": ("/", "=light"),
    "page": ("/", "=light", "Enter"),
    "local": ("/", "=light", "Enter", "l"),
    "missing": ("m",),
    "list": ("v",),
    "help": ("?",),
}


def page_of(source, folder):
    """The page of a graph; a page stays as it is."""
    if source.suffix == ".html":
        return source
    graph = kg.read(source) if (source / "manifest.json").exists() else kg.build(source)
    path = folder / "explorer.html"
    with path.open("wb") as stream:
        write_explorer(graph, stream)
    return path


def report_of(source, folder):
    """A picture of how the report begins."""
    page = folder / "report.html"
    graph = kg.read(source) if (source / "manifest.json").exists() else kg.build(source)
    kg.export(graph, page, format="report")
    flags = ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--window-size=1100,760")
    command = [find(), *flags, f"--screenshot={folder / 'report.png'}", page.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def main(folder, source):
    folder.mkdir(parents=True, exist_ok=True)
    path = page_of(source, folder)
    with Chromium() as browser:
        for size, looks in SIZES.items():
            for dark in (False, True):
                for state, steps in STATES.items():
                    page = browser.page(**looks, dark=dark).open(path)
                    for step in steps:
                        if step.startswith("="):
                            page.type(step[1:])
                        else:
                            page.key(step)
                        page.rest(500)
                    page.rest(500)
                    page.screenshot(folder / f"{size}-{'dark' if dark else 'light'}-{state}.png")
                    page.close()
    if source.suffix != ".html":
        report_of(source, folder)
    print(f"pictures in {folder}")  # noqa: T201 - a script


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else ROOT / "data" / "tubevault")
