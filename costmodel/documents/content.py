"""What both documents say of a quote, in one language: wording, scope, service levels, assumptions, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from costmodel.estimating.scope import TARGETED, names_part
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.facts import Bundle, Module, Multiplier, Sourced
from costmodel.price_book.reference import SupportTier
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.words.text import (
    Text,
    percent_text,
    punctuated,
)


class ScopeLine(NamedTuple):
    """An item of the scope of work as the bundle has it."""

    text: str
    kind: str
    included: bool
    mandatory: bool
    motives: tuple[str, ...]


class ScopeSection(NamedTuple):
    """A category of the scope of work."""

    name: str
    description: str
    module: Module | None
    lines: tuple[ScopeLine, ...]


class ServiceRow(NamedTuple):
    """The times of a severity."""

    severity: str
    meaning: str
    response: str
    resolution: str
    uptime: str


class AssumptionRow(NamedTuple):
    """What was assumed, why, and how far it may be off."""

    subject: str
    reason: str
    plausible: str
    source: str


class SourceRow(NamedTuple):
    """A source that the quote rests on."""

    id: str
    title: str
    looked_up: str
    grade: str
    note: str


def bundle_of(quote: Quote, book: PriceBook) -> Bundle:
    """The quote's bundle."""
    return find(book.bundles, quote.bundle, what="a bundle", where="quote")


def budgetary_mark(quote: Quote, say: Wording) -> str:
    """What stands on every page of a budgetary quote: its class and its range."""
    words: dict[str, Text | str | int] = {"class": quote.estimate_class.name}
    return say("budgetary.page", range=say.range(quote.budget.low, quote.budget.high, quote.currency), **words)


def tier_of(quote: Quote, book: PriceBook) -> SupportTier:
    """The quote's tier of support."""
    return find(book.service_levels.tiers, quote.spec.support_tier, what="a tier of support", where="quote")


def targeted(quote: Quote) -> bool:
    """Whether only what the use cases call for is renewed."""
    return quote.spec.update_scope == TARGETED


def module_names(modules: Iterable[str], say: Wording) -> str:
    """Modules in a row."""
    return punctuated(", ", say.language).join(say(f"proposal.module_{module}") for module in modules)


def subject_of(modules: Iterable[str], say: Wording, *, targeted: bool) -> str:
    """What a document is about: new modules, or their targeted update."""
    return say("targeted.subject" if targeted else "proposal.subject", modules=module_names(modules, say))


def drivers_of(quote: Quote, book: PriceBook) -> dict[str, Decimal]:
    """The drivers of the quote's need by their ids."""
    return {driver.id: getattr(quote.spec, driver.id) for driver in book.drivers}


def scope(quote: Quote, book: PriceBook, say: Wording) -> tuple[ScopeSection, ...]:
    """The scope of work: what the bundle includes, and what the need requires beyond it."""
    drivers = {name: say.number(value) for name, value in drivers_of(quote, book).items()}
    sections = []
    for category in book.scope_of_work:
        lines = []
        for item in category.items:
            id_ = f"{category.id}.{item.id}"
            if id_ not in quote.included and id_ not in quote.mandatory:
                continue
            motives = tuple(
                say.of(use_case.name)
                for use_case in book.use_cases
                if use_case.id in quote.spec.use_cases and id_ in use_case.deliverables
            )
            text = say.of(item.text).format(**drivers)
            lines.append(ScopeLine(text, item.kind, id_ in quote.included, id_ in quote.mandatory, motives))
        if lines:
            part = targeted(quote) and category.module is not None
            description = say("targeted.scope") if part else say.of(category.description)
            sections.append(ScopeSection(say.of(category.name), description, category.module, tuple(lines)))
    return tuple(sections)


def service_rows(quote: Quote, book: PriceBook, say: Wording) -> tuple[ServiceRow, ...]:
    """The service levels of the quote's tier."""
    rows = []
    for level in tier_of(quote, book).levels:
        severity = find(book.service_levels.severities, level.id, what="a severity")
        rows.append(
            ServiceRow(
                say.of(severity.name),
                say.of(severity.meaning),
                say.duration(level.response),
                say.duration(level.resolution) if level.resolution else say("label.best_effort"),
                say.percent(level.uptime) if level.uptime is not None else "–",
            )
        )
    return tuple(rows)


def assumptions(quote: Quote, book: PriceBook, say: Wording) -> tuple[AssumptionRow, ...]:
    """Every assumption behind the quote's figures, with its reason and the range in which it is plausible."""
    return tuple(_assumptions(quote, book, say))


