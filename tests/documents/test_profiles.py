"""What a proposal holds by its profile; the technical envelope of a tender says no amount anywhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from costmodel.cli.main import cli
from costmodel.documents.proposal.make import to_docx
from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Party, Seller, Terms
from costmodel.words.text import LANGUAGES, Language, bare

NEED = Path(__file__).parents[2] / "examples" / "regional_hospital.yaml"

Make = Callable[..., Quote]
HEADINGS = {
    "summary": "proposal.summary",
    "need": "proposal.need",
    "solution": "proposal.solution",
    "objectives": "proposal.objectives",
    "scope": "label.scope",
    "process": "proposal.process",
    "prices": "proposal.prices",
    "basis": "proposal.basis",
    "service": "label.service",
    "training": "proposal.training",
    "credentials": "proposal.credentials",
    "terms": "proposal.terms",
    "acceptance": "proposal.acceptance",
}


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    def quote(language: Language = "fr", bundle: str = "on_premise") -> Quote:
        seller, buyer = Seller(name="Vendeur", presentation="Installateur."), Party(name="Hôpital")
        terms = Terms(contracted_years=3, display_currencies=("EUR", "MRO"))
        return make_quote(priced("medium", bundle), language=language, terms=terms, seller=seller, buyer=buyer)

    return quote


def headings(docx: bytes) -> list[str]:
    found = Document(io.BytesIO(docx)).paragraphs
    return [bare(p.text) for p in found if p.style is not None and p.style.name == "Heading 1"]


def everything(docx: bytes) -> str:
    """Every part of a Word file as text, the workbooks inside its charts included."""
    said = []
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            said.append(everything(content) if name.endswith(".xlsx") else content.decode("utf-8", "replace"))
    return "\n".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["full", "short", "financial", "technical"])
def test_a_proposal_has_the_chapters_of_its_profile(
    profile: str, language: Language, make: Make, book: PriceBook
) -> None:
    chosen = next(one for one in book.profiles if one.id == profile)
    docx = to_docx(make(language), book, profile=profile)
    say = Wording(book, language)
    assert headings(docx) == [say(HEADINGS[chapter]) for chapter in chosen.chapters if chapter in HEADINGS]
    titles = [
        bare(p.text) for p in Document(io.BytesIO(docx)).paragraphs if p.style is not None and p.style.name == "Title"
    ]
    assert titles == [say.of(chosen.name)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "open_source"])
def test_a_technical_offer_says_no_amount_anywhere(
    language: Language, bundle: str, make: Make, book: PriceBook
) -> None:
    quote = make(language, bundle)
    said = everything(to_docx(quote, book, profile="technical"))
    digits = re.sub(r"(?<=\d)[\s\u00a0\u202f.,](?=\d)", "", re.sub(r"<[^>]*>", " ", said))
    amounts = {line.net_amount for line in quote.lines} | {value for _, value in quote.totals} | {quote.budget.high}
    for amount in amounts:
        if amount >= 1000:
            assert str(int(amount)) not in digits, amount
    assert not re.search(r"\b(MRU|MRO|EUR|USD)\b", re.sub(r"<[^>]*>", " ", said))
    assert "chart" not in " ".join(zipfile.ZipFile(io.BytesIO(to_docx(quote, book, profile="technical"))).namelist())
    full = re.sub(r"(?<=\d)[\s\u00a0\u202f.,](?=\d)", "", re.sub(r"<[^>]*>", " ", everything(to_docx(quote, book))))
    assert str(int(quote.totals.payable)) in full, "the search finds an amount where there is one"


def test_the_envelopes_are_files_of_their_own(tmp_path: Path) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: small\nissue_date: 2026-11-24\nnumber: T-1\n", encoding="utf-8")
    for profile in ("technical", "financial"):
        words = ["quote", str(need), "--profile", profile, "--out", str(tmp_path / "out"), "--no-comparison"]
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["T-1-financial.docx", "T-1-financial.json", "T-1-financial.xlsx", "T-1-technical.docx"]


def test_a_profile_that_there_is_not(make: Make, book: PriceBook) -> None:
    with pytest.raises(InputError, match=r"'tech' is not a profile\. Allowed: full, short, financial, technical"):
        to_docx(make(), book, profile="tech")


def test_the_json_alone_is_the_same_as_beside_the_documents(tmp_path: Path) -> None:
    for folder, option in (("all", "--documents"), ("json", "--no-documents")):
        words = ["quote", str(NEED), option, "--no-comparison", "--out", str(tmp_path / folder)]
        assert CliRunner().invoke(cli, words).exit_code == 0
    (alone,) = (tmp_path / "json").iterdir()
    assert alone.read_bytes() == (tmp_path / "all" / alone.name).read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--profile", "technical"], 1, "--profile: technical: has no JSON; leave --no-documents out."),
        (["--pdf"], 2, "--no-documents writes JSON alone; leave out --pdf and --template."),
    ],
)
def test_no_documents_goes_with_nothing_that_only_documents_hold(
    words: list[str], code: int, says: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(cli, ["quote", str(NEED), "--no-documents", "--out", str(tmp_path), *words])
    assert (done.exit_code, says in done.output) == (code, True), done.output
    assert list(tmp_path.iterdir()) == []
