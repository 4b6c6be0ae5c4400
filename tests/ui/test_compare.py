"""The page that sets bundles side by side: it says what the library says, and loses nothing that was typed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from app_page import page_of
from comparisons import horizon_out_of, pricing_out_of
from streamlit.testing.v1 import AppTest

from costmodel.charts import look
from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.statements import statements
from costmodel.documents.comparison.report import comparison_docx
from costmodel.documents.comparison.workbook import comparison_xlsx
from costmodel.estimating.spec import make_spec
from costmodel.files.colour import LEAST_CONTRAST, contrast
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.overrides import overrides_of
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import need_of
from costmodel.ui.pages.compare.weights import Kept, with_edits
from costmodel.ui.parts.picture import DARK_PAPER, ON_DARK, on_dark
from costmodel.ui.parts.tables import Row, table
from costmodel.ui.state.offer import STATE
from costmodel.words.text import LANGUAGES, bare, number, rough

pytestmark = pytest.mark.usefixtures("alone")
DAY = date(2026, 11, 24)
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")


def opened(language: str = "en", **draft: Any) -> AppTest:
    """The page over a draft, run once."""
    return page_of("compare", language, draft)


def sheet(page: AppTest, caption: str) -> list[list[str]]:
    """The cells of the table of a caption, row by row, heads first; what stands below a name follows it."""
    found = [html.proto.body for html in page.get("html") if f'aria-label="{caption}' in html.proto.body]
    assert len(found) == 1, [html.proto.body[:120] for html in page.get("html")]
    rows = re.findall(r"<tr.*?</tr>", found[0])
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row) for row in rows]
    return [[unescape(re.sub("<[^>]+>", "|", cell).strip("|")) for cell in row] for row in cells]


def words(page: AppTest) -> str:
    return " ".join(str(one.value) for one in (*page.markdown, *page.caption, *page.info, *page.warning, *page.error))


def expected(comparison: Comparison, say: Wording) -> list[list[str]]:
    """The rows of the side-by-side table, from the library's own figures."""

    def whole(value: Decimal) -> str:
        return number(value, say.language, decimals=0)

    unranked = sorted((one for one in comparison.candidates if one.rank is None), key=lambda one: len(one.gaps))
    rows = []
    for one in (*comparison.ranked, *unranked):
        assert one.life is not None
        assert one.spread is not None
        rows.append(
            [
                "–" if one.rank is None else str(one.rank),
                say.of(one.name),
                whole(one.life.one_off),
                whole(one.life.annual),
                whole(one.life.tco),
                whole(rough(one.spread.p80)),
                whole(one.life.npv),
                str(len(one.gaps)),
                whole(one.gap_cost) if one.gaps else "–",
                "–" if one.score is None else number(one.score, say.language, decimals=1),
            ]
        )
    return rows


@pytest.fixture
def library(book: PriceBook, rates: RateTable) -> Callable[..., Comparison]:
    def compared(preset: str = "medium", answers: Mapping[str, Any] | None = None, **how: Any) -> Comparison:
        spec = make_spec(book, dict(answers or {}), preset=preset)
        pricing, horizon = pricing_out_of(how, book, rates), horizon_out_of(how)
        return compare(spec, pricing, horizon=horizon, **how)

    return compared


# ------------------------------------------------------------------ what it says


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_it_says_what_the_library_says(
    preset: str, language: Any, book: PriceBook, library: Callable[..., Comparison]
) -> None:
    page = opened(language, preset=preset)
    assert not page.exception
    assert not page.error
    say = Wording(book, language)
    captions = {"en": "Side by side", "fr": "Côte à côte", "ar": "مقارنة جنبًا إلى جنب"}
    heads, *rows = sheet(page, captions[language])
    assert heads[:2] == [say("comparison.rank"), say("label.bundle")]
    told = [[bare(cell.partition("|")[0]) for cell in row] for row in rows]
    assert told == [[bare(cell) for cell in row] for row in expected(library(preset), say)]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_it_stands_over_a_quote_of_any_bundle(bundle: str) -> None:
    page = opened(bundle=bundle)
    assert not page.exception
    assert [button.label for button in page.button].count("In the quote") == (2 if bundle == "open_source" else 1)


def test_bundles_without_a_rank_are_last_and_say_why() -> None:
    rows = sheet(opened(), "Side by side")
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "–", "–"]
    assert rows[-1][1] == "Workstation upgrade only|not ranked, required items left out: 22"


