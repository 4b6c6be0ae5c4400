"""The columns of a result, said once: JSON, a frame and a table are read from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from costmodel.files.faults import InputError
from costmodel.words.columns import AT_MOST, Column, Short, ShowsItself, as_json, chosen, frame, table_of
from costmodel.words.text import Text

D = Decimal


class Part(NamedTuple):
    """A row of a row."""

    id: str
    cost: Decimal


class Item(NamedTuple):
    """A row."""

    id: str
    name: Text
    cost: Decimal | None
    share: Decimal
    missing: tuple[str, ...]
    with_: tuple[str, ...]
    parts: tuple[Part, ...] = ()


COLUMNS = (
    Column("id", head="item"),
    Column("name"),
    Column("cost", "amount", head="cost ({currency})"),
    Column("share", "share", head="share"),
    Column("missing", "items", head="gaps"),
    Column("with", of=lambda item, _: item.with_),
    Column("parts", "rows", places=("json",), rows=(Column("id"), Column("cost", "amount"))),
    Column("of", of=lambda _, result: result, places=("frame",)),
)
A = Text(en="Licence", fr="Licence", ar="رخصة")
B = Text(en="Disks & tape", fr="Disques", ar="أقراص")
ITEMS = (
    Item("a", A, D("1200.50"), D(1) / 3, ("x", "y"), ("one", "two"), (Part("p", D("0.0000001")),)),
    Item("b", B, None, D("0.5"), (), ()),
)


def test_json_has_amounts_as_decimal_strings_and_shares_of_six_decimals() -> None:
    assert as_json(ITEMS[0], COLUMNS) == {
        "id": "a",
        "name": "Licence",
        "cost": "1200.50",
        "share": 0.333333,
        "missing": ["x", "y"],
        "with": ["one", "two"],
        "parts": [{"id": "p", "cost": "0.0000001"}],
    }
    assert as_json(ITEMS[1], COLUMNS)["cost"] is None


def test_a_rate_keeps_all_its_decimals_in_json() -> None:
    assert as_json((D(1) / 3,), (Column("rate", "rate", lambda row, _: row[0]),)) == {"rate": 1 / 3}


def test_a_frame_has_floats_counts_and_names_in_the_language() -> None:
    made = frame(ITEMS, COLUMNS, "result", language="ar")
    assert list(made.columns) == ["id", "name", "cost", "share", "missing", "with", "of"]
    assert made["cost"].dtype == float
    assert made["cost"].isna().tolist() == [False, True]
    assert made.drop(columns="cost").iloc[0].tolist() == ["a", "رخصة", 1 / 3, 2, "one, two", "result"]
    assert list(frame((), COLUMNS).columns) == list(made.columns)
    with pytest.raises(InputError, match="'de' is not a language"):
        frame(ITEMS, COLUMNS, language="de")  # type: ignore[arg-type]


def test_a_table_has_chosen_columns_with_figures_on_the_right() -> None:
    shown = table_of(
        ITEMS, chosen(COLUMNS, "missing id cost with"), currency="MRU", amount=lambda value: f"{value:.0f}"
    )
    assert shown.splitlines() == [
        "  gaps  item      cost (MRU)",
        "------  ------  ------------  --------",
        "     2  a               1200  one, two",
        "     0  b                  -",
    ]


class Many(ShowsItself):
    """A result of several rows."""

    def __init__(self, rows: tuple[Any, ...]) -> None:
        self.rows = rows

    def in_short(self) -> Short:
        """Some of the columns."""
        totals = (("all_of_it", D("1200.5")), ("nothing", D(0)))
        return Short("Items <all>", self.rows, chosen(COLUMNS, "name cost share"), self, 2, "MRU", totals)


def test_a_result_shows_what_it_is_its_totals_and_its_first_rows() -> None:
    few, many = Many(ITEMS), Many(ITEMS * 8)
    assert repr(few) == str(few)
    assert repr(few).splitlines()[:2] == ["Items <all>", "all of it 1,200.50 MRU"]
    assert "1,200.50" in repr(few).splitlines()[-2]
    assert len(repr(many).splitlines()) == 2 + 1 + 2 + AT_MOST + 1
    assert repr(many).endswith("and 1 more")


def test_a_notebook_shows_the_same_with_every_word_escaped() -> None:
    page = Many(ITEMS * 8)._repr_html_()
    assert page.startswith("<p>Items &lt;all&gt;</p><p>all of it 1,200.50 MRU</p><table>")
    assert '<td style="text-align: right">1,200.50</td>' in page
    assert '<td style="text-align: left">Disks &amp; tape</td>' in page
    assert page.endswith("</table><p>and 1 more</p>")
