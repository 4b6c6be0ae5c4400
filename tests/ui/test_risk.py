"""The page that says how sure the price is: the library's figures, and refusals that say the way on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from app_page import page_of
from streamlit.testing.v1 import AppTest

from costmodel.estimating.estimate import Estimate
from costmodel.money.simulated import shown
from costmodel.price_book.book import PriceBook
from costmodel.price_book.overrides import overrides_of
from costmodel.risk.simulation import Simulation, simulate
from costmodel.ui.state import shelf
from costmodel.ui.state.offer import STATE, offer_of
from costmodel.words.text import LANGUAGES, bare, number, rough

pytestmark = pytest.mark.usefixtures("alone")
DAY = date(2026, 11, 24)
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")


def opened(language: str = "en", **draft: Any) -> AppTest:
    """The page over a draft, run once."""
    return page_of("risk", language, draft)


def percentiles(page: AppTest) -> dict[str, tuple[str, str]]:
    """The table of percentiles: what each row is called, its amount and its probability."""
    bodies = [html.proto.body for html in page.get("html")]
    table = next(body for body in bodies if re.search('aria-label="(Perc|مئين)', body))
    rows = [re.findall(r"<t[hd].*?</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", table)[1:]]
    plain = [[bare(unescape(re.sub("<[^>]+>", "", cell))) for cell in row] for row in rows]
    return {name: (amount, probability) for name, amount, probability in plain}


def words(page: AppTest) -> str:
    shown_ = (*page.markdown, *page.caption, *page.info, *page.warning, *page.error)
    return re.sub(r"\\(?=\W)", "", " ".join(str(one.value) for one in shown_))


def printed(found: Simulation, share: float, language: Any = "en") -> str:
    return bare(number(shown(found.percentile(share), found.sd), language, decimals=0))


# ------------------------------------------------------------------ figures


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_percentiles_are_the_librarys_and_those_of_the_quote(
    preset: str, bundle: str, language: Any, book: PriceBook, priced: Callable[..., Estimate]
) -> None:
    page = opened(language, preset=preset, bundle=bundle)
    assert not page.exception
    assert not page.error
    rows = percentiles(page)
    found = simulate(priced(preset, bundle))
    for share in (0.1, 0.5, 0.8, 0.9, 0.95):
        assert rows[f"P{100 * share:g}"][0] == printed(found, share, language)
    budget = offer_of({"preset": preset, "bundle": bundle}, today=DAY).quote.budget
    assert rows["P80"][0] == bare(number(budget.before_tax, language, decimals=0))
    assert rows["P10"][0] == bare(number(budget.low, language, decimals=0))


def test_the_plain_sums_stand_beside_the_percentiles_with_why_they_are_none() -> None:
    page = opened()
    assert list(percentiles(page)) == [
        "Sum of all low values",
        "P10",
        "Point estimate",
        "P50",
        "P80",
        "P90",
        "Sum of all high values",
        "P95",
    ]
    assert "since not all lines turn out low, or high, together; they must not be added up." in words(page)


def test_the_contingency_reaches_the_percentile_that_is_chosen(
    book: PriceBook, priced: Callable[..., Estimate]
) -> None:
    page = opened()
    page.select_slider(key="risk.confidence#0.en").set_value(Decimal("0.65")).run()
    found = simulate(priced(), confidence=Decimal("0.65"))
    assert [metric.label for metric in page.metric] == ["Point estimate", "Amount at P65", "Contingency to P65"]
    assert page.metric[1].value == printed(found, 0.65)
    assert page.metric[2].value == number(shown(found.contingency(), found.sd), "en")
    assert percentiles(page)["P65"][1] == "65%"


def test_an_amount_is_answered_with_its_chances(book: PriceBook, priced: Callable[..., Estimate]) -> None:
    page = opened()
    page.number_input(key="risk.amount.MRU#0.en").set_value(5_000_000.0).run()
    within = simulate(priced()).probability_within(Decimal(5_000_000))
    assert f"is enough with a probability of {round(100 * within, 1)}%." in words(page)


def test_the_quotes_own_lines_and_years_are_in_it() -> None:
    extra = {"id": "own.1", "item_name": "Generator", "kind": "line", "quantity": 1, "unit_price": "900000 MRU"}
    draft: dict[str, Any] = {
        "preset": "small",
        "bundle": "cloud_native",
        "terms": {"contracted_years": 3, "extra_lines": [extra]},
    }
    page = opened(**draft)
    budget = offer_of(draft, today=DAY).quote.budget
    assert "3\u00a0years of what recurs" in words(page)
    assert percentiles(page)["P80"][0] == number(budget.before_tax, "en", decimals=0)


def test_a_price_without_doubt_says_so() -> None:
    lines = ["licence.pacs_ris", "licence.workstation", "implementation", "migration", "hardware", "training",
             "support", "project_management"]  # fmt: skip
    extra = {"id": "own.1", "item_name": "All of it", "kind": "line", "quantity": 1, "unit_price": "900000 MRU"}
    terms = {"lines": [{"id": line, "option": True} for line in lines], "extra_lines": [extra]}
    page = opened(terms=terms)
    assert not page.exception
    assert "Nothing of this price is uncertain" in words(page)
    assert percentiles(page)["P10"][0] == percentiles(page)["P95"][0] == "900,000"


# ------------------------------------------------------------------ settings


def test_computed_exactly_unless_something_has_to_be_sampled(book: PriceBook, priced: Callable[..., Estimate]) -> None:
    page = opened()
    assert "Computed exactly, without sampling." in words(page)
    page.toggle(key="risk.exchange#0.en").set_value(True).run()
    found = simulate(priced(), exchange=True)
    assert f"Sampled: 200,000 trials (seed 1). The standard error of P80 is {_error(found)} MRU." in words(
        page
    ).replace("\u00a0", " ")
    assert percentiles(page)["P80"][0] == printed(found, 0.8)


def _error(found: Simulation) -> str:
    return number(rough(found.currency.round(found.sampling_error(0.8))), "en", decimals=0)


def test_risks_of_the_register_are_switched_on_one_by_one(book: PriceBook, priced: Callable[..., Estimate]) -> None:
    page = opened()
    assert "Probability 30% (plausible 15% to 50%). If it happens, it adds 30% most probably" in words(page)
    page.toggle(key="risk.risk.legacy_archive#0.en").set_value(True).run()
    page.toggle(key="risk.risk.currency_move#0.en").set_value(True).run()
    events = [book.risk_event(id_) for id_ in ("legacy_archive", "currency_move")]
    found = simulate(priced(), events=events)
    assert percentiles(page)["P80"][0] == printed(found, 0.8)
    assert percentiles(page)["P95"][0] == printed(found, 0.95)


def test_a_risk_that_touches_nothing_cannot_be_switched_on() -> None:
    page = opened(bundle="workstation_only")
    assert page.toggle(key="risk.risk.legacy_archive#0.en").disabled
    assert not page.toggle(key="risk.risk.import_delay#0.en").disabled
    assert "Touches no line of this quote." in words(page)


def test_the_correlation_says_its_usual_value_and_widens_the_total(
    book: PriceBook, priced: Callable[..., Estimate]
) -> None:
    page = opened()
    slider = page.select_slider(key="risk.correlation#0.en")
    assert slider.proto.help.startswith("Usual: 0.6, an assumption; plausible 0.3 to 0.8.")
    slider.set_value(Decimal("0.2")).run()
    found = simulate(priced(), correlation=Decimal("0.2"))
    assert percentiles(page)["P90"][0] == printed(found, 0.9)


def test_a_distribution_that_cannot_fit_is_refused_with_the_way_on() -> None:
    page = opened()
    page.selectbox(key="risk.distribution#0.en").set_value("triangular").run()
    assert not page.exception
    assert "Choose another distribution, such as PERT" in page.error[0].value
    assert "the triangular distribution cannot fit" in page.error[0].value
    assert not page.get("html")
    page.button(key="risk.usual").click().run()
    assert not page.error
    assert page.selectbox(key="risk.distribution#1.en").value == "pert"


@pytest.mark.parametrize("kind", ["triangular", "lognormal"])
def test_every_distribution_fits_once_the_drivers_are_answered(
    kind: str, book: PriceBook, priced: Callable[..., Estimate], medium_drivers: dict[str, Decimal]
) -> None:
    answers: dict[str, Any] = medium_drivers
    page = opened(**answers)
    page.selectbox(key="risk.distribution#0.en").set_value(kind).run()
    assert not page.error
    found = simulate(priced(answers=medium_drivers), distribution=kind)
    assert percentiles(page)["P80"][0] == printed(found, 0.8)


def test_settings_survive_another_page_and_another_language() -> None:
    page = opened("fr")
    page.select_slider(key="risk.correlation#0.fr").set_value(Decimal("0.35")).run()
    page.selectbox(key="risk.distribution#0.fr").set_value("lognormal").run()
    page.toggle(key="risk.risk.import_delay#0.fr").set_value(True).run()
    page.number_input(key="risk.amount.MRU#0.fr").set_value(4_000_000.0).run()
    page.session_state["page"] = "start"
    page.run()
    page.session_state["page"], page.session_state["language"] = "risk", "en"
    page.run()
    assert page.select_slider(key="risk.correlation#0.en").value == Decimal("0.35")
    assert page.selectbox(key="risk.distribution#0.en").value == "lognormal"
    assert page.toggle(key="risk.risk.import_delay#0.en").value is True
    assert page.number_input(key="risk.amount.MRU#0.en").value == 4_000_000.0


def test_settings_survive_a_reload_in_their_own_browser_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: "risk, one")
    page = opened()
    page.select_slider(key="risk.confidence#0.en").set_value(Decimal("0.65")).run()
    page.number_input(key="risk.amount.MRU#0.en").set_value(4_000_000.0).run()
    page.select_slider(key="risk.correlation#0.en").set_value(Decimal("0.35")).run()
    page.selectbox(key="risk.distribution#0.en").set_value("lognormal").run()
    page.toggle(key="risk.exchange#0.en").set_value(True).run()
    page.toggle(key="risk.risk.import_delay#0.en").set_value(True).run()
    for browser, kept in (("risk, one", True), ("risk, two", False), ("risk, one", True)):
        monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda browser=browser: browser)
        again = opened("fr")  # a reload begins a session of its own
        assert not again.exception
        assert again.select_slider(key="risk.confidence#0.fr").value == Decimal("0.65" if kept else "0.8")
        assert again.number_input(key="risk.amount.MRU#0.fr").value == (4_000_000 if kept else None)
        assert again.select_slider(key="risk.correlation#0.fr").value == Decimal("0.35" if kept else "0.6")
        assert again.selectbox(key="risk.distribution#0.fr").value == ("lognormal" if kept else "pert")
        assert again.toggle(key="risk.exchange#0.fr").value is kept
        assert again.toggle(key="risk.risk.import_delay#0.fr").value is kept


def test_one_tab_that_changes_a_setting_does_not_put_its_older_draft_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: "risk, two tabs")
    shelf.shelf().put("risk, two tabs", shelf.Kept({"preset": "large"}, None, ()))
    page = opened()
    page.toggle(key="risk.exchange#0.en").set_value(True).run()
    kept = shelf.shelf().take("risk, two tabs")
    assert kept is not None
    assert kept.draft == {"preset": "large"}


def test_own_facts_are_simulated_with(book: PriceBook, priced: Callable[..., Estimate]) -> None:
    page = opened()
    own = "source: us\non: 2026-11-24\nfacts:\n  risk: {correlation.value: 0.35}\n"
    page.session_state["page"] = "start"
    page.run()
    page.session_state["page"] = "risk"
    page.session_state[STATE].overrides = overrides_of(own, where="own.yaml")
    page.run()
    assert page.select_slider(key="risk.correlation#0.en").value == Decimal("0.35")
    assert percentiles(page)["P90"][0] == printed(simulate(priced(), correlation=0.35), 0.9)


def test_a_need_without_a_price_is_told() -> None:
    page = opened(modules=["pax"])
    assert not page.exception
    assert "There is no price yet." in page.error[0].value
