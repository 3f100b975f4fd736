"""The site of the documentation: built strictly, whole, and without a request to anybody else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
STRICT = ("-b", "html", "-n", "-W", "--keep-going", "-q", "-E")


def build(sources, folder):
    command = [sys.executable, "-m", "sphinx", *STRICT, "-d", str(folder / "doctrees")]
    clean = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        [*command, str(sources), str(folder / "html")], check=False, capture_output=True, text=True, env=clean
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "docs", folder)
    assert done.returncode == 0, done.stderr
    return folder / "html"


class Page(HTMLParser):
    """What a page loads, what it links to, and what can be linked to in it."""

    def __init__(self, path):
        super().__init__()
        self.loads, self.links, self.anchors = [], [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.anchors |= {known[name] for name in ("id", "name") if known.get(name)}
        for name, value in attrs:
            if (tag, name) in LOADED:
                self.loads.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_of_the_sources_is_there(site):
    sources = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}

    assert [str(path) for path in sorted(sources) if not (site / path).exists()] == []
    assert len(sources) > 40


def test_nothing_is_loaded_from_elsewhere(site, pages):
    loaded = [(str(path), url) for path, page in pages.items() for url in page.loads if urlsplit(url).netloc]
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    fetched = [
        url
        for text in styles
        for url in re.findall(r"(?:@import|url\()\s*[\"']?((?:https?:)?//[^\"')]+)", text)
    ]

    assert loaded == []
    assert fetched == []


def test_every_link_on_the_site_leads_to_something(site, pages):
    broken = []
    for path, page in pages.items():
        for url in page.links:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc or path.name in {"search.html", "genindex.html"}:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (
                target in pages and unquote(parts.fragment) not in pages[target].anchors
            ):
                broken.append((str(path.relative_to(site)), url))

    assert broken == []


def test_the_site_tells_nothing_of_where_and_when_it_was_built(site):
    told = [path for path in site.rglob("*.html") if str(ROOT) in path.read_text(encoding="utf-8")]

    assert told == []
    assert all("Last updated" not in path.read_text(encoding="utf-8") for path in site.rglob("*.html"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[gone](gone.md)", "gone"),
        ("[no such heading](a.md#gone)", "gone"),
        ("![no picture](gone.png)", "gone.png"),
    ],
)
def test_what_leads_nowhere_fails_the_build(tmp_path, text, complaint):
    done = build(small(tmp_path, index=f"# Index\n\n{text}\n\n```{{toctree}}\na\n```\n"), tmp_path)

    assert done.returncode != 0
    assert complaint in done.stderr


def test_a_page_in_no_menu_fails_the_build(tmp_path):
    done = build(small(tmp_path, index="# Index\n\n[a](a.md)\n"), tmp_path)

    assert done.returncode != 0
    assert "toctree" in done.stderr


def test_a_small_site_is_fine_otherwise(tmp_path):
    done = build(small(tmp_path, index="# Index\n\n[a](a.md#here)\n\n```{toctree}\na\n```\n"), tmp_path)

    assert (done.returncode, done.stderr) == (0, "")


def small(tmp_path, *, index):
    sources = tmp_path / "sources"
    (sources / "_static").mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "conf.py", sources)
    (sources / "_static" / "site.css").write_text("")
    (sources / "index.md").write_text(index)
    (sources / "a.md").write_text("# A\n\n## Here\n\nText.\n")
    return sources
