"""Writes pictures of the explorer, to be looked at: ``./run screenshots``.

Args: a folder; then, if wished, a graph folder or page to show instead of the sample vault.
"""

from __future__ import annotations

import sys
from pathlib import Path

import kg
from kg.exporters.explorer import write_explorer

sys.path.insert(0, str(Path(__file__).parent))

from chromium import Chromium

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
    print(f"pictures in {folder}")  # noqa: T201 - a script


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else ROOT / "data" / "tubevault")
