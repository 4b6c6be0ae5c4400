"""The page on which a quote is made: it says what the library says, and whatever is typed becomes a need."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

import costmodel.ui
from costmodel.documents.proposal.make import to_docx
from costmodel.estimating.scope import gaps
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import estimate_need, load_seller, need_of, pricing_of, quote_need, seller_of
from costmodel.quoting.quote import Quote
from costmodel.quoting.terms import Seller
from costmodel.ui.pages.quote.page import SECTIONS
from costmodel.ui.pages.quote.why import factor_name
from costmodel.ui.state import offer
from costmodel.ui.state.draft import Draft, from_file, tidy
from costmodel.ui.state.offer import STATE
from costmodel.ui.state.session import State
from costmodel.words.text import LANGUAGES, Language, bare

pytestmark = pytest.mark.usefixtures("alone")
DAY = date(2026, 11, 24)
START: Draft = {"preset": "medium", "bundle": "on_premise"}
EXAMPLES = Path(__file__).parents[2] / "examples"
PRESETS = ("small", "medium", "large")
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")


def script() -> None:
    import streamlit as st

    from costmodel.price_book.wording import Wording
    from costmodel.ui.pages.quote import page as new_quote
    from costmodel.ui.parts import price_panel
    from costmodel.ui.state.offer import price_book

    say = Wording(price_book(), st.session_state["language"])
    with st.sidebar:
        price_panel.show(say)
    new_quote.page(say)


def opened(section: str, language: str = "en", /, *, seller: Seller | None = None, **draft: Any) -> AppTest:
    """A section of the page over a draft, run once without a fault."""
    page = AppTest.from_function(script, default_timeout=30)
    page.session_state["language"], page.session_state["section"] = language, section
    page.session_state[STATE] = State(draft={**START, **draft}, seller=seller)
    return run(page)


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def state(page: AppTest) -> State:
    found: State = page.session_state[STATE]
    return found


def draft(page: AppTest) -> Draft:
    return state(page).draft


def key(page: AppTest, name: str) -> str:
    return f"{name}#{state(page).generation}"


@pytest.fixture
def quoted(book: PriceBook, rates: RateTable) -> Callable[..., Quote]:
    """A function that makes the library's quote of a draft."""

    def quote_of(values: Draft, seller: Seller | None = None) -> Quote:
        need = need_of(values, book)
        return quote_need(
            need, estimate_need(need, pricing_of(need, book, rates=rates, today=DAY, seller=seller)), seller=seller
        )

    return quote_of


def rich() -> Draft:
    """Everything that a need can say, with its rate card inside."""
    values = dict(from_file((EXAMPLES / "full_need.yaml").read_text(encoding="utf-8"), where="full_need.yaml"))
    values["rate_card"] = [
        {"line": "training", "item_name": "Cours", "quantity": 4, "unit_price": "21000 MRU", "unit_cost": "15000 MRU"},
        {"line": "training", "item_name": "Voyage", "quantity": 2, "unit": "DAY", "unit_price": "310 EUR"},
        {"line": "project_management", "item_name": "Chef de projet", "quantity": 30, "unit": "DAY",
         "unit_cost": "2000 MRU", "margin": Decimal("0.2")},
    ]  # fmt: skip
    return tidy(values)


# ------------------------------------------------------------------ the library's price, whatever is chosen


