"""Documents against the libraries that write them, alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from clock import ROOT, Row, paired, timed

from costmodel.estimating.pricing import Pricing

EXAMPLE = ROOT / "examples" / "regional_hospital.yaml"


def sample() -> tuple[Any, Any]:
    from costmodel.estimating.estimate import estimate
    from costmodel.money.exchange import load_bundled
    from costmodel.price_book.load import load_price_book
    from costmodel.quoting.need import load_need, load_seller
    from costmodel.quoting.quote import make_quote

    book = load_price_book()
    need = load_need(EXAMPLE, book)
    rates = load_bundled()
    bundle = book.bundle(need.request.bundle)
    priced = estimate(need.spec, bundle, Pricing(book=book, on=date(2026, 11, 24), rates=rates))
    seller = load_seller(ROOT / "examples" / "seller.yaml")
    return make_quote(priced, seller=seller, buyer=need.request.customer), book


def word(quote: Any, book: Any, language: str) -> Row:
    from docxtpl import DocxTemplate

    from costmodel.documents.proposal.context import filling
    from costmodel.documents.proposal.make import to_docx
    from costmodel.files.folders import template_folder

    quote = quote.model_copy(update={"language": language})
    values = filling(quote, book).variables

    def alone() -> bytes:
        template = DocxTemplate(template_folder() / "proposal.docx")
        template.render(values, autoescape=True)
        stream = io.BytesIO()
        template.save(stream)
        return stream.getvalue()

    base, own = paired(alone, lambda: to_docx(quote, book), runs=21)
    return f"Word proposal ({language}) / docxtpl alone on the same template and context", base, own, "≤ 1.6"


class Recorder:
    """The calls made to XlsxWriter, so that the same cells can be written again without us."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, str, tuple[Any, ...], dict[str, Any]]] = []
        self.formats: list[Any] = []


def workbook(quote: Any, book: Any) -> Row:  # noqa: PLR0915 (every kind of call is recorded and written again)
    from copy import deepcopy

    import xlsxwriter
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from costmodel.documents.workbook.make import to_xlsx

    notes = Recorder()
    names = ("write_string", "write_number", "write_formula", "write_datetime", "write_blank", "merge_range", "set_row",
             "set_column", "freeze_panes", "write_url", "write_boolean", "data_validation", "protect",
             "right_to_left", "very_hidden", "insert_chart")  # fmt: skip
    drawn = ("add_series", "set_title", "set_x_axis", "set_y_axis", "set_legend", "set_size")
    depth = 0
    kept = {name: getattr(Worksheet, name) for name in names}
    make_format, make_sheet = xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet
    make_name, make_chart = xlsxwriter.Workbook.define_name, xlsxwriter.Workbook.add_chart
    kept_of_charts = {name: getattr(Chart, name) for name in drawn}
    charts: list[Any] = []

    def watch(name: str) -> Callable[..., Any]:
        def call(sheet: Any, *args: Any, **how: Any) -> Any:
            nonlocal depth
            if depth == 0:
                given = tuple(dict(one) if isinstance(one, dict) else one for one in args)  # XlsxWriter changes them
                given = tuple(charts.index(one) if isinstance(one, Chart) else one for one in given)
                kind = "sheet" if name != "insert_chart" else "insert"
                notes.calls.append((kind, sheet.index, name, given, how))
            depth += 1
            try:
                return kept[name](sheet, *args, **how)
            finally:
                depth -= 1

        return call

    def add_format(self: Any, properties: Any = None) -> Any:
        made = make_format(self, properties)
        if "xf_index" in (properties or {}):
            return made  # XlsxWriter's own defaults
        notes.formats.append(made)
        notes.calls.append(("format", 0, "", (dict(properties or {}),), {}))
        return made

    def add_worksheet(self: Any, name: Any = None, *args: Any) -> Any:
        notes.calls.append(("add", 0, name, (), {}))
        return make_sheet(self, name, *args)

    def add_chart(self: Any, options: Any) -> Any:
        notes.calls.append(("chart", 0, "", (dict(options),), {}))
        charts.append(make_chart(self, options))
        return charts[-1]

    def draw(name: str) -> Callable[..., Any]:
        def call(chart: Any, options: Any) -> Any:
            if any(one is chart for one in charts):  # not while it is made
                notes.calls.append(("draw", charts.index(chart), name, (deepcopy(options),), {}))
            return kept_of_charts[name](chart, options)

        return call

    def define_name(self: Any, *args: Any) -> Any:
        notes.calls.append(("name", 0, "", args, {}))
        return make_name(self, *args)

    try:
        for name in names:
            setattr(Worksheet, name, watch(name))
        for name in drawn:
            setattr(Chart, name, draw(name))
        xlsxwriter.Workbook.define_name, xlsxwriter.Workbook.add_chart = define_name, add_chart
        xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = add_format, add_worksheet
        to_xlsx(quote, book)
    finally:
        for name in names:
            setattr(Worksheet, name, kept[name])
        xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = make_format, make_sheet
        for name in drawn:
            setattr(Chart, name, kept_of_charts[name])
        xlsxwriter.Workbook.define_name, xlsxwriter.Workbook.add_chart = make_name, make_chart
    number_of = {id(made): number for number, made in enumerate(notes.formats)}

    def alone() -> bytes:
        stream = io.BytesIO()
        out = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheets, formats, again_drawn = [], [], []
        for kind, index, name, args, how in notes.calls:
            if kind == "format":
                formats.append(out.add_format(args[0]))
            elif kind == "add":
                sheets.append(out.add_worksheet(name))
            elif kind == "name":
                out.define_name(*args)
            elif kind == "chart":
                again_drawn.append(out.add_chart(*args))
            elif kind == "draw":
                getattr(again_drawn[index], name)(deepcopy(args[0]))
            elif kind == "insert":
                row, column, which, *rest = args
                sheets[index].insert_chart(row, column, again_drawn[which], *rest)
            else:
                again = tuple(formats[number_of[id(a)]] if isinstance(a, Format) else a for a in args)
                getattr(sheets[index], name)(*again, **how)
        out.close()
        return stream.getvalue()

    base, own = paired(alone, lambda: to_xlsx(quote, book), runs=21)
    return f"workbook / XlsxWriter alone writing the same {len(notes.calls)} calls", base, own, "≤ 1.5"


