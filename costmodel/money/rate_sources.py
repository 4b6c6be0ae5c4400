"""Where rates come from: the bundled table, a user's file, HMRC's monthly tables, or a live service.

A live service is asked once, within a time-out. Whatever goes wrong there, the bundled rates take its place and a
notice says so. The ouguiya is always asked for as MRU: feeds that still carry MRO disagree about its scale.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Any, Literal, Protocol, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from pydantic import ConfigDict, TypeAdapter, ValidationError

from costmodel.files.extras import missing
from costmodel.files.faults import CostmodelError, InputError, RateError, not_among, phrase, said, shorten, together
from costmodel.files.records import Record
from costmodel.money.currencies import CurrencyTable
from costmodel.money.exchange import PIVOT, Band, ExchangeRate, RateTable, check_rates, load_bundled, load_rate_file

PAIRS = (("USD", PIVOT), ("EUR", PIVOT), ("EUR", "USD"))
TIMEOUT = 10.0
MAX_BYTES = 1_000_000
MAX_LAG_DAYS = 7
"""How far before the day asked for an answer may be dated: a long week-end, never another month."""
FILE_SUFFIXES = (".csv", ".yaml", ".yml")
OTHERWISE = "Try again later, take another source, or give a file with --rates FILE."

T = TypeVar("T")
_EXACT = TypeAdapter(Decimal, config=ConfigDict(strict=True))


class RateSource(Protocol):
    """Something that knows rates of a day. `fetch` raises RateError with the source, the fault and the remedy."""

    @property
    def name(self) -> str:
        """The word for it on the command line, and the source text of its rates."""

    def fetch(self, on: date) -> tuple[ExchangeRate, ...]:
        """The rates that hold on a day."""


class HmrcSource(Record):
    """Monthly rates of the British customs, per GBP, crossed; from the package hmrc-rates, without network."""

    name: Literal["hmrc"] = "hmrc"

    def fetch(self, on: date) -> tuple[ExchangeRate, ...]:
        """The table of the month, or of the latest month before it that the package holds."""
        _be_there(self.name)
        from hmrc_rates import Rates

        published = Rates()
        month = max((m for m in published.months() if (m.year, m.month) <= (on.year, on.month)), default=None)
        if month is None:
            raise _fault(self.name, said("no table on or before {on}", on=on))
        table = published.monthly(month)
        per_gbp = {code: rate.units_per_gbp for code in ("USD", "EUR", "MRU", "MRO") if (rate := table.get(code))}
        # The code lagged behind the reform: MRO in old ouguiyas to 2019-12, and once more, in new ones, in 2020-02.
        if "MRO" in per_gbp:
            per_gbp.setdefault(PIVOT, per_gbp["MRO"] / (10 if month.year < 2020 else 1))
        if lacking := {code for pair in PAIRS for code in pair} - set(per_gbp):
            raise _fault(
                self.name,
                said(
                    "no {lacking} in the table of {year}-{month:02}",
                    lacking=", ".join(sorted(lacking)),
                    year=month.year,
                    month=month.month,
                ),
            )
        first = date(month.year, month.month, 1)
        return tuple(
            ExchangeRate(
                from_=from_,
                to=to,
                on=first,
                value=(per_gbp[to] / per_gbp[from_]).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP),
                source=self.name,
                kind="monthly",
            )
            for from_, to in PAIRS
        )


class FrankfurterSource(Record):
    """Frankfurter v2, rates blended from central banks: `{"date": …, "base": "USD", "quote": "MRU", "rate": …}`."""

    name: Literal["frankfurter"] = "frankfurter"
    base_url: str = "https://api.frankfurter.dev/v2/rate"
    timeout: float = TIMEOUT

    def fetch(self, on: date) -> tuple[ExchangeRate, ...]:
        """The rates of a day; of the last working day before it on a week-end."""
        return tuple(self._pair(from_, to, on) for from_, to in PAIRS)

    def _pair(self, from_: str, to: str, on: date) -> ExchangeRate:
        answer = _get(self.name, f"{self.base_url}/{from_}/{to}?date={on}", self.timeout)
        given = (answer.get("base"), answer.get("quote"))
        if given != (from_, to):
            raise _fault(
                self.name,
                said(
                    "{given_from} to {given_to} where {from_} to {to} was expected",
                    given_from=shorten(given[0]),
                    given_to=shorten(given[1]),
                    from_=from_,
                    to=to,
                ),
            )
        return _spot(self.name, from_, to, on, value=answer.get("rate"), dated=answer.get("date"))


class CurrencyApiSource(Record):
    """fawazahmed0's currency-api, one file a day and currency: `{"date": …, "usd": {"mru": …}}`; two mirrors."""

    name: Literal["currency-api"] = "currency-api"
    base_urls: tuple[str, ...] = (
        "https://{date}.currency-api.pages.dev/v1/currencies/{base}.json",
        "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@{date}/v1/currencies/{base}.json",
    )
    timeout: float = TIMEOUT

    def fetch(self, on: date) -> tuple[ExchangeRate, ...]:
        """The rates of a day from the first mirror that has them."""
        faults = []
        for template in self.base_urls:
            try:
                return self._from(template, on)
            except RateError as error:
                faults.append(error.args[0].values["s0"])
        raise RateError(together(*faults, OTHERWISE))

    def _from(self, template: str, on: date) -> tuple[ExchangeRate, ...]:
        bases = dict.fromkeys(base for base, _ in PAIRS)
        answers = {base: _get(self.name, template.format(date=on, base=base.lower()), self.timeout) for base in bases}
        return tuple(self._pair(answers[from_], from_, to, on) for from_, to in PAIRS)

    def _pair(self, answer: Mapping[str, Any], from_: str, to: str, on: date) -> ExchangeRate:
        values = answer.get(from_.lower())
        known = values if isinstance(values, dict) else {}
        if to == PIVOT and to.lower() not in known and "mro" in known:
            raise _fault(self.name, said("{from_} to MRO where {from_} to {to} was expected", from_=from_, to=to))
        return _spot(self.name, from_, to, on, value=known.get(to.lower()), dated=answer.get("date"))