def _assumptions(quote: Quote, book: PriceBook, say: Wording) -> Iterator[AssumptionRow]:
    bundle, spec = bundle_of(quote, book), quote.spec
    published = {row.source for row in book.components.rows}
    modelled = {line.cost_line for line in quote.lines if line.cost_line and line.source in published}
    parts = _parts(modelled, book)
    for row in book.components.rows:
        if row.id in modelled and (row.drivers or any(part.drivers for part in row.parts)):
            yield _row(say.of(row.name), row.position, "", say)
    if "support" in modelled and bundle.licensing == "none":
        support_row = find(book.components.rows, "support", what="a published row")
        yield _row(say.of(support_row.name), support_row.position, "", say)
    if {"hardware", "support.cloud_archive"} & modelled:
        share = find(book.conditions.amplitudes, "share_to_replace", what="a condition")
        yield _row(say.of(share.name.joined(percent_text(spec.share_to_replace))), share, "", say)
    for choice in book.conditions.choices:
        option = find(choice.options, getattr(spec, choice.id), what="an option")
        touched = [m for m in option.multipliers if any(names_part(m.id, part) for part in parts)]
        if touched:
            yield _row(say.of(choice.name.joined(option.name)), choice, _multipliers(touched, book, say), say)
    for figure in (bundle.subscription, bundle.cloud_archive):
        if figure is not None:
            yield _row(say.of(bundle.name), figure, _range(figure.plausible, say, share=True), say)
    touched = [m for m in bundle.multipliers if any(names_part(m.id, part) for part in parts)]
    if touched and bundle.reason is not None:
        yield _row(say.of(bundle.name), bundle, _multipliers(touched, book, say), say)
    for id_ in spec.levers:
        lever = find(book.levers, id_, what="a saving lever")
        yield _row(say.of(lever.name), lever, _multipliers(lever.multipliers, book, say), say)
    if any(line.id == "support.hardware" for line in quote.lines):
        support = book.components.hardware_support
        name = say.of(find(book.components.added, "support.hardware", what="an added line").name)
        yield _row(name, support, _range(support.plausible, say, share=True), say)
    yield from _certainty(quote, book, say)


def _certainty(quote: Quote, book: PriceBook, say: Wording) -> Iterator[AssumptionRow]:
    """What the range of the total rests on: the class, and how far the lines move together."""
    class_ = quote.estimate_class
    if class_.reason is not None:
        yield _row(say.of(class_.name), class_, "", say)
    correlation = book.risk.correlation
    if not quote.budget.certain and quote.budget.correlation == correlation.value:
        name = say("label.correlation", value=say.number(correlation.value))
        yield _row(name, correlation, _range(correlation.plausible, say), say)


def _parts(lines: Iterable[str], book: PriceBook) -> set[str]:
    """The parts of the price behind some lines."""
    chosen = set(lines)
    parts = {part.id for row in book.components.rows if row.id in chosen for part in row.parts}
    return parts | ({"training.medical", "training.it"} if "training" in chosen else set())


def _multipliers(multipliers: Iterable[Multiplier], book: PriceBook, say: Wording) -> str:
    """What is multiplied, by what, and within which bounds."""
    shown = (f"{part_name(m.id, book, say)} × {say.number(m.value)} ({_range(m.plausible, say)})" for m in multipliers)
    return punctuated("; ", say.language).join(shown)


def part_name(id_: str, book: PriceBook, say: Wording) -> str:
    """The name of a part of the price, of the row above it, or of the rows below it."""
    rows = book.components.rows
    names = {part.id: part.name for row in rows for part in row.parts} | {row.id: row.name for row in rows}
    named = [names[id_]] if id_ in names else [name for key, name in names.items() if names_part(key, id_)]
    named = named or [row.name for row in rows if names_part(id_, row.id)]
    return punctuated(", ", say.language).join(say.of(name) for name in named)


def _row(subject: str, fact: Sourced, plausible: str, say: Wording) -> AssumptionRow:
    reason = say.of(fact.reason) if fact.reason is not None else ""
    source = find(say.book.sources, fact.source, what="in sources.yaml")
    return AssumptionRow(subject, reason, plausible, say.of(source.title))


def _range(plausible: tuple[Decimal, Decimal], say: Wording, *, share: bool = False) -> str:
    low, high = (say.percent(value) if share else say.number(value) for value in plausible)
    return say("label.plausible", low=low, high=high)


def sources(quote: Quote, book: PriceBook, say: Wording) -> tuple[SourceRow, ...]:
    """The sources behind the quote, each once: prices, classes, tax, and the rates it froze."""
    tax = book.tax_rate("S", quote.issue_date).source
    used = ["source-document", "assumption", quote.estimate_class.source, "en-16931", tax]
    for conversion in (quote.conversion, *(shown.conversion for shown in quote.display)):
        used += [step.source for step in conversion.steps]
    return source_rows(used, say)


def source_rows(used: Iterable[str], say: Wording) -> tuple[SourceRow, ...]:
    """Sources by their ids, each once."""
    rows = []
    for id_ in dict.fromkeys(used):
        try:
            source = find(say.book.sources, id_, what="a source")
        except InputError:
            continue  # a rate's own words for its source are printed with the rate
        rows.append(
            SourceRow(
                source.id,
                say.of(source.title),
                say.day(source.looked_up_on),
                source.grade,
                say.of(source.note) if source.note else "",
            )
        )
    return tuple(rows)


def simulated(quote: Quote, say: Wording) -> dict[str, str]:
    """What the phrase about the simulation behind the budget needs."""
    budget, money = quote.budget, quote.currency
    return {
        "correlation": say.number(budget.correlation),
        "median": say.simulated(budget.median, money),
        "percentile": say.percentile(budget.confidence),
        "high": say.simulated(budget.before_tax, money),
        "within": say.number((budget.within_point * 100).to_integral_value()),
    }
