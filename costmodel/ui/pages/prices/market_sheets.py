"""Sheets of what surrounds a price: how sure it is, risks, years of service, choosing, taxes, terms, sources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from costmodel.estimating.scope import part_name
from costmodel.price_book.life import Borne
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices.sheets import NOTHING, Head, Line, Sheet, figure, figure_heads, from_to, sheet_of
from costmodel.words.text import punctuated, signed_percent


def classes(say: Wording) -> Sheet:
    """The classes of estimate with the bounds of a line and of a total."""

    def bound(value: Decimal) -> str:
        return signed_percent(value - 1, say.language)

    lines = [
        Line(
            (
                say.of(one.name),
                say.of(one.meaning),
                *(bound(value) for value in (one.line_low, one.line_high, one.total_low, one.total_high)),
                say("label.firm" if one.firm else "label.budgetary"),
            ),
            one,
        )
        for one in say.book.classes.classes
    ]
    heads = [
        Head(say("label.class"), width=190),
        Head(say("label.meaning"), width=260),
        Head(say("ui.book_line_low"), figures=True, width=110),
        Head(say("ui.book_line_high"), figures=True, width=110),
        Head(say("ui.book_total_low"), figures=True, width=110),
        Head(say("ui.book_total_high"), figures=True, width=110),
        Head(say("ui.offer"), width=140),
    ]
    return sheet_of(heads, lines, say, note=say("ui.book_class_bounds"))


def certainty(say: Wording) -> Sheet:
    """How lines and bundles move together, how far drivers and currencies move, and what decides a class."""
    risk, book = say.book.risk, say.book
    plain = (("correlation", risk.correlation, False), ("shared_between_bundles", risk.shared_between_bundles, False))
    shares = (("driver_change", risk.driver_change, True), ("class_threshold", book.classes.threshold, True))
    lines = [
        Line((say(f"ui.book_fact_{name}"), *figure(value, say, share=share)), value)
        for name, value, share in (*plain, *shares)
    ]
    lines += [
        Line((say("ui.book_fact_volatility", currency=one.id), *figure(one, say)), one) for one in risk.volatilities
    ]
    same = from_to(risk.no_difference.between, say, share=True)
    lines.append(Line((say("ui.book_fact_no_difference"), same, NOTHING), risk.no_difference))
    return sheet_of(figure_heads(say), lines, say)


def risks(say: Wording) -> Sheet:
    """The register of what may happen, and what it then costs of the lines that it touches."""
    lines = []
    for one in say.book.risks:
        impacts = (one.impact_low, one.impact_likely, one.impact_high)
        touched = dict.fromkeys(say.of(part_name(id_, say.book)) for id_ in one.lines)
        cells = (
            say.of(one.name),
            say.percent(one.probability),
            from_to(one.plausible_probability, say, share=True),
            *(say.percent(impact) for impact in impacts),
            punctuated("; ", say.language).join(touched),
            say.of(one.description),
        )
        lines.append(Line(cells, one))
    heads = [
        Head(say("ui.book_risk_name"), width=200),
        Head(say("ui.book_chance"), figures=True, width=110),
        Head(say("label.plausible_range"), figures=True, width=130),
        Head(say("label.low"), figures=True, width=100),
        Head(say("label.likely"), figures=True, width=115),
        Head(say("label.high"), figures=True, width=100),
        Head(say("ui.book_lines_touched"), width=240),
        Head(say("label.meaning"), width=300),
    ]
    return sheet_of(heads, lines, say)


# ------------------------------------------------------------------ years of service, choosing


def life(say: Wording) -> Sheet:
    """Years and rates of a cost of ownership, what is bought again, import taxes, and what the buyer bears."""
    facts = say.book.lifecycle
    years = facts.horizon_years
    ends = from_to((Decimal(years.minimum), Decimal(years.maximum)), say)
    lines = [Line((say("ui.book_fact_horizon_years"), say.measure(years.value, "ANN"), ends), years)]
    rates = (
        ("discount_rate", facts.discount_rate),
        ("escalation", facts.escalation),
        ("currency_drift", facts.currency_drift),
    )
    lines += [Line((say(f"ui.book_fact_{name}"), *figure(value, say)), value) for name, value in rates]
    for one in facts.refresh:
        name = say.of(part_name(one.id, say.book))
        after, price = figure(one.after_years, say, share=False), figure(one.price_share, say)
        lines.append(Line((say("ui.book_bought_again_after", name=name), *after), one))
        lines.append(Line((say("ui.book_bought_again_at", name=name), *price), one))
    duty, tax = facts.import_duty, facts.statistical_tax
    lines.append(Line((say.of(duty.name), ", ".join(say.percent(tier) for tier in duty.tiers), NOTHING), duty))
    lines.append(Line((say.of(tax.name), say.percent(tax.rate), NOTHING), tax))
    for item in facts.borne:
        lines += [Line(cells, item) for cells in _borne(item, say)]
    return sheet_of(figure_heads(say), lines, say)


def _borne(item: Borne, say: Wording) -> Iterator[tuple[str, str, str]]:
    """The quantities of what the buyer bears: one for all bundles, or one for each that needs it."""
    unit = say.of(item.unit)
    if item.quantity is not None:
        yield (f"{say.of(item.name)} ({unit})", *figure(item.quantity, say, share=False))
    bundles = {one.id: one.name for one in say.book.bundles}
    for quantity in item.quantities:
        of_bundle = item.name.joined(bundles[quantity.id])
        yield (f"{say.of(of_bundle)} ({unit})", *figure(quantity, say, share=False))
    if item.line is not None:
        yield (say.of(item.name), NOTHING, NOTHING)


def choosing(say: Wording) -> Sheet:
    """How bundles are compared: weights, the threshold, and costs published elsewhere."""
    facts = say.book.evaluation
    lines = [
        Line((say("ui.book_weight_of", name=one.name), say.percent(one.weight), NOTHING), one) for one in facts.criteria
    ]
    lines.append(Line((say("ui.book_fact_award_threshold"), *figure(facts.threshold, say)), facts.threshold))
    tried = facts.tried
    for name, values in (
        ("discount_rates", [say.percent(rate) for rate in tried.discount_rates]),
        ("horizons", [say.number(years) for years in tried.horizons]),
        ("exchange_moves", [signed_percent(move, say.language) for move in tried.exchange_moves]),
        ("weight_draws", [say.number(tried.weight_draws)]),
    ):
        lines.append(Line((say(f"ui.book_tried_{name}"), punctuated("; ", say.language).join(values), NOTHING), tried))
    for one in facts.published:
        money = say.book.currencies.currency(one.currency)
        ends = say.rough(one.high, money) if one.low == one.high else say.range(one.low, one.high, money)
        lines.append(Line((say.of(one.name), ends, NOTHING), one))
    return sheet_of(figure_heads(say), lines, say)


# ------------------------------------------------------------------ taxes, terms, sources


def tax(say: Wording) -> Sheet:
    """Tax rates with the day from which each is in force, and the withholding on sellers who are not resident."""
    facts = say.book.tax
    lines = [
        Line((say.of(one.name), one.category, say.percent(one.rate), say.day(one.from_)), one) for one in facts.rates
    ]
    held = facts.withholding
    lines.append(Line((say("ui.book_withholding"), NOTHING, say.percent(held.rate), NOTHING), held))
    heads = [
        Head(say("label.item"), width=220),
        Head(say("workbook.category"), width=80),
        Head(say("label.rate"), figures=True, width=90),
        Head(say("ui.book_in_force_from"), width=150),
    ]
    return sheet_of(heads, lines, say, note=say.of(facts.unconfirmed))


def policy(say: Wording) -> Sheet:
    """How a quote is made out unless the seller or the need says otherwise."""
    facts = say.book.policy
    stages = {stage.id: stage.name for stage in say.book.process.stages}
    values = [
        ("currency", facts.currency),
        ("validity_days", say.number(facts.validity_days)),
        ("contracted_years", say.number(facts.contracted_years)),
        ("max_rate_age_days", say.number(facts.max_rate_age_days)),
        ("questioned_ratio", f"× {say.number(facts.questioned_ratio)}"),
        ("confidence", say.percentile(facts.confidence)),
        ("display_currencies", ", ".join(facts.display_currencies)),
    ]
    lines = [Line((say(f"ui.book_policy_{name}"), value), facts) for name, value in values]
    lines += [
        Line((say("ui.book_paid_with", stage=stages[part.stage]), say.percent(part.share)), facts)
        for part in facts.payment
    ]
    return sheet_of(figure_heads(say)[:2], lines, say)


def sources(say: Wording) -> Sheet:
    """Where facts come from, how far they are to be trusted, and when they were looked up."""
    rows, kinds = [], []
    for one in say.book.sources:
        kind = one.kind.replace(" ", "_")
        note = say.of(one.note) if one.note is not None else ""
        rows.append((say.of(one.title), say(f"ui.book_source_{kind}"), one.grade, say.day(one.looked_up_on), note))
        kinds.append(kind)
    heads = (
        Head(say("label.source"), width=380),
        Head(say("label.kind"), width=140),
        Head(say("label.grade"), width=80),
        Head(say("label.looked_up"), width=150),
        Head(say("workbook.note"), width=380),
    )
    return Sheet(heads, tuple(rows), tuple(kinds), say("label.grade_note"))
