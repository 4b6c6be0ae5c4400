"""When two bundles cost the same: after how many years of service, and at which price of what the buyer bears."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from costmodel.comparing.life_cycle import LifeCycle, years_text
from costmodel.comparing.ownership import DUTY, UnknownCost
from costmodel.files.faults import Fault, InputError, not_among, phrase, said
from costmodel.files.records import Record
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook
from costmodel.words.text import Text, listed, money, number_text, percent_text

RATE_PLACES = Decimal("0.0001")


class Span(Record):
    """Numbers of years of service after which one bundle has cost less; None where both cost alike."""

    first: int
    last: int
    cheaper: str | None


class BreakEven(Record):
    """Which of two bundles has cost less after each number of years of service, before discounting."""

    a: str
    b: str
    years: int
    spans: tuple[Span, ...]

    @property
    def year(self) -> int | None:
        """How many years of service the bundle that is cheaper at first stays so; None unless that changes once."""
        return self.spans[0].last if len(self.spans) == 2 else None

    def in_words(self, book: PriceBook) -> Text:
        """The statement for a document or the screen."""
        names = {id_: book.bundle(id_).name for id_ in (self.a, self.b)}
        first, last = self.spans[0], self.spans[-1]
        if len(self.spans) == 1 and first.cheaper is None:
            return book.say("life.equal", a=names[self.a], b=names[self.b])
        if len(self.spans) == 1:
            one, two = (self.a, self.b) if first.cheaper == self.a else (self.b, self.a)
            return book.say("life.always", first=names[one], second=names[two], last=years_text(first.last, book))
        if len(self.spans) == 2 and first.cheaper is not None and last.cheaper is not None:
            return book.say(
                "life.break_even",
                first=names[first.cheaper],
                last=years_text(first.last, book),
                next=years_text(last.first, book),
                second=names[last.cheaper],
            )
        spans = listed(_span(span, names, book) for span in self.spans)
        return book.say("life.several", a=names[self.a], b=names[self.b], spans=spans)


def _span(span: Span, names: dict[str, Text], book: PriceBook) -> Text:
    years = number_text(span.first)
    if span.last > span.first:
        years = Text.same(f"{span.first}–{span.last}")
    if span.cheaper is None:
        return book.say("life.span_equal", years=years)
    return book.say("life.span", years=years, bundle=names[span.cheaper])


def break_even(a: LifeCycle, b: LifeCycle) -> BreakEven:
    """Which bundle has cost less after each number of years, over the horizon of both.

    Raises InputError where horizon, currency or rates differ.
    """
    _comparable(a, b)
    signs = []
    for (year, of_a), (_, of_b) in zip(a.cumulative(), b.cumulative(), strict=True):
        signs.append((year + 1, None if of_a == of_b else a.bundle if of_a < of_b else b.bundle))
    spans = []
    for cheaper, group in groupby(signs, key=lambda sign: sign[1]):
        years = [year for year, _ in group]
        spans.append(Span(first=years[0], last=years[-1], cheaper=cheaper))
    return BreakEven(a=a.bundle, b=b.bundle, years=a.years, spans=tuple(spans))


def break_even_price(a: LifeCycle, b: LifeCycle, id_: str) -> Decimal | None:
    """The unit price of an unknown cost at which both NPVs are equal; a rate for the import duty.

    None where no price from 0 up makes them equal. Raises InputError where neither bundle has the cost open.
    """
    _comparable(a, b)
    _, of_a, of_b = _open(a, b, id_)
    if of_a == of_b:
        return None
    price = (b.npv - a.npv) / (of_a - of_b)
    if price < 0:
        return None
    return price.quantize(RATE_PLACES) if id_ == DUTY else a.currency.round(price)


def price_in_words(a: LifeCycle, b: LifeCycle, id_: str, book: PriceBook) -> Text:
    """The statement on an unknown cost: up to which unit price the bundle that needs more of it stays the cheaper.

    The price is rounded to three figures.
    """
    price = break_even_price(a, b, id_)
    cost, of_a, of_b = _open(a, b, id_)
    names = [book.bundle(life.bundle).name for life in (a, b)]
    if of_a == of_b:
        return book.say("life.price_same", name=cost.name, a=names[0], b=names[1])
    more, less = names if of_a > of_b else reversed(names)
    both = {"more": more, "less": less, "years": years_text(a.years, book)}
    if not price:
        return book.say("life.price_never", name=cost.name, **both)
    if id_ == DUTY and price > (highest := book.lifecycle.import_duty.tiers[-1]):
        return book.say("life.duty_never", rate=percent_text(highest), **both)
    if id_ == DUTY:
        return book.say("life.price_duty", rate=percent_text(_rounded(price, 3)), **both)
    return book.say("life.price_below", name=cost.name, price=_price(price, a.currency), unit=cost.unit_one, **both)


def _price(value: Decimal, currency: Currency) -> Text:
    """A price of three figures; below 100 with the decimals of its currency."""
    decimals = currency.printed_decimals if value < 100 else 0
    rounded = _rounded(value, currency.printed_decimals)
    return Text.of(lambda language: money(rounded, currency.code, language, decimals=decimals))


def _rounded(value: Decimal, places: int) -> Decimal:
    """A value to three figures, and to no more than so many decimals."""
    return value.quantize(Decimal(1).scaleb(max(value.adjusted() - 2, -places)), ROUND_HALF_UP)


def _open(a: LifeCycle, b: LifeCycle, id_: str) -> tuple[UnknownCost, Decimal, Decimal]:
    """An unknown cost and its discounted quantity in either bundle; 0 where a bundle needs none."""
    found = {(life is b): cost for life in (a, b) for cost in life.unknown if cost.id == id_}
    for life in (a, b):
        if any(flow.id == id_ and flow.kind == "borne" for flow in life.flows):
            what = "has a price already; leave it out to find the one at which both bundles cost the same."
            raise InputError.one("prices", id_, what)
    if not found:
        known = dict.fromkeys(cost.id for life in (a, b) for cost in life.unknown)
        raise InputError.one("prices", "", not_among(id_, known, what="an unknown cost of these bundles"))
    cost = next(iter(found.values()))
    of_a, of_b = (found[which].discounted_quantity if which in found else Decimal(0) for which in (False, True))
    return cost, of_a, of_b


def _comparable(a: LifeCycle, b: LifeCycle) -> None:
    """Refuse to compare what is not counted alike."""
    faults = []
    for name, words in (
        ("years", "the horizon"),
        ("currency", "the currency"),
        ("discount_rate", "the discount rate"),
        ("escalation", "the escalation"),
        ("currency_drift", "the currency drift"),
        ("duty_rate", "the import duty"),
    ):
        one, two = getattr(a, name), getattr(b, name)
        if one != two:
            one, two = (getattr(value, "code", value) for value in (one, two))
            what = said(
                "{words} of {bundle} is {one} and that of {other_bundle} {two}; compute both with the same.",
                words=phrase(words),
                bundle=a.bundle,
                one=one,
                other_bundle=b.bundle,
                two=two,
            )
            faults.append(Fault("break-even", name, what))
    if faults:
        raise InputError(faults)
