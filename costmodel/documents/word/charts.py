"""Native charts of a Word document, from plain figures: an S-curve, range bars and a tornado.

Word draws them: nothing is a picture, and "Edit data" opens a chart's own workbook. Each function takes figures and
words that are already in the document's language, and returns a chart's two parts; `replace_charts` puts them into
the frames of a rendered template. The words of labels stay as they are when a person edits the data later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn

from costmodel.documents.word.chart_xml import (
    SMALL,
    UNSEEN,
    Column,
    Scale,
    amount_scale,
    bar_series,
    bars_plot,
    chart_space,
    label,
    name_of,
    percent_format,
    scale,
    scatter_plot,
    scatter_series,
    solid,
    value_labels,
    whole_format,
    workbook,
)
from costmodel.files.colour import ACCENT, MIDDLE
from costmodel.files.faults import InputError, said
from costmodel.price_book.wording import Wording
from costmodel.words.text import bare, money, number, one_line, rough

PREFIX = "chart:"
"""What the name of a chart's frame in a template begins with: `chart:s_curve`."""
_INSIDE = re.compile(f">({PREFIX}[a-z_]+)<".encode())
_BAR, _BELOW_BARS, _PAGE = 237_600, 720_000, 7_920_000
"""Height in EMU that a bar needs (0.66 cm), what stands below the bars (2 cm), and what a page holds (22 cm)."""
_LETTER, _APART = 0.0115, 0.14
"""Share of an S-curve's width that a letter of a label takes, and of its height that a label takes."""
_AMOUNT_LETTER, _MOST_ROOM, _ROOM_FOR_PERCENT = Decimal("0.016"), Decimal("0.45"), Decimal("0.06")
"""Share of the axis of bars that a letter of the amounts beside a bar takes, all of them at most, and a percentage."""


class ChartParts(NamedTuple):
    """A chart: its XML, its workbook, its alternative text, and the height in EMU below which it is hard to read."""

    chart: bytes
    workbook: bytes
    description: str
    least_height: int = 0


def s_curve(
    points: Sequence[tuple[float, Decimal]],
    *,
    marks: Sequence[tuple[str, Decimal, float]],
    amount: str,
    probability: str,
    currency_code: str,
    description: str,
    say: Wording,
) -> ChartParts:
    """The probability that a total stays within an amount, over the amount.

    `points` are (probability, amount) rising in both, about a hundred. `marks` are (label, amount, probability) of
    P50, P80 and the point estimate; each label is printed with its amount to three figures. `amount` and
    `probability` are the titles of the axes; the first gets its unit added. Raises InputError for points that are no
    curve, or probabilities outside 0 to 1.
    """
    _check("s_curve", [*(p for p, _ in points), *(p for _, _, p in marks)], most=1)
    _check("s_curve", amounts := [*(a for _, a in points), *(a for _, a, _ in marks)])
    rising = all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(points))
    if len(points) < 2 or not rising or points[0][1] == points[-1][1]:
        raise InputError.one("s_curve", "points", "must be two or more that rise in probability and amount.")
    x = amount_scale(amounts, ticks=7)
    y = Scale(Decimal(0), Decimal(1), Decimal("0.2"))
    across, up = titled(amount, x, currency_code, say), one_line(probability)
    curve = (
        Column("A", across, [x.to(a) for _, a in points]),
        Column("B", up, [float(p) for p, _ in points]),
    )
    marked = (
        Column("C", "", [one_line(words) for words, _, _ in marks]),
        Column("D", across, [x.to(a) for _, a, _ in marks]),
        Column("E", up, [float(p) for _, _, p in marks]),
    )
    texts = [(one_line(words), _rough(a, currency_code, say)) for words, a, _ in marks]
    sides = _sides([(x.share(a), p, max(map(_letters, text))) for (_, a, p), text in zip(marks, texts, strict=True)])
    labels = "".join(label(n, *text, side=sides[n]) for n, text in enumerate(texts))
    series = scatter_series(0, *curve)
    if marks:
        series += scatter_series(1, *marked[1:], labels=labels)
    formats = (whole_format(say.language), percent_format(say.language))
    plot = scatter_plot(series, (x, y), titles=(across, up), formats=formats)
    return ChartParts(chart_space(plot), workbook([*curve, *(marked if marks else ())]), description)


