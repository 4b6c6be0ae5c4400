"""How bundles are compared: which ones, over how long, at which rate, by which rule, and what the buyer bears."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, get_args

import streamlit as st

from costmodel.price_book.evaluation import Award, Weights
from costmodel.price_book.facts import Figure
from costmodel.price_book.life import Borne
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.compare.weights import ask_weights
from costmodel.ui.state.settings import Fields

PER_WHOLE = 200
"""Steps of a slider of rates from nothing to the whole: half a percent each."""


class Settings(NamedTuple):
    """What is asked of a comparison, beside the need."""

    bundles: tuple[str, ...]
    years: int
    discount_rate: Decimal
    duty_rate: Decimal | None
    prices: tuple[tuple[str, Decimal], ...]
    weights: Weights


def ask_settings(currency: str, say: Wording) -> Settings | None:
    """The fields, and what they say; None where there is nothing to compare yet, which the page then tells."""
    fields = Fields("compare", say.language)
    bundles = _bundles(fields, say)
    left, middle, right = st.columns(3, gap="large")
    with left:
        years = _years(fields, say)
    with middle:
        rate = _discount_rate(fields, say)
    with right:
        rule, threshold = _rule(fields, say)
    weights = ask_weights(fields, rule=rule, threshold=threshold, bundles=bundles, say=say)
    duty_rate, prices = _borne(currency, fields, say)
    fields.button_to_forget(say("ui.usual_settings"))
    if len(bundles) < 2:
        st.info(say("ui.compare_two"))
        return None
    if weights is None:
        return None
    return Settings(bundles, years, rate, duty_rate, prices, weights)


def _bundles(fields: Fields, say: Wording) -> tuple[str, ...]:
    """The bundles that are compared, in the order of the price book."""
    names = {bundle.id: say.of(bundle.name) for bundle in say.book.bundles}
    picked = st.multiselect(
        say("ui.compare_bundles"),
        list(names),
        default=[id_ for id_ in fields.last("bundles", list(names)) if id_ in names],
        format_func=names.__getitem__,
        key=fields.key("bundles"),
    )
    fields.keep("bundles", picked, list(names))
    return tuple(id_ for id_ in names if id_ in picked)


def _years(fields: Fields, say: Wording) -> int:
    horizon = say.book.lifecycle.horizon_years
    last = fields.last("years", horizon.value)
    chosen = st.slider(
        say("comparison.horizon"),
        horizon.minimum,
        horizon.maximum,
        min(max(last, horizon.minimum), horizon.maximum),
        key=fields.key("years"),
        help=say.reason(horizon) or None,
    )
    return fields.keep("years", chosen, horizon.value)


def _discount_rate(fields: Fields, say: Wording) -> Decimal:
    fact = say.book.lifecycle.discount_rate
    most = max(*fact.plausible, fact.value, *say.book.evaluation.discount_rates)
    return _share("discount_rate", most, fact, fields, say)


def _share(name: str, most: Decimal, fact: Figure, fields: Fields, say: Wording) -> Decimal:
    """A share on a slider, written as the language writes percentages."""
    return fields.slider(
        name,
        say(f"comparison.{name}"),
        fact.value,
        (Decimal(n) / PER_WHOLE for n in range(int(most * PER_WHOLE) + 1)),
        words=say.percent,
        help=say.reason(fact) or None,
    )


def _rule(fields: Fields, say: Wording) -> tuple[Award, Decimal | None]:
    """The award rule, and its threshold where it has one."""
    facts = say.book.evaluation
    rules: tuple[Award, ...] = get_args(Award)
    chosen = fields.one_of(
        "rule",
        say("comparison.rule"),
        rules,
        facts.award,
        words=lambda rule: say(f"comparison.rule_{rule}"),
        help=say("ui.rule_help"),
    )
    if chosen != "threshold":
        return chosen, None
    return chosen, _share("threshold", Decimal(1), facts.threshold, fields, say)


# ------------------------------------------------------------------ what the buyer bears


def _borne(currency: str, fields: Fields, say: Wording) -> tuple[Decimal | None, tuple[tuple[str, Decimal], ...]]:
    """The rate of import duty, and the unit prices that are known."""
    facts = say.book.lifecycle
    with st.expander(say("ui.borne")):
        st.caption(say("ui.borne_help"))
        columns = st.columns(2, gap="large")
        with columns[0]:
            duty = _duty(fields, say)
        prices = []
        for n, item in enumerate(facts.borne, start=1):
            with columns[n % 2]:
                price = _price(item, currency, fields, say)
            if price is not None:
                prices.append((item.id, price))
    return duty, tuple(prices)


def _duty(fields: Fields, say: Wording) -> Decimal | None:
    duty = say.book.lifecycle.import_duty
    last = fields.last("duty", None)
    chosen = st.selectbox(
        say.of(duty.name),
        duty.tiers,
        index=duty.tiers.index(last) if last in duty.tiers else None,
        format_func=say.percent,
        placeholder=say("ui.not_known"),
        key=fields.key("duty"),
        help=say.reason(duty) or None,
    )
    return fields.keep("duty", chosen)


def _price(item: Borne, currency: str, fields: Fields, say: Wording) -> Decimal | None:
    """The unit price of something that the buyer bears; None where it is not known."""
    return fields.amount(
        f"price.{item.id}.{currency}",
        say("ui.unit_price_of", name=item.name, currency=currency, unit=item.unit_one),
        placeholder=say("ui.price_of_option" if item.line else "ui.not_known"),
        help=say.reason(item) or None,
    )
