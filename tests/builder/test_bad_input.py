"""Bad input: it becomes a fault or an error with a hint; nothing hangs, nothing is lost."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.builder.remote_vault import RemoteVault
from kg.builder.vault import File, FolderVault
from kg.errors import KgError, UsageError, VaultError
from kg.store.artefact import write_artefact

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def folder_of(place, files):
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def faults(graph):
    return list(zip(graph.faults["path"], graph.faults["code"], strict=True))


def keys(graph):
    return graph.nodes["key"].tolist()


# --- bytes ------------------------------------------------------------------------------------------------


def test_bytes_that_are_not_utf8_are_reported_once_and_the_rest_is_read():
    graph = kg.build({"a.md": b"caf\xe9 \xff\xfe [[b]]\n[[c]]\n\x80", "b.md": "", "c.md": ""})

    assert faults(graph) == [("a.md", "not-utf8")]
    assert graph.mentions[["line", "column"]].values.tolist() == [[1, 9], [2, 1]]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1000 + b"[[b]]",
        b"\xff" * 1000 + b"\n[[b]]",
        b"\xed\xa0\x80[[b]]",
        b"\xf4\x90\x80\x80[[b]]",
        b"[[b\xc3]]",
        b"---\na: '\xff'\n---\n",
        b"\xc3",
        b"[[b]]\xef\xbb",
        b"\xff\xfe[\0[\0b\0]\0]\0",
        b"\x1a\x1b\x07[[b]]\x7f",
    ],
)
def test_any_bytes_can_stand_in_a_note(data):
    graph = kg.build({"a.md": data, "b.md": "[[a]]"})

    for row in graph.mentions[graph.mentions["source"] == 0].itertuples():
        assert len(row.raw.encode()) == row.end - row.start
    assert "note:b.md" in keys(graph)


# --- sizes ------------------------------------------------------------------------------------------------


@pytest.fixture
def small_notes_only(monkeypatch):
    for module in ("vault", "remote_vault", "batches"):
        monkeypatch.setattr(f"kg.builder.{module}.LARGEST", 100)


@pytest.mark.usefixtures("small_notes_only")
@pytest.mark.parametrize("vault", [FolderVault, RemoteVault])
@pytest.mark.parametrize("told", [101, 3], ids=["as it is listed", "grown since it was listed"])
def test_a_note_that_is_too_large_is_not_read_wherever_it_is(vault, told, tmp_path, monkeypatch):
    folder_of(tmp_path, {"large.md": "[[b]]" + "x" * 96, "small.md": "[[large]]" + "x" * 91})
    listed = [File("large.md", told), File("small.md", 100)]
    monkeypatch.setattr(vault, "files", lambda _: (listed, []))

    graph = kg.build(str(tmp_path) if vault is FolderVault else tmp_path.as_uri())

    assert faults(graph) == [("large.md", "too-large")]
    assert keys(graph) == ["note:large.md", "note:small.md"]
    assert graph.sources["digest"].isna().tolist() == [True, False]


@pytest.mark.usefixtures("small_notes_only")
@pytest.mark.parametrize("vault", [FolderVault, lambda place: RemoteVault(place.as_uri())])
def test_no_more_of_a_large_file_is_read_than_shows_that(vault, tmp_path):
    folder_of(tmp_path, {"large.md": "x" * 10_000})

    assert 100 < len(vault(tmp_path).read("large.md")) <= 200


# --- size and depth ---------------------------------------------------------------------------------------


def took(note, *, files=()):
    start = time.process_time()  # of this process only: a busy machine must not fail the test
    graph = kg.build({"a.md": note, **dict.fromkeys(files, "")}, profile="youtube", jobs=1)
    return graph, time.process_time() - start


def test_a_hundred_thousand_links_on_one_line():
    graph, seconds = took("[[b|c]] é" * 100_000, files=["b.md"])

    assert len(graph.mentions) == 100_000
    assert graph.edges["weight"].tolist() == [100_000]
    assert graph.mentions["column"].iloc[-1] == 9 * 99_999 + 1
    assert seconds < 10


PATTERNS = [
    "[[", "]]", "[", "]", "](", "[](", "[a](", "![", "![[", "[[a|", "[[a#", "[[a]", "[a][", "[a]:",
    "[^a]:", "[^a]: x\n", "[a]: b\n", "`", "``a", "`` ` ", "~~", "~~~\n", "```\n", "$", "$a", "$$",
    "<a ", "<a", "<", "<!--", "<!-- ", "-->", "<?", "<![CDATA[", "<!A", "</a>", "<div>\n", '<a href="',
    "<a x=y ", "<http:", "<a@", "::", "a:: ", "(a:: ", "[a:: ", "%%", "%% ", "#", "# ", "#a", "#a ",
    "# a\n", "[ ", "> ", ">", "> \n", "- ", "-", "- \n", "-\n", "* ", "*",
    "**", "*a ", "_", "_a ", "1. ", "1) a\n", "\\", "\\[", "!", "&", "&amp;", "|", "| ", "|-|\n",
    "a|b\n-|-\n", "=\n", "a\n=\n", "a\n-\n", "---\n", "    ", "\t", "^a ", "^", "://", "http://",
    "http://a", "http://a.b/(", "@", "From: [[", "[0", "[00:00:00", "[0:00, ", "[00:01:02]",
    '<a class="yt-timestamp" data-t="', '<a class="yt-timestamp" data-t="00:00:00">',
    '<a class="yt-timestamp">', "[a](#t=", "é", "😀[[", "\r", "\r\n", " \n", "\n", "\x00", "\u200b", "x",
    ") ", "(", "[!", "> [!a] ", "> [[a]]\n",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS, ids=repr)
def test_no_pattern_takes_more_than_linear_time(pattern):
    _, seconds = took(pattern * (MEGABYTE // 8 // len(pattern.encode())))

    assert seconds < 8  # ten times what the slowest takes; what was quadratic here took ten times that


@pytest.mark.parametrize("pattern", ["> ", "- ", "  - a\n", "* > 1. ", "[", "**a ", "((", "<b>"], ids=repr)
def test_deep_nesting(pattern):
    graph, seconds = took(pattern * 20_000 + "[[b]]\n\n[[c]]\n", files=["b.md", "c.md"])

    assert "note:c.md" in keys(graph)
    assert seconds < 10


def test_a_note_of_fifty_megabytes():
    lines = (
        "A line of a note that goes on and on, as one finds in logs and transcripts.\n" * 200
        + "[[link|label]]\n\n"
    )
    times = 50 * MEGABYTE // len(lines)
    graph, seconds = took(lines * times)

    assert len(graph.mentions) == times
    assert graph.mentions["line"].iloc[-1] == 202 * times - 1
    assert seconds < 60


# --- front matter -----------------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "block",
    [
        "a: 'unclosed\n", "a: [\n", "a: {\n", "a: b: c\n", "\ta: b\n", "- a\nb: c\n", "a: *nothing\n",
        "%YAML 9.9\n", "a: !!python/object/apply:os.system [ls]\nb: [\n", "? [a]\n: b\n- c\n", "@a: b\n",
        "a: `b`\n", "a: \x01\n", "&a &b c: d\n", "a: |\n  b\n c: d\n", BOMB,
        "a: " + "[" * 100_000 + "\n", "a: " + "{a: " * 100_000 + "\n", "- " * 100_000 + "\n",
        "".join(f"{' ' * n}a:\n" for n in range(1000)), "? " * 10_000 + "\n", "a: &a\n  b: *a\n  c: [\n",
    ],
    ids=lambda block: repr(block[:30]),
)  # fmt: skip
def test_broken_front_matter_is_a_fault_and_the_body_is_read(block):
    start = time.perf_counter()

    graph = kg.build({"a.md": f"---\n{block}---\n[[b]]", "b.md": ""}, profile="plain")

    assert faults(graph) == [("a.md", "bad-yaml")]
    assert graph.edges[["source", "target", "kind"]].values.tolist() == [[0, 1, "links_to"]]
    assert len(graph.properties) == 0
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "block",
    ["a: !!python/object/apply:os.system ['touch owned']\n", "a: !x y\n", "a: !!binary x\n", "<<: {a: b}\n"],
)
def test_tags_of_yaml_run_nothing(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    graph = kg.build({"a.md": f"---\n{block}---\n[[b]]"})

    assert keys(graph) == ["note:a.md", "missing:b"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["k{}: v\n", "k{}: [a, 'é [[b]]']\n"])
def test_front_matter_of_five_megabytes(line):
    block = "".join(line.format(number) for number in range(5 * MEGABYTE // len(line)))
    start = time.perf_counter()

    graph = kg.build({"a.md": f"---\n{block}---\n[[c]]"})

    assert "missing:c" in keys(graph)
    assert time.perf_counter() - start < 30


# --- files ------------------------------------------------------------------------------------------------


def test_symbolic_links_are_not_followed(tmp_path):
    outside = folder_of(tmp_path / "outside", {"secret.md": "[[a]]"})
    vault = folder_of(tmp_path / "vault", {"a.md": "[[secret]] [[loop/a]]", "x/b.md": ""})
    (vault / "loop").symlink_to(vault)
    (vault / "x" / "up").symlink_to("..")
    (vault / "out").symlink_to(outside)
    (vault / "secret.md").symlink_to(outside / "secret.md")
    (vault / "self.md").symlink_to("self.md")
    (vault / "gone.md").symlink_to("nowhere")

    graph = kg.build(vault)

    assert keys(graph) == ["note:a.md", "note:x/b.md", "missing:loop/a", "missing:secret"]
    assert sorted(faults(graph)) == [
        (path, "symlink") for path in sorted(["gone.md", "loop", "out", "secret.md", "self.md", "x/up"])
    ]


def test_a_vault_may_itself_be_a_symbolic_link(tmp_path):
    folder_of(tmp_path / "vault", {"a.md": "[[b]]"})
    (tmp_path / "link").symlink_to("vault")

    assert keys(kg.build(tmp_path / "link")) == ["note:a.md", "missing:b"]


def test_a_file_that_cannot_be_opened_is_a_fault_and_stays_a_note(tmp_path, monkeypatch):
    vault = folder_of(tmp_path, {"a.md": "[[b]] [[c]]", "b.md": "[[c]]", "c.md": ""})
    really = os.open

    def refuse(path, *arguments, **options):
        if os.fsencode(path).endswith(b"b.md"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return really(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    graph = kg.build(vault)

    assert faults(graph) == [("b.md", "unreadable")]
    assert keys(graph) == ["note:a.md", "note:b.md", "note:c.md"]
    assert len(graph.edges) == 2


def test_a_folder_that_cannot_be_listed_is_a_fault(tmp_path, monkeypatch):
    vault = folder_of(tmp_path, {"a.md": "[[b]]", "x/b.md": ""})
    really = os.scandir

    def refuse(path):
        if os.fsencode(path).rstrip(b"/").endswith(b"x"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return really(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert faults(kg.build(vault)) == [("x", "unreadable")]


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_permissions_are_respected(tmp_path):
    vault = folder_of(tmp_path, {"a.md": "", "b.md": ""})
    (vault / "b.md").chmod(0)

    assert faults(kg.build(vault)) == [("b.md", "unreadable")]


def test_a_file_that_vanishes_between_listing_and_reading_is_a_fault(tmp_path, monkeypatch):
    vault = folder_of(tmp_path, {"a.md": "[[b]]", "b.md": "[[a]]"})
    listed = FolderVault.files

    def list_and_remove(self):
        found = listed(self)
        (vault / "b.md").unlink()
        return found

    monkeypatch.setattr(FolderVault, "files", list_and_remove)

    graph = kg.build(vault)

    assert faults(graph) == [("b.md", "unreadable")]
    assert graph.edges[["source", "target"]].values.tolist() == [[0, 1]]


def test_a_note_that_is_a_pipe_is_left_out(tmp_path):
    vault = folder_of(tmp_path, {"a.md": "[[pipe]]"})
    os.mkfifo(vault / "pipe.md")

    assert keys(kg.build(vault)) == ["note:a.md", "missing:pipe"]


def test_a_folder_named_like_a_note_is_a_folder(tmp_path):
    vault = folder_of(tmp_path, {"a.md/b.md": "[[a]]"})

    assert keys(kg.build(vault)) == ["note:a.md/b.md", "missing:a"]


def test_names_with_line_ends_and_odd_bytes(tmp_path):
    names = [
        b"new\nline.md",
        b"tab\t.md",
        b"latin-\xe9.md",
        b'quote".md',
        b"back\\slash.md",
        b"-rf.md",
        b"a;b.md",
        b" .md",
        "\u202egnp.md".encode(),
        b"\\xe9.md",
        b"<b>.md",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"[[x]]")

    graph = kg.build(tmp_path)
    kg.write(graph, tmp_path / "graph")

    assert sum(key.startswith("note:") for key in keys(graph)) == len(names)
    assert graph.edges["weight"].sum() == len(names)
    assert {path for path, code in faults(graph) if code == "odd-name"} >= {"new\nline.md", "tab\t.md"}
    assert keys(kg.read(tmp_path / "graph")) == keys(graph)


def test_two_names_that_look_alike_once_decoded_stay_two(tmp_path):
    for name in (b"a\xe9.md", b"a\\xe9.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"[[" + name[-5:-3] + b"]]")

    graph = kg.build(tmp_path)

    assert len(set(graph.nodes["key"])) == len(graph.nodes)
    assert sum(graph.nodes["kind"] == "note") == 2
    assert len(set(graph.sources["digest"])) == 2


def test_a_file_too_large_to_be_a_note_is_a_fault(tmp_path):
    vault = folder_of(tmp_path, {"a.md": "[[big]]"})
    with (vault / "big.md").open("wb") as file:
        file.truncate(257 * MEGABYTE)

    assert faults(kg.build(vault)) == [("big.md", "too-large")]


# --- vaults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", [None, "plain", "youtube"])
def test_an_empty_vault_gives_an_empty_graph(tmp_path, profile):
    (tmp_path / "vault").mkdir()

    graph = kg.build(tmp_path / "vault", profile=profile, output=tmp_path / "graph")

    assert all(len(kg.read(tmp_path / "graph").tables[name]) == 0 for name in graph.tables)
    assert len(kg.build({}, profile=profile).nodes) == 0


def test_a_vault_without_notes_gives_an_empty_graph(tmp_path):
    graph = kg.build(folder_of(tmp_path, {"p.png": b"\x89PNG", "x/y.txt": "[[a]]"}))

    assert len(graph.nodes) == 0
    assert graph.sources["path"].tolist() == ["p.png", "x/y.txt"]


def test_an_empty_note_is_a_note():
    assert kg.build({"a.md": "", "b.md": "\n", "c.md": "\ufeff"}).nodes["words"].tolist() == [0, 0, 0]


def test_a_path_that_is_no_vault_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "file.md").write_text("[[a]]")

    for place, reason in ((tmp_path / "missing", "does not exist"), (tmp_path / "file.md", "is a file")):
        with pytest.raises(VaultError, match=reason) as caught:
            kg.build(place)
        assert caught.value.hint
        assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("option", "value"), [("jobs", 0), ("jobs", -1), ("rules", "strict"), ("profile", "nothing")]
)
def test_wrong_options_are_errors_with_a_hint(option, value):
    with pytest.raises(UsageError) as caught:
        kg.build({"a.md": ""}, **{option: value})

    assert caught.value.hint


# --- writing ----------------------------------------------------------------------------------------------


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("place", ["os.fsync", "pyarrow.parquet.ParquetWriter.write_table"])
def test_a_full_disk_leaves_the_previous_graph_whole(tmp_path, monkeypatch, place):
    kg.build({"a.md": "[[b]]"}, output=tmp_path / "graph")
    before = content(tmp_path / "graph")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, full)
    with pytest.raises(KgError, match="the disk is full") as caught:
        kg.build({"c.md": ""}, output=tmp_path / "graph")

    assert caught.value.hint
    assert content(tmp_path / "graph") == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path):
    keep = folder_of(tmp_path / "mine", {"thesis.md": "years of work"})

    with pytest.raises(UsageError, match=r"thesis\.md"):
        kg.build({"a.md": ""}, output=keep)

    assert content(keep) == {"thesis.md": b"years of work"}


def test_ctrl_c_while_the_tables_are_written_leaves_the_previous_graph_whole(tmp_path, monkeypatch):
    kg.build({"a.md": "[[b]]"}, output=tmp_path / "graph")
    before = content(tmp_path / "graph")
    tables, manifest = kg.build({"c.md": ""}).tables, kg.read(tmp_path / "graph").manifest

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_artefact({name: tables.arrow(name) for name in tables}, manifest, tmp_path / "graph")

    assert content(tmp_path / "graph") == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


@pytest.mark.parametrize("delay", [0.0, 0.3, 0.6])
def test_ctrl_c_at_any_moment_leaves_the_previous_graph_whole(tmp_path, delay):
    vault = folder_of(
        tmp_path / "vault", {f"{n % 50}/{n}.md": f"[[{n + 1}]] `c` " * 200 for n in range(5000)}
    )
    kg.build({"a.md": "[[b]]"}, output=tmp_path / "graph")
    before = content(tmp_path / "graph")
    program = (
        "import sys, kg\n"
        "print('ready', flush=True)\n"
        f"kg.build({str(vault)!r}, output={str(tmp_path / 'graph')!r}, jobs=2)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdout.readline() == b"ready\n"
    time.sleep(delay)

    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)

    after = content(tmp_path / "graph")
    assert after == before if running.returncode else set(after) == set(before)
    assert running.returncode == 0 or b"KeyboardInterrupt" in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "vault"]
