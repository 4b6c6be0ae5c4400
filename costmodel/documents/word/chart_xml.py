"""The pieces of a native chart: its XML in the order of the standard (ECMA-376, DrawingML charts), and its workbook.

A chart's XML and the workbook that opens at "Edit data" are made from the same columns, so they cannot differ. Words
are data: they are escaped in the XML, and in the workbook they are written as text, never as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from costmodel.documents.excel.sheets import Exact
from costmodel.files.colour import ACCENT, MIDDLE
from costmodel.words.text import NARROW_NBSP, NBSP, Language, bare, has_arabic, number, one_line

LINE, INK = "D5DFE2", "333333"
"""The template's colours of lines and letters."""
FONT, SIZE, SMALL = "Arial", 900, 800
"""The template's font; sizes in hundredths of a point."""
CURVE, RULE, HAIRLINE = 28575, 9525, 6350
"""Widths of lines in EMU: two and a quarter points, three quarters of one, and half of one."""
SHEET = "chart"
LONGEST_NAME = 64
"""Letters of a name beside a bar; what is longer is cut."""
_DISTANCE = NBSP * 4
"""Between a mark and its label, where the curve passes."""
_CREATED = datetime(2000, 1, 1)
_SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_STEPS = (1, 2, 5, 10)
_THOUSAND = Decimal(1000)


class Column(NamedTuple):
    """A column of a chart's workbook below its head: all words or all numbers; `formula` computes those of `{row}`."""

    letter: str
    head: str
    cells: Sequence[str | float]
    formula: str = ""

    def name(self) -> str:
        """The head as the name of a series."""
        return f"<c:tx><c:strRef><c:f>{SHEET}!${self.letter}$1</c:f>{_cache('str', [self.head])}</c:strRef></c:tx>"

    def values(self) -> str:
        """The cells as the values of a series, or as its categories where they are words."""
        kind = "str" if any(isinstance(cell, str) for cell in self.cells) else "num"
        where = f"{SHEET}!${self.letter}$2:${self.letter}${len(self.cells) + 1}"
        return f"<c:{kind}Ref><c:f>{where}</c:f>{_cache(kind, self.cells)}</c:{kind}Ref>"


class Scale(NamedTuple):
    """The ends of an axis, the distance of its ticks, and what one unit of it is worth."""

    least: Decimal
    most: Decimal
    step: Decimal
    unit: Decimal = Decimal(1)

    def to(self, value: Decimal) -> float:
        """A value in the axis's units."""
        return float(value / self.unit)

    def roomy(self, highest: Decimal, room: Decimal) -> Scale:
        """The axis ending where this share of it is free after the highest value, past two ticks at least."""
        part = self.step / 5
        end = max(self.least + (highest - self.least) / (1 - room), self.least + 2 * self.step)
        return self._replace(most=(end / part).to_integral_value(ROUND_CEILING) * part)

    def share(self, value: Decimal) -> float:
        """Where on the axis a value lies, from 0 to 1."""
        return float((value - self.least) / (self.most - self.least))


def scale(values: Sequence[Decimal], *, ticks: int, smallest: Decimal = Decimal(0)) -> Scale:
    """An axis of at most about so many round ticks around values that are not all equal; `smallest` is their step."""
    low, high = min(values), max(values)
    rough = max((high - low) / ticks, smallest)
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(n * power for n in _STEPS if n * power >= rough)
    least = (low / step).to_integral_value(ROUND_FLOOR) * step
    return Scale(least, (high / step).to_integral_value(ROUND_CEILING) * step, step)


def amount_scale(values: Sequence[Decimal], *, ticks: int) -> Scale:
    """An axis of amounts in the largest of millions, thousands and ones in which its ticks are whole numbers."""
    made = scale(values, ticks=ticks, smallest=Decimal(1))
    return made._replace(unit=next(unit for unit in (_THOUSAND**2, _THOUSAND, Decimal(1)) if made.step >= unit))


def name_of(words: str) -> str:
    """Words beside a bar, not too long."""
    name = one_line(words)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def whole_format(language: Language) -> str:
    """The number format of whole numbers, grouped as the language does it wherever the document is opened.

    A plain `#,##0` would be grouped as the reader's computer does it.
    """
    group = f'"{bare(number(1111, language))[1]}"'
    return f"[>=1000000]#{group}###{group}##0;[>=1000]#{group}##0;0"


