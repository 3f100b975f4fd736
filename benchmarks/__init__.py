"""Measures time and memory against named peers and floors: ``python -m benchmarks --help``."""
