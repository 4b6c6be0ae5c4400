"""Dated exchange rates: which rate holds on a day, the law between MRO and MRU, and what a credible rate is.

A rate is kept in the direction in which it was published and divided through where the other one is needed, so
nothing is lost to a rounded inverse. Between two currencies the rate with the latest date on or before the day
wins; on the same date a spot rate goes before a monthly one, a direct rate before a cross through the ouguiya.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import ConfigDict, Field, model_validator

from costmodel.files.faults import InputError, RateError, said, together
from costmodel.files.folders import data_folder
from costmodel.files.numbers import settled, typed
from costmodel.files.records import Day, Keyed, Line, Path_, Record, validate
from costmodel.files.strict_yaml import load, read_yaml
from costmodel.files.tables import SUFFIXES, read_table, records
from costmodel.money.currencies import Currency, CurrencyTable, Money, unit_price

PIVOT = "MRU"
COLUMNS = ("on", "kind", "from", "to", "value", "source")
BUNDLED, RATES = "bundled rates", "exchange_rates.csv"
"""What the rates that the project ships are called, and their file in its data folder."""
MAX_RATES = 100_000
MAX_RATE_DIGITS = 12
TYPED_DECIMALS = 12
"""Decimals that a person types; a price with more was divided by something."""
FILE_REMEDY = (
    "Give a rate in a file (columns on, from, to, value, source) with --rates FILE, or another date with --on."
)


class ExchangeRate(Record):
    """1 `from_` = `value` `to`, on a day, from a source; a monthly rate is dated the month's first day."""

    from_: Annotated[str, Field(alias="from", min_length=3, max_length=3)]
    to: Annotated[str, Field(min_length=3, max_length=3)]
    on: Day
    value: Annotated[Decimal, Field(gt=0)]
    source: Line
    kind: Literal["spot", "monthly", "law"] = "spot"

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    @model_validator(mode="after")
    def _two_currencies(self) -> ExchangeRate:
        if self.from_ == self.to:
            raise ValueError("a rate needs two different currencies.")
        if abs(self.value.adjusted()) > MAX_RATE_DIGITS:
            raise ValueError(said("a rate of {value:.6g} is not credible.", value=self.value))
        return self


class Band(Record):
    """The values within which the rate of a pair is credible."""

    id: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    low: Decimal
    high: Decimal
    source: str
    reason: str


class Exchange(Record):
    """The file `exchange.yaml`: sanity bands."""

    bands: Keyed[Band]


