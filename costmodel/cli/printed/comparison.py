"""What the command line prints of bundles side by side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import WIDTH, Scale, figure, left_out, point, years_words
from costmodel.comparing.comparison import CANDIDATES, PAIRS, SIDE_BY_SIDE, TRIALS, Candidate, Comparison
from costmodel.comparing.ownership import DUTY
from costmodel.price_book.evaluation import COST, COVERAGE
from costmodel.words.columns import Column, as_json, chosen, table_of
from costmodel.words.text import Text, percent

WEIGHTS = (Column("id"), Column("share", "share"))


def comparison_table(comparison: Comparison, said: Iterable[Text]) -> str:
    """The bundles by rank, what each leaves out, the weights where points decide, what is not counted, and what
    follows."""
    ranked = [*comparison.ranked, *(one for one in comparison.candidates if one.rank is None)]
    amounts = [one.spread.p80 for one in ranked if one.spread]
    amounts += [max(one.life.tco, one.life.npv) for one in ranked if one.life]
    scale = Scale.of(amounts, comparison.currency.code)
    note = (
        f"{scale.words} Before VAT, over {years_words(comparison.years)}; NPV at "
        f"{percent(comparison.discount_rate, 'en')} a year. P80 holds with 8 chances in 10. "
        "A bundle with gaps has no rank."
    )
    parts = [table_of(ranked, chosen(CANDIDATES, SIDE_BY_SIDE), comparison, amount=scale.show), fill(note, WIDTH), ""]
    parts += [left_out(one.id, one.gaps) for one in ranked if one.gaps]
    if comparison.judgement.award != "lowest_cost":
        parts += _points(comparison, ranked)
    parts += _not_counted(comparison)
    parts += [point(text.en) for text in said]
    return "\n".join(parts)


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


def comparison_json(comparison: Comparison, said: Iterable[Text], noted: Iterable[Text]) -> dict[str, Any]:
    """Bundles side by side; `said` are the statements, `noted` the remarks on the figures that went in."""
    by = comparison.judgement
    return {
        "currency": comparison.currency.code,
        "years": comparison.years,
        "discount_rate": float(comparison.discount_rate),
        "award": by.award,
        "threshold": float(by.threshold) if by.award == "threshold" else None,
        "weights": [as_json(weight, WEIGHTS) for weight in by.weights],
        "like_for_like": comparison.like_for_like,
        "bundles": [as_json(one, CANDIDATES, comparison) for one in comparison.candidates],
        "p_cheaper": [as_json(pair, PAIRS) for pair in comparison.p_cheaper],
        "shared_correlation": float(comparison.shared),
        "rank_stability": comparison.rank_stability,
        "seed": comparison.seed,
        "trials": [as_json(trial, TRIALS) for trial in comparison.trials],
        "statements": [text.en for text in said],
        "remarks": [text.en for text in noted],
    }
