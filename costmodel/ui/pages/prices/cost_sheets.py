"""Sheets of what a price is made of: published ranges, drivers, presets, conditions, bundles, savings, support."""

from __future__ import annotations

from decimal import Decimal

from costmodel.price_book.wording import Wording
from costmodel.ui.pages.prices.sheets import (
    NOTHING,
    Column,
    Head,
    Line,
    Sheet,
    factor_heads,
    factors,
    figure,
    figure_heads,
    sheet_of,
    sheet_of_records,
)

OWN = "*"
"""The mark of a figure that is the user's own."""


def cost_table(say: Wording) -> Sheet:
    """The published ranges, as published and in the working currency by law."""
    book = say.book
    totals = book.components.totals
    home = book.currencies.currency(book.currencies.working_currency)
    codes = tuple(dict.fromkeys(item.currency for item in (*book.components.rows, *totals)))

    def published(value: Decimal, code: str) -> str:
        currency = book.currencies.currency(code)
        return say.bare(value, currency) if len(codes) == 1 else say.amount(value, currency)

    def converted(value: Decimal, code: str) -> str:
        return say.figure(book.currencies.by_law(value, code))

    units = {row.id: say.unit(row.unit, 1) for row in book.components.rows}
    own = {fact.path for fact in book.changed if fact.file == "components"}
    lines = []
    for group, item in (*(("rows", row) for row in book.components.rows), *(("totals", one) for one in totals)):
        cells = [say.of(item.name), units.get(item.id, say("label.total"))]
        for written in (published, converted):
            for end in ("published_low", "published_high"):
                plus = "+" if item.open_ended and end == "published_high" else ""
                mark = OWN if f"{group}.{item.id}.{end}" in own else ""
                cells.append(written(getattr(item, end), item.currency) + plus + mark)
        lines.append(Line((*cells, say.of(item.note)), item))
    code = ", ".join(codes)
    heads = [
        Head(say("label.item"), width=200),
        Head(say("label.unit"), width=75),
        Head(say("ui.book_low_in", currency=code), figures=True, width=98),
        Head(say("ui.book_high_in", currency=code), figures=True, width=105),
        Head(say("ui.book_low_in", currency=home.code), figures=True, width=98),
        Head(say("ui.book_high_in", currency=home.code), figures=True, width=105),
        Head(say("workbook.note"), width=215),
    ]
    price_date = book.components.price_date.reason
    marked = say("ui.book_own_mark") if any(OWN in cell for line in lines for cell in line.cells[2:6]) else ""
    return sheet_of(heads, lines, say, note=f"{marked} {say.of(price_date) if price_date else ''}".strip())


def places(say: Wording) -> Sheet:
    """Which drivers place a need in each published range, and how far the place may be off."""
    names = {driver.id: say.of(driver.name) for driver in say.book.drivers}
    lines = []
    for row in say.book.components.rows:
        scales = [(row.name, scale) for scale in row.drivers]
        scales += [(part.name, scale) for part in row.parts for scale in part.drivers]
        shift = say.number(row.position.plausible_shift)
        for name, scale in scales:
            ends = (say.number(scale.low_end), say.number(scale.high_end), say.percent(scale.weight), f"± {shift}")
            lines.append(Line((say.of(name), names[scale.id], *ends), row.position))
        if not scales:
            lines.append(Line((say.of(row.name), NOTHING, NOTHING, NOTHING, NOTHING, f"± {shift}"), row.position))
    heads = [
        Head(say("label.item"), width=180),
        Head(say("proposal.driver"), width=180),
        Head(say("ui.book_low_end"), figures=True, width=120),
        Head(say("ui.book_high_end"), figures=True, width=120),
        Head(say("ui.weight"), figures=True, width=90),
        Head(say("ui.book_shift"), figures=True, width=110),
    ]
    return sheet_of(heads, lines, say)


def shares(say: Wording) -> Sheet:
    """How the published rows are split: over parts, over modules, and between what is paid abroad and at home."""
    facts = say.book.components
    lines = []
    for row in facts.rows:
        for part in row.parts:
            if part.share is not None:
                what = say("ui.book_share_of", part=part.name, whole=row.name)
                lines.append(Line((what, *figure(part.share, say)), row.position))
            for share in part.module_shares.shares if part.module_shares else ():
                what = say("ui.book_share_of", part=say(f"ui.module_{share.id}"), whole=part.name)
                lines.append(Line((what, *figure(share, say)), part.module_shares))
    abroad = [(row.name, row.foreign_share) for row in facts.rows]
    abroad += [(line.name, line.foreign_share) for line in facts.added]
    lines += [Line((say("ui.book_paid_abroad", name=name), *figure(share, say)), share) for name, share in abroad]
    support = say.book.added_line("support.hardware").name
    lines.append(Line((say.of(support), *figure(facts.hardware_support, say)), facts.hardware_support))
    return sheet_of(figure_heads(say), lines, say)


