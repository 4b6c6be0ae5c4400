"""Whether the facts of several files fit each other: every id that is named exists, and numbers agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from costmodel.files.faults import Fault, not_among, said
from costmodel.files.records import Path_, dotted
from costmodel.price_book.book import Identified, PriceBook, subjects
from costmodel.price_book.references import CURRENCY, DRIVER, SOURCE, Names


def cross_check(book: PriceBook, home: Path) -> Iterator[Fault]:
    """Faults of references between files: every id that is named must exist."""
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
    for item in book.lifecycle.borne:
        unsaid = {bundle.id for bundle in book.bundles} - {quantity.id for quantity in item.quantities}
        if item.quantities and unsaid:
            what = said(
                "says nothing of {bundles}; give each bundle its quantity, 0 where it needs none.",
                bundles=", ".join(sorted(unsaid)),
            )
            yield "lifecycle.yaml", f"borne.{item.id}.quantities", what
    paid = sum((part.share for part in book.policy.payment), Decimal(0))
    if paid != 1:
        yield "policy.yaml", "payment", said("the shares add up to {total}; they must add up to 1.", total=paid)


def _known(book: PriceBook) -> dict[str, list[str]]:
    """The ids of every table that a field may name something of."""
    rows, money = book.components.rows, book.currencies
    old = [currency.id for currency in money.replaced]
    parts = [id_ for row in rows for part in row.parts for id_ in part.ids]
    drivers = [driver.id for driver in book.drivers]
    added = [line.id for line in book.components.added]
    tables: dict[str, Iterable[Identified]] = {
        "sources": book.sources,
        "bundles": book.bundles,
        "levers": book.levers,
        "customer_types": book.customer_types,
        "use_cases": book.use_cases,
        "stages": book.process.stages,
        "parties": book.process.parties,
        "severities": book.service_levels.severities,
        "tiers": book.service_levels.tiers,
        "requirement_groups": book.requirements.groups,
        "requirement_levels": book.requirements.levels,
        "moving_currencies": book.risk.volatilities,
    }
    return {
        **{name: [item.id for item in items] for name, items in tables.items()},
        "drivers": drivers,
        "quantities": [*drivers, *(amplitude.id for amplitude in book.conditions.amplitudes)],
        "parts": [*parts, *sorted({id_.rpartition(".")[0] for id_ in parts} - {*parts, ""})],
        "parts_of_rows": [part.id for row in rows for part in row.parts],
        "added_lines": added,
        "priced": [*(row.id for row in rows), *added, *(row.component for row in rows)],
        "deliverables": [*book.deliverables(), *(category.id for category in book.scope_of_work)],
        "currencies": [*old, *(code for group in money.minor_units for code in group.codes)],
        "lawful_currencies": [money.working_currency, *old],
        "contract_currencies": list(money.contract_currencies),
        "display_currencies": list(money.display_currencies),
    }


def _references(book: PriceBook) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """Every place where one file names an id of another: file, path, words, allowed words, what they are."""
    known = _known(book)
    for subject in subjects():
        for path, words, names in _declared(getattr(book, subject), ()):
            yield f"{subject}.yaml", dotted(path), words, known[names.table], names.what
    yield from _undeclared(book, known)


def _declared(value: object, path: Path_) -> Iterator[tuple[Path_, Iterable[str], Names]]:
    """Every field that names something: where, its words, and what they name.

    A source names one wherever a fact has it. An id is told by its table, and another field of a record that has no id
    by the record's own field.
    """
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            given = getattr(value, name)
            marks = (mark for mark in field.metadata if isinstance(mark, Names))
            names = SOURCE if name == "source" else next(marks, None)
            if names is not None:
                words = (given,) if isinstance(given, str) else given or ()
                unnamed = name == "id" or (path and not hasattr(value, "id") and names is not SOURCE)
                place = path if unnamed else (*path, name)
                yield place[:-1] if name == "id" or isinstance(place[-1], int) else place, words, names
            yield from _declared(given, (*path, name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _declared(item, (*path, getattr(item, "id", position)))


def _undeclared(
    book: PriceBook, known: dict[str, list[str]]
) -> Iterator[tuple[str, str, Iterable[str], list[str], str]]:
    """What no field can declare: the facts about money, which stand left of the book, and tables that must be whole."""
    drivers, money, law = known["drivers"], book.currencies, CURRENCY.what
    for preset in book.presets:
        named = [name for name, _ in preset.drivers]
        yield "presets.yaml", f"{preset.id}.drivers", named, drivers, DRIVER.what
        missing = [name for name in drivers if name not in named]
        yield "presets.yaml", f"{preset.id}.drivers", missing, named, "given in this preset"
    for tier in book.service_levels.tiers:
        given = [level.id for level in tier.levels]
        yield "service_levels.yaml", f"tiers.{tier.id}.levels", known["severities"], given, "given for this tier"
    codes = known["currencies"]
    yield "currencies.yaml", "working_currency", [money.working_currency], codes, law
    yield "currencies.yaml", "contract_currencies", money.contract_currencies, codes, law
    yield "currencies.yaml", "display_currencies", money.display_currencies, codes, law
    for band in book.exchange.bands:
        yield "exchange.yaml", f"bands.{band.id}", [band.from_, band.to], codes, law
