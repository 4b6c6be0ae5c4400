"""The price book: the facts of a data folder, loaded together, cross-checked and frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol, TypeVar

from costmodel.files.faults import InputError, not_among, said
from costmodel.files.records import Keyed, Record
from costmodel.money.currencies import CurrencyTable
from costmodel.money.exchange import Exchange
from costmodel.price_book.cost_table import AddedLine, Components, Part, Row
from costmodel.price_book.evaluation import Evaluation
from costmodel.price_book.facts import (
    Bundle,
    Classes,
    Conditions,
    Driver,
    EstimateClass,
    Lever,
    Messages,
    Phrase,
    Policy,
    Preset,
    PricingFactor,
    Source,
    Taxes,
    TaxRate,
    Unit,
)
from costmodel.price_book.life import LifeFacts
from costmodel.price_book.overrides import ChangedFact
from costmodel.price_book.reference import (
    Consideration,
    Credentials,
    CustomerType,
    Objective,
    Process,
    Profile,
    ScopeCategory,
    ServiceLevels,
    SupportTier,
    UseCase,
)
from costmodel.price_book.requirements import Requirements
from costmodel.price_book.risk import RiskEvent, RiskFacts, Volatility
from costmodel.words.text import LANGUAGES, Language, Text


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The key in its file."""


Item = TypeVar("Item", bound=Identified)


def find(items: Iterable[Item], id_: str | Item, *, what: str, where: str = "") -> Item:
    """The item of an id, or one of their kind as it is. Raises InputError with what exists and the nearest spelling."""
    known = tuple(items)
    for item in known:
        if item.id == id_:
            return item
        if isinstance(id_, type(item)):
            return id_
    raise InputError.one(where, "", not_among(id_, [item.id for item in known], what=what))


