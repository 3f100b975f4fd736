"""The extras: packages that some commands need, and what each gives."""

from __future__ import annotations

from typing import Final, NamedTuple


class Extra(NamedTuple):
    """Packages that need not be there: how to ask for them, which they are, what they give."""

    name: str
    packages: tuple[str, ...]
    gives: str


EXTRAS: Final = (
    Extra("mcp", ("mcp",), "kg mcp: the graph as tools for agents"),
    Extra("plots", ("matplotlib",), "--plot FILE: pictures of degrees, measures, communities, overlap"),
    Extra("shacl", ("pyshacl",), "kg validate, kg export --validate: RDF held against the model's shapes"),
    Extra("shacl-fast", ("shacl",), "the same fifteen times as fast"),
    Extra("spark", ("pyspark",), "--engine spark: builds, measures and RDF on a cluster"),
    Extra("sql", ("duckdb",), "kg sql: SQL over the tables"),
)
