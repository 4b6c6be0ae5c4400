"""What the command line prints about bundles side by side, and about the ways within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from textwrap import fill
from typing import NamedTuple

from costmodel.cli.printed.tables import figure, table, years_words
from costmodel.comparing.ceiling import Fit, Way
from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.ownership import DUTY
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import COST, COVERAGE
from costmodel.words.text import Text, percent, probability, rough

WIDTH = 100
WIDEST = Decimal(10) ** 7
"""From this amount on the columns hold thousands."""


class Scale(NamedTuple):
    """How amounts are shown so that a table fits: to three figures, in units or in thousands."""

    unit: int
    code: str

    @classmethod
    def of(cls, amounts: Iterable[Decimal], code: str) -> Scale:
        """The scale for a table of such amounts."""
        return cls(1000 if max(amounts, default=Decimal(0)) >= WIDEST else 1, code)

    def show(self, value: Decimal) -> str:
        """An amount in a column."""
        return figure(rough(value / self.unit), 0)

    @property
    def words(self) -> str:
        """What the columns hold."""
        return f"{'Thousands of ' if self.unit > 1 else ''}{self.code}, to three figures; --json has them exactly."


def comparison_table(comparison: Comparison, said: Iterable[Text]) -> str:
    """The bundles by rank, what each leaves out, the weights where points decide, what is not counted, and what
    follows."""
    ranked = [*comparison.ranked, *(one for one in comparison.candidates if one.rank is None)]
    amounts = [one.spread.p80 for one in ranked if one.spread]
    amounts += [max(one.life.tco, one.life.npv) for one in ranked if one.life]
    scale = Scale.of(amounts, comparison.currency.code)
    heading = ["bundle", "one-off", "annual", "TCO", "TCO P80", "NPV", "gaps", "score", "rank"]
    note = (
        f"{scale.words} Before VAT, over {years_words(comparison.years)}; NPV at "
        f"{percent(comparison.discount_rate, 'en')} a year. P80 holds with 8 chances in 10. "
        "A bundle with gaps has no rank."
    )
    parts = [table(heading, [_row(one, scale) for one in ranked], right=range(1, len(heading))), fill(note, WIDTH), ""]
    parts += [_left_out(one.id, one.gaps) for one in ranked if one.gaps]
    if comparison.judgement.award != "lowest_cost":
        parts += _points(comparison, ranked)
    parts += _not_counted(comparison)
    parts += [_point(text.en) for text in said]
    return "\n".join(parts)


def _row(one: Candidate, scale: Scale) -> list[str]:
    life, spread = one.life, one.spread
    costs = [life.one_off, life.annual, life.tco, spread.p80, life.npv] if life and spread else []
    return [
        one.id,
        *([scale.show(cost) for cost in costs] or ["-"] * 5),
        str(len(one.gaps)),
        "-" if one.score is None else figure(one.score, 1),
        "-" if one.rank is None else str(one.rank),
    ]


def _left_out(bundle: str, gaps: Sequence[str]) -> str:
    words = f"{bundle} leaves out {len(gaps)} required item{'s' * (len(gaps) != 1)}: {', '.join(gaps)}"
    return fill(words, WIDTH, subsequent_indent="  ", break_on_hyphens=False) + "\n"


def _point(words: str) -> str:
    return fill(words, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def _points(comparison: Comparison, ranked: Iterable[Candidate]) -> list[str]:
    """The weights, and each bundle's points by each criterion."""
    by = comparison.judgement
    names = {weight.id: weight.id if weight.id in (COST, COVERAGE) else weight.name.en for weight in by.weights}
    shares = ", ".join(f"{names[w.id]} {percent(w.share.quantize(Decimal('0.001')), 'en')}" for w in by.weights)
    words = [f"Weights: {shares}"]
    if by.award == "threshold":
        words.append(f"Technical threshold: {percent(by.threshold, 'en')} of the points besides cost")
    for one in ranked:
        if one.points:
            points = ", ".join(f"{names[id_]} {figure(value, 1)}" for id_, value in one.points)
            words.append(f"Points of {one.id}: {points}")
    return [*(fill(line, WIDTH, subsequent_indent="  ") for line in words), ""]


