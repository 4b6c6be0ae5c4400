"""The comparison in Word: the result first, every figure the comparison's, every gap by name, typed text as data."""

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
from comparisons import Make, card_with_costs, make, plain
from docx import Document
from docx.document import Document as Word
from docx.table import Table
from libreoffice import Office, office
from typography import RULES

from costmodel.comparing.comparison import Comparison
from costmodel.comparing.life_cycle import years_text
from costmodel.comparing.statements import statements
from costmodel.documents.comparison.report import comparison_docx, report_context
from costmodel.files.faults import CostmodelError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import NARROW_NBSP, NBSP, Language, bare, rough

__all__ = ["make", "office", "plain"]

DAY = date(2026, 11, 24)
HOSTILE = ("A & B <Co>", "{{ 7*7 }}", "{% for x in y %}", "</w:t><w:br/>")
BUNDLES = ("on_premise", "cloud_native", "modular_ris", "hybrid", "workstation_only", "open_source")
HEADINGS = {
    "fr": "Résultat | Coûts comparés | Ce que chaque formule omet | Coût par année | Ce que disent les chiffres"
    " | Hypothèses et conventions",
    "en": "Result | Costs side by side | What each bundle leaves out | Cost by year | What the figures say"
    " | Assumptions and conventions",
    "ar": "النتيجة | مقارنة التكاليف | ما لا تشمله كل باقة | التكلفة حسب السنة | دلالة الأرقام"
    " | الافتراضات وقواعد الحساب",
}
Write = Callable[..., bytes]


@pytest.fixture(scope="module")
def written(book: PriceBook, rates: RateTable) -> Write:
    def docx(comparison: Comparison, language: Language = "fr", **more: Any) -> bytes:
        said = statements(comparison)
        return comparison_docx(comparison, said, book, language=language, **more)

    return docx


def opened(docx: bytes) -> Word:
    return Document(io.BytesIO(docx))


def texts(docx: bytes) -> list[str]:
    """Every paragraph, those of tables, headers and footers included."""
    made = []
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
                paragraphs = re.split(r"</w:p>", package.read(name).decode())
                made += ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)) for paragraph in paragraphs]
    return [text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for text in made if text]


def visible(text: str) -> str:
    """An Arabic text as it is read: without marks of direction, and no-break spaces alike."""
    return bare(text).replace(NARROW_NBSP, NBSP)


def table_after(docx: bytes, caption: str) -> list[list[str]]:
    """The rows of the table below a caption."""
    word, seen = opened(docx), False
    for element in word.element.body.iterchildren():
        text = "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))
        seen = seen or (element.tag.endswith("}p") and text.endswith(f"– {caption}"))
        if seen and element.tag.endswith("}tbl"):
            return [[cell.text for cell in row.cells] for row in Table(element, word).rows]
    raise AssertionError(f"no table '{caption}'")


def amount(text: str) -> Decimal:
    """A printed French number."""
    return Decimal(re.sub(r"[^\d,−-]", "", text).replace("−", "-").replace(",", "."))


# ------------------------------------------------------------------ figures


def test_the_costs_are_the_comparisons_the_first_one_first(plain: Comparison, written: Write, book: PriceBook) -> None:
    say = Wording(book, "fr")
    rows = table_after(written(plain), f"Coût de chaque formule sur 5{NBSP}ans, en MRU")[1:]
    ranked = [*plain.ranked, *(one for one in plain.candidates if one.rank is None)]
    assert [row[1] for row in rows] == [say.of(one.name) for one in ranked]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "–", "–"]
    for row, one in zip(rows, ranked, strict=True):
        assert one.life is not None
        life = one.life
        assert [amount(text) for text in row[2:]] == [life.one_off, life.annual, life.tco, life.npv]