def test_gaps_are_named_bundle_by_bundle() -> None:
    page = opened()
    modular = next(box for box in page.expander if box.label.startswith("Modular RIS"))
    assert modular.label.replace("\\", "") == "Modular RIS with workstation upgrade – required items left out: 9"
    named = "\n".join(str(text.value) for text in modular.markdown)
    assert named.count("\n- ") == 9
    assert "PACS connected with the modalities in place and with the RIS" in named


def test_the_matrix_says_how_surely_one_costs_less(library: Callable[..., Comparison]) -> None:
    rows = sheet(opened(), "Which bundle costs less")
    pairs = {frozenset((pair.a, pair.b)): pair for pair in library().p_cheaper}
    pair = pairs[frozenset(("open_source", "cloud_native"))]
    first = pair.probability if pair.a == "open_source" else 1 - pair.probability
    assert rows[1][1] == "–"
    assert rows[1][2] == f"{round(100 * first)}%"
    assert rows[2][1] == f"{100 - round(100 * first)}%"
    assert rows[1][-1] == "<1%"


def test_the_statements_are_the_librarys(book: PriceBook, rates: RateTable, library: Callable[..., Comparison]) -> None:
    page = opened()
    shown = re.sub(r"\\(?=\W)", "", words(page))
    for text in statements(library()):
        assert text.en in shown


def test_amounts_are_in_the_currency_of_the_need(library: Callable[..., Comparison]) -> None:
    page = opened(currency="EUR")
    assert "Amounts in EUR, prices of 24 November 2026." in words(page)
    winner = library(currency="EUR").winner
    assert winner is not None
    assert winner.life is not None
    assert sheet(page, "Side by side")[1][4] == number(winner.life.tco, "en", decimals=0)


def test_a_rate_card_prices_the_bundle_of_the_quote_alone(
    book: PriceBook, rates: RateTable, library: Callable[..., Comparison]
) -> None:
    item = {"line": "training", "item_name": "Trainer", "quantity": 10, "unit_price": "9000 MRU", "source": "us"}
    draft: dict[str, Any] = {"preset": "medium", "bundle": "hybrid", "rate_card": [item]}
    page = opened(**draft)
    card = need_of(draft, book).rate_card
    found = library(rate_card=card, rate_card_bundle="hybrid")
    names = [row[1] for row in sheet(page, "Side by side")]
    hybrid = sheet(page, "Side by side")[names.index("Hybrid PACS (on-premise core, cloud archive)")]
    life = found.candidate("hybrid").life
    assert life is not None
    assert hybrid[4] == number(life.tco, "en", decimals=0)
    assert life != library().candidate("hybrid").life