def batch(book: Any) -> Row:
    """A hundred proposals in three languages on two processes, against the same documents one after the other."""
    import tempfile

    from costmodel.cli.batch import needs_of, quote_all
    from costmodel.cli.quotes import Asked

    asked = Asked(today=date(2026, 11, 24), comparison=False)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "needs").mkdir()
        for n in range(100):
            preset, language = ("small", "medium", "large")[n % 3], ("en", "fr", "ar")[n // 3 % 3]
            need = f"preset: {preset}\nlanguage: {language}\nnumber: B-{n}\nannual_studies: {9_000 + 100 * n}\n"
            (home / "needs" / f"{n}.yaml").write_text(need, encoding="utf-8")
        needs = needs_of(home / "needs")

        def work(workers: int, few: int) -> Callable[[], object]:
            def made() -> object:
                found = list(quote_all(needs[:few], asked, book, out=home / "out", force=True, workers=workers))
                assert not [one for one in found if one.fault]
                return found

            return made

        base, own = timed(work(1, 20), runs=3, warm=1) / 20, timed(work(2, 100), runs=3, warm=0) / 100
    name = "each of 100 proposals (Word, Excel, JSON; three languages) on two processes / one after the other"
    return name, base, own, "≤ 60 ms"


def pdf(quote: Any, book: Any) -> str:
    """How long LibreOffice takes, in a sentence."""
    from costmodel.documents.pdf import to_pdf
    from costmodel.documents.proposal.make import to_docx
    from costmodel.files.faults import OutputError

    word_file = to_docx(quote, book)
    try:
        one = timed(lambda: to_pdf({"a.docx": word_file}), runs=3, warm=1)
        ten = timed(lambda: to_pdf({f"{n}.docx": word_file for n in range(10)}), runs=1, warm=0)
    except OutputError as error:
        return f"PDF: {error}"
    return f"A PDF of the proposal through LibreOffice takes **{one:.1f} s**, ten in one run {ten / 10:.2f} s each."
