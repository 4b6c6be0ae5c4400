"""What a plain install leaves out: which extra brings it, and the command that installs it.

The command installs from the user's own copy: the name `costmodel` on the public index belongs to another project.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType
from typing import Literal, NamedTuple

from costmodel.files.faults import CostmodelError, Message, phrase, said

ExtraName = Literal["documents", "frames", "notebooks", "app", "rates", "sign-in"]


class Extra(NamedTuple):
    """What an extra brings, and the modules by which one sees that it is there."""

    brings: str
    modules: tuple[str, ...]


EXTRAS: Mapping[ExtraName, Extra] = MappingProxyType(
    {
        "documents": Extra("Word and Excel files", ("docx", "docxtpl", "jinja2", "lxml", "openpyxl", "xlsxwriter")),
        "frames": Extra("DataFrames", ("pandas",)),
        "notebooks": Extra("charts", ("altair",)),
        "app": Extra("the app in the browser", ("streamlit", "altair", "pandas", "docxtpl", "xlsxwriter")),
        "rates": Extra("the rates of hmrc and forex-python", ("hmrc_rates", "forex_python")),
        "sign-in": Extra("sign-in to the app", ("streamlit", "authlib")),
    }
)


def missing(extra: ExtraName) -> Message | None:
    """What to do about an extra that is not installed; None where it is."""
    if all(find_spec(module) for module in EXTRAS[extra].modules):
        return None
    return said(
        "The extra '{extra}' is not installed; it brings {what}. In your copy of costmodel: pip install '.[{extra}]' "
        "(or the path of the wheel in place of the dot).",
        extra=extra,
        what=phrase(EXTRAS[extra].brings),
    )


@cache
def require(extra: ExtraName) -> None:
    """Raises CostmodelError with the command that brings an extra, where it is not installed."""
    told = missing(extra)
    if told is not None:
        raise CostmodelError(told)
