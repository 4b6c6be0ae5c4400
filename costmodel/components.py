"""The cost estimating relationships: drivers to the likely price of each component, in MRU before rounding.

Each function returns addends; an addend is the product of its factors, a line the sum of its addends. Numbers
may be floats (one quote) or NumPy arrays (a portfolio): the formulas are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from costmodel.bundles import levers_of, modules_of, names_part
from costmodel.facts import Bundle, Row, Scale
from costmodel.price_book import PriceBook, find
from costmodel.spec import Spec
from costmodel.text import Text

Number: TypeAlias = Any
"""A float or a NumPy array of floats."""

NEEDED = "needed: "
"""How the factor begins that is 1 where a need exists and 0 where it does not."""


class Factor(NamedTuple):
    """One number of a product: what it is, its value, where it comes from, and its name for a reader of documents."""

    name: str
    value: Number
    source: str
    label: Text | None = None


class Term(NamedTuple):
    """One driver's share of a position: weight × place between the low and the high end."""

    driver: str
    value: Number
    low_end: float
    high_end: float
    weight: float
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


class Effect(NamedTuple):
    """A multiplier of a condition, a bundle or a lever on the parts that its key names."""

    origin: str
    key: str
    value: Number
    source: str
    label: Text | None = None

    def factor(self) -> Factor:
        """The effect as a factor of a product."""
        return Factor(self.origin, self.value, self.source, self.label)


class Inputs(NamedTuple):
    """What the formulas read: drivers after the choice of modules, effects in force, and the facts."""

    book: PriceBook
    bundle: Bundle
    modules: tuple[str, ...]
    drivers: Mapping[str, Number]
    effects: tuple[Effect, ...]
    support_share: Number
    published_support_share: float
    escalation: Number

    def row(self, id_: str) -> Row:
        """A published row."""
        return find(self.book.components.rows, id_, what="a published row")


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
            effects.append(Effect(f"{choice.id}: {option.id}", m.id, float(m.value), choice.source, label))
    for m in bundle.multipliers:
        effects.append(Effect(f"bundle: {bundle.id}", m.id, float(m.value), bundle.source, bundle.name))
    for lever in levers:
        for m in lever.multipliers:
            effects.append(Effect(f"lever: {lever.id}", m.id, float(m.value), lever.source, lever.name))
    tiers = book.service_levels.tiers
    level = [tier.id for tier in tiers].index(spec.support_tier)
    published = find(tiers, book.service_levels.published_tier, what="a tier")
    return Inputs(
        book=book,
        bundle=bundle,
        modules=modules,
        drivers=drivers,
        effects=tuple(effects),
        support_share=float(tiers[level - sum(lever.support_tiers_down for lever in levers)].annual_share.value),
        published_support_share=float(published.annual_share.value),
        escalation=1 + float(spec.escalation_share),
    )


# ------------------------------------------------------------------ the model's sentences


def position(scales: Sequence[Scale], drivers: Mapping[str, Number]) -> tuple[Term, ...]:
    """Where a need lies in a published range: p = Σ wᵢ · max(0, ln(dᵢ/aᵢ) / ln(bᵢ/aᵢ)); the terms add up to p."""
    terms = []
    for scale in scales:
        value, low, high = drivers[scale.id], float(scale.low_end), float(scale.high_end)
        if scale.form == "linear":
            place = (value - low) / (high - low)
        else:
            place = np.log(np.maximum(value, low) / low) / np.log(high / low)
        weight = float(scale.weight)
        terms.append(Term(scale.id, value, low, high, weight, weight * np.maximum(0.0, place)))
    return tuple(terms)


