"""How every chart looks: its rows, its axis of amounts, the words beside its marks, fonts, colours and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from costmodel.files.colour import ACCENT, MIDDLE
from costmodel.files.extras import require
from costmodel.files.faults import InputError, said
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import POP, RIGHT_TO_LEFT, Language, bare, check_language, number, one_line, percent, rough

if TYPE_CHECKING:
    import altair as alt

Row: TypeAlias = dict[str, Any]
"""A row of a chart's data: plain values that JSON can hold."""

Value = TypeVar("Value", str, int)

DARK, LIGHT, SIGNAL = f"#{ACCENT.lower()}", f"#{MIDDLE.lower()}", "#a8480f"
"""The documents' two blues, and a rust for what is marked."""
INK, QUIET, FAINT = "#333333", "#6b6b6b", "#d4d4d4"
"""Greys of words, and of what is set apart."""
SERIES = (DARK, "#b36b00", "#3f8fb5", "#96330f", "#66761c", "#7d4a92")
"""Colours that colour-blind readers can tell apart and that words can have; lines have their dashes besides."""
DASHES = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3], [14, 4], [1, 2])
WIDTH, HEIGHT, ROW, BAR = 540, 320, 36, 15
"""Of a plot, of the row of a name, and of its bar, in pixels."""
LETTER, LINE_HEIGHT = 6.4, 14
"""The width of a letter and the height of a line of words in pixels, about."""
PERCENT = "format(datum.value, '.0%')"
"""The label of an axis of shares."""
WORDS: Row = {"baseline": "middle", "lineBreak": "\n", "fontSize": 12, "color": INK}

_FONT = "Arial, Liberation Sans, sans-serif"
_LINE = 46
_ARABIC = re.compile("[\u0620-\u064a]")
_TAG = re.compile(r"<(?=[/!?A-Za-z])")


# ------------------------------------------------------------------ words and figures


def wording(book: PriceBook, language: Language) -> Wording:
    """The words of a chart, which every chart begins with. Raises InputError for what is not a language."""
    require("notebooks")
    return Wording(book, check_language(language))


def the_same(what: str, values: Iterable[Value], where: str) -> Value:
    """What all of them have in common. Raises InputError where they differ, or where there are none."""
    known = list(dict.fromkeys(values))
    if not known:
        raise InputError.one(where, "", "has nothing to draw; give at least one.")
    if len(known) > 1:
        raise InputError.one(
            where, what, said("differs: {one} and {other}; one chart needs the same.", one=known[0], other=known[1])
        )
    return known[0]


def shown(words: str) -> str:
    """Words on one line, without what no picture can hold and what a web page would take for a tag."""
    return _TAG.sub("‹", one_line(words)).strip()


def wrapped(words: str) -> list[str]:
    """Words on one line, or on two that are about as long; what does not fit is cut."""
    line = shown(words)
    if len(line) <= _LINE:
        return [line]
    breaks = [n for n, letter in enumerate(line[: _LINE + 1]) if letter == " "] or [_LINE]
    end = min(breaks, key=lambda n: max(n, len(line) - n))
    rest = line[end:].lstrip(" ")
    return [line[:end], rest if len(rest) <= _LINE else rest[: _LINE - 1].rstrip() + "…"]


