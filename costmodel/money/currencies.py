"""Money: a Decimal in a named currency, rounded half up.

A record that is wholly in one currency (an estimate, a quote) names it once and holds bare Decimals; an amount
that stands alone is a `Money`. A simulated amount is a float until it is asked for, and becomes money once, through
`from_float`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator

from costmodel.files.faults import InputError, Message, MoneyError, not_among, said, shorten
from costmodel.files.numbers import PERCENT, currency_of, exact, has_two_readings, not_a_number, only_reading, typed
from costmodel.files.records import Keyed, Record

MAX_AMOUNT = Decimal(10) ** 15
_WIDE = Context(prec=400)
"""Enough digits for any amount that a rate of -99% or 100% a year can make of another one."""
Amount = Annotated[Decimal, Field(ge=-MAX_AMOUNT, le=MAX_AMOUNT)]
Share = Annotated[Decimal, Field(ge=0, le=1)]


class Replacement(Record):
    """The law by which a currency replaced another: `units` of the old one are 1 of `by`."""

    by: str
    units: Decimal
    on: date
    legal_tender_until: date


class Currency(Record):
    """A currency and the decimals of its amounts; `printed_decimals` where print rounds further than data."""

    id: str
    decimals: Annotated[int, Field(ge=0, le=6)]
    printed_decimals: Annotated[int, Field(ge=0, le=6)]
    replaced: Replacement | None = None

    @property
    def code(self) -> str:
        """The ISO 4217 code."""
        return self.id

    def round(self, value: Decimal) -> Decimal:
        """The value to the minor unit, half up."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP, context=_WIDE)

    def from_float(self, value: float) -> Decimal:
        """A float as money, by its shortest decimal form, rounded once."""
        return self.round(Decimal(repr(float(value))))


class _Group(Record):
    decimals: int
    codes: tuple[str, ...]


class CurrencyTable(Record):
    """The file `currencies.yaml`: ISO 4217 codes by their minor units, and the ones replaced by law."""

    source: str
    working_currency: str
    contract_currencies: tuple[str, ...]
    display_currencies: tuple[str, ...]
    minor_units: tuple[_Group, ...]
    replaced: Keyed[Currency]

    def currency(self, code: str, *, where: str = "currency") -> Currency:
        """The currency of a code. Raises InputError with the nearest spelling."""
        for old in self.replaced:
            if old.id == code:
                return old
        for group in self.minor_units:
            if code in group.codes:
                return Currency.model_construct(id=code, decimals=group.decimals, printed_decimals=group.decimals)
        known = [*self.display_currencies, *(c for g in self.minor_units for c in g.codes)]
        raise InputError.one(where, "", not_among(code, dict.fromkeys(known), what="a currency of ISO 4217"))

    def by_law(self, amount: Decimal, code: str) -> Decimal:
        """An amount of a replaced currency in the working currency, by its law and exactly."""
        if code == self.working_currency:
            return amount
        for old in self.replaced:
            if old.id == code and old.replaced is not None and old.replaced.by == self.working_currency:
                return amount / old.replaced.units
        raise MoneyError(
            said(
                "{code} has no legal relation to {home}; convert it at a dated rate.",
                code=code,
                home=self.working_currency,
            )
        )

    def at_home(self, code: str) -> bool:
        """Whether a currency is the working one, or one that it replaced by law."""
        return code == self.working_currency or any(
            old.id == code and old.replaced is not None and old.replaced.by == self.working_currency
            for old in self.replaced
        )

    def display_currency(self, code: str, *, where: str = "currency") -> Currency:
        """A currency in which an estimate may be shown."""
        if code not in self.display_currencies:
            raise InputError.one(where, "", not_among(code, self.display_currencies, what="a currency used here"))
        return self.currency(code)

    def contract_currency(self, code: str, *, where: str = "currency") -> Currency:
        """A currency in which a quote may be made out; a withdrawn one is refused with its law."""
        if code in self.contract_currencies:
            return self.currency(code)
        for old in self.replaced:
            if old.id == code and old.replaced is not None:
                law = old.replaced
                raise InputError.one(
                    where,
                    "",
                    said(
                        "{code} was replaced by {by} on {on} ({units} {code} = 1 {by}) and cannot be the "
                        "currency of a quote. Use {currencies}; 'costmodel estimate --currency {code}' shows "
                        "{code} beside it.",
                        code=code,
                        by=law.by,
                        on=law.on,
                        units=law.units,
                        currencies=", ".join(self.contract_currencies),
                    ),
                )
        raise InputError.one(where, "", not_among(code, self.contract_currencies, what="a currency of a quote"))


