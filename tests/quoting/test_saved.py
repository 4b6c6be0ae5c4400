"""A quote comes back from its JSON as it was; another format, another file or a changed amount is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from costmodel import load_quote
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.saved import FORMAT, parse_quote


@pytest.fixture(scope="module")
def quote(priced: Callable[..., Estimate], book: PriceBook, rates: RateTable) -> Quote:
    return make_quote(priced("small", "hybrid", currency="EUR"))


def changed(quote: Quote, **values: Any) -> str:
    return json.dumps({**quote.model_dump(mode="json"), **values})


def test_a_quote_comes_back_as_it_was(quote: Quote, tmp_path: Path) -> None:
    path = tmp_path / "quote.json"
    path.write_text(quote.model_dump_json(indent=2), encoding="utf-8")
    assert load_quote(path) == quote


def test_its_first_line_says_the_format(quote: Quote) -> None:
    assert quote.model_dump_json(indent=2).splitlines()[1] == '  "format": "costmodel.quote/1",'


def test_a_quote_from_before_formats_is_of_the_first(quote: Quote) -> None:
    written = json.loads(changed(quote))
    del written["format"]
    assert parse_quote(json.dumps(written), where="old.json") == quote


@pytest.mark.parametrize("format_", ["costmodel.quote/2", "", None, 1, ["costmodel.quote/1"]])
def test_another_format_is_refused_with_the_remedy(quote: Quote, format_: object) -> None:
    with pytest.raises(InputError) as error:
        parse_quote(changed(quote, format=format_, colour="blue"), where="new.json")
    assert str(error.value) == (
        f"new.json: format: is '{format_}', and this version of costmodel reads {FORMAT} alone. Take the version that "
        "wrote it, or have the quote written again."
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("%PDF", "a.json: line 1, column 1: is not valid JSON: Expecting value."),
        ("[" * 100_000, "a.json: is not valid JSON: nested too deep."),
        ('{"number": "1", "number": "2"}', "a.json: number: the key is there twice; keep one of the two."),
        ("[1]", "a.json: must be a mapping of 'key: value' lines."),
        ("{}", "a.json: number: is missing; it must be given."),
    ],
)
def test_what_is_no_quote_is_refused(content: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        parse_quote(content, where="a.json")
    assert says in str(error.value)


def test_an_amount_that_was_changed_is_refused(quote: Quote) -> None:
    totals = {**json.loads(changed(quote))["totals"], "payable": "1.00"}
    with pytest.raises(InputError, match="the amounts of this quote do not add up; it was changed by hand"):
        parse_quote(changed(quote, totals=totals), where="a.json")
