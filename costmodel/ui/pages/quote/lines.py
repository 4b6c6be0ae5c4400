"""The lines of the price: the model's, with prices of one's own in their place, and lines of one's own beside them.

What is edited goes into the draft, whole and anew each time, so no edit is lost however quickly one follows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from costmodel.estimating.cost_line import CostLine
from costmodel.estimating.rate_card import COLUMNS, load_rate_card
from costmodel.files.faults import CostmodelError, Fault
from costmodel.files.limits import TABLE
from costmodel.money.currencies import Currency, unit_price
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.quote.extra import show_own_lines
from costmodel.ui.pages.quote.why import show_why
from costmodel.ui.parts import tables
from costmodel.ui.parts.edited import Typed, amount_of, begun, typed
from costmodel.ui.parts.price_panel import current_offer, margins_shown, offer_with
from costmodel.ui.parts.typed_cells import (
    note,
    number_column,
    percent_in,
    price_in,
    quantity_in,
    shown,
    taken,
    tell,
    to_echo,
)
from costmodel.ui.parts.upload import as_file
from costmodel.ui.parts.words import refused
from costmodel.ui.state import session
from costmodel.ui.state.draft import (
    OF_THE_SELLER,
    Draft,
    plain_values,
    value_at,
    with_line_discount,
    with_line_terms,
    with_own_price,
    with_value,
    without_own_price,
)
from costmodel.ui.state.fault import action
from costmodel.ui.state.offer import Offer, price_book, proposal_wording

PRICE_PLACES = Decimal("0.0001")
NOTHING = "–"


def show(say: Wording) -> None:
    """The section; without a price what may be the cause of it: lines of one's own and the rate card."""
    try:
        offer = current_offer()
    except CostmodelError:
        st.info(say("ui.lines_without_price"))
        show_own_lines(None, say)
        _rate_card(say)
        return
    _model_lines(offer, say)
    show_own_lines(offer, say)
    _result(offer, say)
    show_why(offer, say)
    _rate_card(say)


# ------------------------------------------------------------------ the model's lines


class Row(NamedTuple):
    """A line of the estimate as the table has it: by its id, named for the screen and for the proposal."""

    id: str
    item: str
    item_name: str
    quantity: Decimal
    unit: str
    unit_words: str
    unit_price: Decimal
    unit_cost: Decimal | None
    discount: Decimal
    option: bool
    only_option: bool
    own: bool


def _model_lines(offer: Offer, say: Wording) -> None:
    """The estimate's lines as a table to edit."""
    st.subheader(say("ui.model_lines"))
    st.caption(say("ui.model_lines_help", currency=offer.quote.currency.code))
    rows, costs = _rows(offer, say), margins_shown()
    name = session.key("lines")
    money = offer.quote.currency
    table = begun("lines", name, (rows, costs), lambda: (_frame(rows, costs=costs, money=money, say=say), rows))
    columns: dict[str, Any] = {
        "item": st.column_config.TextColumn(say("label.item"), disabled=True, width=290 if costs else 265),
        "quantity": number_column(say("label.quantity"), width=60),
        "unit": st.column_config.TextColumn(say("label.unit"), disabled=True, width=58),
        "unit_price": number_column(say("ui.unit_price"), width=105),
        "discount": number_column(say("ui.discount_percent"), width=98),
        "option": st.column_config.CheckboxColumn(say("ui.as_option"), width=78),
        "own": st.column_config.CheckboxColumn(say("ui.own_price"), width=80),
        "unit_cost": number_column(say("ui.unit_cost"), width=90),
    }
    st.data_editor(
        table.frame,
        key=name,
        column_config={column: columns[column] for column in table.frame.columns},
        hide_index=True,
        placeholder=NOTHING,
        width="stretch",
        on_change=action(_edited),
        args=(name, money.code, say("ui.only_option")),
    )
    tell(say)


