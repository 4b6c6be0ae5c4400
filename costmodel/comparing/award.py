"""Which bundle is first: the award rules, points by visible weights, and how firmly the first one stays so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from costmodel.files.faults import Fault, InputError, not_among, said, shorten
from costmodel.files.records import Record
from costmodel.price_book.book import PriceBook
from costmodel.price_book.evaluation import COST, COVERAGE, Award, Weights
from costmodel.words.text import Text

POINTS = Decimal(100)
TOLD_APART = Decimal("0.000000001")
"""Points that differ by less are equal, so that a share that cannot be written down exactly decides nothing."""
ALIKE = 1e-12
"""Points that differ by a smaller share are the same."""


class Weight(Record):
    """A criterion with its share of all weights."""

    id: str
    name: Text
    share: Decimal


class Judgement(Record):
    """How bundles are judged: the award rule, the weights, and the points by the buyer's own criteria."""

    award: Award
    threshold: Decimal
    weights: tuple[Weight, ...]
    own_points: tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...] = ()
    normalised: Decimal | None = None

    def own(self, criterion: str) -> dict[str, Decimal]:
        """The points that the buyer gave by one criterion, by bundle."""
        return dict(dict(self.own_points)[criterion])


class Judged(NamedTuple):
    """A bundle that meets every mandatory item: its evaluated cost and its coverage of the scope, 0 to 1."""

    id: str
    cost: Decimal
    coverage: Decimal


def judgement(book: PriceBook, own: Weights | None, *, bundles: Sequence[str]) -> Judgement:
    """The shipped rule and weights, or the buyer's own; weights are brought to a sum of 1 (`normalised` was theirs).

    Raises InputError with every fault: no weight above 0, points for a bundle that does not exist, a criterion of
    their own without points for a bundle.
    """
    facts = book.evaluation
    names = {criterion.id: criterion.name for criterion in facts.criteria}
    if own is None:
        weights = tuple(Weight(id=c.id, name=c.name, share=c.weight) for c in facts.criteria)
        return Judgement(award=facts.award, threshold=facts.threshold.value, weights=weights)
    faults = []
    known = [bundle.id for bundle in book.bundles]
    for criterion in own.criteria:
        given = [score.id for score in criterion.scores]
        for id_ in given:
            if id_ not in known:
                unknown = not_among(id_, known, what="a bundle")
                faults.append(Fault("weights", f"criteria.{criterion.id}.scores", unknown))
        missing = [id_ for id_ in bundles if id_ not in given]
        if criterion.id in names and given:
            what = "is computed from price and scope; leave out its scores, or name another criterion."
            faults.append(Fault("weights", f"criteria.{criterion.id}", what))
        elif criterion.id not in names and missing and criterion.weight:
            what = said("has no points for {missing}; give 0 to 100 to each, or weight 0.", missing=", ".join(missing))
            faults.append(Fault("weights", f"criteria.{criterion.id}", what))
    whole = sum((criterion.weight for criterion in own.criteria), Decimal(0))
    if not whole:
        faults.append(Fault("weights", "criteria", "have no weight above 0; give at least one of them a weight."))
    if faults:
        raise InputError(faults)
    return Judgement(
        award=own.award,
        threshold=facts.threshold.value if own.threshold is None else own.threshold,
        weights=tuple(
            Weight(
                id=c.id, name=Text.same(c.name) if c.name else names.get(c.id, Text.same(c.id)), share=c.weight / whole
            )
            for c in own.criteria
        ),
        own_points=tuple(
            (c.id, tuple((score.id, score.value) for score in c.scores)) for c in own.criteria if c.id not in names
        ),
        normalised=whole if whole not in (1, POINTS) else None,
    )


