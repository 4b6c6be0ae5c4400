"""A target price: which bundles and savings reach an amount, and what is lost for it."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal

import streamlit as st

from costmodel.comparing.ceiling import Fit, Way, fit_to_budget
from costmodel.files.faults import CostmodelError
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.price_panel import current_offer
from costmodel.ui.parts.words import refused
from costmodel.ui.state import session
from costmodel.ui.state.draft import with_value
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import Offer, own_facts, price_book

FOUND = "target_found"


def show(say: Wording) -> None:
    """The amount asked for, and the ways that reach it."""
    try:
        offer = current_offer()
    except CostmodelError:
        return
    st.subheader(say("ui.target"))
    st.caption(say("ui.target_help"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    money = offer.quote.currency
    amount = left.number_input(
        say("ui.target_amount", currency=money.code),
        min_value=1,
        value=max(1, int(offer.quote.totals.tax_exclusive)),
        key=f"target_{money.code}",
        persist_state="session",
    )
    if right.button(say("ui.target_find"), width="stretch", key="find"):
        try:
            with st.spinner(say("ui.target_searching")):
                st.session_state[FOUND] = (_asked(offer), _found(offer, Decimal(amount)))
        except CostmodelError as error:
            st.error(refused(say("ui.target_refused"), error, say))
    asked, found = st.session_state.get(FOUND, (None, None))
    if found is not None and asked == _asked(offer):
        _ways(found, say)


def _asked(offer: Offer) -> tuple[Hashable, ...]:
    """What the ways were found for: everything that moves a price but what they choose, bundle and levers."""
    made, spec = offer.estimate, offer.need.spec.model_copy(update={"levers": ()})
    rates, facts = session.state().own_rates, repr(own_facts())
    return spec, made.on, made.currency, offer.need.rate_card, offer.quote.contracted_years, rates, facts


def _found(offer: Offer, ceiling: Decimal) -> Fit:
    pricing = offer.estimate.pricing
    return fit_to_budget(offer.need.spec, pricing, ceiling=ceiling, years=offer.quote.contracted_years)


def _ways(found: Fit, say: Wording) -> None:
    if not found.reaching("p50"):
        st.warning(say("ui.target_none"))
    for n, way in enumerate(found.ways):
        words, button = st.container(border=True).columns([5, 1], vertical_alignment="center")
        with words:
            _tell(way, found, say)
        taken = (way.bundle, way.levers)
        button.button(say("ui.target_take"), key=f"take{n}", on_click=action(_take), args=taken, width="stretch")


def _tell(way: Way, found: Fit, say: Wording) -> None:
    """What a way comes to, what it leaves out, and by which savings."""
    book, money = price_book(), found.currency
    bundle = say.of(book.bundle(way.bundle).name)
    figures = {"median": say.rough(way.p50, money), "sure": say.rough(way.p80, money)}
    scope = say("ui.gaps", count=len(way.gaps)) if way.gaps else say("ui.no_gaps")
    st.markdown(f"**{bundle}**  \n{say('ui.target_way', scope=scope, **figures)}")
    saved = [
        f"{say.of(book.lever(saving.lever).name)} ({say('ui.saves', amount=say.rough(saving.amount, money))})"
        for saving in way.savings
    ]
    if saved:
        st.caption(say("ui.target_saves", savings=", ".join(saved)))


def _take(bundle: str, levers: tuple[str, ...]) -> None:
    session.change(
        lambda draft: with_value(with_value(draft, ("bundle",), bundle), ("levers",), list(levers) or None), jump=True
    )
