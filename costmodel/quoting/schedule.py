"""When things happen and when they fall due: the timetable of a project and its payment schedule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from costmodel.files.records import Record
from costmodel.money.currencies import allocate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import PaymentPart
from costmodel.words.text import Text

DAYS_A_MONTH = Decimal(365) / 12


class Span(Record):
    """A stage in time: calendar days after the contract, the first day being 1."""

    stage: str
    days: int
    first_day: int
    last_day: int


class Payment(Record):
    """What falls due with a stage; the parts of a schedule add up to what is payable."""

    stage: str
    share: Decimal | None
    label: Text
    amount: Decimal


def timetable(duration_months: Decimal, book: PriceBook) -> tuple[Span, ...]:
    """The stages of a project in calendar days; their durations add up to the project's."""
    total = (duration_months * DAYS_A_MONTH).quantize(Decimal(1), ROUND_HALF_UP)
    stages = [stage for stage in book.process.stages if stage.duration_share]
    parts = allocate(total, [stage.duration_share or Decimal(0) for stage in stages], decimals=0)
    spans: list[Span] = []
    day = 1
    for stage, part in zip(stages, parts, strict=True):
        days = int(part)
        spans.append(Span(stage=stage.id, days=days, first_day=day, last_day=day + days - 1))
        day += days
    return tuple(spans)


def payments(
    payable: Decimal,
    *,
    one_off: Decimal,
    recurring: Sequence[tuple[Text, Decimal]],
    parts: Sequence[PaymentPart],
    decimals: int,
    book: PriceBook,
) -> tuple[Payment, ...]:
    """The payable amount over the stages, exactly.

    One-off work is due by the policy's shares; each contracted period of recurring services (label and amount)
    at its start, with the stage of continuing support. `one_off` and the periods are weights, tax included.
    """
    last = book.process.stages[-1]
    rows: list[tuple[str, Decimal | None, Text, Decimal]] = []
    for part in parts if one_off > 0 else ():
        stage = next(stage for stage in book.process.stages if stage.id == part.stage)
        rows.append((stage.id, part.share, stage.name, one_off * part.share))
    rows += [(last.id, None, label, amount) for label, amount in recurring if amount > 0]
    if not rows or payable == 0:
        return ()
    amounts = allocate(payable, [weight for *_, weight in rows], decimals=decimals)
    return tuple(
        Payment(stage=stage, share=share, label=label, amount=amount)
        for (stage, share, label, _), amount in zip(rows, amounts, strict=True)
    )
