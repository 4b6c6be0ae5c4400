"""A plain list of lines, ours or another's: added up, its prices with tax or without, and what it states compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, field_validator, model_validator

from costmodel.files.faults import Message, said
from costmodel.files.records import Record
from costmodel.money.currencies import MAX_AMOUNT, Amount, Currency
from costmodel.quoting.totals import ZERO, DocumentAmount, Sums, TaxAmount, added_up, net_amount, sums, with_tax

Key = tuple[str, Decimal]
NAMES: Mapping[str, str] = {
    "lines_net": "lines net",
    "discounts": "discounts",
    "charges": "charges",
    "tax_exclusive": "tax exclusive",
    "tax": "tax",
    "tax_inclusive": "tax inclusive",
    "prepaid": "prepaid",
    "rounding": "rounding",
    "payable": "payable",
}
"""What the totals are called."""
HEADS: Mapping[str, str] = {
    "item": "item",
    "quantity": "quantity",
    "unit_price": "unit price",
    "price_with_tax": "unit price with tax",
    "net": "net",
    "with_tax": "with tax",
    "stated": "stated",
}
"""What the columns of a list are called."""
STATED: Mapping[str, str] = {
    "lines_net": "lines_net",
    "discounts_total": "discounts",
    "charges_total": "charges",
    "tax_exclusive": "tax_exclusive",
    "tax": "tax",
    "tax_inclusive": "tax_inclusive",
    "payable": "payable",
}
"""The totals that a list may state itself, each with its name among the right ones."""
INCLUSIVE = "Prices are with tax: the tax in what each rate comes to is taken out and rounded once."
TAXED = "tax {category} {percent} % of {taxable}: {tax}"


class PlainLine(NamedTuple):
    """A line of a plain list."""

    quantity: Decimal
    unit_price: Decimal
    tax_category: str
    tax_rate: Decimal
    base_quantity: Decimal = Decimal(1)
    discount_amounts: tuple[Decimal, ...] = ()
    charge_amounts: tuple[Decimal, ...] = ()


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

    @property
    def key(self) -> Key:
        """The category, and the rate as a fraction."""
        rate = self.tax_rate if self.tax_rate is not None else (self.tax_percent or ZERO).scaleb(-2)
        return self.tax_category, rate


class ListedLine(_Taxed):
    """A line of a list: a negative quantity is a credit, a negative discount or charge corrects one given before.

    `net_amount` is what the document says, without tax, and `tax_inclusive` with it; both are compared.
    """

    item_name: Annotated[str, Field(min_length=1)]
    quantity: Amount
    unit_price: Amount
    base_quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)] = Decimal(1)
    discounts: tuple[Amount, ...] = ()
    charges: tuple[Amount, ...] = ()
    net_amount: Amount | None = None
    tax_inclusive: Amount | None = None

    @field_validator("unit_price")
    @classmethod
    def _payable(cls, price: Decimal) -> Decimal:
        if price < 0:  # BR-27
            raise ValueError("a unit price cannot be negative; to credit a line, make its quantity negative.")
        return price

    def plain(self, currency: Currency) -> PlainLine:
        """The line for the rules, its discounts and charges rounded to the minor unit."""
        discounts, charges = (tuple(map(currency.round, given)) for given in (self.discounts, self.charges))
        return PlainLine(self.quantity, self.unit_price, *self.key, self.base_quantity, discounts, charges)


class ListedAmount(_Taxed):
    """A discount or charge on the whole list; a negative one corrects one given before."""

    amount: Amount


class StatedTax(_Taxed):
    """The tax of a category and rate as the document states it, and what it is on."""

    taxable: Amount | None = None
    tax: Amount | None = None


class Difference(NamedTuple):
    """An amount that a document states, beside the right one; `where` is its field, as `lines[0].net_amount`."""

    where: str
    stated: Decimal
    right: Decimal

    @property
    def words(self) -> Message:
        """The difference in a sentence."""
        return said("{where} says {stated:,f}; {right:,f} is right.", **self._asdict())


class LineList(Record):
    """A plain list of lines to be added up, in one currency; what the document states itself is compared.

    `prices` says whether unit prices, discounts and charges are with tax. Then what the lines of a tax come to with it
    stands as it is: the tax in it is taken out and rounded once, and what is left is spread over the lines by largest
    remainders. Nothing but the tax of each rate is rounded, so the total with tax is the sum of the prices with tax;
    the tax may be the smallest unit off its rate × what it is on.
    """

    currency: str
    prices: Literal["tax_exclusive", "tax_inclusive"] = "tax_exclusive"
    lines: tuple[ListedLine, ...]
    discounts: tuple[ListedAmount, ...] = ()
    charges: tuple[ListedAmount, ...] = ()
    prepaid: Amount = ZERO
    rounding: Amount = ZERO
    taxes: tuple[StatedTax, ...] = ()
    lines_net: Amount | None = None
    discounts_total: Amount | None = None
    charges_total: Amount | None = None
    tax_exclusive: Amount | None = None
    tax: Amount | None = None
    tax_inclusive: Amount | None = None
    payable: Amount | None = None

    @field_validator("lines")
    @classmethod
    def _some(cls, lines: tuple[ListedLine, ...]) -> tuple[ListedLine, ...]:
        if not lines:
            raise ValueError("the list has no line; give at least one.")
        return lines

    def sums(self, currency: Currency) -> Sums:
        """The sums of the list; amounts are rounded to the currency's minor unit first."""
        kept = {"prepaid": currency.round(self.prepaid), "rounding": currency.round(self.rounding)}
        if self.prices == "tax_inclusive":
            return self._without_tax(currency, **kept)
        discounts, charges = (
            [DocumentAmount(currency.round(one.amount), *one.key) for one in given]
            for given in (self.discounts, self.charges)
        )
        plain = [line.plain(currency) for line in self.lines]
        return sums(plain, decimals=currency.decimals, discounts=discounts, charges=charges, **kept)

    def with_tax(self, found: Sums, currency: Currency) -> tuple[Decimal, ...]:
        """What each line comes to with its tax: as it is priced, or its net amount with tax, rounded."""
        if self.prices == "tax_inclusive":
            unit = Decimal(1).scaleb(-currency.decimals)
            return tuple(net_amount(line.plain(currency), unit) for line in self.lines)
        return tuple(
            currency.round(with_tax(net, line.key[1])) for line, net in zip(self.lines, found.net_amounts, strict=True)
        )

    def differences(self, found: Sums, currency: Currency) -> tuple[Difference, ...]:
        """What the list states otherwise than it is: lines first, then taxes, then totals."""
        return tuple(one for one in self.compared(found, currency) if one.stated != one.right)

    def compared(self, found: Sums, currency: Currency) -> tuple[Difference, ...]:
        """Every amount that the list states, beside the right one."""
        return (*self._of_lines(found, currency), *self._of_taxes(found, currency), *self._of_totals(found))

    def _of_lines(self, found: Sums, currency: Currency) -> Iterator[Difference]:
        rows = zip(self.lines, found.net_amounts, self.with_tax(found, currency), strict=True)
        for place, (line, net, taxed) in enumerate(rows):
            for name, stated, right in (
                ("net_amount", line.net_amount, net),
                ("tax_inclusive", line.tax_inclusive, taxed),
            ):
                if stated is not None:
                    yield Difference(f"lines[{place}].{name}", stated, right)

    def _of_taxes(self, found: Sums, currency: Currency) -> Iterator[Difference]:
        right = {(tax.tax_category, tax.tax_rate): tax for tax in found.taxes}
        for place, stated in enumerate(self.taxes):
            tax = right.get(stated.key)
            for name, value in (("taxable", stated.taxable), ("tax", stated.tax)):
                if value is not None:
                    yield Difference(
                        f"taxes[{place}].{name}", value, getattr(tax, name) if tax else currency.round(ZERO)
                    )

    def _of_totals(self, found: Sums) -> Iterator[Difference]:
        for name, total in STATED.items():
            stated = getattr(self, name)
            if stated is not None:
                yield Difference(name, stated, getattr(found.totals, total))

    def _without_tax(self, currency: Currency, *, prepaid: Decimal, rounding: Decimal) -> Sums:
        """The sums where prices are with tax."""
        unit = Decimal(1).scaleb(-currency.decimals)
        parts = [(line.key, net_amount(line.plain(currency), unit)) for line in self.lines]
        parts += [(one.key, -currency.round(one.amount)) for one in self.discounts]
        parts += [(one.key, currency.round(one.amount)) for one in self.charges]
        taxes: list[TaxAmount] = []
        nets = [ZERO] * len(parts)
        for key in dict.fromkeys(key for key, _ in parts):
            places = [n for n, (own, _) in enumerate(parts) if own == key]
            whole = sum((parts[n][1] for n in places), unit * 0)
            tax = currency.round(whole * key[1] / (1 + key[1]))
            taxes.append(TaxAmount(tax_category=key[0], tax_rate=key[1], taxable=whole - tax, tax=tax))
            spread = _spread(whole - tax, [parts[n][1] / (1 + key[1]) for n in places], unit)
            for n, net in zip(places, spread, strict=True):
                nets[n] = net
        count, off = len(self.lines), len(self.lines) + len(self.discounts)
        return added_up(
            nets[:count],
            taxes,
            discounts=-sum(nets[count:off], unit * 0) + unit * 0,
            charges=sum(nets[off:], unit * 0),
            prepaid=prepaid,
            rounding=rounding,
        )


def _spread(whole: Decimal, exact: list[Decimal], unit: Decimal) -> list[Decimal]:
    """Exact parts of either sign, rounded so that they add up to `whole`: the rest goes to the largest remainders."""
    parts = [part.quantize(unit, ROUND_HALF_UP) for part in exact]
    left = int((whole - sum(parts, ZERO)) / unit)
    step = unit if left > 0 else -unit
    by_remainder = sorted(range(len(parts)), key=lambda n: (-(exact[n] - parts[n]) * (1 if left > 0 else -1), n))
    for n in by_remainder[: abs(left)]:
        parts[n] += step
    return [part or unit * 0 for part in parts]
