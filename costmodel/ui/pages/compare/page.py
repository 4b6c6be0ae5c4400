"""The page that sets bundles side by side: settings above, the comparison below, and the comparison as files."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

import streamlit as st

from costmodel import documents
from costmodel.charts import cumulative_cash_flow, score_bars, tco_ranges
from costmodel.comparing.comparison import Comparison, compare
from costmodel.comparing.life_cycle import Horizon
from costmodel.comparing.statements import statements
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.rate_card import RateCard
from costmodel.estimating.scope import AS_PUBLISHED
from costmodel.estimating.spec import Spec
from costmodel.files.faults import CostmodelError
from costmodel.files.output import file_name
from costmodel.money.exchange import ExchangeRate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.overrides import Overrides
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import Need, currency_of, day_of
from costmodel.ui.pages.compare.result import show_cheaper, show_details, show_first, show_reading, show_side_by_side
from costmodel.ui.pages.compare.settings import Settings, ask_settings
from costmodel.ui.parts.picture import show_chart
from costmodel.ui.parts.words import LANGUAGE_NAMES, refused
from costmodel.ui.state import session
from costmodel.ui.state.offer import book_with, need_of_draft, own_facts, price_book, rate_table
from costmodel.words.text import Language, Text

MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Asked(NamedTuple):
    """Everything that a comparison follows from."""

    spec: Spec
    rate_card: RateCard | None
    card_bundle: str
    on: date
    currency: str
    own_rates: tuple[ExchangeRate, ...]
    facts: Overrides | None
    settings: Settings


class Compared(NamedTuple):
    """A comparison with what it says in words."""

    comparison: Comparison
    statements: tuple[Text, ...]


def page(say: Wording) -> None:
    """The page."""
    st.title(say("ui.page_compare"))
    try:
        need = need_of_draft(session.state().draft)
        day, currency = _day(need), _currency(need)
    except CostmodelError as error:
        st.error(refused(say("ui.need_unclear"), error, say))
        return
    st.caption(f"{say('comparison.before')} {say('ui.amounts_of', currency=currency, day=say.day(day))}")
    with st.container(border=True):
        settings = ask_settings(currency, say)
    if settings is None:
        return
    now = session.state()
    card_bundle = need.request.bundle if need.rate_card else AS_PUBLISHED
    asked = Asked(need.spec, need.rate_card, card_bundle, day, currency, now.own_rates, own_facts(), settings)
    try:
        with st.spinner(say("ui.comparing")):
            found = compared(asked)
    except CostmodelError as error:
        st.error(refused(say("ui.compare_refused"), error, say))
        return
    _show(found, asked, need, say)


def _day(need: Need) -> date:
    return day_of(need, today=session.today())


def _currency(need: Need) -> str:
    return currency_of(need, price_book(), currency=None, seller=session.state().seller)


def compared(asked: Asked) -> Compared:
    """The library's comparison of what is asked, made once for each content."""
    return _compared(repr(asked), asked)


@st.cache_resource(show_spinner=False, max_entries=60, ttl=3600)
def _compared(key: str, _asked: Asked) -> Compared:
    book, rates, settings = book_with(_asked.facts), rate_table(_asked.own_rates), _asked.settings
    pricing = Pricing(
        book=book,
        on=_asked.on,
        currency=_asked.currency,
        rates=rates,
        rate_card=_asked.rate_card,
        rate_card_bundle=_asked.card_bundle,
    )
    horizon = Horizon(
        years=settings.years,
        discount_rate=settings.discount_rate,
        duty_rate=settings.duty_rate,
        prices=dict(settings.prices),
    )
    found = compare(_asked.spec, pricing, bundles=settings.bundles, horizon=horizon, weights=settings.weights)
    return Compared(found, statements(found))


def _show(found: Compared, asked: Asked, need: Need, say: Wording) -> None:
    """What the comparison says, the answer first."""
    comparison = found.comparison
    show_first(comparison, need.request.bundle, say)
    show_side_by_side(comparison, say)
    _files(found, need, say)
    _charts(comparison, repr(asked), say)
    show_cheaper(comparison, say)
    show_details(comparison, need.request.bundle, say)
    show_reading(comparison, found.statements, say)


def _charts(comparison: Comparison, content: str, say: Wording) -> None:
    """The charts that have something to draw."""
    book, language = price_book(), say.language
    if comparison.lives():
        paid = partial(cumulative_cash_flow, comparison.lives(), book, language=language)
        show_chart(paid, key="compare.cash", content=content + language)
    if any(one.spread for one in comparison.candidates):
        ranges = partial(tco_ranges, comparison, book, language=language)
        show_chart(ranges, key="compare.ranges", content=content + language)
    if comparison.ranked:
        scores = partial(score_bars, comparison, book, language=language)
        show_chart(scores, key="compare.scores", content=content + language)


def _written(ending: str, found: Compared, book: PriceBook, *, language: Language) -> bytes:
    """The comparison as a file; what writes it is imported when someone asks for one."""
    write = documents.comparison_xlsx if ending == "xlsx" else documents.comparison_docx
    return write(found.comparison, found.statements, book, language=language)


def _files(found: Compared, need: Need, say: Wording) -> None:
    """The comparison to take away, written on a click in the language of the proposal."""
    language: Language = need.request.language
    name = file_name(need.request.number or "") if need.request.number else say("comparison.sheet").lower()
    book = price_book()
    left, right, words = st.columns([1, 1, 2], vertical_alignment="center")
    for column, ending in ((left, "xlsx"), (right, "docx")):
        column.download_button(
            say(f"ui.comparison_{ending}"),
            partial(_written, ending, found, book, language=language),
            file_name=f"{name}.{ending}",
            mime=MIME[ending],
            on_click="ignore",
            icon=":material/download:",
            key=f"compare.{ending}",
            width="stretch",
        )
    words.caption(say("ui.files_language", language=LANGUAGE_NAMES[language]))
