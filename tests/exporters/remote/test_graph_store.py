"""What a push asks of a store does there what the recommendations say, by either protocol."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kg.exporters.remote.client import Client
from kg.exporters.remote.credentials import credentials
from kg.exporters.remote.endpoints import endpoints
from kg.exporters.remote.store import RemoteStore

CASES = tomllib.loads(Path(__file__).with_name("graph_store.toml").read_text(encoding="utf-8"))["case"]
NAMES = {letter: f"https://notes.example/gsp/{letter}#ü" for letter in "ab"}


def triples(numbers):
    return [f'<https://notes.example/s> <https://notes.example/p> "{number}" .' for number in numbers]


@pytest.mark.parametrize("protocol", ["gsp", "update"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_store_does_what_a_push_asks(store, case, protocol):
    url = getattr(store, protocol)
    who = credentials(urlsplit(url).hostname)
    with Client(who, url) as client:
        remote = RemoteStore(client, endpoints(url, protocol=protocol))
        for name in NAMES.values():
            remote.drop(name)
        for action, letter, *rest in case["steps"]:
            if action == "add":
                remote.add(NAMES[letter], "".join(f"{line}\n" for line in triples(rest[0])).encode())
            elif action == "copy":
                remote.copy(NAMES[letter], NAMES[rest[0]])
            else:
                remote.drop(NAMES[letter])
        counts = {letter: remote.count(NAMES[letter]) for letter in case["then"]}

    assert {letter: store.content(NAMES[letter]) for letter in case["then"]} == {
        letter: set(triples(numbers)) for letter, numbers in case["then"].items()
    }
    assert counts == {letter: len(numbers) for letter, numbers in case["then"].items()}
