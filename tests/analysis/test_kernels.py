"""Kernels: when they are loaded, and what becomes of a machine that keeps nothing."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from kg.analysis import settling
from kg.analysis.kernels import compiled as module
from kg.analysis.settling import settled


def test_a_kernel_works_where_there_is_no_place_for_a_cache(monkeypatch):
    real = module.njit

    def no_place(*, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(module, "njit", no_place)

    assert module.compiled(double)(21) == 42


def double(number):
    return 2 * number


def test_measures_are_listed_without_loading_the_compiler():
    program = "import kg.analysis.measures, kg.analysis.backend, sys; print('numba' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 9), st.randoms(use_true_random=False), st.floats(0, 0.9))
def test_what_settles_solves_the_equation(size, random, strength):
    dense = np.array([[random.choice([0, 0, 1]) for _ in range(size)] for _ in range(size)], dtype=float)
    dense *= strength / max(dense.sum(axis=1).max(), 1)
    base = np.arange(1.0, size + 1)

    values, _ = settled(csr_array(dense), base, tolerance=1e-13)

    assert values == pytest.approx(np.linalg.solve(np.eye(size) - dense, base))


def test_what_settles_does_not_hang_on_how_scipy_numbers_components(monkeypatch):
    matrix, base = csr_array([[0, 0, 0.5], [0.5, 0, 0], [0, 0.5, 0]]), np.array([1.0, 2, 3])
    chain = csr_array([[0, 0, 0], [0.5, 0, 0], [0, 0.5, 0]])
    wanted = [settled(form, base, tolerance=1e-12)[0] for form in (matrix, chain)]
    monkeypatch.setattr(settling, "connected_components", lambda *_, **__: (3, np.array([2, 1, 0], np.int32)))

    found = [settled(form, base, tolerance=1e-12)[0] for form in (matrix, chain)]

    assert np.array(found) == pytest.approx(np.array(wanted))


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_what_grows_forever_does_not_settle(factor):
    assert settled(csr_array([[0, factor], [1.0, 0]]), np.ones(2), tolerance=1e-9) is None
