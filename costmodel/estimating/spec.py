"""What a hospital needs, in cost drivers and conditions: a preset, overlaid with what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from costmodel.files.faults import Fault, InputError, not_among, said, shorten, together
from costmodel.files.numbers import PERCENT, Typed, exact, two_readings, typed
from costmodel.files.records import Day, Line, Record, validate
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import MODULES, Amplitude, Driver, Module, Preset

TARGETED = "targeted"
"""The update scope that renews only what the use cases call for."""


class Survey(Record):
    """A visit of the site, which makes an estimate class 3."""

    on: Day
    by: Line


class SignedContract(Record):
    """A signed contract, which makes rate-card lines class 1."""

    reference: Line
    on: Day


DRIVEN = "driver"
Driven = Annotated[Decimal, DRIVEN]
"""A quantity that moves cost; `answered` says whether somebody gave it."""


class Spec(Record):
    """A complete need: every driver and every condition has a value; `answered` names the drivers that were given."""

    preset: str | None
    customer_type: str
    use_cases: tuple[str, ...]
    modules: tuple[Module, ...]
    annual_studies: Driven
    concurrent_users: Driven
    workstations: Driven
    workstation_tier_position: Driven
    interfaces: Driven
    modalities: Driven
    sites: Driven
    legacy_tb: Driven
    legacy_systems: Driven
    annual_archive_growth_tb: Driven
    trained_staff: Driven
    duration_months: Driven
    update_scope: str
    vendor_tier: str
    legacy_data: str
    customisation: str
    implementation_effort: str
    training_intensity: str
    it_training_intensity: str
    seller_location: str
    project_complexity: str
    local_it: str
    support_tier: str
    share_to_replace: Decimal
    trained_it_share: Decimal
    warranty_months: Decimal
    escalation_share: Decimal
    levers: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    not_mandatory: tuple[str, ...] = ()
    survey: Survey | None = None
    contract: SignedContract | None = None
    answered: tuple[str, ...] = ()

    @property
    def targeted(self) -> bool:
        """Whether only what the use cases call for is renewed."""
        return self.update_scope == TARGETED

    def need(self) -> dict[str, Any]:
        """The need as plain values, as a need file holds it: a driver that nobody answered is left to the preset."""
        unanswered = set(DRIVERS) - set(self.answered) if self.preset else set()
        return {name: value for name, value in self.values().items() if name not in unanswered}

    def values(self) -> dict[str, Any]:
        """Every driver and condition as plain values, answered or not."""
        values: dict[str, Any] = {}
        for name in KEYS:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, Decimal):
                value = int(value) if value == value.to_integral_value() else value
            elif isinstance(value, tuple):
                value = list(value)
            elif isinstance(value, Record):
                value = value.model_dump(mode="json")
            values[name] = value
        return values


DRIVERS = tuple(name for name, field in Spec.model_fields.items() if DRIVEN in field.metadata)
"""The keys of a need that are drivers."""
KEYS = tuple(name for name in Spec.model_fields if name != "answered")
"""The keys of a need that describe it in cost drivers and conditions."""


LISTS = ("use_cases", "modules", "levers", "mandatory", "not_mandatory")
"""The keys that hold a list of words."""


def check_fields(book: PriceBook, *, folder: Path) -> None:
    """Raises InputError with every driver and condition of the facts that no need can say: it is no field of `Spec`."""
    named = [("drivers.yaml", driver.id) for driver in book.drivers]
    named += [("conditions.yaml", choice.id) for choice in book.conditions.choices]
    named += [("conditions.yaml", amplitude.id) for amplitude in book.conditions.amplitudes]
    faults = [
        Fault(str(folder / file), id_, not_among(id_, KEYS, what="a driver or condition of a need"))
        for file, id_ in named
        if id_ not in KEYS
    ]
    if faults:
        raise InputError(faults)


def make_spec(
    book: PriceBook, answers: Mapping[str, Any], *, preset: str | Preset | None = None, where: str = "need"
) -> Spec:
    """A complete need from a preset and answers; without a preset every driver must be answered.

    `book` has the facts, `answers` the keys of a need with their values; `preset` goes before one among the answers;
    `where` is what errors call the need. Raises InputError with every fault: unknown keys with the nearest spelling,
    values out of their bounds.
    """
    given = {key: exact(value) for key, value in answers.items()}
    answers = {key: value for key, value in given.items() if value is not None}
    faults: list[Fault] = []
    for key in answers:
        if key not in KEYS:
            faults.append(Fault(where, "", not_among(key, KEYS, what="a driver or condition of a need")))
    name = preset or answers.get("preset")
    values: dict[str, Any] = {"preset": None, "modules": MODULES, "use_cases": (), "customer_type": None}
    values |= {choice.id: choice.default for choice in book.conditions.choices}
    values |= {amplitude.id: amplitude.default for amplitude in book.conditions.amplitudes}
    values["support_tier"] = book.service_levels.published_tier
    if name is not None:
        try:
            chosen = book.preset(name if isinstance(name, Preset) else str(name), where=where)
            values |= {"preset": chosen.id, "customer_type": chosen.customer_type, "use_cases": chosen.use_cases}
            values |= dict(chosen.drivers)
        except InputError as error:
            raise InputError((*faults, *(fault._replace(path="preset") for fault in error.faults))) from None
    values |= {key: _as_list(key, value) for key, value in answers.items() if key in KEYS and key != "preset"}
    facts: tuple[Driver | Amplitude, ...] = (*book.drivers, *book.conditions.amplitudes)
    values |= {fact.id: _typed(fact, values[fact.id]) for fact in facts if isinstance(values.get(fact.id), str)}
    faults.extend(_faults(values, book, where))
    for name, model in (("survey", Survey), ("contract", SignedContract)):
        faults.extend(_record_faults(name, model, values.get(name), where))
    if faults:
        raise InputError(faults)
    return validate({**values, "answered": [name for name in DRIVERS if name in answers]}, Spec, where=where)


def _record_faults(name: str, model: type[Record], value: object, where: str) -> Iterator[Fault]:
    if value is None or isinstance(value, model):
        return
    try:
        validate(value, model, where=where)
    except InputError as error:
        for fault in error.faults:
            yield fault._replace(path=f"{name}.{fault.path}" if fault.path else name)


def _faults(values: Mapping[str, Any], book: PriceBook, where: str) -> Iterator[Fault]:
    for driver in book.drivers:
        if driver.id not in values:
            start = said("is missing; answer it, or start from a preset ({key} small, medium or large).", key="preset:")
            yield Fault(where, driver.id, start)
        else:
            yield from _number(driver, values[driver.id], where)
    for amplitude in book.conditions.amplitudes:
        yield from _number(amplitude, values[amplitude.id], where)
    for choice in book.conditions.choices:
        allowed = [option.id for option in choice.options]
        yield from _words(choice.id, [values[choice.id]], allowed, "an option here", where)
    tiers = [tier.id for tier in book.service_levels.tiers]
    yield from _words("support_tier", [values["support_tier"]], tiers, "a tier of support", where)
    if values["customer_type"] is None:
        yield Fault(where, "customer_type", "is missing; say which kind of customer it is, or start from a preset.")
    else:
        types = [kind.id for kind in book.customer_types]
        yield from _words("customer_type", [values["customer_type"]], types, "a type of customer", where)
    items = [*book.deliverables(), *(category.id for category in book.scope_of_work)]
    lists: tuple[tuple[str, Iterable[str], str], ...] = (
        ("modules", MODULES, "a module"),
        ("levers", [lever.id for lever in book.levers], "a saving lever"),
        ("use_cases", [use_case.id for use_case in book.use_cases], "a use case"),
        ("mandatory", items, "in the scope of work"),
        ("not_mandatory", items, "in the scope of work"),
    )
    for name, allowed_words, what in lists:
        given = values.get(name, ())
        if not isinstance(given, (list, tuple)):
            yield Fault(
                where, name, said("must be a list, such as {example}.", example=f"[{next(iter(allowed_words))}]")
            )
        else:
            yield from _words(name, given, allowed_words, what, where)
            if len(set(map(str, given))) < len(given):
                yield Fault(where, name, "names something twice; name each once.")
    if values["modules"] in ([], ()):
        yield Fault(where, "modules", said("is empty; choose at least one of {modules}.", modules=", ".join(MODULES)))


def _as_list(key: str, value: object) -> object:
    """One word where a list is meant: `levers: storage_tiers`; facts at hand are named by their ids."""
    if key not in LISTS:
        return getattr(value, "id", value)
    items = value if isinstance(value, (list, tuple)) else [value] if isinstance(value, (str, Record)) else None
    return value if items is None else [getattr(item, "id", item) for item in items]


def _words(name: str, given: Iterable[object], allowed: Iterable[str], what: str, where: str) -> Iterator[Fault]:
    known = tuple(allowed)
    for word in given:
        if word not in known:
            yield Fault(where, name, not_among(word, known, what=what))


def _typed(fact: Driver | Amplitude, text: str) -> Decimal | Typed | str:
    """The number that a text is; the number as typed where both of its readings are allowed."""
    number = typed(text)
    if number is None or number.unit not in ("", PERCENT):
        return text
    allowed = [one for one in number.shares if _fits(fact, one)]
    return number if len(allowed) > 1 else (allowed or number.shares)[-1]


def _fits(fact: Driver | Amplitude, value: Decimal) -> bool:
    return fact.minimum <= value <= fact.maximum and (not fact.whole or value == value.to_integral_value())


def _number(fact: Driver | Amplitude, value: object, where: str) -> Iterator[Fault]:
    whole = "Allowed: {low} to {high}, whole numbers." if fact.whole else "Allowed: {low} to {high}."
    allowed = said(whole, low=fact.minimum, high=fact.maximum)
    if isinstance(value, Typed):
        yield Fault(where, fact.id, two_readings(value))
    elif isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        yield Fault(where, fact.id, together(said("'{value}' is not a number.", value=shorten(value)), allowed))
    elif not fact.minimum <= value <= fact.maximum:
        yield Fault(where, fact.id, together(said("{value} is out of bounds.", value=shorten(value)), allowed))
    elif fact.whole and value != int(value):
        yield Fault(where, fact.id, together(said("{value} is not a whole number.", value=shorten(value)), allowed))
