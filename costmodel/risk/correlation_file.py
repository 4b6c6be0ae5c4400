"""A correlation matrix from a file: rows of numbers in the order of the lines, or rows and columns with their names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from costmodel.files.faults import InputError, not_among, said, shorten
from costmodel.files.strict_yaml import read_yaml
from costmodel.files.tables import read_table
from costmodel.money.currencies import decimal_of
from costmodel.risk.correlation import checked

SUFFIXES = (".csv", ".yaml", ".yml", ".json")
Rows = list[list[float]]


def load_matrix(path: Path, *, lines: Sequence[str]) -> Rows:
    """The correlations between the `lines`, in their order.

    A CSV file may name them in its first row and column; then its own order does not matter. Raises InputError for
    what is no table of correlations; one that no costs can show together is returned as it is, to be repaired.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        what = said(
            "is no file with a correlation matrix; allowed: {suffixes}, or a number from 0 to 1.",
            suffixes=", ".join(SUFFIXES),
        )
        raise InputError.one(str(path), "", what)
    rows = _csv(path, lines) if suffix == ".csv" else _yaml(path)
    if len(rows) != len(lines):
        what = said(
            "has {count} rows; one for each line is needed, in this order: {lines}.",
            count=len(rows),
            lines=", ".join(lines),
        )
        raise InputError.one(str(path), "", what)
    checked(rows, size=len(lines), where=str(path))
    return rows


def _yaml(path: Path) -> Rows:
    value, _ = read_yaml(path)
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        what = said("must be a list of rows, such as {example}, one for each line.", example="- [1, 0.6, 0.3]")
        raise InputError.one(str(path), "", what)
    return [[_number(cell, path, n) for cell in row] for n, row in enumerate(value, start=1)]


def _csv(path: Path, lines: Sequence[str]) -> Rows:
    table = [[str(cell).strip() for cell in row] for _, row in read_table(path).rows]
    table = [row for row in table if any(row)]
    if not table or all(_is_number(cell) for cell in table[0]):
        return [[_number(cell, path, n) for cell in row] for n, row in enumerate(table, start=1)]
    columns = table[0][1:]
    named = {row[0]: row[1:] for row in table[1:]}
    for id_ in (*columns, *named):
        if id_ not in lines:
            raise InputError.one(str(path), "", not_among(id_, lines, what="a line of this estimate"))
    if missing := [id_ for id_ in lines if id_ not in columns or id_ not in named]:
        what = said(
            "lacks a row or a column for {missing}; give each line one, in the same names.", missing=", ".join(missing)
        )
        raise InputError.one(str(path), "", what)
    if (
        len(columns) != len(lines)
        or len(table) - 1 != len(lines)
        or any(len(row) < len(columns) for row in named.values())
    ):
        raise InputError.one(
            str(path), "", "must have one row and one column for each line, and a number in each cell."
        )
    places = [columns.index(id_) for id_ in lines]
    return [[_number(named[id_][place], path, id_) for place in places] for id_ in lines]


def _is_number(cell: str) -> bool:
    try:
        decimal_of(cell, where="")
    except InputError:
        return False
    return True


def _number(cell: Any, path: Path, row: int | str) -> float:
    if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
        return float(cell)
    try:
        return float(decimal_of(cell, where=""))
    except InputError:
        what = said(
            "'{value}' is not a number; write a correlation such as {example}.", value=shorten(cell), example="0.6"
        )
        raise InputError.one(str(path), said("row {row}", row=row), what) from None
