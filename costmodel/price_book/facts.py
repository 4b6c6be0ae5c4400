"""The shape of every fact in `pricing_data/`: one record a table, each fact with its source."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator

from costmodel.files.faults import not_among, said, shorten
from costmodel.files.records import Day, Keyed, Record
from costmodel.money.currencies import Share
from costmodel.price_book.references import BUNDLE, IN_SCOPE, LEVER, PART, Names
from costmodel.words.text import LANGUAGES, Counted, Text

Component = Literal["licence", "implementation", "migration", "hardware", "training", "support", "project_management"]
Module = Literal["pacs", "ris", "workstations"]
MODULES: tuple[Module, ...] = get_args(Module)
ASSUMPTION = "assumption"
Group = Literal["facility", "archive", "connections", "people", "conditions"]
GROUPS: tuple[Group, ...] = get_args(Group)
"""Where a form asks for a driver, in its order; the last is with the conditions of the project."""
Count = Annotated[int, Field(strict=True, ge=0)]
ValidityDays = Annotated[Count, Field(ge=1, le=730)]
ContractedYears = Annotated[Count, Field(le=15)]
RateAge = Annotated[Count, Field(le=3_660)]


class Source(Record):
    """Where a fact comes from. `grade`: A official or read in data, B credible secondary, C weak."""

    id: str
    kind: Literal["published", "standard", "law", "market data", "assumption"]
    title: Text
    looked_up_on: Day
    grade: Literal["A", "B", "C"]
    note: Text | None = None


class Sourced(Record):
    """A fact's origin; an assumption gives its reason."""

    source: str
    reason: Text | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Sourced:
        if self.source == ASSUMPTION and self.reason is None:
            raise ValueError(
                said("an assumption needs its reason ({example}).", example="reason: {en: …, fr: …, ar: …}")
            )
        return self


class Plausible(Record):
    """A number that multiplies a price, with the range in which it is plausible."""

    value: Decimal
    plausible: tuple[Decimal, Decimal]

    @model_validator(mode="after")
    def _inside(self) -> Plausible:
        low, high = self.plausible
        if not 0 <= low <= self.value <= high:
            raise ValueError(
                said(
                    "the value {value} must lie in its plausible range {low} to {high}, all from 0.",
                    value=self.value,
                    low=low,
                    high=high,
                )
            )
        return self


class Multiplier(Plausible):
    """A factor on one part of the price, or on every part below the name (`licence` covers `licence.pacs`)."""

    id: Annotated[str, PART]


class Figure(Sourced, Plausible):
    """A factor with a source of its own."""


class Filled(Text):
    """Words in which `{names}` are filled in, the same ones in every language."""

    @model_validator(mode="after")
    def _same_blanks(self) -> Self:
        wanted = _blanks(self.en)
        for language in LANGUAGES:
            if _blanks(self.in_(language)) != wanted:
                kept = ", ".join(f"{{{name}}}" for name in wanted) or said("no braces")
                raise ValueError(said("must keep what is filled in: {kept}.", kept=kept))
        return self


class Phrase(Filled):
    """A wording of the product itself."""

    id: str


class Sentence(Filled):
    """A message in every language; the English one is what the program says."""


def _blanks(words: str) -> list[str]:
    return sorted(set(re.findall(r"\{([^{}]*)\}", words)))


