"""The seller's own look: logo, colour and legal mentions in the proposal, and what is refused as such."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from libreoffice import Office, office
from own_template import jpeg, png, word_template

from costmodel.cli.main import cli
from costmodel.documents.proposal.make import to_docx
from costmodel.documents.word.seller_look import LOGO
from costmodel.estimating.estimate import Estimate
from costmodel.files.colour import LEAST_CONTRAST, contrast, tint
from costmodel.files.faults import InputError
from costmodel.files.folders import template_folder
from costmodel.files.pictures import Picture, Size, load_picture, size_of
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.quoting.look import Look, load_look
from costmodel.quoting.need import load_seller, seller_of
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Seller, Terms
from costmodel.words.text import LANGUAGES

__all__ = ["office"]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SELLER = Seller(name="Fournisseur exemple", tax_id="00000000", legal_form="SARL", legal=("RC Nouakchott 00000",))
WIDE, TALL = Picture(png(300, 100), Size("png", 300, 100)), Picture(png(100, 300), Size("png", 100, 300))
OURS = ("1B5566", "E8F0F2", "B9CBD1", "A9C3CB", "D5DFE2")
Make = Callable[..., Quote]


@pytest.fixture(scope="module")
def make(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    def quote(**more: Any) -> Quote:
        return make_quote(priced("medium", "on_premise"), **{"seller": SELLER} | more)

    return quote


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def pictures(docx: bytes) -> list[tuple[int, int, bytes]]:
    """The pictures in the text: width and height in EMU, and what they show."""
    word = Document(io.BytesIO(docx))
    found = []
    for shape in word.inline_shapes:
        for key in re.findall(r'<a:blip[^>]* r:embed="(\w+)"', shape._inline.xml):
            found.append((int(shape.width), int(shape.height), word.part.related_parts[key].blob))
    return found


def text_of(part: bytes) -> str:
    return re.sub(r"<[^>]+>", "", part.decode())


# ------------------------------------------------------------------ logo


@pytest.mark.parametrize("logo", [WIDE, TALL])
def test_the_logo_stands_on_the_cover_as_large_as_fits(make: Make, book: PriceBook, logo: Picture) -> None:
    docx = to_docx(make(), book, look=Look(logo))
    ((wide, high, content),) = pictures(docx)
    assert content == logo.content
    assert wide <= 6 * 360_000 + 1
    assert high <= 2.2 * 360_000 + 1
    assert wide / high == pytest.approx(logo.size.width / logo.size.height, rel=0.001)
    assert 'descr="Fournisseur exemple"' in parts(docx)["word/document.xml"].decode()


def test_without_a_logo_there_is_no_frame_and_no_placeholder(make: Make, book: PriceBook) -> None:
    made = parts(to_docx(make(), book))
    assert [name for name in made if name.startswith("word/media/")] == []
    assert LOGO.encode() not in made["word/document.xml"]


def test_a_jpeg_goes_in_as_one(make: Make, book: PriceBook) -> None:
    content = jpeg(300, 100)
    made = parts(to_docx(make(), book, look=Look(Picture(content, Size("jpeg", 300, 100)))))
    assert made["word/media/logo1.jpg"] == content
    assert b'Extension="jpg" ContentType="image/jpeg"' in made["[Content_Types].xml"]


def test_a_frame_in_a_header_of_ones_own_template_is_filled(make: Make, book: PriceBook, tmp_path: Path) -> None:
    word = Document()
    header = word.sections[0].header
    header.paragraphs[0].add_run().add_picture(io.BytesIO(png(10, 10)), width=360_000)
    properties = next(header._element.iter("{*}docPr"))
    properties.set("name", "Picture 1")
    properties.set("descr", LOGO)
    word.add_paragraph("{{ document.title }}")
    word.save(str(tmp_path / "own.docx"))
    own = tmp_path / "own.docx"
    made = parts(to_docx(make(), book, template=own, look=Look(WIDE)))
    assert [content for name, content in made.items() if name.startswith("word/media/")] == [WIDE.content]
    none = parts(to_docx(make(), book, template=own))
    assert [name for name in none if name.startswith("word/media/")] == []
    assert b"<w:p>" in none["word/header1.xml"]  # a header without a paragraph does not open


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<?xml version="1.0"?><svg><script>alert(1)</script></svg>', "is an SVG drawing, which can hold scripts."),
        (b"GIF89a" + bytes(40), "is a GIF picture. Save it as PNG or JPEG."),
        (b"RIFF\0\0\0\0WEBP", "is a WebP picture."),
        (b"%PDF-1.7", "is a PDF file."),
        (b"PK\x03\x04", "is a ZIP file."),
        (b"", "is empty."),
        (b"logo", "is neither a PNG nor a JPEG picture."),
        (png(30, 10)[:20], "is a picture that was cut off or damaged."),
        (png(30, 10)[:33], "is a picture that was cut off or damaged. Save it as PNG or JPEG."),
        (png(30, 10)[:-12], "is a picture that was cut off or damaged."),
        (png(30, 10).replace(b"IDAT", b"IDAX"), "is a picture that was cut off or damaged."),
        (jpeg(30, 10)[:40], "is a picture that was cut off or damaged."),
        (png(60_000, 60_000), "has 60,000 × 60,000 pixels; at most 20,000,000 are taken. Make it smaller"),
        (jpeg(60_000, 60_000), "has 60,000 × 60,000 pixels"),
        (png(0, 10), "has no size."),
        (b"\x89PNG\r\n\x1a\n" + bytes(5_000_001), "is larger than 5,000,000 bytes."),
    ],
)
def test_what_is_no_logo_is_refused_with_the_remedy(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(InputError) as failure:
        load_picture(path)
    assert str(failure.value).startswith(f"{path}: {said}")


def test_the_name_does_not_make_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(png(30, 10))
    assert load_picture(path).size == ("png", 30, 10)


@pytest.mark.parametrize("size", [(1, 1), (720, 200), (4000, 5000)])
def test_a_size_is_read_from_the_header_alone(size: tuple[int, int]) -> None:
    assert size_of(png(*size)[:40]) == ("png", *size)
    assert size_of(jpeg(*size)) == ("jpeg", *size)


def test_a_logo_that_is_missing_or_has_no_folder(tmp_path: Path) -> None:
    seller = Seller(name="A", logo="none.png")
    with pytest.raises(InputError, match=r"none\.png: cannot be read: No such file"):
        load_look(seller, tmp_path)
    with pytest.raises(InputError, match=r"seller: logo: 'none\.png' is a file beside the seller's file"):
        load_look(seller, None)
    assert load_look(None, None) == load_look(Seller(name="A"), None) == Look()


# ------------------------------------------------------------------ colour


def test_the_colour_takes_the_place_of_the_templates_everywhere(make: Make, book: PriceBook) -> None:
    seller = SELLER.model_copy(update={"accent_colour": "7A1F5C"})
    plain, coloured = (parts(to_docx(make(seller=one, number="N-1"), book)) for one in (SELLER, seller))
    assert list(plain) == list(coloured)
    for name, part in coloured.items():
        if name.endswith(".xml"):
            assert not [colour for colour in OURS if f'"{colour}"'.encode() in part], name
            assert text_of(part) == text_of(plain[name])
    for name in ("word/document.xml", "word/styles.xml", "word/theme/theme1.xml", "word/charts/chart1.xml"):
        assert b'"7A1F5C"' in coloured[name], name
        assert b'"1B5566"' in plain[name], name


def test_words_that_look_like_the_colour_stay(make: Make, book: PriceBook) -> None:
    seller = SELLER.model_copy(update={"accent_colour": "7A1F5C", "bank": 'fill="1B5566" & "1B5566"'})
    docx = to_docx(make(seller=seller), book)
    assert 'fill="1B5566" & "1B5566"' in "\n".join(
        cell.text for table in Document(io.BytesIO(docx)).tables for row in table.rows for cell in row.cells
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            '"#AACCEE"',
            "#AACCEE is too pale: its contrast with white is 1.7, and headings and white text on it need 4.5.",
        ),
        ('"blue"', "must be a colour of six hexadecimal digits in quotes, such as \"#1B5566\"; got 'blue'."),
        ("123456", "must be a colour of six hexadecimal digits in quotes"),
        ("#1F4E8C", 'is empty. Put the colour in quotes, such as "#1B5566", or leave the key out.'),
        ('"#1F4E8C; url(x)"', "must be a colour of six hexadecimal digits in quotes"),
    ],
)
def test_what_is_no_colour_is_refused(value: str, said: str) -> None:
    with pytest.raises(InputError) as failure:
        seller_of(f"name: A\naccent_colour: {value}\n", where="seller.yaml")
    assert str(failure.value).startswith(f"seller.yaml: accent_colour: line 2: {said}")


def test_contrast_and_tints() -> None:
    assert contrast("000000") == pytest.approx(21)
    assert contrast("777777") == pytest.approx(4.48, abs=0.005)
    assert contrast("1B5566") >= LEAST_CONTRAST
    assert (tint("1B5566", 1), tint("1B5566", 0)) == ("1B5566", "FFFFFF")
    assert contrast("1B5566", tint("1B5566", 0.1)) >= LEAST_CONTRAST  # headings on their pale ground


# ------------------------------------------------------------------ words


@pytest.mark.parametrize("language", LANGUAGES)
def test_legal_mentions_stand_at_the_foot_of_every_page(make: Make, book: PriceBook, language: str) -> None:
    made = parts(to_docx(make(language=language), book))
    feet = [re.sub("[\u2066-\u2069]", "", text_of(part)) for name, part in made.items() if "footer" in name]
    assert len(feet) == 2
    assert all("Fournisseur exemple · SARL · NIF 00000000 · RC Nouakchott 00000" in foot for foot in feet)


def test_without_mentions_there_is_no_line(make: Make, book: PriceBook) -> None:
    made = parts(to_docx(make(seller=Seller(name="A", tax_id="00000000")), book))
    assert not [name for name, part in made.items() if "footer" in name and b"NIF" in part]


def test_files_of_the_seller_do_not_reach_the_customer(make: Make) -> None:
    seller = SELLER.model_copy(update={"logo": "a/logo.png", "template": "b.docx", "terms": Terms(validity_days=30)})
    given = make(seller=seller).for_customer()
    assert given.seller == SELLER
    assert "logo.png" not in given.model_dump_json()


# ------------------------------------------------------------------ the command


def quote(folder: Path, *words: object, code: int = 0) -> Result:
    need = folder / "need.yaml"
    need.write_text(
        "preset: medium\nissue_date: 2026-11-24\nnumber: N-1\ncustomer: Hôpital exemple\n", encoding="utf-8"
    )
    command = ["quote", need, "--out", folder / "out", "--no-comparison", *words]
    result = CliRunner().invoke(cli, [str(word) for word in command], prog_name="costmodel")
    assert result.exit_code == code, result.output
    return result


def test_the_seller_of_the_examples_is_shown(tmp_path: Path) -> None:
    quote(tmp_path, "--seller", EXAMPLES / "seller.yaml")
    docx = (tmp_path / "out" / "N-1.docx").read_bytes()
    ((_, _, content),) = pictures(docx)
    assert content == (EXAMPLES / "logo.png").read_bytes()
    accent = load_seller(EXAMPLES / "seller.yaml").accent_colour
    assert f'"{accent}"'.encode() in parts(docx)["word/styles.xml"]
    assert "logo.png" not in (tmp_path / "out" / "N-1.json").read_text(encoding="utf-8")


def test_a_template_named_in_the_sellers_file_is_used_and_the_option_goes_before_it(tmp_path: Path) -> None:
    word_template(tmp_path / "ours.docx", "OURS {{ document.number }}")
    word_template(tmp_path / "theirs.docx", "THEIRS {{ document.number }}")
    (tmp_path / "seller.yaml").write_text("name: A\ntemplate: ours.docx\n", encoding="utf-8")
    seller = ("--seller", tmp_path / "seller.yaml", "--force")
    for words, said in (((), "OURS"), (("--template", tmp_path / "theirs.docx"), "THEIRS")):
        result = quote(tmp_path, *seller, *words)
        document = Document(str(tmp_path / "out" / "N-1.docx"))
        assert document.paragraphs[0].text == f"{said} N-1"
        assert "the section 'prices' is missing; a proposal needs it." in result.stderr


def test_a_faulty_template_is_told_before_anything_is_written(tmp_path: Path) -> None:
    template = word_template(tmp_path / "own.docx", "{{ document.titel }} {{ prices.totl }}")
    result = quote(tmp_path, "--template", template, code=1)
    assert result.stdout == ""
    assert result.stderr.count(" is not a field of ") == 2
    assert not (tmp_path / "out").exists()


def test_an_own_template_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    template = Path(shutil.copy(template_folder() / "proposal.docx", tmp_path / "out" / "N-1.docx"))
    result = quote(tmp_path, "--template", template, "--force", code=1)
    assert "is one that is read" in result.stderr
    assert template.read_bytes() == (template_folder() / "proposal.docx").read_bytes()


def test_a_batch_uses_the_template(tmp_path: Path) -> None:
    needs = tmp_path / "needs"
    needs.mkdir()
    for name in ("a", "b"):
        (needs / f"{name}.yaml").write_text("preset: small\nissue_date: 2026-11-24\ncustomer: A\n", encoding="utf-8")
    template = word_template(tmp_path / "own.docx", "OURS {{ document.title }}")
    words = ["quote", "--batch", needs, "--out", tmp_path / "out", "--template", template, "--no-comparison", "--json"]
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="costmodel")
    assert result.exit_code == 0, result.output
    assert [outcome["fault"] for outcome in json.loads(result.stdout)] == [None, None]
    for name in ("a", "b"):
        assert Document(str(tmp_path / "out" / f"{name}.docx")).paragraphs[0].text.startswith("OURS ")


@pytest.mark.libreoffice
def test_a_proposal_with_logo_and_colour_opens(make: Make, book: PriceBook, office: Office, tmp_path: Path) -> None:
    seller = load_seller(EXAMPLES / "seller.yaml")
    source = tmp_path / "offer.docx"
    source.write_bytes(to_docx(make(seller=seller), book, look=load_look(seller, EXAMPLES)))
    assert office.convert(source, to="pdf")[0].stat().st_size > 50_000
