"""The side of every page: the price as it is now, what may be taken back, and the need as a file."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from html import escape
from typing import Literal

import streamlit as st

from costmodel.files.faults import CostmodelError, InputError
from costmodel.files.limits import TEXT
from costmodel.files.output import file_name
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.access import role
from costmodel.ui.parts.words import plain, refused
from costmodel.ui.state import session
from costmodel.ui.state.draft import Draft, from_file, new_draft, tidy, to_file, value_at, without_costs
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import Offer, need_of_draft, offer_of, price_book


def show(say: Wording) -> None:
    """The price, undo and redo, and the need as a file."""
    now = session.state()
    with st.container():
        st.caption(subject(now.draft, say))
        try:
            _price(current_offer(), say)
        except CostmodelError as error:
            st.error(refused(say("ui.no_price"), error, say))
        if own := own_facts_words(say):
            st.caption(own)
        if now.restored:
            st.caption(say("ui.restored"))
    back, forth = st.columns(2)
    back.button(say("ui.undo"), on_click=action(session.undo), disabled=not now.past, width="stretch", key="undo")
    forth.button(say("ui.redo"), on_click=action(session.redo), disabled=not now.future, width="stretch", key="redo")
    if role() == "seller":
        name, help_ = session.key("margin"), say("ui.show_margin_help")
        st.toggle(
            say("ui.show_margin"), value=now.margin_shown, key=name, on_change=action(_margin), args=(name,), help=help_
        )
    with st.expander(say("ui.need_file")):
        _file(say)


def strip(say: Wording) -> None:
    """The price in one line, which the style shows while the side of the page is folded away."""
    label, total = say("ui.strip_no_price"), ""
    with suppress(CostmodelError):
        quote = current_offer().quote
        label, total = say("ui.payable", currency=quote.currency.code), say.bare(quote.totals.payable, quote.currency)
    st.html(f"<p class='price-strip'><span>{escape(label)}</span><b>{escape(total)}</b></p>")


def subject(draft: Draft, say: Wording) -> str:
    """The customer, the preset and the bundle of a draft, as far as it has them."""
    book = price_book()
    names = {preset.id: say.of(preset.name) for preset in book.presets}
    names |= {bundle.id: say.of(bundle.name) for bundle in book.bundles}
    chosen = [names.get(str(draft.get(key)), "") for key in ("preset", "bundle")]
    return " · ".join(word for word in (plain(str(value_at(draft, ("customer", "name"), ""))), *chosen) if word)


def own_facts_words(say: Wording) -> str:
    """Which facts are this session's own; nothing where all are the shipped ones."""
    own, count = session.state().overrides, len(price_book().changed)
    if own is None or not count:
        return ""
    return say("ui.own_in_use", count=say.number(count), source=plain(own.source), day=say.day(own.on))


def margins_shown() -> bool:
    """Whether costs and margins are on the screen: a seller's, and not turned away for the customer."""
    return role() == "seller" and session.state().margin_shown


def _margin(name: str) -> None:
    session.state().margin_shown = bool(st.session_state[name])
    session.read_anew()


def current_offer() -> Offer:
    """The draft priced and quoted. Raises CostmodelError with what is to be mended."""
    return offer_with(session.state().draft)


def offer_with(draft: Draft) -> Offer:
    """Another draft priced and quoted like the one at hand. Raises CostmodelError with what is to be mended."""
    now = session.state()
    return offer_of(draft, today=session.today(), seller=now.seller, own_rates=now.own_rates)


def _price(offer: Offer, say: Wording) -> None:
    quote = offer.quote
    money, budget = quote.currency, quote.budget
    total = say.bare(quote.totals.payable, money)
    st.metric(say("ui.payable", currency=money.code), total, help=say("ui.payable_help"))
    rows = [
        (say("ui.tax_exclusive"), say.bare(quote.totals.tax_exclusive, money)),
        (say("ui.range"), say("label.from_to", low=say.figure(budget.low), high=say.figure(budget.high))),
        (say("ui.percentile_before_tax", percentile=say.percentile(budget.confidence)), say.figure(budget.before_tax)),
        (say("ui.holds"), say.percent(budget.within_point.quantize(Decimal("0.01")))),
    ]
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    st.html(f"<dl class='figures'>{told}</dl>")
    class_name = say.of(quote.estimate_class.name)
    st.caption(class_name[:1].upper() + class_name[1:])


def _file(say: Wording) -> None:
    """Save the need, load another, start anew."""
    save_need(say, key="save", width="stretch")
    if role() == "buyer" and without_costs(session.state().draft) != session.state().draft:
        st.caption(say("ui.saved_without_costs"))
    st.file_uploader(
        say("ui.load_need"),
        type=["yaml", "yml"],
        key=session.key("load"),
        on_change=action(_load),
        args=(session.key("load"),),
        max_upload_size=TEXT.megabytes,
    )
    if fault := st.session_state.pop("load_fault", None):
        st.error(refused(say("ui.own_refused"), fault, say))
    st.button(say("ui.start_anew"), on_click=action(start_anew), width="stretch", key="anew")


def save_need(say: Wording, *, key: str, width: Literal["stretch", "content"] = "content") -> None:
    """The button that gives the draft as a need file; a buyer's has no costs and margins, whoever typed them."""
    draft = session.state().draft
    named = value_at(draft, ("number",)) or value_at(draft, ("customer", "name")) or "need"
    st.download_button(
        say("ui.save_need"),
        to_file(draft if role() == "seller" else without_costs(draft)),
        f"{file_name(str(named))}.yaml",
        "application/yaml",
        width=width,
        key=key,
        on_click="ignore",
    )


def _load(name: str) -> None:
    """A need file in place of the draft; a faulty one changes nothing."""
    upload = st.session_state[name]
    if upload is None:
        return
    try:
        draft = from_file(upload.getvalue(), where=upload.name)
        need_of_draft(draft, where=upload.name)
    except InputError as error:
        st.session_state["load_fault"] = error
        return
    session.change(lambda _: tidy(draft), jump=True)


def start_anew() -> None:
    """A new quote in place of the one at hand, which can be undone."""
    session.change(lambda _: new_draft(price_book()), jump=True)
