"""What the command line prints about how sure a total is: its percentiles, what makes it wide, how it was found."""

from __future__ import annotations

from decimal import Decimal
from textwrap import fill
from typing import Any

from costmodel.cli.printed.layout import WIDTH, figure, years_words
from costmodel.money.simulated import shown
from costmodel.price_book.book import PriceBook
from costmodel.risk.simulation import DRIVERS, FITTED, SHOWN, Simulation
from costmodel.words.columns import as_json, table_of
from costmodel.words.tables import table
from costmodel.words.text import decimal, probability

BAR = 24
"""Columns of the longest bar."""
EIGHTHS = " ▏▎▍▌▋▊▉"


def risk_table(found: Simulation, book: PriceBook, *, years: int, budget: Decimal | None = None) -> str:
    """Percentiles beside the point estimate, the budget and the plain sums, the contingency, the drivers, the fit."""
    parts = [
        fill(f"What is payable before discounts and tax: one-off lines{_recurring(years)}.", WIDTH),
        "",
        table(["", found.currency.code, "not exceeded with"], _amounts(found, budget), right=(1, 2)),
        "",
        *(fill(words, WIDTH) for words in _said(found)),
        "",
    ]
    if found.sd:
        parts += [table(["what makes it wide", "", "share of the variance", ""], _bars(found), right=(3,)), ""]
    parts += [
        table_of(
            found.as_fitted(),
            FITTED,
            currency=found.currency.code,
            amount=lambda value: figure(shown(value, found.sd), 0),
            missing="open",
        ),
        "",
        *(fill(words, WIDTH) for words in _how(found, book)),
    ]
    return "\n".join(parts)


def _recurring(years: int) -> str:
    if not years:
        return ""
    return f" and {'the first year' if years == 1 else years_words(years)} of the recurring ones"


def _amounts(found: Simulation, budget: Decimal | None) -> list[list[str]]:
    """Amounts by their size, each with its probability; percentiles to three figures."""
    exact = [("point estimate", found.point_estimate)]
    exact += [("sum of all lows", found.sum_of_lows), ("sum of all highs", found.sum_of_highs)]
    exact += [("budget", budget)] if budget is not None else []
    rows = [(amount, name, found.probability_within(amount)) for name, amount in exact]
    wanted = sorted({*SHOWN, found.confidence})
    rows += [(shown(found.percentile(p), found.sd), _percentile(p), p) for p in wanted]
    ordered = sorted(rows, key=lambda row: (row[2], row[0]))
    return [[name, figure(amount, 0), probability(chance, "en", places=1)] for amount, name, chance in ordered]


def _percentile(probability: float) -> str:
    return f"P{probability * 100:.4g}"


def _share(share: float) -> str:
    """A share to the tenth of a percent."""
    return f"{figure(decimal(100 * share, 1), 1)}%"


def _said(found: Simulation) -> list[str]:
    """The contingency, the middle and the spread, and why the sums lie outside."""
    code, point, sd = found.currency.code, found.point_estimate, found.sd
    reached = shown(found.percentile(found.confidence), sd)
    decimals = found.currency.printed_decimals
    share = f" ({_share(float((reached - point) / point))})" if point else ""
    words = [
        f"{_percentile(found.confidence)} {figure(reached, decimals)} {code} is the point estimate "
        f"{figure(point, decimals)} plus a contingency of {figure(reached - point, decimals)}{share}.",
    ]
    if not sd:
        return [*words, "Nothing of it is uncertain: every line has one price."]
    words.append(f"Mean {figure(shown(found.mean, sd), 0)}, standard deviation {figure(shown(sd, sd), 0)} {code}.")
    if found.sum_of_lows < found.percentile(0.1) and found.percentile(0.9) < found.sum_of_highs:
        words.append(
            "The sums of all lows and of all highs lie outside P10 and P90: all lines are hardly ever low, or high, "
            "together."
        )
    return words


def _bars(found: Simulation) -> list[list[str]]:
    """Each driver with a bar, the largest first."""
    largest = max(driver.share for driver in found.drivers)
    rows = []
    for driver in found.drivers:
        eighths = max(0, round(driver.share / largest * BAR * 8))
        bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        rows.append([driver.id, driver.name.en, bar, _share(driver.share)])
    return rows


def _how(found: Simulation, book: PriceBook) -> list[str]:
    """Correlation, method and sampling error."""
    fact = book.risk.correlation
    if found.correlation is None:
        words = "Correlation: the matrix that was given"
    else:
        words = f"Correlation between any two lines: {figure(decimal(found.correlation, 6))}"
        if found.correlation == float(fact.value):
            low, high = (figure(bound) for bound in fact.plausible)
            words += f", an assumption (plausible {low} to {high})"
    words += ". Low, likely and high of a line are its P10, mode and P90."
    if any(fitted.kind == "lognormal" for fitted in found.fitted):
        words += " A lognormal starts at its shift; where that is below 0, next to nothing of it lies there."
    if not found.trials:
        return [words, "Computed exactly, without sampling. Percentiles are rounded to three figures."]
    error = figure(found.currency.round(found.sampling_error(found.confidence)), 0)
    return [
        words,
        f"{found.trials:,} trials with seed {found.seed}: the standard error of {_percentile(found.confidence)} is "
        f"{error} {found.currency.code}. Percentiles are rounded to three figures.",
    ]


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
        "drivers": [as_json(driver, DRIVERS) for driver in found.drivers],
        "method": "sampling" if found.trials else "exact",
        "confidence": found.confidence,
        "within_point_estimate": round(found.probability_within(found.point_estimate), 6),
        "within_budget": None if budget is None else round(found.probability_within(budget), 6),
        "sum_of_lows": str(found.sum_of_lows),
        "sum_of_highs": str(found.sum_of_highs),
        "distributions": [as_json(line, FITTED) for line in found.as_fitted()],
        "remarks": [remark.en for remark in found.remarks],
    }
