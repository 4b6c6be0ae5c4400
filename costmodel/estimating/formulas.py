"""The cost estimating relationships: drivers to the likely price of each component, in MRU before rounding.

Each function returns addends; an addend is the product of its factors, a line the sum of its addends. Numbers
may be floats (one quote) or NumPy arrays (a portfolio): the formulas are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from costmodel.estimating.numbers import Number, all_are, larger, log, present, smaller
from costmodel.estimating.scope import levers_of, modules_of, names_part
from costmodel.estimating.spec import Spec
from costmodel.price_book.book import PriceBook, find
from costmodel.price_book.cost_table import AddedLine, Part, Row, Scale
from costmodel.price_book.facts import Bundle, Lever, Plausible
from costmodel.price_book.reference import SupportTier
from costmodel.words.text import Text

UPDATE_SCOPE = "update_scope"
"""The condition that the list value of licences does not know."""

NEEDED = "needed: "
"""How the factor begins that is 1 where a need exists and 0 where it does not."""


class Factor(NamedTuple):
    """One number of a product: what it is, its value, where it comes from, how far it may be off, and its label.

    `plausible` is the range in which an assumed value may lie; `label` the name for a reader of documents.
    """

    name: str
    value: Number
    source: str
    plausible: tuple[Number, Number] | None = None
    label: Text | None = None


class Term(NamedTuple):
    """One driver's share of a position: weight × place between the low and the high end."""

    driver: str
    value: Number
    low_end: float
    high_end: float
    weight: float
    form: str
    share: Number


class Addend(NamedTuple):
    """A part of a line: the factors that multiply to its price, and the terms of its position."""

    part: str
    factors: tuple[Factor, ...]
    terms: tuple[Term, ...] = ()

    @property
    def value(self) -> Number:
        """The product of the factors."""
        return prod(factor.value for factor in self.factors)

    def times(self, *factors: Factor) -> Addend:
        """The addend multiplied by further factors."""
        return self._replace(factors=(*self.factors, *factors))


class Effect(NamedTuple):
    """What a condition, the bundle or a lever does to the parts of the price that its key names."""

    kind: str
    id: str
    key: str
    factor: Factor


class Inputs(NamedTuple):
    """What the formulas read: drivers after the choice of modules, effects in force, and the facts."""

    book: PriceBook
    bundle: Bundle
    modules: tuple[str, ...]
    drivers: Mapping[str, Number]
    effects: tuple[Effect, ...]
    support_tier: SupportTier
    escalation: Number

    def row(self, id_: str) -> Row:
        """A published row, or the one behind a line that the published table does not have."""
        added = self.added(id_)
        return self.book.row(added.row if added else id_)

    def added(self, id_: str) -> AddedLine | None:
        """A line that the published table does not have; None for a published row."""
        return next((line for line in self.book.components.added if line.id == id_), None)


def inputs(spec: Spec, bundle: Bundle, book: PriceBook) -> Inputs:
    """The formulas' view of one need. Raises InputError where bundle, modules and levers do not fit."""
    modules = modules_of(spec, bundle)
    levers = levers_of(spec, bundle, book)
    drivers: dict[str, Number] = {driver.id: float(getattr(spec, driver.id)) for driver in book.drivers}
    if "workstations" not in modules:
        drivers["workstations"] = 0.0
    drivers["share_to_replace"] = float(spec.share_to_replace)
    drivers["trained_it_share"] = float(spec.trained_it_share)
    effects: list[Effect] = []
    for choice in book.conditions.choices:
        option = find(choice.options, getattr(spec, choice.id), what="an option", where=choice.id)
        label = choice.name.joined(option.name)
        for m in option.multipliers:
            factor = assumed(f"{choice.id}: {option.id}", m, source=choice.source, label=label)
            effects.append(Effect("condition", choice.id, m.id, factor))
    changers: tuple[tuple[str, Bundle | Lever], ...] = (("bundle", bundle), *(("lever", lever) for lever in levers))
    for kind, item in changers:
        for m in item.multipliers:
            factor = assumed(f"{kind}: {item.id}", m, source=item.source, label=item.name)
            effects.append(Effect(kind, item.id, m.id, factor))
    tiers = book.service_levels.tiers
    level = [tier.id for tier in tiers].index(spec.support_tier)
    return Inputs(
        book=book,
        bundle=bundle,
        modules=modules,
        drivers=drivers,
        effects=tuple(effects),
        support_tier=tiers[level - sum(lever.support_tiers_down for lever in levers)],
        escalation=1 + float(spec.escalation_share),
    )


def assumed(name: str, fact: Plausible, *, source: str, label: Text | None = None) -> Factor:
    """A fact with its plausible range as a factor."""
    low, high = fact.plausible
    return Factor(name, float(fact.value), source, (float(low), float(high)), label)