def test_the_ranges_and_gaps_are_the_comparisons(plain: Comparison, written: Write, book: PriceBook) -> None:
    say = Wording(book, "fr")
    rows = table_after(written(plain), "Degré de certitude du coût total et prestations omises, en MRU")[1:]
    by_name = {say.of(one.name): one for one in plain.candidates}
    for name, *simulated, left_out, closing, like_for_like in rows:
        one = by_name[name]
        assert one.spread is not None
        assert one.life is not None
        assert [amount(text) for text in simulated] == [rough(getattr(one.spread, p)) for p in ("p10", "p50", "p80")]
        assert int(left_out) == len(one.gaps)
        assert closing == "–" if not one.gaps else amount(closing) == one.gap_cost
        assert amount(like_for_like) == one.life.tco + one.gap_cost


@pytest.mark.parametrize(("more", "others"), [({}, 13), ({"years": 7}, 14), ({"years": 3, "discount_rate": 0.15}, 13)])
def test_only_other_assumptions_than_its_own_are_trials(
    make: Make, book: PriceBook, rates: RateTable, more: dict[str, Any], others: int
) -> None:
    """Of 15 values two are those of the comparison itself: 10 % and 5 years; of 7 years there is none."""
    found = make(**more)
    assert len(found.trials) == 15
    said = report_context(found, statements(found), Wording(book, "en"))["answer"]["texts"]
    (trials,) = (text for text in said if "trials" in text)
    assert f"of {others} trials with other" in trials


@pytest.mark.parametrize("years", [1, 5, 15])
def test_each_year_has_its_cost(make: Make, written: Write, book: PriceBook, years: int) -> None:
    comparison, say = make(years=years), Wording(book, "fr")
    head, *rows, last = table_after(
        written(comparison), "Coût de chaque année, en MRU, chaque chiffre étant arrondi séparément"
    )
    lives = {say.of(one.name): one.life for one in comparison.candidates if one.life is not None}
    assert [row[0] for row in rows] == [f"Année {year}" for year in range(years)]
    for column, name in enumerate(head[1:], start=1):
        whole = [say.number(value.quantize(Decimal(1), "ROUND_HALF_UP")) for _, value in lives[name].by_year()]
        assert [row[column] for row in rows] == whole
        assert amount(last[column]) == lives[name].tco.quantize(Decimal(1), "ROUND_HALF_UP")
    assert len(head) == 7


def test_the_columns_of_years_share_the_width_of_the_text(plain: Comparison, written: Write) -> None:
    table = opened(written(plain)).tables[-1]
    widths = [
        [int(cell.tcPr.find(f"{{{cell.nsmap['w']}}}tcW").get(f"{{{cell.nsmap['w']}}}w")) for cell in row._tr.tc_lst]
        for row in table.rows
    ]
    assert all(len(row) == 7 and sum(row) <= 9412 for row in widths)


def test_points_are_shown_where_the_rule_goes_by_them(make: Make, plain: Comparison, written: Write) -> None:
    weighted = make(weights={"award": "weighted", "criteria": {"cost": {"weight": 1}, "coverage": {"weight": 3}}})
    head, *rows = table_after(written(weighted), "Points par critère, sur 100")
    assert head == ["Formule", "Points par critère", "Note sur 100"]
    assert (
        rows[0][1]
        == "Coût évalué (25\u202f%)\u00a0: 100\nCouverture du périmètre des prestations (75\u202f%)\u00a0: 100"
    )
    scores = [amount(row[2]) for row in rows]
    assert scores == [(one.score or Decimal(0)).quantize(Decimal("0.1")) for one in weighted.ranked]
    assert "Note\u00a0: 100 sur 100." in texts(written(weighted))
    assert not any(text.endswith("Points par critère, sur 100") for text in texts(written(plain)))


# ------------------------------------------------------------------ the result


