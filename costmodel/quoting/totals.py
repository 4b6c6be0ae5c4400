"""The arithmetic of a commercial document by the rules of EN 16931, on exact Decimals.

Line amounts are rounded half up to the currency's minor unit; sums of rounded amounts are not rounded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple, Protocol

from costmodel.files.faults import MoneyError, said, shorten
from costmodel.files.records import Record
from costmodel.money.currencies import MAX_AMOUNT

ZERO = Decimal(0)
ONE = Decimal(1)
_EXACT = Context(prec=60, rounding=ROUND_05UP, traps=[])
"""Digits enough for any product of amounts; a longer one is cut so that a later rounding cannot err."""


class PricedLine(Protocol):
    """What the rules read of a line; `discounts` and `charges` are amounts, `tax_rate` a fraction."""

    @property
    def quantity(self) -> Decimal:
        """BT-129."""

    @property
    def unit_price(self) -> Decimal:
        """BT-146."""

    @property
    def base_quantity(self) -> Decimal:
        """BT-149: the quantity that the unit price is for."""

    @property
    def discount_amounts(self) -> Sequence[Decimal]:
        """BT-136."""

    @property
    def charge_amounts(self) -> Sequence[Decimal]:
        """BT-141."""

    @property
    def tax_category(self) -> str:
        """BT-151."""

    @property
    def tax_rate(self) -> Decimal:
        """BT-152."""


class DocumentAmount(NamedTuple):
    """A discount or charge on the whole document, in the tax category that it belongs to (BG-20, BG-21)."""

    amount: Decimal
    tax_category: str
    tax_rate: Decimal


class TaxAmount(Record):
    """The tax of one category and rate (BG-23)."""

    tax_category: str
    tax_rate: Decimal
    taxable: Decimal
    tax: Decimal


class Totals(Record):
    """The totals of a document (BT-106 to BT-115)."""

    lines_net: Decimal
    discounts: Decimal
    charges: Decimal
    tax_exclusive: Decimal
    tax: Decimal
    tax_inclusive: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal


class Sums(NamedTuple):
    """The net amount of each line, the tax of each category, and the totals."""

    net_amounts: tuple[Decimal, ...]
    taxes: tuple[TaxAmount, ...]
    totals: Totals


def with_tax(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount with the tax on it at one rate, not rounded."""
    return amount * (1 + rate)


def net_amount(line: PricedLine, unit: Decimal) -> Decimal:
    """BT-131: quantity × (unit price ÷ base quantity) − discounts + charges, to the minor unit `unit` (0.01).

    Raises MoneyError for an amount that is too large to be one.
    """
    with localcontext(_EXACT):
        return _net(line, unit)


def _net(line: PricedLine, unit: Decimal) -> Decimal:
    amount = line.quantity * line.unit_price
    base = line.base_quantity
    if base is not ONE and base != ONE:
        amount /= base
    amount = amount.quantize(unit, ROUND_HALF_UP)  # first, so that half a cent given away whole leaves nothing
    for discount in line.discount_amounts:
        amount -= discount
    for charge in line.charge_amounts:
        amount += charge
    if not -MAX_AMOUNT <= amount <= MAX_AMOUNT:
        priced = f"{shorten(line.quantity)} × {shorten(line.unit_price)}"
        raise MoneyError(
            said("a line of {priced} is too large; at most {most:,} is allowed.", priced=priced, most=MAX_AMOUNT)
        )
    return amount.quantize(unit, ROUND_HALF_UP) or unit * 0  # zero without a sign


def sums(
    lines: Sequence[PricedLine],
    *,
    decimals: int,
    discounts: Iterable[DocumentAmount] = (),
    charges: Iterable[DocumentAmount] = (),
    prepaid: Decimal = ZERO,
    rounding: Decimal = ZERO,
) -> Sums:
    """A document's sums: its `lines` with their tax, `discounts` and `charges` of the whole, and what is left to pay.

    `decimals` are those of the currency; amounts of discounts, charges, `prepaid` and `rounding` are already in minor
    units.
    """
    with localcontext(_EXACT):
        unit = Decimal(1).scaleb(-decimals)
        nets = tuple([_net(line, unit) for line in lines])
        taxable: dict[tuple[str, Decimal], Decimal] = {}
        for line, net in zip(lines, nets, strict=True):
            key = (line.tax_category, line.tax_rate)
            taxable[key] = taxable[key] + net if key in taxable else net
        discounted, charged = unit * 0, unit * 0
        for discount in discounts:
            discounted += discount.amount  # BR-CO-11
            key = discount[1:]
            taxable[key] = taxable.get(key, ZERO) - discount.amount
        for charge in charges:
            charged += charge.amount  # BR-CO-12
            key = charge[1:]
            taxable[key] = taxable.get(key, ZERO) + charge.amount
        taxes = tuple(
            TaxAmount.model_construct(
                tax_category=category,
                tax_rate=rate,
                taxable=base,
                tax=(base * rate).quantize(unit, ROUND_HALF_UP) or unit * 0,
            )
            for (category, rate), base in taxable.items()
        )  # BR-CO-17
        return added_up(nets, taxes, discounts=discounted, charges=charged, prepaid=prepaid, rounding=rounding)


def added_up(
    nets: Sequence[Decimal],
    taxes: Sequence[TaxAmount],
    *,
    discounts: Decimal,
    charges: Decimal,
    prepaid: Decimal,
    rounding: Decimal,
) -> Sums:
    """The sums of net amounts and their taxes, with discounts and charges of the whole; `discounts` has the scale."""
    zero = discounts - discounts
    with localcontext(_EXACT):
        lines_net = sum(nets, zero)  # BR-CO-10
        tax = sum((part.tax for part in taxes), zero)  # BR-CO-14
        exclusive = lines_net - discounts + charges  # BR-CO-13
        inclusive = exclusive + tax  # BR-CO-15
        totals = Totals.model_construct(
            lines_net=lines_net,
            discounts=discounts,
            charges=charges,
            tax_exclusive=exclusive,
            tax=tax,
            tax_inclusive=inclusive,
            prepaid=prepaid + zero,
            rounding=rounding + zero,
            payable=inclusive - prepaid + rounding,  # BR-CO-16
        )
        return Sums(tuple(nets), tuple(taxes), totals)
