"""What the buyer bears besides the offer: own staff, link, power, import taxes and so on; never in a quote.

A cost whose unit price is not known is named with its quantity, and not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple, get_args

from costmodel.comparing.delivered import on_imports
from costmodel.comparing.discounting import factor
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.scope import modules_of, names_part
from costmodel.files.faults import InputError, not_among, said
from costmodel.files.numbers import currency_of, typed
from costmodel.files.records import Record, validate
from costmodel.money.currencies import Currency, Money, decimal_of
from costmodel.price_book.book import PriceBook
from costmodel.price_book.life import Borne, Falls
from costmodel.words.columns import Column
from costmodel.words.text import Text, day_text, number_text

Kind = Literal["one_off", "recurring", "refresh", "borne"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of cash flow, in the order in which they are shown."""
DUTY, STATISTICAL_TAX = "import_duty", "statistical_tax"
"""The ids of the two import taxes among what the buyer bears."""
QUANTITY_DIGITS = 3
"""Significant digits of a quantity that is an assumption."""


class CashFlow(Record):
    """What one item costs in one year, rounded once; `times` is how often the `likely` of a cost line is in it.

    `foreign_share` of the amount is paid in foreign currencies.
    """

    year: int
    id: str
    item_name: Text
    kind: Kind
    amount: Decimal
    foreign_share: Decimal = Decimal(0)
    line: str | None = None
    times: Decimal = Decimal(0)


class UnknownCost(Record):
    """A cost whose unit price is not known: its quantity in each year that it falls in.

    `discounted_quantity` is the NPV of a unit price of 1: the quantities over the horizon, escalated and discounted.
    """

    id: str
    name: Text
    unit: Text
    unit_one: Text
    annual_quantity: Decimal
    falls: Falls | Literal["each_purchase"]
    discounted_quantity: Decimal


UNKNOWN = (
    Column("id", head="id"),
    Column("name"),
    Column("unit", head="unit"),
    Column("quantity", "number", lambda cost, _: cost.annual_quantity, head="quantity"),
    Column("falls"),
)
"""The columns of costs without a price."""


class Outlook(NamedTuple):
    """What the years ahead are taken to bring; rates are fractions a year. `at_home`: amounts are in ouguiyas."""

    years: int
    discount_rate: Decimal
    escalation: Decimal
    currency_drift: Decimal
    duty_rate: Decimal | None
    at_home: bool

    def discount(self, year: int) -> Decimal:
        """What 1 paid in a year is worth in year 0."""
        return factor(self.discount_rate, year)

    def fees(self, year: int) -> Decimal:
        """How much a yearly fee has risen by escalation alone."""
        return (1 + self.escalation) ** year

    def exchange(self, foreign_share: Decimal, year: int) -> Decimal:
        """What currencies do to a price: in ouguiyas its foreign share grows, elsewhere its local one shrinks."""
        drifted = (1 + self.currency_drift) ** year
        if self.at_home:
            return 1 - foreign_share + foreign_share * drifted
        return foreign_share + (1 - foreign_share) / drifted

    def abroad(self, foreign_share: Decimal, year: int) -> Decimal:
        """The share of a price that is foreign in a year, after what currencies have done to it."""
        part = foreign_share * (1 + self.currency_drift) ** year if self.at_home else foreign_share
        return part / self.exchange(foreign_share, year)


class Besides(NamedTuple):
    """What the buyer bears: what is priced, what is not, and what to note about the prices."""

    flows: tuple[CashFlow, ...]
    unknown: tuple[UnknownCost, ...]
    remarks: tuple[Text, ...]


def years_of(falls: Falls, years: int) -> range:
    """The years of a horizon in which a cost falls."""
    return {"each_year": range(years), "first_year": range(1), "later_years": range(1, years)}[falls]


