"""The JSON of what helps to decide: risk, a system's life, a comparison, a budget; amounts are decimal strings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from costmodel.comparing.ceiling import Fit, Way
from costmodel.comparing.comparison import Candidate, Comparison, Range
from costmodel.comparing.delivered import Delivered
from costmodel.comparing.life_cycle import LifeCycle
from costmodel.comparing.ownership import KINDS
from costmodel.risk.simulation import SHOWN, Simulation
from costmodel.words.text import Text

COSTS = ("one_off", "annual", "tco", "npv", "equivalent_annual_cost")


def risk_json(found: Simulation, *, budget: Decimal | None = None) -> dict[str, Any]:
    """A simulation: probabilities, shares and the correlation are numbers."""
    return {
        "currency": found.currency.code,
        "point_estimate": str(found.point_estimate),
        "mean": str(found.mean),
        "sd": str(found.sd),
        **{f"p{100 * p:g}": str(found.percentile(p)) for p in SHOWN},
        "contingency": str(found.contingency()),
        "correlation": found.correlation,
        "trials": found.trials,
        "seed": found.seed,
        "sampling_error_p80": str(found.sampling_error(0.8)),
        "drivers": [{"id": driver.id, "share": round(driver.share, 6)} for driver in found.drivers],
        "method": "sampling" if found.trials else "exact",
        "confidence": found.confidence,
        "within_point_estimate": round(found.probability_within(found.point_estimate), 6),
        "within_budget": None if budget is None else round(found.probability_within(budget), 6),
        "sum_of_lows": str(found.sum_of_lows),
        "sum_of_highs": str(found.sum_of_highs),
        "distributions": [
            {"id": line.id, "kind": fitted.kind, **_named(("minimum", "mode", "maximum"), ends)}
            for line, fitted, ends in zip(found.lines, found.fitted, found.ends(), strict=True)
        ],
        "remarks": [remark.en for remark in found.remarks],
    }


def life_json(life: LifeCycle, first: Delivered) -> dict[str, Any]:
    """The life of a bundle and its first cost delivered; rates are numbers."""
    names = (*KINDS, "total", "cumulative", "discounted")
    return {
        "currency": life.currency.code,
        "bundle": life.bundle,
        "years": life.years,
        "discount_rate": float(life.discount_rate),
        "escalation": float(life.escalation),
        "currency_drift": float(life.currency_drift),
        **{name: str(getattr(life, name)) for name in COSTS},
        "by_year": [{"year": year, **_named(names, amounts)} for year, amounts in life.yearly()],
        "delivered": {
            "one_off": str(first.one_off),
            "imported": str(first.imported),
            "statistical_tax": str(first.statistical_tax),
            "vat_rate": float(first.vat_rate),
            "cases": [
                {"duty_rate": float(c.duty_rate), "duty": str(c.duty), "vat": str(c.vat), "total": str(c.total)}
                for c in first.cases
            ],
        },
        "unknown": [
            {
                "id": cost.id,
                "name": cost.name.en,
                "unit": cost.unit.en,
                "quantity": format(cost.annual_quantity, "f"),
                "falls": cost.falls,
            }
            for cost in life.unknown
        ],
        "remarks": [remark.en for remark in life.remarks],
    }


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
        "reaches": way.reaches,
        "levers": list(way.levers),
        "savings": [{"lever": saving.lever, "amount": str(saving.amount)} for saving in way.savings],
        "gaps": list(way.gaps),
        "point_estimate": str(way.point_estimate),
        "p50": str(way.p50),
        "p80": str(way.p80),
        "within_point_estimate": _short(way.within_point),
        "within": way.within,
    }


def _named(names: Sequence[str], amounts: Sequence[Decimal | None]) -> dict[str, str | None]:
    return {name: None if amount is None else str(amount) for name, amount in zip(names, amounts, strict=True)}


def _short(value: Decimal | float) -> float:
    """A share or points as a number of no more than six decimals."""
    return round(float(value), 6)
