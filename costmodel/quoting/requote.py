"""A quote with some of its figures changed, as a buyer changes them in the workbook, computed anew by the same rules.

What may be changed has a name, the same in the workbook: `quantity_3` is the quantity of the third line as printed,
`line_discount_3_1` its first discount, `tax_rate`, `discount_1` on the whole, `rate_USD_MRU`, `payment_share_2`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import ValidationError

from costmodel.files.faults import Fault, InputError, not_among, phrase, said
from costmodel.money.currencies import Currency
from costmodel.money.exchange import Conversion, ExchangeRate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import STANDARD, PaymentPart
from costmodel.quoting.adjustments import AppliedAdjustment, over_taxes, share_of
from costmodel.quoting.budget import Budget, LineRange, Priced
from costmodel.quoting.lines import (
    QuoteLine,
    nets_by_tax,
    payable_lines,
    point_estimate,
)
from costmodel.quoting.quote import DisplayAmount, Quote, document_sums, one_off_with_tax, periods
from costmodel.quoting.schedule import Payment, Span, payments
from costmodel.quoting.totals import net_amount

Kind = Literal["quantity", "share", "tax_rate", "amount", "rate", "payment_share", "days"]
Key = tuple[str, Decimal]
"""A tax category and its rate."""
ZERO, ONE = Decimal(0), Decimal(1)
MAX_DAYS = 3_660


class Input(NamedTuple):
    """A figure that may be changed: its name, what kind of figure it is, and its value in the quote."""

    name: str
    kind: Kind
    value: Decimal


def printed_lines(quote: Quote) -> tuple[QuoteLine, ...]:
    """The lines in the order in which they are printed and numbered: one-off, recurring, options, alternatives."""
    rank = {"option": 2, "alternative": 3}
    return tuple(sorted(quote.lines, key=lambda line: rank.get(line.kind, int(line.recurring))))


def adjustment_groups(given: Iterable[AppliedAdjustment]) -> Iterator[list[AppliedAdjustment]]:
    """The parts of each discount or charge on the whole, which a quote splits over the tax categories."""
    group: list[AppliedAdjustment] = []
    for part in given:
        known = [(other.tax_category, other.tax_rate) for other in group]
        same = not group or (part.label, part.share) == (group[0].label, group[0].share)
        if not same or (part.tax_category, part.tax_rate) in known:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def tax_names(quote: Quote) -> dict[Key, str]:
    """The names of the tax rates that may be changed: those of category S, the others have no tax."""
    keys = [(tax.tax_category, tax.tax_rate) for tax in quote.taxes if tax.tax_category == STANDARD]
    return {key: "tax_rate" if position == 1 else f"tax_rate_{position}" for position, key in enumerate(keys, start=1)}


def rate_names(quote: Quote) -> dict[ExchangeRate, str]:
    """The names of the exchange rates behind the amounts in other currencies; a parity set by law stays as it is."""
    steps = [step for shown in quote.display for step in shown.conversion.steps if step.kind != "law"]
    names: dict[ExchangeRate, str] = {}
    for step in dict.fromkeys(steps):
        name = f"rate_{step.from_}_{step.to}"
        names[step] = name if name not in names.values() else f"{name}_{len(names) + 1}"
    return names


def inputs(quote: Quote) -> tuple[Input, ...]:
    """Every figure of a quote that may be changed."""
    return tuple(_inputs(quote))


def _inputs(quote: Quote) -> Iterator[Input]:
    for number, line in enumerate(printed_lines(quote), start=1):
        yield Input(f"quantity_{number}", "quantity", line.quantity)
        for name, given in (("line_discount", line.discounts), ("line_charge", line.charges)):
            for position, one in enumerate(given, start=1):
                yield _adjustment(f"{name}_{number}_{position}", one.share, one.amount)
    for name, given in (("discount", quote.discounts), ("charge", quote.charges)):
        for position, group in enumerate(adjustment_groups(given), start=1):
            yield _adjustment(f"{name}_{position}", group[0].share, sum((part.amount for part in group), ZERO))
    for (_, rate), name in tax_names(quote).items():
        yield Input(name, "tax_rate", rate)
    for step, name in rate_names(quote).items():
        yield Input(name, "rate", step.value)
    for position, share in enumerate(_stage_shares(quote)[:-1], start=1):
        yield Input(f"payment_share_{position}", "payment_share", share)
    for position, span in enumerate(quote.timetable, start=1):
        yield Input(f"days_{position}", "days", Decimal(span.days))


def _adjustment(name: str, share: Decimal | None, amount: Decimal) -> Input:
    return Input(name, "amount", amount) if share is None else Input(name, "share", share)


def _stage_shares(quote: Quote) -> list[Decimal]:
    """The shares of the one-off price by stage; the last one takes the rest, so it is no input."""
    return [payment.share for payment in quote.payments if payment.share is not None]


def requote(quote: Quote, changes: Mapping[str, Decimal], book: PriceBook) -> Quote:
    """The quote with changed figures, by name; lines, taxes, totals, payments and budget follow.

    Shares apply to what they applied to, unit prices stay, and the range of the budget moves in proportion to the
    point estimate. Raises InputError with every figure that is out of bounds, and where nothing is left to pay.
    """
    known = {one.name: one for one in inputs(quote)}
    faults = [
        Fault(name, "", not_among(name, list(known), what="a figure that may be changed"))
        for name in changes
        if name not in known
    ]
    faults += [fault for name, value in changes.items() if name in known for fault in out_of_bounds(known[name], value)]
    if faults:
        raise InputError(faults)
    return _Again(quote, {name: known[name].value for name in known} | dict(changes), book).quote()


class Bounds(NamedTuple):
    """What a figure that may be changed may be: from `low` (itself left out where `above`), up to `high`."""

    low: Decimal
    high: Decimal | None = None
    above: bool = False
    whole: bool = False

    def hold(self, value: Decimal) -> bool:
        """Whether a value is within them."""
        low = value > self.low if self.above else value >= self.low
        return low and (self.high is None or value <= self.high) and not (self.whole and value != int(value))

    def in_words(self) -> str:
        """What is allowed; a share and a rate of tax with an example."""
        if self.whole:
            return said("whole days, 1 to {most:,}", most=self.high)
        if self.high is None:
            return "above 0" if self.above else "0 or more"
        if self.above:
            return said("above 0, up to 1; {share} is {percent}", share="0.16", percent="16 %")
        return said("0 to 1; {share} is {percent}", share="0.05", percent="5 %")


BOUNDS: Mapping[Kind, Bounds] = {
    "quantity": Bounds(ZERO),
    "amount": Bounds(ZERO),
    "share": Bounds(ZERO, ONE),
    "payment_share": Bounds(ZERO, ONE),
    "tax_rate": Bounds(ZERO, ONE, above=True),
    "rate": Bounds(ZERO, above=True),
    "days": Bounds(ONE, Decimal(MAX_DAYS), whole=True),
}
"""The bounds of every kind of figure, here and in the cells of a workbook."""


def out_of_bounds(one: Input, value: Decimal) -> Iterator[Fault]:
    """The fault of a value that a figure cannot have; none where it can."""
    allowed = BOUNDS[one.kind]
    if not allowed.hold(value):
        what = said("{value} is out of bounds. Allowed: {bounds}.", value=value, bounds=phrase(allowed.in_words()))
        yield Fault(one.name, "", what)


class _Again:
    """The parts of a quote computed anew from its figures by name."""

    def __init__(self, quote: Quote, values: Mapping[str, Decimal], book: PriceBook) -> None:
        self.old, self.values, self.book = quote, values, book
        self.money = quote.currency
        self.unit = ONE.scaleb(-self.money.decimals)

    def quote(self) -> Quote:
        """The whole quote, checked as one that is loaded."""
        old, values = self.old, self.values
        rates = {key: values[name] for key, name in tax_names(old).items()}
        if len(set(rates.values())) < len(rates):
            raise InputError.one("tax_rate", "", "two tax rates are the same now; give the lines of both one rate.")
        numbers = {line.id: number for number, line in enumerate(printed_lines(old), start=1)}
        lines = tuple(self._line(line, numbers[line.id], rates) for line in old.lines)
        if not point_estimate(lines, self.money):
            raise InputError.one("quantity", "", "nothing is left to pay for; leave one quantity above 0.")
        discounts = self._document("discount", old.discounts, lines)
        charges = self._document("charge", old.charges, lines)
        kept = {"prepaid": old.totals.prepaid, "rounding": old.totals.rounding}
        found = document_sums(lines, discounts, charges, self.money, **kept)
        left = min(found.totals.payable, found.totals.tax_exclusive)
        if left < 0:
            raise InputError.one(
                "payable",
                "",
                said("discounts and prepaid leave {left} {currency}; lower them.", left=left, currency=self.money.code),
            )
        changed = {
            "lines": lines,
            "discounts": discounts,
            "charges": charges,
            "taxes": found.taxes,
            "totals": found.totals,
            "payments": self._payments(found.totals.payable, lines),
            "timetable": self._timetable(),
            "budget": self._budget(Priced(lines, discounts, charges, found.totals)),
            "display": tuple(self._display(shown, found.totals.payable) for shown in old.display),
        }
        try:
            return Quote.model_validate({**dict(old), **changed})
        except ValidationError as error:
            raise InputError.one("quote", "", str(error.errors()[0]["msg"])) from None

    def _line(self, line: QuoteLine, number: int, rates: Mapping[Key, Decimal]) -> QuoteLine:
        """A line with its quantity, its discounts and charges, and the rate of its tax."""
        rate = rates.get((line.tax_category, line.tax_rate), line.tax_rate)
        bare = line.model_copy(update={"quantity": self.values[f"quantity_{number}"]})
        gross = bare.gross(self.money)
        changed: dict[str, tuple[AppliedAdjustment, ...]] = {}
        for field, name, given in (
            ("discounts", "line_discount", line.discounts),
            ("charges", "line_charge", line.charges),
        ):
            values = [self.values[f"{name}_{number}_{position}"] for position, _ in enumerate(given, start=1)]
            changed[field] = tuple(self._applied(given, values, gross, rate))
        made = bare.model_copy(update={**changed, "tax_rate": rate})
        net = net_amount(made, self.unit)
        if net < 0:
            raise InputError.one(f"quantity_{number}", "", "the discounts are larger than the line; lower them.")
        return made.model_copy(update={"net_amount": net})

    def _applied(
        self, given: Sequence[AppliedAdjustment], values: Sequence[Decimal], gross: Decimal, rate: Decimal
    ) -> Iterator[AppliedAdjustment]:
        before = ZERO
        for one, value in zip(given, values, strict=True):
            changed: dict[str, Decimal]
            if one.share is None:
                changed = {"amount": self.money.round(value)}
            else:
                changed = {"share": value, "amount": share_of(gross, value, before=before, money=self.money)}
                before += value
            yield one.model_copy(update={**changed, "tax_rate": rate})

    def _document(
        self, name: str, given: Sequence[AppliedAdjustment], lines: Sequence[QuoteLine]
    ) -> tuple[AppliedAdjustment, ...]:
        """Discounts or charges on the whole, split over the tax categories as in a new quote."""
        nets = nets_by_tax(lines)
        groups = list(adjustment_groups(given))
        if groups and not sum(nets.values(), ZERO):
            raise InputError.one(f"{name}_1", "", "applies to nothing: the lines are discounted to zero.")
        values = [self.values[f"{name}_{position}"] for position, _ in enumerate(groups, start=1)]
        wholes = [
            (None, self.money.round(value)) if group[0].share is None else (value, ZERO)
            for group, value in zip(groups, values, strict=True)
        ]
        made = []
        for group, value, parts in zip(groups, values, over_taxes(wholes, nets, self.money), strict=True):
            share = None if group[0].share is None else value
            for (category, rate), part in parts.items():
                if part or len(group) == 1 == len(nets):
                    changed = {"share": share, "amount": part, "tax_category": category, "tax_rate": rate}
                    made.append(group[0].model_copy(update=changed))
        return tuple(made)

    def _payments(self, payable: Decimal, lines: Sequence[QuoteLine]) -> tuple[Payment, ...]:
        """The payment schedule, with the rest of the one-off price in its last stage."""
        old = self.old
        stages = [payment.stage for payment in old.payments if payment.share is not None]
        shares = [self.values[f"payment_share_{position}"] for position in range(1, len(stages))]
        if stages and sum(shares) > 1:
            raise InputError.one(
                "payment_share", "", said("the shares add up to {total}; at most 1 is allowed.", total=sum(shares))
            )
        parts = [*shares, ONE - sum(shares, ZERO)]
        return payments(
            payable,
            one_off=one_off_with_tax(lines),
            recurring=periods(lines, old.contracted_years, self.book),
            parts=[PaymentPart(stage=stage, share=share) for stage, share in zip(stages, parts, strict=False)],
            decimals=self.money.decimals,
            book=self.book,
        )

    def _timetable(self) -> tuple[Span, ...]:
        spans, day = [], 1
        for position, span in enumerate(self.old.timetable, start=1):
            days = int(self.values[f"days_{position}"])
            spans.append(Span(stage=span.stage, days=days, first_day=day, last_day=day + days - 1))
            day += days
        return tuple(spans)

    def _display(self, shown: DisplayAmount, payable: Decimal) -> DisplayAmount:
        """The payable amount in another currency, at the rates as they are now."""
        names = rate_names(self.old)
        steps = tuple(
            step.model_copy(update={"value": self.values[names[step]]}) if step in names else step
            for step in shown.conversion.steps
        )
        how: Conversion = shown.conversion.model_copy(update={"steps": steps})
        return shown.model_copy(update={"conversion": how, "amount": shown.currency.round(how.apply(payable))})

    def _budget(self, priced: Priced) -> Budget:
        """The budget with its range in proportion to the point estimate, and each line's to its own price."""
        old, money = self.old.budget, self.money
        point = point_estimate(priced.lines, money)
        if point == old.point_estimate and priced.lines == self.old.lines:
            return old.again(priced, money)
        times = point / old.point_estimate
        curve = tuple(
            one.model_copy(update={"amount": money.round(one.amount * point / old.point_estimate)}) for one in old.curve
        )
        ranges = tuple(_range(one, priced.lines, money) for one in old.ranges)
        changed = {"curve": curve, "ranges": ranges, "sd": old.sd * times}
        return old.model_copy(update=changed).again(priced, money)


def _range(old: LineRange, lines: Iterable[QuoteLine], money: Currency) -> LineRange:
    """A line's range in proportion to its price."""
    own = (line for line in payable_lines(lines) if (line.cost_line or line.id) == old.id)
    likely = sum((line.gross(money) for line in own), money.round(ZERO))
    low, high = (
        money.round(bound * likely / old.likely) if old.likely else money.round(ZERO) for bound in (old.low, old.high)
    )
    return old.model_copy(update={"low": low, "likely": likely, "high": high})
