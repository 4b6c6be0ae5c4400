"""The budget of a quote: what its payable lines may cost, from a simulation, and what to set aside for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from pydantic import model_validator

from costmodel.estimating.estimate import Estimate
from costmodel.files.faults import InputError, said
from costmodel.files.records import Record
from costmodel.money.currencies import Currency, Share
from costmodel.money.simulated import Simulated, shown
from costmodel.price_book.book import PriceBook
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.lines import CONTINGENCY, OnTerms, QuoteLine, payable_lines, point_estimate
from costmodel.quoting.totals import Totals
from costmodel.risk.simulation import RiskLine, Simulation, risk_line, simulate_lines
from costmodel.words.text import Text, decimal, percent_text

LOW, MEDIAN, HIGH = Decimal("0.1"), Decimal("0.5"), Decimal("0.9")
"""The percentiles that are shown beside the budget's own."""

THOUSANDTH = Decimal("0.001")
CURVE = 50
"""Even steps of the S-curve that a quote keeps."""


class CurvePoint(Record):
    """A probability and the cost that is not exceeded with it."""

    probability: Share
    amount: Decimal


class LineRange(Record):
    """A payable line as the simulation reads it: P10, mode, P90, and its share of the total's variance."""

    id: str
    item_name: Text
    low: Decimal
    likely: Decimal
    high: Decimal
    share: Decimal


class Priced(NamedTuple):
    """What of a quote decides the budget: its lines, the discounts and charges on the whole, and its totals."""

    lines: Sequence[QuoteLine]
    discounts: Iterable[AppliedAdjustment]
    charges: Iterable[AppliedAdjustment]
    totals: Totals

    def on_terms(self, gross: Decimal, money: Currency) -> Decimal:
        """What the payable lines come to with discounts, charges and tax where they cost `gross` before them."""
        lines = [line for line in self.lines if line.counts]
        usual, net = sum((line.gross(money) for line in lines), Decimal(0)), self.totals.lines_net
        on_lines = sum((_fixed(line.discounts, line.charges) for line in lines), Decimal(0))
        on_all = _fixed(self.discounts, self.charges)
        due = gross * (net - on_lines) / usual + on_lines if usual else net
        if net:  # on nothing there is no discount, no charge and no tax
            due = due * (self.totals.tax_exclusive - on_all) / net + on_all
            due *= 1 + sum((line.net_amount * line.tax_rate for line in lines), Decimal(0)) / net
        return money.round(due)


def _fixed(discounts: Iterable[AppliedAdjustment], charges: Iterable[AppliedAdjustment]) -> Decimal:
    """What the charges add and the discounts take that are amounts, not shares."""
    signed = [*((1, charge) for charge in charges), *((-1, discount) for discount in discounts)]
    return sum((sign * one.amount for sign, one in signed if one.share is None), Decimal(0))


