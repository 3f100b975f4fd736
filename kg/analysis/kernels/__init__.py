"""Loops over a graph's arrays that no array library has, compiled to machine code when first used.

Every kernel takes rows as ``indptr`` (int64) and ``indices`` (int32), each row without repetitions, as
`kg.analysis.arrays` makes them: one signature each, so each is compiled once. Modules here are imported by
the functions that need them, since numba takes longer to load than most measures to run.
"""