def _frame(rows: Sequence[Row], *, costs: bool, money: Currency, say: Wording) -> Any:
    """The rows as a frame; costs are no column of it while they are not to be seen, and take the place of units."""
    import pandas as pd

    columns = {
        "item": [row.item for row in rows],
        "quantity": [shown(row.quantity, say) for row in rows],
        "unit": [row.unit_words for row in rows],
        "unit_price": [shown(row.unit_price, say, money=money) for row in rows],
        "discount": [shown(row.discount, say) for row in rows],
        "option": [row.option for row in rows],
        "own": [row.own for row in rows],
    }
    if costs:
        del columns["unit"]
        columns["unit_cost"] = [shown(row.unit_cost, say, money=money) for row in rows]
    return pd.DataFrame(columns)


def _rows(offer: Offer, say: Wording) -> tuple[Row, ...]:
    """A row for each line of the estimate, options last."""
    draft = session.state().draft
    special = {own["id"]: own for own in value_at(draft, ("terms", "lines"), ())}
    return tuple(
        _row(line, special.get(line.id, {}), offer, say) for line in (*offer.estimate.lines, *offer.estimate.options)
    )


def _row(line: CostLine, special: Mapping[str, Any], offer: Offer, say: Wording) -> Row:
    only_option = line in offer.estimate.options
    shares = [Decimal(str(one["share"])) for one in special.get("discounts", ()) if "share" in one]
    quantity, price, cost = _priced(line, offer.quote.currency.decimals)
    unit = line.items[0].item.unit if line.items else line.unit
    alone = line.items[0].item.item_name if len(line.items) == 1 else None
    return Row(
        id=line.id,
        item=say.of(line.item_name),
        item_name=alone or line.item_name.in_(offer.quote.language),
        quantity=quantity,
        unit=unit,
        unit_words=say.unit(unit, quantity),
        unit_price=price,
        unit_cost=cost,
        discount=sum(shares, Decimal(0)) * 100,
        option=only_option or bool(special.get("option")),
        only_option=only_option,
        own=bool(line.items),
    )


def _priced(line: CostLine, decimals: int) -> tuple[Decimal, Decimal, Decimal | None]:
    """Quantity, unit price and unit cost as they stand in the table; several items of a rate card as one."""
    if len(line.items) == 1:
        one = line.items[0]
        return one.item.quantity, one.unit_price, one.unit_cost
    return line.quantity, unit_price(line.likely, line.quantity, decimals), None


def _edited(name: str, currency: str, only_option: str) -> None:
    """Everything that was edited in the table, put into the draft."""
    rows = [row for row in typed("lines", name) if row.cells]
    refused = any(row.cells.get("option") is False and row.value.only_option for row in rows)
    if refused:
        st.toast(only_option)
    faults: list[Fault] = []
    made = with_edits(session.state().draft, rows, currency, faults)
    anew = (
        refused or bool(faults) or any(row.cells.get("own") is False or to_echo([*row.cells.values()]) for row in rows)
    )
    note(faults)
    session.change(lambda _: made, jump=anew)


def with_edits(draft: Draft, rows: Sequence[Typed], currency: str, faults: list[Fault] | None = None) -> Draft:
    """The draft with what was typed in rows of the table, a price in the currency of the quote; else `faults` tell."""
    label = proposal_wording(draft)("ui.discount_label")
    for row, typed_cells in rows:
        cells = _read(row, typed_cells, currency, [] if faults is None else faults)
        if cells.get("own") is False:
            draft = without_own_price(draft, row.id)
        elif {"quantity", "unit_price", "unit_cost", "own"} & set(cells):
            cost: Decimal | None = cells.get("unit_cost", row.unit_cost)
            draft = with_own_price(
                draft,
                row.id,
                name=row.item_name,
                quantity=cells.get("quantity", row.quantity),
                unit=row.unit,
                unit_price=amount_of(cells.get("unit_price", row.unit_price), currency),
                unit_cost=None if cost is None else amount_of(cost, currency),
            )
        if "discount" in cells:
            draft = with_line_discount(draft, row.id, cells["discount"].normalize(), label=label)
        if "option" in cells:
            draft = with_line_terms(draft, row.id, option=bool(cells["option"]) and not row.only_option)
    return draft