# ------------------------------------------------------------------ needs


def drivers(say: Wording) -> Sheet:
    """The quantities that move the price, with their bounds."""
    columns = (
        Column("name", "proposal.driver", 180),
        Column("unit", "label.unit", 120),
        Column("minimum", "ui.book_least", 100),
        Column("maximum", "ui.book_most", 110),
        Column("help", "label.meaning", 440),
    )
    return sheet_of_records(say.book.drivers, columns, say)


def presets(say: Wording) -> Sheet:
    """What each preset answers, driver by driver."""
    values = [dict(preset.drivers) for preset in say.book.presets]
    lines = [
        Line((say.of(one.name), say.of(one.unit.several()), *(say.number(answers[one.id]) for answers in values)))
        for one in say.book.drivers
    ]
    heads = [Head(say("proposal.driver"), width=200), Head(say("label.unit"), width=130)]
    heads += [Head(say.of(preset.name), figures=True, width=170) for preset in say.book.presets]
    told = [say.of(one.name.joined(one.reason)) for one in say.book.presets if one.reason is not None]
    return sheet_of(heads, lines, say, note=" ".join(told))


def conditions(say: Wording) -> Sheet:
    """What each answer to a condition does to the price."""
    lines = []
    for choice in say.book.conditions.choices:
        for option in choice.options:
            usual = (
                say("ui.book_usual_answer", answer=option.name) if option.id == choice.default else say.of(option.name)
            )
            lines += [Line((say.of(choice.name), usual, *cells), choice) for cells in factors(option.multipliers, say)]
    heads = [Head(say("ui.book_condition"), width=180), Head(say("ui.book_answer"), width=190)]
    return sheet_of(factor_heads(heads, say), lines, say)


def amplitudes(say: Wording) -> Sheet:
    """The conditions that are plain numbers."""
    columns = (
        Column("name", "ui.book_condition", 210),
        Column("default", "ui.book_usual", 100),
        Column("minimum", "ui.book_least", 100),
        Column("maximum", "ui.book_most", 100),
        Column("help", "label.meaning", 440),
    )
    return sheet_of_records(say.book.conditions.amplitudes, columns, say)


# ------------------------------------------------------------------ ways to meet them


def bundles(say: Wording) -> Sheet:
    """What each bundle multiplies, and its yearly shares."""
    lines = []
    for one in say.book.bundles:
        name = say.of(one.name)
        yearly = (("subscription", one.subscription), ("cloud_archive", one.cloud_archive))
        lines += [
            Line((name, say(f"ui.book_{what}"), *figure(share, say)), share)
            for what, share in yearly
            if share is not None
        ]
        lines += [Line((name, *cells), one) for cells in factors(one.multipliers, say)]
    return sheet_of(factor_heads([Head(say("label.bundle"), width=210)], say), lines, say)


def levers(say: Wording) -> Sheet:
    """What each saving multiplies."""
    lines = []
    for one in say.book.levers:
        found = list(factors(one.multipliers, say))
        if not one.multipliers and one.support_tiers_down:
            found = [(say("ui.book_tiers_down", count=say.number(one.support_tiers_down)), NOTHING, NOTHING)]
        lines += [Line((say.of(one.name), *cells, say.of(one.description)), one) for cells in found]
    heads = [*factor_heads([Head(say("ui.book_saving"), width=200)], say), Head(say("label.meaning"), width=440)]
    return sheet_of(heads, lines, say)


def support(say: Wording) -> Sheet:
    """The tiers of support: their yearly share of the licences, and their times by severity."""
    severities = {one.id: one.name for one in say.book.service_levels.severities}
    lines = []
    for tier in say.book.service_levels.tiers:
        for level in tier.levels:
            times = (
                say.duration(level.response),
                say.duration(level.resolution) if level.resolution else say("label.best_effort"),
                say.percent(level.uptime) if level.uptime is not None else NOTHING,
            )
            cells = (say.of(tier.name), *figure(tier.annual_share, say), say.of(severities[level.id]), *times)
            lines.append(Line((*cells, say.of(tier.coverage)), tier))
    heads = [
        Head(say("ui.book_tier"), width=170),
        Head(say("ui.book_a_year"), figures=True, width=90),
        Head(say("label.plausible_range"), figures=True, width=130),
        Head(say("label.severity"), width=120),
        Head(say("label.response"), figures=True, width=130),
        Head(say("label.resolution"), figures=True, width=160),
        Head(say("label.uptime"), figures=True, width=100),
        Head(say("ui.book_cover"), width=240),
    ]
    return sheet_of(heads, lines, say)


def pricing_factors(say: Wording) -> Sheet:
    """The published pricing factors and what realises each."""
    columns = (Column("name", "ui.book_factor", 200), Column("effect", "ui.book_effect_is", 420))
    return sheet_of_records(say.book.pricing_factors, columns, say)