class Budget(Record):
    """What to set aside for the payable lines: the point estimate, the contingency, and both with discounts and tax.

    `before_tax` is the percentile named by `confidence`; `low`, `median` and `high` are P10, P50 and P90, before
    discounts and tax. `recommended` is `before_tax` on the quote's terms: discounts and charges that are shares grow
    with it, those that are amounts count once, and tax is due at the lines' rates as they come out together.
    `within_point` is the probability that the point estimate is not exceeded.
    """

    point_estimate: Decimal
    confidence: Decimal
    contingency: Decimal
    before_tax: Decimal
    recommended: Decimal
    low: Decimal
    median: Decimal
    high: Decimal
    sd: Decimal
    within_point: Share
    correlation: Decimal
    distribution: str
    curve: tuple[CurvePoint, ...]
    ranges: tuple[LineRange, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Budget:
        points = [(point.probability, point.amount) for point in self.curve]
        named = {LOW, MEDIAN, HIGH, self.confidence} <= {probability for probability, _ in points}
        rises = points == sorted(points) and [amount for _, amount in points] == sorted(amount for _, amount in points)
        if not (named and rises) or sum(line.likely for line in self.ranges) != self.point_estimate:
            raise ValueError("the budget of this quote does not add up; it was changed by hand.")
        return self

    @property
    def contingency_share(self) -> Decimal:
        """The contingency as a share of the point estimate."""
        share = self.contingency / self.point_estimate if self.point_estimate else Decimal(0)
        return share.quantize(THOUSANDTH)

    @property
    def certain(self) -> bool:
        """Whether nothing of it may cost more or less."""
        return self.sd == 0

    def told(self, amount: Decimal) -> Simulated:
        """One of its amounts as it is printed."""
        return Simulated.of(amount, self.sd)

    def again(self, priced: Priced, money: Currency) -> Budget:
        """The budget with everything that follows from its curve computed once more."""
        return self.model_copy(update=_following(self.curve, self.confidence, self.sd, priced, money))


def simulate_payable(lines: Sequence[QuoteLine], at: OnTerms) -> Simulation:
    """What the payable lines may cost, before discounts and tax; a price that the seller set is certain."""
    return simulate_lines(_payable(lines, at.estimate), at.book, currency=at.currency)


def make_budget(found: Simulation, priced: Priced, book: PriceBook) -> Budget:
    """What to set aside for a quote, at the policy's percentile."""
    confidence, money = book.policy.confidence, found.currency
    kept = sorted({*(Decimal(n) / CURVE for n in range(1, CURVE)), LOW, MEDIAN, HIGH, confidence})
    curve = tuple(CurvePoint(probability=p, amount=found.percentile(p)) for p in kept)
    return Budget(
        confidence=confidence,
        sd=found.sd,
        within_point=decimal(found.probability_within(found.point_estimate), 3),
        correlation=book.risk.correlation.value,
        distribution=book.risk.distribution,
        curve=curve,
        ranges=_ranges(found, money),
        **_following(curve, confidence, found.sd, priced, money),
    )


def _following(
    curve: tuple[CurvePoint, ...],
    confidence: Decimal,
    sd: Decimal,
    priced: Priced,
    money: Currency,
) -> dict[str, Decimal]:
    """What follows from the curve: percentiles as they are shown, contingency, and both with discounts and tax."""
    at = {point.probability: shown(point.amount, sd) for point in curve}
    point = point_estimate(priced.lines, money)
    return {
        "point_estimate": point,
        "before_tax": at[confidence],
        "contingency": at[confidence] - point,
        "recommended": priced.on_terms(at[confidence], money),
        "low": at[LOW],
        "median": at[MEDIAN],
        "high": at[HIGH],
    }


def _payable(lines: Sequence[QuoteLine], estimate: Estimate) -> tuple[RiskLine, ...]:
    """The payable lines before discounts and tax; a price that the seller set is certain."""
    costed = {line.id: line for line in (*estimate.lines, *estimate.options)}
    money = estimate.currency
    amounts: dict[str, Decimal] = {}
    for line in payable_lines(lines):
        name = line.cost_line or line.id
        amounts[name] = amounts.get(name, Decimal(0)) + line.gross(money)
    made = []
    for name, amount in amounts.items():
        if name in costed:
            of_year = risk_line(costed[name])
            times = amount / of_year.likely if of_year.likely else Decimal(0)
            made.append(of_year.times(times)._replace(likely=amount))
        else:
            own = next(line for line in lines if line.id == name)
            made.append(RiskLine(name, own.item_name, amount, amount, amount))
    return tuple(made)


def _ranges(found: Simulation, money: Currency) -> tuple[LineRange, ...]:
    shares = {driver.id: driver.share for driver in found.drivers}
    return tuple(
        LineRange(
            id=line.id,
            item_name=line.name,
            low=money.round(line.low),
            likely=money.round(line.likely),
            high=money.round(line.high),
            share=decimal(shares[line.id], 4),
        )
        for line in found.lines
    )


def contingency_line(found: Simulation, at: OnTerms) -> QuoteLine | None:
    """The contingency as a visible line: all of it, or the share of the point estimate that the terms ask for.

    It is part of the percentile, never on top; none where nothing is left to reach it. Raises InputError for a share
    that goes beyond it.
    """
    book, money, point = at.book, at.currency, found.point_estimate
    if at.terms.contingency is None:
        return None
    asked, confidence = at.terms.contingency.share, book.policy.confidence
    whole = shown(found.percentile(confidence), found.sd) - point
    amount = whole if asked is None else money.round(point * asked)
    share = (amount / point).quantize(THOUSANDTH)
    if amount > max(whole, Decimal(0)):
        most = (whole / point).quantize(THOUSANDTH, ROUND_DOWN)
        percent = (confidence * 100).normalize()
        what = said(
            "{asked} is more than the {most} that reach P{percent:f}; charge at most that.",
            asked=asked,
            most=most,
            percent=percent,
        )
        raise InputError.one("terms", "contingency.share", what)
    if amount <= 0:
        return None
    category, rate, reason = at.tax(None)
    return QuoteLine(
        id=CONTINGENCY,
        component=CONTINGENCY,
        item_name=book.say("line.contingency"),
        kind="line",
        quantity=Decimal(1),
        unit="LS",
        unit_price=amount,
        net_amount=amount,
        tax_category=category,
        tax_rate=rate,
        tax_reason=reason,
        source="policy",
        basis=book.say("basis.contingency", share=percent_text(share)),
    )