def test_what_is_loaded_ahead_is_what_a_new_session_begins_with(
    book: PriceBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer._offer.clear()
    offer.load_ahead(DAY)
    monkeypatch.setattr("costmodel.ui.state.offer.estimate_need", lambda *_, **__: pytest.fail("priced once more"))
    page = AppTest.from_function(script, default_timeout=30)
    page.session_state["language"], page.session_state["section"] = "en", "customer"
    run(page)


@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_section_shows_the_librarys_price(
    book: PriceBook, quoted: Callable[..., Quote], preset: str, bundle: str
) -> None:
    quote = quoted({"preset": preset, "bundle": bundle})
    for language in LANGUAGES:
        say = Wording(book, language)
        for section in SECTIONS:
            page = opened(section, language, preset=preset, bundle=bundle)
            assert page.metric[0].value == say.bare(quote.totals.payable, quote.currency), section
            assert not page.error


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_that_says_everything_is_shown(
    book: PriceBook, quoted: Callable[..., Quote], section: str, language: Language
) -> None:
    quote, seller = quoted(rich()), load_seller(EXAMPLES / "seller.yaml")
    page = opened(section, language, **rich())
    assert page.metric[0].value == Wording(book, language).bare(quote.totals.payable, quote.currency)
    assert not opened(section, language, seller=seller, **rich()).error


FAULTY: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "modules that the bundle lacks": (
        {"bundle": "workstation_only", "modules": ["pacs"]},
        "the bundle 'workstation_only' brings",
    ),
    "no module": ({"modules": []}, "modules"),
    "a lever that does not fit": ({"bundle": "modular_ris", "levers": ["bulk_purchase"]}, "'bulk_purchase' is already"),
    "a payment of nine tenths": ({"terms": {"payment": [{"stage": "contract", "share": Decimal("0.9")}]}}, "0.9"),
    "an exemption without a reason": ({"terms": {"tax": {"category": "E"}}}, "needs the reason"),
    "a price for another line": (
        {"rate_card": [{"line": "roof", "item_name": "Roof", "quantity": 1, "unit_price": "5 MRU"}]},
        "'roof' is not",
    ),
    "a line that replaces none": (
        {"terms": {"extra_lines": [{"id": "x", "item_name": "X", "kind": "alternative", "replaces": "roof",
                                    "unit_price": "1 MRU"}]}},
        "'roof' is not",
    ),
}  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("fault", FAULTY)
def test_a_draft_without_a_price_says_what_to_mend_in_every_section(fault: str, section: str) -> None:
    values, words = FAULTY[fault]
    page = opened(section, **values)
    told = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", page.error[0].value)
    assert told.startswith("**There is no price yet.**")
    assert words in told
    assert not page.metric


@pytest.mark.parametrize(
    ("language", "levers", "line"),
    [
        (
            "fr",
            "« bulk_purchase » est déjà dans la formule « modular_ris » ou ne lui convient pas ; retirez-la.",
            "« roof » n’est pas une ligne de ce devis. Valeurs possibles : ",
        ),
        (
            "ar",
            "«bulk_purchase» موجودة أصلًا في الباقة «modular_ris» أو لا تلائمها؛ احذفها.",
            "«roof» ليس بندًا من عرض السعر هذا. القيم الممكنة: ",
        ),
    ],
)
def test_a_draft_without_a_price_says_so_in_the_language_of_the_screen(language: str, levers: str, line: str) -> None:
    for draft, words in (
        ({"bundle": "modular_ris", "levers": ["bulk_purchase"]}, levers),
        (FAULTY["a line that replaces none"][0], line),
    ):
        told = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", opened("lines", language, **draft).error[0].value)
        assert words in bare(told).replace("\u00a0", " ")
        assert "Allowed" not in told


def test_what_keeps_a_price_away_can_be_mended_where_it_was_made(quoted: Callable[..., Quote]) -> None:
    page = opened("bundle", bundle="modular_ris", levers=["bulk_purchase"])
    page.checkbox(key=key(page, "levers.bulk_purchase")).uncheck()
    assert run(page).metric
    page = opened("lines", **FAULTY["a price for another line"][0])
    page.button(key="remove_card").click()
    assert run(page).metric
    assert draft(page) == START
    assert opened("lines", **FAULTY["a line that replaces none"][0]).subheader[0].value == "Further lines"


# ------------------------------------------------------------------ fields become a need