class Money(Record):
    """An amount in a named currency, written `250000 MRU`."""

    amount: Amount
    currency: str

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        value = exact(value)
        if isinstance(value, (int, Decimal)):
            raise ValueError(_without_currency(value))
        if isinstance(value, str):
            number = typed(value)
            if number is not None and not number.unit:
                raise ValueError(_without_currency(shorten(value)))
            code = currency_of(number.unit) if number else ""
            if number is None or not code:
                raise ValueError(
                    said(
                        "'{value}' is not an amount with its currency; write it as '250000 MRU'.", value=shorten(value)
                    )
                )
            return {"amount": only_reading(number), "currency": code}
        return value

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """A calculated amount. Raises MoneyError where it is too large to be one."""
        if abs(amount) > MAX_AMOUNT:
            raise MoneyError(
                said(
                    "{amount:.6g} {currency} is too large; at most {most:,} is allowed.",
                    amount=amount,
                    currency=currency,
                    most=MAX_AMOUNT,
                )
            )
        return cls.model_construct(amount=amount, currency=currency)

    def __add__(self, other: Money) -> Money:
        self._same(other, "cannot add {currency} and {other}; convert one first.")
        return Money.of(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other, "cannot subtract {currency} and {other}; convert one first.")
        return Money.of(self.amount - other.amount, self.currency)

    def _same(self, other: Money, refusal: str) -> None:
        if self.currency != other.currency:
            raise MoneyError(said(refusal, currency=self.currency, other=other.currency))

    def __str__(self) -> str:
        written = str(self.amount)
        return f"{written}{'0' if has_two_readings(written) else ''} {self.currency}"


def _without_currency(amount: object) -> Message:
    return said("the amount {value} has no currency; write it as '{value} MRU'.", value=amount)


def decimal_of(value: object, *, where: str, low: Decimal | None = None, high: Decimal | None = None) -> Decimal:
    """A number of any kind, a percentage as its share, or text as people type it.

    A text with two readings is settled where one alone lies between `low` and `high`. Raises InputError for what is
    not a finite number, and for two readings.
    """
    found = exact(value)
    result = Decimal(found) if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else None
    number = typed(found) if isinstance(found, str) else None
    if number is not None and number.unit in ("", PERCENT):
        try:
            result = only_reading(number, lambda one: (low is None or one >= low) and (high is None or one <= high))
        except ValueError as error:
            raise InputError.one(where, "", error.args[0]) from None
    if result is None or not result.is_finite():
        raise InputError.one(where, "", not_a_number(str(value)))
    if abs(result) > MAX_AMOUNT:
        raise InputError.one(
            where,
            "",
            said("'{value}' is too large; at most {most:,} is allowed.", value=shorten(value), most=MAX_AMOUNT),
        )
    return result


def unit_price(net: Decimal, quantity: Decimal, decimals: int) -> Decimal:
    """The price of one, to the fewest decimals from which quantity × price gives back `net` exactly."""
    for places in range(decimals, decimals + 12):
        price = (net / quantity).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if (price * quantity).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) == net:
            return price
    raise InputError.one(
        "quantity", "", said("{quantity} is too large to price {net} by the unit.", quantity=quantity, net=net)
    )


def allocate(total: Decimal, weights: Sequence[Decimal], *, decimals: int) -> tuple[Decimal, ...]:
    """A `total` split in proportion to `weights`, each part with so many `decimals`; they always add up to it exactly.

    Every part is rounded towards zero first, then the remaining minor units go to the largest fractions, the
    earlier part first on a tie. Weights are not negative and not all zero.
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise MoneyError("a total can only be split over weights that are not negative and not all zero.")
    unit = Decimal(1).scaleb(-decimals)
    sign = -1 if total < 0 else 1
    units = int((abs(total) / unit).to_integral_value(rounding=ROUND_HALF_UP))
    shares = [units * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    by_fraction = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_fraction[: units - sum(parts)]:
        parts[i] += 1
    return tuple(sign * part * unit for part in parts)
