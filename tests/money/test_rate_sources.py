"""Where rates come from, against servers on this machine that answer as each service does, and fail as each can."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from costmodel.files.faults import InputError, RateError
from costmodel.files.strict_yaml import load
from costmodel.money.currencies import CurrencyTable
from costmodel.money.exchange import Band, ExchangeRate, RateTable, load_bands, load_bundled
from costmodel.money.rate_sources import (
    CurrencyApiSource,
    ForexPythonSource,
    FrankfurterSource,
    HmrcSource,
    RateSource,
    rates_from,
)

DATA = Path(__file__).parents[2] / "pricing_data"
DAY = date(2026, 11, 24)
SHORT = 0.3
LONG = 30.0
REMEDY = "Try again later, take another source, or give a file with --rates FILE."
INSTEAD = "Meanwhile the bundled rates are used."
LIVE = ("frankfurter", "currency-api", "forex-python")

Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


class Service:
    """A server on loopback; `answer` is what it does with a request, `asked` the paths that it saw."""

    def __init__(self) -> None:
        self.answer: Answer = sends(b"{}")
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.over = threading.Event()
        service = self

        class Requests(Handler):
            def do_GET(self) -> None:
                service.asked.append(self.path)
                service.agents.append(self.headers["User-Agent"])
                service.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # a client that gave up

        self.server = Server(("127.0.0.1", 0), Requests)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def source(self, name: str, *, timeout: float = LONG) -> RateSource:
        """A source that asks this server instead of the real service."""
        if name == "frankfurter":
            return FrankfurterSource(base_url=f"{self.url}/v2/rate", timeout=timeout)
        if name == "currency-api":
            return CurrencyApiSource(base_urls=(f"{self.url}/{{date}}/v1/currencies/{{base}}.json",), timeout=timeout)
        return ForexPythonSource(base_url=f"{self.url}/api/", timeout=timeout)


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look-up of a name and every connection outside this machine fails."""
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def here(host: object) -> bool:
        return host in ("127.0.0.1", "localhost", b"127.0.0.1")

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if not here(host):
            raise OSError("no network in the tests")
        return look_up(host, *args, **options)

    def connect_here(self: socket.socket, address: Any) -> None:
        if not here(address[0]):
            raise OSError("no network in the tests")
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", connect_here)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def sends(body: bytes, *, status: int = 200) -> Answer:
    def answer(request: Handler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def as_frankfurter(*, quote: str = "", dated: str = str(DAY), **rates: str) -> Answer:
    values = {"USD_MRU": "39.9", "EUR_MRU": "45.5", "EUR_USD": "1.14"} | rates

    def answer(request: Handler) -> None:
        base, to = request.path.partition("?")[0].split("/")[-2:]
        rate = values[f"{base}_{to}"]
        last = f', "rate": {rate}' if rate else ""
        sends(f'{{"date": "{dated}", "base": "{base}", "quote": "{quote or to}"{last}}}'.encode())(request)

    return answer


def as_currency_api(*, dated: str = str(DAY), usd: str = "", eur: str = "") -> Answer:
    usd = usd or '{"eur": 0.87719298, "mro": 399.0, "mru": 39.9}'
    eur = eur or '{"mro": 455.0, "mru": 45.5, "usd": 1.14}'

    def answer(request: Handler) -> None:
        base, values = ("usd", usd) if request.path.endswith("/usd.json") else ("eur", eur)
        sends(f'{{"date": "{dated}", "{base}": {values}}}'.encode())(request)

    return answer


def as_the_rates_api(*, dated: str = str(DAY), rates: str = '{"USD": 1.14}') -> Answer:
    return sends(f'{{"base": "EUR", "date": "{dated}", "rates": {rates}}}'.encode())


WELL = {"frankfurter": as_frankfurter(), "currency-api": as_currency_api(), "forex-python": as_the_rates_api()}
DATED: dict[str, Callable[..., Answer]] = {
    "frankfurter": as_frankfurter,
    "currency-api": as_currency_api,
    "forex-python": as_the_rates_api,
}


@pytest.fixture(scope="module")
def currencies() -> CurrencyTable:
    return load(DATA / "currencies.yaml", CurrencyTable)


@pytest.fixture(scope="module")
def bands() -> tuple[Band, ...]:
    return load_bands(DATA)


@pytest.fixture(scope="module")
def bundled() -> RateTable:
    return load_bundled(DATA)


Ask = Callable[[str, RateSource], tuple[RateTable, tuple[str, ...]]]


@pytest.fixture
def ask(currencies: CurrencyTable, bands: tuple[Band, ...]) -> Ask:
    """`rates_from` with one source in the place of the real ones."""

    def asked(name: str, source: RateSource) -> tuple[RateTable, tuple[str, ...]]:
        return rates_from(name, on=DAY, folder=DATA, currencies=currencies, bands=bands, sources={name: source})

    return asked


def falls_back(ask: Ask, source: RateSource, bundled: RateTable) -> str:
    """That the bundled rates are used, and the one notice that says so."""
    table, notices = ask(source.name, source)
    assert table == bundled
    assert len(notices) == 1
    assert notices[0].startswith(f"{source.name}: ")
    assert notices[0].endswith(INSTEAD)
    return notices[0]


def values(rates: tuple[ExchangeRate, ...]) -> dict[str, str]:
    return {f"{rate.from_}/{rate.to}": str(rate.value) for rate in rates}


KNOWN_DIFFERENCES = {(date(2022, 6, 1), "USD", "MRU")}
"""44.3498 / 1.2471 = 35.56234…, so 35.5623; the bundled file has 35.5624."""


def test_hmrc_equals_the_bundled_file_for_every_month(bundled: RateTable) -> None:
    monthly = [rate for rate in bundled.rates if rate.kind == "monthly"]
    months = sorted({rate.on for rate in monthly})
    assert len(months) == 105
    assert months[0] == date(2018, 1, 1)
    ours = [rate for month in months for rate in HmrcSource().fetch(month)]
    differing = {(a.on, a.from_, a.to): (a, b) for a, b in zip(monthly, ours, strict=True) if a != b}
    assert set(differing) <= KNOWN_DIFFERENCES
    for one, other in differing.values():
        assert abs(one.value - other.value) == Decimal("0.0001")
        assert one.model_copy(update={"value": other.value}) == other


@pytest.mark.parametrize(
    ("month", "published", "mru_per_usd"),
    [
        ("2019-12", "461.34 MRO (old scale), 1.2912 USD", "35.7296"),
        ("2020-01", "49.25 MRU, 1.3071 USD", "37.6788"),
        ("2020-02", "46.95 MRO (new scale), 1.314 USD", "35.7306"),
        ("2020-03", "48.35 MRU, 1.2952 USD", "37.3301"),
    ],
)
def test_hmrc_changed_code_and_scale_but_ours_stay(month: str, published: str, mru_per_usd: str) -> None:
    rate = HmrcSource().fetch(date.fromisoformat(f"{month}-01"))[0]
    assert (rate.from_, rate.to, str(rate.value)) == ("USD", "MRU", mru_per_usd), published


def test_hmrc_gives_the_month_of_the_day_or_the_latest_before() -> None:
    assert {rate.on for rate in HmrcSource().fetch(date(2026, 9, 30))} == {date(2026, 9, 1)}
    assert {rate.kind for rate in HmrcSource().fetch(date(2026, 9, 30))} == {"monthly"}
    latest = HmrcSource().fetch(date(2999, 1, 1))
    assert date(2026, 9, 1) <= latest[0].on < date(2999, 1, 1)


def test_hmrc_before_its_first_table() -> None:
    with pytest.raises(RateError) as caught:
        HmrcSource().fetch(date(2013, 12, 31))
    assert str(caught.value) == f"hmrc: no table on or before 2013-12-31. {REMEDY}"


@pytest.mark.parametrize(("name", "module"), [("hmrc", "hmrc_rates"), ("forex-python", "forex_python")])
def test_a_package_that_is_not_there(
    name: str, module: str, ask: Ask, bundled: RateTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    source: RateSource = HmrcSource() if name == "hmrc" else ForexPythonSource()
    notice = falls_back(ask, source, bundled)
    assert notice == (
        f"{name}: The extra 'rates' is not installed; it brings the rates of hmrc and forex-python. In your copy of "
        f"costmodel: pip install '.[rates]' (or the path of the wheel in place of the dot). {REMEDY} {INSTEAD}"
    )


def test_frankfurter(service: Service, ask: Ask) -> None:
    service.answer = WELL["frankfurter"]
    table, notices = ask("frankfurter", service.source("frankfurter"))
    assert notices == ()
    assert values(table.rates) == {"USD/MRU": "39.9", "EUR/MRU": "45.5", "EUR/USD": "1.14"}
    assert {(rate.on, rate.kind, rate.source) for rate in table.rates} == {(DAY, "spot", "frankfurter")}
    assert service.asked == [f"/v2/rate/{pair}?date=2026-11-24" for pair in ("USD/MRU", "EUR/MRU", "EUR/USD")]
    assert set(service.agents) == {"costmodel"}


def test_currency_api(service: Service, ask: Ask) -> None:
    service.answer = WELL["currency-api"]
    table, notices = ask("currency-api", service.source("currency-api"))
    assert notices == ()
    assert values(table.rates) == {"USD/MRU": "39.9", "EUR/MRU": "45.5", "EUR/USD": "1.14"}
    assert {(rate.on, rate.kind, rate.source) for rate in table.rates} == {(DAY, "spot", "currency-api")}
    assert service.asked == ["/2026-11-24/v1/currencies/usd.json", "/2026-11-24/v1/currencies/eur.json"]


def test_the_second_mirror_is_tried_when_the_first_fails(service: Service, ask: Ask) -> None:
    def answer(request: Handler) -> None:
        (sends(b"", status=504) if request.path.startswith("/one/") else as_currency_api())(request)

    service.answer = answer
    mirrors = tuple(f"{service.url}/{mirror}/{{date}}/{{base}}.json" for mirror in ("one", "two"))
    table, notices = ask("currency-api", CurrencyApiSource(base_urls=mirrors, timeout=LONG))
    assert notices == ()
    assert values(table.rates)["USD/MRU"] == "39.9"
    assert service.asked == ["/one/2026-11-24/usd.json", "/two/2026-11-24/usd.json", "/two/2026-11-24/eur.json"]


def test_both_mirrors_fail(service: Service) -> None:
    service.answer = sends(b"", status=504)
    mirrors = tuple(f"{service.url}/{mirror}/{{date}}/{{base}}.json" for mirror in ("one", "two"))
    with pytest.raises(RateError) as caught:
        CurrencyApiSource(base_urls=mirrors, timeout=LONG).fetch(DAY)
    assert str(caught.value) == (
        f"currency-api: status 504 from {service.url}/one/2026-11-24/usd.json. "
        f"currency-api: status 504 from {service.url}/two/2026-11-24/usd.json. {REMEDY}"
    )


def test_forex_python_is_merged_with_the_bundled_rates(
    service: Service, ask: Ask, bundled: RateTable, currencies: CurrencyTable
) -> None:
    service.answer = WELL["forex-python"]
    table, notices = ask("forex-python", service.source("forex-python"))
    assert notices == ("forex-python has no rate of the ouguiya: MRU comes from the bundled rates.",)
    assert service.asked[0].startswith("/api/2026-11-24?")
    assert values(table.rates[:1]) == {"EUR/USD": "1.14"}
    assert table.rates[1:] == bundled.rates
    assert table.find("EUR", "USD", on=DAY, currencies=currencies).source == "forex-python"
    assert table.find("USD", "MRU", on=DAY, currencies=currencies).source == "currency-api"


@pytest.mark.parametrize("name", LIVE)
def test_a_week_end_is_answered_with_the_date_of_the_working_day_before(name: str, service: Service, ask: Ask) -> None:
    service.answer = DATED[name](dated="2026-11-20")
    table, notices = ask(name, service.source(name))
    assert table.rates[0].on == date(2026, 11, 20)
    assert not any(INSTEAD in notice for notice in notices)


@pytest.mark.parametrize("name", LIVE)
def test_values_keep_every_decimal(name: str, service: Service, ask: Ask) -> None:
    exact = "1.1400000000000000001"
    service.answer = {
        "frankfurter": as_frankfurter(EUR_USD=exact),
        "currency-api": as_currency_api(eur=f'{{"mru": 45.5, "usd": {exact}}}'),
        "forex-python": as_the_rates_api(rates=f'{{"USD": {exact}}}'),
    }[name]
    table, _ = ask(name, service.source(name))
    assert exact in values(table.rates if name != "forex-python" else table.rates[:1]).values()


def hangs(service: Service) -> Answer:
    def answer(_: Handler) -> None:
        service.over.wait(10)

    return answer


def trickles(service: Service) -> Answer:
    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        while not service.over.wait(0.05):
            request.wfile.write(b" ")
            request.wfile.flush()

    return answer


def breaks_off(request: Handler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def breaks_off_midway(request: Handler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"date": "2026-11-24", ')
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)


FAULTS: dict[str, tuple[Answer, dict[str, str]]] = {
    "504": (
        sends(b"<html>Gateway Timeout</html>", status=504),
        {"": "status 504 from http://127.0.0.1:", "forex-python": "Currency Rates Source Not Ready"},
    ),
    "404": (
        sends(b'{"message": "not found"}', status=404),
        {"": "status 404 from http://127.0.0.1:", "forex-python": "Currency Rates Source Not Ready"},
    ),
    "HTML": (
        sends(b"\n<!doctype html><html>Log in to the hospital's network</html>"),
        {"": "a web page (HTML) instead of JSON from http://127.0.0.1:"},
    ),
    "not JSON": (sends(b"39.9 MRU"), {"": "something else instead of JSON from http://127.0.0.1:"}),
    "empty": (sends(b""), {"": "something else instead of JSON from http://127.0.0.1:"}),
    "not UTF-8": (sends(b'{"date": "\xff"}'), {"": "something else instead of JSON from http://127.0.0.1:"}),
    "nested without end": (sends(b"[" * 500_000), {"": "something else instead of JSON from http://127.0.0.1:"}),
    "a list": (sends(b"[1, 2]"), {"": "JSON of another form than documented from http://127.0.0.1:"}),
    "oversized": (sends(b" " * 1_000_001), {"": "more than 1,000,000 bytes from http://127.0.0.1:"}),
    "broken connection": (
        breaks_off,
        {"": "no connection to http://127.0.0.1:", "forex-python": "ConnectionError: "},
    ),
    "broken midway": (
        breaks_off_midway,
        {"": "something else instead of JSON from http://127.0.0.1:", "forex-python": "ChunkedEncodingError: "},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", LIVE)
def test_a_faulty_service_is_reported_and_replaced(
    name: str, fault: str, service: Service, ask: Ask, bundled: RateTable
) -> None:
    service.answer, words = FAULTS[fault]
    notice = falls_back(ask, service.source(name), bundled)
    assert words.get(name, words[""]) in notice
    assert notice.endswith(f". {REMEDY} {INSTEAD}")


@pytest.mark.parametrize("slowness", [hangs, trickles])
@pytest.mark.parametrize("name", LIVE)
def test_a_service_that_does_not_answer_in_time(
    name: str, slowness: Callable[[Service], Answer], service: Service, ask: Ask, bundled: RateTable
) -> None:
    service.answer = slowness(service)
    notice = falls_back(ask, service.source(name, timeout=SHORT), bundled)
    assert notice == f"{name}: no answer within 0.3 s. {REMEDY} {INSTEAD}"


@pytest.mark.parametrize("name", LIVE)
def test_nobody_listens(name: str, ask: Ask, bundled: RateTable) -> None:
    gone = Service()
    gone.close()
    notice = falls_back(ask, gone.source(name), bundled)
    assert ("ConnectionError: " if name == "forex-python" else f"no connection to {gone.url}") in notice
    assert REMEDY in notice


MISSING = {
    "frankfurter": (as_frankfurter(USD_MRU=""), "no rate from USD to MRU for 2026-11-24"),
    "currency-api": (as_currency_api(usd='{"eur": 0.88}'), "no rate from USD to MRU for 2026-11-24"),
    "forex-python": (as_the_rates_api(rates="{}"), "Currency Rate EUR => USD not available for Date 2026-11-24"),
}


@pytest.mark.parametrize("name", LIVE)
def test_a_missing_currency(name: str, service: Service, ask: Ask, bundled: RateTable) -> None:
    service.answer, words = MISSING[name]
    notice = falls_back(ask, service.source(name), bundled)
    assert f"{words}. {REMEDY} {INSTEAD}" in notice


@pytest.mark.parametrize("answer", [b'{"date": "2026-11-24"}', b'{"date": "2026-11-24", "usd": [39.9], "rates": [1]}'])
@pytest.mark.parametrize("name", ["currency-api", "forex-python"])
def test_no_table_of_currencies(name: str, answer: bytes, service: Service, ask: Ask, bundled: RateTable) -> None:
    service.answer = sends(answer)
    assert REMEDY in falls_back(ask, service.source(name), bundled)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("frankfurter", as_frankfurter(quote="MRO")),
        ("currency-api", as_currency_api(usd='{"eur": 0.88, "mro": 399.0}')),
    ],
)
def test_old_ouguiyas_are_never_taken(
    name: str, answer: Answer, service: Service, ask: Ask, bundled: RateTable
) -> None:
    service.answer = answer
    notice = falls_back(ask, service.source(name), bundled)
    assert notice == f"{name}: USD to MRO where USD to MRU was expected. {REMEDY} {INSTEAD}"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("frankfurter", as_frankfurter(USD_MRU="399.5")),
        ("currency-api", as_currency_api(usd='{"mru": 399.5}')),
    ],
)
def test_a_value_at_the_wrong_scale_is_refused_by_its_band(
    name: str, answer: Answer, service: Service, ask: Ask, bundled: RateTable
) -> None:
    service.answer = answer
    notice = falls_back(ask, service.source(name), bundled)
    assert notice == (
        f"{name}: 1 USD = 399.5 MRU on 2026-11-24 ({name}) is not credible: USD to MRU is expected between 30 and 45. "
        f"It is ten times too high: was it in old ouguiyas (MRO)? If it is right, add --accept-rate. {INSTEAD}"
    )


def test_forex_python_is_held_to_the_band_too(service: Service, ask: Ask, bundled: RateTable) -> None:
    service.answer = as_the_rates_api(rates='{"USD": 11.4}')
    notice = falls_back(ask, service.source("forex-python"), bundled)
    assert notice == (
        "forex-python: 1 EUR = 11.4 USD on 2026-11-24 (forex-python) is not credible: EUR to USD is expected between "
        f"0.8 and 1.6. It is ten times too high. If it is right, add --accept-rate. {INSTEAD}"
    )


@pytest.mark.parametrize("value", ["-39.9", "0", '"39.9"', "true", "NaN", "[39.9]", "1e-400000"])
def test_a_rate_that_is_no_number_above_zero(value: str, service: Service, ask: Ask, bundled: RateTable) -> None:
    service.answer = as_frankfurter(USD_MRU=value)
    notice = falls_back(ask, service.source("frankfurter"), bundled)
    assert "frankfurter: USD to MRU is '" in notice
    assert f"', not a number above zero. {REMEDY} {INSTEAD}" in notice


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("2026-11-25", "a rate of 2026-11-25, which is after 2026-11-24"),
        ("2099-01-01", "a rate of 2099-01-01, which is after 2026-11-24"),
        ("2026-11-16", "a rate of 2026-11-16 instead of 2026-11-24"),
        ("2021-06-11", "a rate of 2021-06-11 instead of 2026-11-24"),
        ("", "no date in the answer for 2026-11-24"),
        ("yesterday", "no date in the answer for 2026-11-24"),
    ],
)
@pytest.mark.parametrize("name", LIVE)
def test_a_wrong_date(name: str, dated: str, words: str, service: Service, ask: Ask, bundled: RateTable) -> None:
    service.answer = DATED[name](dated=dated)
    notice = falls_back(ask, service.source(name), bundled)
    assert notice == f"{name}: {words}. {REMEDY} {INSTEAD}"