def test_a_number_becomes_an_answer_and_can_be_taken_back(book: PriceBook, quoted: Callable[..., Quote]) -> None:
    page = opened("need")
    page.number_input(key=key(page, "annual_studies")).set_value(42_000)
    assert run(page).metric[0].value == Wording(book, "en").bare(
        quoted({**START, "annual_studies": 42_000}).totals.payable, book.currencies.currency("MRU")
    )
    assert draft(page) == {**START, "annual_studies": 42_000}
    page.number_input(key=key(page, "share_to_replace")).set_value(62.5)
    assert draft(run(page))["share_to_replace"] == Decimal("0.625")
    page.button(key="undo").click()
    assert draft(run(page)) == {**START, "annual_studies": 42_000}
    page.button(key="undo").click()
    assert draft(run(page)) == START
    assert page.number_input(key=key(page, "annual_studies")).value == 35_000
    page.button(key="redo").click()
    assert draft(run(page)) == {**START, "annual_studies": 42_000}
    assert page.number_input(key=key(page, "annual_studies")).value == 42_000


def test_another_preset_moves_only_what_was_not_answered() -> None:
    page = opened("need", annual_studies=42_000)
    page.selectbox(key=key(page, "preset")).set_value("small")
    run(page)
    assert page.number_input(key=key(page, "annual_studies")).value == 42_000
    assert page.number_input(key=key(page, "sites")).value == 1
    assert page.number_input(key=key(page, "workstations")).value == 2
    page.button(key="forget").click()
    assert draft(run(page)) == {"preset": "small", "bundle": "on_premise"}


def test_a_need_without_a_preset_says_that_none_is_used(medium_drivers: Mapping[str, Decimal]) -> None:
    page = AppTest.from_function(script, default_timeout=30)
    page.session_state["language"], page.session_state["section"] = "en", "need"
    page.session_state[STATE] = State(draft=medium_drivers)
    assert "say which kind of customer it is" in run(page).error[0].value
    assert page.selectbox(key="preset#0").value == page.selectbox(key="customer_type#0").value == ""
    page.selectbox(key="customer_type#0").set_value("public_hospital")
    assert run(page).metric[0].value == "4,007,319.01"
    page.selectbox(key="preset#0").set_value("small")
    assert draft(run(page))["preset"] == "small"


def test_modules_are_kept_in_their_order_and_all_of_them_are_not_written_down() -> None:
    page = opened("bundle")
    for chosen, kept in ((["workstations", "pacs"], ["pacs", "workstations"]), (["ris", "workstations", "pacs"], None)):
        page.multiselect(key=key(page, "modules")).set_value(chosen)
        assert draft(run(page)).get("modules") == kept


def test_the_effects_of_drivers_are_those_of_the_bundle_and_its_currency() -> None:
    def told(**draft: Any) -> list[str]:
        return [caption.value for caption in opened("need", **draft).caption]

    here = told()
    assert "With 26,250: −209,000 MRU; with 43,750: +178,000 MRU." in here
    assert "With 2: +113,000 MRU." in here, "at its bound a driver goes one way only"
    assert not [words for words in told(bundle="workstation_only") if "43,750" in words]
    assert any(words.startswith("Answered. With 33,000: −") for words in told(annual_studies=44_000))
    assert any(re.search("43,750: [+][0-9,]+ USD", words) for words in told(currency="USD"))
    assert any("43,750" in words for words in here)


def test_savings_are_ticked_one_by_one_and_kept_in_their_order(book: PriceBook) -> None:
    page = opened("bundle")
    for lever in ("negotiated_support", "thin_clients"):
        page.checkbox(key=key(page, f"levers.{lever}")).check()
        run(page)
    order = [lever.id for lever in book.levers if lever.id in ("thin_clients", "negotiated_support")]
    assert draft(page)["levers"] == order
    for lever in order:
        page.checkbox(key=key(page, f"levers.{lever}")).uncheck()
        run(page)
    assert draft(page) == START


def test_a_unit_is_named_where_the_name_of_a_driver_does_not_say_it() -> None:
    labels = [field.label for field in opened("need").number_input]
    assert {"Studies a year", "Sites", "Legacy data (TB)", "Duration (months)"} <= set(labels)
    assert "Level of the workstations (0 to 1)" in labels


