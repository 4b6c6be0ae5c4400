"""Native charts of what is paid: their figures are those of their workbooks, in every language."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

from costmodel.documents.word.charts import ChartParts
from costmodel.documents.word.cost_charts import cumulative_curves, price_bars
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import LANGUAGES, Language, bare

ROWS = (("Formation", Decimal(94_000)), ("Licences <PACS> & RIS", Decimal(1_872_000)), ("Matériel", Decimal(532_000)))
CURVES = (("Nuage", (Decimal(900_000), Decimal(1_800_000))), ("=1+1", (Decimal(2_500_000), Decimal(2_600_000))))


def bars(rows: Sequence[tuple[str, Decimal]], say: Wording) -> ChartParts:
    return price_bars(rows, amount="Montant", currency_code="MRU", description="", say=say)


def curves(given: Sequence[tuple[str, Sequence[Decimal]]], say: Wording) -> ChartParts:
    return cumulative_curves(given, amount="Coût", year="Année", currency_code="MRU", description="", say=say)


def cells(parts: ChartParts) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(parts.workbook)).worksheets[0].iter_rows(values_only=True))


def cached(parts: ChartParts) -> list[str]:
    return re.findall(r"<c:v>([^<]*)</c:v>", parts.chart.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dearest_line_is_on_top_with_its_amount(language: Language, book: PriceBook) -> None:
    made = bars(ROWS, Wording(book, language))
    assert [row[0] for row in cells(made)[1:]] == ["Licences <PACS> & RIS", "Matériel", "Formation"]
    assert [row[1] for row in cells(made)[1:]] == [1872, 532, 94]
    labels = [bare(words).strip() for words in re.findall(r"<c:dLbl>.*?<a:t>([^<]*)</a:t>", made.chart.decode())]
    assert labels == [{"en": "1,872", "fr": "1\u202f872", "ar": "1.872"}[language], "532", "94"]
    assert "Licences &lt;PACS&gt; &amp; RIS" in made.chart.decode()


def test_each_bundle_has_a_curve_and_a_place_in_the_legend(book: PriceBook) -> None:
    made = curves(CURVES, Wording(book, "fr"))
    assert cells(made) == [("Année", "Nuage", "=1+1"), (1, 900, 2500), (2, 1800, 2600)]
    assert [value for value in cached(made) if value in ("900.0", "1800.0", "2500.0", "2600.0")] == [
        "900.0",
        "1800.0",
        "2500.0",
        "2600.0",
    ]
    assert b"<c:legend>" in made.chart
    assert b"<c:legend>" not in curves(CURVES[:1], Wording(book, "fr")).chart


@pytest.mark.parametrize("rows", [(), (("a", Decimal(0)),), (("a", Decimal(-1)), ("b", Decimal(2)))])
def test_lines_that_cannot_be_drawn_are_refused(rows: Sequence[tuple[str, Decimal]], book: PriceBook) -> None:
    with pytest.raises(InputError, match="must hold amounts from 0, one of them above zero"):
        bars(rows, Wording(book, "fr"))


@pytest.mark.parametrize("given", [(), (("a", ()),), (("a", (Decimal(1),)), ("b", (Decimal(1), Decimal(2))))])
def test_curves_over_different_years_are_refused(
    given: Sequence[tuple[str, Sequence[Decimal]]], book: PriceBook
) -> None:
    with pytest.raises(InputError, match="must be one or more over the same years"):
        curves(given, Wording(book, "fr"))
