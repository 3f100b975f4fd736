"""Writing whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from kg.errors import KgError, UsageError
from kg.store.atomic import replacing, replacing_folder


def half(path: Path, error: BaseException) -> None:
    """Write a part and be interrupted."""
    path.write_text("half")
    raise error


def listing(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_appears_with_its_content_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "new.txt"

    with replacing(target) as temporary:
        temporary.write_text("whole")
        assert not target.exists()
        assert temporary.suffix == ".txt"

    assert target.read_text() == "whole"
    assert listing(tmp_path) == ["deep", "deep/new.txt"]


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_interrupted_write_leaves_the_old_file_whole(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    with pytest.raises(interruption), replacing(target) as temporary:
        half(temporary, interruption())

    assert target.read_text() == "old"
    assert listing(tmp_path) == ["a.txt"]


def test_a_full_disk_is_said_in_words_and_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    with pytest.raises(KgError, match="the disk is full") as caught, replacing(target) as temporary:
        half(temporary, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    assert caught.value.hint
    assert target.read_text() == "old"
    assert listing(tmp_path) == ["a.txt"]


def test_a_full_disk_at_the_flush_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    target = tmp_path / "a.txt"
    target.write_text("old")

    with pytest.raises(KgError, match="the disk is full"), replacing(target) as temporary:
        temporary.write_text("new")

    assert target.read_text() == "old"
    assert listing(tmp_path) == ["a.txt"]


def test_an_error_about_another_file_is_not_blamed_on_the_target(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), replacing(tmp_path / "a.txt"):
        raise PermissionError(errno.EACCES, "denied", str(tmp_path / "notes" / "secret.md"))


def test_a_path_through_a_file_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(KgError, match="not a folder"), replacing(tmp_path / "file" / "a.txt"):
        pass


def test_the_mode_of_the_old_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o640)

    with replacing(target) as temporary:
        temporary.write_text("new")

    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_symbolic_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
    real.parent.mkdir()
    real.write_text("old")
    link.symlink_to(real)

    with replacing(link) as temporary:
        temporary.write_text("new")

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert listing(tmp_path) == ["link.txt", "real", "real/a.txt"]


def test_the_longest_name_the_file_system_allows_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 251 + ".txt")

    with replacing(target) as temporary:
        temporary.write_text("whole")

    assert target.read_text() == "whole"


@pytest.mark.parametrize("target", [Path("/dev/null"), Path("/")])
def test_devices_and_folders_are_no_files_to_write(target: Path) -> None:
    with pytest.raises(UsageError), replacing(target):
        pytest.fail("the block must not run")


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "graph"
    for content in ("old", "new"):
        with replacing_folder(target, owned=("*.txt",)) as temporary:
            (temporary / f"{content}.txt").write_text(content)

    assert listing(tmp_path) == ["graph", "graph/new.txt"]


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_interrupted_folder_leaves_the_old_one_whole(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    target = tmp_path / "graph"
    target.mkdir()
    (target / "a.txt").write_text("old")

    with pytest.raises(interruption), replacing_folder(target, owned=("*.txt",)) as temporary:
        half(temporary / "a.txt", interruption())

    assert listing(tmp_path) == ["graph", "graph/a.txt"]
    assert (target / "a.txt").read_text() == "old"


def test_an_interrupt_between_the_two_renames_restores_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "graph"
    target.mkdir()
    (target / "a.txt").write_text("old")
    rename, calls = Path.rename, []

    def interrupted(path: Path, to: Path) -> Path:
        calls.append(path)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", interrupted)

    with pytest.raises(KeyboardInterrupt), replacing_folder(target, owned=("*.txt",)) as temporary:
        (temporary / "a.txt").write_text("new")

    assert listing(tmp_path) == ["graph", "graph/a.txt"]
    assert (target / "a.txt").read_text() == "old"


def test_a_folder_that_holds_foreign_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")

    with pytest.raises(UsageError, match=r"thesis\.docx"), replacing_folder(tmp_path, owned=("*.txt",)):
        pytest.fail("the block must not run")

    assert listing(tmp_path) == ["thesis.docx"]


def test_what_a_killed_program_left_in_a_folder_does_not_stop_the_next_one(tmp_path: Path) -> None:
    target = tmp_path / "graph"
    target.mkdir()
    with replacing(target / "a.parquet") as temporary:
        temporary.write_text("")
    (target / "a.parquet").rename(temporary)  # as a kill before the last step leaves it

    with replacing_folder(target, owned=("*.txt",)) as folder:
        (folder / "a.txt").write_text("new")

    assert listing(tmp_path) == ["graph", "graph/a.txt"]


def test_a_file_is_no_folder_to_write(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")

    with pytest.raises(UsageError, match="is a file"), replacing_folder(tmp_path / "a", owned=()):
        pytest.fail("the block must not run")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_said_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(KgError, match="does not allow"), replacing(tmp_path / "a.txt") as temporary:
            temporary.write_text("")
    finally:
        tmp_path.chmod(0o700)
