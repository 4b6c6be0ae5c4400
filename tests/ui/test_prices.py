"""The page of prices and rates: facts shown as they are; own rates and own facts reach the price of their session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from costmodel.files.faults import InputError, together
from costmodel.files.records import Record
from costmodel.money.exchange import ExchangeRate, RateTable
from costmodel.money.rate_sources import OTHERWISE
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Sourced
from costmodel.price_book.load import load_price_book
from costmodel.price_book.overrides import overrides_of
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import pricing_of
from costmodel.ui.pages.prices import rates_fetch, rates_file
from costmodel.ui.pages.prices.book import SUBJECTS
from costmodel.ui.pages.prices.own import example
from costmodel.ui.pages.prices.sheets import KINDS, Sheet
from costmodel.ui.state.offer import STATE, Offer, offer_of
from costmodel.ui.state.own_rates import MOST, joined
from costmodel.ui.state.session import State
from costmodel.ui.state.shelf import Kept, Shelf
from costmodel.words.text import LANGUAGES, NARROW_NBSP, NBSP, Counted, Forms, Language, Text

pytestmark = pytest.mark.usefixtures("alone")
DAY = date(2026, 11, 24)
OWN = (
    "source: our *price list* <2026>\non: 2026-11-20\nfacts:\n"
    "  components: {rows.training.published_low: 350_000, rows.training.published_high: 2_400_000}\n"
    "  tax: {'rates[0].rate': 0.18}\n"
)


def script() -> None:
    import streamlit as st

    from costmodel.price_book.wording import Wording
    from costmodel.ui.pages.prices import page as prices
    from costmodel.ui.parts import price_panel
    from costmodel.ui.state.offer import price_book

    say = Wording(price_book(), st.session_state["language"])
    with st.sidebar:
        price_panel.show(say)
    prices.page(say)


def opened(section: str = "book", *, language: str = "en", **state: Any) -> AppTest:
    """A section of the page, run once."""
    page = AppTest.from_function(script, default_timeout=30)
    page.session_state["language"] = language
    page.session_state["prices.section"] = section
    page.session_state[STATE] = State(**{"draft": {"preset": "medium", "bundle": "on_premise"}, **state})
    return page.run()


def held(page: AppTest) -> State:
    state: State = page.session_state[STATE]
    return state


def words(page: AppTest) -> str:
    """Every sentence of the page as it is read."""
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    return re.sub(r"\\(?=[\W_])", "", " ".join(str(one.value) for kind in kinds for one in kind))


def table(page: AppTest, place: int = 0) -> list[list[str]]:
    """The rows of one of the page's tables without its heads, each with the sentences that stand below it."""
    body = [one.proto.body for one in page.get("html") if 'class="sheet' in one.proto.body][place]
    return [
        [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall('<tr class="(?!note").*?</tr>(?:<tr class="note">.*?</tr>)?', body)
    ]


def key(page: AppTest, name: str) -> Any:
    return next(one for kind in (page.button, page.file_uploader, page.checkbox) for one in kind if one.key == name)


def spot(value: str, on: str = "2026-11-20", *, source: str = "Central bank") -> ExchangeRate:
    return ExchangeRate(from_="USD", to="MRU", value=Decimal(value), on=date.fromisoformat(on), source=source)


# ------------------------------------------------------------------ the price book


def sheets(book: PriceBook, language: Language = "en") -> dict[str, Sheet]:
    say = Wording(book, language)
    return {name: draw(say) for name, draw in SUBJECTS.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_is_shown_in_both_languages(subject: str, language: Language, book: PriceBook) -> None:
    page = opened(language=language)
    page.selectbox(key=f"prices.subject#0.{language}").set_value(subject).run()
    assert not page.exception
    assert not page.error
    sheet = SUBJECTS[subject](Wording(book, language))
    assert all(len(row) == len(sheet.heads) for row in sheet.rows)
    shown, below = table(page), words(page)
    assert len(shown) == len(sheet.rows)
    for cells, row in zip(shown, sheet.rows, strict=True):
        told = " ".join(cells)
        assert cells[0] == row[0]
        assert all(cell in told or cell in below for cell in row)
    if sheet.note:
        assert sheet.note in words(page)


def test_the_published_prices_are_as_published_and_in_new_ouguiyas_by_law(book: PriceBook) -> None:
    rows = {row[0]: row[1:6] for row in sheets(book)["cost_table"].rows}
    assert rows["Training"] == ("lump sum", "300,000", "2,000,000+", "30,000", "200,000+")
    assert rows["Annual support and maintenance"] == ("year", "1,000,000", "10,000,000+", "100,000", "1,000,000+")
    assert rows["Small to medium facility"] == ("Total", "10,000,000", "50,000,000", "1,000,000", "5,000,000")
    french = {row[0]: row[1:6] for row in sheets(book, "fr")["cost_table"].rows}
    thin = NARROW_NBSP
    assert french["Formation"] == (
        "forfait",
        f"300{thin}000",
        f"2{thin}000{thin}000+",
        f"30{thin}000",
        f"200{thin}000+",
    )
    heads = [head.words for head in sheets(book)["cost_table"].heads]
    assert heads[2:6] == [f"{end}{NBSP}({code})" for code in ("MRO", "MRU") for end in ("Low", "High")]


def test_figures_stand_on_the_right_and_words_on_the_left(book: PriceBook) -> None:
    for name, sheet in sheets(book).items():
        for n, head in enumerate(sheet.heads):
            cells = [row[n] for row in sheet.rows if row[n] not in ("–", "")]
            numbers = [cell for cell in cells if re.match(r"[−+±×]? ?\d", cell)]
            if cells and len(numbers) == len(cells) and not any(re.search(r"\d{4}$", cell) for cell in cells):
                assert head.figures, (name, head.words)


def _records(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for field in type(value).model_fields:
            yield from _records(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from _records(item)


SHOWN = (
    "components", "drivers", "conditions", "pricing_factors", "presets", "bundles", "levers", "classes", "risk",
    "risks", "evaluation", "policy", "tax", "lifecycle",
)  # fmt: skip


def test_every_assumption_behind_a_price_is_shown_with_its_reason(book: PriceBook) -> None:
    shown = {cell for sheet in sheets(book).values() for row in sheet.rows for cell in row}
    notes = " ".join(sheet.note for sheet in sheets(book).values())
    facts = [fact for name in SHOWN for fact in _records(getattr(book, name)) if isinstance(fact, Sourced)]
    reasons = [fact.reason.en for fact in facts if fact.reason is not None]
    assert len(reasons) > 80
    assert [reason for reason in reasons if reason not in shown and reason not in notes] == []


NOT_SHOWN = {
    "AddedLine": {"row"},
    "Amplitude": {"whole"},
    "Borne": {"unit_one", "falls", "part", "scale"},
    "Bundle": {"description", "saving_strategies", "value_proposition", "licensing", "modules", "covers", "solution"},
    "Definition": {"term", "meaning"},
    "Driver": {"group", "whole"},
    "Evaluation": {"award"},
    "ImportDuty": {"unit"},
    "Lever": {"excludes", "not_with_bundles"},
    "Part": {"pieces", "module"},
    "Piece": {"driver"},
    "Preset": {"source", "customer_type", "use_cases"},
    "PricingFactor": {"fields"},
    "PublishedCost": {"bundle", "years", "annual_studies"},
    "QuantityScale": {"driver", "at", "exponent"},
    "RiskEvent": {"foreign_part"},
    "RiskFacts": {"distribution", "foreign_currency"},
    "Row": {"component", "recurring"},
    "Scale": {"form"},
    "ServiceLevels": {"published_tier", "definitions"},
    "Severity": {"meaning"},
    "Sourced": {"source"},
    "Withholding": {"note"},
}
"""What the sheets leave out: words of other pages, and how a figure is used, which `costmodel facts` shows."""


def test_every_field_of_a_fact_is_shown_or_left_out_on_purpose(
    book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the sheets never read they cannot show: a field that nobody thought of fails here."""
    kinds = {type(one) for name in (*SHOWN, "service_levels", "sources") for one in _records(getattr(book, name))}
    words = (Text, Forms, Counted)
    read: set[tuple[type, str]] = set()

    def noted(record: Record, name: str) -> Any:
        read.add((type(record), name))
        return object.__getattribute__(record, name)

    monkeypatch.setattr(Record, "__getattribute__", noted)
    sheets(book)
    monkeypatch.undo()
    unread = {
        kind.__name__: {name for name in kind.model_fields if name != "id" and (kind, name) not in read}
        for kind in kinds
        if not issubclass(kind, words)
    }
    assert {name: fields for name, fields in unread.items() if fields} == NOT_SHOWN


def test_every_row_of_a_fact_names_its_source_its_kind_and_its_day(book: PriceBook) -> None:
    for name, sheet in sheets(book).items():
        if name in ("presets", "sources"):
            continue
        assert set(sheet.kinds) <= set(KINDS), name
        for row, kind in zip(sheet.rows, sheet.kinds, strict=True):
            assert kind.replace("_", " ") in row, (name, row)
            assert re.search(r", \d+ (October|November) 2026$", row[-1]), (name, row)


def test_every_source_is_listed(book: PriceBook) -> None:
    rows = sheets(book)["sources"].rows
    assert [row[0] for row in rows] == [source.title.en for source in book.sources]
    assert rows[0][1:4] == ("published", "C", "1 October 2026")


def test_rows_can_be_narrowed_to_a_kind_of_source(book: PriceBook) -> None:
    page = opened()
    page.selectbox(key="prices.subject#0.en").set_value("bundles").run()
    every = table(page)
    page.button_group(key="prices.kinds.bundles").set_value(["published"]).run()
    assert not page.exception
    kept = table(page)
    assert kept == [row for row in every if "published" in row]
    assert 0 < len(kept) < len(every)
    assert f"Rows shown: {len(kept)} of {len(every)}." in words(page)


def test_the_subject_and_the_section_survive_another_page() -> None:
    page = opened()
    page.selectbox(key="prices.subject#0.en").set_value("tax").run()
    page.button_group(key="prices.section").set_value("rates").run()
    page.button_group(key="prices.section").set_value("book").run()
    assert page.selectbox(key="prices.subject#0.en").value == "tax"


def test_what_is_chosen_of_a_list_survives_another_language() -> None:
    page = opened()
    page.selectbox(key="prices.subject#0.en").set_value("tax").run()
    page.button_group(key="prices.section").set_value("rates").run()
    page.button_group(key="prices.way").set_value("fetch").run()
    page.selectbox(key="rates.fetch_source#0.en").set_value("frankfurter").run()
    page.session_state["language"] = "fr"
    page.run()
    assert page.selectbox(key="rates.fetch_source#0.fr").value == "frankfurter"
    page.button_group(key="prices.section").set_value("book").run()
    assert page.selectbox(key="prices.subject#0.fr").value == "tax"


# ------------------------------------------------------------------ rates in force


def html_rows(page: AppTest) -> list[list[str]]:
    body = next(one.proto.body for one in page.get("html") if 'class="sheet"' in one.proto.body)
    rows = [re.findall(r"<t[hd].*?</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", body)]
    return [[re.sub("<[^>]+>", "|", cell).strip("|") for cell in row] for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rates_in_force_have_date_age_and_source(language: Language, rates: RateTable, book: PriceBook) -> None:
    page = opened("rates", language=language)
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 1
    heads, *rows = html_rows(page)
    assert len(rows) == len(rates.latest(DAY)) == 3
    assert heads[2] == Wording(book, language)("label.age")
    if language == "en":
        assert rows[0] == [
            f"1{NBSP}USD = 40.0824{NBSP}MRU|currency-api (fawazahmed0)",
            "29 September 2026",
            "56",
            "daily",
        ]


def test_rates_are_those_of_the_day_of_the_quote() -> None:
    page = opened("rates", draft={"preset": "medium", "bundle": "on_premise", "issue_date": date(2019, 3, 15)})
    assert html_rows(page)[1][1:3] == ["1 March 2019", "14"]
    early = opened("rates", draft={"preset": "medium", "bundle": "on_premise", "issue_date": date(2017, 3, 15)})
    assert "No rate is known on 15 March 2017" in words(early)


def test_old_rates_are_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.session.today", lambda: date(2027, 6, 1))
    assert "days old; a contract allows 92. Enter a newer one below." in words(opened("rates"))


# ------------------------------------------------------------------ a rate typed in


def typed(page: AppTest, value: float | None, *, source: str = "Central bank", from_: str = "USD") -> AppTest:
    page.selectbox(key="rates.from").set_value(from_).run()
    page.number_input(key="rates.value").set_value(value)
    page.text_input(key="rates.source").set_value(source)
    return page.run()


def test_a_rate_typed_in_wins_on_its_day_and_moves_a_quote_in_dollars() -> None:
    draft = {"preset": "medium", "bundle": "on_premise", "currency": "USD"}
    page = opened("rates", draft=draft)
    before = page.metric[0].value
    typed(page, 41.5)
    key(page, "rates.use").click().run()
    assert not page.exception
    (own,) = held(page).own_rates
    assert (own.from_, own.to, own.value, own.on, own.kind) == ("USD", "MRU", Decimal("41.5"), DAY, "spot")
    assert "Rates taken: 1." in words(page)
    assert html_rows(page)[1][0] == f"1{NBSP}USD = 41.5{NBSP}MRU|Central bank · your own"
    assert page.metric[0].value != before
    expected = offer_of_page(page)
    assert page.metric[0].value == f"{expected.quote.totals.payable:,.2f}"
    assert [step.source for step in expected.quote.conversion.steps] == ["Central bank"]
    assert page.number_input(key="rates.value").value is None


def offer_of_page(page: AppTest) -> Offer:
    state = held(page)
    return offer_of(state.draft, today=DAY, own_rates=state.own_rates)


@pytest.mark.parametrize(
    ("value", "from_", "asks"),
    [
        (401.0, "USD", "expected between 30 and 45 MRU. It is ten times too high: was it in old ouguiyas?"),
        (4.01, "USD", "It is ten times too low."),
        (0.025, "USD", "From and to seem to be exchanged."),
        (55.0, "USD", "expected between 30 and 45 MRU."),
        (4.5, "EUR", "It is ten times too low."),
    ],
)
def test_a_rate_that_is_not_credible_is_asked_about(value: float, from_: str, asks: str) -> None:
    page = typed(opened("rates"), value, from_=from_)
    assert asks in words(page)
    assert key(page, "rates.use").disabled
    page.checkbox[0].check().run()
    assert not key(page, "rates.use").disabled
    key(page, "rates.use").click().run()
    assert held(page).own_rates[0].value == Decimal(repr(value))


@pytest.mark.parametrize(("value", "source"), [(None, "bank"), (40.0, ""), (40.0, "   "), (0.0, "bank")])
def test_an_incomplete_rate_cannot_be_used(value: float | None, source: str) -> None:
    page = typed(opened("rates"), value, source=source)
    assert not page.exception
    assert key(page, "rates.use").disabled
    assert "Give the rate, its day and its source." in words(page)


def test_a_rate_beyond_belief_is_refused_in_words() -> None:
    page = typed(opened("rates"), 1e15)
    assert not page.exception
    assert "is not credible" in words(page)
    assert key(page, "rates.use").disabled


def test_what_is_typed_stays_data() -> None:
    page = opened("rates", own_rates=(spot("40", source="*bold* <b>x</b> $y$ [z](http://z)"),))
    body = next(one.proto.body for one in page.get("html") if 'class="sheet"' in one.proto.body)
    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert "<b>x</b>" not in body
    line = next(one.value for one in page.markdown if "bold" in one.value)
    assert r"\*bold\* \<b\>x" in line
    assert r"\$y\$ \[z\]\(" in line


# ------------------------------------------------------------------ own rates


def test_own_rates_can_be_removed_one_by_one_or_together() -> None:
    own = (spot("40", "2026-11-20"), spot("40.1", "2026-11-19"), spot("40.2", "2026-11-18"))
    page = opened("rates", own_rates=own)
    key(page, "own_rate.1").click().run()
    assert held(page).own_rates == (own[0], own[2])
    key(page, "own_rates_none").click().run()
    assert held(page).own_rates == ()
    assert "None yet: the rates that come with the program are in use." in words(page)


def test_many_own_rates_are_counted() -> None:
    own = tuple(spot("40", f"2026-10-{day:02}") for day in range(1, 31))
    page = opened("rates", own_rates=own)
    assert len([one for one in page.button if str(one.key).startswith("own_rate.")]) == 12
    assert "Further own rates: 18." in words(page)


def test_a_newer_word_on_the_same_day_takes_the_place_of_the_older() -> None:
    first, second, turned = spot("40"), spot("41"), spot("40", "2026-11-21")
    assert joined((first,), (second,)) == (second,)
    assert joined((first,), (turned,)) == (turned, first)
    monthly = first.model_copy(update={"kind": "monthly"})
    assert len(joined((first,), (monthly,))) == 2
    many = [spot("40").model_copy(update={"on": date.fromordinal(700_000 + n)}) for n in range(MOST + 1)]
    with pytest.raises(InputError, match="1,001 rates; at most 1,000 are kept"):
        joined((), many)


# ------------------------------------------------------------------ fetched


def test_hmrc_comes_without_a_network() -> None:
    page = opened("rates")
    page.button_group(key="prices.way").set_value("fetch").run()
    assert page.selectbox(key="rates.fetch_source#0.en").value == "hmrc"
    key(page, "rates.fetch").click().run()
    assert not page.exception
    assert {(rate.kind, rate.source) for rate in held(page).own_rates} == {("monthly", "hmrc")}
    assert "Rates taken: 3." in words(page)


def test_a_source_that_does_not_answer_leaves_the_rates_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    no_answer = together("frankfurter: no connection to https://x: refused.", OTHERWISE)
    said = together(no_answer, "Meanwhile the bundled rates are used.")

    def silent(name: str, **how: Any) -> tuple[RateTable, tuple[str, ...]]:
        assert how["timeout"] == rates_fetch.TIMEOUT
        return RateTable(name="bundled rates", rates=(spot("40", source="currency-api"),)), (said,)

    monkeypatch.setattr(rates_fetch, "rates_from", silent)
    page = opened("rates", own_rates=(spot("40.5"),))
    page.button_group(key="prices.way").set_value("fetch").run()
    page.selectbox(key="rates.fetch_source#0.en").set_value("frankfurter").run()
    key(page, "rates.fetch").click().run()
    assert not page.exception
    assert held(page).own_rates == (spot("40.5"),)
    told = words(page)
    assert "The source gave no rate." in told
    assert "type the rate in, or load a file" in told
    assert "no connection to https://x: refused." in told
    assert "--rates" not in told


# ------------------------------------------------------------------ from a file


def uploaded(name: str, content: str | bytes, **how: Any) -> AppTest:
    page = opened("rates", **how)
    page.button_group(key="prices.way").set_value("file").run()
    raw = content if isinstance(content, bytes) else content.encode()
    key(page, "rates_file#0").upload(name, raw).run()
    return page


CSV = "on,from,to,value,source\n2026-11-20,USD,MRU,40.1,BCM\n2026-11-20,EUR,MRU,46.02,BCM\n"
YAML = "rates:\n  - {on: 2026-11-20, from: USD, to: MRU, value: 40.1, source: BCM}\n"


@pytest.mark.parametrize(("name", "content", "count"), [("r.csv", CSV, 2), ("r.yaml", YAML, 1), ("r.yml", YAML, 1)])
def test_a_file_is_shown_before_it_is_used(name: str, content: str, count: int) -> None:
    page = uploaded(name, content)
    assert not page.exception
    assert held(page).own_rates == ()
    assert len(table(page, 1)) == count
    assert table(page, 1)[0] == ["20 November 2026", "USD", "MRU", "40.1", "daily", "BCM"]
    key(page, "rates.use_file").click().run()
    assert len(held(page).own_rates) == count
    assert f"Rates taken: {count}." in words(page)


def test_a_french_spreadsheet_is_read() -> None:
    page = uploaded("taux.csv", "on;from;to;value;source\n2026-11-20;USD;MRU;40,1;BCM\n")
    key(page, "rates.use_file").click().run()
    assert held(page).own_rates[0].value == Decimal("40.1")


def test_rates_of_a_file_that_are_not_credible_are_asked_about() -> None:
    page = uploaded("r.csv", CSV.replace("40.1", "401"))
    assert "was it in old ouguiyas?" in words(page)
    assert key(page, "rates.use_file").disabled
    page.checkbox[0].check().run()
    key(page, "rates.use_file").click().run()
    assert len(held(page).own_rates) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("r.csv", b"\x00\xff\x89PNG", "r.csv"),
        ("r.csv", "a,b\n1,2\n", "must name the columns"),
        ("r.csv", "on,from,to,value,source\n", "holds no rate"),
        ("r.csv", CSV.replace("USD", "XXY"), "is not a currency of ISO 4217"),
        ("r.csv", CSV.replace("40.1", "-4"), "greater than 0"),
        ("r.csv", CSV.replace("MRU", "MRO"), "a rate for MRO is not accepted"),
        ("r.yaml", "rates: [1]", "r.yaml: rates[0]"),
        ("r.yaml", "&a [*a]", "r.yaml"),
    ],
)
def test_rubbish_is_refused_in_words(name: str, content: str | bytes, says: str) -> None:
    page = uploaded(name, content)
    assert not page.exception
    assert "This file cannot be used." in words(page)
    assert says in words(page)
    assert "costmodel-" not in words(page)  # the name of a folder of the server
    assert held(page).own_rates == ()


def test_a_file_cannot_name_another_file_of_the_server() -> None:
    class Sent:
        name = "../../etc/passwd.csv"

        def getvalue(self) -> bytes:
            return CSV.encode()

    assert len(rates_file.rates_in(Sent())) == 2


# ------------------------------------------------------------------ own facts


def with_own(content: str | bytes = OWN, *, language: str = "en") -> AppTest:
    page = opened("own", language=language)
    raw = content if isinstance(content, bytes) else content.encode()
    key(page, "own_facts#0").upload("own.yaml", raw).run()
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_facts_change_the_price_and_say_so_everywhere(language: Language, book: PriceBook) -> None:
    say = Wording(book, language)
    page = opened("own", language=language)
    shipped = page.metric[0].value
    key(page, "own_facts#0").upload("own.yaml", OWN.encode()).run()
    assert not page.exception
    assert not page.error
    assert held(page).overrides == overrides_of(OWN, where="own.yaml")
    changed = page.metric[0].value
    assert changed != shipped
    assert [row[0] for row in table(page)] == [
        "components.rows.training.published_low",
        "components.rows.training.published_high",
        "tax.rates[0].rate",
    ]
    told = {
        "en": "Facts of your own in use: 3",
        "fr": "Données propres en usage",
        "ar": "عدد المعطيات الخاصة المستعملة",
    }
    page.button_group(key="prices.section").set_value("book").run()
    assert told[language] in page.info[0].value
    assert page.metric[0].value == changed
    training = next(row.name for row in book.components.rows if row.id == "training")
    row = next(row for row in table(page) if row[0] == say.of(training))
    assert re.sub(r"[^\d*]", "", row[2]) == "350000*"
    assert re.sub(r"[^\d*]", "", row[4]) == "35000*"
    assert say("ui.book_own_mark") in words(page)


def test_the_price_with_own_facts_is_the_librarys() -> None:
    page = with_own()
    book = load_price_book(overrides=overrides_of(OWN, where="own.yaml"))
    offer = priced_by(book)
    assert page.metric[0].value == f"{offer:,.2f}"


def priced_by(book: PriceBook) -> Decimal:
    from costmodel.money.exchange import load_bundled
    from costmodel.quoting.need import estimate_need, need_of, quote_need

    rates = load_bundled()
    need = need_of({"preset": "medium", "bundle": "on_premise"}, book)
    return quote_need(need, estimate_need(need, pricing_of(need, book, rates=rates, on=DAY))).totals.payable


def test_own_facts_are_removed_again() -> None:
    page = opened("own")
    shipped = page.metric[0].value
    key(page, "own_facts#0").upload("own.yaml", OWN.encode()).run()
    key(page, "own_remove").click().run()
    assert not page.exception
    assert held(page).overrides is None
    assert page.metric[0].value == shipped
    assert "Facts of your own" not in words(page)


def test_two_sessions_do_not_see_each_others_facts() -> None:
    one, other = with_own(), opened("own")
    assert other.metric[0].value != one.metric[0].value
    assert held(other).overrides is None
    assert one.run().metric[0].value != other.run().metric[0].value


def test_own_facts_wait_with_the_draft_for_a_reload() -> None:
    shelf, facts = Shelf[Kept](), overrides_of(OWN, where="own.yaml")
    shelf.put("browser", Kept({"preset": "small"}, None, (), facts))
    kept = shelf.take("browser")
    assert kept is not None
    assert kept.overrides == facts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\xff", "do not tell which encoding it has"),
        ("hello", "must be a mapping"),
        (OWN.replace("on: 2026-11-20\n", ""), "own.yaml: on: "),
        (OWN.replace("training.", "trainning."), "Nearest: 'rows.training.published_low'."),
        (OWN.replace("350_000", "9_000_000"), "published_low must be above 0 and below published_high"),
        (OWN.replace("350_000", "'**x** <b>'"), "'**x** <b>' is not a number"),
    ],
)
def test_a_faulty_file_of_facts_changes_nothing(content: str | bytes, says: str) -> None:
    page = with_own(content)
    assert not page.exception
    assert "The file was not taken; nothing is changed." in words(page)
    assert says in words(page)
    assert held(page).overrides is None
    assert "**x**" not in page.error[0].value  # typed words are no markup


def test_a_file_that_changes_nothing_says_so() -> None:
    page = with_own("source: x\non: 2026-11-20\nfacts: {policy: {validity_days: 90}}")
    assert "nothing is changed" in words(page)
    assert not page.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_taken_and_changes_nothing_until_it_is_edited(language: Language, book: PriceBook) -> None:
    text = example(DAY, Wording(book, language))
    own = overrides_of(text, where="facts.yaml")
    assert load_price_book(overrides=own).changed == ()
    assert len(own.facts) == 5
    edited = overrides_of(text.replace("validity_days: 90", "validity_days: 60"), where="facts.yaml")
    assert [fact.own for fact in load_price_book(overrides=edited).changed] == [60]


def test_the_figures_of_every_file_are_listed_by_their_paths() -> None:
    page = opened("own")
    for file in page.selectbox(key="own_facts_of").options:
        page.selectbox(key="own_facts_of").set_value(file.removesuffix(".yaml")).run()
        assert not page.exception, file
    assert "texts.yaml" not in page.selectbox(key="own_facts_of").options
    page.selectbox(key="own_facts_of").set_value("tax").run()
    assert ["rates[0].rate", "0.16"] in table(page)


def test_a_draft_that_no_longer_fits_own_facts_is_told_at_the_side() -> None:
    page = opened("own", draft={"preset": "medium", "bundle": "on_premise", "annual_studies": 4_000_000})
    raw = b"source: x\non: 2026-11-20\nfacts: {drivers: {annual_studies.maximum: 1_000_000}}"
    key(page, "own_facts#0").upload("own.yaml", raw).run()
    assert not page.exception
    assert "There is no price yet." in words(page)
    key(page, "own_remove").click().run()
    assert "There is no price yet." not in words(page)