class Conversion(Record):
    """How one currency becomes another on a day: one step for each rate used, none between equal currencies."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    on: date
    steps: tuple[ExchangeRate, ...]

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    def apply(self, amount: Decimal) -> Decimal:
        """The amount in the other currency, not yet rounded."""
        for step, forward in self.course():
            amount = amount * step.value if forward else amount / step.value
        return amount

    def unit_price(self, price: Decimal, quantity: Decimal, money: Currency) -> Decimal:
        """A price of one in the other currency: in the same one it keeps the decimals with which it was typed.

        Converted, it has the fewest decimals from which quantity × price is the exact product, rounded once.
        """
        if not self.steps and -int(price.as_tuple().exponent) <= TYPED_DECIMALS:
            return money.round(price) if money.round(price) == price else price.normalize()
        return unit_price(money.round(quantity * self.apply(price)), quantity, money.decimals)

    def course(self) -> Iterator[tuple[ExchangeRate, bool]]:
        """Each step, and whether its rate multiplies: one that was published the other way round divides."""
        at = self.from_
        for step in self.steps:
            forward = step.from_ == at
            yield step, forward
            at = step.to if forward else step.from_

    @property
    def value(self) -> Decimal:
        """Units of `to` for one `from_`, to ten significant digits where it is not exact."""
        exact = self.apply(Decimal(1))
        if len(exact.as_tuple().digits) <= 10:
            return exact
        return Decimal(f"{exact:.10g}")

    @property
    def dated(self) -> date:
        """The date of the oldest market rate used; the day itself where only the law was needed."""
        market = [step.on for step in self.steps if step.kind != "law"]
        return min(market) if market else max((step.on for step in self.steps), default=self.on)

    @property
    def source(self) -> str:
        """The sources of the steps."""
        return "; ".join(dict.fromkeys(step.source for step in self.steps)) or "same currency"

    def age_days(self) -> int:
        """Days between the oldest market rate and the day of the conversion."""
        return (self.on - self.dated).days if any(step.kind != "law" for step in self.steps) else 0


class RateTable(Record):
    """Rates at hand, and the law of replaced currencies."""

    name: str
    rates: tuple[ExchangeRate, ...]

    def __repr__(self) -> str:
        days = sorted(rate.on for rate in self.rates)
        span = f" of {days[0]} to {days[-1]}" if days else ""
        return f"RateTable({self.name}: {len(days)} rates{span})"

    __str__ = __repr__

    def find(self, from_: str, to: str, *, on: date, currencies: CurrencyTable) -> Conversion:
        """The conversion between two currencies on a day. Raises RateError with the remedy."""
        old = {c.id: c.replaced for c in currencies.replaced if c.replaced is not None}
        first, last = from_, to
        before: tuple[ExchangeRate, ...] = ()
        after: tuple[ExchangeRate, ...] = ()
        if first in old and first != last:
            before, first = (_law(old[first].by, first, old[first].units, old[first].on),), old[first].by
        if last in old and first != last:
            after, last = (_law(old[last].by, last, old[last].units, old[last].on),), old[last].by
        middle = () if first == last else self._market(first, last, on)
        return Conversion.model_construct(from_=from_, to=to, on=on, steps=(*before, *middle, *after))

    def _market(self, from_: str, to: str, on: date) -> tuple[ExchangeRate, ...]:
        routes: list[tuple[tuple[date, bool, int], tuple[ExchangeRate, ...]]] = []
        direct = self._latest(from_, to, on)
        if direct is not None:
            routes.append(((direct.on, direct.kind == "spot", 1), (direct,)))
        if PIVOT not in (from_, to):
            one, two = self._latest(from_, PIVOT, on), self._latest(PIVOT, to, on)
            if one is not None and two is not None:
                spot = one.kind == two.kind == "spot"
                routes.append(((min(one.on, two.on), spot, 0), (one, two)))
        if not routes:
            raise RateError(self._missing(from_, to, on))
        return max(routes, key=lambda route: route[0])[1]

    def _latest(self, from_: str, to: str, on: date) -> ExchangeRate | None:
        pair = {from_, to}
        known = [rate for rate in self.rates if rate.on <= on and {rate.from_, rate.to} == pair]
        return max(known, key=lambda rate: (rate.on, rate.kind == "spot"), default=None)

    def _missing(self, from_: str, to: str, on: date) -> str:
        later = sorted(rate.on for rate in self.rates if {rate.from_, rate.to} == {from_, to})
        lacking = said(
            "{source}: no rate from {from_} to {to} on or before {on}.", source=self.name, from_=from_, to=to, on=on
        )
        known = (said("The first one is of {first}.", first=later[0]),) if later else ()
        return together(lacking, *known, FILE_REMEDY)

    def latest(self, on: date) -> tuple[ExchangeRate, ...]:
        """The rate that wins for each pair on a day."""
        pairs = dict.fromkeys((rate.from_, rate.to) for rate in self.rates)
        winners = (self._latest(from_, to, on) for from_, to in pairs)
        return tuple(rate for rate in winners if rate is not None)


def _law(new: str, old: str, units: Decimal, on: date) -> ExchangeRate:
    return ExchangeRate(from_=new, to=old, on=on, value=units, source=f"law: {units} {old} = 1 {new}", kind="law")


def convert(
    money: Money, to: str, *, on: date, rates: RateTable, currencies: CurrencyTable
) -> tuple[Money, Conversion]:
    """An amount in another currency, rounded half up once, and how it was converted.

    `money` is the amount, `to` the code of the other currency, `on` the day, `rates` the rates at hand, `currencies`
    those of the facts. Raises InputError for a currency that does not exist, RateError for a rate that is missing.
    """
    currencies.currency(money.currency)
    target = currencies.currency(to)
    how = rates.find(money.currency, to, on=on, currencies=currencies)
    exact = Money.of(how.apply(money.amount), to)
    return Money.of(target.round(exact.amount), to), how


def check_age(conversion: Conversion, *, max_days: int) -> None:
    """Refuse a contract on a rate that is too old."""
    age = conversion.age_days()
    if age > max_days:
        raise RateError(
            together(
                said(
                    "the rate from {from_} to {to} is of {dated}, {age} days before {on}; a contract amount allows "
                    "{most}.",
                    from_=conversion.from_,
                    to=conversion.to,
                    dated=conversion.dated,
                    age=age,
                    on=conversion.on,
                    most=max_days,
                ),
                FILE_REMEDY,
                said("To use it all the same, add {option}.", option="--accept-rate"),
            )
        )


Slip = Literal["", "high", "low", "upside_down"]
"""What may have gone wrong: ten times too high, ten times too low, from and to exchanged."""


class OutOfBand(NamedTuple):
    """A rate that is not credible: its band, and what may have gone wrong."""

    band: Band
    slip: Slip


def out_of_band(rate: ExchangeRate, bands: Sequence[Band]) -> OutOfBand | None:
    """The band that a rate is out of; None where it is credible, or where no band is known for its pair."""
    for band in bands:
        if (rate.from_, rate.to) == (band.from_, band.to):
            value = rate.value
        elif (rate.to, rate.from_) == (band.from_, band.to):
            value = 1 / rate.value
        else:
            continue
        return None if band.low <= value <= band.high else OutOfBand(band, _slip(value, band))
    return None


def check_band(rate: ExchangeRate, bands: Sequence[Band]) -> None:
    """Refuse a rate that is not credible: ten times off, inverted, or of a withdrawn currency."""
    found = out_of_band(rate, bands)
    if found is None:
        return
    band = found.band
    guesses = {
        "": (),
        "high": (
            "It is ten times too high: was it in old ouguiyas (MRO)?"
            if band.to == PIVOT
            else "It is ten times too high.",
        ),
        "low": ("It is ten times too low.",),
        "upside_down": (said("It is upside down: exchange '{one}' and '{other}'.", one="from", other="to"),),
    }
    odd = said(
        "1 {from_} = {value} {to} on {on} ({source}) is not credible: {pair_from} to {pair_to} is expected between "
        "{low} and {high}.",
        from_=rate.from_,
        value=rate.value,
        to=rate.to,
        on=rate.on,
        source=rate.source,
        pair_from=band.from_,
        pair_to=band.to,
        low=band.low,
        high=band.high,
    )
    remedy = said("If it is right, add {option}.", option="--accept-rate")
    raise RateError(together(odd, *guesses[found.slip], remedy))


def _slip(value: Decimal, band: Band) -> Slip:
    if band.low <= value / 10 <= band.high:
        return "high"
    if band.low <= value * 10 <= band.high:
        return "low"
    return "upside_down" if band.low <= 1 / value <= band.high else ""


def check_rates(rates: Iterable[ExchangeRate], *, where: str, currencies: CurrencyTable, bands: Sequence[Band]) -> None:
    """Refuse rates of unknown or withdrawn currencies, two values for one day, and values out of their band."""
    seen: dict[tuple[frozenset[str], date, str], ExchangeRate] = {}
    withdrawn = {old.id: old.replaced for old in currencies.replaced if old.replaced is not None}
    for rate in rates:
        if rate.kind == "law":
            raise RateError(
                said("{where}: a rate of kind 'law' is not accepted. Give it as 'spot' or 'monthly'.", where=where)
            )
        for code in (rate.from_, rate.to):
            if code in withdrawn:
                law = withdrawn[code]
                raise RateError(
                    said(
                        "{where}: a rate for {code} is not accepted: {units} {code} = 1 {by} by law. Give the"
                        " rate of {by}.",
                        where=where,
                        code=code,
                        units=law.units,
                        by=law.by,
                    )
                )
            currencies.currency(code, where=where)
        other = seen.setdefault((frozenset((rate.from_, rate.to)), rate.on, rate.kind), rate)
        if (other.from_, other.value) != (rate.from_, rate.value):
            raise RateError(
                said(
                    "{where}: two rates from {from_} to {to} on {on}; keep one.",
                    where=where,
                    from_=rate.from_,
                    to=rate.to,
                    on=rate.on,
                )
            )
        try:
            check_band(rate, bands)
        except RateError as error:
            raise RateError(said("{where}: {what}", where=where, what=error)) from None


def load_bands(folder: Path) -> tuple[Band, ...]:
    """The sanity bands of a data folder."""
    return load(folder / "exchange.yaml", Exchange, exact=True).bands


def load_bundled(folder: Path | None = None) -> RateTable:
    """The rates that the project ships, or those of another data `folder`."""
    path = (folder or data_folder()) / RATES
    value, lines = _table(path)
    return RateTable(name=BUNDLED, rates=validate(settled(value, "."), _RateFile, where=str(path), lines=lines).rates)


def load_rate_file(path: Path, *, currencies: CurrencyTable, bands: Sequence[Band], encoding: str = "") -> RateTable:
    """A user's rates from a table (CSV, Excel: on, from, to, value, source) or YAML (`rates:` with the same keys).

    `encoding` is told by evidence unless named; `bands` may be empty where the user vouches for the values. Raises
    InputError or RateError with the remedy.
    """
    value, lines = _table(path, encoding) if path.suffix.lower() in SUFFIXES else read_yaml(path, encoding=encoding)
    rates = validate(_in_bands(value, bands), _RateFile, where=str(path), lines=lines).rates
    if not rates:
        raise InputError.one(str(path), "", "holds no rate. Columns: on, from, to, value, source.")
    check_rates(rates, where=str(path), currencies=currencies, bands=bands)
    return RateTable(name=path.name, rates=rates)


class _RateFile(Record):
    rates: tuple[ExchangeRate, ...]


def _table(path: Path, encoding: str = "") -> tuple[dict[str, Any], dict[Path_, int]]:
    table = read_table(path, encoding=encoding)
    return records(table, path=path, columns=COLUMNS, key="from", name="rates", at_most=MAX_RATES)


def _in_bands(value: Any, bands: Sequence[Band]) -> Any:
    """The rates with each value of two readings that its band settles: of 39.951 and 39951 ouguiyas one is credible."""
    rows = value.get("rates") if isinstance(value, Mapping) else None
    if not isinstance(rows, list):
        return value
    return {**value, "rates": [_in_band(row, bands) if isinstance(row, Mapping) else row for row in rows]}


def _in_band(row: Mapping[str, Any], bands: Sequence[Band]) -> Mapping[str, Any]:
    text = row.get("value")
    number = typed(text) if isinstance(text, str) else None
    if number is None or len(number.readings) < 2:
        return row
    pair = (row.get("from"), row.get("to"))
    allowed = [(one.low, one.high) for one in bands if pair == (one.from_, one.to)]
    allowed += [(1 / one.high, 1 / one.low) for one in bands if pair == (one.to, one.from_)]
    credible = [one for one in number.readings if any(low <= one <= high for low, high in allowed)]
    return {**row, "value": credible[0]} if len(credible) == 1 else row
