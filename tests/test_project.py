"""Facts about the project as a whole: what is installed, shipped, ignored, and how big a module may grow."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pathspec
import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted((ROOT / "kg").rglob("*.py"))
PIN = re.compile(r"([A-Za-z0-9._-]+)==([0-9][0-9a-z.]*)")


def canonical(name):
    """The form of a package's name that ignores case and the kind of dash."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def declared():
    """Names of all dependencies that pyproject.toml lists, for whatever purpose."""
    project = PYPROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return {
        canonical(re.match(r"[A-Za-z0-9._-]+", text)[0]) for requirements in lists for text in requirements
    }


# --- what is installed ----------------------------------------------------------------------------------


def test_constraints_are_exact_versions_and_nothing_else():
    assert [line for line in pins() if not PIN.fullmatch(line)] == []


def test_constraints_name_each_package_once_in_order():
    names = [canonical(line.partition("==")[0]) for line in pins()]

    assert names == sorted(set(names))


def test_constraints_pin_every_declared_dependency():
    pinned = {canonical(line.partition("==")[0]) for line in pins()}

    assert declared() - pinned == set()


def test_every_declared_dependency_has_a_lower_bound():
    project = PYPROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]

    assert [text for requirements in lists for text in requirements if ">=" not in text] == []


def test_the_page_about_installing_has_every_extra_and_its_packages():
    page = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w-]+)` \| ([\w, -]+) \|", page, re.MULTILINE))
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = {
        name: ", ".join(re.match(r"[A-Za-z0-9._-]+", text)[0] for text in extras[name])
        for name in extras.keys() - {"test", "dev", "docs", "notebooks"}
    }

    assert told == wanted


# --- what is where --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder", ["benchmarks", "data", "docs", "docs/decisions", "kg", "notebooks", "output"]
)
def test_the_top_level_stands_and_holds_something(folder):
    assert any(path.is_file() and path.stat().st_size for path in (ROOT / folder).rglob("*"))


@pytest.mark.parametrize(
    "page",
    [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "docs/explanation/architecture.md",
        "docs/glossary.md",
        "output/README.md",
    ],
)
def test_a_newcomer_finds_the_page(page):
    assert (ROOT / page).read_text(encoding="utf-8").strip()


def test_git_ignores_what_is_made_but_not_the_page_that_explains_it():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = pathspec.GitIgnoreSpec.from_lines(lines)

    assert ignored.match_file("output/report.html")
    assert ignored.match_file("output/tubevault/nodes.parquet")
    assert ignored.match_file(".venv/bin/kg")
    assert not ignored.match_file("output/README.md")


def test_git_ignores_no_source():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = pathspec.GitIgnoreSpec.from_lines(lines)

    assert [path for path in MODULES if ignored.match_file(path.relative_to(ROOT))] == []


# --- what is shipped ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        yield archive


def test_the_wheel_holds_the_whole_package_with_its_data_and_nothing_else(wheel):
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kg").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert shipped == wanted
    assert {"kg/py.typed", "kg/profiles/plain.toml", "kg/profiles/youtube.toml"} <= shipped


def test_the_wheel_has_the_command_and_the_version_of_the_package(wheel):
    (entry_points,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    version = re.search(
        r'^__version__.*"(.+)"$', (ROOT / "kg/__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert "kg = kg.cli.main:main" in wheel.read(entry_points).decode()
    assert entry_points.startswith(f"kg-{version[1]}.dist-info/")


# --- how it is written ----------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_can_be_read_in_one_sitting(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["build", "--help"]], ids=" ".join)
def test_help_comes_without_loading_a_table_or_graph_library(command):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kg", *command],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}

    assert imported & {"networkx", "numpy", "pandas", "pyarrow", "pyvis", "rdflib", "scipy"} == set()
    assert "click" in imported


@pytest.mark.parametrize("task", ["setup", "demo", "test", "lint", "types", "bench", "docs", "dist"])
def test_run_and_make_know_the_same_tasks(task):
    listed = subprocess.run(
        [sys.executable, "run", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout

    assert re.search(rf"^  {task} ", listed, re.MULTILINE)
    assert re.search(rf"^(\w+ )*{task}[ :]", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
