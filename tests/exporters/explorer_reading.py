"""Reads an explorer's page back, by docs/reference/explorer-format.md alone and byte by byte."""

import gzip
import json
import re

WIDTH = {"u8": 1, "u16": 2, "u32": 4}


def sections(page):
    """The bytes of each section of a page."""
    found = re.findall(
        r'<script type="application/octet-stream" id="kg-(\w+)">(.*?)</script>', page, re.DOTALL
    )
    return {name: gzip.decompress(from_sevens(text)) for name, text in found}


def from_sevens(text):
    bits = "".join(f"{code_of(character):07b}" for character in text)
    whole = len(bits) // 8 * 8
    return int(bits[:whole] or "0", 2).to_bytes(whole // 8, "big")


def code_of(character):
    code = ord(character)
    return {256: 0, 257: 13, 258: 60}[code] if code > 127 else code


def columns(data):
    """The columns of a section, each as a list."""
    length = int.from_bytes(data[:4], "little")
    at, found, heads = 4 + length, {}, json.loads(data[4 : 4 + length])
    for name, encoding, count, size in heads:
        found[name] = decoded(encoding, count, data[at : at + size], found)
        assert len(found[name]) == count, name
        at += size
    assert at == len(data)
    return found


def decoded(encoding, count, data, before):
    if encoding == "text":
        return data.decode().split("\n") if count else []
    if encoding == "u16p":
        return [data[place] | data[place + count] << 8 for place in range(count)]
    if encoding in WIDTH:
        width = WIDTH[encoding]
        return [int.from_bytes(data[at : at + width], "little") for at in range(0, len(data), width)]
    numbers = leb128(data)
    if encoding == "varint":
        return numbers
    signed = [unzigzag(number) for number in numbers]
    if encoding == "delta":
        return running(signed, 0)
    assert encoding == "targets", encoding
    found = []
    for source, degree in enumerate(before["out"]):
        found += running(signed[len(found) : len(found) + degree], source)
    return found


def leb128(data):
    numbers, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value, shift = 0, 0
    assert shift == 0
    return numbers


def unzigzag(number):
    return number >> 1 if number % 2 == 0 else -(number >> 1) - 1


def running(differences, value):
    found = []
    for difference in differences:
        value += difference
        found.append(value)
    return found


def repeated(counts):
    """0 as often as the first count says, 1 as often as the second …"""
    return [number for number, count in enumerate(counts) for _ in range(count)]


class Page:
    """What a page says: its meta data, and the columns of all sections together."""

    def __init__(self, page):
        self.page = page
        parts = sections(page)
        self.meta = json.loads(parts.pop("meta"))
        self.names = set(parts)
        for data in parts.values():
            self.__dict__.update(columns(data))
        self.group = repeated(self.group_nodes)
        region_of_group = repeated(self.region_groups)
        self.region = [region_of_group[group] for group in self.group]
        self.source = repeated(self.out)

    def kind_of(self, node):
        return self.meta["node_kinds"][self.kind[node]][0]

    def edges(self):
        """Labels of both ends, the kind and the weight of each edge."""
        kinds = [row[0] for row in self.meta["edge_kinds"]]
        return [
            (self.label[source], self.label[target], kinds[kind], weight)
            for source, target, kind, weight in zip(
                self.source, self.target, self.edge_kind, self.edge_weight, strict=True
            )
        ]

    def place(self, node):
        """x and y in the units of the world."""
        group, step = self.group[node], self.meta["step"]
        return (
            min(max(self.group_x[group] + step * unzigzag(self.x[node]), 0), self.meta["world"]),
            min(max(self.group_y[group] + step * unzigzag(self.y[node]), 0), self.meta["world"]),
        )

    def path_of(self, node):
        path = self.path[node]
        if path == "*" or path.endswith("/*"):
            return path[:-1] + re.sub("[^a-z0-9_ ]", "", self.label[node].lower()).replace(" ", "_") + ".md"
        return path

    def moments_of(self, node):
        first = sum(self.moments[:node])
        return running(self.moment[first : first + self.moments[node]], 0)
