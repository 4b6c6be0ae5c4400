"""Which rate holds on a day, the law between MRO and MRU, and the rates that are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.files.faults import CostmodelError, InputError, MoneyError, RateError
from costmodel.files.strict_yaml import load
from costmodel.money.currencies import MAX_AMOUNT, CurrencyTable, Money
from costmodel.money.exchange import (
    Conversion,
    ExchangeRate,
    RateTable,
    check_age,
    check_band,
    check_rates,
    convert,
    load_bands,
    load_bundled,
    load_rate_file,
)

DATA = Path(__file__).parents[2] / "pricing_data"
CURRENCIES = load(DATA / "currencies.yaml", CurrencyTable)
BANDS = load_bands(DATA)
BUNDLED = load_bundled(DATA)
FILE_REMEDY = (
    "Give a rate in a file (columns on, from, to, value, source) with --rates FILE, or another date with --on."
)


def rate(line: str) -> ExchangeRate:
    """A rate from a line such as `2026-01-01 spot USD MRU 40 bank`."""
    on, kind, from_, to, value, source = line.split()
    words = {"on": on, "kind": kind, "from": from_, "to": to, "value": value, "source": source}
    return ExchangeRate.model_validate(words)


def table(*lines: str) -> RateTable:
    return RateTable(name="test rates", rates=tuple(rate(line) for line in lines))


def find(rates: RateTable, from_: str, to: str, on: str) -> Conversion:
    return rates.find(from_, to, on=date.fromisoformat(on), currencies=CURRENCIES)


def converted(money: str, to: str, *, on: str, rates: RateTable) -> str:
    amount, _ = convert(Money.model_validate(money), to, on=date.fromisoformat(on), rates=rates, currencies=CURRENCIES)
    return str(amount)


WINNERS = table(
    "2026-01-01 monthly USD MRU 40.01 january",
    "2026-02-01 monthly USD MRU 40.02 february",
    "2026-02-01 spot    USD MRU 40.03 first-of-february",
    "2026-02-15 spot    USD MRU 40.04 fifteenth",
    "2026-03-01 spot    USD MRU 40.05 first-of-march",
    "2026-03-01 monthly USD MRU 40.06 march",
)


@pytest.mark.parametrize(
    ("on", "winner", "why"),
    [
        ("2026-01-01", "january", "a monthly rate holds from its first day"),
        ("2026-01-31", "january", "and until the next rate"),
        ("2026-02-01", "first-of-february", "a spot rate goes before a monthly one of the same date"),
        ("2026-02-14", "first-of-february", "the latest date on or before the day"),
        ("2026-02-15", "fifteenth", "the day itself counts"),
        ("2026-02-28", "fifteenth", "a rate of tomorrow does not"),
        ("2026-03-01", "first-of-march", "spot before monthly, whatever the order in the file"),
        ("2030-01-01", "first-of-march", "nothing later is known"),
    ],
)
def test_the_latest_rate_wins_and_a_spot_first(on: str, winner: str, why: str) -> None:
    assert find(WINNERS, "USD", "MRU", on).source == winner, why
    assert find(WINNERS, "MRU", "USD", on).source == winner, "the same rate in the other direction"


USD_AND_EUR = (
    "2026-01-01 spot USD MRU 40 dollar",
    "2026-01-01 spot EUR MRU 46 euro",
)


@pytest.mark.parametrize(
    ("direct", "on", "sources", "why"),
    [
        ("2025-12-31 spot    EUR USD 1.2 direct", "2026-01-05", "euro; dollar", "the cross is later"),
        ("2026-01-01 spot    EUR USD 1.2 direct", "2026-01-05", "direct", "the same date: direct goes first"),
        ("2026-01-02 spot    EUR USD 1.2 direct", "2026-01-05", "direct", "direct is later"),
        ("2026-01-02 spot    USD EUR 0.8 direct", "2026-01-05", "direct", "in either direction"),
        ("2026-01-01 monthly EUR USD 1.2 direct", "2026-01-05", "euro; dollar", "the same date: spot goes first"),
        ("2026-01-02 monthly EUR USD 1.2 direct", "2026-01-05", "direct", "a later monthly rate"),
        ("2026-01-06 spot    EUR USD 1.2 direct", "2026-01-05", "euro; dollar", "not yet known"),
    ],
)
def test_a_direct_rate_or_a_cross_through_the_ouguiya(direct: str, on: str, sources: str, why: str) -> None:
    how = find(table(*USD_AND_EUR, direct), "EUR", "USD", on)
    assert how.source == sources, why
    if sources == "euro; dollar":
        assert how.value == Decimal("1.15")


def test_a_cross_is_as_old_as_its_older_half() -> None:
    rates = table("2026-01-01 spot USD MRU 40 dollar", "2026-03-01 spot EUR MRU 46 euro")
    how = find(rates, "EUR", "USD", "2026-03-11")
    assert (how.dated, how.age_days()) == (date(2026, 1, 1), 69)


def test_the_inverse_divides_and_is_rounded_once() -> None:
    rates = table("2026-01-01 spot USD MRU 30 bank")
    how = find(rates, "MRU", "USD", "2026-01-01")
    assert how.apply(Decimal("0.15")) == Decimal("0.005")
    assert converted("0.15 MRU", "USD", on="2026-01-01", rates=rates) == "0.01 USD"
    assert converted("-0.15 MRU", "USD", on="2026-01-01", rates=rates) == "-0.01 USD"
    assert how.value == Decimal("0.03333333333")
    assert (Decimal("0.15") * Decimal("0.0333")).quantize(Decimal("0.01")) == 0, "which a rounded inverse would give"


@pytest.mark.parametrize(
    ("given", "to", "expected"),
    [
        ("250000 MRO", "MRU", "25000.00 MRU"),
        ("0.1 MRO", "MRU", "0.01 MRU"),
        ("25000 MRU", "MRO", "250000.0 MRO"),
        ("1234.56 MRU", "MRO", "12345.6 MRO"),
        ("-1234.56 MRU", "MRO", "-12345.6 MRO"),
        ("7 MRO", "MRO", "7.0 MRO"),
        ("7 MRU", "MRU", "7.00 MRU"),
    ],
)
def test_the_law_between_mro_and_mru_needs_no_rate(given: str, to: str, expected: str) -> None:
    assert converted(given, to, on="2026-01-01", rates=RateTable(name="none", rates=())) == expected


def test_the_law_is_not_a_market_rate() -> None:
    how = find(RateTable(name="none", rates=()), "MRO", "MRU", "2026-01-01")
    assert [step.kind for step in how.steps] == ["law"]
    assert (how.value, how.source) == (Decimal("0.1"), "law: 10 MRO = 1 MRU")
    assert (how.dated, how.age_days()) == (date(2018, 1, 1), 0)
    check_age(how, max_days=0)


def test_old_ouguiyas_reach_another_currency_by_the_law_and_then_a_rate() -> None:
    rates = table("2026-01-01 spot USD MRU 40 bank")
    assert converted("13200000 MRO", "USD", on="2026-01-11", rates=rates) == "33000.00 USD"
    assert converted("33000 USD", "MRO", on="2026-01-11", rates=rates) == "13200000.0 MRO"
    how = find(rates, "MRO", "USD", "2026-01-11")
    assert (how.source, how.dated, how.age_days()) == ("law: 10 MRO = 1 MRU; bank", date(2026, 1, 1), 10)


def test_a_rate_of_mro_in_a_table_is_never_used() -> None:
    rates = table("2026-01-01 spot MRU MRO 9 feed", "2026-01-01 spot USD MRO 39.9 feed")
    assert converted("1 MRU", "MRO", on="2026-01-11", rates=rates) == "10.0 MRO"
    with pytest.raises(RateError, match="no rate from USD to MRU"):
        converted("1 USD", "MRO", on="2026-01-11", rates=rates)


def test_an_amount_in_its_own_currency_needs_no_rate() -> None:
    how = find(RateTable(name="none", rates=()), "MRU", "MRU", "2026-01-01")
    assert (how.steps, how.value, how.source, how.age_days()) == ((), Decimal(1), "same currency", 0)
    assert how.dated == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("from_", "to", "on", "message"),
    [
        (
            "USD",
            "MRU",
            "2025-12-31",
            "test rates: no rate from USD to MRU on or before 2025-12-31. The first one is of 2026-01-01. ",
        ),
        ("GBP", "MRU", "2026-01-05", "test rates: no rate from GBP to MRU on or before 2026-01-05. "),
        ("GBP", "USD", "2026-01-05", "test rates: no rate from GBP to USD on or before 2026-01-05. "),
        ("GBP", "MRO", "2026-01-05", "test rates: no rate from GBP to MRU on or before 2026-01-05. "),
    ],
)
def test_a_missing_rate_names_the_remedy(from_: str, to: str, on: str, message: str) -> None:
    with pytest.raises(RateError) as caught:
        find(table(*USD_AND_EUR), from_, to, on)
    assert str(caught.value) == message + FILE_REMEDY


def test_converting_to_an_unknown_currency() -> None:
    with pytest.raises(InputError, match="'USB' is not a currency of ISO 4217"):
        converted("1 MRU", "USB", on="2026-01-01", rates=BUNDLED)
    with pytest.raises(InputError, match="'USB' is not a currency of ISO 4217"):
        converted("1 USB", "MRU", on="2026-01-01", rates=BUNDLED)


def test_an_amount_that_becomes_too_large() -> None:
    money = Money(amount=MAX_AMOUNT, currency="USD")
    with pytest.raises(MoneyError) as caught:
        convert(money, "MRU", on=date(2026, 9, 30), rates=BUNDLED, currencies=CURRENCIES)
    assert str(caught.value) == "4.00824e+16 MRU is too large; at most 1,000,000,000,000,000 is allowed."


def test_a_rate_may_be_92_days_old_for_a_contract() -> None:
    rates = table("2026-01-01 spot USD MRU 40 bank")
    check_age(find(rates, "USD", "MRU", "2026-04-03"), max_days=92)
    with pytest.raises(RateError) as caught:
        check_age(find(rates, "USD", "MRU", "2026-04-04"), max_days=92)
    assert str(caught.value) == (
        "the rate from USD to MRU is of 2026-01-01, 93 days before 2026-04-04; a contract amount allows 92. "
        f"{FILE_REMEDY} To use it all the same, add --accept-rate."
    )


CREDIBLE = "USD to MRU is expected between 30 and 45."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-01-01 spot USD MRU 399.5 feed", f"{CREDIBLE} It is ten times too high: was it in old ouguiyas (MRO)?"),
        ("2026-01-01 spot MRU USD 0.0025 feed", f"{CREDIBLE} It is ten times too high: was it in old ouguiyas (MRO)?"),
        ("2026-01-01 spot USD MRU 3.99 feed", f"{CREDIBLE} It is ten times too low."),
        ("2026-01-01 spot USD MRU 0.025 feed", f"{CREDIBLE} It is upside down: exchange 'from' and 'to'."),
        ("2026-01-01 spot MRU USD 39.95 feed", f"{CREDIBLE} It is upside down: exchange 'from' and 'to'."),
        ("2026-01-01 spot USD MRU 29.99 feed", CREDIBLE),
        ("2026-01-01 spot USD MRU 45.01 feed", CREDIBLE),
        ("2026-01-01 spot EUR MRU 455 feed", "EUR to MRU is expected between 30 and 60. It is ten times too high: was"),
        ("2026-01-01 spot EUR USD 11.5 feed", "EUR to USD is expected between 0.8 and 1.6. It is ten times too high."),
        ("2026-01-01 spot EUR USD 0.115 feed", "EUR to USD is expected between 0.8 and 1.6. It is ten times too low."),
    ],
)
def test_a_rate_that_is_not_credible(line: str, words: str) -> None:
    doubtful = rate(line)
    with pytest.raises(RateError) as caught:
        check_band(doubtful, BANDS)
    message = str(caught.value)
    published = f"1 {doubtful.from_} = {doubtful.value} {doubtful.to} on 2026-01-01 (feed) is not credible: "
    assert message.startswith(published + words)
    assert message.endswith("If it is right, add --accept-rate.")
    if words == CREDIBLE:
        assert message == f"{published}{CREDIBLE} If it is right, add --accept-rate."


@pytest.mark.parametrize("value", ["30", "39.95", "45"])
def test_the_edges_of_a_band_are_credible(value: str) -> None:
    check_band(rate(f"2026-01-01 spot USD MRU {value} feed"), BANDS)


def test_a_pair_without_a_band_and_a_user_who_vouches() -> None:
    check_band(rate("2026-01-01 spot GBP MRU 999 feed"), BANDS)
    check_band(rate("2026-01-01 spot USD MRU 399.5 feed"), ())


@pytest.mark.parametrize("value", ["1e-999", "1e999", "1e13"])
def test_a_rate_of_no_size(value: str) -> None:
    with pytest.raises(ValueError, match="is not credible"):
        rate(f"2026-01-01 spot USD MRU {value} feed")


def test_a_rate_needs_two_currencies() -> None:
    with pytest.raises(ValueError, match="a rate needs two different currencies"):
        rate("2026-01-01 spot USD USD 1 feed")


HEADER = "on,from,to,value,source"


def csv_file(folder: Path, *, on: str, from_: str, to: str, value: str, source: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(f"{HEADER}\n{on},{from_},{to},{value},{source}\n", encoding="utf-8")
    return path


def yaml_file(folder: Path, *, on: str, from_: str, to: str, value: str, source: str) -> Path:
    path = folder / "rates.yaml"
    line = f"- {{on: {on}, from: {from_}, to: {to}, value: {value}, source: {source}}}"
    path.write_text(f"rates:\n{line}\n", encoding="utf-8")
    return path


Writer = Callable[..., Path]
either = pytest.mark.parametrize("write", [csv_file, yaml_file])
GOOD = {"on": "2026-11-20", "from_": "USD", "to": "MRU", "value": "39.95", "source": "our bank"}


def read(path: Path) -> RateTable:
    return load_rate_file(path, currencies=CURRENCIES, bands=BANDS)


def refused(path: Path) -> str:
    """The message for a file, without the folder that it lies in."""
    with pytest.raises(CostmodelError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    return message.replace(str(path), path.name)


@either
def test_a_users_file(write: Writer, tmp_path: Path) -> None:
    rates = read(write(tmp_path, **GOOD))
    assert rates.rates == (
        ExchangeRate(
            from_="USD", to="MRU", on=date(2026, 11, 20), value=Decimal("39.95"), source="our bank", kind="spot"
        ),
    )
    assert converted("100 USD", "MRU", on="2026-11-24", rates=rates) == "3995.00 MRU"


@either
@pytest.mark.parametrize(
    ("wrong", "path", "words"),
    [
        ({"value": "forty"}, "rates[0].value", "'forty' is not a number; write digits, such as 1250.50."),
        ({"value": "-39.95"}, "rates[0].value", "input should be greater than 0; got '-39.95'."),
        ({"value": "0"}, "rates[0].value", "input should be greater than 0; got '0'."),
        ({"value": "NaN"}, "rates[0].value", "'NaN' is not a number; write digits, such as 1250.50."),
        ({"value": "1e-200"}, "rates[0]", "a rate of 1e-200 is not credible."),
        ({"on": "2026-02-30"}, "rates[0].on", "2026-02-30"),
        ({"from_": "dollar"}, "rates[0].from", "string should have at most 3 characters; got 'dollar'."),
        ({"to": "USD"}, "rates[0]", "a rate needs two different currencies."),
    ],
)
def test_a_fault_names_the_line(wrong: dict[str, str], path: str, words: str, write: Writer, tmp_path: Path) -> None:
    message = refused(write(tmp_path, **GOOD | wrong))
    assert message.startswith(f"rates{write(tmp_path, **GOOD).suffix}: {path}: line 2: ")
    assert words in message


@either
def test_old_ouguiyas_are_not_accepted(write: Writer, tmp_path: Path) -> None:
    path = write(tmp_path, **GOOD | {"to": "MRO", "value": "399.5"})
    assert refused(path) == (
        f"{path.name}: a rate for MRO is not accepted: 10 MRO = 1 MRU by law. Give the rate of MRU."
    )


@either
def test_an_unknown_currency(write: Writer, tmp_path: Path) -> None:
    path = write(tmp_path, **GOOD | {"from_": "USB"})
    message = refused(path)
    assert message.startswith(f"{path.name}: 'USB' is not a currency of ISO 4217. Allowed: MRU, MRO, USD, EUR, ")
    assert message.endswith(" Nearest: 'USD'.")


@either
def test_a_value_out_of_its_band(write: Writer, tmp_path: Path) -> None:
    path = write(tmp_path, **GOOD | {"value": "399.5"})
    assert refused(path).startswith(f"{path.name}: 1 USD = 399.5 MRU on 2026-11-20 (our bank) is not credible: ")
    accepted = load_rate_file(path, currencies=CURRENCIES, bands=())
    assert accepted.rates[0].value == Decimal("399.5")


def test_two_values_for_one_day(tmp_path: Path) -> None:
    words = "two rates from USD to MRU on 2026-11-20; keep one."
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEADER}\n2026-11-20,USD,MRU,39.95,a\n2026-11-20,USD,MRU,39.96,b\n", encoding="utf-8")
    assert refused(path) == f"rates.csv: {words}"
    path = tmp_path / "rates.yaml"
    rows = (f"- {{on: 2026-11-20, from: USD, to: MRU, value: {value}, source: a}}\n" for value in ("39.95", "39.96"))
    path.write_text("rates:\n" + "".join(rows), encoding="utf-8")
    assert refused(path) == f"rates.yaml: {words}"


def test_one_value_twice_is_no_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEADER}\n2026-11-20,USD,MRU,39.95,a\n2026-11-20,USD,MRU,39.950,b\n", encoding="utf-8")
    assert len(read(path).rates) == 2


def test_a_law_is_not_for_a_file_to_make(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEADER},kind\n2020-01-01,USD,MRU,39.95,a,law\n", encoding="utf-8")
    assert refused(path) == "rates.csv: a rate of kind 'law' is not accepted. Give it as 'spot' or 'monthly'."


COLUMNS = "Columns: on, from, to, value, source."
HEADING = "must name the columns on, kind, from, to, value, source, each once."
KEYS = "Allowed: from, to, on, value, source, kind."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rates.csv", b"", f"rates.csv: row 1: {HEADING} The first row is empty."),
        ("rates.csv", f"{HEADER}\n\n".encode(), f"rates.csv: holds no rate. {COLUMNS}"),
        ("rates.yaml", b"", "rates.yaml: must be a mapping of 'key: value' lines."),
        ("rates.yaml", b"rates: []", f"rates.yaml: holds no rate. {COLUMNS}"),
        (
            "rates.yaml",
            "rates: [] # alg\xe9rienne".encode("latin-1"),
            "rates.yaml: holds no rate. Columns: on, from, to, value, source.",
        ),
        (
            "rates.csv",
            f"{HEADER},bank\n2026-11-20,USD,MRU,39.95,a,b\n".encode(),
            f"rates.csv: row 1: {HEADING} Found: on, from, to, value, source, bank.",
        ),
        (
            "rates.csv",
            f"{HEADER}\n2026-11-20,USD,MRU,39,95,a\n".encode(),
            "rates.csv: row 2: 'a' is in a column without a heading. A cell with a comma in it needs quotes.",
        ),
        (
            "rates.yaml",
            b"rates:\n- {on: 2026-11-20, from: USD, to: MRU, value: 39.95, source: a, bank: b}",
            f"rates.yaml: rates[0].bank: line 2: 'bank' is not a known key. {KEYS}",
        ),
        (
            "rates.csv",
            f"{HEADER}\n\n2026-11-20,USD,MRU,,a\n".encode(),
            "rates.csv: rates[0].value: line 3: is missing; it must be given.",
        ),
        (
            "rates.csv",
            f'{HEADER}\n2026-11-20,USD,MRU,39.95,"{"a" * 200_000}"\n'.encode(),
            "rates.csv: row 2: is not valid CSV: field larger than field limit (131072). Look for a quote that is not "
            "closed, or save the file again.",
        ),
    ],
)
def test_a_file_of_another_form(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_of_any_system(end: str, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_bytes(f"\ufeff{HEADER}{end}2026-11-20,USD,MRU,39.95,our bank{end}".encode())
    assert read(path).rates[0].value == Decimal("39.95")


def test_every_fault_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEADER}\n2026-11-20,USD,MRU,forty,a\n2026-11-20,USD,MRU,39.95,\n", encoding="utf-8")
    assert refused(path).splitlines() == [
        "rates.csv: rates[0].value: line 2: 'forty' is not a number; write digits, such as 1250.50.",
        "rates.csv: rates[1].source: line 3: is missing; it must be given.",
    ]


def test_the_bundled_rates() -> None:
    assert len(BUNDLED.rates) == 323
    check_rates(BUNDLED.rates, where="bundled", currencies=CURRENCIES, bands=BANDS)
    banded = {(band.from_, band.to) for band in BANDS}
    assert {(each.from_, each.to) for each in BUNDLED.rates} <= banded
    assert {each.source for each in BUNDLED.rates} == {"hmrc", "currency-api"}
    assert all(each.on.day == 1 for each in BUNDLED.rates if each.kind == "monthly")
    assert all("MRO" not in (each.from_, each.to) for each in BUNDLED.rates)


def test_every_line_of_the_bundled_file_has_a_source() -> None:
    header, *lines = (DATA / "exchange_rates.csv").read_text(encoding="utf-8").splitlines()
    place = header.split(",").index("source")
    assert len(lines) == 323
    assert all(line.split(",")[place].strip() for line in lines)


def test_the_latest_rate_of_each_pair() -> None:
    latest = {f"{each.from_}/{each.to}": each for each in BUNDLED.latest(date(2026, 9, 30))}
    assert {pair: (str(each.on), each.kind) for pair, each in latest.items()} == {
        "USD/MRU": ("2026-09-29", "spot"),
        "EUR/MRU": ("2026-09-29", "spot"),
        "EUR/USD": ("2026-09-01", "monthly"),
    }
    assert BUNDLED.latest(date(2017, 12, 31)) == ()


def amounts(decimals: int) -> st.SearchStrategy[Decimal]:
    largest = 10**12
    return st.integers(-largest, largest).map(lambda units: Decimal(units).scaleb(-decimals))


@given(amount=amounts(1))
def test_there_and_back_by_the_law_is_the_identity(amount: Decimal) -> None:
    on, nothing = date(2026, 1, 1), RateTable(name="none", rates=())
    old = Money(amount=amount, currency="MRO")
    new, _ = convert(old, "MRU", on=on, rates=nothing, currencies=CURRENCIES)
    assert new.amount * 10 == amount
    assert convert(new, "MRO", on=on, rates=nothing, currencies=CURRENCIES)[0] == old


@given(
    amount=amounts(2),
    value=st.decimals("0.8", "60", places=4, allow_nan=False),
    days=st.integers(0, 1000),
)
def test_there_and_back_by_a_rate_is_off_by_the_two_roundings_at_most(
    amount: Decimal, value: Decimal, days: int
) -> None:
    on = date(2026, 1, 1)
    there = ExchangeRate(from_="USD", to="MRU", on=on, value=value, source="any")
    rates = RateTable(name="one rate", rates=(there,))
    money = Money(amount=amount, currency="USD")
    day = on + timedelta(days=days)
    local, _ = convert(money, "MRU", on=day, rates=rates, currencies=CURRENCIES)
    back, how = convert(local, "USD", on=day, rates=rates, currencies=CURRENCIES)
    half = Decimal("0.005")
    assert abs(back.amount - amount) <= half / value + half
    assert abs(back.amount - amount) <= Decimal("0.01") * max(Decimal(1), 1 / value)
    assert how.age_days() == days


def test_a_table_that_french_excel_saved(tmp_path: Path) -> None:
    """Semicolons between the columns and a decimal comma are read as they are meant."""
    path = tmp_path / "rates.csv"
    path.write_text("on;from;to;value;source\n2026-11-20;USD;MRU;39,95;banque\n", encoding="utf-8-sig")
    (rate,) = load_rate_file(path, currencies=CURRENCIES, bands=BANDS).rates
    assert rate.value == Decimal("39.95")


def test_one_pair_upside_down_on_one_day_is_a_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("on,from,to,value,source\n2026-11-20,MRU,EUR,0.022,a\n2026-11-20,EUR,MRU,40,b\n")
    with pytest.raises(RateError, match="two rates from EUR to MRU on 2026-11-20; keep one"):
        load_rate_file(path, currencies=CURRENCIES, bands=BANDS)