class ForexPythonSource(Record):
    """The package forex-python, for EUR to USD only: it knows no ouguiya, sets no time-out and checks no date."""

    name: Literal["forex-python"] = "forex-python"
    base_url: str | None = None
    timeout: float = TIMEOUT

    def fetch(self, on: date) -> tuple[ExchangeRate, ...]:
        """EUR to USD on a day."""
        _be_there(self.name)
        from forex_python.converter import CurrencyRates

        client = CurrencyRates(force_decimal=True)
        if self.base_url is not None:
            client._source_url = lambda: self.base_url
        dates: list[object] = []

        def decode(response: Any, **_: object) -> dict[str, Any]:
            answer = _parse(self.name, response.url, response.content)
            dates.append(answer.get("date"))
            rates = answer.get("rates")
            return rates if isinstance(rates, dict) else {}

        client._decode_rates = decode
        try:
            value = _within(self.timeout, partial(client.get_rate, "EUR", "USD", on))
        except RateError:
            raise
        except TimeoutError:
            raise _no_answer(self.name, self.timeout) from None
        except Exception as error:
            problem = f"{type(error).__name__}: {shorten(error, 120).rstrip('.')}"
            raise _fault(self.name, said("{problem}", problem=problem)) from None
        return (_spot(self.name, "EUR", "USD", on, value=value, dated=dates[-1] if dates else None),)


def rates_from(
    name_or_path: str,
    *,
    on: date,
    folder: Path,
    currencies: CurrencyTable,
    bands: Sequence[Band],
    timeout: float = TIMEOUT,
    sources: Mapping[str, RateSource] | None = None,
) -> tuple[RateTable, tuple[str, ...]]:
    """The rates of a source by its name, or of a user's file by its path, and what the user must be told.

    `name_or_path` is the source; `on` the day, `folder` that of the facts with the bundled rates, `currencies` and
    `bands` what rates are checked by, `timeout` the seconds that a live source may take. A source that fails is
    replaced by the bundled rates, with a notice. `sources` takes the place of the real ones. Raises InputError for an
    unknown name, and what `load_rate_file` raises for a file.
    """
    if name_or_path == "bundled":
        return load_bundled(folder), ()
    known = sources_of(timeout) if sources is None else sources
    if name_or_path not in known:
        path = Path(name_or_path)
        if "/" in name_or_path or path.suffix.lower() in FILE_SUFFIXES or path.is_file():
            return load_rate_file(path, currencies=currencies, bands=bands), ()
        sentence = not_among(name_or_path, ("bundled", *known), what="a source of rates")
        raise InputError.one("--rates", "", together(sentence, "The path of a file (.csv, .yaml) is allowed too."))
    source = known[name_or_path]
    bundled = load_bundled(folder)
    try:
        rates = source.fetch(on)
        check_rates(rates, where=source.name, currencies=currencies, bands=bands)
    except CostmodelError as error:
        return bundled, (together(error.args[0], "Meanwhile the bundled rates are used."),)
    if any(PIVOT in (rate.from_, rate.to) for rate in rates):
        return RateTable(name=source.name, rates=rates), ()
    notice = said(
        "{source} has no rate of the ouguiya: {pivot} comes from the bundled rates.", source=source.name, pivot=PIVOT
    )
    return RateTable(name=f"{source.name} and bundled rates", rates=(*rates, *bundled.rates)), (notice,)