def percent_format(language: Language) -> str:
    """The number format of shares as whole percentages."""
    return f'0"{NARROW_NBSP}"%' if language == "fr" else "0%"


def line(colour: str, width: int = RULE, *, dash: str = "") -> str:
    """A line's look."""
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{width}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{dashed}<a:round/></a:ln>'


def solid(colour: str) -> str:
    """A filled surface with a thin dark edge, which keeps light surfaces apart on paper."""
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{line(ACCENT, HAIRLINE)}</c:spPr>'


UNSEEN = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"


def _look(size: int) -> str:
    return (
        f'sz="{size}" b="0"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>'
    )


def lettering(size: int = SIZE) -> str:
    """How the text of an element looks."""
    return f"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr {_look(size)}</a:defRPr></a:pPr></a:p></c:txPr>"


def label(position: int, *lines: str, side: str, size: int = SIZE) -> str:
    """The text at a point of a series, on lines that are not broken; beside a point it keeps its distance."""
    before, after = (_DISTANCE if side == beside else "" for beside in ("r", "l"))
    aligned = {"l": ' algn="r"', "r": ' algn="l"'}.get(side, "")
    texts = [f"{before}{words}{after}" for words in lines]
    text = _written(texts, '<a:bodyPr wrap="none"/>', size=size, aligned=aligned)
    return (
        f'<c:dLbl><c:idx val="{position}"/><c:layout/>{text}{UNSEEN}<c:dLblPos val="{side}"/>{_shown("Val")}</c:dLbl>'
    )


def _written(lines: Sequence[str], body: str, *, size: int = SIZE, aligned: str = "") -> str:
    """A text of its own: a title or a label."""
    look = _look(size)
    style = f"<a:pPr{aligned}><a:defRPr {look}</a:defRPr></a:pPr>"
    texts = (f"<a:r><a:rPr {look}</a:rPr><a:t>{escape(words)}</a:t></a:r>" for words in lines)
    return f"<c:tx><c:rich>{body}{''.join(f'<a:p>{style}{text}</a:p>' for text in texts)}</c:rich></c:tx>"


def _shown(*what: str) -> str:
    """Which parts of a label are shown."""
    parts = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return "".join(f'<c:show{part} val="{int(part in what)}"/>' for part in parts)


def _format(code: str) -> str:
    quoted = escape(code, {'"': "&quot;"})
    return f'<c:numFmt formatCode="{quoted}" sourceLinked="0"/>'


def value_labels(number_format: str) -> str:
    """The value of each bar at its end."""
    return f'<c:dLbls>{_format(number_format)}{UNSEEN}{lettering()}<c:dLblPos val="outEnd"/>{_shown("Val")}</c:dLbls>'


def scatter_series(order: int, x: Column, y: Column, *, labels: str = "") -> str:
    """Points in a plane: a curve, or where there are labels single marks with a line down to the axis."""
    if labels:
        look = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        mark = f'<c:marker><c:symbol val="circle"/><c:size val="8"/>{solid(ACCENT)}</c:marker>'
        more = f"<c:dLbls>{labels}{_shown()}</c:dLbls>" + (
            '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
            f'<c:noEndCap val="1"/><c:val val="100"/><c:spPr>{line(MIDDLE, dash="dash")}</c:spPr></c:errBars>'
        )
    else:
        look, more = f"<c:spPr>{line(ACCENT, CURVE)}</c:spPr>", ""
        mark = '<c:marker><c:symbol val="none"/></c:marker>'
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{y.name()}{look}{mark}{more}'
        f'<c:xVal>{x.values()}</c:xVal><c:yVal>{y.values()}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def bar_series(order: int, values: Column, names: Column, look: str, *, labels: str = "") -> str:
    """Bars of one look; `labels` is a `c:dLbls` or what stands in one."""
    texts = labels if not labels or labels.startswith("<c:dLbls>") else f"<c:dLbls>{labels}{_shown()}</c:dLbls>"
    return (
        f'<c:ser><c:idx val="{order}"/><c:order val="{order}"/>{values.name()}{look}<c:invertIfNegative val="0"/>'
        f"{texts}<c:cat>{names.values()}</c:cat><c:val>{values.values()}</c:val></c:ser>"
    )


