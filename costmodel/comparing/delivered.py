"""The first cost delivered with all taxes: import duty, statistical tax and VAT on top of the one-off price."""

from __future__ import annotations

from decimal import Decimal

from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError, said, shorten
from costmodel.files.records import Record
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import STANDARD
from costmodel.words.columns import Column
from costmodel.words.text import Text, listed, percent_text


class Landed(Record):
    """The first cost at one rate of import duty."""

    duty_rate: Decimal
    duty: Decimal
    vat: Decimal
    total: Decimal


CASES = (Column("duty_rate", "rate"), *(Column(name, "amount") for name in ("duty", "vat", "total")))
DELIVERED = (
    *(Column(name, "amount") for name in ("one_off", "imported", "statistical_tax")),
    Column("vat_rate", "rate"),
    Column("cases", "rows", rows=CASES),
)
"""The columns of the first cost."""


class Delivered(Record):
    """The one-off price delivered with all taxes; two cases, at the ends of the tariff, where no duty rate was given.

    `imported` is the foreign part of goods, the value on which duty and statistical tax are charged; VAT is charged on
    everything, duty and tax included.
    """

    currency: Currency
    one_off: Decimal
    imported: Decimal
    statistical_tax: Decimal
    vat_rate: Decimal
    cases: tuple[Landed, ...]


def imported_goods(estimate: Estimate) -> Decimal:
    """The foreign part of the hardware: its value at the border (CIF)."""
    return sum(
        (
            estimate.currency.round(line.likely * line.foreign_share)
            for line in estimate.lines
            if line.component == "hardware" and not line.recurring
        ),
        Decimal(0),
    )


def on_imports(goods: Decimal, rate: Decimal, money: Currency) -> Decimal:
    """A tax on imported goods: a share of their value at the border."""
    return money.round(goods * rate)


def delivered(estimate: Estimate, *, duty_rate: Decimal | None = None) -> Delivered:
    """The one-off price of an estimate delivered with all taxes. Raises InputError for a rate outside 0 to 1."""
    book, money, facts = estimate.book, estimate.currency, estimate.book.lifecycle
    check_duty(duty_rate)
    goods = imported_goods(estimate)
    vat_rate = book.tax_rate(STANDARD, estimate.on).rate
    statistical = on_imports(goods, facts.statistical_tax.rate, money)
    ends = (facts.import_duty.tiers[0], facts.import_duty.tiers[-1]) if duty_rate is None else (duty_rate,)
    cases = []
    for rate in ends if goods else ends[:1]:
        duty = on_imports(goods, rate, money)
        taxable = estimate.totals.one_off + duty + statistical
        vat = money.round(taxable * vat_rate)
        cases.append(Landed(duty_rate=rate, duty=duty, vat=vat, total=taxable + vat))
    return Delivered(
        currency=money,
        one_off=estimate.totals.one_off,
        imported=goods,
        statistical_tax=statistical,
        vat_rate=vat_rate,
        cases=tuple(cases),
    )


def check_duty(rate: Decimal | None) -> None:
    """Refuse a rate of import duty that is not a share."""
    if rate is not None and not (rate.is_finite() and 0 <= rate <= 1):
        raise InputError.one(
            "duty_rate",
            "",
            said(
                "{value} is out of bounds. Allowed: 0 to 1; write {share} for {percent}.",
                value=shorten(rate),
                share="0.13",
                percent="13%",
            ),
        )


def duty_remarks(rate: Decimal | None, book: PriceBook) -> tuple[Text, ...]:
    """What to note about a rate of import duty: that the tariff has no such tier."""
    tiers = book.lifecycle.import_duty.tiers
    if rate is None or rate in tiers:
        return ()
    shown = listed((percent_text(tier) for tier in tiers), separator=", ")
    return (book.say("life.no_such_tier", rate=percent_text(rate), tiers=shown),)
