"""Word documents from right to left: every paragraph, run, table, section, list and chart, and the order of figures."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import Office, office
from lxml import etree
from openpyxl import load_workbook

from costmodel.comparing.comparison import compare
from costmodel.comparing.statements import statements
from costmodel.documents.comparison.report import comparison_docx
from costmodel.documents.proposal.make import to_docx
from costmodel.documents.word.charts import range_bars, tornado
from costmodel.documents.word.right_to_left import turn, turn_chart, turn_text
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import make_spec
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.need import need_of
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Adjustment, Party, Seller, Terms
from costmodel.words.text import NARROW_NBSP, NBSP, bare, has_arabic

__all__ = ["office"]

SELLER = Seller(name="Votre société SARL", tax_id="00123-45", phone="+222 45 25 00 00", email="offres@exemple.mr")
BUYER = Party(name="مستشفى كيفه الجهوي", address="شارع 12", city="Kiffa", contact="الإدارة")
TERMS = Terms(discounts=(Adjustment(label="Remise commerciale", share=Decimal("0.05")),))
BEFORE = """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid
spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl
divId cnfStyle rPr sectPr pPrChange"""
LOOK = """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"""
TABLE = "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
Parts = dict[str, Any]
MARKS = str.maketrans("‹❬❮›", "\u2066\u2067\u2068\u2069")
"""Marks that can be seen in this file: a figure or Latin words, a date, what may be either, and the end of them."""


@pytest.fixture(scope="module")
def quote(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Quote:
    answers = {"annual_studies": 42000, "use_cases": ["interoperability"]}
    more = {"seller": SELLER, "buyer": BUYER, "number": "2026-041", "terms": TERMS}
    return make_quote(priced(answers=answers), language="ar", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def proposal(quote: Quote, book: PriceBook) -> Parts:
    return parts(to_docx(quote, book))


@pytest.fixture(scope="module")
def comparison(book: PriceBook, rates: RateTable) -> Parts:
    found = compare(make_spec(book, {}, preset="medium"), Pricing(book=book, on=date(2026, 11, 24), rates=rates))
    return parts(comparison_docx(found, statements(found), book, language="ar"))


@pytest.fixture(params=["proposal", "comparison"])
def document(request: pytest.FixtureRequest) -> Parts:
    made: Parts = request.getfixturevalue(request.param)
    return made


def parts(docx: bytes) -> Parts:
    """The XML of a package by its names."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if re.fullmatch(r"word/(document|styles|numbering|header\d|footer\d|charts/chart\d+)\.xml", name)
        }


def texts(document: Parts) -> list[Any]:
    return [root for name, root in document.items() if re.search(r"document|header|footer", name)]


