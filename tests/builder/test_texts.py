"""The notes' text: read once, when it is asked for, and only if it is what the graph was built from."""

from __future__ import annotations

import pytest

import kg
from kg.builder.vault import MemoryVault
from kg.errors import VaultError

NOTES = {"a.md": "[[b]]", "b.md": "b", "sub/c.md": b"\xef\xbb\xbfbad \xff byte", "d.png": "", "e.md": ""}


@pytest.fixture
def vault(tmp_path):
    for path, text in NOTES.items():
        place = tmp_path / "vault" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / "vault"


def test_texts_are_those_of_the_files_with_odd_bytes_as_the_builder_reads_them(vault):
    graph = kg.build(vault)
    found = kg.texts(graph, vault)
    number = dict(zip(graph.nodes["path"], graph.nodes.index, strict=True))

    assert found.text(number["a.md"]) == "[[b]]"
    assert found.text(number["sub/c.md"]) == "bad ? byte"
    assert found.data(number["sub/c.md"]) == NOTES["sub/c.md"]
    assert found.text(number["e.md"]) == ""
    assert found.unusable == {}


def test_a_changed_and_a_vanished_file_are_told_and_never_given(vault):
    graph = kg.build(vault)
    (vault / "a.md").write_text("[[c]]", encoding="utf-8")
    (vault / "b.md").unlink()
    found = kg.texts(graph, vault)

    read = [path for _, notes in found.batches() for path in [note.path for note in notes]]

    assert read == ["e.md", "sub/c.md"]
    assert found.text(0) is None
    assert found.unusable == {"a.md": "changed", "b.md": "unreadable"}


def test_nothing_is_read_before_it_is_asked_for_and_nothing_kept_is_read_twice(monkeypatch):
    reads = []
    read = MemoryVault.read
    monkeypatch.setattr(MemoryVault, "read", lambda vault, path: reads.append(path) or read(vault, path))
    graph = kg.build(NOTES)
    reads.clear()

    found = kg.texts(graph, NOTES)
    assert reads == []
    assert found.text(1) == found.text(1) == "b"
    numbers, notes = next(found.batches())
    found.keep([0], dict(zip(numbers, notes, strict=True)))
    assert found.text(0) == "[[b]]"
    assert sorted(reads) == ["a.md", "b.md", "e.md", "sub/c.md"]


def test_what_was_made_of_a_note_is_made_again_only_of_another_text(tmp_path):
    made = []

    def make(data):
        made.append(data.decode())
        return data.decode().upper()

    def all_of(found):
        return [found.made(node, "shout", make) for node in range(3)]

    for name, text in {"a.md": "One.", "b.md": "Two.", "c.md": "Three."}.items():
        (tmp_path / name).write_text(text)
    before = kg.texts(kg.build(tmp_path), tmp_path)
    assert all_of(before) == all_of(before) == ["ONE.", "TWO.", "THREE."]
    (tmp_path / "b.md").write_text("Other.")
    after = before.after(kg.build(tmp_path))
    assert all_of(after) == ["ONE.", "OTHER.", "THREE."]
    assert made == ["One.", "Two.", "Three.", "Other."]
    assert after.made(0, "whisper", bytes.decode) == "One."


def test_what_nobody_asked_for_in_between_is_forgotten(tmp_path):
    (tmp_path / "a.md").write_text("One.")
    graph = kg.build(tmp_path)
    first = kg.texts(graph, tmp_path)
    second = first.after(graph)
    third = second.after(graph)

    assert first.made(0, "text", bytes.decode) == "One."
    assert second.made(0, "other", bytes.decode) == "One."
    assert third.made(0, "text", lambda _: "made again") == "made again"


def test_nodes_that_are_no_notes_have_no_text():
    graph = kg.build({"a.md": "[[nowhere]] #tag ![[d.png]]", "d.png": ""})
    found = kg.texts(graph, {"a.md": "[[nowhere]] #tag ![[d.png]]", "d.png": ""})

    assert [found.text(node) is None for node in graph.nodes.index] == [False, True, True, True]
    assert found.unusable == {}


def test_batches_of_some_notes_come_in_the_order_asked_for():
    graph = kg.build(NOTES)

    batches = list(kg.texts(graph, NOTES).batches([2, 0]))

    assert [numbers for numbers, _ in batches] == [[2, 0]]


def test_a_name_that_is_not_utf8_is_found_again(tmp_path):
    name = bytes(tmp_path) + b"/\xff.md"
    try:
        with open(name, "wb") as file:  # noqa: PTH123 — a name that is no text
            file.write(b"odd")
    except OSError:
        pytest.skip("this file system has only names that are UTF-8")
    graph = kg.build(tmp_path)

    assert kg.texts(graph, tmp_path).text(0) == "odd"


def test_a_vault_that_is_not_there_is_told(tmp_path):
    with pytest.raises(VaultError, match="does not exist"):
        kg.texts(kg.build(NOTES), tmp_path / "nowhere")


def test_the_place_of_the_vault_is_kept_beside_the_tables_and_changes_none(vault, tmp_path):
    from kg.store.artefact import LOCATION, read_location

    kg.build(vault, output=tmp_path / "one")
    kg.build(dict(NOTES), output=tmp_path / "two")

    assert read_location(tmp_path / "one") == vault.resolve()
    assert read_location(tmp_path / "two") is None
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one.pop(LOCATION)
    one.pop("manifest.json")  # which has the vault's name
    two.pop("manifest.json")
    assert one == two


def test_a_damaged_place_is_told_and_reading_the_graph_does_not_need_it(vault, tmp_path):
    from kg.errors import ArtefactError
    from kg.store.artefact import LOCATION, read_location

    kg.build(vault, output=tmp_path / "graph")
    (tmp_path / "graph" / LOCATION).write_text("[]", encoding="utf-8")

    with pytest.raises(ArtefactError, match="--vault"):
        read_location(tmp_path / "graph")
    assert len(kg.read(tmp_path / "graph").nodes)
    kg.build(vault, output=tmp_path / "graph")
    assert read_location(tmp_path / "graph") == vault.resolve()
