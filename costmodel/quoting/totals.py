"""The arithmetic of a commercial document by the rules of EN 16931, on exact Decimals.

Line amounts are rounded half up to the currency's minor unit; sums of rounded amounts are not rounded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Annotated, Literal, NamedTuple, Protocol

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
    """A line of a list: a negative quantity is a credit, a negative discount or charge corrects one given before.

    `net_amount` is what the document says, to be compared.
    """

    item_name: Annotated[str, Field(min_length=1)]
    quantity: Amount
    unit_price: Amount
    base_quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)] = Decimal(1)
    discounts: tuple[Amount, ...] = ()
    charges: tuple[Amount, ...] = ()
    net_amount: Amount | None = None


class ListedAmount(_Taxed):
    """A discount or charge on the whole list; a negative one corrects one given before."""

    amount: Amount


STATED = ("lines_net", "tax_exclusive", "tax", "tax_inclusive", "payable")
"""The totals that a document may state itself."""


class Difference(NamedTuple):
    """An amount that a document states, beside the right one; `where` is the total, or the line by its place."""

    where: str
    stated: Decimal
    right: Decimal


class LineList(Record):
    """A plain list of lines to be added up, in one currency.

    `prices` says whether unit prices, discounts and charges are with tax; then each net amount is what remains of the
    line with tax when the tax in it is taken out, rounded once a line. Totals that the document states are compared.
    """

    currency: str
    prices: Literal["tax_exclusive", "tax_inclusive"] = "tax_exclusive"
    lines_net: Amount | None = None
    tax_exclusive: Amount | None = None
    tax: Amount | None = None
    tax_inclusive: Amount | None = None
    payable: Amount | None = None
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
            [self._without_tax(line, currency) for line in self.lines],
            decimals=currency.decimals,
            discounts=[self._on_all(given, currency) for given in self.discounts],
            charges=[self._on_all(given, currency) for given in self.charges],
            prepaid=currency.round(self.prepaid),
            rounding=currency.round(self.rounding),
        )

    def differences(self, found: Sums) -> tuple[Difference, ...]:
        """What the list states otherwise than it is: lines first, then totals."""
        lines = [
            Difference(f"lines[{place}].net_amount", line.net_amount, net)
            for place, (line, net) in enumerate(zip(self.lines, found.net_amounts, strict=True))
            if line.net_amount not in (None, net)
        ]
        totals = [
            Difference(name, stated, right)
            for name in STATED
            if (stated := getattr(self, name)) not in (None, right := getattr(found.totals, name))
        ]
        return (*lines, *totals)

    def _without_tax(self, line: ListedLine, currency: Currency) -> PlainLine:
        plain = PlainLine(
            line.quantity,
            line.unit_price,
            line.tax_category,
            line.rate(),
            line.base_quantity,
            tuple(currency.round(amount) for amount in line.discounts),
            tuple(currency.round(amount) for amount in line.charges),
        )
        if self.prices == "tax_exclusive":
            return plain
        whole = net_amount(plain, Decimal(1).scaleb(-currency.decimals))
        return PlainLine(ONE, currency.round(whole / (1 + line.rate())), line.tax_category, line.rate())

    def _on_all(self, given: ListedAmount, currency: Currency) -> DocumentAmount:
        taxed = 1 + given.rate() if self.prices == "tax_inclusive" else ONE
        return DocumentAmount(currency.round(given.amount / taxed), given.tax_category, given.rate())