class Messages(Record):
    """The file `messages.yaml`: what errors say, each sentence once."""

    sentences: tuple[Sentence, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Messages:
        counts = Counter(sentence.en for sentence in self.sentences)
        for words, count in counts.items():
            if count > 1:
                raise ValueError(said("'{words}' is there twice; keep one of the two.", words=shorten(words)))
        return self


class Unit(Counted):
    """A unit of measure by its code, as it stands after a number."""

    id: str


# ------------------------------------------------------------------ needs


class Driver(Sourced):
    """A quantity that moves cost, with its unit and its bounds; `group` is where a form asks for it."""

    id: str
    name: Text
    unit: Counted
    help: Text
    group: Group
    minimum: Decimal
    maximum: Decimal
    whole: bool

    @model_validator(mode="after")
    def _rising(self) -> Driver:
        if self.minimum > self.maximum:
            raise ValueError(
                said("the minimum {low} must not be above the maximum {high}.", low=self.minimum, high=self.maximum)
            )
        return self


class Option(Record):
    """One answer to a choice, and what it multiplies."""

    id: str
    name: Text
    multipliers: Keyed[Multiplier] = ()


class Choice(Sourced):
    """A condition of the project with a few answers."""

    id: str
    name: Text
    default: str
    options: Keyed[Option]

    @model_validator(mode="after")
    def _default_exists(self) -> Choice:
        names = [option.id for option in self.options]
        if self.default not in names:
            raise ValueError(not_among(self.default, names, what="an option of this choice"))
        return self


class Amplitude(Sourced):
    """A condition that is a plain number: its default and its bounds."""

    id: str
    name: Text
    help: Text
    default: Decimal
    minimum: Decimal
    maximum: Decimal
    whole: bool

    @property
    def is_share(self) -> bool:
        """Whether the number is a share, which people read and type in percent."""
        return "share" in self.id.split("_")

    @model_validator(mode="after")
    def _default_inside(self) -> Amplitude:
        if not self.minimum <= self.default <= self.maximum:
            raise ValueError(
                said(
                    "the default {default} must lie between {low} and {high}.",
                    default=self.default,
                    low=self.minimum,
                    high=self.maximum,
                )
            )
        return self


class Conditions(Record):
    """The file `conditions.yaml`: everything of a need that is not a driver."""

    choices: Keyed[Choice]
    amplitudes: Keyed[Amplitude]


class PricingFactor(Sourced):
    """One of the thirteen published pricing factors, and the fields of a need that realise it."""

    id: str
    name: Text
    effect: Text
    fields: tuple[str, ...]


class Preset(Sourced):
    """A complete starting need for a size of facility."""

    id: str
    name: Text
    customer_type: Annotated[str, Names("customer_types", "a customer type")]
    use_cases: Annotated[tuple[str, ...], Names("use_cases", "a use case")]
    drivers: tuple[tuple[str, Decimal], ...]

    @model_validator(mode="before")
    @classmethod
    def _pairs(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("drivers"), dict):
            return {**value, "drivers": list(value["drivers"].items())}
        return value


class Bundle(Sourced):
    """How a need is met: what it includes and how it changes each part of the price."""

    id: str
    name: Text
    description: Text
    saving_strategies: tuple[Text, ...]
    value_proposition: tuple[Text, ...]
    licensing: Literal["perpetual", "subscription", "none"]
    modules: tuple[Module, ...]
    covers: Annotated[tuple[str, ...], IN_SCOPE]
    multipliers: Keyed[Multiplier] = ()
    subscription: Figure | None = None
    cloud_archive: Figure | None = None
    solution: Text


class Lever(Sourced):
    """A saving that a buyer may choose."""

    id: str
    name: Text
    description: Text
    multipliers: Keyed[Multiplier] = ()
    support_tiers_down: Count = 0
    excludes: Annotated[tuple[str, ...], LEVER] = ()
    not_with_bundles: Annotated[tuple[str, ...], BUNDLE] = ()


class EstimateClass(Sourced):
    """How sure an estimate of a class is: bounds of a line and of a total, as multiples of the likely value."""

    id: str
    name: Text
    meaning: Text
    line_low: Decimal
    line_high: Decimal
    total_low: Decimal
    total_high: Decimal
    firm: bool

    @model_validator(mode="after")
    def _around_one(self) -> EstimateClass:
        if not (0 <= self.line_low <= 1 <= self.line_high and 0 <= self.total_low <= 1 <= self.total_high):
            raise ValueError("a low bound lies between 0 and 1, a high bound at 1 or above.")
        return self


class Classes(Record):
    """The file `classes.yaml`."""

    classes: Keyed[EstimateClass]
    threshold: Figure


# ------------------------------------------------------------------ commercial defaults


class PaymentPart(Record):
    """A share of the one-off price that falls due with a stage of the process."""

    stage: Annotated[str, Names("stages", "a stage of the process")]
    share: Share


class Policy(Sourced):
    """The file `policy.yaml`: how a quote is made out unless the seller or the need says otherwise."""

    currency: Annotated[str, Names("contract_currencies", "a currency of a quote")]
    validity_days: ValidityDays
    contracted_years: ContractedYears
    max_rate_age_days: RateAge
    questioned_ratio: Annotated[Decimal, Field(gt=1)]
    confidence: Share
    payment: tuple[PaymentPart, ...]
    display_currencies: Annotated[tuple[str, ...], Names("display_currencies", "a currency used here")]


TaxCategory = Literal["S", "Z", "E", "G", "O"]
"""UNCL 5305: standard, zero-rated, exempt, export, outside the scope of tax."""
STANDARD: TaxCategory = "S"


class TaxRate(Sourced):
    """A tax rate in force from a day on, by its EN 16931 category."""

    category: TaxCategory
    name: Text
    rate: Share
    from_: Annotated[Day, Field(alias="from")]


class Withholding(Sourced):
    """Tax that the buyer withholds from a non-resident seller."""

    rate: Share
    note: Text


class Taxes(Record):
    """The file `tax.yaml`: dated rates and the withholding on non-residents."""

    rates: tuple[TaxRate, ...]
    withholding: Withholding
    unconfirmed: Text
