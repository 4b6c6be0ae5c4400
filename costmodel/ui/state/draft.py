"""A quote in the making: the plain values of a need file, changed one at a time, each change a new draft.

What is typed is kept as a need file holds it, so that a draft saved to YAML is a need for the command line too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any, TypeAlias

from costmodel.estimating.rate_card import RateItem
from costmodel.estimating.spec import KEYS
from costmodel.files.encodings import decoded
from costmodel.files.faults import InputError, said
from costmodel.files.records import Record
from costmodel.files.strict_yaml import parse_yaml
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.currencies import Money
from costmodel.price_book.book import PriceBook

Draft: TypeAlias = Mapping[str, Any]
OF_THE_SELLER = ("unit_cost", "margin")
"""What only the seller may know of a line."""


def new_draft(book: PriceBook) -> Draft:
    """A draft that starts from the middle preset."""
    return {"preset": book.presets[len(book.presets) // 2].id, "bundle": book.bundles[0].id}


def with_value(draft: Draft, path: Sequence[str], value: object) -> Draft:
    """The draft with the value at a path, such as ("terms", "tax"); None or an empty text takes it out."""
    made = dict(deepcopy(dict(draft)))
    inner = made
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
    if value is None or value == "":
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = value
    return _without_empty(made, path)


def _without_empty(draft: dict[str, Any], path: Sequence[str]) -> Draft:
    """The draft without the mappings on a path that have nothing left in them."""
    for depth in range(len(path) - 1, 0, -1):
        parent: Any = draft
        for key in path[: depth - 1]:
            parent = parent.get(key, {})
        if parent.get(path[depth - 1]) in ({}, []):
            parent.pop(path[depth - 1])
    return draft


def value_at(draft: Draft, path: Sequence[str], default: Any = None) -> Any:
    """The value at a path, or the default."""
    inner: Any = draft
    for key in path:
        if not isinstance(inner, Mapping) or key not in inner:
            return default
        inner = inner[key]
    return inner


def answered(draft: Draft) -> tuple[str, ...]:
    """The drivers and conditions that were answered."""
    return tuple(key for key in draft if key in KEYS and key != "preset")


def without_answers(draft: Draft) -> Draft:
    """The draft with its preset alone: every driver and condition as the preset has it."""
    return {key: value for key, value in draft.items() if key not in answered(draft)}


def with_own_price(
    draft: Draft,
    line: str,
    *,
    name: str,
    quantity: Decimal,
    unit: str,
    unit_price: str,
    unit_cost: str | None = None,
) -> Draft:
    """A line at a price of one's own, perhaps with its cost: one rate-card item in place of whatever the line had."""
    item = {"line": line, "item_name": name, "quantity": quantity, "unit": unit, "unit_price": unit_price}
    if unit_cost is not None:
        item["unit_cost"] = unit_cost
    kept = [one for one in draft.get("rate_card", ()) if one["line"] != line]
    return {**draft, "rate_card": [*kept, item]}


def without_own_price(draft: Draft, line: str) -> Draft:
    """A line at the model's price again."""
    kept = [one for one in draft.get("rate_card", ()) if one["line"] != line]
    return with_value(draft, ("rate_card",), kept or None)


def without_costs(draft: Draft) -> Draft:
    """The draft as a customer may have it: at the same prices, without the seller's costs and margins."""
    made = (
        {**draft, "rate_card": [_at_its_price(item) for item in draft["rate_card"]]} if "rate_card" in draft else draft
    )
    lines = value_at(draft, ("terms", "extra_lines"), ())
    return with_value(made, ("terms", "extra_lines"), [_without_cost(line) for line in lines]) if lines else made


def _at_its_price(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An item of a rate card with its price alone, where a cost and a margin made it."""
    if item.get("margin") is None:
        return _without_cost(item)
    price = RateItem.model_validate(item).price()
    return {**_without_cost(item), "unit_price": str(price)}


def _without_cost(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in item.items() if key not in OF_THE_SELLER}


def with_line_terms(draft: Draft, line: str, **values: object) -> Draft:
    """What is special about a line (discounts, option …); None takes a thing out."""
    listed = [dict(one) for one in value_at(draft, ("terms", "lines"), ())]
    own = next((one for one in listed if one["id"] == line), {"id": line})
    kept = {key: value for key, value in {**own, **values}.items() if value not in (None, False, (), [])}
    others = [one for one in listed if one["id"] != line]
    lines = [*others, kept] if len(kept) > 1 else others
    return with_value(draft, ("terms", "lines"), lines or None)


def tidy(draft: Draft) -> Draft:
    """A draft from a file as the pages hold it: nothing that is null, and the customer's name beside its address."""
    made = _without_nulls(draft)
    return {**made, "customer": {"name": made["customer"]}} if isinstance(made.get("customer"), str) else made


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def with_line_discount(draft: Draft, line: str, share: Decimal, *, label: str) -> Draft:
    """A line with one discount as a share in place of those that it had; discounts as amounts stay."""
    own = next((one for one in value_at(draft, ("terms", "lines"), ()) if one["id"] == line), None) or {}
    return with_line_terms(draft, line, discounts=with_share(own.get("discounts", ()), share, label=label))


def with_share(discounts: Sequence[Mapping[str, Any]], share: Decimal, *, label: str) -> list[Mapping[str, Any]]:
    """Discounts with one share in place of all shares among them, by the name that the first one had."""
    shares = [one for one in discounts if "share" in one]
    own = [{"label": shares[0]["label"] if shares else label, "share": share}] if share else []
    return [*own, *(one for one in discounts if "share" not in one)]


def plain_values(record: Record) -> dict[str, Any]:
    """A record as a need file holds it, amounts with their currency."""
    values = record.model_dump(exclude_none=True, exclude_defaults=True)
    return {key: _amount(getattr(record, key)) or value for key, value in values.items()}


def _amount(value: object) -> str | None:
    return str(value) if isinstance(value, Money) else None


def to_file(draft: Draft) -> str:
    """The draft as the text of a need file."""
    return to_yaml(dict(draft))


def from_file(content: str | bytes, *, where: str) -> Draft:
    """A draft from a need file, which must be a mapping. Raises InputError for what is no text or no YAML."""
    text = decoded(content, where) if isinstance(content, bytes) else content
    values, _ = parse_yaml(text, where=where)
    if not isinstance(values, Mapping):
        raise InputError.one(where, "", said("must be a mapping such as '{example}'.", example="preset: medium"))
    return values
