"""The assumptions behind a need's price, each at the ends of its plausible range.

Each is given as the need that the formulas would read: a copy of the facts in which this one alone is changed.
Shares that add up to one (the parts of a row, the modules of a part) are one assumption: when one of them grows, the
others shrink in proportion.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from costmodel.estimating.basis import exact
from costmodel.estimating.formulas import Effect, Inputs
from costmodel.estimating.scope import part_name
from costmodel.files.records import Record
from costmodel.price_book.book import Item
from costmodel.price_book.cost_table import Row
from costmodel.price_book.facts import Plausible
from costmodel.words.text import Text, listed

R = TypeVar("R", bound=Record)
P = TypeVar("P", bound=Plausible)


class Assumption(NamedTuple):
    """An assumption as the formulas read it at each end of its plausible range."""

    id: str
    name: Text
    ends: tuple[Inputs, ...]


def assumptions(need: Inputs) -> Iterator[Assumption]:
    """Every assumption with a plausible range that may bear on a need's price, whether or not it does.

    A condition has one cause and one reason, so the same figure on several parts is one assumption; a bundle or a
    lever changes each part for a reason of its own.
    """
    yield from _effects(need)
    for row in need.book.components.rows:
        yield _position(row, need)
        yield from _splits(row, need)
    yield from _support(need)
    yield from _yearly(need)


def _same_assumption(effect: Effect) -> Hashable:
    """What two effects share when they are one assumption."""
    factor = effect.factor
    figure = (factor.value, factor.plausible) if effect.kind == "condition" else effect.key
    return effect.kind, effect.id, figure


def _effects(need: Inputs) -> Iterator[Assumption]:
    """The conditions', the bundle's and the levers' multipliers; the parts are named where an answer has several."""
    groups: dict[Hashable, list[Effect]] = {}
    for effect in need.effects:
        groups.setdefault(_same_assumption(effect), []).append(effect)
    for group, members in groups.items():
        factor, keys = members[0].factor, [effect.key for effect in members]
        name = factor.label or Text.same(factor.name)
        if any(effect.factor.name == factor.name and effect not in members for effect in need.effects):
            parts = listed((part_name(key, need.book) for key in keys), ", ")
            name = need.book.say("sensitivity.effect", parts=parts, what=name)
        ends = tuple(_with_effects(need, group, end) for end in factor.plausible or ())
        yield Assumption(f"{factor.name}: {', '.join(keys)}", name, ends)


def _position(row: Row, need: Inputs) -> Assumption:
    """The whole range moved by the plausible shift: low · r^(p ± shift) is (low · r^± shift) · r^p."""
    ratio, shift = float(row.published_high / row.published_low), float(row.position.plausible_shift)
    moved = (exact(ratio**-shift), exact(ratio**shift))
    rows = (_but(row, published_low=row.published_low * by, published_high=row.published_high * by) for by in moved)
    ends = tuple(_with_row(need, new) for new in rows)
    return Assumption(f"position: {row.id}", need.book.say("sensitivity.position", row=row.name), ends)


def _splits(row: Row, need: Inputs) -> Iterator[Assumption]:
    """How a row is split over its parts, and a part over the modules."""
    say = need.book.say
    shares = tuple(part.share for part in row.parts if part.share is not None)
    if len(shares) == len(row.parts) > 1:
        split = (zip(row.parts, tied, strict=True) for tied in _tied(shares))
        rows = [_but(row, parts=tuple(_but(part, share=share) for part, share in pairs)) for pairs in split]
        names = listed((part.name for part in row.parts), ", ")
        ends = tuple(_with_row(need, new) for new in rows)
        yield Assumption(f"parts: {row.id}", say("sensitivity.parts", parts=names), ends)
    for part in row.parts:
        if (brought := part.module_shares) is not None:
            parts = [_but(part, module_shares=_but(brought, shares=tied)) for tied in _tied(brought.shares)]
            rows = [_but(row, parts=_replaced(row.parts, new)) for new in parts]
            ends = tuple(_with_row(need, new) for new in rows)
            yield Assumption(f"modules: {part.id}", say("sensitivity.modules", part=part.name), ends)


def _support(need: Inputs) -> Iterator[Assumption]:
    """The yearly share of each tier; two of them count where one is read in proportion to the published one."""
    levels = need.book.service_levels
    for tier in levels.tiers:
        ends = []
        for end in tier.annual_share.plausible:
            new = _but(tier, annual_share=_but(tier.annual_share, value=end))
            book = _but(need.book, service_levels=_but(levels, tiers=_replaced(levels.tiers, new)))
            in_force = book.support_tier(need.support_tier.id)
            ends.append(need._replace(book=book, support_tier=in_force))
        yield Assumption(f"support: {tier.id}", need.book.say("sensitivity.support", tier=tier.name), tuple(ends))


def _yearly(need: Inputs) -> Iterator[Assumption]:
    """The bundle's yearly shares of a price: its subscription, its cloud archive."""
    bundle = need.bundle
    for field, figure in (("subscription", bundle.subscription), ("cloud_archive", bundle.cloud_archive)):
        if figure is not None:
            bundles = [_but(bundle, **{field: _but(figure, value=end)}) for end in figure.plausible]
            ends = tuple(need._replace(bundle=new) for new in bundles)
            yield Assumption(f"{field}: {bundle.id}", need.book.say(f"sensitivity.{field}"), ends)


def _but(record: R, **changes: object) -> R:
    """A record with some of its values changed."""
    return record.model_copy(update=changes)


def _replaced(items: Iterable[Item], new: Item) -> tuple[Item, ...]:
    """Items with one of them replaced by the new one of its id."""
    return tuple(new if item.id == new.id else item for item in items)


def _tied(shares: Sequence[P]) -> Iterator[tuple[P, ...]]:
    """Shares that add up to one, with each of them at each end of its plausible range."""
    for moved in shares:
        rest = 1 - moved.value
        for end in moved.plausible:
            scale = (1 - end) / rest if rest else Decimal(0)
            yield tuple(_but(share, value=end if share is moved else share.value * scale) for share in shares)


def _with_effects(need: Inputs, group: Hashable, value: float) -> Inputs:
    """The need with another figure for one assumption among its effects."""

    def changed(effect: Effect) -> Effect:
        return effect._replace(factor=effect.factor._replace(value=value))

    return need._replace(effects=tuple(changed(e) if _same_assumption(e) == group else e for e in need.effects))


def _with_row(need: Inputs, new: Row) -> Inputs:
    """The need with another published row in its book."""
    table = need.book.components
    return need._replace(book=_but(need.book, components=_but(table, rows=_replaced(table.rows, new))))
