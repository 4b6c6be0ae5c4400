"""Whether the facts of several files fit each other: every id that is named exists, and numbers agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from costmodel.files.faults import Fault, not_among, said
from costmodel.files.records import dotted
from costmodel.price_book.book import PriceBook, subjects


def cross_check(book: PriceBook, home: Path) -> Iterator[Fault]:
    """Faults of references between files: every id that is named must exist."""
    sources = [source.id for source in book.sources]
    for name in subjects():
        for path, value in _walk(getattr(book, name), ()):
            if path[-1] == "source" and value not in sources:
                yield Fault(str(home / f"{name}.yaml"), dotted(path), not_among(value, sources, what="in sources.yaml"))
    for file, place, given, allowed, what in _references(book):
        for word in given:
            if word not in allowed:
                yield Fault(str(home / file), place, not_among(word, allowed, what=what))
    for file, place, what in _number_faults(book):
        yield Fault(str(home / file), place, what)


def _number_faults(book: PriceBook) -> Iterator[tuple[str, str, str]]:
    """Numbers of one file that do not fit each other or another file: file, path, what is wrong."""
    bounds = {driver.id: (driver.minimum, driver.maximum) for driver in book.drivers}
    for preset in book.presets:
        for name, value in preset.drivers:
            low, high = bounds.get(name, (value, value))
            if not low <= value <= high:
                what = said("{value} is out of bounds. Allowed: {low} to {high}.", value=value, low=low, high=high)
                yield "presets.yaml", f"{preset.id}.drivers.{name}", what
    for band in book.exchange.bands:
        if not 0 < band.low < band.high:
            yield "exchange.yaml", f"bands.{band.id}", "low must be above 0 and below high."
    for number, stage in enumerate(book.process.stages, start=1):
        if stage.number != number:
            what = said(
                "{given} must be {number}: stages are numbered in their order.", given=stage.number, number=number
            )
            yield "process.yaml", f"stages.{stage.id}.number", what
    project = sum((stage.duration_share or Decimal(0) for stage in book.process.stages), Decimal(0))
    if project != 1:
        yield (
            "process.yaml",
            "stages",
            said("the duration shares add up to {total}; they must add up to 1.", total=project),
        )
    paid = sum((part.share for part in book.policy.payment), Decimal(0))
    if paid != 1:
        yield "policy.yaml", "payment", said("the shares add up to {total}; they must add up to 1.", total=paid)


def _references(book: PriceBook) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """Every place where one file names an id of another: file, path, words, allowed words, what they are."""
    drivers = [driver.id for driver in book.drivers]
    deliverables = [*book.deliverables(), *(category.id for category in book.scope_of_work)]
    parts = [part.id for row in book.components.rows for part in row.parts] + ["training.medical", "training.it"]
    parts += sorted({id_.rpartition(".")[0] for id_ in parts} - {*parts, ""})
    stages = [stage.id for stage in book.process.stages]
    parties = [party.id for party in book.process.parties]
    severities = [severity.id for severity in book.service_levels.severities]
    bundles, levers = [b.id for b in book.bundles], [lever.id for lever in book.levers]
    customers, use_cases = [c.id for c in book.customer_types], [u.id for u in book.use_cases]
    yield from _currencies(book)
    for row in book.components.rows:
        scales = [scale.id for scale in (*row.drivers, *(s for part in row.parts for s in part.drivers))]
        yield "components.yaml", f"rows.{row.id}.drivers", scales, drivers, "a driver"
    for preset in book.presets:
        named = [name for name, _ in preset.drivers]
        yield "presets.yaml", f"{preset.id}.drivers", named, drivers, "a driver"
        missing = [name for name in drivers if name not in named]
        yield "presets.yaml", f"{preset.id}.drivers", missing, named, "given in this preset"
        yield "presets.yaml", f"{preset.id}.customer_type", [preset.customer_type], customers, "a customer type"
        yield "presets.yaml", f"{preset.id}.use_cases", preset.use_cases, use_cases, "a use case"
    multiplied: list[tuple[str, str, Iterable[str]]] = [
        ("bundles.yaml", bundle.id, [m.id for m in bundle.multipliers]) for bundle in book.bundles
    ]
    multiplied += [("levers.yaml", lever.id, [m.id for m in lever.multipliers]) for lever in book.levers]
    multiplied += [
        ("conditions.yaml", f"choices.{choice.id}.options.{option.id}", [m.id for m in option.multipliers])
        for choice in book.conditions.choices
        for option in choice.options
    ]
    for file, path, words in multiplied:
        yield file, f"{path}.multipliers", words, parts, "a part of the price"
    for bundle in book.bundles:
        yield "bundles.yaml", f"{bundle.id}.covers", bundle.covers, deliverables, "in the scope of work"
    for lever in book.levers:
        yield "levers.yaml", f"{lever.id}.excludes", lever.excludes, levers, "a lever"
        yield "levers.yaml", f"{lever.id}.not_with_bundles", lever.not_with_bundles, bundles, "a bundle"
    for use_case in book.use_cases:
        yield "use_cases.yaml", f"{use_case.id}.deliverables", use_case.deliverables, deliverables, "in the scope"
    yield from _life(book, bundles, drivers)
    asked = book.requirements
    for requirement in asked.requirements:
        place, proofs = f"requirements.{requirement.id}", [requirement.deliverable] if requirement.deliverable else []
        yield (
            "requirements.yaml",
            f"{place}.group",
            [requirement.group],
            [group.id for group in asked.groups],
            "a group",
        )
        yield (
            "requirements.yaml",
            f"{place}.level",
            [requirement.level],
            [level.id for level in asked.levels],
            "a level",
        )
        yield "requirements.yaml", f"{place}.deliverable", proofs, deliverables, "in the scope of work"
    for stage in book.process.stages:
        yield "process.yaml", f"stages.{stage.id}.responsible", stage.responsible, parties, "a party"
    for part in book.policy.payment:
        yield "policy.yaml", "payment", [part.stage], stages, "a stage of the process"
    levels = book.service_levels
    yield "service_levels.yaml", "published_tier", [levels.published_tier], [t.id for t in levels.tiers], "a tier"
    for tier in levels.tiers:
        given = [level.id for level in tier.levels]
        yield "service_levels.yaml", f"tiers.{tier.id}.levels", given, severities, "a severity"
        yield "service_levels.yaml", f"tiers.{tier.id}.levels", severities, given, "given for this tier"
    yield from _choosing(book, bundles, parts)
    for advice in book.considerations:
        yield "considerations.yaml", f"{advice.id}.levers", advice.levers, levers, "a lever"
        yield "considerations.yaml", f"{advice.id}.bundles", advice.bundles, bundles, "a bundle"


def _choosing(
    book: PriceBook, bundles: list[str], parts: list[str]
) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """Every place where the facts about risk and choice name an id, as `_references`."""
    priced = [row.id for row in book.components.rows] + [line.id for line in book.components.added]
    priced += [row.component for row in book.components.rows]
    for risk in book.risks:
        yield "risks.yaml", f"{risk.id}.lines", risk.lines, priced, "a line or a component of an estimate"
    for cost in book.evaluation.published:
        yield "evaluation.yaml", f"published.{cost.id}.bundle", [cost.bundle], bundles, "a bundle"
    for category in book.scope_of_work:
        yield "scope_of_work.yaml", f"{category.id}.priced_by", category.priced_by, parts, "a part of the price"


def _life(
    book: PriceBook, bundles: list[str], drivers: list[str]
) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """Every place where `lifecycle.yaml` names an id, as `_references`."""
    parts = [part.id for row in book.components.rows for part in row.parts]
    added = [line.id for line in book.components.added]
    renewed = [refresh.id for refresh in book.lifecycle.refresh]
    yield "lifecycle.yaml", "refresh", renewed, parts, "a part of the price"
    for item in book.lifecycle.borne:
        place = f"borne.{item.id}"
        yield "lifecycle.yaml", f"{place}.quantities", [q.id for q in item.quantities], bundles, "a bundle"
        yield "lifecycle.yaml", f"{place}.part", [item.part] if item.part else [], parts, "a part of the price"
        yield "lifecycle.yaml", f"{place}.line", [item.line] if item.line else [], added, "a line added to the table"
        yield "lifecycle.yaml", f"{place}.scale", [item.scale.driver] if item.scale else [], drivers, "a driver"


def _currencies(book: PriceBook) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """Every place where a file names a currency, as `_references`."""
    money, law = book.currencies, "a currency of ISO 4217"
    codes = [*(old.id for old in money.replaced), *(code for group in money.minor_units for code in group.codes)]
    yield "currencies.yaml", "working_currency", [money.working_currency], codes, law
    yield "currencies.yaml", "contract_currencies", money.contract_currencies, codes, law
    yield "currencies.yaml", "display_currencies", money.display_currencies, codes, law
    for band in book.exchange.bands:
        yield "exchange.yaml", f"bands.{band.id}", [band.from_, band.to], codes, law
    by_law = [money.working_currency, *(old.id for old in money.replaced)]
    what = "the working currency or one that it replaced by law"
    for row in book.components.rows:
        yield "components.yaml", f"rows.{row.id}.currency", [row.currency], by_law, what
    for total in book.components.totals:
        yield "components.yaml", f"totals.{total.id}.currency", [total.currency], by_law, what
    moving = [volatility.id for volatility in book.risk.volatilities]
    yield "risk.yaml", "volatilities", moving, codes, law
    yield "risk.yaml", "foreign_currency", [book.risk.foreign_currency], moving, "in the volatilities"
    for cost in book.evaluation.published:
        yield "evaluation.yaml", f"published.{cost.id}.currency", [cost.currency], codes, law
    used, shown = list(money.contract_currencies), list(money.display_currencies)
    yield "policy.yaml", "currency", [book.policy.currency], used, "a currency of a quote"
    yield "policy.yaml", "display_currencies", book.policy.display_currencies, shown, "a currency used here"


def _walk(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every leaf of a record with its path, ids in place of positions."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            key = getattr(item, "id", position)
            yield from _walk(item, (*path, key))
    elif path:
        yield path, value
