"""Word templates filled in: what a person typed stays data, charts are put in, and what only the whole text knows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache, lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax import saxutils
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from costmodel.documents.word.charts import ChartParts, replace_charts
from costmodel.documents.word.right_to_left import turn
from costmodel.documents.word.seller_look import Dress, put_logo, recolour
from costmodel.files.archives import timeless
from costmodel.files.faults import CostmodelError, said, shorten, together
from costmodel.files.records import NOT_TEXT
from costmodel.words.text import bare

_LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}
_LATIN = {"ar": "fr-FR"}
"""What language the Latin words of an Arabic document are."""


def render(
    variables: dict[str, Any],
    template: Path,
    *,
    charts: Mapping[str, ChartParts] = MappingProxyType({}),
    dress: Dress = Dress(),
    content: bytes | None = None,
) -> bytes:
    """A Word template filled with variables and charts, its table of contents included.

    `charts` go by their names in the template; a chart of the template that is not among them is left out. `content`
    is what was read of the template, where its file is not to be read again.
    """
    where = str(template)
    word = _Template(template if content is None else io.BytesIO(content))
    try:
        word.render(variables, environment(), autoescape=True)
    except (PackageNotFoundError, BadZipFile, KeyError, OSError) as error:
        what = said("is not a Word file that can be read ({error}).", error=shorten(error, 120))
        raise CostmodelError(said("{where}: {what}", where=where, what=what)) from None
    except TemplateSyntaxError as error:
        what = said("a tag of the template is wrong: {problem}.", problem=_said(error))
        raise CostmodelError(said("{where}: {what}", where=where, what=together(what, *_near(error)))) from None
    except UndefinedError as error:
        what = said("the template asks for what does not exist: {problem}.", problem=_said(error))
        raise CostmodelError(said("{where}: {what}", where=where, what=what)) from None
    except SecurityError as error:
        what = said("the template asks for what is not allowed: {problem}.", problem=_said(error))
        raise CostmodelError(said("{where}: {what}", where=where, what=what)) from None
    except Exception as error:  # an expression of a template can fail in any way
        problem = f"{type(error).__name__}: {shorten(error, 200)}"
        what = said("the template cannot be filled in ({problem}).", problem=problem)
        raise CostmodelError(said("{where}: {what}", where=where, what=what)) from error
    replace_charts(word.docx, charts)
    put_logo(word.docx, dress.logo, description=variables["document"]["author"])
    _finish(word.docx, variables)
    if variables["language"] == "ar":
        turn(word.docx)
    recolour(word.docx, dress.accent)
    made = io.BytesIO()
    word.docx.save(made)
    return timeless(made.getvalue())


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl, which tidies the XML of a template's part once instead of every time."""

    patch_xml = staticmethod(lru_cache(maxsize=16)(partial(DocxTemplate.patch_xml, None)))


def _said(error: Any) -> str:
    return str(error.message).rstrip(".")


def _near(error: Any) -> tuple[str, ...]:
    """The text of the template around a fault, where docxtpl tells it."""
    lines = [line.strip() for line in getattr(error, "docx_context", ())]
    text = " ".join(line for line in lines if line)
    return (said("Near: {text}", text=shorten(text, 160)),) if text else ()


@cache
def environment() -> Any:
    """Jinja in a sandbox: nothing undefined, no raw XML, and what a person typed is data."""

    def literal(value: object) -> Markup:
        """A value as XML text: control characters removed; braces as references, so that docxtpl leaves them alone.

        Line breaks and tabs stay, and docxtpl makes Word's own of them.
        """
        clean = "\n".join(NOT_TEXT.sub("", str(value)).splitlines())
        return Markup(str(escape(clean)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 (escaped)

    made: Any = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=literal)
    for name in ("safe", "attr"):
        del made.filters[name]
    made.globals.clear()
    made.from_string = lru_cache(maxsize=16)(made.from_string)  # a template is compiled once, then reused
    return made


def _finish(document: Any, variables: dict[str, Any]) -> None:
    """What only the finished text knows: numbers of tables and charts, contents, language and properties."""
    body = document.element.body
    numbers: Counter[str] = Counter()
    for field in body.iter(qn("w:fldSimple")):
        kind, _, sequence = field.get(qn("w:instr"), "").strip().partition(" ")
        if kind == "SEQ":
            numbers[sequence] += 1
            for text in field.iter(qn("w:t")):
                text.text = str(numbers[sequence])
    for shade in body.iter(qn("w:shd")):  # docxtpl sets a cell's colour before its width; the standard, after it
        if shade.getparent().tag == qn("w:tcPr"):
            shade.getparent().append(shade)
    for table in body.iter(qn("w:tbl")):
        _fit_columns(table)
    _fill_contents(body, _style_names(document), stop="" if variables["language"] == "ar" else ".")
    _update_on_opening(document.settings.element)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LATIN.get(variables["language"], _LOCALES[variables["language"]]))
    about, properties = variables["document"], document.core_properties
    properties.title = bare(NOT_TEXT.sub("", f"{about['title']} {about['number']}"))[:255]
    properties.subject = bare(NOT_TEXT.sub("", about["subject"]))[:255]
    properties.author = NOT_TEXT.sub("", about["author"])[:255]
    properties.language = _LOCALES[variables["language"]]
    properties.created = properties.modified = datetime.combine(about["issued"], time())