def test_what_a_bundle_leaves_out_is_said(book: PriceBook) -> None:
    page = opened("bundle", bundle="workstation_only")
    need = need_of({**START, "bundle": "workstation_only"}, book)
    missing = gaps(need.spec, book.bundle("workstation_only"), book)
    assert page.warning[0].value.startswith(f"Required and not included: {len(missing)} items.")
    assert page.warning[0].value.count("\n- ") == len(missing) > 3
    assert opened("bundle").success[0].value == "Everything that the need requires is included."


def test_a_target_price_is_reached_by_a_way_that_can_be_taken(book: PriceBook) -> None:
    page = opened("bundle")
    page.number_input(key="target_MRU").set_value(3_000_000)
    page.button(key="find").click()
    run(page)
    assert "P50" in page.markdown[-1].value
    page.button(key="take0").click()
    run(page)
    assert draft(page) != START
    assert set(draft(page)) <= {"preset", "bundle", "levers"}
    assert Decimal(page.metric[0].value.replace(",", "")) < Decimal("4007319.01")
    assert page.button(key="take0"), "the other ways stay on the screen"
    page.session_state[STATE].draft = {**draft(page), "sites": 3}
    run(page)
    assert not [button for button in page.button if button.key == "take0"], "found for another need"


def test_why_a_line_costs_what_it_costs_survives_another_bundle(book: PriceBook, quoted: Callable[..., Quote]) -> None:
    page = opened("lines")
    page.selectbox(key="why_en").set_value("migration")
    assert "Low (P10)" in " ".join(one.value for one in run(page).caption)
    page.session_state[STATE].draft = {**START, "bundle": "workstation_only"}
    run(page)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_factor_has_a_name_in_the_language_of_the_screen(
    bundle: str, language: Language, book: PriceBook, rates: RateTable
) -> None:
    say = Wording(book, language)
    need = need_of({**START, "bundle": bundle, "escalation_share": Decimal("0.05"), "modules": ["ris"]}, book)
    if bundle == "workstation_only":
        need = need_of({**START, "bundle": bundle, "escalation_share": Decimal("0.05")}, book)
    estimate = estimate_need(need, pricing_of(need, book, rates=rates, today=DAY))
    factors = [one for line in (*estimate.lines, *estimate.options) for part in line.addends for one in part.factors]
    assert len(factors) > 10
    for factor in factors:
        assert factor_name(factor, say) != factor.name, factor.name


def test_what_the_customer_sees_ends_in_the_librarys_totals(book: PriceBook, quoted: Callable[..., Quote]) -> None:
    terms = {"discounts": [{"label": "Foire", "share": Decimal("0.02")}]}
    quote, say = quoted({**START, "terms": terms}), Wording(book, "fr")
    body = next(
        html.proto.body for html in opened("lines", terms=terms).get("html") if "Ce que voit" in html.proto.body
    )
    for amount in (-quote.totals.discounts, quote.totals.tax_exclusive, quote.totals.tax, quote.totals.payable):
        assert say.bare(amount, quote.currency) in body
    assert ' lang="fr" dir="ltr"' in body, "in the language of the proposal, whatever that of the screen"
    assert "Remise totale" not in next(
        html.proto.body for html in opened("lines").get("html") if "Ce que voit" in html.proto.body
    )


# ------------------------------------------------------------------ from section to section


def test_each_section_leads_to_the_next_one_and_back() -> None:
    page = opened("customer")
    names = list(SECTIONS)
    for before, after in pairwise(names):
        page.button(key=f"step.on.{after}").click()
        assert run(page).session_state["section"] == after
        assert page.button(key=f"step.back.{before}")
    assert not [button for button in page.button if str(button.key).startswith("step.on.")]
    page.button(key=f"step.back.{names[-2]}").click()
    assert run(page).session_state["section"] == names[-2]


