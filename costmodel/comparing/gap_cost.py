"""What closing a gap of scope would cost: the parts of the on-premise price that the missing items are paid with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from costmodel.comparing.life_cycle import LifeCycle, part_shares
from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.scope import names_part
from costmodel.files.records import Record
from costmodel.words.text import Text


class GapLine(Record):
    """What is missing of a line: once, or a year of it where it recurs; `parts` are the shares missing of its parts."""

    id: str
    item_name: Text
    amount: Decimal
    recurring: bool
    parts: tuple[tuple[str, Decimal], ...] = ()


def gap_lines(missing: Iterable[str], full: Estimate, own: Estimate | None) -> tuple[GapLine, ...]:
    """What a bundle lacks of the full estimate's lines for the missing items; its own parts of them count as there.

    A price of a rate card splits into parts as the published prices would. A line that a bundle has as one, as open
    source has its support, counts for all parts in proportion. `own` is None for a bundle that brings nothing of the
    need. Both estimates are in one currency.
    """
    book = full.book
    lacking = {item.partition(".")[0] for item in missing}
    keys = [key for category in book.scope_of_work if category.id in lacking for key in category.priced_by]
    has = {line.id: _parts(line, own) for line in own.lines} if own else {}
    found = []
    for line in full.lines:
        prices, lacks = _parts(line, full), {}
        there = _alike(has.get(line.id, {}), prices)
        for part, price in prices.items():
            if any(names_part(key, part) or names_part(key, line.id) for key in keys):
                lacks[part] = max(Decimal(0), price - there.get(part, Decimal(0)))
        if amount := full.currency.round(sum(lacks.values(), Decimal(0))):
            parts = tuple((part, lack / prices[part]) for part, lack in lacks.items() if lack > 0)
            found.append(
                GapLine(id=line.id, item_name=line.item_name, amount=amount, recurring=line.recurring, parts=parts)
            )
    return tuple(found)


def over_life(lines: Iterable[GapLine], full: LifeCycle) -> Decimal:
    """What the missing lines come to over the life of the full bundle, each part bought again when it is worn."""
    total = Decimal(0)
    for line in lines:
        shares = dict(line.parts)
        for flow in full.flows:
            if flow.line == line.id and flow.kind == "refresh":
                total += flow.amount * shares.get(flow.id, Decimal(0))
            elif flow.line == line.id:
                total += line.amount * flow.times
    return full.currency.round(total)


def _alike(own: Mapping[str, Decimal], prices: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """A bundle's own parts under the names of the full bundle's; split in their proportion where it has others."""
    if set(own) <= set(prices):
        return own
    share = sum(own.values(), Decimal(0)) / sum(prices.values(), Decimal(0))
    return {part: price * share for part, price in prices.items()}


def _parts(line: CostLine, of: Estimate) -> dict[str, Decimal]:
    """A line's parts with their prices; one from a rate card splits as the published prices would."""
    if line.items:
        return {part: line.likely * share for part, share in part_shares(line, of).items()}
    return {addend.part: of.conversion.apply(addend.product) for addend in line.addends}
