"""Correlation matrices: checked, brought to the nearest valid one, and factored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from costmodel.files.faults import Fault, InputError, not_among, said, together
from costmodel.risk.normal import Floats

ALIKE = 1e-9
"""Entries that differ by less are the same; an eigenvalue this far below zero is zero."""

CONVERGED = 1e-10
"""The repair stops once no entry moves by more."""

MAX_ROUNDS = 10_000
"""Rounds of the repair; some hundred are usual."""

MAX_FAULTS = 10
"""Entries of a matrix that a message names; the rest follow from the same slip."""

ALLOWED = (
    "Allowed: one row and one column a line, 1 on the diagonal, the same above and below it, each between −1 and 1."
)


class Repaired(NamedTuple):
    """A valid correlation matrix, and what it took: `moved` is the largest change of an entry."""

    matrix: Floats
    repaired: bool
    moved: float


def checked(matrix: Any, *, size: int, where: str = "correlation", labels: Sequence[str] = ()) -> Repaired:
    """A user's matrix as a valid correlation matrix, of `size` rows and columns; a DataFrame in the order of `labels`.

    What no set of costs can show together (A and B alike, B and C alike, A and C opposite) gives way to the nearest
    matrix that some can, by the sum of the squared changes. Raises InputError, naming `where`, for what is not a
    table of correlations at all.
    """
    given = _table(_in_order(matrix, labels, where), size, where)
    faults = [Fault(where, path, together(what, ALLOWED)) for path, what in _faults(given)]
    if faults:
        raise InputError(faults[:MAX_FAULTS])
    even = (given + given.T) / 2
    np.fill_diagonal(even, 1.0)
    if np.linalg.eigvalsh(even)[0] >= -ALIKE:
        return Repaired(even, repaired=False, moved=0.0)
    near = _nearest(even)
    return Repaired(near, repaired=True, moved=float(np.abs(near - even).max()))


def factor(matrix: Floats) -> Floats:
    """A matrix L with L Lᵀ = `matrix`, triangular where it can be; a singular matrix has one too."""
    try:
        return np.asarray(np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(matrix)
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _in_order(matrix: Any, labels: Sequence[str], where: str) -> Any:
    """A DataFrame that names its rows and columns in the order of the lines; anything else is in it already."""
    if not labels or not hasattr(matrix, "reindex"):
        return matrix
    for axis in (matrix.index, matrix.columns):
        named = [str(label) for label in axis]
        if named == [str(place) for place in range(len(labels))]:
            return matrix.to_numpy()  # no names at all
        for label in named:
            if label not in labels:
                raise InputError.one(where, "", not_among(label, labels, what="a line of this estimate"))
        if missing := [label for label in labels if named.count(label) != 1]:
            what = said("must name each line once, as a row and as a column: {lines}.", lines=", ".join(missing))
            raise InputError.one(where, "", what)
    return matrix.loc[list(labels), list(labels)].to_numpy()


def _table(matrix: Sequence[Sequence[float]] | Floats, size: int, where: str) -> Floats:
    """The matrix as an array of `size` rows and columns."""
    try:
        table = np.array(matrix, dtype=float)
    except (TypeError, ValueError):
        table = np.empty(())
    if table.shape == (size, size):
        return table
    shape = " × ".join(map(str, table.shape)) if table.ndim == 2 else said("no table of numbers with equal rows")
    what = said(
        "must be {size} rows of {size} numbers, one for each line; it is {shape}. Make them agree.",
        size=size,
        shape=shape,
    )
    raise InputError.one(where, "", what)


def _faults(table: Floats) -> list[tuple[str, str]]:
    """Place and words of each entry that cannot be a correlation, the first row first."""
    found: list[tuple[str, str]] = []
    for (row, column), value in np.ndenumerate(table):
        place, mirrored = said("row {row}, column {column}", row=row + 1, column=column + 1), table[column, row]
        if not np.isfinite(value):
            found.append((place, said("{value} is not a number; give 0 where nothing is known.", value=value)))
        elif row == column and abs(value - 1) > ALIKE:
            found.append(
                (place, said("{value:g} stands on the diagonal; a line's correlation with itself is 1.", value=value))
            )
        elif row != column and abs(value) > 1 + ALIKE:
            found.append(
                (
                    place,
                    said(
                        "{value:g} is outside −1 to 1; write {percent} as {share}.",
                        value=value,
                        percent="60 %",
                        share="0.6",
                    ),
                )
            )
        elif row < column and np.isfinite(mirrored) and abs(value - mirrored) > ALIKE:
            other = said("row {row}, column {column}", row=column + 1, column=row + 1)
            found.append(
                (
                    place,
                    said(
                        "{value:g} differs from {mirrored:g} in {other}; make the two the same.",
                        value=value,
                        mirrored=mirrored,
                        other=other,
                    ),
                )
            )
    return found


def _nearest(matrix: Floats) -> Floats:
    """The nearest correlation matrix in the Frobenius norm.

    Source: N. J. Higham, Computing the nearest correlation matrix, IMA J. Numer. Anal. 22 (2002), algorithm 3.3:
    projections in turn onto the positive semi-definite matrices, with Dykstra's correction, and onto unit diagonals.
    """
    near, correction = matrix, np.zeros_like(matrix)
    for _ in range(MAX_ROUNDS):
        start = near
        values, vectors = np.linalg.eigh(start - correction)
        definite = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = definite - (start - correction)
        near = definite.copy()
        np.fill_diagonal(near, 1.0)
        if np.abs(near - start).max() < CONVERGED:
            break
    # The last step left a diagonal that is 1 only almost: scaling it keeps the matrix positive semi-definite.
    scale = np.sqrt(np.diag(definite))
    near = definite / np.outer(scale, scale)
    np.fill_diagonal(near, 1.0)
    return np.asarray((near + near.T) / 2)