def _fit_columns(table: Any) -> None:
    """Cells as wide as their columns: docxtpl shares a table among the columns of a loop, and leaves the cells."""
    columns = [int(column.get(qn("w:w"), 0)) for column in table.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
    rows = [row.findall(f"{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:tcW')}") for row in table.iterchildren(qn("w:tr"))]
    whole = [row for row in rows if len(row) == len(columns)]
    fixed = whole and all(cell.get(qn("w:type")) == "dxa" for cell in whole[0])
    if fixed and sum(int(cell.get(qn("w:w"))) for cell in whole[0]) > sum(columns):
        for row in whole:
            for cell, width in zip(row, columns, strict=True):
                cell.set(qn("w:w"), str(width))


def _update_on_opening(settings: Any) -> None:
    """Word offers to compute the fields when it opens the file: only it knows its page numbers."""
    compat = settings.find(qn("w:compat"))
    if settings.find(qn("w:updateFields")) is None and compat is not None:
        compat.addprevious(_element('<w:updateFields w:val="true"/>'))


def _style_names(document: Any) -> dict[str, str]:
    """The names of the paragraph styles by their ids: names are the same in every Word, ids are in its language."""
    styles = [s for s in document.styles.element.iter(qn("w:style")) if s.get(qn("w:type")) == "paragraph"]
    names = {style.get(qn("w:styleId")): style.find(qn("w:name")) for style in styles}
    return {id_: name.get(qn("w:val")).lower() for id_, name in names.items() if name is not None}


def _fill_contents(body: Any, names: dict[str, str], *, stop: str) -> None:
    """Writes the headings of this document into its table of contents, with links and page numbers as fields.

    `stop` stands behind the number of a chapter, as it does in the heading.

    The entries are plain paragraphs with PAGEREF fields, not a TOC field: LibreOffice computes page numbers that
    stand alone when it opens a file, but never those inside a TOC. Word computes them when fields are updated.
    """
    mark = next((m for m in body.iter(qn("w:bookmarkStart")) if m.get(qn("w:name")) == "contents"), None)
    if mark is None:
        return
    place = mark.getparent()
    styles = {name: id_ for id_, name in names.items()}
    counts = [0, 0]
    for position, (level, heading) in enumerate(_headings(body, names), start=1):
        counts[level - 1 :] = [counts[level - 1] + 1, *([0] * (2 - level))]
        number = f"{counts[0]}{stop}" if level == 1 else f"{counts[0]}.{counts[1]}"
        name = f"_Toc{position:06d}"
        heading.pPr.addnext(_element(f'<w:bookmarkStart w:id="{position}" w:name="{name}"/>'))
        heading.append(_element(f'<w:bookmarkEnd w:id="{position}"/>'))
        words = "".join(text.text or "" for text in heading.iter(qn("w:t")))
        place.addprevious(_entry(styles.get(f"toc {level}", f"TOC{level}"), name, number, words))
    place.getparent().remove(place)


def _headings(body: Any, names: dict[str, str]) -> list[tuple[int, Any]]:
    """The headings of the first two levels, in their order, each with its level."""
    levels = {"heading 1": 1, "heading 2": 2}
    found = ((levels.get(names.get(p.style, "")), p) for p in body.iterchildren(qn("w:p")))
    return [(level, paragraph) for level, paragraph in found if level is not None]


def _element(xml: str) -> Any:
    name = xml[1 : xml.index(" ")]
    return parse_xml(f"<{name} {nsdecls('w')}{xml[len(name) + 1 :]}")


def _entry(style: str, name: str, number: str, words: str) -> Any:
    style, words = saxutils.escape(style), saxutils.escape(words)
    return _element(
        f'<w:p ><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:hyperlink w:anchor="{name}" w:history="1">'
        f'<w:r><w:t>{number}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
        f'<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        f'PAGEREF {name} \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink></w:p>'
    )
