"""The need: a preset as the start, then drivers grouped as people think, each with what it does to the price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from costmodel.estimating.estimate import Estimate
from costmodel.estimating.sensitivity import DriverEffect, driver_effects
from costmodel.files.faults import CostmodelError
from costmodel.price_book.facts import GROUPS, Amplitude, Choice, Driver
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.fields import choice_field, number_field, several_field, text_field
from costmodel.ui.parts.price_panel import current_offer
from costmodel.ui.state import session
from costmodel.ui.state.draft import Draft, answered, value_at, with_value, without_answers
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import own_facts, price_book
from costmodel.words.text import rough

STEM = 4
"""Letters of a unit by which a name says it."""


def show(say: Wording) -> None:
    """The section."""
    book, draft = price_book(), session.state().draft
    _preset(say)
    _reasons(say)
    st.caption(say("ui.preset_holds"))
    effects = _effects()
    for group in GROUPS:
        st.subheader(say(f"ui.group_{group}"))
        fields = [partial(_driver, driver, draft, effects, say) for driver in book.drivers if driver.group == group]
        if group == "conditions":
            choices = [partial(_condition, choice, say) for choice in book.conditions.choices]
            amplitudes = [partial(_amplitude, amplitude, say) for amplitude in book.conditions.amplitudes]
            fields = [*choices, *fields, *amplitudes]
        in_pairs(fields)
    _survey(say)


def in_pairs(fields: Sequence[Callable[[], None]]) -> None:
    """Two fields a row, so that those of a row stand level whatever is below them."""
    for n in range(0, len(fields), 2):
        for column, field in zip(st.columns(2), fields[n : n + 2], strict=False):
            with column:
                field()


def _preset(say: Wording) -> None:
    book = price_book()
    names = {preset.id: say.of(preset.name) for preset in book.presets}
    start, again = st.columns([3, 1], vertical_alignment="bottom")
    with start:
        usual = session.state().draft.get("preset", "")
        chosen = names if usual else {"": say("ui.no_preset"), **names}
        choice_field(say("ui.preset"), ("preset",), chosen, usual=usual, jump=True, help=say("ui.preset_help"))
    given = answered(session.state().draft)
    again.button(say("ui.forget_answers"), on_click=action(_forget), disabled=not given, width="stretch", key="forget")


def _reasons(say: Wording) -> None:
    """Who buys, and why: what the proposal argues with, and the scope of a targeted update."""
    book, preset = price_book(), session.state().draft.get("preset")
    usual = book.preset(str(preset)) if preset else None
    types = {kind.id: say.of(kind.name) for kind in book.customer_types}
    reasons = {case.id: say.of(case.name) for case in book.use_cases}
    kinds, kind = (types, usual.customer_type) if usual else ({"": say("ui.choose"), **types}, "")
    choice_field(say("need.customer_type"), ("customer_type",), kinds, usual=kind)
    cases = usual.use_cases if usual else ()
    several_field(say("need.use_cases"), ("use_cases",), reasons, usual=cases, hint=say("ui.choose"))


def _forget() -> None:
    session.change(without_answers, jump=True)


def _effects() -> dict[str, DriverEffect]:
    """What each driver does to the price; nothing while there is no price."""
    try:
        offer = current_offer()
    except CostmodelError:
        return {}
    made, need = offer.estimate, offer.need
    rests_on = (need.spec, made.bundle.id, made.on, made.currency, session.state().own_rates, need.rate_card)
    found = _effects_of(repr((rests_on, own_facts())), made, offer.quote.contracted_years)
    return {effect.id: effect for effect in found}


@st.cache_resource(show_spinner=False, max_entries=100, ttl=3600)
def _effects_of(rests_on: str, _made: Estimate, years: int) -> tuple[DriverEffect, ...]:
    return driver_effects(_made, years=years)


def _driver(driver: Driver, draft: Draft, effects: dict[str, DriverEffect], say: Wording) -> None:
    book = price_book()
    usual = None
    if "preset" in draft:
        usual = dict(book.preset(str(draft["preset"])).drivers)[driver.id]
    value = Decimal(str(value_at(draft, (driver.id,), usual or driver.minimum)))
    unit = _unit(driver, value, say)
    number_field(
        f"{say.of(driver.name)} ({unit})" if unit else say.of(driver.name),
        (driver.id,),
        minimum=driver.minimum,
        maximum=driver.maximum,
        usual=usual,
        whole=driver.whole,
        help=say.of(driver.help),
    )
    told = [f"{say('ui.answered')}."] if driver.id in draft else []
    told += [_effect_words(effects[driver.id], say)] if driver.id in effects else []
    if told:
        st.caption(" ".join(told))


def _unit(driver: Driver, value: Decimal, say: Wording) -> str:
    """The unit of a driver; nothing where its name says it, and the bounds where it is a place between them."""
    if driver.maximum <= 1:
        return say("label.from_to", low=say.number(driver.minimum), high=say.number(driver.maximum))
    unit = say.of(driver.unit.after(value))
    stem = unit[:STEM].casefold()
    said = any(word.startswith(stem) for word in say.of(driver.name).casefold().split())
    return "" if said and len(stem) == STEM else unit


def _effect_words(effect: DriverEffect, say: Wording) -> str:
    """What a lower and a higher value would do to the price; a value at its bound goes one way only."""
    less, more = rough(effect.total - effect.low), rough(effect.high - effect.total)
    lower = {"low": say.number(effect.low_value), "less": say.figure(less)}
    higher = {"high": say.number(effect.high_value), "more": say.figure(more)}
    if less and more:
        return say("ui.effect", **lower, **higher, currency=effect.currency)
    if less or more:
        way, told = ("less", lower) if less else ("more", higher)
        return say(f"ui.effect_{way}", **told, currency=effect.currency)
    return say("ui.no_effect")


def _condition(choice: Choice, say: Wording) -> None:
    options = {option.id: say.of(option.name) for option in choice.options}
    help_ = say.reason(choice) or None
    choice_field(say.of(choice.name), (choice.id,), options, usual=choice.default, help=help_)


def _amplitude(amplitude: Amplitude, say: Wording) -> None:
    """A condition that is a number; a share in percent."""
    number_field(
        say.of(amplitude.name) + (" (%)" if amplitude.is_share else ""),
        (amplitude.id,),
        minimum=amplitude.minimum,
        maximum=amplitude.maximum,
        usual=amplitude.default,
        whole=amplitude.whole,
        factor=100 if amplitude.is_share else 1,
        help=say.of(amplitude.help),
    )


def _survey(say: Wording) -> None:
    """A visit of the site, which makes a firm offer possible; it counts once both fields are filled in."""
    name, given = session.key("survey.on"), value_at(session.state().draft, ("survey", "on"))
    left, right = st.columns(2)
    left.date_input(
        say("ui.surveyed_on"),
        value=given,
        format="DD/MM/YYYY",
        key=name,
        on_change=action(_surveyed),
        args=(name,),
        help=say("ui.survey_help"),
    )
    with right:
        text_field(say("ui.surveyed_by"), ("survey", "by"), help=say("ui.survey_help"))


def _surveyed(name: str) -> None:
    day = st.session_state[name]
    session.change(lambda draft: with_value(draft, ("survey", "on"), day))
