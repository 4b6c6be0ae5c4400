"""A quote as an information-systems contract counts it: once, in each year of the warranty, and after the warranty.

Recurring lines fall in the years that are contracted, by months. Those within the warranty are evaluated, the later
ones are not. Discounts and charges on the whole are spread over what they fall on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from costmodel.money.currencies import allocate
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.quote import Quote
from costmodel.quoting.two_currencies import Pair, Part, Price, in_two_currencies
from costmodel.words.text import Text

Phase = Literal["once", "warranty", "after"]
ZERO = Decimal(0)


class Due(NamedTuple):
    """What falls due of an item in one phase and year, in the quote's currency and in two; year 0 is at once."""

    id: str
    name: Text
    component: str
    phase: Phase
    year: int
    months: int
    quantity: Decimal
    amount: Decimal
    foreign_share: Decimal | None
    part: Part = Part(ZERO, ZERO, ZERO)


class Costs(NamedTuple):
    """Everything that a quote's total holds before tax."""

    pair: Pair
    dues: tuple[Due, ...]

    def of(self, *phases: Phase) -> tuple[Due, ...]:
        """What falls in some phases."""
        return tuple(due for due in self.dues if due.phase in phases)

    def total(self, *phases: Phase) -> Part:
        """The two currencies of some phases, and the equivalent of the one that the quote is not in."""
        dues = self.of(*phases)
        return Part(*(sum((part[n] for part in (due.part for due in dues)), ZERO) for n in range(3)))


def costs_of(quote: Quote, pair: Pair) -> Costs:
    """The costs of a quote; what is evaluated and what is not each add up exactly in both currencies."""
    dues = [due for line in quote.priced() for due in _dues(line, quote)]
    given = [(-1, one, "discount") for one in quote.discounts] + [(1, one, "charge") for one in quote.charges]
    taxes = {line.id: (line.tax_category, line.tax_rate) for line in quote.priced()}
    spread: list[Due] = []
    for sign, one, kind in given:
        touched = [due for due in dues if taxes[due.id] == (one.tax_category, one.tax_rate)]
        spread += _spread(kind, sign, one, touched, quote)
    whole = [*dues, *_merged(spread)]
    evaluated = _split([due for due in whole if due.phase != "after"], pair)
    return Costs(pair, (*evaluated, *_split([due for due in whole if due.phase == "after"], pair)))


def _split(dues: Iterable[Due], pair: Pair) -> tuple[Due, ...]:
    known = tuple(dues)
    default = ZERO if pair.own == pair.local else Decimal(1)
    prices = [
        Price(due.amount, default if due.foreign_share is None else due.foreign_share, due.quantity) for due in known
    ]
    parts = in_two_currencies(prices, pair)
    return tuple(due._replace(part=part) for due, part in zip(known, parts, strict=True))


def _dues(line: QuoteLine, quote: Quote) -> Iterator[Due]:
    """A line at once, or by the months of each contracted year within the warranty and after it."""
    if not line.recurring:
        yield Due(line.id, line.item_name, line.component, "once", 0, 0, line.quantity, line.net_amount,
                  line.foreign_share)  # fmt: skip
        return
    months = _months(line.free_months, quote)
    amounts = allocate(line.net_amount, [Decimal(count) for *_, count in months], decimals=quote.currency.decimals)
    for (phase, year, count), amount in zip(months, amounts, strict=True):
        yield Due(line.id, line.item_name, line.component, phase, year, count, Decimal(1), amount, line.foreign_share)


def _months(free: int, quote: Quote) -> list[tuple[Phase, int, int]]:
    """The months of each contracted year that are paid for, within the warranty and after it."""
    warranty = int(quote.spec.warranty_months)
    found: list[tuple[Phase, int, int]] = []
    for year in range(1, quote.contracted_years + 1):
        first, last = 12 * (year - 1), 12 * year
        inside = max(0, min(last, warranty) - max(first, free))
        after = max(0, last - max(first, free, warranty))
        if inside:
            found.append(("warranty", year, inside))
        if after:
            found.append(("after", year, after))
    return found


def _spread(kind: str, sign: int, one: AppliedAdjustment, dues: list[Due], quote: Quote) -> Iterator[Due]:
    """A discount or charge over the phases and years of the lines that it falls on."""
    places = list(dict.fromkeys((due.phase, due.year) for due in dues))
    sums = [[due for due in dues if (due.phase, due.year) == place] for place in places]
    weights = [sum((due.amount for due in some), ZERO) for some in sums]
    amounts = allocate(sign * one.amount, weights, decimals=quote.currency.decimals)
    for (phase, year), some, weight, amount in zip(places, sums, weights, amounts, strict=True):
        if amount:
            known = [due for due in some if due.foreign_share is not None]
            share = sum((due.amount * (due.foreign_share or ZERO) for due in known), ZERO) / weight if known else None
            yield Due(f"{kind}: {one.label.en}", one.label, kind, phase, year, 0, Decimal(1), amount, share)


def _merged(dues: Iterable[Due]) -> Iterator[Due]:
    """The parts of a discount or charge that a quote splits over its taxes, as one."""
    groups: dict[tuple[str, Phase, int], list[Due]] = {}
    for due in dues:
        groups.setdefault((due.id, due.phase, due.year), []).append(due)
    for first, *more in groups.values():
        amount = sum((due.amount for due in more), first.amount)
        known = sum((due.amount * due.foreign_share for due in (first, *more) if due.foreign_share is not None), ZERO)
        yield first._replace(amount=amount, foreign_share=known / amount if more and amount else first.foreign_share)
