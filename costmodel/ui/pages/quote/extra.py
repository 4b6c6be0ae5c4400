"""Lines of one's own beside the model's: in the total, an option, or an alternative to a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from costmodel.files.faults import Fault
from costmodel.money.currencies import Money, decimal_of
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.edited import Typed, amount_of, begun, typed
from costmodel.ui.parts.typed_cells import note, number_column, price_in, quantity_in, shown, taken, tell, to_echo
from costmodel.ui.state import session
from costmodel.ui.state.draft import value_at, with_value
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import Offer, usual_currency

KINDS = ("line", "option", "alternative")
COLUMNS = {"item_name": "str", "kind": "str", "replaces": "str", "quantity": "str", "unit_price": "str"}


def show_own_lines(offer: Offer | None, say: Wording) -> None:
    """The lines as a table to edit and to add to; without an offer there is no price, perhaps because of them."""
    st.subheader(say("ui.own_lines"))
    st.caption(say("ui.own_lines_help"))
    name, draft = session.key("extra"), session.state().draft
    currency = offer.quote.currency.code if offer else draft.get("currency") or usual_currency(session.state().seller)
    table = begun("extra", name, (say.language, currency), lambda: _begin(offer, say))
    names = table.frame.attrs["names"]
    columns: dict[str, Any] = {
        "item_name": st.column_config.TextColumn(say("label.item"), required=True, width=230, max_chars=500),
        "kind": st.column_config.SelectboxColumn(
            say("ui.kind"),
            options=list(KINDS),
            default="line",
            required=True,
            width=100,
            format_func=lambda kind: say(f"ui.kind_{kind}"),
        ),
        "replaces": st.column_config.SelectboxColumn(
            say("ui.replaces"), options=list(names), format_func=lambda id_: names.get(id_, id_), width=170
        ),
        "quantity": number_column(say("label.quantity"), default="1", width=60),
        "unit_price": number_column(say("ui.unit_price"), default="0", width=115),
    }
    st.data_editor(
        table.frame,
        key=name,
        column_config=columns,
        hide_index=True,
        num_rows="dynamic",
        width="stretch",
        on_change=action(_edited),
        args=(name, currency),
    )
    tell(say)


def _begin(offer: Offer | None, say: Wording) -> tuple[Any, Sequence[Any]]:
    """The frame with the lines of the draft, and those lines; what an alternative may replace is fixed with it."""
    import pandas as pd

    extras = list(value_at(session.state().draft, ("terms", "extra_lines"), ()))
    quoted = {line.id: line for line in offer.quote.lines} if offer else {}
    rows = [
        {
            "item_name": extra["item_name"],
            "kind": extra.get("kind", "line"),
            "replaces": extra.get("replaces"),
            "quantity": shown(_quantity(extra), say),
            "unit_price": shown(
                quoted[extra["id"]].unit_price
                if extra["id"] in quoted
                else Money.model_validate(extra["unit_price"]).amount,
                say,
                money=offer.quote.currency if offer else None,
            ),
        }
        for extra in extras
    ]
    own = {extra["id"] for extra in extras}
    replaceable = {id_: say.of(line.item_name) for id_, line in quoted.items() if id_ not in own}
    replaced = {extra["replaces"]: extra["replaces"] for extra in extras if "replaces" in extra}
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    frame.attrs["names"] = {**replaced, **replaceable}
    return frame, extras


def _edited(name: str, currency: str) -> None:
    """The table as it is now, put into the draft."""
    faults: list[Fault] = []
    rows = typed("extra", name)
    lines = list(own_lines(rows, currency, faults))
    note(faults)
    jump = bool(faults) or any(to_echo([row.cells.get(key) for key in ("quantity", "unit_price")]) for row in rows)
    session.change(lambda draft: with_value(draft, ("terms", "extra_lines"), lines or None), jump=jump)


def _quantity(extra: Mapping[str, Any]) -> Decimal:
    return decimal_of(extra.get("quantity", 1), where="quantity")


def own_lines(rows: Sequence[Typed], currency: str, faults: list[Fault] | None = None) -> Iterator[Mapping[str, Any]]:
    """The lines of a need file; what a row does not show, such as a unit or a tax, stays as the file brought it.

    A row without a name is no line yet, and an alternative is an option until it says to what.
    """
    taken = {row.value["id"] for row in rows if row.value}
    free = (id_ for n in range(1, len(rows) + len(taken) + 1) if (id_ := f"own.{n}") not in taken)
    for value, cells in rows:
        name = str(cells.get("item_name") or "").strip() or (value or {}).get("item_name")
        if name:
            line = dict(value or {"id": next(free), "unit_price": amount_of(0, currency)})
            yield _with_cells(line | {"item_name": name}, cells, currency, [] if faults is None else faults)


def _with_cells(line: dict[str, Any], cells: Mapping[str, Any], currency: str, faults: list[Fault]) -> dict[str, Any]:
    kind = cells.get("kind") or line.get("kind", "line")
    replaces = cells.get("replaces", line.get("replaces"))
    made = {key: value for key, value in line.items() if key not in ("kind", "replaces")}
    if kind == "alternative" and replaces:
        made |= {"kind": kind, "replaces": replaces}
    elif kind != "line":
        made["kind"] = "option"
    where = str(line["item_name"])
    if cells.get("quantity"):
        quantity = taken(lambda: quantity_in(cells["quantity"], where=where), faults)
        made |= {} if quantity is None else {"quantity": quantity.normalize()}
    if cells.get("unit_price") is not None:
        price = taken(lambda: price_in(cells["unit_price"], currency=currency, where=where), faults)
        made |= {} if price is None else {"unit_price": amount_of(price, currency)}
    return made