def besides(
    estimate: Estimate,
    outlook: Outlook,
    *,
    imported: Mapping[int, Decimal],
    prices: Mapping[str, Money | Decimal],
) -> Besides:
    """What the buyer bears besides an offer, at the unit prices given.

    `imported` is the foreign value of the goods bought in each year; a bare price is in the estimate's currency.
    Raises InputError for a price of something that nobody bears.
    """
    book, money, facts = estimate.book, estimate.currency, estimate.book.lifecycle
    asked = _asked(prices, book, money.code)
    flows: list[CashFlow] = []
    unknown: list[UnknownCost] = []
    remarks: list[Text] = []
    for item in facts.borne:
        given = asked.get(item.id)
        amount = quantity(item, estimate)
        falls = _due(item, estimate, outlook)
        if given is None and item.line is not None:
            flows += _option(item, estimate, outlook)
        elif not amount:
            remarks += [book.say("life.price_unused", name=item.name)] if given is not None else []
        elif given is None:
            unknown.append(_unknown(item, amount, outlook))
        else:
            price, foreign_share, converted = _in_currency(item, given, estimate)
            remarks += converted
            today = amount * price
            flows += [_borne(item, year, today * due, foreign_share, outlook, money) for year, due in falls]
    taxes, unknown_duty = _import_taxes(book, outlook, imported, money)
    return Besides((*flows, *taxes), (*unknown, *unknown_duty), tuple(remarks))


class _Price(Record):
    price: Money


def price_of(words: str, *, where: str) -> Money | Decimal:
    """A unit price as a person writes it: `30000 USD`, or a bare number in the estimate's currency."""
    number = typed(words)
    if currency_of(number.unit) if number else words[-1:].isalpha():
        return validate({"price": words}, _Price, where=where).price
    return decimal_of(words, where=where)


def _asked(prices: Mapping[str, Money | Decimal], book: PriceBook, code: str) -> dict[str, Money]:
    """The unit prices given, each with its currency."""
    known = [item.id for item in book.lifecycle.borne]
    asked: dict[str, Money] = {}
    for id_, price in prices.items():
        if id_ in (DUTY, STATISTICAL_TAX):
            what = said(
                "is not a price but a rate on imported goods; give the duty_rate, such as {example}.",
                example="--duty-rate 0.13",
            )
            raise InputError.one("prices", id_, what)
        if id_ not in known:
            raise InputError.one("prices", "", not_among(id_, known, what="something that the buyer bears"))
        if isinstance(price, Money):
            asked[id_] = price
        else:
            asked[id_] = Money(amount=decimal_of(price, where=f"prices: {id_}"), currency=code)
        book.currencies.display_currency(asked[id_].currency, where=f"prices: {id_}")
        if asked[id_].amount < 0:
            raise InputError.one("prices", id_, said("{price} is below 0; a price is 0 or more.", price=asked[id_]))
    return asked


def _borne(
    item: Borne, year: int, today: Decimal, foreign_share: Decimal, outlook: Outlook, money: Currency
) -> CashFlow:
    """What a year of something costs that costs so much today."""
    return CashFlow(
        year=year,
        id=item.id,
        item_name=item.name,
        kind="borne",
        amount=money.round(today * outlook.fees(year) * outlook.exchange(foreign_share, year)),
        foreign_share=outlook.abroad(foreign_share, year),
    )


def _tax(id_: str, name: Text, year: int, amount: Decimal) -> CashFlow:
    """A tax on imports, whose base is foreign."""
    return CashFlow(year=year, id=id_, item_name=name, kind="borne", amount=amount, foreign_share=Decimal(1))


def _option(item: Borne, estimate: Estimate, outlook: Outlook) -> list[CashFlow]:
    """An option line of the offer, which the buyer pays for whoever delivers it."""
    return [
        _borne(item, year, line.likely * due, line.foreign_share, outlook, estimate.currency)
        for line in estimate.options
        if line.id == item.line
        for year, due in _due(item, estimate, outlook)
    ]


def _due(item: Borne, estimate: Estimate, outlook: Outlook) -> list[tuple[int, Decimal]]:
    """The years in which a cost falls, each with the share that is due: the offer's warranty covers an option too."""
    covered = int(estimate.spec.warranty_months) if item.line is not None else 0
    shares = {
        year: Decimal(12 - min(12, max(0, covered - 12 * year))) / 12 for year in years_of(item.falls, outlook.years)
    }
    return [(year, share) for year, share in shares.items() if share]


