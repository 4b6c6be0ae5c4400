"""The front door: its names, and that each function says what it is given."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import costmodel

NAMES = [name for name in dir(costmodel) if name != "__version__"]
FUNCTIONS = [name for name in NAMES if inspect.isfunction(getattr(costmodel, name))]


def test_it_lists_what_it_has_and_nothing_twice() -> None:
    assert len(NAMES) == len(set(NAMES))
    for wanted in ("estimate", "Pricing", "Bundle", "Terms", "load_seller", "statements", "compare", "to_docx"):
        assert wanted in NAMES


def test_a_name_that_it_has_not_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'estimates'"):
        costmodel.estimates  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_of_a_public_function_is_described(name: str) -> None:
    function = getattr(costmodel, name)
    words = inspect.getdoc(function) or ""
    assert [given for given in inspect.signature(function).parameters if f"`{given}`" not in words] == []


def test_importing_it_stays_light() -> None:
    code = "import costmodel, sys; assert not {'pydantic', 'numpy', 'babel'} & set(sys.modules), sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