# ------------------------------------------------------------------ terms


def test_terms_begin_with_what_the_seller_usually_offers() -> None:
    seller = seller_of(
        "name: A\nterms:\n  validity_days: 45\n  discounts: [{label: Rabais, share: 0.04}]\n"
        "  conditions: [Réseau prêt.]\n  tax: {category: E, reason: Zone franche}\n",
        where="seller.yaml",
    )
    page = opened("terms", seller=seller)
    assert page.number_input(key="terms.validity_days#0").value == 45
    assert page.number_input(key="discount#0").value == 4
    assert page.text_area(key="conditions#0").value == "Réseau prêt."
    assert page.selectbox(key="tax#0").value == "E"
    page.number_input(key="discount#0").set_value(0.0)
    assert draft(run(page))["terms"] == {"discounts": []}, "no discount, although the seller usually grants one"


def test_discounts_as_amounts_stay_beside_the_share_that_is_typed() -> None:
    amount = {"label": "Fidélité", "amount": "5000 MRU"}
    page = opened("terms", terms={"discounts": [{"label": "Foire", "share": Decimal("0.02")}, amount]})
    assert page.number_input(key="discount#0").value == 2
    page.number_input(key="discount#0").set_value(3.5)
    assert draft(run(page))["terms"]["discounts"] == [{"label": "Foire", "share": Decimal("0.035")}, amount]
    page.number_input(key="discount#0").set_value(0.0)
    assert draft(run(page))["terms"]["discounts"] == [amount]


def test_a_survey_counts_once_its_day_and_its_surveyor_are_known() -> None:
    page = opened("need")
    page.text_input(key=key(page, "survey.by")).set_value("Équipe technique")
    assert draft(run(page))["survey"] == {"by": "Équipe technique"}
    assert not page.error
    page.date_input(key=key(page, "survey.on")).set_value(date(2026, 11, 3))
    assert draft(run(page))["survey"] == {"by": "Équipe technique", "on": date(2026, 11, 3)}
    assert not page.error
    page.date_input(key=key(page, "survey.on")).set_value(date(2026, 12, 3))
    assert "has not been yet" in run(page).error[0].value


def test_reasons_and_type_of_customer_are_those_of_the_preset_until_they_are_chosen() -> None:
    page = opened("need")
    assert page.selectbox(key="customer_type#0").value == "public_hospital"
    assert page.multiselect(key="use_cases#0").value == ["eol_replacement", "performance", "interoperability"]
    page.multiselect(key="use_cases#0").set_value([])
    assert draft(run(page))["use_cases"] == []
    assert page.metric


def test_a_discount_is_named_in_the_language_of_the_proposal() -> None:
    page = opened("terms", "en")
    page.number_input(key="discount#0").set_value(5.0)
    assert draft(run(page))["terms"]["discounts"] == [{"label": "Remise commerciale", "share": Decimal("0.05")}]


def test_an_exemption_asks_for_its_reason_and_goes_with_it() -> None:
    page = opened("terms")
    assert not [field for field in page.text_input if "tax" in str(field.key)]
    page.selectbox(key=key(page, "tax")).set_value("E")
    assert "needs the reason" in run(page).error[0].value
    page.text_input(key=key(page, "terms.tax.reason")).set_value("Convention n° 7")
    assert run(page).metric[0].value == "3,454,585.35"
    page.selectbox(key=key(page, "tax")).set_value("S")
    assert draft(run(page)) == START


def test_a_contingency_is_a_line_and_other_currencies_may_be_none() -> None:
    page = opened("terms")
    page.toggle(key=key(page, "contingency")).set_value(True)
    page.multiselect(key=key(page, "terms.display_currencies")).set_value([])
    assert draft(run(page))["terms"] == {"contingency": {}, "display_currencies": []}
    page.toggle(key=key(page, "contingency")).set_value(False)
    assert draft(run(page))["terms"] == {"display_currencies": []}


# ------------------------------------------------------------------ customer, seller, files