def test_a_date_seven_days_back_is_the_limit(service: Service, ask: Ask) -> None:
    service.answer = as_frankfurter(dated=str(DAY - timedelta(days=7)))
    assert ask("frankfurter", service.source("frankfurter"))[1] == ()


def get(name: str, currencies: CurrencyTable, bands: tuple[Band, ...]) -> tuple[RateTable, tuple[str, ...]]:
    return rates_from(name, on=DAY, folder=DATA, currencies=currencies, bands=bands, timeout=LONG)


def test_bundled(currencies: CurrencyTable, bands: tuple[Band, ...], bundled: RateTable) -> None:
    assert get("bundled", currencies, bands) == (bundled, ())


def test_hmrc_by_name(currencies: CurrencyTable, bands: tuple[Band, ...]) -> None:
    assert get("hmrc", currencies, bands) == (RateTable(name="hmrc", rates=HmrcSource().fetch(DAY)), ())


@pytest.mark.parametrize("name", LIVE)
def test_the_real_sources_without_a_network(
    name: str, currencies: CurrencyTable, bands: tuple[Band, ...], bundled: RateTable
) -> None:
    table, (notice,) = get(name, currencies, bands)
    assert table == bundled
    assert notice.endswith(f"{REMEDY} {INSTEAD}")
    addresses = {
        "frankfurter": ["https://api.frankfurter.dev/v2/rate/USD/MRU?date=2026-11-24"],
        "currency-api": [
            "https://2026-11-24.currency-api.pages.dev/v1/currencies/usd.json",
            "https://cdn.jsdelivr.net/npm/@fawazahmed0/currency-api@2026-11-24/v1/currencies/usd.json",
        ],
        "forex-python": ["theratesapi.com"],
    }
    assert all(address in notice for address in addresses[name])