def apart(values: Sequence[float], least: float) -> list[float]:
    """Places for labels close to values, no two nearer than `least` and none below 0; equal values keep their order."""
    groups: list[list[int]] = []

    def start(group: Sequence[int]) -> float:
        middle = sum(values[n] for n in group) / len(group)
        return max(0.0, middle - least * (len(group) - 1) / 2)

    for n in sorted(range(len(values)), key=lambda n: values[n]):
        groups.append([n])
        while len(groups) > 1 and start(groups[-1]) < start(groups[-2]) + least * len(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    places = {n: start(group) + step * least for group in groups for step, n in enumerate(group)}
    return [places[n] for n in range(len(values))]


class Unit(NamedTuple):
    """What one unit of an axis is worth, its name in `texts.yaml`, and the decimals that amounts are written with."""

    worth: Decimal
    name: str
    places: int

    def write(self, amount: Decimal, language: Language) -> str:
        """An amount to three figures."""
        return number(rough(amount) / self.worth, language, decimals=self.places)

    def close(self, amount: Decimal, language: Language) -> str:
        """An amount with all of its figures."""
        return number(amount / self.worth, language, at_least=self.places)

    def change(self, amount: Decimal, language: Language) -> str:
        """A difference with its sign; nothing where there is none."""
        if not amount:
            return ""
        return ("+" if amount > 0 else "\u2212") + self.write(abs(amount), language)


def unit_of(amounts: Iterable[Decimal]) -> Unit:
    """The largest unit in which the smallest amount still has a digit, or in which the largest is not too long."""
    known = [abs(amount) for amount in amounts if amount] or [Decimal(0)]
    low, high = min(known), max(known)
    worths = ((Decimal(1_000_000), "millions"), (Decimal(1_000), "thousands"), (Decimal(1), "ones"))
    worth, name = next((one for one in worths if low >= one[0] / 10 or high >= one[0] * 100), worths[-1])
    return Unit(worth, name, 0 if high >= 100 * worth else 1 if high >= 10 * worth else 2)


# ------------------------------------------------------------------ rows, each with a name on its left


def of_rows(rows: Sequence[Row]) -> alt.Chart:
    """A chart, yet without a mark, of data that stand in it."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=list(rows)))


def named(place: int, id_: str, name: str, *, quiet: bool = False) -> Row:
    """The beginning of a row: its place from the top, what it stands for, and its name as it is written."""
    lines = wrapped(name)
    return {
        "row": place,
        "id": id_,
        "item": shown(name),
        "name": "\n".join(lines),
        "lines": len(lines),
        "ink": QUIET if quiet else INK,
    }


def in_rows(
    layers: Sequence[alt.Chart], rows: Sequence[Row], say: Wording, *, title: str, subtitle: Sequence[str]
) -> alt.LayerChart:
    """Marks that stand in rows, with the names of the rows on their left."""
    import altair as alt

    names = on_row().mark_text(align="right", dx=-10, dy=alt.expr("datum.lines > 1 ? -7 : 0"), **WORDS)
    names = names.encode(x=alt.value(0), text="name:N", color=own("ink"))
    height = (1 + max(row["row"] for row in rows)) * ROW
    return finished([*layers, names], say, title=title, subtitle=subtitle, height=height, rows=rows)


def on_row(data: Sequence[Row] | None = None) -> alt.Chart:
    """A mark at the height of its row, from data of its own or the chart's; pointed at, it tells item and label."""
    import altair as alt

    mark = alt.Chart() if data is None else of_rows(data)
    return mark.encode(y=alt.Y("row:O", axis=None), tooltip=["item:N", "label:N"])


def beside(x: alt.X) -> alt.Chart:
    """The label of each row, right of a place on the axis."""
    words: alt.Chart = on_row().mark_text(align="left", dx=7, **WORDS)
    return words.encode(x=x, text="label:N", color=own("ink"))


def longest(rows: Iterable[Row], field: str = "label") -> int:
    """The number of letters of the longest label."""
    return max((len(row[field]) for row in rows), default=0)


def own(field: str) -> alt.Color:
    """The colour that a field of the row names."""
    import altair as alt

    return alt.Color(f"{field}:N", scale=None)


# ------------------------------------------------------------------ axes


def axis(*, worth: Decimal = Decimal(1), **how: Any) -> alt.Axis:
    """An axis with a light grid and nothing else, its numbers in units of a worth."""
    import altair as alt

    usual: Row = {
        "labelExpr": f"format(datum.value / {worth}, ',')",
        "domain": False,
        "ticks": False,
        "gridColor": "#e6e6e6",
        "labelColor": INK,
        "labelFlush": False,
        "titleColor": INK,
    }
    return alt.Axis(**{**usual, "titlePadding": 10, "labelPadding": 6, **how})


def amount_axis(unit: Unit, code: str, say: Wording) -> Row:
    """The title and the look of an axis of amounts, as keywords of a channel."""
    title = say(f"chart.in_{unit.name}", title=say("chart.cost"), currency=code)
    return {"title": title, "axis": axis(worth=unit.worth, tickCount=6)}


def amounts(
    ends: tuple[float, float], unit: Unit, code: str, say: Wording, *, before: int = 0, after: int = 0
) -> Callable[[str], alt.X]:
    """A channel along amounts from end to end, with room before and after for labels of so many letters."""
    import altair as alt

    low, high = ends
    room = [(letters * LETTER + 16) / WIDTH if letters else 0 for letters in (before, after)]
    span = (high - low) / (1 - sum(room))
    scale = alt.Scale(domain=[low - room[0] * span, high + room[1] * span], zero=False, nice=False)
    how = amount_axis(unit, code, say)
    return lambda field: alt.X(f"{field}:Q", scale=scale, **how)


# ------------------------------------------------------------------ the whole


def finished(
    layers: Sequence[alt.Chart],
    say: Wording,
    *,
    title: str,
    subtitle: Sequence[str] = (),
    height: int = HEIGHT,
    rows: Sequence[Row] | None = None,
) -> alt.LayerChart:
    """Layers as a chart, with its title, its size, and numbers as the language writes them; `rows` are data for all."""
    import altair as alt

    words = [line for line in subtitle if line]
    heading = alt.Title(
        title,
        subtitle=words,
        anchor="end" if say.language == "ar" else "start",
        frame="bounds",
        fontSize=15,
        subtitleFontSize=12,
        subtitleColor=QUIET,
        color=INK,
        offset=14,
        subtitlePadding=5,
    )
    data: Row = {} if rows is None else {"data": alt.InlineData(values=list(rows))}
    whole: Any = alt.layer(*layers, **data)
    sized = whole.properties(width=WIDTH, height=height, title=heading, description=" ".join([title, *words]))
    chart: alt.LayerChart = sized.configure(
        font=_FONT, locale=_locale(say.language), background="white", padding=8, view=alt.ViewConfig(stroke=None)
    )
    return _turned(chart) if say.language == "ar" else chart


def _turned(chart: alt.LayerChart) -> alt.LayerChart:
    """A chart each of whose Arabic lines reads from right to left wherever it is drawn."""
    made: alt.LayerChart = type(chart).from_dict(_in_order(chart.to_dict()), validate=False)
    return made


def _in_order(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _in_order(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_in_order(value) for value in node]
    if not isinstance(node, str) or not _ARABIC.search(node):
        return node
    return "\n".join(f"{RIGHT_TO_LEFT}{line}{POP}" for line in node.split("\n"))


def _locale(language: Language) -> Row:
    """How Vega writes numbers, as the text module writes them."""
    written = {
        "decimal": bare(number(Decimal("0.5"), language))[1],
        "thousands": bare(number(1000, language))[1],
        "grouping": [3],
        "currency": ["", ""],
        "percent": bare(percent(Decimal("0.01"), language))[1:],
    }
    return {"number": written}
