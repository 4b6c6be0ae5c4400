"""The page that says how sure the price is: percentiles, contingency, what makes it unsure, and what may happen."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import NamedTuple

import streamlit as st

from costmodel.charts import s_curve, swing_tornado, tornado
from costmodel.estimating.sensitivity import swings
from costmodel.files.faults import CostmodelError, InputError
from costmodel.money.currencies import Currency
from costmodel.money.simulated import shown
from costmodel.price_book.overrides import Overrides
from costmodel.price_book.wording import Wording
from costmodel.quoting.budget import HIGH, LOW
from costmodel.risk.simulation import SHOWN, RiskLine, Simulation, simulate_lines
from costmodel.ui.pages.risk.settings import Settings, ask_settings
from costmodel.ui.parts.picture import show_chart
from costmodel.ui.parts.price_panel import current_offer
from costmodel.ui.parts.tables import Row, show_table
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import Offer, book_with, own_facts, price_book
from costmodel.ui.state.settings import Fields
from costmodel.words.text import number, probability


class Asked(NamedTuple):
    """Everything that a simulation follows from."""

    lines: tuple[RiskLine, ...]
    currency: Currency
    years_to_payment: Decimal
    facts: Overrides | None
    settings: Settings


def page(say: Wording) -> None:
    """The page."""
    st.title(say("ui.page_risk"))
    try:
        offer = current_offer()
    except CostmodelError as error:
        st.error(refused(say("ui.no_price"), error, say))
        return
    st.caption(_subject(offer, say))
    lines, fields = payable_lines(offer), Fields("risk", say.language)
    with st.container(border=True):
        settings = ask_settings(lines, offer.quote.currency, fields, say)
    asked = Asked(lines, offer.quote.currency, offer.estimate.spec.duration_months / 12, own_facts(), settings)
    try:
        with st.spinner(say("ui.simulating")):
            found = simulated(asked)
    except CostmodelError as error:
        _refused(error, fields, say)
        return
    _show(found, asked, offer, say)


def _subject(offer: Offer, say: Wording) -> str:
    """Which amounts the page is about."""
    years, code = offer.quote.contracted_years, offer.quote.currency.code
    if not years:
        return say("ui.risk_of_one_off", currency=code)
    return say("ui.risk_of", currency=code, years=say.measure(years, "ANN"))


def payable_lines(offer: Offer) -> tuple[RiskLine, ...]:
    """The payable lines of the quote as its own budget reads them."""
    foreign = {line.id: line.foreign_share for line in (*offer.estimate.lines, *offer.estimate.options)}
    return tuple(
        RiskLine(line.id, line.item_name, line.low, line.likely, line.high, foreign.get(line.id, Decimal(0)))
        for line in offer.quote.budget.ranges
    )


def simulated(asked: Asked) -> Simulation:
    """The library's simulation of what is asked, made once for each content."""
    return _simulated(repr(asked), asked)


@st.cache_resource(show_spinner=False, max_entries=60, ttl=3600)
def _simulated(key: str, _asked: Asked) -> Simulation:
    book, settings = book_with(_asked.facts), _asked.settings
    return simulate_lines(
        _asked.lines,
        book,
        currency=_asked.currency,
        years_to_payment=_asked.years_to_payment,
        correlation=settings.correlation,
        distribution=settings.distribution,
        events=tuple(book.risk_event(id_) for id_ in settings.events),
        exchange=settings.exchange,
        confidence=settings.confidence,
    )


def _refused(error: CostmodelError, fields: Fields, say: Wording) -> None:
    """What cannot be simulated, why, and the way on."""
    st.error(refused(say("ui.risk_refused"), error, say, remedy=say("ui.risk_refused_remedy")))
    st.button(say("ui.usual_settings"), on_click=action(fields.forget), key="risk.usual", type="primary")


def _show(found: Simulation, asked: Asked, offer: Offer, say: Wording) -> None:
    for remark in found.remarks:
        st.info(plain(say.of(remark)))
    if not found.sd:
        st.info(say("ui.risk_certain"))
    _contingency(found, asked.settings, say)
    if found.sd:
        content, book = repr(asked) + say.language, price_book()
        show_chart(partial(s_curve, found, book, language=say.language), key="risk.curve", content=content)
    _percentiles(found, say)
    if found.sd:
        show_chart(partial(tornado, found, book, language=say.language), key="risk.tornado", content=content)
    _swings(offer, say)
    _method(found, say)


