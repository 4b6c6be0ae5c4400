"""The JSON of a comparison and of the ways within a budget: amounts are decimal strings, null where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from costmodel.ceiling import Fit, Way
from costmodel.comparison import Candidate, Comparison, Range
from costmodel.text import Text

COSTS = ("one_off", "annual", "tco", "npv", "equivalent_annual_cost")


def comparison_json(comparison: Comparison, said: Iterable[Text], noted: Iterable[Text]) -> dict[str, Any]:
    """Bundles side by side; `said` are the statements, `noted` the remarks on the figures that went in."""
    by = comparison.judgement
    return {
        "currency": comparison.currency.code,
        "years": comparison.years,
        "discount_rate": float(comparison.discount_rate),
        "award": by.award,
        "threshold": float(by.threshold) if by.award == "threshold" else None,
        "weights": [{"id": weight.id, "share": _short(weight.share)} for weight in by.weights],
        "like_for_like": comparison.like_for_like,
        "bundles": [_bundle(candidate) for candidate in comparison.candidates],
        "p_cheaper": [{"a": p.a, "b": p.b, "probability": p.probability} for p in comparison.p_cheaper],
        "shared_correlation": float(comparison.shared),
        "rank_stability": comparison.rank_stability,
        "seed": comparison.seed,
        "trials": [{"changed": t.changed, "value": float(t.value), "winner": t.winner} for t in comparison.trials],
        "statements": [text.en for text in said],
        "remarks": [text.en for text in noted],
    }


def _bundle(candidate: Candidate) -> dict[str, Any]:
    life, spread = candidate.life, candidate.spread
    return {
        "id": candidate.id,
        "name": candidate.name.en,
        **{name: str(getattr(life, name)) if life else None for name in COSTS},
        **{f"tco_{name}": str(getattr(spread, name)) if spread else None for name in Range.model_fields},
        "unknown": [cost.id for cost in life.unknown] if life else [],
        "gaps": list(candidate.gaps),
        "gap_cost": str(candidate.gap_cost),
        "gap_lines": [
            {"id": line.id, "amount": str(line.amount), "recurring": line.recurring} for line in candidate.gap_lines
        ],
        "coverage": _short(candidate.coverage),
        "points": {id_: _short(value) for id_, value in candidate.points},
        "score": None if candidate.score is None else _short(candidate.score),
        "rank": candidate.rank,
        "dropped_levers": list(candidate.dropped_levers),
    }


def fit_json(fit: Fit) -> dict[str, Any]:
    """The ways to stay within a budget; `reaches` is p80, p50, or null where the way does not."""
    return {
        "currency": fit.currency.code,
        "budget": format(fit.ceiling, "f"),
        "tax_rate": None if fit.tax_rate is None else float(fit.tax_rate),
        "years": fit.years,
        "ways": [_way(way) for way in fit.ways],
        "absent": list(fit.absent),
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "bundle": way.bundle,
        "reaches": None if way.reaches == "none" else way.reaches,
        "levers": list(way.levers),
        "savings": [{"lever": saving.lever, "amount": str(saving.amount)} for saving in way.savings],
        "gaps": list(way.gaps),
        "point_estimate": str(way.point_estimate),
        "p50": str(way.p50),
        "p80": str(way.p80),
        "within": way.within,
    }


def _short(value: Decimal) -> float:
    """A share or points as a number of no more than six decimals."""
    return round(float(value), 6)
