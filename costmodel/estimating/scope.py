"""What a bundle includes for a need: modules, levers that fit, and gaps of scope, computed from deliverable ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from costmodel.estimating.spec import Spec
from costmodel.files.faults import Fault, InputError, said
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import Bundle, Lever, Module
from costmodel.price_book.wording import Wording
from costmodel.words.text import Text, listed

AS_PUBLISHED = "on_premise"
"""The bundle that the published table prices, row by row."""


def names_part(key: str, part: str) -> bool:
    """Whether a dotted key names a part of the price or something above it: `licence` names `licence.pacs`."""
    return part == key or part.startswith(key + ".")


def part_name(key: str, book: PriceBook) -> Text:
    """What a dotted key names: a part of the price or a row, what stands above it, or the rows below it."""
    rows = book.components.rows
    names = {part.id: part.name for row in rows for part in row.parts} | {row.id: row.name for row in rows}
    named = [names[key]] if key in names else [name for id_, name in names.items() if names_part(id_, key)]
    return listed(named or [row.name for row in rows if names_part(key, row.id)], ", ")


def modules_of(spec: Spec, bundle: Bundle) -> tuple[Module, ...]:
    """The modules that the need asks for and the bundle brings. Raises InputError where there is none."""
    both = tuple(module for module in spec.modules if module in bundle.modules)
    if not both:
        raise InputError.one(
            "modules",
            "",
            said(
                "the bundle '{bundle}' brings {brings} and the need asks for {modules}; choose "
                "another bundle or other modules.",
                bundle=bundle.id,
                brings=", ".join(bundle.modules),
                modules=", ".join(spec.modules),
            ),
        )
    return both


def levers_of(spec: Spec, bundle: Bundle, book: PriceBook) -> tuple[Lever, ...]:
    """The need's saving levers. Raises InputError for each one that does not fit the bundle or another lever."""
    chosen = [book.lever(name, where="levers") for name in spec.levers]
    faults: list[Fault] = []
    parts = _parts(bundle, spec, book)
    tiers = [tier.id for tier in book.service_levels.tiers]
    for lever in chosen:
        for other in lever.excludes:
            if other in spec.levers and lever.id < other:
                faults.append(
                    Fault(
                        "levers",
                        "",
                        said("'{lever}' and '{other}' exclude each other; keep one.", lever=lever.id, other=other),
                    )
                )
        touched = [m.id for m in lever.multipliers]
        fits = any(names_part(key, part) for key in touched for part in parts) or (
            lever.support_tiers_down > 0 and bundle.licensing != "subscription"
        )
        if bundle.id in lever.not_with_bundles:
            faults.append(
                Fault(
                    "levers",
                    "",
                    said(
                        "'{lever}' is already in the bundle '{bundle}' or does not fit it; leave it.",
                        lever=lever.id,
                        bundle=bundle.id,
                    ),
                )
            )
        elif not fits:
            faults.append(
                Fault(
                    "levers",
                    "",
                    said(
                        "'{lever}' changes nothing in the bundle '{bundle}'; leave it.",
                        lever=lever.id,
                        bundle=bundle.id,
                    ),
                )
            )
        elif tiers.index(spec.support_tier) < lever.support_tiers_down:
            faults.append(
                Fault(
                    "levers",
                    "",
                    said(
                        "'{lever}' needs a tier of support above '{tier}'; leave it.",
                        lever=lever.id,
                        tier=spec.support_tier,
                    ),
                )
            )
    if faults:
        raise InputError(faults)
    return tuple(chosen)


def fitting_levers(spec: Spec, bundle: Bundle, book: PriceBook) -> tuple[str, ...]:
    """The need's saving levers that fit a bundle; one that excludes another is kept with it, and refused later."""
    return tuple(name for name in spec.levers if _fits(name, spec, bundle, book))


def _fits(name: str, spec: Spec, bundle: Bundle, book: PriceBook) -> bool:
    try:
        levers_of(spec.model_copy(update={"levers": (name,)}), bundle, book)
    except InputError:
        return False
    return True


def _parts(bundle: Bundle, spec: Spec, book: PriceBook) -> tuple[str, ...]:
    """The parts of the price that the bundle's modules bring."""
    modules = modules_of(spec, bundle)
    return tuple(part.id for row in book.components.rows for part in row.parts if part.needs_any_of(modules))


def expand(ids: Iterable[str], book: PriceBook) -> tuple[str, ...]:
    """Scope ids in the book's order; a category stands for all of its items."""
    wanted = frozenset(ids)
    return tuple(item for item in book.deliverables() if item in wanted or item.rpartition(".")[0] in wanted)


def covered(bundle: Bundle, book: PriceBook) -> tuple[str, ...]:
    """Everything of the scope of work that the bundle covers."""
    return expand(bundle.covers, book)


def mandatory(spec: Spec, book: PriceBook) -> tuple[str, ...]:
    """What the need requires: the scope of its modules, with what it adds and without what it waives."""
    required = {*_scope(spec, spec.modules, book), *expand(spec.mandatory, book)} - {*expand(spec.not_mandatory, book)}
    return tuple(item for item in book.deliverables() if item in required)


def included(spec: Spec, bundle: Bundle, book: PriceBook) -> tuple[str, ...]:
    """What the offer includes: of what the bundle covers, the scope of its modules and what the need requires."""
    offered = {*_scope(spec, modules_of(spec, bundle), book), *mandatory(spec, book)}
    return tuple(item for item in covered(bundle, book) if item in offered)


def gaps(spec: Spec, bundle: Bundle | str, book: PriceBook) -> tuple[str, ...]:
    """What the need of a `spec` requires and a `bundle` leaves out: ids of deliverables, by the facts of `book`."""
    offered = frozenset(covered(book.bundle(bundle, where="bundle"), book))
    return tuple(item for item in mandatory(spec, book) if item not in offered)


def _scope(spec: Spec, modules: Iterable[Module], book: PriceBook) -> tuple[str, ...]:
    """The scope of some modules: all of it, or in a targeted update what the use cases call for.

    What no single module brings (integration, training …) always belongs; a migration only where there is data.
    """
    chosen = tuple(modules)
    called_for = {
        item for use_case in book.use_cases if use_case.id in spec.use_cases for item in use_case.deliverables
    }
    scope: list[str] = []
    for category in book.scope_of_work:
        if category.needs_legacy_data and spec.legacy_tb == 0:
            continue
        items = [f"{category.id}.{item.id}" for item in category.items]
        if category.module is None or (category.module in chosen and not spec.targeted):
            scope += items
        elif category.module in chosen:
            scope += [item for item in items if item in called_for]
    return tuple(scope)


# ------------------------------------------------------------------ in words


class GapSection(NamedTuple):
    """What is left out of one category of the scope of work."""

    name: str
    items: tuple[str, ...]


def gap_sections(gaps: Collection[str], spec: Spec, say: Wording) -> tuple[GapSection, ...]:
    """The items that a need requires and that are left out, by category."""
    drivers = drivers_in_words(spec, say)
    sections = []
    for category in say.book.scope_of_work:
        missing = [item for item in category.items if f"{category.id}.{item.id}" in gaps]
        if missing:
            texts = tuple(say.of(item.text).format(**drivers) for item in missing)
            sections.append(GapSection(say.of(category.name), texts))
    return tuple(sections)


def drivers_in_words(spec: Spec, say: Wording) -> dict[str, str]:
    """The need's drivers by their ids, as the texts of the scope print them."""
    return {driver.id: say.number(getattr(spec, driver.id)) for driver in say.book.drivers}