@pytest.mark.parametrize("file", ["rates.csv", "rates.CSV", "rates.yaml", "rates.yml", "my-rates"])
def test_a_file(
    file: str,
    currencies: CurrencyTable,
    bands: tuple[Band, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    csv = "on,from,to,value,source\n2026-11-20,USD,MRU,39.95,our bank\n"
    yaml = "rates:\n  - {on: 2026-11-20, from: USD, to: MRU, value: 39.95, source: our bank}\n"
    Path(file).write_text(csv if file.lower().endswith("csv") else yaml, encoding="utf-8")
    for path in (file, f"./{file}", str(tmp_path / file)):
        table, notices = get(path, currencies, bands)
        assert (table.name, values(table.rates), notices) == (file, {"USD/MRU": "39.95"}, ())


@pytest.mark.parametrize("path", ["nowhere.csv", "nowhere.yaml", "folder/rates"])
def test_a_file_that_is_not_there(path: str, currencies: CurrencyTable, bands: tuple[Band, ...]) -> None:
    with pytest.raises(InputError) as caught:
        get(path, currencies, bands)
    assert str(caught.value) == f"{path}: cannot be read: No such file or directory. Check the name and the rights."


def test_a_users_file_is_held_to_the_bands(currencies: CurrencyTable, bands: tuple[Band, ...], tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("on,from,to,value,source\n2026-11-20,USD,MRU,399.5,our bank\n", encoding="utf-8")
    with pytest.raises(RateError, match="ten times too high"):
        get(str(path), currencies, bands)
    assert values(get(str(path), currencies, ())[0].rates) == {"USD/MRU": "399.5"}


def test_an_unknown_name(currencies: CurrencyTable, bands: tuple[Band, ...]) -> None:
    with pytest.raises(InputError) as caught:
        get("frankfuter", currencies, bands)
    assert str(caught.value) == (
        "--rates: 'frankfuter' is not a source of rates. Allowed: bundled, hmrc, frankfurter, currency-api, "
        "forex-python. Nearest: 'frankfurter'. The path of a file (.csv, .yaml) is allowed too."
    )
