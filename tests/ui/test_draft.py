"""A quote in the making as plain values: changed only by making a new one, saved to a file and read from it alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from costmodel.estimating.rate_card import load_rate_card
from costmodel.files.faults import CostmodelError, Fault, InputError, RateError
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import need_of
from costmodel.ui.pages.quote.extra import own_lines
from costmodel.ui.pages.quote.lines import Row, with_edits
from costmodel.ui.pages.quote.terms import payment_parts
from costmodel.ui.parts.edited import Typed, amount_of, decimal_of
from costmodel.ui.parts.upload import as_file
from costmodel.ui.parts.words import error_text, plain
from costmodel.ui.state import shelf
from costmodel.ui.state.draft import (
    Draft,
    answered,
    from_file,
    new_draft,
    plain_values,
    tidy,
    to_file,
    value_at,
    with_line_discount,
    with_line_terms,
    with_own_price,
    with_share,
    with_value,
    without_answers,
    without_own_price,
)
from costmodel.ui.state.shelf import Kept, Shelf, browser_id

BOOK = load_price_book()
START: Draft = {"preset": "medium", "bundle": "on_premise"}
TRAINING = {"line": "training", "item_name": "Formation", "quantity": Decimal(4), "unit": "DAY", "unit_price": "9 MRU"}

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)
LINES = WORDS.filter(str.strip)
NUMBERS = st.decimals(0, 10**9, places=4)
SHARES = st.decimals("0.0001", 1, places=4)
DRAFTS = st.fixed_dictionaries(
    {"preset": st.sampled_from([preset.id for preset in BOOK.presets])},
    optional={
        "bundle": st.sampled_from([bundle.id for bundle in BOOK.bundles]),
        "number": LINES,
        "issue_date": st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        "customer": st.fixed_dictionaries({"name": LINES}, optional={"city": LINES, "address": LINES}),
        "annual_studies": st.integers(1, 5_000_000),
        "share_to_replace": st.decimals(0, 1, places=6),
        "levers": st.lists(st.sampled_from([lever.id for lever in BOOK.levers]), unique=True),
        "rate_card": st.lists(
            st.fixed_dictionaries(
                {
                    "line": st.sampled_from(["training", "migration"]),
                    "item_name": LINES,
                    "quantity": st.integers(1, 99),
                    "unit_price": NUMBERS.map(lambda value: f"{value} MRU"),
                }
            ),
            min_size=1,
            max_size=3,
        ),
        "terms": st.fixed_dictionaries(
            {},
            optional={
                "validity_days": st.integers(1, 730),
                "conditions": st.lists(LINES, max_size=3),
                "discounts": st.lists(st.fixed_dictionaries({"label": LINES, "share": SHARES}), max_size=2),
                "contingency": st.just({}),
            },
        ),
    },
)
"""Needs as the pages write them."""
PATHS = st.sampled_from([("number",), ("customer", "city"), ("terms", "tax", "reason"), ("terms", "validity_days")])


# ------------------------------------------------------------------ single values


def test_a_value_is_set_read_and_taken_out_with_what_it_leaves_empty() -> None:
    made = with_value(START, ("terms", "tax", "category"), "E")
    assert made == {**START, "terms": {"tax": {"category": "E"}}}
    assert value_at(made, ("terms", "tax", "category")) == "E"
    assert value_at(made, ("terms", "tax", "reason"), "none") == "none"
    assert value_at(made, ("preset", "tax"), "none") == "none"
    assert with_value(made, ("terms", "tax", "category"), None) == START
    assert with_value(made, ("terms", "tax", "category"), "") == START


@pytest.mark.parametrize("value", [0, False, [], Decimal(0)])
def test_nothing_but_none_and_an_empty_text_takes_a_value_out(value: object) -> None:
    assert with_value(START, ("terms", "x"), value)["terms"] == {"x": value}


def test_what_is_left_empty_goes_and_nothing_beside_it() -> None:
    draft = {**START, "terms": {"contingency": {}, "tax": {"category": "E"}}}
    assert with_value(draft, ("terms", "tax", "category"), None)["terms"] == {"contingency": {}}


@given(DRAFTS, PATHS, st.one_of(st.none(), WORDS, st.integers()))
def test_a_draft_is_never_changed_in_place(draft: Draft, path: tuple[str, ...], value: object) -> None:
    before = deepcopy(draft)
    made = with_value(draft, path, value)
    assert draft == before
    assert value_at(made, path) == (None if value in (None, "") else value)
    with_own_price(draft, "training", name="x", quantity=Decimal(1), unit="LS", unit_price="1 MRU")
    without_own_price(draft, "training")
    with_line_terms(draft, "training", option=True)
    with_line_discount(draft, "training", Decimal("0.1"), label="x")
    without_answers(draft)
    tidy(draft)
    assert draft == before


def test_answers_are_the_drivers_and_conditions_that_were_given() -> None:
    draft = {**START, "number": "7", "annual_studies": 5, "local_it": "good", "terms": {"validity_days": 3}}
    assert answered(draft) == ("annual_studies", "local_it")
    assert without_answers(draft) == {**START, "number": "7", "terms": {"validity_days": 3}}


# ------------------------------------------------------------------ lines


def test_a_price_of_ones_own_takes_the_place_of_all_items_of_its_line() -> None:
    travel, migration = {**TRAINING, "item_name": "Voyage"}, {**TRAINING, "line": "migration"}
    draft = {**START, "rate_card": [TRAINING, travel, migration]}
    made = with_own_price(
        draft, "training", name="Cours", quantity=Decimal(2), unit="LS", unit_price="5 MRU", unit_cost="3 MRU"
    )
    assert [(item["line"], item["item_name"]) for item in made["rate_card"]] == [
        ("migration", "Formation"),
        ("training", "Cours"),
    ]
    assert made["rate_card"][1]["unit_cost"] == "3 MRU"
    again = with_own_price(made, "training", name="Cours", quantity=Decimal(2), unit="LS", unit_price="6 MRU")
    assert "unit_cost" not in again["rate_card"][1]
    assert without_own_price(without_own_price(made, "training"), "migration") == START
    assert without_own_price(START, "training") == START


def test_what_is_special_about_a_line_is_put_together_and_taken_out() -> None:
    made = with_line_terms(with_line_terms(START, "training", option=True), "training", charges=[{"label": "x"}])
    assert made["terms"]["lines"] == [{"id": "training", "option": True, "charges": [{"label": "x"}]}]
    assert with_line_terms(made, "training", option=False)["terms"]["lines"] == [
        {"id": "training", "charges": [{"label": "x"}]}
    ]
    assert with_line_terms(made, "training", option=False, charges=None) == START
    assert with_line_terms(START, "training", option=False) == START


def test_a_share_replaces_shares_and_leaves_amounts() -> None:
    amount: dict[str, Any] = {"label": "Fidélité", "amount": "500 MRU"}
    given_ = [{"label": "Foire", "share": Decimal("0.1")}, amount, {"label": "Volume", "share": Decimal("0.2")}]
    assert with_share(given_, Decimal("0.25"), label="x") == [{"label": "Foire", "share": Decimal("0.25")}, amount]
    assert with_share(given_, Decimal(0), label="x") == [amount]
    assert with_share([], Decimal("0.3"), label="x") == [{"label": "x", "share": Decimal("0.3")}]
    draft = with_line_discount(START, "training", Decimal("0.3"), label="x")
    assert draft["terms"]["lines"] == [{"id": "training", "discounts": [{"label": "x", "share": Decimal("0.3")}]}]
    assert with_line_discount(draft, "training", Decimal(0), label="x") == START


# ------------------------------------------------------------------ tables that are edited

ROW = Row(
    id="licence.workstation",
    item="Workstation licences",
    item_name="Licences des consoles",
    quantity=Decimal(6),
    unit="C62",
    unit_words="units",
    unit_price=Decimal("38073.078"),
    unit_cost=None,
    discount=Decimal(0),
    option=False,
    only_option=False,
    own=False,
)


def test_a_row_that_was_not_touched_changes_nothing() -> None:
    assert with_edits(START, [Typed(ROW, {})], "MRU") == START


def test_a_price_that_was_typed_is_an_item_in_the_language_of_the_proposal() -> None:
    made = with_edits(START, [Typed(ROW, {"unit_price": 31250.5})], "USD")
    assert made["rate_card"] == [
        {
            "line": "licence.workstation",
            "item_name": "Licences des consoles",
            "quantity": Decimal(6),
            "unit": "C62",
            "unit_price": "31250.5 USD",
        }
    ]
    need_of(made, BOOK)


def test_what_a_row_does_not_show_is_kept() -> None:
    known = ROW._replace(unit_cost=Decimal("16543.21"), own=True)
    made = with_edits(START, [Typed(known, {"quantity": 7.0})], "MRU")
    assert made["rate_card"][0]["unit_cost"] == "16543.21 MRU"
    assert made["rate_card"][0]["unit_price"] == "38073.078 MRU"
    assert "unit_cost" not in with_edits(START, [Typed(known, {"unit_cost": None})], "MRU")["rate_card"][0]


def test_a_price_that_is_given_up_is_the_models_whatever_else_was_typed() -> None:
    own = with_edits(START, [Typed(ROW, {"unit_price": 5.0})], "MRU")
    assert with_edits(own, [Typed(ROW._replace(own=True), {"unit_price": 6.0, "own": False})], "MRU") == START
    ticked = with_edits(START, [Typed(ROW, {"own": True})], "MRU")
    assert ticked["rate_card"][0]["unit_price"] == "38073.078 MRU", "a tick alone keeps the model's price as one's own"


def test_discounts_and_options_of_several_rows_at_once() -> None:
    other = ROW._replace(id="support.hardware", option=True, only_option=True)
    rows = [Typed(ROW, {"discount": 12.5, "option": True}), Typed(other, {"discount": None, "option": False})]
    made = with_edits({**START, "language": "en"}, rows, "MRU")
    assert made["terms"]["lines"] == [
        {
            "id": "licence.workstation",
            "discounts": [{"label": "Commercial discount", "share": Decimal("0.125")}],
            "option": True,
        }
    ]
    assert with_edits(made, rows, "MRU") == made, "the same edits once more change nothing"


def test_lines_of_ones_own_keep_what_a_file_said_of_them() -> None:
    brought = {
        "id": "used", "item_name": "Consoles", "kind": "alternative", "replaces": "hardware", "quantity": 7,
        "unit": "C62", "unit_price": "1200 EUR", "tax": {"category": "Z"},
    }  # fmt: skip
    same, more = list(own_lines([Typed(brought, {}), Typed(None, {"item_name": " Câble ", "unit_price": 5.5})], "MRU"))
    assert same == brought, "its currency too"
    assert more == {"id": "own.1", "item_name": "Câble", "unit_price": "5.5 MRU"}
    changed = list(own_lines([Typed(brought, {"unit_price": 9.0, "quantity": 2.0, "kind": "line"})], "MRU"))
    assert changed == [
        {"id": "used", "item_name": "Consoles", "quantity": Decimal(2), "unit": "C62", "unit_price": "9 MRU",
         "tax": {"category": "Z"}}
    ]  # fmt: skip


def test_a_row_becomes_a_line_once_it_has_a_name_and_an_alternative_once_it_says_to_what() -> None:
    rows = [
        Typed(None, {"quantity": 2.0}),
        Typed(None, {"item_name": "  "}),
        Typed(None, {"item_name": "A", "kind": "alternative"}),
        Typed(None, {"item_name": "B", "kind": "alternative", "replaces": "training"}),
        Typed({"id": "own.1", "item_name": "C", "unit_price": "3 MRU"}, {"item_name": ""}),
    ]
    lines = list(own_lines(rows, "MRU"))
    assert [(line["id"], line["item_name"], line.get("kind"), line.get("replaces")) for line in lines] == [
        ("own.2", "A", "option", None),
        ("own.3", "B", "alternative", "training"),
        ("own.1", "C", None, None),
    ]
    need_of({**START, "terms": {"extra_lines": lines}}, BOOK)


def test_a_payment_schedule_is_the_rows_that_name_a_stage() -> None:
    first = {"stage": "contract", "share": Decimal("0.3")}
    added = [Typed(None, {"stage": "testing"}), Typed(None, {"share": 5})]
    assert payment_parts([Typed(first, {}), Typed(first, {"share": 12.5}), *added]) == [
        first,
        {"stage": "contract", "share": Decimal("0.125")},
        {"stage": "testing", "share": Decimal(0)},
    ]


@given(st.floats(0, 10**12, allow_nan=False))
def test_a_number_of_a_cell_is_what_the_cell_shows(value: float) -> None:
    assert float(decimal_of(value)) == value
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)? MRU", amount_of(value, "MRU"))


# ------------------------------------------------------------------ files


@given(DRAFTS)
def test_a_draft_that_is_saved_and_loaded_is_the_same(draft: Draft) -> None:
    again = from_file(to_file(draft), where="need.yaml")
    assert again == draft
    assert tidy(again) == draft
    assert from_file(to_file(draft).encode(), where="need.yaml") == draft


@given(DRAFTS)
def test_a_saved_draft_is_a_need_wherever_the_draft_is_one(draft: Draft) -> None:
    assert need_of(from_file(to_file(draft), where="need"), BOOK) == need_of(draft, BOOK)


def test_a_file_is_tidied_as_the_pages_hold_it() -> None:
    lines = "terms: {tax: null, lines: [{id: training, tax: null, option: true}]}"
    draft = from_file(f"preset: medium\ncustomer: A & B\nnumber:\n{lines}\n", where="x")
    assert tidy(draft) == {
        "preset": "medium",
        "customer": {"name": "A & B"},
        "terms": {"lines": [{"id": "training", "option": True}]},
    }
    assert need_of(tidy(draft), BOOK) == need_of(draft, BOOK)


@pytest.mark.parametrize("content", [b"", b"- a\n", b"medium\n", b"\xff\xfe", b"a: 1\na: 2\n", b"a: &x 1\n"])
def test_what_is_no_need_file_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^my need\.yaml"):
        from_file(content, where="my need.yaml")


def test_a_new_draft_is_the_middle_preset_in_full(book: PriceBook) -> None:
    assert new_draft(book) == START


def test_a_rate_card_and_terms_are_written_down_as_a_need_holds_them(tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text(
        "line,item_name,quantity,unit,unit_price,unit_cost,margin\n"
        "training,Cours,4,DAY,21000 MRU,15000 MRU,\ntraining,Voyage,2,,,300 EUR,0.25\n",
        encoding="utf-8",
    )
    card = load_rate_card(path, currencies=BOOK.currencies)
    items = [plain_values(item) for item in card.items]
    assert items[0] == {
        "line": "training", "item_name": "Cours", "quantity": 4, "unit": "DAY", "unit_price": "21000 MRU",
        "unit_cost": "15000 MRU",
    }  # fmt: skip
    assert need_of({**START, "rate_card": items}, BOOK).rate_card == card
    assert need_of(from_file(to_file({**START, "rate_card": items}), where="x"), BOOK).rate_card == card


def test_an_upload_is_read_from_a_file_that_nobody_can_choose_and_is_gone_afterwards() -> None:
    class Sent:
        name = "../../etc/my card.YAML"

        def getvalue(self) -> bytes:
            return b"items: 5\n"

    seen: list[Path] = []

    def read(how: Callable[[Path], object]) -> None:
        with as_file(Sent()) as path:
            seen.append(path)
            assert (path.name, path.read_bytes()) == ("upload.yaml", b"items: 5\n")
            how(path)

    def refuse(path: Path) -> None:
        raise RateError(f"{path} is stale.")

    with pytest.raises(InputError) as error:
        read(lambda path: load_rate_card(path, currencies=BOOK.currencies))
    assert str(error.value).startswith("../../etc/my card.YAML: ")
    assert str(seen[0]) not in str(error.value)
    with pytest.raises(CostmodelError, match=r"^\.\./\.\./etc/my card\.YAML is stale\.$"):
        read(refuse)
    assert not any(path.exists() for path in seen)
    for name in ("card", "card.sh;rm", "card.tar.gz2"):
        Sent.name = name
        with as_file(Sent()) as path:
            assert path.name == "upload"


# ------------------------------------------------------------------ words


@given(st.text(max_size=200))
def test_whatever_people_type_stands_as_it_is(text: str) -> None:
    made = plain(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", made) == text
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", made)), "no sign keeps its meaning"


def test_each_fault_is_a_paragraph() -> None:
    error = InputError([Fault("a.yaml", "b", "is <b>bad</b>."), Fault("c", "", "*x*")])
    assert error_text(error) == r"a\.yaml\: b\: is \<b\>bad\<\/b\>\." + "\n\n" + r"c\: \*x\*"


# ------------------------------------------------------------------ the shelf


SECRET = "00" * 16


def kept(name: str) -> Kept:
    return Kept({"number": name}, None, (), None)


@given(st.binary(min_size=16, max_size=16))
def test_a_browser_is_known_by_the_secret_behind_its_cookie(secret: bytes) -> None:
    """Streamlit masks the secret anew on every page; the masks are its own."""
    one, other = generate_xsrf_token_string(secret), generate_xsrf_token_string(secret)
    assert browser_id(one) == browser_id(other) == secret.hex()


@pytest.mark.parametrize(
    "cookie",
    ["", "2", "2|", "2|aabb", "2|zz|00", f"1|aabbccdd|{SECRET}|1", f"2||{SECRET}|1", "2|aabbccdd|0011|1", SECRET],
)
def test_another_cookie_is_nobodys(cookie: str) -> None:
    assert browser_id(cookie) is None


def test_the_shelf_forgets_what_was_not_touched_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 3)
    mine = Shelf[Kept]()
    for name in ("a", "b", "c"):
        mine.put(name, kept(name))
    assert mine.take("a") == kept("a"), "which counts as a touch"
    mine.put("b", kept("b2"))
    mine.put("d", kept("d"))
    assert [mine.take(name) for name in ("a", "b", "c", "d", "e")] == [kept("a"), kept("b2"), None, kept("d"), None]


def test_the_shelf_holds_its_bound_while_many_write_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 10)
    mine = Shelf[Kept]()

    def fill(n: int) -> None:
        for m in range(200):
            mine.put(f"{n}-{m}", kept(f"{n}-{m}"))

    writers = [Thread(target=fill, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = [name for n in range(4) for m in range(200) if mine.take(name := f"{n}-{m}")]
    assert len(found) == 10


def test_the_words_of_a_proposal_do_not_follow_the_screen(book: PriceBook) -> None:
    from costmodel.ui.state.offer import proposal_wording

    asked: Mapping[str, Any] = {"en": "en", "fr": "fr", "ar": "ar", "de": "fr"}
    for language, wanted in asked.items():
        assert proposal_wording({"language": language}).language == wanted
    assert isinstance(proposal_wording(START), Wording)
