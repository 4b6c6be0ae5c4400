"""What each assumption and each driver does to an estimate: one of them is changed, everything else stays.

The lines of the estimate are priced again with its own formulas, so that a changed fact gives here what it would
give if it were changed in the price book.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from costmodel.estimating.assumptions import assumptions
from costmodel.estimating.basis import exact, product
from costmodel.estimating.estimate import UNIT, Estimate, at_unit_price, contracted_years, estimate, months_due
from costmodel.estimating.formulas import CERS, Inputs, inputs
from costmodel.estimating.spec import DRIVERS, KEYS, Spec, make_spec
from costmodel.files.faults import Fault, InputError, not_among, said
from costmodel.files.records import Record
from costmodel.price_book.facts import Driver
from costmodel.words.columns import Column, frame
from costmodel.words.text import Language, Text

if TYPE_CHECKING:
    import pandas as pd

SWEPT = tuple(key for key in KEYS if key not in ("survey", "contract"))
"""The keys of a need that can take a row of values."""


class Swing(Record):
    """An assumption, and the payable total at the lower and the higher end of what it may plausibly do."""

    id: str
    name: Text
    low: Decimal
    high: Decimal
    total: Decimal
    currency: str


class DriverEffect(Record):
    """A driver with its value, a lower and a higher one, and the payable total at each."""

    id: str
    name: Text
    value: Decimal
    low_value: Decimal
    high_value: Decimal
    low: Decimal
    total: Decimal
    high: Decimal
    currency: str


class SweepPoint(Record):
    """What a need costs at one value of a driver or condition: once, a year, and the payable total."""

    driver: str
    value: Decimal | str | tuple[str, ...]
    one_off: Decimal
    annual: Decimal
    total: Decimal
    currency: str


# ------------------------------------------------------------------ assumptions


def swings(priced: Estimate, *, years: int | None = None) -> tuple[Swing, ...]:
    """Every assumption that moves the estimate `priced`, widest first; one that moves nothing is left out.

    Totals are payable ones: one-off lines and the recurring ones of the contracted `years` (the policy's unless
    given), less free months, without options. Lines from a rate card rest on no assumption.
    """
    contracted = contracted_years(years, priced.book)
    need = inputs(priced.spec, priced.bundle, priced.book)
    total = _payable(priced, contracted)
    made = []
    for assumption in assumptions(need):
        totals = [_payable(priced, contracted, need=end) for end in assumption.ends]
        low, high = min(totals), max(totals)
        if low < high:
            code = priced.currency.code
            made.append(Swing(id=assumption.id, name=assumption.name, low=low, high=high, total=total, currency=code))
    return tuple(sorted(made, key=lambda swing: swing.low - swing.high))


# ------------------------------------------------------------------ drivers


def driver_effects(
    priced: Estimate, *, change: Decimal | None = None, years: int | None = None
) -> tuple[DriverEffect, ...]:
    """Every driver, and the payable total when it alone is lower and higher by a share; widest first.

    `priced` is the estimate; `change` the share, `driver_change` of risk.yaml unless given, and `years` the contracted
    ones, the policy's unless given. Values stay in the driver's bounds; whole numbers are rounded away from the need's
    own, so that they change wherever the bounds allow. A share of nothing is nothing: a driver of 0 stays.
    """
    spec, bundle, book = priced.spec, priced.bundle, priced.book
    contracted = contracted_years(years, book)
    share = book.risk.driver_change.value if change is None else change
    if not 0 < share <= 1:
        raise InputError.one(
            "change",
            "",
            said(
                "{value} is out of bounds. Allowed: above 0, at most 1, such as {example}.", value=share, example="0.25"
            ),
        )
    total = _payable(priced, contracted)

    def at(driver: Driver, value: Decimal) -> Decimal:
        changed = spec.model_copy(update={driver.id: value})
        return _payable(priced, contracted, need=inputs(changed, bundle, book))

    effects = []
    for driver in book.drivers:
        value = getattr(spec, driver.id)
        low, high = _around(driver, value, share)
        effects.append(
            DriverEffect(
                id=driver.id,
                name=driver.name,
                value=value,
                low_value=low,
                high_value=high,
                low=at(driver, low),
                total=total,
                high=at(driver, high),
                currency=priced.currency.code,
            )
        )
    return tuple(sorted(effects, key=lambda effect: effect.low - effect.high))


def _around(driver: Driver, value: Decimal, share: Decimal) -> tuple[Decimal, Decimal]:
    """A driver's value less and plus a share of it, inside its bounds."""
    low, high = value * (1 - share), value * (1 + share)
    if driver.whole:
        low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    return max(low, driver.minimum), min(high, driver.maximum)


