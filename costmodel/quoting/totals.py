"""The arithmetic of a commercial document by the rules of EN 16931, on exact Decimals.

Line amounts are rounded half up to the currency's minor unit; sums of rounded amounts are not rounded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Annotated, NamedTuple, Protocol

from pydantic import Field, field_validator, model_validator

from costmodel.files.faults import MoneyError, said, shorten
from costmodel.files.records import Record
from costmodel.money.currencies import MAX_AMOUNT, Amount, Currency

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


class PlainLine(NamedTuple):
    """A line of a plain list."""

    quantity: Decimal
    unit_price: Decimal
    tax_category: str
    tax_rate: Decimal
    base_quantity: Decimal = ONE
    discount_amounts: tuple[Decimal, ...] = ()
    charge_amounts: tuple[Decimal, ...] = ()


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
        lines_net = sum(nets, unit * 0)  # BR-CO-10
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
        tax = sum((part.tax for part in taxes), unit * 0)  # BR-CO-14
        exclusive = lines_net - discounted + charged  # BR-CO-13
        inclusive = exclusive + tax  # BR-CO-15
        totals = Totals.model_construct(
            lines_net=lines_net,
            discounts=discounted,
            charges=charged,
            tax_exclusive=exclusive,
            tax=tax,
            tax_inclusive=inclusive,
            prepaid=prepaid + unit * 0,
            rounding=rounding + unit * 0,
            payable=inclusive - prepaid + rounding,  # BR-CO-16
        )
        return Sums(nets, taxes, totals)


# ------------------------------------------------------------------ a plain list of lines


class _Taxed(Record):
    """A tax category with its rate, as a percentage or as a fraction."""

    tax_category: Annotated[str, Field(min_length=1, max_length=10)]
    tax_percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    tax_rate: Annotated[Decimal, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _one_rate(self) -> _Taxed:
        if (self.tax_percent is None) == (self.tax_rate is None):
            raise ValueError(
                said("needs either tax_percent ({percent}) or tax_rate ({rate}).", percent="16", rate="0.16")
            )
        return self

    def rate(self) -> Decimal:
        """The rate as a fraction."""
        return self.tax_rate if self.tax_rate is not None else _EXACT.divide(self.tax_percent or ZERO, Decimal(100))


class ListedLine(_Taxed):
    """A line of a list: a negative quantity is a credit."""

    item_name: Annotated[str, Field(min_length=1)]
    quantity: Amount
    unit_price: Amount
    base_quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)] = Decimal(1)
    discounts: tuple[Annotated[Amount, Field(ge=0)], ...] = ()
    charges: tuple[Annotated[Amount, Field(ge=0)], ...] = ()


class ListedAmount(_Taxed):
    """A discount or charge on the whole list."""

    amount: Annotated[Amount, Field(ge=0)]


class LineList(Record):
    """A plain list of lines to be added up, in one currency."""

    currency: str
    lines: tuple[ListedLine, ...]
    discounts: tuple[ListedAmount, ...] = ()
    charges: tuple[ListedAmount, ...] = ()
    prepaid: Amount = ZERO
    rounding: Amount = ZERO

    @field_validator("lines")
    @classmethod
    def _some(cls, lines: tuple[ListedLine, ...]) -> tuple[ListedLine, ...]:
        if not lines:
            raise ValueError("the list has no line; give at least one.")
        return lines

    def sums(self, currency: Currency) -> Sums:
        """The sums of the list; amounts are rounded to the currency's minor unit first."""
        return sums(
            [
                PlainLine(
                    line.quantity,
                    line.unit_price,
                    line.tax_category,
                    line.rate(),
                    line.base_quantity,
                    tuple(currency.round(amount) for amount in line.discounts),
                    tuple(currency.round(amount) for amount in line.charges),
                )
                for line in self.lines
            ],
            decimals=currency.decimals,
            discounts=[DocumentAmount(currency.round(d.amount), d.tax_category, d.rate()) for d in self.discounts],
            charges=[DocumentAmount(currency.round(c.amount), c.tax_category, c.rate()) for c in self.charges],
            prepaid=currency.round(self.prepaid),
            rounding=currency.round(self.rounding),
        )