def words(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def charted(paragraph: Any) -> bool:
    return next(paragraph.iter(f"{{{CHART}}}chart"), None) is not None


def on(element: Any, name: str) -> bool:
    """Whether a property is switched on in `w:pPr`, `w:rPr`, …"""
    found = None if element is None else element.find(qn(name))
    return found is not None and found.get(qn("w:val"), "1") != "0"


def runs_of(text: str, look: str = "") -> list[tuple[bool, str]]:
    """What becomes of a run with a text: its pieces, each with whether it reads from right to left."""
    style = f"<w:rPr>{look}</w:rPr>" if look else ""
    paragraph = parse_xml(f'<w:p {nsdecls("w")}><w:r>{style}<w:t xml:space="preserve"/></w:r></w:p>')
    paragraph.find(f"{qn('w:r')}/{qn('w:t')}").text = text.translate(MARKS)
    turn_text(paragraph)
    return [(on(run.find(qn("w:rPr")), "w:rtl"), words(run)) for run in paragraph.iter(qn("w:r"))]


def seen(pieces: list[tuple[bool, str]]) -> str:
    """Pieces as a person can check them: < > around what reads from left to right, ~ for the narrow space."""
    return "".join(piece if native else f"<{piece}>" for native, piece in pieces).translate(
        {0x2066: None, 0x2069: None, 0x202F: "~", 0xA0: "_"}
    )


# ------------------------------------------------------------------ the whole document


def test_every_paragraph_runs_from_right_to_left(document: Parts) -> None:
    for root in texts(document):
        for paragraph in root.iter(qn("w:p")):
            assert on(paragraph.find(qn("w:pPr")), "w:bidi") is not charted(paragraph), words(paragraph)


def test_a_chart_stands_in_a_paragraph_that_is_not_turned_at_the_right(document: Parts) -> None:
    """In a turned paragraph LibreOffice writes the figures of a chart in reverse: 57% as %75."""
    found = [p for p in document["word/document.xml"].iter(qn("w:p")) if charted(p)]
    assert found
    for paragraph in found:
        assert paragraph.find(f"{qn('w:pPr')}/{qn('w:bidi')}").get(qn("w:val")) == "0"
        assert paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == "right"


def test_every_run_with_arabic_letters_is_marked_and_no_other_word_is(document: Parts) -> None:
    for root in texts(document):
        for run in root.iter(qn("w:r")):
            marked, text = on(run.find(qn("w:rPr")), "w:rtl"), words(run)
            if has_arabic(text):
                assert marked, text
            elif re.search(r"[A-Za-z]|\d[ \u202f%/+-]", text):
                assert not marked, text
                assert text == f"\u2066{bare(text)}\u2069", text


def test_no_run_mixes_arabic_with_a_figure(document: Parts) -> None:
    for root in texts(document):
        for run in root.iter(qn("w:r")):
            if has_arabic(text := words(run)):
                assert bare(text) == text
                assert not re.search(r"\d[.,]?\d*[ \u00a0\u202f]?(%|MRU)|[A-Za-z][/@.-][A-Za-z]|\d-\d", text), text


def test_every_table_and_section_is_turned(document: Parts) -> None:
    for root in texts(document):
        assert all(on(properties, "w:bidiVisual") for properties in root.iter(qn("w:tblPr")))
    body = document["word/document.xml"]
    assert len(list(body.iter(qn("w:tblPr")))) >= 5
    assert [on(section, "w:bidi") for section in body.iter(qn("w:sectPr"))] == [True]


def test_properties_stand_in_the_order_of_the_standard(document: Parts) -> None:
    for kind, names_ in (("pPr", BEFORE), ("rPr", LOOK), ("tblPr", TABLE)):
        order = names_.split()
        for root in (*texts(document), document["word/styles.xml"]):
            for properties in root.iter(qn(f"w:{kind}")):
                names = [etree.QName(child).localname for child in properties]
                known = [order.index(name) for name in names if name in order]
                assert known == sorted(known), names
    section = next(document["word/document.xml"].iter(qn("w:sectPr")))
    names = [etree.QName(child).localname for child in section]
    assert names.index("bidi") > max(names.index(name) for name in ("pgSz", "pgMar", "cols"))


def test_styles_carry_direction_size_and_weight_for_arabic_letters(document: Parts) -> None:
    styles = document["word/styles.xml"]
    for style in styles.iter(qn("w:style")):
        kind, look = style.get(qn("w:type")), style.find(qn("w:rPr"))
        if kind == "paragraph":
            assert on(style.find(qn("w:pPr")), "w:bidi")
        elif kind == "table" and style.find(qn("w:tblPr")) is not None:
            assert on(style.find(qn("w:tblPr")), "w:bidiVisual")
        if look is not None:
            assert on(look, "w:b") == on(look, "w:bCs")
            size, twin = look.find(qn("w:sz")), look.find(qn("w:szCs"))
            assert (size is None) == (twin is None)
            assert size is None or size.get(qn("w:val")) == twin.get(qn("w:val"))
    fonts = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts.get(qn("w:cs")) == "Arial"
    assert {lang.get(qn("w:bidi")) for lang in styles.iter(qn("w:lang"))} == {"ar-SA"}


def test_what_is_strong_is_strong_in_arabic_letters_too(document: Parts) -> None:
    strong = [run.find(qn("w:rPr")) for run in document["word/document.xml"].iter(qn("w:r"))]
    strong = [look for look in strong if on(look, "w:b")]
    assert len(strong) >= 5
    assert all(on(look, "w:bCs") for look in strong)


def test_figures_stay_flush_right_units_under_units(document: Parts) -> None:
    """In a turned paragraph `left` is the side where lines begin: the right."""
    sides = {
        style.find(qn("w:name")).get(qn("w:val")): style.find(f"{qn('w:pPr')}/{qn('w:jc')}")
        for style in document["word/styles.xml"].iter(qn("w:style"))
    }
    figures = {name: side.get(qn("w:val")) for name, side in sides.items() if name.endswith("Number")}
    assert set(figures.values()) == {"left"}
    assert "Table Text Number" in figures
    if "Table Head End" in sides:  # the days above the timetable stand where their quarter ends
        assert sides["Table Head End"].get(qn("w:val")) == "right"


def test_numbers_of_headings_stand_inside_the_margin(document: Parts) -> None:
    levels = list(document["word/numbering.xml"].iter(qn("w:lvl")))
    assert {level.find(qn("w:lvlJc")).get(qn("w:val")) for level in levels} == {"center"}
    assert [level.find(qn("w:lvlText")).get(qn("w:val")) for level in levels] == ["%1", "%1.%2", "%1.%2.%3", "•"]
    for level in levels:
        place = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        assert 0 < int(place.get(qn("w:hanging"))) < int(place.get(qn("w:left")))


def test_the_contents_carry_the_numbers_of_the_headings(proposal: Parts) -> None:
    body = proposal["word/document.xml"]
    entries = [
        p
        for p in body.iter(qn("w:p"))
        if (style := p.find(f".//{qn('w:pStyle')}")) is not None and style.get(qn("w:val")) == "TOC1"
    ]
    assert [words(p).startswith(str(n)) for n, p in enumerate(entries, start=1)] == [True] * len(entries)
    assert words(entries[0]) == "1الملخص التنفيذي"


def test_other_languages_are_not_turned(quote: Quote, book: PriceBook) -> None:
    for language in ("fr", "en"):
        for name, root in parts(to_docx(quote.model_copy(update={"language": language}), book)).items():
            xml = etree.tostring(root, encoding="unicode")
            assert not re.search(r'<w:bidi|<w:rtl|bidiVisual| rtl="|[\u2066-\u2069]', xml), name


# ------------------------------------------------------------------ the order of words and figures


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("المورّد", "المورّد"),
        ("من ‹2.530.000\u00a0MRU› إلى ‹5.520.000\u00a0MRU›", "من <2.530.000~MRU> إلى <5.520.000~MRU>"),
        ("إلى ‹5.000.000›+ ❮MRU›،", "إلى <5.000.000+ MRU>،"),
        ("بنسبة ‹12%› سنويًا", "بنسبة <12%> سنويًا"),
        ("−‹1.513,55›", "<−1.513,55>"),
        ("❬24 نوفمبر 2026›", "24 نوفمبر 2026"),
        ("عرض السعر رقم ❮2026-041›، المراجعة رقم ❮1›", "عرض السعر رقم <2026-041>، المراجعة رقم <1>"),
        ("❮PACS، محطات العمل›", "PACS، محطات العمل"),
        ("❮المدة: ‹35›\u00a0يومًا›", "المدة: <35>_يومًا"),
        ("معيار HL7 وDICOM", "معيار HL7 وDICOM"),
        ("إصدار TLS 1.2 أو أعلى", "إصدار <TLS 1.2> أو أعلى"),
        ("الضريبة (TVA)", "الضريبة <(TVA)>"),
        ("خدمة 24/7 بنسبة 80-100%", "خدمة <24/7> بنسبة <80-100%>"),
        ("‹1,5› – ‹2,5›", "<1,5> – <2,5>"),
        ("1\u00a0MRU\u00a0=\u00a0‹10›\u00a0MRO", "<1~MRU>_=_<10~MRO>"),
        ("+222 45 25 00 00", "<+222 45 25 00 00>"),
        ("00123-45", "<00123-45>"),
        ("offres@exemple.mr", "<offres@exemple.mr>"),
        ("Direction commerciale, +222 45 25", "<Direction commerciale, +222 45 25>"),
        ("1 234,56", "<1 234,56>"),
        ("7", "<7>"),
        ("2.1", "2.1"),
        ("–", "–"),
        ("‹٣٬٦٥٩٫٨٠\u00a0MRU›", "٣٬٦٥٩٫٨٠_MRU"),
    ],
)
def test_what_is_foreign_keeps_its_order(text: str, pieces: str) -> None:
    assert seen(runs_of(text)) == pieces