def sweep(priced: Estimate, *, driver: str, values: Iterable[Any], years: int | None = None) -> tuple[SweepPoint, ...]:
    """What the need of an estimate costs at each value of one driver or condition, in the order of the values.

    `priced` is the estimate, `driver` the key of a need, `values` what it takes, `years` the contracted ones, the
    policy's unless given. A preset replaces every driver that was not answered. Raises InputError for an unknown
    driver, no value, and, with the words of a need, for every value that a need may not have.
    """
    spec, book = priced.spec, priced.book
    contracted = contracted_years(years, book)
    if driver not in SWEPT:
        raise InputError.one("sweep", "", not_among(driver, SWEPT, what="a driver or condition of a need"))
    needs: list[Spec] = []
    faults: list[Fault] = []
    for value in values:
        plain = value.item() if hasattr(value, "item") else value  # NumPy's numbers
        try:
            needs.append(make_spec(book, {**_kept(spec, driver), driver: plain}))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    if not needs:
        raise InputError.one("sweep", driver, "has no values; give at least one.")
    points = []
    for need in needs:
        again = estimate(need, priced.bundle, priced.pricing)
        points.append(
            SweepPoint(
                driver=driver,
                value=getattr(need, driver),
                one_off=again.totals.one_off,
                annual=again.totals.annual,
                total=_payable(again, contracted),
                currency=again.currency.code,
            )
        )
    return tuple(points)


def _kept(spec: Spec, driver: str) -> dict[str, Any]:
    """What a need holds, as answers; beside another preset without the drivers that were not answered."""
    answers = {key: value for key in KEYS if (value := getattr(spec, key)) is not None}
    if driver == "preset":
        unanswered = set(DRIVERS) - set(spec.answered)
        return {key: value for key, value in answers.items() if key not in unanswered}
    return answers


# ------------------------------------------------------------------ totals


def _payable(priced: Estimate, years: int, *, need: Inputs | None = None) -> Decimal:
    """One-off lines, and the recurring ones for the months of the contracted years that are not free.

    With another `need` the same lines are priced again from it; those from a rate card stay.
    """
    money, formulas = priced.currency, dict(CERS)
    total = money.round(Decimal(0))
    for line in priced.lines:
        likely = line.likely
        if need is not None and not line.items:
            model = priced.conversion.apply(product(formulas[line.id](need)))
            quantity = exact(need.drivers["workstations"]) if line.unit == UNIT else line.quantity
            likely = at_unit_price(model, quantity, money)
        due = months_due(years, line.free_months)
        total += money.round(likely * due / 12) if line.recurring else likely
    return total


# ------------------------------------------------------------------ frames

SWINGS = tuple(Column(name) for name in Swing.model_fields)
EFFECTS = tuple(Column(name) for name in DriverEffect.model_fields)
POINTS = tuple(Column(name) for name in SweepPoint.model_fields)
"""The columns of swings, effects and sweeps."""


def swings_frame(found: Iterable[Swing], *, language: Language = "en") -> pd.DataFrame:
    """Swings as a DataFrame: id, name in the language, low, high, total, currency."""
    return frame(found, SWINGS, language=language)


def effects_frame(found: Iterable[DriverEffect], *, language: Language = "en") -> pd.DataFrame:
    """Drivers' effects as a DataFrame: id, name in the language, the three values, the three totals, currency."""
    return frame(found, EFFECTS, language=language)


def sweep_frame(points: Iterable[SweepPoint], *, language: Language = "en") -> pd.DataFrame:
    """A sweep as a DataFrame: driver, value, one_off, annual, total, currency."""
    return frame(points, POINTS, language=language)
