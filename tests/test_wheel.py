"""What is shipped: it holds what it needs, is made alike each time, and works alone, without a network.

The wheel is installed into a fresh environment. Packages that it needs come from the one the tests run in, by
a path file, which does not let in what is installed for development there. Networking is off: in a network
namespace of its own where the system permits that, and by a module that forbids sockets everywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTES = {
    "Graph theory.md": "---\ntitle: Graph theory\n---\nSee [[Trees]] and [[Matroids]]. #maths\n",
    "Trees.md": "A tree is a connected graph without cycles: [[Graph theory]].\n",
}
OFFLINE = """import socket


def refuse(*words, **named):
    raise OSError("there is no network in this test")


socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""


def others():
    """Other Pythons of this machine: those on the path, and those that pyenv keeps."""
    kept = Path.home() / ".pyenv" / "versions"
    for version in ("3.11", "3.12", "3.13", "3.14"):
        if sys.version_info[:2] == tuple(map(int, version.split("."))):
            continue
        for found in (
            *sorted(map(str, kept.glob(f"{version}.*/bin/python"))),
            shutil.which(f"python{version}"),
        ):
            if (
                found
                and not subprocess.run(
                    [found, "-c", "import venv"], capture_output=True, check=False
                ).returncode
            ):
                yield found
                break


def hatch(source, folder):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
    )
    return {path.name: path for path in folder.iterdir()}


