"""The formula that splits an amount over cells as the library does: by largest remainders, so that parts add up."""

from __future__ import annotations

from collections.abc import Sequence

FURTHER = 6
"""Places beyond the minor unit to which remainders are compared."""


def split(whole: str, weight: str, weights: str, before: str, *, decimals: int) -> str:
    """The part of `whole` for the cell `weight` among `weights`; `before` are the weights above it, or nothing.

    Each part is rounded down, then the units that are left go to the largest remainders, the earlier one on a tie.
    Weights that are all zero give zero.
    """

    def exact(cells: str) -> str:
        return f"ROUND(ABS({whole})*{cells}/SUM({weights}),{decimals + FURTHER})"

    def low(cells: str) -> str:
        return f"ROUNDDOWN({exact(cells)},{decimals})"

    def rest(cells: str) -> str:
        return f"ROUND({exact(cells)}-{low(cells)},{decimals + FURTHER})"

    left = f"ROUND((ABS({whole})-SUMPRODUCT({low(weights)}))*10^{decimals},0)"
    rank = f"SUMPRODUCT(--({rest(weights)}>{rest(weight)}))"
    if before:
        rank += f"+SUMPRODUCT(--({rest(before)}={rest(weight)}))"
    part = f"ROUND({low(weight)}+IF({rank}<{left},10^-{decimals},0),{decimals})"
    return f"IF(SUM({weights})=0,0,SIGN({whole})*{part})"


def added(cells: Sequence[str]) -> str:
    """The sum of one or more cells, as a factor."""
    return f"({'+'.join(cells)})" if len(cells) > 1 else cells[0]


def share_formula(base: str, shares: Sequence[str], decimals: int) -> str:
    """The formula of `share_of`: the last of some shares of `base`, rounded together with the ones before it."""
    formula = f"ROUND({base}*{added(shares)},{decimals})"
    if len(shares) > 1:
        formula = f"ROUND({formula}-ROUND({base}*{added(shares[:-1])},{decimals}),{decimals})"
    return formula