# ------------------------------------------------------------------ the model's sentences


def position(scales: Sequence[Scale], drivers: Mapping[str, Number], *, open_ended: bool) -> tuple[Term, ...]:
    """Where a need lies in a published range: p = Σ wᵢ · max(0, ln(dᵢ/aᵢ) / ln(bᵢ/aᵢ)); the terms add up to p.

    A range that is not open-ended ends at its high end: there each driver counts as at most its own.
    """
    terms = []
    for scale in scales:
        value, low, high = drivers[scale.id], float(scale.low_end), float(scale.high_end)
        if scale.form == "linear":
            place = (value - low) / (high - low)
        else:
            place = log(larger(value, low) / low) / log(high / low)
        place = larger(0.0, place if open_ended else smaller(1.0, place))
        weight = float(scale.weight)
        terms.append(Term(scale.id, value, low, high, weight, scale.form, weight * place))
    return tuple(terms)


def published(need: Inputs, row: Row, part_id: str, *more: Factor, at: Row | None = None) -> Addend:
    """A part of a row at published prices, in MRU: low · (high/low)^p × its share × what the modules bring.

    `at` takes the position from another row; `more` are factors of the part's own.
    """
    part = find(row.parts, part_id, what="a part of this row")
    terms = position(part.drivers or (at or row).drivers, need.drivers, open_ended=row.open_ended)
    p = sum(term.share for term in terms)
    ratio, shift = float(row.published_high) / float(row.published_low), float(row.position.plausible_shift)
    low = need.book.currencies.by_law(row.published_low, row.currency)
    factors = [
        Factor("published_low in MRU", float(low), row.source),
        Factor(
            "(published_high / published_low) ^ position",
            ratio**p,
            row.position.source,
            (ratio ** (p - shift), ratio ** (p + shift)),
        ),
    ]
    if part.share is not None:
        factors.append(assumed(f"share of the row: {part_id}", part.share, source=row.position.source))
    if (share := _of_modules(need, part)) is not None:
        factors.append(share)
    if not all_are(need.escalation, 1):
        factors.append(Factor("escalation of the published price", need.escalation, "need"))
    return Addend(part_id, (*factors, *more), terms)


def _of_modules(need: Inputs, part: Part) -> Factor | None:
    """What the chosen modules bring of a part, unless that is all of it."""
    value = float(part.share_of(need.modules))
    if value == 1:
        return None
    name = f"modules: {', '.join(need.modules)}"
    if part.module_shares is None:
        return Factor(name, value, "need")
    chosen = [share.plausible for share in part.module_shares.shares if share.id in need.modules]
    bounds = (float(sum(low for low, _ in chosen)), float(sum(high for _, high in chosen)))
    return Factor(name, value, part.module_shares.source, bounds)


def effects(need: Inputs, part: str, *, without: str = "") -> tuple[Factor, ...]:
    """The conditions, the bundle's and the levers' multipliers in force on a part."""
    return tuple(e.factor for e in need.effects if names_part(e.key, part) and e.id != without)


def _priced(need: Inputs, row: Row, part: str, *more: Factor) -> Addend:
    return published(need, row, part, *more).times(*effects(need, part))


def _present(driver: str, value: Number) -> Factor:
    """1 where the need exists, 0 where the driver is 0 and no line is made."""
    return Factor(f"{NEEDED}{driver} above 0", present(value), "design")


def list_value(need: Inputs) -> tuple[Addend, ...]:
    """Both licence rows at list: after modules and vendor, before a targeted update."""
    pacs_ris, workstation = need.row("licence.pacs_ris"), need.row("licence.workstation")
    count = Factor("workstations", need.drivers["workstations"], "need")
    parts = (
        published(need, pacs_ris, "licence.pacs"),
        published(need, pacs_ris, "licence.ris"),
        published(need, workstation, "licence.workstation", count),
    )
    return tuple(addend.times(*effects(need, addend.part, without=UPDATE_SCOPE)) for addend in parts)


def _licence(need: Inputs, parts: tuple[str, ...]) -> tuple[Addend, ...]:
    addends = tuple(addend for addend in list_value(need) if addend.part in parts)
    if need.bundle.licensing == "none":
        return ()
    if need.bundle.subscription is not None:
        figure = need.bundle.subscription
        yearly = assumed("subscription: yearly share of the list value", figure, source=figure.source)
        return tuple(addend.times(yearly) for addend in addends)
    scope = [effect for effect in need.effects if effect.id == UPDATE_SCOPE]
    return tuple(addend.times(*(e.factor for e in scope if names_part(e.key, addend.part))) for addend in addends)


# ------------------------------------------------------------------ one function per published row