def test_pieces_keep_the_look_of_their_run() -> None:
    paragraph = parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:rPr><w:b/><w:sz w:val="20"/></w:rPr><w:t>نحو 5-6 أيام</w:t></w:r></w:p>'
    )
    turn_text(paragraph)
    looks = [[etree.QName(child).localname for child in run.find(qn("w:rPr"))] for run in paragraph.iter(qn("w:r"))]
    assert looks == [["b", "bCs", "sz", "szCs", "rtl"], ["b", "bCs", "sz", "szCs"], ["b", "bCs", "sz", "szCs", "rtl"]]


@given(st.text(alphabet="ابت ABC 019.,:/%+-()\u00a0‹❬❮›", max_size=40))
def test_no_letter_is_lost(text: str) -> None:
    made = "".join(piece for _, piece in runs_of(text))
    assert bare(made).replace(NARROW_NBSP, NBSP) == bare(text.translate(MARKS))
    assert made.count("\u2066") == made.count("\u2069")


def test_a_run_with_breaks_or_fields_is_left_in_one_piece() -> None:
    paragraph = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>نعم 1-2</w:t><w:br/><w:t>لا</w:t></w:r></w:p>")
    turn_text(paragraph)
    (run,) = paragraph.iter(qn("w:r"))
    assert [etree.QName(child).localname for child in run] == ["rPr", "t", "br", "t"]
    assert on(run.find(qn("w:rPr")), "w:rtl")


