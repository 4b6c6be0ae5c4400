"""Commercial terms: currency, validity, contracted years, discount, tax, contingency, payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from costmodel.files.faults import Fault
from costmodel.price_book.facts import STANDARD
from costmodel.price_book.wording import Wording
from costmodel.quoting.terms import Terms, terms_of_policy
from costmodel.ui.parts.edited import Typed, begun, decimal_of, typed
from costmodel.ui.parts.fields import choice_field, number_field, several_field, text_field
from costmodel.ui.parts.typed_cells import note, number_column, percent_in, shown, taken, tell, to_echo
from costmodel.ui.state import session
from costmodel.ui.state.draft import plain_values, value_at, with_share, with_value
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import price_book, proposal_wording, usual_currency

"""The category of tax that needs no reason."""


def show(say: Wording) -> None:
    """The section."""
    book, usual = price_book(), _usual()
    left, right = st.columns(2)
    with left:
        st.subheader(say("ui.terms_price"))
        currencies = {code: code for code in book.currencies.contract_currencies}
        choice_field(
            say("label.currency"), ("currency",), currencies, usual=usual_currency(session.state().seller), jump=True
        )
        _whole(say("ui.contracted_years"), "contracted_years", 0, 15, usual.contracted_years)
        _whole(say("ui.validity_days"), "validity_days", 1, 730, usual.validity_days)
        _discount(usual, say)
        _contingency(usual, say)
    with right:
        st.subheader(say("ui.terms_tax"))
        _tax(usual, say)
        st.subheader(say("ui.terms_shown"))
        shown = {code: code for code in book.currencies.display_currencies}
        several_field(
            say("ui.display_currencies"),
            ("terms", "display_currencies"),
            shown,
            usual=usual.display_currencies or (),
            hint=say("ui.choose"),
        )
    st.subheader(say("ui.terms_payment"))
    _payment(usual, say)
    st.subheader(say("ui.terms_conditions"))
    _conditions(usual, say)


def _usual() -> Terms:
    """What holds where the draft says nothing: the policy's terms, then the seller's."""
    seller = session.state().seller
    policy = terms_of_policy(price_book().policy)
    return policy.then(seller.terms) if seller else policy


def _whole(label: str, name: str, least: int, most: int, usual: int | None) -> None:
    number_field(
        label,
        ("terms", name),
        minimum=Decimal(least),
        maximum=Decimal(most),
        usual=None if usual is None else Decimal(usual),
        whole=True,
    )


def _discount(usual: Terms, say: Wording) -> None:
    """Discounts on the whole, as one share; those that are amounts stay as a file brought them."""
    name = session.key("discount")
    shares = [Decimal(str(one["share"])) for one in _discounts(usual) if "share" in one]
    st.number_input(
        say("ui.discount_percent"),
        min_value=0.0,
        max_value=100.0,
        value=float(min(sum(shares, Decimal(0)), Decimal(1)) * 100),
        format="%.6g",
        key=name,
        on_change=action(_discounted),
        args=(name,),
    )


def _discounts(usual: Terms) -> Sequence[Mapping[str, Any]]:
    """The discounts on the whole as a need file has them."""
    given = value_at(session.state().draft, ("terms", "discounts"), None)
    return [plain_values(one) for one in usual.discounts or ()] if given is None else given


def _discounted(name: str) -> None:
    share, usual = decimal_of(st.session_state[name] or 0) / 100, _usual()
    label = proposal_wording(session.state().draft)("ui.discount_label")
    made = with_share(_discounts(usual), share, label=label)
    kept = made if made or usual.discounts else None
    session.change(lambda draft: with_value(draft, ("terms", "discounts"), kept))


def _contingency(usual: Terms, say: Wording) -> None:
    """Whether the contingency is charged as a line of its own; what the seller's file charges, it always does."""
    if usual.contingency is not None:
        return
    name = session.key("contingency")
    charged = value_at(session.state().draft, ("terms", "contingency")) is not None
    help_ = say("ui.contingency_help")
    st.toggle(say("ui.contingency"), value=charged, key=name, on_change=action(_charged), args=(name,), help=help_)


def _charged(name: str) -> None:
    if st.session_state[name]:
        session.change(lambda draft: {**draft, "terms": {**draft.get("terms", {}), "contingency": {}}})
    else:
        session.change(lambda draft: with_value(draft, ("terms", "contingency"), None))


