"""Who sells to whom and on what terms: the seller's file, the buyer, and commercial terms in layers.

The policy of the price book is the first layer, the seller's terms the second, the need's the third; a later
layer replaces what it names.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from costmodel.files.colour import Accent
from costmodel.files.faults import InputError, not_among, said
from costmodel.files.records import Day, Line, LongText, Record
from costmodel.money.currencies import MAX_AMOUNT, Money, Share
from costmodel.price_book.book import PriceBook
from costmodel.price_book.facts import (
    STANDARD,
    ContractedYears,
    PaymentPart,
    Policy,
    RateAge,
    TaxCategory,
    ValidityDays,
)


class Party(Record):
    """A seller or a buyer."""

    name: Line
    address: Line | None = None
    city: Line | None = None
    country: Line | None = None
    tax_id: Line | None = None
    contact: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class Credential(Record):
    """Something that the seller can show: a certificate, an authorisation, a reference."""

    title: Line
    issuer: Line | None = None
    number: Line | None = None
    valid_until: Day | None = None


class Tax(Record):
    """The tax of a line or of the whole quote; without a rate, the one in force on the day."""

    category: TaxCategory
    rate: Share | None = None
    reason: LongText | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Tax:
        if self.category in ("E", "O") and not self.reason:  # BR-E-10, BR-O-10
            raise ValueError(
                said(
                    "category {category} needs the reason of the exemption ({example}).",
                    category=self.category,
                    example="reason: …",
                )
            )
        if self.category == STANDARD and self.rate == 0:  # BR-S-05
            raise ValueError("category S needs a rate above zero; use Z for a zero rate or E for an exemption.")
        if self.category != STANDARD and self.rate:
            raise ValueError(
                said("category {category} has no tax, so no rate; leave the rate out.", category=self.category)
            )
        return self


class Adjustment(Record):
    """A discount or a charge: a share of what it applies to, or an amount with its currency."""

    label: Line
    share: Annotated[Decimal, Field(gt=0, le=1)] | None = None
    amount: Money | None = None

    @model_validator(mode="after")
    def _one(self) -> Adjustment:
        if (self.share is None) == (self.amount is None):
            raise ValueError(
                said(
                    "needs either a share ({share} is {percent}) or an amount with its currency, not both.",
                    share="0.05",
                    percent="5 %",
                )
            )
        if self.amount is not None and self.amount.amount <= 0:
            raise ValueError("the amount must be above zero.")
        return self


class LineTerms(Record):
    """What is special about one line: discounts, charges, its tax, a description, or that it is only an option."""

    id: str
    discounts: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()
    tax: Tax | None = None
    option: bool = False
    description: LongText | None = None


class ExtraLine(Record):
    """A line of the seller's own: in the total, an option beside it, or an alternative to a line."""

    id: Annotated[Line, Field(max_length=60)]
    item_name: Line
    kind: Literal["line", "option", "alternative"] = "line"
    replaces: str | None = None
    quantity: Annotated[Decimal, Field(gt=0, le=MAX_AMOUNT)] = Decimal(1)
    unit: Annotated[Line, Field(max_length=20)] = "LS"
    unit_price: Money
    unit_cost: Money | None = None
    tax: Tax | None = None
    discounts: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()
    description: LongText | None = None

    @model_validator(mode="after")
    def _alternative(self) -> ExtraLine:
        if (self.kind == "alternative") != (self.replaces is not None):
            raise ValueError(
                said(
                    "an alternative names the line that it replaces ({example}), and only an alternative does.",
                    example="replaces: …",
                )
            )
        if self.unit_price.amount < 0:
            raise ValueError("the unit price cannot be negative; grant a discount instead.")
        if self.unit_cost is not None and self.unit_cost.amount < 0:
            raise ValueError("the unit cost cannot be negative.")
        return self


class Contingency(Record):
    """A contingency charged as a visible line: a share of the other lines, or all of it up to the P80."""

    share: Annotated[Decimal, Field(gt=0, le=3)] | None = None


class Terms(Record):
    """Commercial terms; what is not named comes from the layer before. `contingency` charges one as a line."""

    validity_days: ValidityDays | None = None
    contracted_years: ContractedYears | None = None
    max_rate_age_days: RateAge | None = None
    payment: tuple[PaymentPart, ...] | None = None
    display_currencies: tuple[str, ...] | None = None
    tax: Tax | None = None
    lines: tuple[LineTerms, ...] | None = None
    extra_lines: tuple[ExtraLine, ...] | None = None
    discounts: tuple[Adjustment, ...] | None = None
    charges: tuple[Adjustment, ...] | None = None
    prepaid: Money | None = None
    rounding: Money | None = None
    contingency: Contingency | None = None
    conditions: tuple[LongText, ...] | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Terms:
        if self.prepaid is not None and self.prepaid.amount < 0:
            raise ValueError("prepaid cannot be negative; a charge raises the price.")
        ids = [line.id for line in self.lines or ()]
        twice = next((id_ for id_, count in Counter(ids).items() if count > 1), None)
        if twice is not None:
            raise ValueError(said("lines names '{line}' twice; put its terms together.", line=twice))
        return self

    def then(self, later: Terms) -> Terms:
        """These terms with what the later layer names."""
        named = {name: getattr(later, name) for name in later.model_fields_set if getattr(later, name) is not None}
        return self.model_copy(update=named)


class Seller(Party):
    """The seller's own file: who it is, how its documents look, what it can show, and its terms.

    `logo` and `template` are files beside the seller's file; `legal` holds lines of the footer such as registrations.
    """

    resident: bool = True
    currency: str | None = None
    legal_form: Line | None = None
    legal: tuple[Line, ...] = ()
    bank: Line | None = None
    signatory: Line | None = None
    presentation: LongText | None = None
    credentials: tuple[Credential, ...] = ()
    logo: Line | None = None
    accent_colour: Accent | None = None
    template: Line | None = None
    terms: Terms = Field(default_factory=Terms)


def terms_of_policy(policy: Policy) -> Terms:
    """The policy of the price book as the first layer."""
    return Terms(
        validity_days=policy.validity_days,
        contracted_years=policy.contracted_years,
        max_rate_age_days=policy.max_rate_age_days,
        payment=policy.payment,
        display_currencies=policy.display_currencies,
        tax=Tax(category=STANDARD),
    )


def check_payment(parts: tuple[PaymentPart, ...], book: PriceBook) -> None:
    """A payment schedule names stages of the process and adds up to one."""
    stages = [stage.id for stage in book.process.stages]
    for part in parts:
        if part.stage not in stages:
            raise InputError.one("terms", "payment", not_among(part.stage, stages, what="a stage of the process"))
    total = sum((part.share for part in parts), Decimal(0))
    if total != 1:
        raise InputError.one(
            "terms", "payment", said("the shares add up to {total}; they must add up to 1.", total=total)
        )