def test_typed_latin_stands_in_one_piece(proposal: Parts) -> None:
    runs = [words(run) for root in texts(proposal) for run in root.iter(qn("w:r"))]
    for typed in (SELLER.tax_id, "+222 45 25 00 00, offres@exemple.mr", SELLER.name, "MRU"):
        assert f"\u2066{typed}\u2069" in runs, typed
    paragraphs = [words(p) for p in proposal["word/document.xml"].iter(qn("w:p"))]
    assert "شارع 12، Kiffa" in paragraphs


# ------------------------------------------------------------------ charts


def test_charts_grow_from_right_to_left(document: Parts) -> None:
    charts = [root for name, root in document.items() if "chart" in name]
    assert charts
    for root in charts:
        for axis in (*root.iter(f"{{{CHART}}}valAx"), *root.iter(f"{{{CHART}}}catAx")):
            side = axis.find(f"{{{CHART}}}axPos").get("val")
            course = axis.find(f"{{{CHART}}}scaling/{{{CHART}}}orientation").get("val")
            if side == "b":
                assert course == "maxMin"
            else:
                assert side == "r"
        for paragraph in root.iter(f"{{{DRAWING}}}p"):
            assert paragraph.find(f"{{{DRAWING}}}pPr").get("rtl") == "1"
        for font in root.iter(f"{{{DRAWING}}}cs"):
            assert font.get("typeface") == "Arial"
        for text in root.iter(f"{{{DRAWING}}}t"):
            assert (text.text[0], text.text[-1]) == ("\u2067", "\u2069")
        codes = {code.get("formatCode") for code in root.iter(f"{{{CHART}}}numFmt")}
        assert codes <= {'[>=1000000]#"."###"."##0;[>=1000]#"."##0;0', "0%", "0", "General"}


def test_labels_of_a_curve_change_sides(book: PriceBook) -> None:
    chart = (
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"><c:dLbl><a:p><a:pPr algn="r"/></a:p>'
        '<c:dLblPos val="l"/></c:dLbl><c:dLbl><c:dLblPos val="outEnd"/></c:dLbl><c:legend><c:legendPos val="r"/>'
        '</c:legend><c:catAx><c:scaling><c:orientation val="maxMin"/></c:scaling><c:axPos val="l"/></c:catAx>'
        "</c:chartSpace>"
    )
    turned = turn_chart(chart.encode()).decode()
    assert re.findall(r'val="(\w+)"', turned) == ["r", "outEnd", "l", "maxMin", "r"]
    assert 'algn="l"' in turned
    drawn = tornado([("أ", 0.7), ("ب", 0.3)], share="الحصة", description="", say=Wording(book, "ar"))
    assert turn_chart(drawn.chart).count(b'rtl="1"') == drawn.chart.count(b"<a:p>")


def test_the_workbook_of_a_chart_opens_from_right_to_left(book: PriceBook) -> None:
    for name, turned in (("تدريب", True), ("Formation", False)):
        drawn = tornado([(name, 0.7), ("B", 0.3)], share="%", description="", say=Wording(book, "fr"))
        sheet = load_workbook(io.BytesIO(drawn.workbook)).active
        assert sheet is not None
        assert bool(sheet.sheet_view.rightToLeft) is turned