def _tax(usual: Terms, say: Wording) -> None:
    """The category of the whole and, where it is not the usual one, the reason that the proposal prints."""
    book, draft = price_book(), session.state().draft
    names: dict[str, str] = {}
    for rate in book.tax.rates:
        names.setdefault(rate.category, say.of(rate.name))
    name, ids = session.key("tax"), list(names)
    category = value_at(draft, ("terms", "tax", "category"), usual.tax.category if usual.tax else STANDARD)
    place = ids.index(category) if category in ids else 0
    st.selectbox(
        say("ui.tax_category"),
        ids,
        index=place,
        format_func=names.__getitem__,
        key=name,
        on_change=action(_taxed),
        args=(name,),
    )
    if value_at(draft, ("terms", "tax", "category"), STANDARD) != STANDARD:
        text_field(say("ui.tax_reason"), ("terms", "tax", "reason"), help=say.of(book.tax.unconfirmed))


def _taxed(name: str) -> None:
    """Another category; its rate and reason are not those of the one before."""
    category = st.session_state[name]
    usual = _usual().tax
    made = None if usual and (usual.category, usual.rate) == (category, None) else {"category": category}
    session.change(lambda draft: with_value(draft, ("terms", "tax"), made), jump=True)


def _payment(usual: Terms, say: Wording) -> None:
    """What falls due at which stage, in percent; the shares must add up to the whole."""
    stages = {stage.id: say.of(stage.name) for stage in price_book().process.stages}
    parts = value_at(session.state().draft, ("terms", "payment"), None) or [
        plain_values(part) for part in usual.payment or ()
    ]
    name = session.key("payment")
    table = begun("payment", name, say.language, lambda: (_payment_frame(parts, say), parts))
    columns: dict[str, Any] = {
        "stage": st.column_config.SelectboxColumn(
            say("ui.stage"),
            options=list(stages),
            format_func=lambda id_: stages[str(id_)],
            required=True,
            width="large",
        ),
        "share": number_column("%", width=60),
    }
    st.data_editor(
        table.frame, key=name, column_config=columns, hide_index=True, num_rows="dynamic", width="stretch",
        on_change=action(_scheduled), args=(name,),
    )  # fmt: skip
    tell(say)
    whole = sum((Decimal(str(part["share"])) for part in parts), Decimal(0))
    if whole != 1:
        st.warning(say("ui.payment_sum", share=say.percent(whole)))


def _payment_frame(parts: Sequence[Mapping[str, Any]], say: Wording) -> Any:
    import pandas as pd

    rows = [(part["stage"], shown(Decimal(str(part["share"])) * 100, say)) for part in parts]
    return pd.DataFrame(rows, columns=["stage", "share"])


def _scheduled(name: str) -> None:
    faults: list[Fault] = []
    rows = typed("payment", name)
    parts = payment_parts(rows, faults)
    note(faults)
    jump = bool(faults) or any(to_echo([row.cells.get("share")]) for row in rows)
    session.change(lambda draft: with_value(draft, ("terms", "payment"), parts or None), jump=jump)


def payment_parts(rows: Sequence[Typed], faults: list[Fault] | None = None) -> list[dict[str, Any]]:
    """The schedule of a need file; a row without a stage is none yet."""
    made = []
    for value, cells in rows:
        part = dict(value or {}) | ({"stage": cells["stage"]} if cells.get("stage") else {})
        if cells.get("share") is not None:
            where = str(part.get("stage", "%"))
            share = taken(partial(percent_in, cells["share"], where=where), [] if faults is None else faults)
            part |= {} if share is None else {"share": share.normalize()}
        if "stage" in part:
            made.append({"share": Decimal(0), **part})
    return made


def _conditions(usual: Terms, say: Wording) -> None:
    """Further conditions, one a line; the seller's where none was given."""
    name = session.key("conditions")
    given = value_at(session.state().draft, ("terms", "conditions"), usual.conditions or ())
    st.text_area(
        say("ui.conditions_label"), "\n".join(given), key=name, max_chars=5_000, on_change=action(_agreed), args=(name,)
    )


def _agreed(name: str) -> None:
    lines = [line.strip() for line in st.session_state[name].splitlines() if line.strip()]
    session.change(lambda draft: with_value(draft, ("terms", "conditions"), lines or None))
