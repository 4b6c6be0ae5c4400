"""The shape of the reference tables: customers, use cases, process, scope of work, service levels, credentials."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import model_validator

from costmodel.files.faults import said
from costmodel.files.records import Keyed, Record
from costmodel.money.currencies import Share
from costmodel.price_book.facts import Module, Plausible, Sourced
from costmodel.price_book.references import BUNDLE, LEVER, PART, Names
from costmodel.words.text import Text


class CustomerType(Sourced):
    """A kind of buyer: the departments that benefit and what an upgrade does for them."""

    id: str
    name: Text
    departments: tuple[Text, ...]
    needs: tuple[Text, ...]
    understanding: Text


class UseCase(Sourced):
    """A reason to upgrade; the deliverables that it calls for, which are the scope of a targeted update."""

    id: str
    name: Text
    description: Text
    benefit: Text
    deliverables: Annotated[tuple[str, ...], Names("deliverables", "in the scope")]


class Named(Record):
    """What has an id and a name."""

    id: str
    name: Text


class Role(Named):
    """Who does something in a project."""


class Stage(Sourced):
    """A stage of the process; stages of the project carry a share of its duration."""

    id: str
    number: int
    name: Text
    activities: Text
    description: Text
    responsible: Annotated[tuple[str, ...], Names("parties", "a party")]
    deliverables: tuple[Text, ...]
    duration_share: Share | None = None


class Process(Record):
    """The file `process.yaml`."""

    durations: Sourced
    parties: Keyed[Role]
    stages: Keyed[Stage]


class ScopeItem(Record):
    """A deliverable or a requirement of the scope of work."""

    id: str
    kind: Literal["deliverable", "requirement"]
    text: Text


class ScopeCategory(Sourced):
    """A category of the scope of work; `module` where only that module brings it.

    `priced_by` are the parts of the price that an item of it is paid with, so that a gap in the scope has its cost.
    """

    id: str
    name: Text
    description: Text
    module: Module | None = None
    needs_legacy_data: bool = False
    priced_by: Annotated[tuple[str, ...], PART]
    items: Keyed[ScopeItem]


class Duration(Record):
    """A time with its unit."""

    value: Decimal
    unit: Literal["minute", "business_hour", "business_day"]


class Level(Record):
    """Times for one severity; no resolution time and no uptime means best effort."""

    id: Annotated[str, Names("severities", "a severity")]
    response: Duration
    resolution: Duration | None = None
    uptime: Share | None = None


class Severity(Record):
    """A severity of incident."""

    id: str
    name: Text
    meaning: Text


class Definition(Record):
    """A term of the service levels."""

    id: str
    term: Text
    meaning: Text


class SupportTier(Sourced):
    """A tier of support: its yearly share of the licences' list value and its service levels."""

    id: str
    name: Text
    coverage: Text
    annual_share: Plausible
    levels: Keyed[Level]


class ServiceLevels(Record):
    """The file `service_levels.yaml`; tiers from the lowest to the highest, one of them the published one."""

    published_tier: Annotated[str, Names("tiers", "a tier")]
    severities: Keyed[Severity]
    definitions: Keyed[Definition]
    tiers: Keyed[SupportTier]


class Objective(Sourced):
    """An objective of the project."""

    id: str
    text: Text
    module: Module | None = None


class Consideration(Sourced):
    """Advice for an affordable upgrade, and the levers or bundles that put it to work."""

    id: str
    name: Text
    advice: Text
    levers: Annotated[tuple[str, ...], LEVER] = ()
    bundles: Annotated[tuple[str, ...], BUNDLE] = ()


class ProviderType(Record):
    """A kind of provider that a third party vets, with its criteria."""

    id: str
    name: Text
    criteria: tuple[Text, ...]
    benefits: tuple[Text, ...]


class CredentialReason(Record):
    """Why such a vetting matters."""

    id: str
    name: Text
    text: Text


class Credentials(Sourced):
    """The file `credentials.yaml`: reference data; a proposal prints only the seller's own credentials."""

    provider_types: Keyed[ProviderType]
    reasons: Keyed[CredentialReason]


Chapter = Literal[
    "contents",
    "summary",
    "need",
    "solution",
    "objectives",
    "scope",
    "process",
    "prices",
    "basis",
    "service",
    "training",
    "credentials",
    "terms",
    "acceptance",
]
CHAPTERS: tuple[Chapter, ...] = get_args(Chapter)
PRICED: tuple[Chapter, ...] = ("prices", "basis", "terms", "acceptance")
"""Chapters that say amounts."""

WHOLE_PROPOSAL = "full"
"""The profile of a proposal that nobody chose one for."""


class Profile(Named):
    """What a proposal holds; one that is not `priced` says no amount anywhere."""

    use: Text
    priced: bool
    chapters: tuple[Chapter, ...]

    @model_validator(mode="after")
    def _without_amounts(self) -> Profile:
        wrong = [chapter for chapter in self.chapters if chapter in PRICED and not self.priced]
        if wrong:
            raise ValueError(
                said(
                    "a proposal without prices cannot have the chapter '{chapter}', which says amounts.",
                    chapter=wrong[0],
                )
            )
        return self