def test_figures_beside_bars_take_no_more_room_for_their_marks(book: PriceBook) -> None:
    rows = [("A", Decimal(1_160_000), Decimal(1_870_000), Decimal(2_980_000))]
    ends = []
    for language in ("en", "ar"):
        say = Wording(book, language)
        bars = range_bars(
            rows, amount="Total", heads=("P10", "P50", "P90"), currency_code="MRU", description="", say=say
        )
        ends.append(re.findall(rb'<c:max val="([^"]+)"', bars.chart))
    assert ends[0] == ends[1]


# ------------------------------------------------------------------ templates of one's own


def own(folder: Path) -> Path:
    """A template as a person makes it in Word: runs without styles, a right-aligned paragraph, a table, a list."""
    word = Document()
    word.add_paragraph("Objet : {{ document.title }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph("{{ document.subject }}", style="List Number")
    word.add_table(1, 2).cell(0, 0).text = "{{ document.number }}"
    word.sections[0].footer.paragraphs[0].text = "{{ document.reference }}"
    path = folder / "own.docx"
    word.save(str(path))
    return path


def test_a_template_of_ones_own_is_turned_as_well(quote: Quote, book: PriceBook, tmp_path: Path) -> None:
    made = parts(to_docx(quote, book, template=own(tmp_path)))
    for root in texts(made):
        assert all(on(p.find(qn("w:pPr")), "w:bidi") for p in root.iter(qn("w:p")))
        assert all(on(properties, "w:bidiVisual") for properties in root.iter(qn("w:tblPr")))
    first = next(made["word/document.xml"].iter(qn("w:p")))
    assert first.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == "right"
    assert "عرض فني ومالي" in words(first)
    fonts = made["word/styles.xml"].find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert fonts.get(qn("w:cs")) or fonts.get(qn("w:cstheme"))


def test_notes_are_turned(tmp_path: Path) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = Document(str(own(tmp_path)))
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>ملاحظة</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package)
    word.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    turn(word)
    (paragraph,) = etree.fromstring(part.blob).iter(qn("w:p"))
    assert on(paragraph.find(qn("w:pPr")), "w:bidi")
    assert on(next(paragraph.iter(qn("w:r"))).find(qn("w:rPr")), "w:rtl")


# ------------------------------------------------------------------ digits


def test_arabic_indic_digits_are_an_option_of_the_need(
    book: PriceBook, rates: RateTable, priced: Callable[..., Estimate], quote: Quote
) -> None:
    assert need_of({"preset": "medium"}, book).request.digits == "western"
    assert need_of({"preset": "medium", "digits": "arabic_indic"}, book).request.digits == "arabic_indic"
    indic = quote.model_copy(update={"digits": "arabic_indic"})
    text = "\n".join(words(p) for p in parts(to_docx(indic, book))["word/document.xml"].iter(qn("w:p")))
    say = Wording(book, "ar", digits="arabic_indic")
    assert bare(say.amount(quote.totals.tax_inclusive, quote.currency)) in text
    assert "٢٤ نوفمبر ٢٠٢٦" in text
    assert "2026-041" in text
    assert "RAID 6" in text
    western = re.findall(r"(?<![A-Za-z] )(?<![A-Za-z0-9.(-])\d+(?:\.\d{3})*,\d\d\b", text)
    assert western == []
    assert to_docx(indic.model_copy(update={"language": "fr"}), book) is not None


def test_digits_say_what_is_allowed(book: PriceBook) -> None:
    with pytest.raises(Exception, match=r"digits.*western.*arabic_indic"):
        need_of({"preset": "medium", "digits": "hindi"}, book)


# ------------------------------------------------------------------ as LibreOffice draws them


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext to read pages")
def test_libreoffice_draws_figures_in_their_order(
    quote: Quote, book: PriceBook, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "offer.docx").write_bytes(to_docx(quote, book))
    (pdf,) = office.convert(tmp_path / "offer.docx", to="pdf")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    say = Wording(book, "ar")
    drawn = re.sub("[\u202a-\u202e\u2066-\u2069]", "", done.stdout)
    total = bare(say.amount(quote.totals.tax_inclusive, quote.currency)).split(NBSP)[0]
    assert drawn.count(total) >= 5
    for kept in ("2026-041", "offres@exemple.mr", "00123-45", "100%", "PACS/RIS", "P80"):
        assert kept in drawn, kept
    for reversed_ in ("041-2026", "001%", "%001", "SIR/SCAP", "08P"):
        assert reversed_ not in drawn, reversed_