# ------------------------------------------------------------------ contingency and percentiles


def _contingency(found: Simulation, settings: Settings, say: Wording) -> None:
    """The chosen percentile with its contingency, and how probably an amount is enough."""
    name = say.percentile(Decimal(repr(found.confidence)))
    amounts = [
        (say("chart.point_estimate"), say.figure(shown(found.point_estimate, found.sd))),
        (
            say("ui.amount_at", percentile=name),
            say.figure(shown(found.percentile(found.confidence), found.sd)),
        ),
        (say("ui.contingency_to", percentile=name), say.figure(shown(found.contingency(), found.sd))),
    ]
    for column, (label, value) in zip(st.columns(len(amounts)), amounts, strict=True):
        column.metric(label, value)
    if settings.amount is not None:
        told = say.amount(settings.amount, found.currency)
        enough = _chance(found.probability_within(settings.amount), say)
        st.markdown(f"**{plain(say('ui.amount_is_enough', amount=told, probability=enough))}**")
    point, within = found.point_estimate, found.probability_within(found.point_estimate)
    if found.sd:
        share = say.number(Decimal(repr(round(100 * within))))
        st.markdown(plain(say("proposal.spread_point", point=say.amount(point, found.currency), within=share)))


def _percentiles(found: Simulation, say: Wording) -> None:
    """Percentiles to three figures beside the point estimate and the plain sums, by their size."""
    st.subheader(say("ui.percentiles"))
    rows = []
    for share in sorted({*SHOWN, found.confidence}):
        exact = Decimal(repr(share))
        amount = shown(found.percentile(share), found.sd)
        look = "first" if share == found.confidence else ""
        rows.append((share, amount, Row(say.percentile(exact), [_figure(amount, say), say.percent(exact)], look=look)))
    sums = (
        ("ui.sum_of_lows", found.sum_of_lows),
        ("chart.point_estimate", found.point_estimate),
        ("ui.sum_of_highs", found.sum_of_highs),
    )
    for key, amount in sums:
        within = found.probability_within(amount)
        rows.append((within, amount, Row(say(key), [_figure(amount, say), _chance(within, say)], look="quiet")))
    heads = ["", say("ui.amount_in", currency=found.currency.code), say("ui.not_exceeded")]
    made = [row for _, _, row in sorted(rows, key=lambda one: one[:2])]
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        show_table(say("ui.percentiles"), heads, made)
    if found.sum_of_lows < found.percentile(LOW) and found.percentile(HIGH) < found.sum_of_highs:
        lows, highs = (say.rough(amount, found.currency) for amount in (found.sum_of_lows, found.sum_of_highs))
        right.caption(plain(say("proposal.spread_sums", lows=lows, highs=highs)))


def _chance(value: float, say: Wording) -> str:
    """A probability to a tenth of a percent."""
    return probability(value, say.language, places=1)


def _figure(amount: Decimal, say: Wording) -> str:
    return number(amount, say.language, decimals=0)


# ------------------------------------------------------------------ assumptions, and how it was found


def _swings(offer: Offer, say: Wording) -> None:
    """How far each assumption moves the total."""
    found = swings(offer.estimate, years=offer.quote.contracted_years)
    try:
        show_chart(
            partial(swing_tornado, found, price_book(), language=say.language),
            key="risk.swings",
            content=repr(found) + say.language,
        )
    except InputError:
        st.info(say("ui.no_swings"))


def _method(found: Simulation, say: Wording) -> None:
    """Whether it was computed or sampled, and how far a sampled percentile may be off."""
    if not found.trials:
        st.caption(say("ui.exact"))
        return
    error = found.currency.round(found.sampling_error(found.confidence))
    st.caption(
        say(
            "ui.sampled",
            trials=say.number(found.trials),
            percentile=say.percentile(Decimal(repr(found.confidence))),
            error=say.rough(error, found.currency),
            seed=found.seed or 0,
        )
    )