def quantity(item: Borne, estimate: Estimate) -> Decimal:
    """What a bundle makes the buyer bear in a year: quantity × share of the part × (driver / at) ^ exponent."""
    if item.line is not None:
        return Decimal(int(any(line.id == item.line for line in estimate.options)))
    by_bundle = {q.id: q.value for q in item.quantities}
    value = item.quantity.value if item.quantity else by_bundle[estimate.bundle.id]
    if item.part is not None:
        value *= _share_of(item.part, estimate)
    if item.scale is not None:
        scale = item.scale
        driver: Decimal = getattr(estimate.spec, scale.driver)
        value *= (driver / scale.at) ** scale.exponent.value if driver else Decimal(0)
    if not value:
        return Decimal(0)
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - QUANTITY_DIGITS + 1), ROUND_HALF_UP)
    return Decimal(format(rounded.normalize(), "f"))


def _share_of(part_id: str, estimate: Estimate) -> Decimal:
    """How much of a part of the price the need's modules and the bundle bring."""
    part = estimate.book.part(part_id)
    share = part.share_of(modules_of(estimate.spec, estimate.bundle))
    for multiplier in estimate.bundle.multipliers:
        if names_part(multiplier.id, part_id):
            share *= multiplier.value
    return share


def _in_currency(item: Borne, given: Money, estimate: Estimate) -> tuple[Decimal, Decimal, list[Text]]:
    """A unit price in the estimate's currency, its foreign share, and a remark where a market rate was used."""
    book, code = estimate.book, estimate.currency.code
    foreign_share = Decimal(int(not book.currencies.at_home(given.currency)))
    how = estimate.pricing.conversion(given.currency)
    if all(step.kind == "law" for step in how.steps):
        return how.apply(given.amount), foreign_share, []
    amount = Text.of(lambda language: f"{number_text(given.amount).in_(language)}\u00a0{given.currency}")
    rate = Text.of(lambda language: f"{number_text(how.value).in_(language)}\u00a0{code}")
    said = book.say(
        "life.converted", name=item.name, amount=amount, rate=rate, day=day_text(how.dated), source=how.source
    )
    return how.apply(given.amount), foreign_share, [said]


def _unknown(item: Borne, amount: Decimal, outlook: Outlook) -> UnknownCost:
    falls = years_of(item.falls, outlook.years)
    return UnknownCost(
        id=item.id,
        name=item.name,
        unit=item.unit,
        unit_one=item.unit_one,
        annual_quantity=amount,
        falls=item.falls,
        discounted_quantity=sum((amount * outlook.fees(t) * outlook.discount(t) for t in falls), Decimal(0)),
    )


def _import_taxes(
    book: PriceBook, outlook: Outlook, imported: Mapping[int, Decimal], money: Currency
) -> tuple[list[CashFlow], list[UnknownCost]]:
    """Statistical tax and import duty on goods; without a rate the duty is unknown."""
    duty, tax = book.lifecycle.import_duty, book.lifecycle.statistical_tax
    goods = {year: value for year, value in imported.items() if value}
    flows = [_tax(STATISTICAL_TAX, tax.name, year, on_imports(value, tax.rate, money)) for year, value in goods.items()]
    if outlook.duty_rate is not None:
        rate = outlook.duty_rate
        return [
            *flows,
            *(_tax(DUTY, duty.name, year, on_imports(value, rate, money)) for year, value in goods.items()),
        ], []
    if not goods:
        return flows, []
    unit = Text.of(lambda language: f"{money.code} {duty.unit.in_(language)}")
    unknown = UnknownCost(
        id=DUTY,
        name=duty.name,
        unit=unit,
        unit_one=unit,
        annual_quantity=money.round(goods.get(0, Decimal(0))),
        falls="each_purchase",
        discounted_quantity=sum((value * outlook.discount(year) for year, value in goods.items()), Decimal(0)),
    )
    return flows, [unknown]