def _read(row: Row, cells: Mapping[str, Any], currency: str, faults: list[Fault]) -> dict[str, Any]:
    """What the cells of a row say; a cell that is refused is left out, and one made empty has no cost or discount."""
    readers: dict[str, Callable[[object], Decimal | None]] = {
        "quantity": lambda cell: quantity_in(cell, where=row.item),
        "unit_price": lambda cell: price_in(cell, currency=currency, where=row.item),
        "unit_cost": lambda cell: price_in(cell, currency=currency, where=row.item) if cell else None,
        "discount": lambda cell: percent_in(cell or 0, where=row.item),
    }
    made: dict[str, Any] = {}
    for name, cell in cells.items():
        if name not in readers:
            made[name] = cell
            continue
        before = len(faults)
        value = taken(partial(readers[name], cell), faults)
        if len(faults) == before:
            made[name] = value
    return made


# ------------------------------------------------------------------ what comes of it


def _result(offer: Offer, say: Wording) -> None:
    """The price schedule as the customer will see it, in the proposal's language; margins for the seller alone."""
    st.subheader(say("ui.result"))
    quote, say = offer.quote, proposal_wording(session.state().draft)
    margins = dict(quote.margins()) if margins_shown() else {}
    rows = [
        tables.Row(
            say.of(line.item_name) + ("" if line.counts else f" ({say(f'ui.kind_{line.kind}')})"),
            [
                say.measure(line.quantity, line.unit),
                say.bare(line.net_amount, quote.currency),
                *([_margin_text(margins.get(line.id), say)] if margins else []),
            ],
            look="" if line.counts else "quiet",
        )
        for line in quote.lines
    ]
    net = f"{say('label.net_amount')} ({quote.currency.code})"
    heads = [say("label.item"), say("label.quantity"), net, *([say("ui.margin")] if margins else [])]
    tables.show_table(say("ui.result"), heads, [*rows, *_totals(offer, bool(margins), say)], language=say.language)


def _totals(offer: Offer, margins: bool, say: Wording) -> Iterator[tables.Row]:
    """The totals below the lines; discounts and charges on the whole where there are some."""
    totals, money = offer.quote.totals, offer.quote.currency
    rows = (
        ("discounts", -totals.discounts),
        ("charges", totals.charges),
        ("tax_exclusive", totals.tax_exclusive),
        ("tax_total", totals.tax),
        ("payable", totals.payable),
    )
    for name, amount in rows:
        if amount or name not in ("discounts", "charges"):
            look = "total" if name in ("tax_exclusive", "payable") else ""
            cells = ["", say.bare(amount, money), *([""] if margins else [])]
            yield tables.Row(say(f"label.{name}"), cells, look=look)


def _margin_text(share: Decimal | None, say: Wording) -> str:
    return NOTHING if share is None else say.percent(share.quantize(PRICE_PLACES))


def _rate_card(say: Wording) -> None:
    """A rate card as a file, in place of lines."""
    with st.expander(say("ui.rate_card")):
        named = [name for name in COLUMNS if name not in OF_THE_SELLER or margins_shown()]
        st.caption(say("ui.rate_card_help", columns=", ".join(named)))
        name = session.key("card")
        kinds = ["csv", "xlsx", "yaml", "yml"]
        st.file_uploader(
            say("ui.rate_card_file"),
            type=kinds,
            key=name,
            on_change=action(_load_card),
            args=(name,),
            max_upload_size=TABLE.megabytes,
        )
        if fault := st.session_state.pop("card_fault", None):
            st.error(refused(say("ui.own_refused"), fault, say))
        if session.state().draft.get("rate_card"):
            st.button(say("ui.remove_rate_card"), on_click=action(_remove_card), key="remove_card")


def _load_card(name: str) -> None:
    upload = st.session_state[name]
    if upload is None:
        return
    try:
        with as_file(upload) as path:
            card = load_rate_card(path, currencies=price_book().currencies)
        made = with_value(session.state().draft, ("rate_card",), [plain_values(item) for item in card.items])
        offer_with(made)
    except CostmodelError as error:
        st.session_state["card_fault"] = error
        return
    session.change(lambda _: made, jump=True)


def _remove_card() -> None:
    session.change(lambda draft: with_value(draft, ("rate_card",), None), jump=True)