def test_the_files_are_the_librarys_in_the_language_of_the_proposal(
    book: PriceBook, rates: RateTable, library: Callable[..., Comparison], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {}

    def kept(_column: Any, label: str, data: Callable[[], bytes], **how: Any) -> None:
        given[how["file_name"]] = data

    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.download_button", kept)
    page = opened(number="2026/041")
    assert "Written in the language of the proposal: Français." in re.sub(r"\\(?=\W)", "", words(page))
    found = library()
    said = statements(found)
    assert list(given) == ["2026-041.xlsx", "2026-041.docx"]
    mine = [comparison_xlsx(found, said, book, language="fr"), comparison_docx(found, said, book, language="fr")]
    for made, expected_ in zip((made() for made in given.values()), mine, strict=True):
        assert parts(made) == parts(expected_)


def parts(content: bytes) -> dict[str, bytes]:
    """The sheets of a workbook, the text of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened_:
        names = [name for name in opened_.namelist() if re.search("sheet[0-9]+.xml|sharedStrings|document.xml$", name)]
        return {name: opened_.read(name) for name in names}


# ------------------------------------------------------------------ settings


def test_the_horizon_and_the_rate_go_into_the_figures(book: PriceBook, library: Callable[..., Comparison]) -> None:
    page = opened()
    page.slider(key="compare.years#0.en").set_value(8).run()
    page.select_slider(key="compare.discount_rate#0.en").set_value(Decimal("0.05")).run()
    rows = sheet(page, "Side by side over 8\u00a0years")
    assert [[cell.partition("|")[0] for cell in row] for row in rows[1:]] == expected(
        library(years=8, discount_rate=Decimal("0.05")), Wording(book, "en")
    )


def test_weights_that_do_not_add_up_to_100_are_brought_there_and_it_is_said(library: Callable[..., Comparison]) -> None:
    page = opened()
    assert "The weights add up to 100. Evaluated cost: 70%; Coverage of the scope of work: 30%." in re.sub(
        r"\\(?=\W)", "", words(page)
    )
    page.selectbox(key="compare.rule#0.en").set_value("weighted").run()
    page.slider(key="compare.weight.coverage#0.en").set_value(70).run()
    assert "The weights add up to 140; they are brought to 100% in proportion. Evaluated cost: 50%" in re.sub(
        r"\\(?=\W)", "", words(page)
    )
    weights = {"award": "weighted", "criteria": {"cost": {"weight": 70}, "coverage": {"weight": 70}}}
    ranked = library(weights=weights).ranked
    assert [row[-1] for row in sheet(page, "Side by side")[1:5]] == [
        number(one.score or Decimal(0), "en", decimals=1) for one in ranked
    ]


def test_a_threshold_that_none_reaches_is_told() -> None:
    page = opened(not_mandatory=["training"])
    page.selectbox(key="compare.rule#0.en").set_value("threshold").run()
    page.select_slider(key="compare.threshold#0.en").set_value(Decimal(1)).run()
    page.multiselect(key="compare.bundles#0.en").set_value(["modular_ris", "workstation_only"]).run()
    assert not page.exception
    assert "None of the bundles compared can be ranked" in words(page)


def test_what_the_buyer_bears_is_counted_once_it_has_a_price(library: Callable[..., Comparison]) -> None:
    page = opened()
    page.number_input(key="compare.price.own_it_staff.MRU#0.en").set_value(400_000.0).run()
    page.selectbox(key="compare.duty#0.en").set_value(Decimal("0.13")).run()
    prices = {"own_it_staff": Money(amount=Decimal(400_000), currency="MRU")}
    winner = library(prices=prices, duty_rate=Decimal("0.13")).winner
    assert winner is not None
    assert winner.life is not None
    assert sheet(page, "Side by side")[1][4] == number(winner.life.tco, "en", decimals=0)


def test_one_bundle_is_no_comparison() -> None:
    page = opened()
    page.multiselect(key="compare.bundles#0.en").set_value(["hybrid"]).run()
    assert not page.exception
    assert [one.value for one in page.info] == ["Choose at least two bundles to compare."]
    assert not page.get("html")


def test_weights_of_nothing_are_refused_with_the_remedy() -> None:
    page = opened()
    page.slider(key="compare.weight.cost#0.en").set_value(0)
    page.slider(key="compare.weight.coverage#0.en").set_value(0).run()
    assert not page.exception
    assert "With these weights nothing can be compared." in page.error[0].value
    assert "give at least one of them a weight" in page.error[0].value


def test_bundles_that_bring_nothing_of_the_need_are_told_apart() -> None:
    page = opened(modules=["pacs"])
    page.multiselect(key="compare.bundles#0.en").set_value(["modular_ris", "workstation_only"]).run()
    assert not page.exception
    assert sheet(page, "Side by side")[1][1].endswith("|none of the modules asked for")


def test_a_need_that_cannot_be_read_says_where_to_mend_it() -> None:
    page = opened(modules=["pax"])
    assert not page.exception
    assert "Correct it on the page “New quote”" in page.error[0].value
    assert "pax" in page.error[0].value


def test_settings_survive_another_page_and_another_language() -> None:
    page = opened("fr")
    page.slider(key="compare.years#0.fr").set_value(9).run()
    page.multiselect(key="compare.bundles#0.fr").set_value(["hybrid", "on_premise"]).run()
    page.selectbox(key="compare.rule#0.fr").set_value("threshold").run()
    page.select_slider(key="compare.threshold#0.fr").set_value(Decimal("0.9")).run()
    page.button(key="compare.add#0.fr").click().run()
    page.text_input(key="compare.name.1#0.fr").set_value("Sans Internet").run()
    page.session_state["page"] = "start"
    page.run()
    page.session_state["page"], page.session_state["language"] = "compare", "en"
    page.run()
    assert page.slider(key="compare.years#0.en").value == 9
    assert page.multiselect(key="compare.bundles#0.en").value == ["hybrid", "on_premise"]
    assert page.selectbox(key="compare.rule#0.en").value == "threshold"
    assert page.select_slider(key="compare.threshold#0.en").value == Decimal("0.9")
    assert page.text_input(key="compare.name.1#0.en").value == "Sans Internet"
    page.button(key="compare.again").click().run()
    assert page.slider(key="compare.years#1.en").value == 5
    assert page.multiselect(key="compare.bundles#1.en").value == list(BUNDLES)
    assert not page.text_input


def test_settings_survive_a_reload_in_their_own_browser_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: "compare, one")
    page = opened()
    page.slider(key="compare.years#0.en").set_value(9).run()
    page.multiselect(key="compare.bundles#0.en").set_value(["hybrid", "on_premise"]).run()
    page.select_slider(key="compare.discount_rate#0.en").set_value(Decimal("0.05")).run()
    page.selectbox(key="compare.rule#0.en").set_value("threshold").run()
    page.select_slider(key="compare.threshold#0.en").set_value(Decimal("0.9")).run()
    page.slider(key="compare.weight.cost#0.en").set_value(55).run()
    page.button(key="compare.add#0.en").click().run()
    page.text_input(key="compare.name.1#0.en").set_value("Sans Internet").run()
    page.slider(key="compare.own.1#0.en").set_value(15).run()
    page.selectbox(key="compare.duty#0.en").set_value(Decimal("0.13")).run()
    page.number_input(key="compare.price.own_it_staff.MRU#0.en").set_value(400_000.0).run()
    for browser, kept in (("compare, one", True), ("compare, two", False), ("compare, one", True)):
        monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda browser=browser: browser)
        again = opened("fr")  # a reload begins a session of its own
        assert not again.exception
        assert again.slider(key="compare.years#0.fr").value == (9 if kept else 5)
        assert again.multiselect(key="compare.bundles#0.fr").value == (
            ["hybrid", "on_premise"] if kept else list(BUNDLES)
        )
        assert again.select_slider(key="compare.discount_rate#0.fr").value == Decimal("0.05" if kept else "0.1")
        assert again.selectbox(key="compare.rule#0.fr").value == ("threshold" if kept else "lowest_cost")
        assert again.slider(key="compare.weight.cost#0.fr").value == (55 if kept else 70)
        assert again.selectbox(key="compare.duty#0.fr").value == (Decimal("0.13") if kept else None)
        assert again.number_input(key="compare.price.own_it_staff.MRU#0.fr").value == (400_000 if kept else None)
        assert len(again.text_input) == kept
        if kept:
            assert again.select_slider(key="compare.threshold#0.fr").value == Decimal("0.9")
            assert again.text_input(key="compare.name.1#0.fr").value == "Sans Internet"
            assert again.slider(key="compare.own.1#0.fr").value == 15


def test_settings_that_were_put_back_stay_so_after_a_reload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: "compare, put back")
    page = opened()
    page.slider(key="compare.years#0.en").set_value(9).run()
    page.button(key="compare.again").click().run()
    assert opened().slider(key="compare.years#0.en").value == 5


def test_own_facts_are_compared_with_and_give_the_usual_settings(library: Callable[..., Comparison]) -> None:
    page = opened()
    own = "source: us\non: 2026-11-24\nfacts:\n  lifecycle: {discount_rate.value: 0.0725, horizon_years.value: 7}\n"
    page.session_state["page"] = "start"
    page.run()
    page.session_state["page"] = "compare"
    page.session_state[STATE].overrides = overrides_of(own, where="own.yaml")
    page.run()
    assert page.select_slider(key="compare.discount_rate#0.en").value == Decimal("0.0725")
    winner = library(years=7, discount_rate=Decimal("0.0725")).winner
    assert winner is not None
    assert winner.life is not None
    assert sheet(page, "Side by side over 7\u00a0years")[1][6] == number(winner.life.npv, "en", decimals=0)
    page.slider(key="compare.weight.cost#0.en").set_value(60).run()
    page.session_state["page"] = "start"
    page.run()
    page.session_state["page"], page.session_state[STATE].overrides = "compare", None
    page.run()
    assert page.select_slider(key="compare.discount_rate#0.en").value == Decimal("0.1")
    assert page.slider(key="compare.years#0.en").value == 5
    assert page.slider(key="compare.weight.cost#0.en").value == 60


def test_a_bundle_can_be_taken_for_the_quote_and_given_back() -> None:
    page = opened()
    page.button(key="compare.take.first").click().run()
    state = page.session_state[STATE]
    assert state.draft == {"preset": "medium", "bundle": "open_source"}
    assert state.past == [{"preset": "medium", "bundle": "on_premise"}]
    assert page.button(key="compare.take.first").disabled


# ------------------------------------------------------------------ criteria of one's own


def test_a_criterion_counts_once_every_bundle_has_points(library: Callable[..., Comparison]) -> None:
    page = opened()
    page.button(key="compare.add#0.en").click().run()
    page.text_input(key="compare.name.1#0.en").set_value("Works *offline*").run()
    page.slider(key="compare.own.1#0.en").set_value(60).run()
    assert r"“Works \*offline\*” does not count yet. Give points to:" in page.warning[0].value
    points = dict(zip(BUNDLES, (100, 20, 100, 90, 100, 100), strict=True))
    settings = page.session_state["settings"]["compare"]
    filled = {**settings, "own_points": Kept("", {}, {"1": points})}
    page.session_state["settings"] = {"compare": filled}
    page.run()
    assert not page.warning
    criteria = {
        "cost": {"weight": 70},
        "coverage": {"weight": 30},
        "Works *offline*": {"weight": 60, "scores": points},
    }
    ranked = library(weights={"award": "lowest_cost", "criteria": criteria}).ranked
    assert [row[-1] for row in sheet(page, "Side by side")[1:5]] == [
        number(one.score or Decimal(0), "en", decimals=1) for one in ranked
    ]


def test_two_criteria_of_one_name_do_not_both_count() -> None:
    page = opened()
    page.button(key="compare.add#0.en").click().run()
    page.text_input(key="compare.name.1#0.en").set_value("coverage").run()
    assert "is already the name of a criterion" in page.warning[0].value


def test_a_criterion_can_be_taken_out_and_its_id_is_not_given_again() -> None:
    page = opened()
    for _ in range(2):
        page.button(key="compare.add#0.en").click().run()
    page.button(key="compare.out.2#0.en").click().run()
    page.button(key="compare.add#0.en").click().run()
    assert [one.key for one in page.text_input] == ["compare.name.1#0.en", "compare.name.3#0.en"]


def test_edits_of_points_add_up_and_an_emptied_cell_has_none() -> None:
    began = {"1": {"a": 50.0, "b": 60.0}}
    edits: dict[int, dict[str, float | None]] = {0: {"1": None, "2": 10.0}, 1: {"2": 20.0}}
    assert with_edits(began, edits, ("a", "b")) == {"1": {"b": 60.0}, "2": {"a": 10.0, "b": 20.0}}
    assert began == {"1": {"a": 50.0, "b": 60.0}}


# ------------------------------------------------------------------ tables and charts


def test_what_a_person_typed_is_never_markup_in_a_table() -> None:
    made = table('"><script>', ["<b>", "x"], [Row("<i>name</i>", ["<u>1</u>"], below="<s>")])
    assert not re.search("<(script|b|i|u|s)>", made)
    assert made.count("&lt;") == 8


@pytest.mark.parametrize("colour", [look.INK, look.QUIET, look.DARK, look.SIGNAL, *look.SERIES])
def test_words_and_marks_of_charts_can_be_read_on_a_dark_page(colour: str) -> None:
    assert contrast(ON_DARK[colour][1:], DARK_PAPER[1:]) >= LEAST_CONTRAST


def test_every_colour_of_the_librarys_charts_has_another_one_on_a_dark_page() -> None:
    named = {look.DARK, look.LIGHT, look.SIGNAL, look.INK, look.QUIET, look.FAINT, *look.SERIES}
    assert named <= set(ON_DARK)
    assert len({ON_DARK[colour] for colour in look.SERIES}) == len(look.SERIES)


DRAWN = """
import sys
from costmodel.ui.parts import picture

class Chart:
    def to_dict(self):
        assert "pandas" in sys.modules
        return {"config": {}}

assert "pandas" not in sys.modules
picture._spec("key", "content", False, Chart)
"""


def test_a_chart_is_not_drawn_while_another_session_still_loads_what_it_needs() -> None:
    """Altair takes pandas as it finds it, even half loaded; to import it is to wait until it is whole."""
    subprocess.run([sys.executable, "-c", DRAWN], check=True, cwd=Path(__file__).parents[2], capture_output=True)


def test_words_that_look_like_colours_stay_words() -> None:
    chart = {
        "title": {"text": "white", "color": look.INK},
        "data": {"values": [{"item": "white", "ink": look.QUIET, "end": 3}]},
        "scale": {"domain": ["white"], "range": [look.DARK]},
        "mark": {"stroke": "white"},
    }
    assert on_dark(chart) == {
        "title": {"text": "white", "color": ON_DARK[look.INK]},
        "data": {"values": [{"item": "white", "ink": ON_DARK[look.QUIET], "end": 3}]},
        "scale": {"domain": ["white"], "range": [ON_DARK[look.DARK]]},
        "mark": {"stroke": DARK_PAPER},
    }