def test_an_address_may_come_before_the_name() -> None:
    page = opened("customer")
    page.text_input(key=key(page, "customer.city")).set_value("  Kiffa ")
    assert draft(run(page))["customer"] == {"city": "Kiffa"}
    assert page.metric
    page.text_input(key=key(page, "customer.city")).set_value("")
    assert draft(run(page)) == START


def test_what_the_proposal_leaves_open_is_said_before_it_is_made() -> None:
    told = opened("documents").info[0].value
    assert "the name of the customer" in told
    assert "the quote is a draft" in told
    seller = load_seller(EXAMPLES / "seller.yaml")
    (left,) = opened("documents", seller=seller, number="7", customer={"name": "A"}).info
    assert "(logo.png) are not used here" in left.value  # nobody is to wonder where the logo went
    plain = seller.model_copy(update={"logo": None})
    assert not opened("documents", seller=plain, number="7", customer={"name": "A"}).info


def test_only_a_seller_sees_costs_and_only_in_the_sellers_view(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("lines", **rich())
    page.toggle(key=key(page, "margin")).set_value(True)
    run(page)
    assert state(page).margin_shown
    assert "unit_cost" in page.dataframe[0].value.columns
    assert [html for html in page.get("html") if ">Marge<" in html.proto.body]
    monkeypatch.setattr("costmodel.ui.parts.price_panel.role", lambda: "buyer")
    run(page)
    assert not page.toggle
    assert all("unit_cost" not in table.value.columns for table in page.dataframe)
    assert not [html for html in page.get("html") if ">Marge<" in html.proto.body]


def with_costs() -> Draft:
    """A need that tells costs in every way that a need can."""
    extra = {"id": "own.1", "item_name": "Câblage", "unit_price": "6000 MRU", "unit_cost": "4711.13 MRU"}
    card = [
        {"line": "training", "item_name": "Cours", "quantity": 4, "unit_price": "21000 MRU",
         "unit_cost": "15321.07 MRU"},
        {"line": "project_management", "item_name": "Chef de projet", "quantity": 30, "unit": "DAY",
         "unit_cost": "2017.31 MRU", "margin": Decimal("0.23")},
    ]  # fmt: skip
    return {**START, "number": "7", "rate_card": card, "terms": {"extra_lines": [extra]}}


def parts(content: bytes) -> str:
    """All that a file says; of Word and Excel every part."""
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(BytesIO(content)) as opened_:
        return "\n".join(opened_.read(name).decode("utf-8", "replace") for name in opened_.namelist())


@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_a_buyer_gets_no_cost_and_no_margin_whatever_the_file_that_was_loaded_says(
    role: str, quoted: Callable[..., Quote], monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, bytes] = {}

    def given(*args: Any, **_: Any) -> None:
        content, name = (args if isinstance(args[0], str) else args[1:])[1:3]
        made = content() if callable(content) else content
        files[name] = made.encode() if isinstance(made, str) else made

    monkeypatch.setattr("costmodel.ui.parts.price_panel.role", lambda: role)
    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.download_button", given)
    monkeypatch.setattr("streamlit.download_button", given)
    page = opened("documents", **with_costs())
    assert ("The file is saved at the same prices, without costs and margins." in
            [caption.value for caption in page.caption]) == (role == "buyer")  # fmt: skip
    page.toggle(key="with_comparison").set_value(False)
    page.button(key="make").click()
    run(page)
    assert {"7.yaml", "7.docx", "7.xlsx", "7.json"} <= set(files)
    told = {name: [cost for cost in ("15321", "2017", "4711", "margin:") if cost in parts(content)]
            for name, content in files.items()}  # fmt: skip
    saved = told.pop("7.yaml")
    assert saved == ([] if role == "buyer" else ["15321", "2017", "4711", "margin:"])
    assert not any(told.values()), told
    back = from_file(files["7.yaml"], where="7.yaml")
    assert quoted(back).for_customer() == quoted(with_costs()).for_customer(), "at the same prices"


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        ("full", {"7.docx", "7.xlsx", "7.json"}),
        ("financial", {"7-financial.docx", "7-financial.xlsx", "7-financial.json"}),
        ("technical", {"7-technical.docx"}),
    ],
)
def test_an_envelope_has_files_of_its_own(
    profile: str, names: set[str], monkeypatch: pytest.MonkeyPatch, book: PriceBook, quoted: Callable[..., Quote]
) -> None:
    files: dict[str, bytes] = {}
    monkeypatch.setattr(
        "streamlit.delta_generator.DeltaGenerator.download_button",
        lambda _, label, content, name, *more, **how: files.setdefault(name, content),
    )
    page = opened("documents", number="7")
    page.selectbox(key="documents.profile#0.en").set_value(profile)
    run(page)
    if profile != "technical":
        page.toggle(key="with_comparison").set_value(False)
    page.button(key="make").click()
    run(page)
    assert {name for name in files if name.startswith("7") and not name.endswith((".zip", ".yaml"))} == names
    quote = quoted({**START, "number": "7"})
    word = next(content for name, content in files.items() if name.endswith(".docx"))
    assert parts(word) == parts(to_docx(quote, book, profile=profile))