def range_bars(
    rows: Sequence[tuple[str, Decimal, Decimal, Decimal]],
    *,
    amount: str,
    heads: tuple[str, str, str],
    currency_code: str,
    description: str,
    say: Wording,
) -> ChartParts:
    """Each line from its low (P10) to its high (P90), in the order given; the colour changes at the likely value.

    `rows` are (name, low, likely, high); beside each bar stand its three amounts in the unit of the axis. `amount` is
    the title of the axis, which gets its unit added; `heads` name the three columns of the workbook. Raises
    InputError for no rows, a negative amount, or amounts out of order.
    """
    _check("range_bars", [value for row in rows for value in row[1:]], least=0)
    for name, *three in rows:
        if three != sorted(three):
            got = ", ".join(str(value) for value in three)
            raise InputError.one("range_bars", name, said("must have low ≤ likely ≤ high; got {given}.", given=got))
    highest = max((row[3] for row in rows), default=Decimal(0))
    if not highest:
        raise InputError.one("range_bars", "rows", "must hold an amount above zero.")
    x = amount_scale([Decimal(0), highest], ticks=6)
    places = 0 if highest >= 100 * x.unit else 1 if highest >= 10 * x.unit else 2
    texts = [_three(row, x, places, say) for row in rows]
    x = x.roomy(highest, room_for(texts))
    title = titled(amount, x, currency_code, say)
    names = Column("A", "", [name_of(row[0]) for row in rows])
    low = Column("B", one_line(heads[0]), [x.to(row[1]) for row in rows])
    likely = Column("C", one_line(heads[1]), [x.to(row[2]) for row in rows])
    high = Column("D", one_line(heads[2]), [x.to(row[3]) for row in rows])
    first = Column("E", f"{likely.head} − {low.head}", [x.to(row[2] - row[1]) for row in rows], "=C{row}-B{row}")
    second = Column("F", f"{high.head} − {likely.head}", [x.to(row[3] - row[2]) for row in rows], "=D{row}-C{row}")
    beside = Column("G", "", [x.to(x.step) for _ in rows])
    labels = "".join(label(n, text, side="inBase", size=SMALL) for n, text in enumerate(texts))
    series = (
        bar_series(0, low, names, UNSEEN)
        + bar_series(1, first, names, solid(ACCENT))
        + bar_series(2, second, names, solid(MIDDLE))
        + bar_series(3, beside, names, UNSEEN, labels=labels)
    )
    plot = bars_plot("stacked", series, x, count=len(rows), title=title, number_format=whole_format(say.language))
    data = workbook([names, low, likely, high, first, second, beside])
    return ChartParts(chart_space(plot), data, description, bars_height(len(rows)))


def tornado(rows: Sequence[tuple[str, float]], *, share: str, description: str, say: Wording) -> ChartParts:
    """Each line's share of the spread of the total, the largest on top, with its percentage at the bar's end.

    `rows` are (name, share) in any order, shares as fractions; `share` is the title of the axis. A negative share (a
    line that evens others out) stands left of zero. Raises InputError for no rows or no share other than zero.
    """
    _check("tornado", [value for _, value in rows])
    ordered = sorted(((name_of(name), float(value)) for name, value in rows), key=lambda row: -row[1])
    if not any(value for _, value in ordered):
        raise InputError.one("tornado", "rows", "must hold a share other than zero.")
    names = Column("A", "", [name for name, _ in ordered])
    shares = Column("B", one_line(share), [value for _, value in ordered])
    ends = [Decimal(0), *(Decimal(repr(value)) for _, value in ordered)]
    x = scale(ends, ticks=5, smallest=Decimal("0.01")).roomy(max(ends), _ROOM_FOR_PERCENT)
    code = percent_format(say.language)
    series = bar_series(0, shares, names, solid(ACCENT), labels=value_labels(code))
    plot = bars_plot("clustered", series, x, count=len(rows), title=shares.head, number_format=code)
    return ChartParts(chart_space(plot), workbook([names, shares]), description, bars_height(len(rows)))


def replace_charts(document: Any, charts: Mapping[str, ChartParts]) -> None:
    """Puts charts into the frames of a document (python-docx) that are named for them; the rest of a frame stays.

    A frame is a chart in the template whose name, alternative text or a title inside it is `chart:` and a key of
    `charts`; of the three Word keeps all, LibreOffice only the last. It keeps its place and size, and grows where its
    bars need more height. A frame without data goes, with its paragraph where that holds nothing else; data without a
    frame is not shown.
    """
    for name, frame, part in list(_frames(document)):
        parts = charts.get(name)
        if parts is None:
            take_out(frame.getparent())
            continue
        fill(part, parts)
        frame.find(qn("wp:docPr")).set("descr", bare(one_line(parts.description)))
        extent = frame.find(qn("wp:extent"))
        extent.set("cy", str(max(int(extent.get("cy")), parts.least_height)))
    _forget(document)


