"""The public interface is one page: every name once, loadable, documented, functions with an example."""

from __future__ import annotations

import enum
import inspect
import subprocess
import sys

import pytest

import kg

NAMES = [name for name in kg.__all__ if name != "__version__"]


def test_every_public_name_is_listed_once_and_has_one_place():
    assert len(kg.__all__) == len(set(kg.__all__))
    assert sorted(kg._PLACE) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_loads_and_is_documented(name):
    thing = getattr(kg, name)

    assert (thing.__doc__ or "").strip()


@pytest.mark.parametrize("name", [name for name in NAMES if inspect.isfunction(getattr(kg, name))])
def test_every_public_function_shows_an_example(name):
    assert ">>> " in (getattr(kg, name).__doc__ or "")


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(getattr(kg, name), enum.EnumMeta)])
def test_every_public_vocabulary_is_made_of_strings(name):
    assert all(isinstance(value, str) for value in getattr(kg, name))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018


def test_importing_the_package_loads_no_heavy_library():
    program = "import kg, sys; print(sorted({'numpy', 'pandas', 'pyarrow', 'rdflib'} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