def digests(files):
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The files by their suffix."""
    made = hatch(ROOT, tmp_path_factory.mktemp("dist"))
    return {"whl" if name.endswith(".whl") else "gz": path for name, path in made.items()}


def program(python, folder, *paths):
    """A fresh environment's Python, which finds these paths too; other than ours if a python is named."""
    if python is None:
        venv.create(folder, symlinks=os.name != "nt")
    else:
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    here = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = Path(
        subprocess.run([here, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    )
    place.joinpath("sitecustomize.py").write_text(OFFLINE)
    place.joinpath("needed.pth").write_text("".join(f"{path}\n" for path in paths))
    return here


def install(wheel, python):
    pip = ("-m", "pip", "--python", str(python), "install", "-q", "--no-index", "--no-deps")
    subprocess.run([sys.executable, *pip, "--disable-pip-version-check", str(wheel)], check=True)


def type_in(folder, *command):
    """Run a program without network, and without anything of ours in its environment."""
    apart = ["unshare", "-rn"]
    permitted = shutil.which("unshare") and not subprocess.run([*apart, "true"], check=False).returncode
    kept = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "LANG")
    return subprocess.run(
        [*(apart if permitted else ()), *map(str, command)],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={name: os.environ[name] for name in kept if name in os.environ},
    )


@pytest.fixture(scope="module")
def installed(shipped, tmp_path_factory):
    """A fresh environment's Python, with the wheel in it."""
    paths = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    python = program(None, tmp_path_factory.mktemp("fresh") / "env", *paths)
    install(shipped["whl"], python)
    return python


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    for name, text in NOTES.items():
        (folder / "vault").mkdir(exist_ok=True)
        (folder / "vault" / name).write_text(text)
    return folder


# --- what they hold -------------------------------------------------------------------------------------


def test_the_source_holds_what_the_wheel_is_made_from_and_nothing_else(shipped):
    with tarfile.open(shipped["gz"]) as archive:
        names = {Path(name).relative_to(Path(name).parts[0]).as_posix() for name in archive.getnames()}
    outside = {name for name in names if not name.startswith("kg/")}

    assert outside == {"CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml", ".gitignore"}


def test_the_wheel_has_its_licence_and_the_assets_of_its_pages(shipped):
    with zipfile.ZipFile(shipped["whl"]) as archive:
        names = set(archive.namelist())

    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {
        "kg/exporters/explorer/assets/explorer.js",
        "kg/exporters/rdf/context.jsonld",
        "kg/exporters/rdf/shapes.ttl",
        "kg/exporters/report/health.html.j2",
        "kg/py.typed",
    } <= names
    assert [name for name in names if name.endswith((".md", ".pyc")) or "test" in Path(name).parts] == []


def test_two_builds_give_the_same_bytes(shipped, tmp_path):
    again = hatch(ROOT, tmp_path)

    assert digests(again) == digests({path.name: path for path in shipped.values()})


def test_the_source_gives_the_same_wheel(shipped, tmp_path):
    with tarfile.open(shipped["gz"]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    made = hatch(source, tmp_path / "dist")

    assert made[shipped["whl"].name].read_bytes() == shipped["whl"].read_bytes()


# --- what it does, alone --------------------------------------------------------------------------------


def test_what_runs_is_what_was_installed(installed, place):
    code = "import kg; print(kg.__file__)"

    done = type_in(place, installed, "-c", code)

    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent), done.stderr


def test_there_is_no_network(installed, place):
    done = type_in(place, installed, "-c", "import socket; socket.create_connection(('127.0.0.1', 9), 1)")

    assert "there is no network in this test" in done.stderr


@pytest.mark.slow
def test_it_does_all_of_it(installed, place):
    kg = installed.parent / "kg"

    def typed(*words, code=0):
        done = type_in(place, kg, *words)
        assert done.returncode == code, (words, done.stderr)
        return done.stdout

    assert typed("--version").startswith("kg ")
    typed("build", "vault", "-o", "graph")
    for name in ("g.ttl", "g.html", "g.svg", "g.graphml", "g.jsonld"):
        typed("export", "graph", "-o", name)
    typed("explore", "graph", "-o", "explorer.html")
    typed("report", "graph", "-o", "report.html")
    assert "dangling-link" in typed("check", "graph", code=1)
    typed("validate", "g.ttl")
    (row,) = json.loads(typed("dangling", "graph", "--json"))
    assert row["label"] == "Matroids"
    assert "Trees" in typed("sparql", "graph", "linked", "--format", "csv")
    assert all(
        (place / name).stat().st_size > 500
        for name in ("g.ttl", "g.html", "g.svg", "g.graphml", "g.jsonld", "explorer.html", "report.html")
    )


@pytest.mark.parametrize("python", [*others()])
def test_other_versions_of_python_read_it_and_give_help(shipped, python, place, tmp_path):
    """Packages in machine code are of one version; help needs none of them."""
    needed = tmp_path / "needed"
    shutil.copytree(Path(click.__file__).parent, needed / "click")
    other = program(python, tmp_path / "env", needed)
    install(shipped["whl"], other)

    compiled = type_in(place, other, "-W", "error", "-m", "compileall", "-q", "-f", tmp_path / "env" / "lib")
    helped = type_in(place, other.parent / "kg", "--help")

    assert (compiled.returncode, compiled.stdout) == (0, "")
    assert helped.returncode == 0, helped.stderr
    assert "Build the graph of a vault" in helped.stdout


# --- what its types say ---------------------------------------------------------------------------------

USER = """
from pathlib import Path
import kg

graph: kg.KnowledgeGraph = kg.build(Path("vault"), profile="plain")
node: int = kg.find(graph, "Trees")
names: list[str] = kg.dangling(graph)["label"].tolist()
kg.export(graph, "g.ttl")
kind: str = kg.NodeKind.NOTE
try:
    kg.read("nowhere")
except kg.KgError as error:
    print(error.hint, node, names, kind)
"""


WRONG = """
kg.build(7)
node = kg.build("x")
kg.nothing
"""


def test_a_users_script_is_checked_by_the_types_that_are_shipped(installed, tmp_path):
    (tmp_path / "right.py").write_text(USER)
    (tmp_path / "wrong.py").write_text(USER + WRONG)

    done = type_in(
        tmp_path,
        *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-color-output"),
        *(f"--python-executable={installed}", "right.py", "wrong.py"),
    )

    *complaints, summary = done.stdout.splitlines()
    assert summary == "Found 3 errors in 1 file (checked 2 source files)", done.stdout + done.stderr
    for line, complaint in zip(
        complaints,
        (
            'Argument 1 to "build" has incompatible type "int"',
            "Incompatible types in assignment",
            'Module has no attribute "nothing"',
        ),
        strict=True,
    ):
        assert line.startswith("wrong.py:")
        assert complaint in line