def test_nothing_is_said_of_costs_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.parts.price_panel.role", lambda: "buyer")
    assert not [caption for caption in opened("customer").caption if "without costs" in caption.value]


def test_a_seller_that_was_emptied_can_be_typed_again() -> None:
    page = opened("customer")
    for words in ("+222 45 00 00 00", "", "+222 45 00 00 01"):
        page.text_input(key=key(page, "seller.phone")).set_value(words)
        run(page)
    page.text_input(key=key(page, "seller.name")).set_value("Fournisseur SARL")
    seller = state(run(page)).seller
    assert seller is not None
    assert (seller.name, seller.phone) == ("Fournisseur SARL", "+222 45 00 00 01")


def test_a_seller_is_typed_step_by_step_without_a_file() -> None:
    page = opened("customer")
    page.text_input(key=key(page, "seller.phone")).set_value("+222 45 00 00 00")
    assert state(run(page)).seller is None, "a seller has a name"
    page.text_input(key=key(page, "seller.name")).set_value("  Santé & Réseaux SARL ")
    assert state(run(page)).seller == Seller(name="Santé & Réseaux SARL", phone="+222 45 00 00 00")
    assert page.text_input(key=key(page, "seller.phone")).value == "+222 45 00 00 00"
    page.text_input(key=key(page, "seller.name")).set_value("")
    assert state(run(page)).seller is None


def test_a_sellers_file_is_shown_by_its_name_and_taken_away() -> None:
    page = opened("customer", seller=Seller(name="A *SARL*"))
    assert any(text.value == r"A \*SARL\*" for text in page.markdown)
    page.button(key="remove_seller").click()
    assert state(run(page)).seller is None
    assert page.text_input(key=key(page, "seller.name")).value == ""


# ------------------------------------------------------------------ nothing mutable at module level

MUTATORS = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "remove", "clear", "sort"}
PACKAGE = Path(str(costmodel.ui.__file__)).parent


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_at_module_level_changes(path: Path) -> None:
    """All sessions share the modules: what one of them changed there, all would see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = import_module(
        ".".join(("costmodel.ui", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    )
    own = {target.id for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))
           for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
           if isinstance(target, ast.Name)}  # fmt: skip
    for name in own & set(vars(module)):
        value = getattr(module, name)
        assert not isinstance(value, (list, set, bytearray)), f"{name} could be changed; make it a tuple"
        assert not isinstance(value, dict) or name.isupper(), f"{name} looks as if it were meant to change"
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.Global, ast.Nonlocal)), "a name outside a function is set"
        changed: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            changed = node.func.value
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
            changed = node.value
        assert not isinstance(changed, ast.Name) or changed.id not in own, f"{ast.unparse(node)} changes a module"