def scatter_plot(series: str, axes: tuple[Scale, Scale], *, titles: tuple[str, str], formats: tuple[str, str]) -> str:
    """Points in a plane with lines to read the height off."""
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}'
        '<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
        + _value_axis(1, 2, axes[0], at="b", title=titles[0], number_format=formats[0], grid=False)
        + _value_axis(2, 1, axes[1], at="l", title=titles[1], number_format=formats[1])
    )


def bars_plot(grouping: str, series: str, across: Scale, *, count: int, title: str, number_format: str) -> str:
    """Bars from left to right, the first name on top; `grouping` is `stacked` or `clustered`, `count` how many names.

    A few bars stand further apart instead of growing thick.
    """
    gap = max(60, min(500, 800 // count - 60))
    overlap = '<c:overlap val="100"/>' if grouping == "stacked" else ""
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/>{overlap}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        + _name_axis(1, 2)
        + _value_axis(2, 1, across, at="b", title=title, number_format=number_format, crosses="max", between="between")
    )


def _value_axis(
    id_: int,
    crossing: int,
    made: Scale,
    *,
    at: str,
    title: str,
    number_format: str,
    grid: bool = True,
    crosses: str = "min",
    between: str = "midCat",
) -> str:
    """An axis of numbers with its title; `at` is its side: `b` below, `l` left."""
    lines = f"<c:majorGridlines><c:spPr>{line(LINE, HAIRLINE)}</c:spPr></c:majorGridlines>" if grid else ""
    turned = '<a:bodyPr rot="-5400000" vert="horz"/>' if at == "l" else "<a:bodyPr/>"
    least, most, step = (repr(made.to(value)) for value in (made.least, made.most, made.step))
    return (
        f'<c:valAx><c:axId val="{id_}"/><c:scaling><c:orientation val="minMax"/><c:max val="{most}"/>'
        f'<c:min val="{least}"/></c:scaling><c:delete val="0"/><c:axPos val="{at}"/>{lines}'
        f'<c:title>{_written([title], turned)}<c:overlay val="0"/></c:title>{_format(number_format)}'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{line(INK)}</c:spPr>{lettering()}"
        f'<c:crossAx val="{crossing}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>'
        f'<c:majorUnit val="{step}"/></c:valAx>'
    )


def _name_axis(id_: int, crossing: int) -> str:
    """An axis of names from the top down, every one of them shown."""
    return (
        f'<c:catAx><c:axId val="{id_}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line(INK)}</c:spPr>{lettering()}'
        f'<c:crossAx val="{crossing}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def chart_space(plot: str, *, legend: bool = False) -> bytes:
    """A chart without title around what it plots, perhaps with a legend; its workbook is its relationship rId1."""
    below = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{lettering()}</c:legend>' if legend else ""
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace{names}><c:date1904 val="0"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea><c:layout/>{plot}{UNSEEN}</c:plotArea>{below}"
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{UNSEEN}{lettering()}'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def workbook(columns: Sequence[Column]) -> bytes:
    """The workbook behind a chart, one sheet of columns; equal columns give equal bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(SHEET)
    texts = (words for column in columns for words in (column.head, *column.cells) if isinstance(words, str))
    if any(map(has_arabic, texts)):
        sheet.right_to_left()
    sheet.set_column(0, len(columns) - 1, 24)
    for column in columns:
        at = ord(column.letter) - ord("A")
        sheet.write_string(0, at, column.head)
        for row, cell in enumerate(column.cells, start=1):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell)
            elif column.formula:
                sheet.write_formula(row, at, column.formula.format(row=row + 1), None, Exact(cell))
            else:
                sheet.write_number(row, at, Exact(cell))
    book.close()
    return target.getvalue()


def _cache(kind: str, cells: Sequence[str | float]) -> str:
    """What a chart shows until its workbook is opened."""
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(cell) if isinstance(cell, str) else repr(cell)}</c:v></c:pt>'
        for n, cell in enumerate(cells)
    )
    code = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return f'<c:{kind}Cache>{code}<c:ptCount val="{len(cells)}"/>{points}</c:{kind}Cache>'
