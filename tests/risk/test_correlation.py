"""A user's correlation matrix: checked, repaired to the nearest valid one, factored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.files.faults import InputError
from costmodel.risk.correlation import checked, factor

VALID = [[1, 0.6, 0.3], [0.6, 1, 0.2], [0.3, 0.2, 1]]
IMPOSSIBLE = [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
"""A goes with B, B with C, but A not with C. Higham (2002) gives the nearest matrix."""


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Symmetric tables with a unit diagonal, most of them no valid correlation matrix."""
    size = draw(st.integers(2, 6))
    table = np.eye(size)
    for row in range(size):
        for column in range(row):
            table[row, column] = table[column, row] = draw(st.integers(-100, 100)) / 100
    return table


def refused(matrix: object, size: int = 3) -> str:
    with pytest.raises(InputError) as caught:
        checked(matrix, size=size)
    return str(caught.value)


def test_a_valid_matrix_stays_as_it_is() -> None:
    result = checked(VALID, size=3)
    assert not result.repaired
    assert result.moved == 0
    assert np.array_equal(result.matrix, VALID)


def test_a_matrix_typed_with_rounding_is_made_symmetric() -> None:
    result = checked([[1, 0.3 + 4e-10], [0.3, 1]], size=2)
    assert not result.repaired
    assert result.matrix[0, 1] == result.matrix[1, 0] == pytest.approx(0.3 + 2e-10, abs=1e-15)


def test_the_nearest_matrix_is_the_one_that_higham_printed() -> None:
    result = checked(IMPOSSIBLE, size=3)
    expected = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
    assert result.repaired
    assert result.matrix == pytest.approx(np.array(expected), abs=5e-5)
    assert result.moved == pytest.approx(1 - 0.7607, abs=5e-5)


@given(tables())
def test_what_comes_out_is_valid_and_needs_no_second_repair(table: np.ndarray) -> None:
    result = checked(table, size=len(table))
    assert np.linalg.eigvalsh(result.matrix).min() > -1e-9
    assert np.array_equal(np.diag(result.matrix), np.ones(len(table)))
    assert np.array_equal(result.matrix, result.matrix.T)
    assert np.abs(result.matrix).max() <= 1 + 1e-9
    assert not checked(result.matrix, size=len(table)).repaired
    assert result.moved == pytest.approx(np.abs(result.matrix - table).max(), abs=1e-9)
    assert result.repaired == (np.linalg.eigvalsh(table).min() < -1e-9)


@given(tables(), st.floats(0, 1))
def test_no_valid_matrix_is_nearer(table: np.ndarray, step: float) -> None:
    """A step from the repaired matrix towards another valid one only leads away from what was typed."""
    near = checked(table, size=len(table)).matrix
    for other in (np.eye(len(table)), np.ones_like(table), checked(table**3, size=len(table)).matrix):
        tried = near + step * (other - near)
        assert np.linalg.norm(near - table) <= np.linalg.norm(tried - table) + 1e-7


@given(tables())
def test_the_factor_times_itself_is_the_matrix(table: np.ndarray) -> None:
    matrix = checked(table, size=len(table)).matrix
    root = factor(matrix)
    assert root @ root.T == pytest.approx(matrix, abs=1e-8)


def test_a_singular_matrix_has_a_factor() -> None:
    ones = np.ones((4, 4))
    root = factor(ones)
    assert root @ root.T == pytest.approx(ones, abs=1e-12)


def test_a_large_broken_matrix_is_repaired() -> None:
    random = np.random.default_rng(7)
    table = random.uniform(-1, 1, (30, 30))
    table = (table + table.T) / 2
    np.fill_diagonal(table, 1)
    near = checked(table, size=30).matrix
    assert np.linalg.eigvalsh(near).min() > -1e-12


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 0.5], [0.5, 1]], "must be 3 rows of 3 numbers, one for each line; it is 2 × 2. Make them agree."),
        ([[1, 0.5, 0], [0.5, 1], [0, 0, 1]], "it is no table of numbers with equal rows. Make them agree."),
        (None, "it is no table of numbers with equal rows."),
        ([1, 2, 3], "it is no table of numbers with equal rows."),
        ([["a", 1, 1], [1, 1, 1], [1, 1, 1]], "it is no table of numbers with equal rows."),
        ([[1, np.nan, 0], [np.nan, 1, 0], [0, 0, 1]], "row 1, column 2: nan is not a number; give 0 where nothing"),
        ([[1, 0, 0], [0, 0.9, 0], [0, 0, 1]], "row 2, column 2: 0.9 stands on the diagonal; a line's correlation with"),
        ([[1, 0, 60], [0, 1, 0], [60, 0, 1]], "row 1, column 3: 60 is outside −1 to 1; write 60 % as 0.6."),
        ([[1, 0, 0.2], [0, 1, 0], [0.3, 0, 1]], "row 1, column 3: 0.2 differs from 0.3 in row 3, column 1; make the"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix: object, words: str) -> None:
    assert words in refused(matrix)


def test_a_refusal_says_what_is_allowed_and_names_the_file() -> None:
    assert "Allowed: one row and one column a line, 1 on the diagonal, the same above and below it" in refused(
        [[1, 2, 0], [2, 1, 0], [0, 0, 1]]
    )
    with pytest.raises(InputError, match=r"^need\.yaml: must be 3 rows"):
        checked([[1]], size=3, where="need.yaml")


def test_many_faults_are_told_at_once_but_not_without_end() -> None:
    told = refused(np.full((40, 40), 7.0), size=40)
    assert len(told.splitlines()) == 10
