"""What the simulation is told: correlation, distribution, percentile or amount, the exchange rate, and the register."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import streamlit as st

from costmodel.estimating.scope import names_part
from costmodel.money.currencies import Currency
from costmodel.price_book.risk import DISTRIBUTIONS, RiskEvent
from costmodel.price_book.wording import Wording
from costmodel.risk.simulation import RiskLine
from costmodel.ui.parts.words import plain
from costmodel.ui.state.settings import Fields
from costmodel.words.text import Text, listed

STEPS = 20
"""Steps of a slider from nothing to the whole."""
LEAST_SURE, MOST_SURE = 10, 19
"""The first and the last of these steps that a contingency may reach."""


class Settings(NamedTuple):
    """What is asked of a simulation, beside the lines. `amount` is one whose chances are asked for."""

    correlation: Decimal
    distribution: str
    confidence: Decimal
    amount: Decimal | None
    exchange: bool
    events: tuple[str, ...]


def ask_settings(lines: Sequence[RiskLine], currency: Currency, fields: Fields, say: Wording) -> Settings:
    """The fields, and what they say."""
    left, right = st.columns(2, gap="large")
    with left:
        confidence = _confidence(fields, say)
        amount = _amount(currency, fields, say)
    with right:
        correlation = _correlation(fields, say)
        distribution = _distribution(fields, say)
    exchange = _exchange(currency, fields, say)
    events = _register(lines, fields, say)
    fields.button_to_forget(say("ui.usual_settings"))
    return Settings(correlation, distribution, confidence, amount, exchange, events)


def _confidence(fields: Fields, say: Wording) -> Decimal:
    return fields.slider(
        "confidence",
        say("ui.contingency_reaches"),
        say.book.policy.confidence,
        (Decimal(n) / STEPS for n in range(LEAST_SURE, MOST_SURE + 1)),
        words=say.percentile,
        help=say("ui.contingency_reaches_help"),
    )


def _amount(currency: Currency, fields: Fields, say: Wording) -> Decimal | None:
    return fields.amount(
        f"amount.{currency.code}",
        say("ui.is_amount_enough", currency=currency.code),
        placeholder=say("ui.amount_placeholder"),
        help=say("ui.is_amount_enough_help"),
    )


def _correlation(fields: Fields, say: Wording) -> Decimal:
    fact = say.book.risk.correlation
    low, high = (say.number(bound) for bound in fact.plausible)
    told = say("ui.correlation_is", usual=say.number(fact.value), low=low, high=high)
    return fields.slider(
        "correlation",
        say("ui.correlation"),
        fact.value,
        (Decimal(n) / STEPS for n in range(STEPS + 1)),
        words=say.number,
        help=f"{told} {say.of(fact.reason)}" if fact.reason else told,
    )


def _distribution(fields: Fields, say: Wording) -> str:
    return fields.one_of(
        "distribution",
        say("ui.distribution"),
        DISTRIBUTIONS,
        say.book.risk.distribution,
        words=lambda kind: say(f"distribution.{kind}"),
        help=say("ui.distribution_help"),
    )


def _exchange(currency: Currency, fields: Fields, say: Wording) -> bool:
    book = say.book
    code = book.risk.foreign_currency if book.currencies.at_home(currency.code) else currency.code
    volatility = book.volatility(code)
    reason = f" {say.of(volatility.reason)}" if volatility.reason else ""
    told = say("ui.count_exchange_help", currency=code, share=say.percent(volatility.value))
    return fields.toggle("exchange", say("ui.count_exchange"), help=told + reason)


# ------------------------------------------------------------------ the register


def _register(lines: Sequence[RiskLine], fields: Fields, say: Wording) -> tuple[str, ...]:
    """Every risk of the register with a switch, how probable it is and what it then costs."""
    with st.expander(say("ui.register", count=len(say.book.risks))):
        st.caption(say("ui.register_help"))
        return tuple(risk.id for risk in say.book.risks if _risk(risk, lines, fields, say))


def _risk(risk: RiskEvent, lines: Sequence[RiskLine], fields: Fields, say: Wording) -> bool:
    touched = [line.name for line in lines if any(names_part(name, line.id) for name in risk.lines)]
    counted = fields.toggle(
        f"risk.{risk.id}",
        plain(say.of(risk.name)),
        disabled=not touched,
        help=say.reason(risk) or None,
    )
    st.caption(f"{plain(say.of(risk.description))}  \n{plain(_odds(risk, touched, lines, say))}")
    return counted and bool(touched)


def _odds(risk: RiskEvent, touched: Sequence[Text], lines: Sequence[RiskLine], say: Wording) -> str:
    """Probability and impact in words."""
    if not touched:
        return say("ui.risk_touches_nothing")
    least, most = (say.percent(share) for share in risk.plausible_probability)
    parts = say("ui.all_lines") if len(touched) == len(lines) else say.of(listed(touched, ", "))
    low, likely, high = (say.percent(share) for share in (risk.impact_low, risk.impact_likely, risk.impact_high))
    what = "ui.risk_odds_abroad" if risk.foreign_part else "ui.risk_odds"
    return say(
        what, probability=say.percent(risk.probability), least=least, most=most, parts=parts, low=low, likely=likely,
        high=high,
    )  # fmt: skip