def test_the_result_names_the_first_and_how_sure_that_is(plain: Comparison, written: Write) -> None:
    said = texts(written(plain))
    start = said.index("Première au classement")
    assert said[start + 1] == "RIS/PACS libre (open source) avec support professionnel"
    answer = " ".join(said[start + 2 : start + 8]).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Première sur 4 selon la règle « coût évalué le plus bas »" in answer
    assert "une VAN d’environ 2 930 000 MRU sur 5 ans à 10 % par an" in answer
    assert (
        "coûte moins que « Suite PACS/RIS entièrement en nuage (cloud) », la deuxième, avec une probabilité de"
        in answer
    )
    assert "attendu entre 1 910 000 MRU (P10) et 6 410 000 MRU (P90) ; un montant de 5 550 000 MRU (P80)" in answer
    assert "Elle reste première dans 12 des 13 essais" in answer
    assert "Hors classement, faute de couvrir tout ce qui est exigé : RIS modulaire" in answer
    assert "Non compté, car le prix n’est pas connu : Personnel informatique interne ;" in answer


def test_a_close_race_is_called_one(make: Make, written: Write) -> None:
    close = make(bundles=["on_premise", "hybrid"])
    assert 0.4 <= close.p_cheaper[0].probability <= 0.6
    assert any(text.startswith("Le coût ne la départage pas de «\u00a0PACS hybride") for text in texts(written(close)))


def test_one_alone_and_none_at_all(make: Make, written: Write) -> None:
    alone = texts(written(make(bundles=["open_source", "workstation_only"])))
    assert any(text.startswith("La seule formule qui puisse être classée") for text in alone)
    none = texts(written(make(bundles=["modular_ris", "workstation_only"])))
    assert none[none.index("Première au classement") + 1].startswith(
        "Aucune des formules comparées ne peut être classée"
    )


def test_the_need_is_summed_up(plain: Comparison, written: Write) -> None:
    said = texts(written(plain))
    need = next(text for text in said if text.startswith("Un hôpital public doit mettre"))
    assert "35\u202f000 examens/an\u00a0; 20 utilisateurs\u00a0; 6 consoles" in need
    assert said.index(need) < said.index("Résultat")


# ------------------------------------------------------------------ chapters


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_chapter_is_there(plain: Comparison, written: Write, language: Language) -> None:
    word = opened(written(plain, language))
    chapters = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert chapters == HEADINGS[language].split(" | ")
    assert word.core_properties.subject.endswith(
        {"fr": "consoles d’interprétation", "en": "reading workstations", "ar": "محطات العمل التشخيصية"}[language]
    )
    assert word.core_properties.language == {"fr": "fr-FR", "en": "en-GB", "ar": "ar-SA"}[language]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_gap_is_named_with_what_closing_costs(
    plain: Comparison, written: Write, book: PriceBook, language: Language
) -> None:
    say, said = Wording(book, language), [visible(text) for text in texts(written(plain, language))]
    drivers = {driver.id: say.number(getattr(plain.spec, driver.id)) for driver in book.drivers}
    items = {f"{c.id}.{i.id}": say.of(i.text).format(**drivers) for c in book.scope_of_work for i in c.items}
    lacking = [one for one in plain.candidates if one.gaps]
    for gap in {gap for one in lacking for gap in one.gaps}:
        assert said.count(visible(items[gap])) == sum(gap in one.gaps for one in lacking)
    for one in lacking:
        cost = say.rough(one.gap_cost, plain.currency)
        years = say.of(years_text(5, book))
        assert visible(say("comparison.gap_cost", count=len(one.gaps), cost=cost, years=years)) in said
    assert len(lacking) == 2


def test_without_gaps_the_report_says_so(make: Make, written: Write) -> None:
    said = texts(written(make(bundles=["on_premise", "hybrid"])))
    assert "Chaque formule comparée couvre tout ce que le besoin exige." in said


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_statements_conventions_and_sources_are_there(
    plain: Comparison, written: Write, book: PriceBook, rates: RateTable, language: Language
) -> None:
    docx = [visible(text) for text in texts(written(plain, language))]
    for statement in statements(plain):
        assert visible(statement.in_(language)) in docx
    context = report_context(plain, (), Wording(book, language))
    assert all(visible(line) in docx for line in context["conventions"])
    joined = bare(" ".join(context["conventions"]))
    wanted = {
        "fr": ("5 ans", "10\u202f%", "hors TVA", "année 0", "0,6", "0,85", "classe 5", "remises du fournisseur"),
        "en": ("5 years", "10%", "before VAT", "year 0", "0.6", "0.85", "class 5", "terms and discounts"),
        "ar": ("5 سنوات", "10%", "قبل الضريبة", "السنة 0", "0,6", "0,85", "الفئة 5", "وخصوماته"),
    }
    assert [
        words
        for words in wanted[language]
        if words.replace("\u202f", " ") not in joined.replace("\u202f", " ").replace("\u00a0", " ")
    ] == []
    assert visible(context["sources"]) in docx
    assert "AACE" in context["sources"]


