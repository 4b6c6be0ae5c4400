"""Discounts and charges as amounts: shares that add up to the whole take exactly the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from costmodel.files.records import Record
from costmodel.money.currencies import Currency, allocate
from costmodel.words.text import Text


class AppliedAdjustment(Record):
    """A discount or charge as an amount, with the share that it came from."""

    label: Text
    share: Decimal | None = None
    amount: Decimal
    tax_category: str
    tax_rate: Decimal


def share_of(base: Decimal, share: Decimal, *, before: Decimal, money: Currency) -> Decimal:
    """A share of `base` as an amount, after other shares of it that add up to `before`.

    It is rounded together with them, so that shares that add up to the whole take exactly the whole.
    """
    return money.round(base * (before + share)) - money.round(base * before)


def over_taxes(
    given: Iterable[tuple[Decimal | None, Decimal]], nets: Mapping[tuple[str, Decimal], Decimal], money: Currency
) -> Iterator[dict[tuple[str, Decimal], Decimal]]:
    """Discounts or charges on the whole, each a share or else an amount, split over the taxes by their net amounts.

    Each is split together with the ones before it, so that what takes the whole leaves nothing of any tax.
    """
    total, shares, whole = sum(nets.values(), Decimal(0)), Decimal(0), Decimal(0)
    before = tuple(Decimal(0) for _ in nets)
    for share, amount in given:
        if share is None:
            whole += amount
        else:
            whole += share_of(total, share, before=shares, money=money)
            shares += share
        parts = allocate(whole, list(nets.values()), decimals=money.decimals)
        yield {key: part - last for key, part, last in zip(nets, parts, before, strict=True)}
        before = parts