def _not_counted(comparison: Comparison) -> list[str]:
    """What is in no total, since its price is not known."""
    lives = [one.life for one in comparison.candidates if one.life]
    names = list(dict.fromkeys(cost.id for life in lives for cost in life.unknown))
    if not names:
        return []
    bears = f"--bears ID=AMOUNT ({', '.join(name for name in names if name != DUTY)})"
    options = [bears] * (names != [DUTY]) + ["--duty-rate"] * (DUTY in names)
    words = f"What has no price is in no total. Give it with {' and '.join(options)}."
    return [fill(words, WIDTH, subsequent_indent="  ", break_on_hyphens=False), ""]


# ------------------------------------------------------------------ within a budget


def fit_table(fit: Fit, book: PriceBook) -> str:
    """The ways within a budget by what is lost, what each leaves out, and what each lever means and saves."""
    scale = Scale.of([fit.ceiling, *(way.p80 for way in fit.ways)], fit.currency.code)
    budget = f"{figure(fit.ceiling)} {scale.code}"
    tax = "before VAT" if fit.tax_rate is None else f"with VAT of {percent(fit.tax_rate, 'en')}"
    years = f"the recurring lines of {years_words(fit.years)}"
    parts = [f"Within {budget} {tax}: one-off lines and {years}", ""]
    if not fit.reaching("p50"):
        parts += [f"Nothing stays within {budget}, even at P50. The least that each bundle comes to:", ""]
    heading = ["reach", _with_saving("bundle, levers", "saves"), "gaps", "point", "P50", "P80", "prob"]
    parts.append(table(heading, [_fit_row(way, scale) for way in fit.ways], right=range(2, len(heading))))
    note = (
        f"{scale.words} Reach: the surest percentile within the budget; prob: the probability of staying within it. "
        "Point: the point estimate, and the probability of not exceeding it. "
        "Saves: of the point estimate, each lever where it alone is left out. In the order of what is lost: required "
        "items left out (gaps), then levers."
    )
    parts += [fill(note, WIDTH, break_on_hyphens=False), ""]
    gaps = {way.bundle: way.gaps for way in fit.ways if way.gaps}
    parts += [_left_out(bundle, items) for bundle, items in gaps.items()]
    parts += [f"{bundle} brings none of the modules that the need asks for." for bundle in fit.absent]
    parts += _levers(fit, book, scale)
    return "\n".join(parts).rstrip()


def _fit_row(way: Way, scale: Scale) -> list[str]:
    levers = (_with_saving(f"+ {saving.lever}", scale.show(saving.amount)) for saving in way.savings)
    return [
        (way.reaches or "no").replace("p", "P"),
        "\n".join([way.bundle, *levers]),
        str(len(way.gaps)),
        f"{scale.show(way.point_estimate)} {probability(way.within_point, 'en')}",
        *(scale.show(amount) for amount in (way.p50, way.p80)),
        probability(way.within, "en"),
    ]


def _with_saving(words: str, saving: str) -> str:
    return f"{words:<26} {saving:>9}"


def _levers(fit: Fit, book: PriceBook, scale: Scale) -> list[str]:
    """What each lever saves, and what is lost with it."""
    saved: dict[str, list[Decimal]] = {}
    for way in fit.ways:
        for saving in way.savings:
            saved.setdefault(saving.lever, []).append(saving.amount)
    unit = "thousand " if scale.unit > 1 else ""
    lines = []
    for name, amounts in saved.items():
        low, high = (scale.show(abs(end)) for end in (min(amounts), max(amounts)))
        span = low if low == high else f"{low} to {high}"
        verb = "saves" if max(amounts) > 0 else "adds"
        words = f"{name} {verb} {span} {unit}{scale.code}: {book.lever(name).description.en}"
        lines.append(_point(words))
    return lines