def sources_of(timeout: float) -> dict[str, RateSource]:
    """Every source but the bundled one by its name; `timeout` in seconds."""
    live = (FrankfurterSource(timeout=timeout), CurrencyApiSource(timeout=timeout), ForexPythonSource(timeout=timeout))
    return {source.name: source for source in (HmrcSource(), *live)}


def _fault(source: str, what: str) -> RateError:
    return RateError(together(said("{source}: {what}.", source=source, what=phrase(what)), OTHERWISE))


def _be_there(source: str) -> None:
    """Raises RateError where the package of a source is not installed."""
    if told := missing("rates"):
        raise RateError(together(said("{where}: {what}", where=source, what=told), OTHERWISE))


def _no_answer(source: str, timeout: float) -> RateError:
    return _fault(source, said("no answer within {timeout:g} s", timeout=timeout))


def _within(timeout: float, ask: Callable[[], T]) -> T:
    """What `ask` returns or raises; TimeoutError at the latest after `timeout`, which no socket promises as a whole."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    return answer.result(timeout)


def _get(source: str, url: str, timeout: float) -> dict[str, Any]:
    def ask() -> bytes:
        request = Request(url, headers={"User-Agent": "costmodel"})  # noqa: S310  (the URLs are this module's own)
        with urlopen(request, timeout=timeout) as response:  # noqa: S310
            body: bytes = response.read(MAX_BYTES + 1)
            return body

    try:
        return _parse(source, url, _within(timeout, ask))
    except HTTPError as error:
        error.close()
        raise _fault(source, said("status {status} from {url}", status=error.code, url=url)) from None
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            raise _no_answer(source, timeout) from None
        raise _fault(
            source, said("no connection to {url}: {reason}", url=url, reason=shorten(reason, 120).rstrip("."))
        ) from None


def _parse(source: str, url: str, body: bytes) -> dict[str, Any]:
    if len(body) > MAX_BYTES:
        raise _fault(source, said("more than {most:,} bytes from {url}", most=MAX_BYTES, url=url))
    try:
        answer = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        what = phrase("a web page (HTML)" if body.lstrip()[:1] == b"<" else "something else")
        raise _fault(source, said("{what} instead of JSON from {url}", what=what, url=url)) from None
    if not isinstance(answer, dict):
        raise _fault(source, said("JSON of another form than documented from {url}", url=url))
    return answer


def _spot(source: str, from_: str, to: str, on: date, *, value: object, dated: object) -> ExchangeRate:
    if value is None:
        raise _fault(source, said("no rate from {from_} to {to} for {on}", from_=from_, to=to, on=on))
    try:
        day = date.fromisoformat(str(dated))
    except ValueError:
        raise _fault(source, said("no date in the answer for {on}", on=on)) from None
    if day > on:
        raise _fault(source, said("a rate of {day}, which is after {on}", day=day, on=on))
    if (on - day).days > MAX_LAG_DAYS:
        raise _fault(source, said("a rate of {day} instead of {on}", day=day, on=on))
    try:
        return ExchangeRate(from_=from_, to=to, on=day, value=_EXACT.validate_python(value), source=source)
    except ValidationError:
        raise _fault(
            source,
            said("{from_} to {to} is '{value}', not a number above zero", from_=from_, to=to, value=shorten(value)),
        ) from None