def points(judged: Sequence[Judged], by: Judgement) -> dict[str, dict[str, Decimal]]:
    """Each bundle's points by each criterion, 0 to 100: of price 100 × lowest / this, of quality what is covered.

    A criterion of weight 0 keeps its points, since its weight may be raised in a workbook; it may have none, then 0.
    """
    lowest = min((one.cost for one in judged), default=Decimal(0))
    made: dict[str, dict[str, Decimal]] = {one.id: {} for one in judged}
    for weight in by.weights:
        own = by.own(weight.id) if weight.id not in (COST, COVERAGE) else {}
        for one in judged:
            if weight.id == COST:
                value = POINTS * lowest / one.cost if one.cost else POINTS
            elif weight.id == COVERAGE:
                value = POINTS * one.coverage
            else:
                value = own.get(one.id, Decimal(0))
            made[one.id][weight.id] = value
    return made


def score(of: Mapping[str, Decimal], by: Judgement) -> Decimal:
    """The weighted points of a bundle, 0 to 100, to the places to which points are told apart."""
    return sum((weight.share * of[weight.id] for weight in by.weights), Decimal(0)).quantize(TOLD_APART)


def technical_share(of: Mapping[str, Decimal], by: Judgement) -> Decimal:
    """The technical points as a share of all that were to be had; 1 where only the price counts."""
    technical = [weight for weight in by.weights if weight.id != COST]
    whole = sum((weight.share for weight in technical), Decimal(0))
    if not whole:
        return Decimal(1)
    share = sum((weight.share * of[weight.id] for weight in technical), Decimal(0)) / whole / POINTS
    return share.quantize(TOLD_APART)


def ranking(judged: Sequence[Judged], by: Judgement) -> tuple[str, ...]:
    """The bundles that are admitted, the first one first; equal ones in their order."""
    found = points(judged, by)
    if by.award == "weighted":
        return tuple(one.id for one in sorted(judged, key=lambda one: -score(found[one.id], by)))
    admitted = judged
    if by.award == "threshold":
        admitted = [one for one in judged if technical_share(found[one.id], by) >= by.threshold]
    return tuple(one.id for one in sorted(admitted, key=lambda one: one.cost))


def stability(judged: Sequence[Judged], by: Judgement, winner: str, *, draws: int, seed: int) -> float:
    """The share of random weights, all equally probable, with which the winner is first; a tie counts.

    Each draw is ranked by the rule: by points, or with a technical threshold by cost among those that reach it. Where
    the lowest cost decides, no weight does; the share then says how often the winner would be first by points as well.
    Only criteria that have a weight take part.
    """
    found, counted = points(judged, by), [weight for weight in by.weights if weight.share]
    table = np.array([[float(found[one.id][weight.id]) for weight in counted] for one in judged])
    generator = np.random.Generator(np.random.SFC64(seed))
    weights = generator.dirichlet(np.ones(len(counted)), size=draws)
    place = [one.id for one in judged].index(winner)
    if by.award != "threshold":
        totals = weights @ table.T
        return float(np.mean(totals[:, place] >= totals.max(1) * (1 - ALIKE)))
    technical = [n for n, weight in enumerate(counted) if weight.id != COST]
    shares = np.ones((draws, len(judged)))
    if technical:
        of_all = weights[:, technical].sum(1, keepdims=True) * float(POINTS)
        shares = weights[:, technical] @ table[:, technical].T / of_all
    admitted = shares >= float(by.threshold) * (1 - ALIKE)
    cheaper = np.array([one.cost < judged[place].cost for one in judged])
    return float(np.mean(admitted[:, place] & ~admitted[:, cheaper].any(1)))


def check_bundles(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The bundles to compare, each once, all where none is named. Raises InputError for fewer than two."""
    chosen = tuple(dict.fromkeys(wanted or known))
    if len(chosen) < 2:
        what = said(
            "only {bundle} is named; a comparison needs two, such as on_premise,cloud_native.",
            bundle=shorten(chosen[0]),
        )
        raise InputError.one("bundles", "", what)
    return chosen