def published(
    need: Inputs, row: Row, part_id: str, *, at: Row | None = None
) -> tuple[tuple[Factor, ...], tuple[Term, ...]]:
    """low · (high/low)^p of a row's part, in MRU; `at` takes the position from another row."""
    part = find(row.parts, part_id, what="a part of this row")
    terms = position(part.drivers or (at or row).drivers, need.drivers)
    p = sum(term.share for term in terms)
    ratio = float(row.published_high) / float(row.published_low)
    low = need.book.currencies.by_law(row.published_low, row.currency)
    factors: tuple[Factor, ...] = (
        Factor("published_low in MRU", float(low), row.source),
        Factor("(published_high / published_low) ^ position", ratio**p, row.position.source),
    )
    if part.share != 1:
        factors += (Factor(f"share of the row: {part_id}", float(part.share), row.position.source),)
    return factors, terms


def module_share(need: Inputs, row: Row, part_id: str) -> float:
    """The share of a part that the chosen modules need; 1 where a part does not depend on them."""
    part = find(row.parts, part_id, what="a part of this row")
    if not part.module_shares:
        return 1.0
    return float(sum(share for module, share in part.module_shares if module in need.modules))


def conditions(need: Inputs, part: str, *, without: str = "") -> tuple[Factor, ...]:
    """The effects in force on a part, and the escalation of its published price."""
    effects = tuple(
        effect.factor()
        for effect in need.effects
        if names_part(effect.key, part) and not (without and effect.origin.startswith(without))
    )
    escalation = (Factor("escalation of the published price", need.escalation, "assumption"),)
    return effects + (escalation if np.any(need.escalation != 1) else ())


def _addend(need: Inputs, row: Row, part: str, *more: Factor, effects_of: str = "", without: str = "") -> Addend:
    factors, terms = published(need, row, part)
    share = module_share(need, row, part)
    if share != 1:
        more = (Factor(f"modules: {', '.join(need.modules)}", share, "assumption"), *more)
    return Addend(part, (*factors, *more, *conditions(need, effects_of or part, without=without)), terms)


def _present(driver: str, value: Number) -> Factor:
    """1 where the need exists, 0 where the driver is 0 and no line is made."""
    return Factor(f"{NEEDED}{driver} above 0", np.where(np.asarray(value) > 0, 1.0, 0.0)[()], "design")


def list_value(need: Inputs) -> tuple[Addend, ...]:
    """Both licence rows at list: after modules and vendor, before a targeted update."""
    pacs_ris, workstation = need.row("licence.pacs_ris"), need.row("licence.workstation")
    count = Factor("workstations", need.drivers["workstations"], "need")
    return (
        _addend(need, pacs_ris, "licence.pacs", without="update_scope"),
        _addend(need, pacs_ris, "licence.ris", without="update_scope"),
        _addend(need, workstation, "licence.workstation", count, without="update_scope"),
    )


def _licence(need: Inputs, parts: tuple[str, ...]) -> tuple[Addend, ...]:
    addends = tuple(addend for addend in list_value(need) if addend.part in parts)
    if need.bundle.licensing == "none":
        return ()
    if need.bundle.subscription is not None:
        figure = need.bundle.subscription
        yearly = Factor("subscription: yearly share of the list value", float(figure.value), figure.source)
        return tuple(addend._replace(factors=(*addend.factors, yearly)) for addend in addends)
    targeted = [effect for effect in need.effects if effect.origin.startswith("update_scope")]
    return tuple(
        addend._replace(factors=addend.factors + tuple(e.factor() for e in targeted if names_part(e.key, addend.part)))
        for addend in addends
    )


# ------------------------------------------------------------------ one function per published row


def licence_pacs_ris(need: Inputs) -> tuple[Addend, ...]:
    """PACS and RIS licences, once; a year of them where the bundle is a subscription."""
    return _licence(need, ("licence.pacs", "licence.ris"))


def licence_workstation(need: Inputs) -> tuple[Addend, ...]:
    """Workstation licences: price of one × workstations."""
    return _licence(need, ("licence.workstation",))


def implementation(need: Inputs) -> tuple[Addend, ...]:
    """Installation, set-up and interfaces."""
    return (_addend(need, need.row("implementation"), "implementation"),)


