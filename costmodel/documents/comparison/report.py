"""The comparison as a short Word report for a board: the result first, then costs, gaps, statements and conventions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from costmodel.comparing.award import Weight
from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.conventions import (
    conventions,
    is_no_difference,
    lives,
    probability,
    source_ids,
    unknown_costs,
    years_of,
)
from costmodel.comparing.statements import probability_words
from costmodel.documents.sources import source_rows
from costmodel.documents.subject import subject_of
from costmodel.documents.word.charts import ChartParts, range_bars
from costmodel.documents.word.cost_charts import cumulative_curves
from costmodel.documents.word.fill import render
from costmodel.estimating.scope import gap_sections
from costmodel.files.folders import template_folder
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.words.text import Digits, Language, Text, number, punctuated, rough

QUANTITIES = ("annual_studies", "concurrent_users", "workstations", "modalities", "interfaces", "sites")
"""The drivers that the need is summed up by."""
NOTHING = "–"


def comparison_docx(
    comparison: Comparison,
    statements: Iterable[Text],
    book: PriceBook,
    *,
    language: Language,
    digits: Digits = "western",
    template: Path | None = None,
) -> bytes:
    """The comparison as a Word report.

    `template` is a Word file with Jinja tags; the shipped one by default. Raises CostmodelError for a template that
    cannot be read or that asks for what does not exist.
    """
    say = Wording(book, language, digits=digits)
    variables = report_context(comparison, statements, say)
    charts = _charts(comparison, say)
    return render(variables, template or template_folder() / "comparison.docx", charts=charts)


def report_context(comparison: Comparison, statements: Iterable[Text], say: Wording) -> dict[str, Any]:
    """The variables of the template for a comparison, in one language."""
    years, money = years_of(comparison, say), comparison.currency.code
    by = comparison.judgement
    return {
        "label": say.phrases("label."),
        "proposal": say.phrases("proposal."),
        "comparison": say.phrases("comparison."),
        "caption": {
            "costs": say("comparison.caption_costs", years=years, currency=money),
            "ranges": say("comparison.caption_ranges", currency=money),
            "points": say("comparison.caption_points"),
            "chart": say("comparison.caption_chart", years=years),
            "years": say("comparison.caption_years", currency=money),
            "cumulative": say("proposal.caption_cumulative"),
        },
        "language": say.language,
        "document": {
            "title": say("comparison.title"),
            "number": say.day(comparison.on),
            "subject": subject_of(comparison.spec.modules, say, targeted=comparison.spec.targeted),
            "author": "",
            "issued": comparison.on,
        },
        "need": _need(comparison, say),
        "answer": {"first": _first(comparison, say), "texts": list(_answer(comparison, say))},
        "costs": [_costs(one, comparison, say) for one in _in_order(comparison)],
        "ranges": [_ranges(one, comparison, say) for one in _in_order(comparison)],
        "points": [_points(one, by.weights, say) for one in comparison.ranked] if by.award != "lowest_cost" else [],
        "chart": any(True for _ in lives(comparison)),
        "gaps": [_gaps(one, comparison, say) for one in comparison.candidates if one.gaps],
        "years": _years(comparison, say),
        "statements": [say.of(text) for text in statements],
        "conventions": [
            say("comparison.horizon_is", years=years, rate=say.percent(comparison.discount_rate)),
            say("comparison.points_are"),
            *conventions(comparison, say),
        ],
        "sources": say("comparison.sources", sources=say.series(_sources(comparison, say))),
    }


def _need(comparison: Comparison, say: Wording) -> str:
    """The need in one paragraph."""
    spec, book = comparison.spec, say.book
    kind = book.customer_type(spec.customer_type)
    drivers = [driver for driver in book.drivers if driver.id in QUANTITIES]
    counted = [(driver, getattr(spec, driver.id)) for driver in drivers]
    named = [f"{say.number(value)} {say.of(driver.unit.after(value))}" for driver, value in counted]
    return say("comparison.need_is", understanding=say.of(kind.understanding), drivers=say.series(named))


def _sources(comparison: Comparison, say: Wording) -> Iterator[str]:
    for row in source_rows(source_ids(comparison, say), say):
        yield say("comparison.source", title=row.title, grade=row.grade)


# ------------------------------------------------------------------ the result


def _first(comparison: Comparison, say: Wording) -> str:
    return say.of(comparison.winner.name) if comparison.winner else say("comparison.answer_none")


def _answer(comparison: Comparison, say: Wording) -> Iterator[str]:
    """Why the first one is first, and how sure that is."""
    winner, money = comparison.winner, comparison.currency
    if winner is not None and winner.life is not None and winner.spread is not None:
        ranked = comparison.ranked
        fill = {
            "rule": say(f"comparison.rule_{comparison.judgement.award}"),
            "npv": say.rough(winner.life.npv, money),
            "years": years_of(comparison, say),
            "rate": say.percent(comparison.discount_rate),
        }
        if len(ranked) == 1:
            yield say("comparison.answer_only", **fill)
        else:
            yield say("comparison.answer", count=len(ranked), **fill)
        if comparison.judgement.award == "weighted" and winner.score is not None:
            yield say("comparison.answer_score", score=_points_text(winner.score, say))
        for second in ranked[1:2]:
            yield _sure(comparison, winner, second, say)
        low, high, planned = (say.rough(getattr(winner.spread, name), money) for name in ("p10", "p90", "p80"))
        yield say("comparison.answer_range", low=low, high=high, planned=planned)
        if others := [trial for trial in comparison.trials if trial.value != _as_set(trial.changed, comparison)]:
            kept = sum(trial.winner == winner.id for trial in others)
            yield say("comparison.answer_trials", kept=kept, count=len(others))
    unranked = [say.of(one.name) for one in comparison.candidates if one.gaps or one.life is None]
    if unranked and winner is not None:
        yield say("comparison.answer_unranked", bundles=say.series(unranked))
    unknown = [say.of(cost.name) for cost in unknown_costs(comparison)]
    if unknown:
        yield say("comparison.answer_unknown", costs=say.series(unknown))


def _as_set(changed: str, comparison: Comparison) -> Decimal | None:
    """What the comparison itself was made with, which is no trial."""
    return {"discount_rate": comparison.discount_rate, "horizon": Decimal(comparison.years)}.get(changed)


def _sure(comparison: Comparison, winner: Candidate, second: Candidate, say: Wording) -> str:
    """How probable it is that the first one costs less than the second."""
    value = probability(comparison, winner.id, second.id) or 0.0
    key = "comparison.answer_unsure" if is_no_difference(value, say) else "comparison.answer_sure"
    return say(key, other=say.of(second.name), probability=say.of(probability_words(value, say.book)))


# ------------------------------------------------------------------ tables


def _in_order(comparison: Comparison) -> list[Candidate]:
    """The ranked bundles first, then the others."""
    return [*comparison.ranked, *(one for one in comparison.candidates if one.rank is None)]


def _costs(one: Candidate, comparison: Comparison, say: Wording) -> dict[str, Any]:
    names = ("one_off", "annual", "tco", "npv")
    amounts = dict.fromkeys(names, NOTHING)
    if one.life is not None:
        amounts = {name: say.bare(getattr(one.life, name), comparison.currency) for name in names}
    return {"rank": NOTHING if one.rank is None else str(one.rank), "name": say.of(one.name), **amounts}


def _ranges(one: Candidate, comparison: Comparison, say: Wording) -> dict[str, Any]:
    names = ("p10", "p50", "p80")
    amounts = dict.fromkeys(names, NOTHING)
    if one.spread is not None:
        amounts = {name: say.number(rough(getattr(one.spread, name))) for name in names}
    like = say.bare(one.life.tco + one.gap_cost, comparison.currency) if one.life else NOTHING
    return {
        "name": say.of(one.name),
        **amounts,
        "left_out": say.number(len(one.gaps)),
        "closing": say.bare(one.gap_cost, comparison.currency) if one.gaps else NOTHING,
        "like_for_like": like,
    }


def _points(one: Candidate, weights: Iterable[Weight], say: Wording) -> dict[str, Any]:
    own = dict(one.points)
    return {
        "name": say.of(one.name),
        "points": [
            f"{say.of(weight.name)} ({say.percent(weight.share.quantize(Decimal('0.001')))})"
            + punctuated(": ", say.language)
            + _points_text(own[weight.id], say)
            for weight in weights
        ],
        "score": _points_text(one.score or Decimal(0), say),
    }


def _points_text(points: Decimal, say: Wording) -> str:
    return say.number(points.quantize(Decimal("0.1")))


def _gaps(one: Candidate, comparison: Comparison, say: Wording) -> dict[str, Any]:
    return {
        "name": say.of(one.name),
        "text": say(
            "comparison.gap_cost",
            count=len(one.gaps),
            cost=say.rough(one.gap_cost, comparison.currency),
            years=years_of(comparison, say),
        ),
        "sections": [
            {"name": name, "texts": list(items)} for name, items in gap_sections(one.gaps, comparison.spec, say)
        ],
    }


def _years(comparison: Comparison, say: Wording) -> dict[str, Any]:
    """The yearly totals, a row for each year and a column for each bundle."""
    found = [(one, one.life) for one in _in_order(comparison) if one.life is not None]
    by_year = [[amount for _, amount in life.by_year()] for _, life in found]
    return {
        "heads": [say.of(one.name) for one, _ in found],
        "rows": [
            {"name": f"{say('comparison.year')} {year}", "amounts": [_whole(amount, say) for amount in amounts]}
            for year, amounts in enumerate(zip(*by_year, strict=True))
        ],
        "totals": [_whole(life.tco, say) for _, life in found],
    }


def _whole(value: Decimal, say: Wording) -> str:
    return say.shown(number(value, say.language, decimals=0))


def _charts(comparison: Comparison, say: Wording) -> dict[str, ChartParts]:
    """The TCO of each bundle from P10 to P90, and what each has cost by the end of each year, where there is one."""
    rows = [
        (say.of(one.name), one.spread.p10, one.spread.p50, one.spread.p90)
        for one in _in_order(comparison)
        if one.spread is not None
    ]
    if not rows:
        return {}
    money = comparison.currency
    told = (
        say("comparison.chart_row", bundle=name, low=say.rough(low, money), high=say.rough(high, money))
        for name, low, _, high in rows
    )
    ranges = range_bars(
        rows,
        amount=say("comparison.tco"),
        heads=("P10", "P50", "P90"),
        currency_code=money.code,
        description=say("comparison.chart_text", rows=say.series(told)),
        say=say,
    )
    curves = cumulative_curves(
        [(say.of(one.name), [paid for _, paid in one.life.cumulative()]) for one in _in_order(comparison) if one.life],
        amount=say("comparison.cumulative"),
        year=say("chart.years"),
        currency_code=money.code,
        description=say("proposal.caption_cumulative"),
        say=say,
    )
    return {"tco": ranges, "cumulative": curves}
