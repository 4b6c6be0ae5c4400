"""How the need is met: modules, the bundle with what it includes and leaves out, and saving levers."""

from __future__ import annotations

import streamlit as st

from costmodel.estimating.scope import fitting_levers, gaps, included, modules_of
from costmodel.estimating.spec import Spec
from costmodel.files.faults import CostmodelError
from costmodel.price_book.facts import MODULES, Bundle
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.quote import target
from costmodel.ui.parts.fields import choice_field, several_field
from costmodel.ui.state import session
from costmodel.ui.state.draft import value_at, with_value
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import need_of_draft, price_book


def show(say: Wording) -> None:
    """The section."""
    book = price_book()
    modules: dict[str, str] = {module: say(f"ui.module_{module}") for module in MODULES}
    several_field(say("ui.modules"), ("modules",), modules, usual=MODULES, hint=say("ui.choose"))
    names = {bundle.id: say.of(bundle.name) for bundle in book.bundles}
    choice_field(say("label.bundle"), ("bundle",), names, usual=book.bundles[0].id, jump=True)
    bundle = book.bundle(session.state().draft.get("bundle", book.bundles[0].id))
    st.markdown(say.of(bundle.description))
    try:
        spec = need_of_draft(session.state().draft).spec
        modules_of(spec, bundle)
    except CostmodelError:
        return  # the side of the page says what is wrong
    _scope(spec, bundle, say)
    _levers(spec, bundle, say)
    target.show(say)


def _scope(spec: Spec, bundle: Bundle, say: Wording) -> None:
    """What is included, and what the need asks for and the bundle leaves out."""
    book = price_book()
    drivers = {driver.id: say.number(getattr(spec, driver.id)) for driver in book.drivers}
    names = {f"{c.id}.{i.id}": say.of(i.text).format(**drivers) for c in book.scope_of_work for i in c.items}
    missing = gaps(spec, bundle, book)
    if missing:
        st.warning(say("ui.gaps", count=len(missing)) + "\n\n" + "\n".join(f"- {names[item]}" for item in missing))
    else:
        st.success(say("ui.no_gaps"))
    has = included(spec, bundle, book)
    with st.expander(say("ui.included", count=len(has))):
        for category in book.scope_of_work:
            items = [names[item] for item in has if item.startswith(f"{category.id}.")]
            if items:
                st.markdown(f"**{say.of(category.name)}**\n" + "\n".join(f"- {item}" for item in items))


def _levers(spec: Spec, bundle: Bundle, say: Wording) -> None:
    """The saving levers that fit the bundle, each with what it means."""
    book = price_book()
    every = spec.model_copy(update={"levers": tuple(lever.id for lever in book.levers)})
    shown = {*fitting_levers(every, bundle, book), *spec.levers}  # one that was chosen can always be taken out
    fitting = [lever for lever in book.levers if lever.id in shown]
    st.subheader(say("ui.levers"))
    with st.container(key="levers"):
        for lever in fitting:
            name = session.key(f"levers.{lever.id}")
            st.checkbox(
                say.of(lever.name),
                value=lever.id in spec.levers,
                key=name,
                on_change=action(_saved),
                args=(lever.id, name),
            )
            st.caption(say.of(lever.description))


def _saved(lever: str, name: str) -> None:
    """Take a lever into the draft or out of it; they stand in the order of the price book."""
    before = {*value_at(session.state().draft, ("levers",), ())}
    chosen = before | {lever} if st.session_state[name] else before - {lever}
    kept = [one.id for one in price_book().levers if one.id in chosen]
    session.change(lambda draft: with_value(draft, ("levers",), kept or None))
