"""The template checker: every fault at once, with paragraph, tag and remedy; what is sound has none."""

from __future__ import annotations

import json
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import yaml
from click.testing import CliRunner, Result
from docx import Document
from own_template import png, with_link, with_parts, with_words, word_template

from costmodel.cli.main import cli
from costmodel.documents.templates.check import MUST_HAVE, TemplateFault, check_template
from costmodel.documents.templates.fields import Field, examples, fields, listed
from costmodel.documents.word.fill import render
from costmodel.files.folders import template_folder
from costmodel.price_book.book import PriceBook
from costmodel.words.text import LANGUAGES

BROKEN = sorted((Path(__file__).parents[1] / "broken_templates").glob("*.yaml"))
SHIPPED = template_folder() / "proposal.docx"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
Faults = tuple[TemplateFault, ...]


def faults_of(path: Path, book: PriceBook) -> Faults:
    """The faults of the text, without the sections that a template of three lines lacks."""
    return tuple(fault for fault in check_template(path, book, fill_in=False) if fault.kind != "section")


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="costmodel")
    assert result.exit_code == code, result.output + str(result.exception)
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return Path(shutil.copy(SHIPPED, tmp_path / "own.docx"))


# ------------------------------------------------------------------ the text


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_a_broken_template_says_where_and_what(case: Path, book: PriceBook, tmp_path: Path) -> None:
    broken = yaml.safe_load(case.read_text(encoding="utf-8"))
    path = word_template(tmp_path / "own.docx", *broken["paragraphs"], header=broken.get("header", ""))
    found = faults_of(path, book)
    assert [[fault.paragraph, fault.tag] for fault in found] == [said[:2] for said in broken["says"]], found
    for fault, (_, _, *words) in zip(found, broken["says"], strict=True):
        assert fault.fault.startswith(words[0])
        assert all(word in fault.fault for word in words)
        assert fault.part == broken.get("part", "text")
    stops = any(fault.stops for fault in found)
    assert stops is not broken.get("usable", False)


def test_all_faults_are_told_at_once(book: PriceBook, tmp_path: Path) -> None:
    paragraphs = [
        text
        for case in BROKEN
        for text in yaml.safe_load(case.read_text(encoding="utf-8"))["paragraphs"]
        if case.stem in ("unknown_variable", "not_allowed", "curly_quotes", "unknown_filter")
    ]
    found = faults_of(word_template(tmp_path / "own.docx", *paragraphs), book)
    assert {fault.kind for fault in found} == {"variable", "access", "quotes", "filter"}
    assert len(found) == 18


def test_the_shipped_template_has_no_fault(book: PriceBook, sound: Path) -> None:
    assert check_template(sound, book) == ()


def test_the_template_of_the_examples_has_no_fault(book: PriceBook) -> None:
    assert check_template(Path(__file__).parents[2] / "examples" / "short_offer.docx", book) == ()


def test_what_jinja_allows_and_a_template_needs_is_no_fault(book: PriceBook, tmp_path: Path) -> None:
    path = word_template(
        tmp_path / "own.docx",
        "{{ document.title | upper }} {{ document.issued.year }} {{ timetable.ticks[0] }} {{ label['total'] }}",
        "{% for item in prices.one_off.lines if item.unit %}{{ loop.index }}. {{ item.name }}{% else %}–{% endfor %}",
        "{% set first = prices.one_off.lines | first %}{{ first.net }} {{ summary.texts | join(' ') }}",
        "{{ nobody | default('–') }} {% if nobody is defined %}{{ document.legal or '–' }}{% endif %}",
        "{% if prices.later and not chapters.prices %}a{% elif document.budgetary %}b{% else %}c{% endif %}",
        "{# a remark: {{ nothing.at.all }} #}{{ prices.one_off.lines | length }}",
        {"row": ["{%tr for item in prices.totals %}", ""]},
        {"row": ["{{ item.name }}", "{{ item.text }}"]},
        {"row": ["{%tr endfor %}", ""]},
    )
    assert [fault for fault in check_template(path, book) if fault.kind != "section"] == []


def test_a_tag_in_runs_of_one_format_is_no_fault(book: PriceBook, tmp_path: Path) -> None:
    """Word splits runs where a person pauses; that is nothing to bother anyone with."""
    word = Document()
    paragraph = word.add_paragraph()
    for piece in ("{", "{ docu", "ment.ti", "tle }", "}"):
        paragraph.add_run(piece)
    word.save(str(tmp_path / "own.docx"))
    assert faults_of(tmp_path / "own.docx", book) == ()


