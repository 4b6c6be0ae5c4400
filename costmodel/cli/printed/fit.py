"""What the command line prints of the ways within a budget."""

from __future__ import annotations

from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import WIDTH, Scale, figure, left_out, point, years_words
from costmodel.comparing.ceiling import WAYS, Fit, Way
from costmodel.price_book.book import PriceBook
from costmodel.words.columns import Column, as_json, chosen, table_of
from costmodel.words.text import percent, probability


def _bundle_and_levers(way: Way, scale: Scale) -> str:
    levers = (_with_saving(f"+ {saving.lever}", scale.show(saving.amount)) for saving in way.savings)
    return "\n".join([way.bundle, *levers])


def _with_saving(words: str, saving: str) -> str:
    return f"{words:<26} {saving:>9}"


def _point(way: Way, scale: Scale) -> str:
    return f"{scale.show(way.point_estimate)} {probability(way.within_point, 'en')}"


JSON = chosen(WAYS, "bundle reaches levers savings gaps point_estimate p50 p80 within_point_estimate within")
PRINTED = (
    Column("reach", of=lambda way, _: (way.reaches or "no").replace("p", "P"), head="reach"),
    Column("way", of=_bundle_and_levers, head=_with_saving("bundle, levers", "saves")),
    *chosen(WAYS, "gaps"),
    Column("point", "count", _point, head="point"),
    *chosen(WAYS, "p50 p80 within"),
)


def fit_table(fit: Fit, book: PriceBook) -> str:
    """The ways within a budget by what is lost, what each leaves out, and what each lever means and saves."""
    scale = Scale.of([fit.ceiling, *(way.p80 for way in fit.ways)], fit.currency.code)
    budget = f"{figure(fit.ceiling)} {scale.code}"
    tax = "before VAT" if fit.tax_rate is None else f"with VAT of {percent(fit.tax_rate, 'en')}"
    years = f"the recurring lines of {years_words(fit.years)}"
    parts = [f"Within {budget} {tax}: one-off lines and {years}", ""]
    if not fit.reaching("p50"):
        parts += [f"Nothing stays within {budget}, even at P50. The least that each bundle comes to:", ""]
    parts.append(table_of(fit.ways, PRINTED, scale, amount=scale.show))
    note = (
        f"{scale.words} Reach: the surest percentile within the budget; prob: the probability of staying within it. "
        "Point: the point estimate, and the probability of not exceeding it. "
        "Saves: of the point estimate, each lever where it alone is left out. In the order of what is lost: required "
        "items left out (gaps), then levers."
    )
    parts += [fill(note, WIDTH, break_on_hyphens=False), ""]
    gaps = {way.bundle: way.gaps for way in fit.ways if way.gaps}
    parts += [left_out(bundle, items) for bundle, items in gaps.items()]
    parts += [f"{bundle} brings none of the modules that the need asks for." for bundle in fit.absent]
    parts += _levers(fit, book, scale)
    return "\n".join(parts).rstrip()


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
        lines.append(point(words))
    return lines


def fit_json(fit: Fit) -> dict[str, Any]:
    """The ways to stay within a budget; `reaches` is p80, p50, or null where the way does not."""
    return {
        "currency": fit.currency.code,
        "budget": format(fit.ceiling, "f"),
        "tax_rate": None if fit.tax_rate is None else float(fit.tax_rate),
        "years": fit.years,
        "ways": [as_json(way, JSON) for way in fit.ways],
        "absent": list(fit.absent),
    }
