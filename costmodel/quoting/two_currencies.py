"""A quote's prices in two currencies: what is paid in the country, and what is paid abroad, at the quote's own rate.

A price is in the quote's currency. One part of it, by the line's foreign share, is stated in the other currency: cut,
never rounded up, to its minor unit. The equivalent of that part at the same rate stays out of the first currency, so
that both together are the price to the last minor unit. The equivalents of several prices are those of their sum,
spread by largest remainders, so that the totals agree as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Context, Decimal
from typing import NamedTuple

from costmodel.files.faults import InputError, said
from costmodel.money.currencies import Currency, allocate
from costmodel.money.exchange import Conversion, check_age
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import Quote

_WIDE = Context(prec=60, rounding=ROUND_DOWN)


class Price(NamedTuple):
    """An amount in the quote's currency, the share of it that is paid abroad, and how many things it is for."""

    amount: Decimal
    foreign_share: Decimal
    quantity: Decimal = Decimal(1)


class Part(NamedTuple):
    """A price in two currencies; `equivalent` is the part in the other currency, in that of the quote."""

    local: Decimal
    foreign: Decimal
    equivalent: Decimal


class Pair(NamedTuple):
    """The currency of the country and the foreign one; the quote is in one of them, `conversion` leads to the other."""

    local: Currency
    foreign: Currency
    own: Currency
    conversion: Conversion

    @property
    def other(self) -> Currency:
        """The currency that the quote is not in."""
        return self.foreign if self.own == self.local else self.local

    @property
    def back(self) -> Conversion:
        """From the other currency to the quote's, at the same rates."""
        how = self.conversion
        return Conversion(from_=how.to, to=how.from_, on=how.on, steps=tuple(reversed(how.steps)))

    def equivalent(self, amount: Decimal) -> Decimal:
        """An amount of the other currency in that of the quote."""
        return self.own.round(self.back.apply(amount))


def pair_of(quote: Quote, book: PriceBook, *, foreign: str | None = None) -> Pair:
    """The two currencies of a quote; without `foreign` the one of the price book, or the quote's own.

    Raises InputError for a currency that is not foreign or whose rate the quote did not freeze, RateError for a rate
    older than the terms of the quote allow.
    """
    money, own = book.currencies, quote.currency
    home = money.currency(money.working_currency)
    at_home = own.code == home.code
    code = foreign or (book.risk.foreign_currency if at_home else own.code)
    if money.at_home(code):
        what = said(
            "{code} is the country's own currency. Give a foreign one, such as {example}.",
            code=code,
            example=book.risk.foreign_currency,
        )
        raise InputError.one("foreign_currency", "", what)
    if not at_home and code != own.code:
        what = said(
            "a quote in {own} has its foreign part in {own}; leave {code} out, or quote in {home}.",
            own=own.code,
            code=code,
            home=home.code,
        )
        raise InputError.one("foreign_currency", "", what)
    wanted = code if at_home else home.code
    frozen = [shown.conversion for shown in quote.display if shown.currency.code == wanted]
    if not frozen:
        what = said(
            "the quote holds no rate to {wanted}; name it in the terms: {example}.",
            wanted=wanted,
            example=f"display_currencies: [{wanted}]",
        )
        raise InputError.one("foreign_currency", "", what)
    if quote.max_rate_age_days is not None:
        check_age(frozen[0], max_days=quote.max_rate_age_days)
    return Pair(home, own if not at_home else money.currency(code), own, frozen[0])


def in_two_currencies(prices: Sequence[Price], pair: Pair) -> tuple[Part, ...]:
    """Each price in both currencies; the parts add up to the prices, singly and together."""
    abroad = [_other(price, pair) for price in prices]
    total = pair.equivalent(sum(abroad, Decimal(0)))
    equivalents = _spread(total, abroad, pair)
    parts = []
    for price, other, equivalent in zip(prices, abroad, equivalents, strict=True):
        rest = price.amount - equivalent
        local, foreign = (rest, other) if pair.own == pair.local else (other, rest)
        parts.append(Part(local, foreign, equivalent))
    return tuple(parts)


def _other(price: Price, pair: Pair) -> Decimal:
    """The part of a price in the other currency, the price of one cut to the minor unit where things are counted."""
    share = price.foreign_share if pair.other == pair.foreign else 1 - price.foreign_share
    whole = pair.conversion.apply(price.amount * share)
    unit = Decimal(1).scaleb(-pair.other.decimals)
    count = price.quantity
    if count != count.to_integral_value() or abs(whole) < count * unit:
        return whole.quantize(unit, context=_WIDE)
    return (whole / count).quantize(unit, context=_WIDE) * count


def _spread(total: Decimal, weights: Sequence[Decimal], pair: Pair) -> tuple[Decimal, ...]:
    """A total over parts of either sign: what is deducted keeps its own rounding, the rest takes the remainder."""
    below = {n: pair.equivalent(weight) for n, weight in enumerate(weights) if weight < 0}
    kept = [max(weight, Decimal(0)) for weight in weights]
    if not any(kept):
        return tuple(below.get(n, pair.own.round(Decimal(0))) for n in range(len(weights)))
    spread = allocate(total - sum(below.values(), Decimal(0)), kept, decimals=pair.own.decimals)
    return tuple(below.get(n, part) for n, part in enumerate(spread))