def test_a_chart_shows_the_range_of_every_bundle(
    make: Make, plain: Comparison, written: Write, book: PriceBook
) -> None:
    with zipfile.ZipFile(io.BytesIO(written(plain))) as package:
        charts = [
            package.read(name).decode() for name in package.namelist() if re.fullmatch(r"word/charts/\w+\.xml", name)
        ]
        body = package.read("word/document.xml").decode()
    for one in plain.candidates:
        assert [Wording(book, "fr").of(one.name) in chart for chart in charts] == [True, True]
    assert "Graphique du coût total de chaque formule" in body


def test_a_bundle_without_a_price_is_shown_without_figures(make: Make, written: Write) -> None:
    comparison = make(answers={"modules": ["pacs"]})
    rows = table_after(written(comparison), f"Coût de chaque formule sur 5{NBSP}ans, en MRU")
    blank = [row for row in rows if row[2:] == ["–"] * 4]
    assert len(blank) == sum(one.life is None for one in comparison.candidates) > 0


# ------------------------------------------------------------------ what it must not hold, and its template


def test_what_a_person_typed_is_data(make: Make, written: Write) -> None:
    scores = dict.fromkeys(BUNDLES, 50)
    criteria = {name: {"weight": 1, "scores": scores} for name in HOSTILE} | {"cost": {"weight": 1}}
    said = texts(written(make(weights={"award": "weighted", "criteria": criteria})))
    for name in HOSTILE:
        assert any(text.startswith(f"{name} (20\u202f%)") for text in said), name


def test_the_report_holds_nothing_that_only_the_seller_may_know(make: Make, written: Write) -> None:
    docx = written(make(rate_card=card_with_costs()))
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        words = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    assert "8123" not in words
    assert not re.search(r"\bmarges?\b|\bmargins?\b(?!=)", " ".join(texts(docx)), re.IGNORECASE)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_typography(make: Make, plain: Comparison, written: Write, language: Language) -> None:
    for comparison in (plain, make("large", currency="USD", years=15), make(answers={"modules": ["ris"]})):
        said = [re.sub("\u2066[^\u2069]*\u2069", "X", text) for text in texts(written(comparison, language))]
        assert not [text for text in said if "{" in text]
        for what, pattern, languages in RULES:
            wrong = [text for text in said if language in languages and re.search(pattern, text)]
            assert not wrong, f"{what}: {wrong[:3]}"


def test_a_template_of_ones_own(plain: Comparison, written: Write, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("{{ answer.first }}")
    own.save(str(tmp_path / "own.docx"))
    assert texts(written(plain, template=tmp_path / "own.docx")) == [
        "RIS/PACS libre (open source) avec support professionnel"
    ]
    own.add_paragraph("{{ answer.second }}")
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(CostmodelError, match=r"own\.docx: the template asks for what does not exist"):
        written(plain, template=tmp_path / "own.docx")


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext to count pages")
def test_a_board_gets_a_short_report(plain: Comparison, written: Write, office: Office, tmp_path: Path) -> None:
    for language in ("fr", "en"):
        (tmp_path / f"{language}.docx").write_bytes(written(plain, language))
    for pdf in office.convert(tmp_path / "fr.docx", tmp_path / "en.docx", to="pdf"):
        done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
        pages = done.stdout.rstrip("\f\n").split("\f")
        assert 2 <= len(pages) <= 5
        assert "avec support professionnel" in pages[0] or "professional support" in pages[0]