def test_missing_sections_are_named_and_do_not_stop(book: PriceBook, tmp_path: Path) -> None:
    found = check_template(word_template(tmp_path / "own.docx", "{{ document.title }}"), book)
    assert [fault.fault.split("'")[1] for fault in found] == list(MUST_HAVE)
    assert not any(fault.stops for fault in found)
    assert "the section 'terms' is missing; a proposal needs it. Print terms.rows." in [fault.fault for fault in found]


def test_what_only_filling_in_shows_is_a_fault(book: PriceBook, tmp_path: Path) -> None:
    (found,) = [
        fault
        for fault in check_template(word_template(tmp_path / "own.docx", "{{ document.title / 2 }}"), book)
        if fault.kind != "section"
    ]
    assert (found.kind, found.stops) == ("filling in", True)
    assert found.fault.startswith("the template cannot be filled in (TypeError")


# ------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a Word file: it is empty. Open it in Word and save it as a Word document (.docx)."),
        (b"Dear customer", "is not a Word file: it holds something else."),
        (b"%PDF-1.7", "is not a Word file: it is a PDF file."),
        (b"{\\rtf1}", "is not a Word file: it is an RTF file."),
        (b"PK\x03\x04" + bytes(30), "is not a Word file: it was cut off or is damaged."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is not a Word file: it is of an old Word (.doc)."),
        (
            b"\xd0\xcf\x11\xe0" + bytes(60) + "EncryptedPackage".encode("utf-16-le"),
            "is not a Word file: it is protected by a password; remove it.",
        ),
    ],
)
def test_a_file_that_is_no_docx(book: PriceBook, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(content)
    (found,) = check_template(path, book)
    assert found.fault.startswith(said)
    assert found.stops


def test_a_file_that_is_not_there_or_is_a_folder(book: PriceBook, tmp_path: Path) -> None:
    (missing,) = check_template(tmp_path / "none.docx", book)
    (folder,) = check_template(tmp_path, book)
    assert missing.fault == "is not a Word file: there is none of this name."
    assert folder.fault == "is a folder; a file is needed."


def test_other_packages_are_named(book: PriceBook, tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    for parts, said in (
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "is a file of LibreOffice (application/vnd.oasis"),
        ({"xl/workbook.xml": b"<a/>"}, "is a file of Excel or PowerPoint."),
        ({"readme.txt": b"hello"}, "is a ZIP file without a document in it."),
    ):
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
        (found,) = check_template(path, book)
        assert found.fault.startswith(f"is not a Word file: it {said}")


def declared(path: Path, name: str, size: int) -> Path:
    """A package whose directory says another size for a part than it has."""
    content = bytearray(path.read_bytes())
    at = content.find(name.encode(), content.find(b"PK\x01\x02"))
    content[at - 22 : at - 18] = struct.pack("<I", size)  # uncompressed size in the central directory
    path.write_bytes(content)
    return path


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def field(*pieces: str) -> bytes:
    """A part with a field, its code in so many runs, and a page number inside a field that surrounds it."""
    runs = "".join(f"<w:r><w:instrText>{escape(piece)}</w:instrText></w:r>" for piece in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    page = mark.format("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + mark.format("end")
    body = mark.format("begin") + runs + page + mark.format("separate") + mark.format("end")
    return f'<w:hdr xmlns:w="{W}"><w:p>{body}</w:p></w:hdr>'.encode()


@pytest.mark.parametrize(
    ("change", "part", "said"),
    [
        (
            lambda path: with_parts(path, {"word/media/huge.png": bytes(30_000_000)}),
            "word/media/huge.png",
            "unfolds to 30,000,000 bytes; a picture or embedded object may have 10,000,000. Make it smaller",
        ),
        (
            lambda path: declared(with_parts(path, {"word/media/big.png": b"x"}), "word/media/big.png", 500_000_000),
            "word/media/big.png",
            "unfolds to 500,000,000 bytes; a picture or embedded object may have 10,000,000.",
        ),
        (
            lambda path: with_parts(path, {"word/comments.xml": bytes(25_000_000)}),
            "word/comments.xml",
            "unfolds to 25,000,000 bytes; a part with text may have 20,000,000.",
        ),
        (
            lambda path: with_parts(path, {f"word/media/{n}.png": bytes(9_000_000) for n in range(7)}),
            "",
            "unfolds to 63,",
        ),
        (
            lambda path: with_parts(path, {f"word/media/{n}.png": b"" for n in range(2001)}),
            "",
            "has 2,0",
        ),
        (
            lambda path: with_parts(path, {"word/media/wide.png": png(60_000, 60_000)}),
            "word/media/wide.png",
            "has 60,000 × 60,000 pixels; at most 20,000,000 are taken.",
        ),
        (
            lambda path: with_parts(path, {"word/media/a.svg": b"<svg><script>alert(1)</script></svg>"}),
            "word/media/a.svg",
            "is an SVG drawing, which can hold scripts. Save it as PNG or JPEG.",
        ),
        (
            lambda path: with_parts(path, {"word/vbaProject.bin": b"x"}),
            "word/vbaProject.bin",
            "holds macros. Save it as a Word document without macros (.docx).",
        ),
        (
            lambda path: with_words(
                path, "[Content_Types].xml", MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"
            ),
            "",
            "holds macros. Save it as a Word document without macros (.docx).",
        ),
        (
            lambda path: with_words(path, "[Content_Types].xml", MAIN, MAIN.replace("document.main", "template.main")),
            "",
            "is a Word template (.dotx).",
        ),
        (
            lambda path: with_link(path, "attachedTemplate", "http://elsewhere.example/a.dotm", part="settings"),
            "word/_rels/settings.xml.rels",
            "takes something from outside of the file (attachedTemplate: http://elsewhere.example/a.dotm).",
        ),
        (
            lambda path: with_link(path, "image", "//server/share/logo.png"),
            "word/_rels/document.xml.rels",
            "takes something from outside of the file (image: //server/share/logo.png). Insert the picture itself",
        ),
        (
            lambda path: with_link(path, "hyperlink", "file:///etc/passwd"),
            "word/_rels/document.xml.rels",
            "takes something from outside of the file (hyperlink: file:///etc/passwd). Only links to web and mail",
        ),
        (
            lambda path: with_link(path, "oleObject", "embeddings/oleObject1.bin", mode=""),
            "word/_rels/document.xml.rels",
            "holds an embedded object of another program. Put a picture in its place.",
        ),
        (
            lambda path: with_link(path, "aFChunk", "part.html", mode=""),
            "word/_rels/document.xml.rels",
            "holds another document as a whole (altChunk).",
        ),
        (
            lambda path: with_words(path, "word/footer1.xml", " NUMPAGES ", " DDEAUTO c:\\\\windows\\\\cmd.exe "),
            "word/footer1.xml",
            "holds the field DDEAUTO. Allowed: PAGE, NUMPAGES, SECTIONPAGES, TOC, PAGEREF, REF, SEQ, DATE, ",
        ),
        (
            lambda path: with_parts(path, {"word/header7.XML": field(" DDEAUTO cmd ")}),
            "word/header7.XML",
            "holds the field DDEAUTO.",
        ),
        (
            lambda path: with_parts(path, {"word/header1.bin": field(' INCLUDETEXT "a" ')}),
            "word/header1.bin",
            "holds the field INCLUDETEXT.",
        ),
        (
            lambda path: with_parts(path, {"word/comments.xml": field(" MACRO", "BUTTON x ")}),
            "word/comments.xml",
            "holds the field MACROBUTTON.",
        ),
        (
            lambda path: with_parts(path, {"word/footnotes.xml": field(' HYPERLINK "file:///c:/a.exe" ')}),
            "word/footnotes.xml",
            "holds the field HYPERLINK to elsewhere.",
        ),
        (
            lambda path: with_parts(path, {"word/endnotes.xml": field(" = 1 + 1 ")}),
            "word/endnotes.xml",
            "holds the field =.",
        ),
        (
            lambda path: with_parts(path, {"word/Document.XML": b"<a/>"}),
            "word/document.xml",
            "is in the file 2 times.",
        ),
        (
            lambda path: with_parts(path, {"word/comments.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "word/comments.xml",
            "declares a document type, which a Word file never does.",
        ),
        (
            lambda path: with_parts(path, {"word/styles.xml": b"<w:styles>"}),
            "word/styles.xml",
            "is damaged (",
        ),
    ],
)
def test_what_a_package_may_not_hold(
    book: PriceBook, sound: Path, change: Callable[[Path], Path], part: str, said: str
) -> None:
    (found,) = check_template(change(sound), book)
    assert found.part == part
    assert found.fault.startswith(said)
    assert found.stops


def test_a_part_that_lies_about_its_size_is_not_unfolded(book: PriceBook, sound: Path) -> None:
    path = declared(with_parts(sound, {"word/media/liar.xml": bytes(40_000_000)}), "word/media/liar.xml", 1_000)
    (found,) = check_template(path, book)
    assert found.fault.startswith("is not a Word file that can be read: it is damaged")


@pytest.mark.parametrize(
    "code",
    [" PAGE ", ' DATE \\@ "d MMMM yyyy" ', " SEQ Table ", ' HYPERLINK "https://www.hopital.example/" ', " REF a \\h "],
)
def test_fields_that_are_welcome(book: PriceBook, sound: Path, code: str) -> None:
    assert check_template(with_parts(sound, {"word/header9.xml": field(code)}), book) == ()


def test_links_to_web_and_mail_are_welcome(book: PriceBook, sound: Path) -> None:
    assert check_template(with_link(sound, "hyperlink", "https://www.hopital.example/"), book) == ()


# ------------------------------------------------------------------ the fields


def leaves(name: str, field: Field) -> list[tuple[str, str]]:
    inner = [leaf for part, inside in field.parts.items() for leaf in leaves(f"{name}.{part}", inside)]
    inner += leaves(f"{name}[]", field.of) if field.of else []
    return inner or [(name, field.kind)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_type_and_an_example(book: PriceBook, language: Any) -> None:
    """No list of the example is empty and no value is missing, so that nothing stays unknown."""
    known = [leaf for name, field in fields(book, language).items() for leaf in leaves(name, field)]
    assert [name for name, kind in known if kind in ("nothing", "list", "group")] == []
    nameless = ("acceptance.buyer.name", "acceptance.seller.name")
    blank = [row.name for row in listed(book, language) if not row.example and row.name not in nameless]
    assert blank == []


def test_the_list_of_fields_is_what_a_template_gets(book: PriceBook, tmp_path: Path) -> None:
    """A template that prints every field outside of lists can be filled in."""
    single = [
        row.name for row in listed(book) if "[]" not in row.name and row.type in ("text", "number", "date", "yes/no")
    ]
    path = word_template(tmp_path / "all.docx", *(f"{{{{ {name} }}}}" for name in single))
    variables = examples(book)[0].variables
    text = "\n".join(paragraph.text for paragraph in Document(_opened(render(variables, path))).paragraphs)
    assert len(single) > 300
    assert variables["document"]["subject"] in text
    assert faults_of(path, book) == ()


def _opened(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


# ------------------------------------------------------------------ the commands


def test_check_prints_faults_and_a_sum(tmp_path: Path, sound: Path) -> None:
    assert run("template", "check", sound).stdout == f"{sound}: no fault.\n"
    path = word_template(tmp_path / "own.docx", "Offer {{ document.titel }}", ["{{ document.", "number }}"])
    result = run("template", "check", path, code=1)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0].startswith(
        f"Error: {path}: text, paragraph 1 “Offer {{{{ document.titel }}}}”: {{{{ document.titel }}}}: 'titel' is not"
    )
    assert lines[1].startswith(f"{path}: text, paragraph 2: {{{{ document.number }}}} is written in 2 formats.")
    assert lines[-1] == f"{path}: 10 faults; 1 of them keep a quotation from being made."


def test_check_as_json(tmp_path: Path, sound: Path) -> None:
    assert json.loads(run("template", "check", sound, "--json").stdout) == {
        "file": str(sound), "usable": True, "faults": []
    }  # fmt: skip
    path = word_template(tmp_path / "own.docx", "Offer {{ document.titel }}")
    found = json.loads(run("template", "check", path, "--json", code=1).stdout)
    assert found["usable"] is False
    first = found["faults"][0]
    assert (first["part"], first["paragraph"], first["text"], first["tag"], first["kind"], first["stops"]) == (
        "text", 1, "Offer {{ document.titel }}", "{{ document.titel }}", "variable", True
    )  # fmt: skip
    assert first["fault"].startswith("'titel' is not a field of document.")


def test_fields_as_table_and_json() -> None:
    table = run("template", "fields", "terms", "--language", "en").stdout
    assert "TERMS" in table
    assert "terms.rows[].name" in table
    rows = json.loads(run("template", "fields", "--json").stdout)
    assert {"section": "document", "name": "document.seller", "type": "text", "example": "Votre société SARL"} in rows
    by_name = {row["name"]: row for row in rows}
    assert by_name["prices.one_off.lines"]["type"] == "list of groups"
    assert by_name["summary.texts"]["type"] == "list of texts"
    assert by_name["document.budgetary"]["example"] == "yes"
    assert by_name["chart:s_curve"]["type"] == "frame of a chart"
    wrong = run("template", "fields", "price", code=1).stderr
    assert "'price' is not a section of a template." in wrong
    assert "Nearest: 'prices'." in wrong


def test_new_copies_the_shipped_template_and_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    run("template", "new", path)
    assert path.read_bytes() == SHIPPED.read_bytes()
    path.write_bytes(b"mine")
    assert "is already there and was kept" in run("template", "new", path, code=1).stderr
    assert path.read_bytes() == b"mine"
    run("template", "new", path, "--force")
    assert path.read_bytes() == SHIPPED.read_bytes()
    assert "let it end in .docx" in run("template", "new", tmp_path / "mine.doc", code=1).stderr