def migration(need: Inputs) -> tuple[Addend, ...]:
    """Moving the legacy data; none where there is none."""
    present = _present("legacy_tb", need.drivers["legacy_tb"])
    return (_addend(need, need.row("migration"), "migration", present),)


def servers_at_full_need(need: Inputs) -> Addend:
    """The server row as if all of it were replaced, before bundle and levers."""
    row = need.row("hardware")
    factors, terms = published(need, row, "hardware.servers")
    share = Factor(f"modules: {', '.join(need.modules)}", module_share(need, row, "hardware.servers"), "assumption")
    escalation = Factor("escalation of the published price", need.escalation, "assumption")
    return Addend("hardware.servers", (*factors, share, escalation), terms)


def hardware(need: Inputs) -> tuple[Addend, ...]:
    """Servers and storage by the archive's growth, workstations by the number replaced."""
    row = need.row("hardware")
    share = need.drivers["share_to_replace"]
    replaced = need.drivers["workstations"] * share
    growth = need.drivers["annual_archive_growth_tb"]
    servers = _addend(
        need,
        row,
        "hardware.servers",
        Factor("share_to_replace", share, "need"),
        _present("annual_archive_growth_tb", growth),
    )
    for_workstations = need._replace(drivers={**need.drivers, "workstations": replaced})
    workstations = _addend(
        for_workstations, row, "hardware.workstations", _present("workstations × share_to_replace", replaced)
    )
    return servers, workstations


def training(need: Inputs) -> tuple[Addend, ...]:
    """Courses by the number of staff, medical and IT apart."""
    staff, it_share = need.drivers["trained_staff"], need.drivers["trained_it_share"]
    present = _present("trained_staff", staff)
    row = need.row("training")
    shares = {"training.medical": 1 - it_share, "training.it": it_share}
    return tuple(
        _addend(
            need, row, "training", Factor(f"share of the staff: {part}", share, "need"), present, effects_of=part
        )._replace(part=part)
        for part, share in shares.items()
    )


def support(need: Inputs) -> tuple[Addend, ...]:
    """Yearly support: a share of the licences' list value; none on a subscription.

    Without licences, the published support range at the licence's position, in proportion to the tier.
    """
    if need.bundle.licensing == "subscription":
        return ()
    if need.bundle.licensing == "perpetual":
        share = Factor("support: yearly share of the list value", need.support_share, "source-document")
        return tuple(addend._replace(factors=(*addend.factors, share)) for addend in list_value(need))
    licence, row = need.row("licence.pacs_ris"), need.row("support")
    factors, terms = published(need, row, "support", at=licence)
    modules = sum(float(part.share) * module_share(need, licence, part.id) for part in licence.parts)
    tier = need.support_share / need.published_support_share
    more = (
        Factor("modules: share of the licence row", modules, "assumption"),
        Factor("tier: its share / the published tier's share", tier, "source-document"),
    )
    return (Addend("support", (*factors, *more, *conditions(need, "support")), terms),)


def cloud_archive(need: Inputs) -> tuple[Addend, ...]:
    """A year of cloud archive, where the bundle has one: a share of the on-premise server row."""
    figure = need.bundle.cloud_archive
    if figure is None:
        return ()
    servers = servers_at_full_need(need)
    growth = need.drivers["annual_archive_growth_tb"]
    yearly = Factor("cloud archive: yearly share of the server row", float(figure.value), figure.source)
    present = _present("annual_archive_growth_tb", growth)
    return (Addend("support.cloud_archive", (*servers.factors, yearly, present), servers.terms),)


def project_management(need: Inputs) -> tuple[Addend, ...]:
    """Steering by duration and sites."""
    return (_addend(need, need.row("project_management"), "project_management"),)


def hardware_support(need: Inputs) -> tuple[Addend, ...]:
    """A year of hardware support, offered as an option: a share of the hardware line."""
    figure = need.book.components.hardware_support
    yearly = Factor("hardware support: yearly share of the hardware", float(figure.value), figure.source)
    return tuple(addend._replace(factors=(*addend.factors, yearly)) for addend in hardware(need))


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