def fill(part: Any, parts: ChartParts) -> None:
    """Gives a chart part of a package (python-docx) new XML and a new workbook; the old workbook goes."""
    part.rels.clear()
    where = part.package.next_partname("/word/embeddings/chart%d.xlsx")
    part.relate_to(Part(where, CONTENT_TYPE.SML_SHEET, parts.workbook, part.package), RELATIONSHIP_TYPE.PACKAGE)
    part._blob = parts.chart


def _check(chart: str, values: Iterable[float | Decimal], *, least: int | None = None, most: int | None = None) -> None:
    """That figures are numbers within bounds."""
    for value in values:
        if not isfinite(value) or (least is not None and value < least) or (most is not None and value > most):
            what = {
                (False, False): "holds {value}; only finite numbers can be drawn.",
                (True, False): "holds {value}; only finite numbers from {least} can be drawn.",
                (False, True): "holds {value}; only finite numbers to {most} can be drawn.",
                (True, True): "holds {value}; only finite numbers from {least} to {most} can be drawn.",
            }[least is not None, most is not None]
            raise InputError.one(chart, "", said(what, value=value, least=least, most=most))


def room_for(texts: Sequence[str]) -> Decimal:
    """The share of an axis that labels beside its bars need."""
    return min(_MOST_ROOM, _AMOUNT_LETTER * max(map(_letters, texts)))


def titled(amount: str, x: Scale, code: str, say: Wording) -> str:
    """The title of an axis of amounts with its unit."""
    unit = {Decimal(1_000_000): "millions", Decimal(1_000): "thousands"}.get(x.unit, "ones")
    return say(f"chart.in_{unit}", title=one_line(amount), currency=code)


def _letters(words: str) -> int:
    """How many letters words take."""
    return len(bare(words))


def _rough(value: Decimal, code: str, say: Wording) -> str:
    return say.shown(money(rough(value), code, say.language, decimals=0))


def _three(row: tuple[str, Decimal, Decimal, Decimal], x: Scale, places: int, say: Wording) -> str:
    """A line's low, likely and high to three figures in the unit of the axis."""
    return " – ".join(say.shown(number(rough(value) / x.unit, say.language, decimals=places)) for value in row[1:])


def _sides(marks: Sequence[tuple[float, float, int]]) -> list[str]:
    """The side of each mark on which its label stands, from (place on the axis, probability, letters).

    The curve rises from left to right, so there is room on the left of its upper half and on the right of its lower
    one. Of two marks that are close, the lower one, which is also the left one, takes the left, the other the right.
    """
    sides = ["l" if height >= 0.5 and place > letters * _LETTER else "r" for place, height, letters in marks]
    rising = sorted(range(len(marks)), key=lambda n: marks[n][1])
    for lower, upper in pairwise(rising):
        if marks[upper][1] - marks[lower][1] < _APART:
            sides[lower], sides[upper] = "l", "r"
    return sides


def bars_height(bars: int) -> int:
    """The least height of a chart of so many bars, in EMU."""
    return min(_PAGE, _BELOW_BARS + bars * _BAR)


def _frames(document: Any) -> Iterator[tuple[str, Any, Any]]:
    """The frames of charts that are named: name, the frame's element, and the part of its chart."""
    for properties in document.element.body.iter(qn("wp:docPr")):
        frame = properties.getparent()
        chart = next(frame.iter(qn("c:chart")), None)
        relation = None if chart is None else document.part.rels.get(chart.get(qn("r:id")))
        if relation is None or relation.is_external:
            continue
        part = relation.target_part
        inside = _INSIDE.search(part.blob)
        called = [properties.get(kind, "").strip() for kind in ("name", "descr")] + (
            [inside[1].decode()] if inside else []
        )
        name = next((words.removeprefix(PREFIX) for words in called if words.startswith(PREFIX)), None)
        if name is not None:
            yield name, frame, part


def take_out(drawing: Any) -> None:
    """Takes a drawing out, with its paragraph where nothing else is in it."""
    paragraph = next(drawing.iterancestors(qn("w:p")))
    drawing.getparent().remove(drawing)
    beside = (qn(f"w:{kind}") for kind in ("t", "drawing", "pict", "object", "sectPr", "bookmarkStart"))
    holder = paragraph.getparent()
    needy = {qn("w:tc"), qn("w:hdr"), qn("w:ftr")}  # they need a paragraph
    only = holder.tag in needy and len(holder.findall(qn("w:p"))) == 1
    if not only and next(paragraph.iter(*beside), None) is None:
        holder.remove(paragraph)


def _forget(document: Any) -> None:
    """Drops the chart parts that nothing in the text refers to any more."""
    used = {chart.get(qn("r:id")) for chart in document.element.body.iter(qn("c:chart"))}
    rels = document.part.rels
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.CHART and key not in used]:
        del rels[key]