class PriceBook(Record):
    """All facts; each field is the file of its name in the data folder, `changed` what a user's own file changed."""

    sources: Keyed[Source]
    currencies: CurrencyTable
    units: Keyed[Unit]
    components: Components
    drivers: Keyed[Driver]
    conditions: Conditions
    pricing_factors: Keyed[PricingFactor]
    presets: Keyed[Preset]
    bundles: Keyed[Bundle]
    levers: Keyed[Lever]
    classes: Classes
    risk: RiskFacts
    risks: Keyed[RiskEvent]
    evaluation: Evaluation
    policy: Policy
    tax: Taxes
    exchange: Exchange
    lifecycle: LifeFacts
    customer_types: Keyed[CustomerType]
    use_cases: Keyed[UseCase]
    process: Process
    scope_of_work: Keyed[ScopeCategory]
    requirements: Requirements
    service_levels: ServiceLevels
    objectives: Keyed[Objective]
    considerations: Keyed[Consideration]
    credentials: Credentials
    profiles: Keyed[Profile]
    texts: Keyed[Phrase]
    messages: Messages
    changed: tuple[ChangedFact, ...] = ()

    def __repr__(self) -> str:
        counted = (f"{len(known)} {name}" for name, known in (("bundles", self.bundles), ("presets", self.presets)))
        return f"PriceBook({len(files())} files, {', '.join(counted)}, {len(self.changed)} facts of one's own)"

    __str__ = __repr__

    @cached_property
    def _phrases(self) -> dict[str, Phrase]:
        return {phrase.id: phrase for phrase in self.texts}

    @cached_property
    def _sentences(self) -> dict[str, Text]:
        return {sentence.en: sentence for sentence in self.messages.sentences}

    def message(self, english: str) -> Text | None:
        """A sentence of `messages.yaml` by its English; None for one that is not there."""
        return self._sentences.get(english)

    def unit(self, code: str, quantity: Decimal | int) -> Text:
        """A unit's name as it stands after a quantity; a code that the product does not know stays as typed."""
        known = next((unit for unit in self.units if unit.id == code), None)
        return Text.same(code) if known is None else known.after(quantity)

    def say(self, id_: str, **values: Text | str | int) -> Text:
        """A phrase of `texts.yaml` with its placeholders filled in, in every language.

        Raises InputError for one that is not there.
        """
        phrase = self._phrases.get(id_)
        if phrase is None:
            what = said("'{id}' is not there; give it in {languages}.", id=id_, languages=", ".join(LANGUAGES))
            raise InputError.one("pricing_data/texts.yaml", "", what)
        texts = {key: value if isinstance(value, Text) else Text.same(str(value)) for key, value in values.items()}

        def filled(language: Language) -> str:
            return phrase.in_(language).format(**{key: text.in_(language) for key, text in texts.items()})

        return Text.of(filled)

    def preset(self, id_: str | Preset, *, where: str = "") -> Preset:
        """A preset by its id, or one at hand as it is. This and the ones below raise InputError with what exists."""
        return find(self.presets, id_, what="a preset", where=where)

    def bundle(self, id_: str | Bundle, *, where: str = "") -> Bundle:
        """A bundle by its id."""
        return find(self.bundles, id_, what="a bundle", where=where)

    def lever(self, id_: str | Lever, *, where: str = "") -> Lever:
        """A saving lever by its id."""
        return find(self.levers, id_, what="a saving lever", where=where)

    def estimate_class(self, number: int | str) -> EstimateClass:
        """A class of estimates, 5 to 1."""
        return find(self.classes.classes, str(number), what="a class")

    def driver(self, id_: str) -> Driver:
        """A driver by its id."""
        return find(self.drivers, id_, what="a driver")

    def row(self, id_: str) -> Row:
        """A published row by its id."""
        return find(self.components.rows, id_, what="a published row")

    def part(self, id_: str) -> Part:
        """A part of a published row by its id."""
        return find((part for row in self.components.rows for part in row.parts), id_, what="a part of the price")

    def added_line(self, id_: str) -> AddedLine:
        """A line that the published table does not have, by its id."""
        return find(self.components.added, id_, what="an added line")

    def support_tier(self, id_: str, *, where: str = "") -> SupportTier:
        """A tier of support by its id."""
        return find(self.service_levels.tiers, id_, what="a tier of support", where=where)

    def customer_type(self, id_: str, *, where: str = "") -> CustomerType:
        """A type of customer by its id."""
        return find(self.customer_types, id_, what="a customer type", where=where)

    def profile(self, id_: str, *, where: str = "") -> Profile:
        """A profile of a proposal by its id."""
        return find(self.profiles, id_, what="a profile", where=where)

    def risk_event(self, id_: str, *, where: str = "") -> RiskEvent:
        """A risk of the register by its id."""
        return find(self.risks, id_, what="a risk of the register", where=where)

    def volatility(self, code: str, *, where: str = "") -> Volatility:
        """How much a currency moves in a year, by its code."""
        return find(self.risk.volatilities, code, what="a currency whose volatility is known", where=where)

    def source(self, id_: str) -> Source:
        """A source by its id."""
        return find(self.sources, id_, what="in sources.yaml")

    def deliverables(self) -> tuple[str, ...]:
        """The ids of everything in the scope of work: `pacs.server_software`."""
        return self._deliverables

    @cached_property
    def _deliverables(self) -> tuple[str, ...]:
        return tuple(f"{category.id}.{item.id}" for category in self.scope_of_work for item in category.items)

    def tax_rate(self, category: str, on: date) -> TaxRate:
        """The rate of a tax category in force on a day. Raises InputError when there is none."""
        dated = [rate for rate in self.tax.rates if rate.category == category and rate.from_ <= on]
        if not dated:
            first = min((rate.from_ for rate in self.tax.rates if rate.category == category), default=None)
            known = said("the first one is of {first}", first=first) if first else said("none is known")
            what = said(
                "no rate of category {category} on {on}: {known}. Check the date, or give the rate in {place}.",
                category=category,
                on=on,
                known=known,
                place="terms: tax",
            )
            raise InputError.one("pricing_data/tax.yaml", "", what)
        return max(dated, key=lambda rate: rate.from_)


def files() -> tuple[str, ...]:
    """The names of the files that a data folder holds."""
    return tuple(f"{name}.yaml" for name in subjects())


def subjects() -> tuple[str, ...]:
    """The names of the tables of facts."""
    return tuple(name for name in PriceBook.model_fields if name != "changed")
