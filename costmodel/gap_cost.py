"""What closing a gap of scope would cost: the parts of the on-premise price that the missing items are paid with."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from costmodel.bundles import names_part
from costmodel.estimate import CostLine, Estimate
from costmodel.price_book import PriceBook
from costmodel.record import Record
from costmodel.text import Text


class GapLine(Record):
    """What is missing of a line: once, or a year of it where it recurs."""

    id: str
    item_name: Text
    amount: Decimal
    recurring: bool


def gap_lines(missing: Iterable[str], full: Estimate, own: Estimate | None, book: PriceBook) -> tuple[GapLine, ...]:
    """What a bundle lacks of the full estimate's lines for the missing items; its own parts of them count as there.

    `own` is None for a bundle that brings nothing of the need. Both estimates are in one currency.
    """
    lacking = {item.partition(".")[0] for item in missing}
    keys = [key for category in book.scope_of_work if category.id in lacking for key in category.priced_by]
    has = {line.id: _parts(line, own) for line in own.lines} if own else {}
    found = []
    for line in full.lines:
        amount = Decimal(0)
        for part, price in _parts(line, full).items():
            if any(names_part(key, part) or names_part(key, line.id) for key in keys):
                amount += max(Decimal(0), price - has.get(line.id, {}).get(part, Decimal(0)))
        if amount := full.currency.round(amount):
            found.append(GapLine(id=line.id, item_name=line.item_name, amount=amount, recurring=line.recurring))
    return tuple(found)


def _parts(line: CostLine, of: Estimate) -> dict[str, Decimal]:
    """A line's parts with their prices; a line from a rate card is one part."""
    if line.items:
        return {line.id: line.likely}
    return {addend.part: of.conversion.apply(addend.product) for addend in line.addends}
