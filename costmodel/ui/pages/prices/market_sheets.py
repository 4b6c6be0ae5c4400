"""Sheets of what surrounds a price: how sure it is, risks, years of service, choosing, taxes, terms, sources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from costmodel.estimating.scope import part_name
from costmodel.price_book.life import Borne
from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices.sheets import (
    NOTHING,
    Column,
    Line,
    Sheet,
    cells_of,
    figure,
    figure_heads,
    figures_of,
    from_to,
    heads_of,
    lines_of,
    sheet_of,
    sheet_of_records,
)
from costmodel.words.text import punctuated, signed_percent


def classes(say: Wording) -> Sheet:
    """The classes of estimate with the bounds of a line and of a total."""
    columns = (
        Column("name", "label.class", 190),
        Column("meaning", "label.meaning", 260),
        Column("line_low", "ui.book_line_low", 110, _bound),
        Column("line_high", "ui.book_line_high", 110, _bound),
        Column("total_low", "ui.book_total_low", 110, _bound),
        Column("total_high", "ui.book_total_high", 110, _bound),
        Column("firm", "ui.offer", 140, lambda firm, say: say("label.firm" if firm else "label.budgetary")),
    )
    return sheet_of_records(say.book.classes.classes, columns, say, note=say("ui.book_class_bounds"))


def _bound(value: Decimal, say: Wording) -> str:
    return signed_percent(value - 1, say.language)


def certainty(say: Wording) -> Sheet:
    """How lines and bundles move together, how far drivers and currencies move, and what decides a class."""
    risk, book = say.book.risk, say.book
    lines = figures_of(risk, say, numbers=("correlation", "shared_between_bundles"))
    threshold = book.classes.threshold
    lines.append(Line((say("ui.book_fact_class_threshold"), *figure(threshold, say)), threshold))
    lines += [
        Line((say("ui.book_fact_volatility", currency=one.id), *figure(one, say)), one) for one in risk.volatilities
    ]
    same = from_to(risk.no_difference.between, say, share=True)
    lines.append(Line((say("ui.book_fact_no_difference"), same), risk.no_difference))
    return sheet_of(figure_heads(say), lines, say)


def risks(say: Wording) -> Sheet:
    """The register of what may happen, and what it then costs of the lines that it touches."""
    columns = (
        Column("name", "ui.book_risk_name", 200),
        Column("probability", "ui.book_chance", 110),
        Column("plausible_probability", "label.plausible_range", 130),
        Column("impact_low", "label.low", 100),
        Column("impact_likely", "label.likely", 115),
        Column("impact_high", "label.high", 100),
        Column("lines", "ui.book_lines_touched", 240, _touched),
        Column("description", "label.meaning", 300),
    )
    return sheet_of_records(say.book.risks, columns, say)


def _touched(lines: tuple[str, ...], say: Wording) -> str:
    return punctuated("; ", say.language).join(dict.fromkeys(say.of(part_name(id_, say.book)) for id_ in lines))


# ------------------------------------------------------------------ years of service, choosing


def life(say: Wording) -> Sheet:
    """Years and rates of a cost of ownership, what is bought again, import taxes, and what the buyer bears."""
    facts = say.book.lifecycle
    years = facts.horizon_years
    ends = from_to((Decimal(years.minimum), Decimal(years.maximum)), say)
    lines = [Line((say("ui.book_fact_horizon_years"), say.measure(years.value, "ANN"), ends), years)]
    lines += figures_of(facts, say)
    for one in facts.refresh:
        name = say.of(part_name(one.id, say.book))
        after, price = figure(one.after_years, say, share=False), figure(one.price_share, say)
        lines.append(Line((say("ui.book_bought_again_after", name=name), *after), one))
        lines.append(Line((say("ui.book_bought_again_at", name=name), *price), one))
    duty, tax = facts.import_duty, facts.statistical_tax
    lines.append(Line((say.of(duty.name), ", ".join(say.percent(tier) for tier in duty.tiers)), duty))
    lines.append(Line((say.of(tax.name), say.percent(tax.rate)), tax))
    for item in facts.borne:
        lines += [Line(cells, item) for cells in _borne(item, say)]
    return sheet_of(figure_heads(say), lines, say)


def _borne(item: Borne, say: Wording) -> Iterator[tuple[str, ...]]:
    """The quantities of what the buyer bears: one for all bundles, or one for each that needs it."""
    unit = say.of(item.unit)
    if item.quantity is not None:
        yield (f"{say.of(item.name)} ({unit})", *figure(item.quantity, say, share=False))
    bundles = {one.id: one.name for one in say.book.bundles}
    for quantity in item.quantities:
        of_bundle = item.name.joined(bundles[quantity.id])
        yield (f"{say.of(of_bundle)} ({unit})", *figure(quantity, say, share=False))
    if item.line is not None:
        yield (say.of(item.name),)


def choosing(say: Wording) -> Sheet:
    """How bundles are compared: weights, the threshold, and costs published elsewhere."""
    facts = say.book.evaluation
    lines = [Line((say("ui.book_weight_of", name=one.name), say.percent(one.weight)), one) for one in facts.criteria]
    lines.append(Line((say("ui.book_fact_award_threshold"), *figure(facts.threshold, say)), facts.threshold))
    lines += lines_of(facts.tried, "ui.book_tried_", say, exchange_moves=_moves)
    for one in facts.published:
        money = say.book.currencies.currency(one.currency)
        ends = say.rough(one.high, money) if one.low == one.high else say.range(one.low, one.high, money)
        lines.append(Line((say.of(one.name), ends), one))
    return sheet_of(figure_heads(say), lines, say)


def _moves(moves: tuple[Decimal, ...], say: Wording) -> str:
    return punctuated("; ", say.language).join(signed_percent(move, say.language) for move in moves)


# ------------------------------------------------------------------ taxes, terms, sources


def tax(say: Wording) -> Sheet:
    """Tax rates with the day from which each is in force, and the withholding on sellers who are not resident."""
    facts = say.book.tax
    columns = (
        Column("name", "label.item", 220),
        Column("category", "workbook.category", 80),
        Column("rate", "label.rate", 90),
        Column("from_", "ui.book_in_force_from", 150),
    )
    lines = [Line(cells_of(one, columns, say), one) for one in facts.rates]
    held = facts.withholding
    lines.append(Line((say("ui.book_withholding"), NOTHING, say.percent(held.rate)), held))
    return sheet_of(heads_of(facts.rates[0], columns, say), lines, say, note=say.of(facts.unconfirmed))


def policy(say: Wording) -> Sheet:
    """How a quote is made out unless the seller or the need says otherwise."""
    facts = say.book.policy
    stages = {stage.id: stage.name for stage in say.book.process.stages}
    lines = lines_of(
        facts,
        "ui.book_policy_",
        say,
        without=("payment",),
        questioned_ratio=lambda ratio, say: f"× {say.number(ratio)}",
        confidence=lambda share, say: say.percentile(share),
    )
    lines += [
        Line((say("ui.book_paid_with", stage=stages[part.stage]), say.percent(part.share)), facts)
        for part in facts.payment
    ]
    return sheet_of(figure_heads(say)[:2], lines, say)


def sources(say: Wording) -> Sheet:
    """Where facts come from, how far they are to be trusted, and when they were looked up."""
    columns = (
        Column("title", "label.source", 380),
        Column("kind", "label.kind", 140, lambda kind, say: say(f"ui.book_source_{kind.replace(' ', '_')}")),
        Column("grade", "label.grade", 80),
        Column("looked_up_on", "label.looked_up", 150),
        Column("note", "workbook.note", 380),
    )
    records = say.book.sources
    rows = tuple(cells_of(one, columns, say) for one in records)
    kinds = tuple(one.kind.replace(" ", "_") for one in records)
    return Sheet(tuple(heads_of(records[0], columns, say)), rows, kinds, say("label.grade_note"))
