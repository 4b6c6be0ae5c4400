"""Lines of a quote: a price of one keeps what was typed, and the line is rounded once."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.money.exchange import load_bundled
from costmodel.price_book.load import load_price_book
from costmodel.quoting.lines import QuoteLine
from costmodel.quoting.need import estimate_need, load_need, need_of, pricing_of, quote_need
from costmodel.quoting.quote import Quote

DAY = date(2026, 11, 24)
BOOK = load_price_book()
RATES = load_bundled()


def quoted(values: dict[str, Any], *, currency: str | None = None) -> Quote:
    need = need_of({"bundle": "on_premise", "preset": "small", "issue_date": DAY, **values}, BOOK)
    pricing = pricing_of(need, BOOK, rates=RATES, currency=currency, accept_old_rate=True)
    return quote_need(need, estimate_need(need, pricing))


def card(quantity: str, price: str, **more: str) -> dict[str, Any]:
    item = {"line": "training", "item_name": "x", "quantity": quantity, "unit": "C62", "unit_price": price, **more}
    return {"rate_card": [{key: value for key, value in item.items() if value}]}


def extra(quantity: str, price: str, **more: Any) -> dict[str, Any]:
    return {
        "terms": {"extra_lines": [{"id": "x", "item_name": "x", "quantity": quantity, "unit_price": price, **more}]}
    }


def line_of(quote: Quote, id_: str) -> QuoteLine:
    return next(line for line in quote.lines if line.id == id_)


def half_up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("quantity", "price", "one", "net"),
    [
        ("100000", "0.125 MRU", "0.125", "12500.00"),
        ("100 000", "0,125 MRU", "0.125", "12500.00"),
        ("3", "1250.5000 MRU", "1250.50", "3751.50"),
        ("3", "1250 MRU", "1250.00", "3750.00"),
        ("30", "12.50 EUR", "569.2063", "17076.19"),
        ("100000", "0.125 EUR", "5.6920625", "569206.25"),
        ("7", "1000.5 MRO", "100.05", "700.35"),
    ],
)
def test_a_price_of_one_keeps_its_decimals_and_the_line_is_rounded_once(
    quantity: str, price: str, one: str, net: str
) -> None:
    for values, id_ in ((card(quantity, price), "training"), (extra(quantity, price), "x")):
        line = line_of(quoted(values), id_)
        assert (str(line.unit_price), str(line.net_amount)) == (one, net)


def test_a_margin_is_in_the_line_and_not_lost_by_the_piece() -> None:
    """A cost of 0.012 with a margin of a quarter is 0.016 a piece: 1 600.00 for a hundred thousand of them."""
    line = line_of(quoted(card("100000", "", unit_cost="0.012 MRU", margin="25 %")), "training")
    assert (line.unit_price, str(line.net_amount), line.unit_cost) == (Decimal("0.016"), "1600.00", Decimal("0.012"))


def test_half_a_cent_given_away_leaves_exactly_nothing() -> None:
    given_away = {"lines": [{"id": "training", "discounts": [{"label": "Offert", "share": 1}]}]}
    line = line_of(quoted({**card("2.5", "5200.33 MRU"), "terms": given_away}), "training")
    assert str(line.net_amount) == "0.00"
    own = line_of(quoted(extra("2.5", "5200.33 MRU", discounts=[{"label": "Offert", "share": 1}])), "x")
    assert str(own.net_amount) == "0.00"


@given(
    quantity=st.decimals("0.001", 100_000, places=3),
    price=st.decimals("0.001", 100_000, places=3),
    shares=st.lists(st.integers(1, 99), max_size=3).filter(lambda shares: sum(shares) < 100),
    by_amount=st.booleans(),
)
def test_discounts_that_add_up_to_the_whole_leave_nothing(
    quantity: Decimal, price: Decimal, shares: list[int], by_amount: bool
) -> None:
    """Half and half of an odd amount, thirds of it, or a share and what is left as an amount."""
    base, taken = half_up(quantity * price), Decimal(sum(shares)) / 100
    discounts: list[dict[str, Any]] = [{"label": "a", "share": Decimal(share) / 100} for share in shares]
    left = base - half_up(base * taken)
    if not by_amount:
        discounts.append({"label": "b", "share": 1 - taken})
    elif left:
        discounts.append({"label": "b", "amount": f"{left:f} MRU"})
    if base:
        line = line_of(quoted(extra(f"{quantity:f}0", f"{price:f}0 MRU", discounts=discounts)), "x")
        assert str(line.net_amount) == "0.00"
        assert all(discount.amount >= 0 for discount in line.discounts)


def test_halves_of_an_odd_amount_are_the_amount() -> None:
    halves = [{"label": "a", "share": "50 %"}, {"label": "b", "share": "50 %"}]
    line = line_of(quoted(extra("2.5", "5200.33 MRU", discounts=halves)), "x")
    assert [str(discount.amount) for discount in line.discounts] == ["6500.42", "6500.41"]
    quote = quoted({"terms": {"discounts": halves, "lines": [{"id": "training", "tax": {"category": "Z"}}]}})
    assert [str(tax.taxable) for tax in quote.taxes] == ["0.00", "0.00"]


@pytest.mark.parametrize("currency", ["MRU", "USD", "EUR"])
@pytest.mark.parametrize("preset", [preset.id for preset in BOOK.presets])
@pytest.mark.parametrize("bundle", [bundle.id for bundle in BOOK.bundles])
def test_what_the_model_asks_for_one_can_be_paid(preset: str, bundle: str, currency: str) -> None:
    quote = quoted({"preset": preset, "bundle": bundle}, currency=currency)
    for line in quote.lines:
        assert line.unit_price == half_up(line.unit_price), line.id
        gross = line.quantity * line.unit_price / line.base_quantity
        assert half_up(gross) == line.net_amount, line.id


def test_own_lines_and_options_have_discounts_charges_and_a_description() -> None:
    terms = {
        "lines": [{"id": "support.hardware", "description": "Deux visites par an\n- pièces comprises"}],
        "extra_lines": [
            {
                "id": "ups",
                "item_name": "Onduleur",
                "kind": "option",
                "quantity": 2,
                "unit": "C62",
                "unit_price": "12 500 MRU",
                "discounts": [{"label": "Remise", "share": "10 %"}],
                "charges": [{"label": "Port", "amount": "500 MRU"}],
                "description": "Autonomie :\n\t• 30 min",
            }
        ],
    }
    quote = quoted({"terms": terms})
    ups = line_of(quote, "ups")
    assert (str(ups.net_amount), ups.description) == ("23000.00", "Autonomie :\n\t• 30 min")
    assert line_of(quote, "support.hardware").description == "Deux visites par an\n- pièces comprises"


def test_the_example_of_half_a_cent_is_a_need_file(tmp_path: Path) -> None:
    (tmp_path / "card.csv").write_text(
        "line,item_name,quantity,unit,unit_price\ntraining,Demi-journées,2.5,DAY,5200.33 MRU\n", encoding="utf-8"
    )
    (tmp_path / "need.yaml").write_text(
        "preset: small\nrate_card: card.csv\nissue_date: 24/11/2026\n", encoding="utf-8"
    )
    need = load_need(tmp_path / "need.yaml", BOOK)
    quote = quote_need(need, estimate_need(need, pricing_of(need, BOOK, rates=RATES)))
    assert (str(line_of(quote, "training").net_amount), quote.issue_date) == ("13000.83", DAY)