def licence_pacs_ris(need: Inputs) -> tuple[Addend, ...]:
    """PACS and RIS licences, once; a year of them where the bundle is a subscription."""
    return _licence(need, ("licence.pacs", "licence.ris"))


def licence_workstation(need: Inputs) -> tuple[Addend, ...]:
    """Workstation licences: price of one × workstations."""
    return _licence(need, ("licence.workstation",))


def implementation(need: Inputs) -> tuple[Addend, ...]:
    """Installation, set-up and interfaces."""
    return (_priced(need, need.row("implementation"), "implementation"),)


def migration(need: Inputs) -> tuple[Addend, ...]:
    """Moving the legacy data; none where there is none."""
    present = _present("legacy_tb", need.drivers["legacy_tb"])
    return (_priced(need, need.row("migration"), "migration", present),)


def hardware(need: Inputs) -> tuple[Addend, ...]:
    """Servers and storage by the archive's growth, workstations by the number replaced."""
    row, share = need.row("hardware"), need.drivers["share_to_replace"]
    growth = _present("annual_archive_growth_tb", need.drivers["annual_archive_growth_tb"])
    replaced = need.drivers["workstations"] * share
    of_replaced = need._replace(drivers={**need.drivers, "workstations": replaced})
    return (
        _priced(need, row, "hardware.servers", Factor("share_to_replace", share, "need"), growth),
        _priced(of_replaced, row, "hardware.workstations", _present("workstations × share_to_replace", replaced)),
    )


def training(need: Inputs) -> tuple[Addend, ...]:
    """Courses by the number of staff, medical and IT apart."""
    row, present = need.row("training"), _present("trained_staff", need.drivers["trained_staff"])
    pieces = [(part.id, piece) for part in row.parts for piece in part.pieces]
    said = sum(need.drivers[piece.driver] for _, piece in pieces if piece.driver is not None)
    addends = []
    for part, piece in pieces:
        share = 1 - said if piece.driver is None else need.drivers[piece.driver]
        of_staff = Factor(f"share of the staff: {piece.id}", share, "need")
        addends.append(published(need, row, part, of_staff, present)._replace(part=piece.id))
    return tuple(addend.times(*effects(need, addend.part)) for addend in addends)


def support(need: Inputs) -> tuple[Addend, ...]:
    """Yearly support: a share of the licences' list value; none on a subscription.

    Without licences, the published support range at the licence's position, in proportion to the tier.
    """
    tier = need.support_tier
    if need.bundle.licensing == "subscription":
        return ()
    if need.bundle.licensing == "perpetual":
        share = assumed("support: yearly share of the list value", tier.annual_share, source=tier.source)
        return tuple(addend.times(share) for addend in list_value(need))
    licence, levels = need.row("licence.pacs_ris"), need.book.service_levels
    usual = need.book.support_tier(levels.published_tier).annual_share.value
    modules = sum(part.of_row * part.share_of(need.modules) for part in licence.parts)
    more = (
        Factor("modules: share of the licence row", float(modules), "assumption"),
        Factor("tier: its share / the published tier's share", float(tier.annual_share.value / usual), tier.source),
    )
    return (published(need, need.row("support"), "support", *more, at=licence).times(*effects(need, "support")),)


def cloud_archive(need: Inputs) -> tuple[Addend, ...]:
    """A year of cloud archive, where the bundle has one: a share of the on-premise server row at full need."""
    figure = need.bundle.cloud_archive
    if figure is None:
        return ()
    growth = _present("annual_archive_growth_tb", need.drivers["annual_archive_growth_tb"])
    yearly = assumed("cloud archive: yearly share of the server row", figure, source=figure.source)
    return (published(need, need.row("hardware"), "hardware.servers", yearly, growth),)


def project_management(need: Inputs) -> tuple[Addend, ...]:
    """Steering by duration and sites."""
    return (_priced(need, need.row("project_management"), "project_management"),)


def hardware_support(need: Inputs) -> tuple[Addend, ...]:
    """A year of hardware support, offered as an option: a share of the hardware line."""
    figure = need.book.components.hardware_support
    yearly = assumed("hardware support: yearly share of the hardware", figure, source=figure.source)
    return tuple(addend.times(yearly) for addend in hardware(need))


CERS: tuple[tuple[str, Callable[[Inputs], tuple[Addend, ...]]], ...] = (
    ("licence.pacs_ris", licence_pacs_ris),
    ("licence.workstation", licence_workstation),
    ("implementation", implementation),
    ("migration", migration),
    ("hardware", hardware),
    ("training", training),
    ("support", support),
    ("support.cloud_archive", cloud_archive),
    ("project_management", project_management),
)
"""The lines of an estimate in the order of the published table, each with its formula."""

OPTIONS = (("support.hardware", hardware_support),)
"""Lines that are offered beside the total."""
