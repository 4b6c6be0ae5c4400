"""Net present value, internal rate of return and equivalent annual cost of amounts by year, exact to the Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from costmodel.files.faults import InputError, said, shorten


def factor(rate: Decimal, year: int) -> Decimal:
    """What 1 paid in a year is worth in year 0: 1/(1+rate)^year."""
    return 1 / (1 + rate) ** year


def npv(amounts: Sequence[Decimal], rate: Decimal) -> Decimal:
    """The net present value of amounts by year, not rounded: year 0 at its value, later years at 1/(1+rate)^year.

    Excel's NPV() discounts its first value, so year 0 is added outside it there. Raises InputError for rates from -1
    down.
    """
    if not rate.is_finite() or rate <= -1:
        raise InputError.one(
            "discount_rate", "", said("{value} is out of bounds. Allowed: above -1.", value=shorten(rate))
        )
    return sum((amount * factor(rate, year) for year, amount in enumerate(amounts)), Decimal(0))


def equivalent_annual(total: Decimal, rate: Decimal, years: int) -> Decimal:
    """The equal payment at the start of each of so many years (an annuity due) whose NPV is the total."""
    return total / npv([Decimal(1)] * years, rate)


def irr(amounts: Sequence[Decimal]) -> Decimal:
    """The rate at which amounts by year have an NPV of 0, to 12 decimals.

    Raises InputError where the amounts never change sign, and where several rates would do.
    """
    signed = [amount for amount in amounts if amount]
    changes = _changes(signed)
    if not changes:
        what = "are all of one sign: one option is cheaper in every year, so no rate makes both cost the same."
        raise InputError.one("amounts", "", what)
    if changes % 2 == 0 or (changes > 1 and _positive_roots(amounts) != 1):
        what = said(
            "change sign {changes} times, so no single rate makes both options cost the same; compare their NPVs.",
            changes=changes,
        )
        raise InputError.one("amounts", "", what)
    low = high = Decimal(1)  # x = 1 / (1 + rate)
    while (_polynomial(amounts, low) > 0) != (signed[0] > 0):
        low /= 2
    while (_polynomial(amounts, high) > 0) == (signed[0] > 0):
        high *= 2
    while high - low > low * Decimal(10) ** -24:
        middle = (low + high) / 2
        if (_polynomial(amounts, middle) > 0) == (signed[0] > 0):
            low = middle
        else:
            high = middle
    return (1 / high - 1).quantize(Decimal(10) ** -12)


def _polynomial(amounts: Iterable[Decimal], x: Decimal) -> Decimal:
    return sum((amount * x**year for year, amount in enumerate(amounts)), Decimal(0))


def _positive_roots(amounts: Sequence[Decimal]) -> int:
    """How many different rates make the NPV 0: the positive roots of its polynomial, counted exactly (Sturm)."""
    chain = [_trimmed([Fraction(amount) for amount in amounts])]
    chain.append([power * value for power, value in enumerate(chain[0])][1:])
    while len(chain[-1]) > 1:
        remainder = list(chain[-2])
        while len(remainder) >= len(chain[-1]):
            ratio, shift = remainder[-1] / chain[-1][-1], len(remainder) - len(chain[-1])
            for place, value in enumerate(chain[-1]):
                remainder[shift + place] -= ratio * value
            remainder.pop()
        while remainder and not remainder[-1]:
            remainder.pop()
        if not remainder:
            break
        chain.append([-value for value in remainder])
    at_zero, at_infinity = ([values[place] for values in chain if values[place]] for place in (0, -1))
    return _changes(at_zero) - _changes(at_infinity)


def _trimmed(values: Sequence[Fraction]) -> list[Fraction]:
    """Without the zeros at either end, which have no part in the positive roots."""
    used = [place for place, value in enumerate(values) if value]
    return list(values[used[0] : used[-1] + 1])


def _changes(values: Iterable[Fraction | Decimal]) -> int:
    """How often neighbours differ in sign; zeros are left out beforehand."""
    positive = [value > 0 for value in values]
    return sum(one != two for one, two in pairwise(positive))
