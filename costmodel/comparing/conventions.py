"""How to read a comparison, in one language: its years, what is not counted, how sure it is, its sources."""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.comparing.comparison import Candidate, Comparison
from costmodel.comparing.life_cycle import LifeCycle, years_text
from costmodel.comparing.ownership import UnknownCost
from costmodel.comparing.statements import remarks
from costmodel.estimating.estimate import Estimate
from costmodel.estimating.scope import AS_PUBLISHED
from costmodel.price_book.wording import Wording


def years_of(comparison: Comparison, say: Wording) -> str:
    """The horizon in words."""
    return say.of(years_text(comparison.years, say.book))


def lives(comparison: Comparison) -> Iterator[tuple[Candidate, LifeCycle]]:
    """The bundles that have a price, each with its life."""
    for candidate in comparison.candidates:
        if candidate.life is not None:
            yield candidate, candidate.life


def unknown_costs(comparison: Comparison) -> tuple[UnknownCost, ...]:
    """What has no price and is in no total, each once."""
    known = {cost.id: cost for _, life in reversed(list(lives(comparison))) for cost in life.unknown}
    order = dict.fromkeys(cost.id for _, life in lives(comparison) for cost in life.unknown)
    return tuple(known[id_] for id_ in order)


def is_no_difference(probability: float, say: Wording) -> bool:
    """Whether a probability that one bundle is cheaper than another tells them apart."""
    low, high = say.book.risk.indistinguishable
    return float(low) <= probability <= float(high)


def probability(comparison: Comparison, a: str, b: str) -> float | None:
    """How probable it is that the TCO of `a` is below that of `b`; None where one of them has no price."""
    for pair in comparison.p_cheaper:
        if (pair.a, pair.b) == (a, b):
            return pair.probability
        if (pair.a, pair.b) == (b, a):
            return 1 - pair.probability
    return None


def conventions(comparison: Comparison, say: Wording) -> tuple[str, ...]:
    """How to read the figures: before what they are, how they are counted, how sure they are."""
    book = say.book
    estimates = [one.estimate for one in comparison.candidates if one.estimate is not None]
    full = book.bundle(AS_PUBLISHED)
    said = [
        say("comparison.before"),
        *(say.of(text) for text in dict.fromkeys(said for _, life in lives(comparison) for said in life.conventions)),
        say("comparison.closing_is", bundle=say.of(full.name), years=years_of(comparison, say)),
        say(
            "comparison.simulated",
            correlation=say.number(book.risk.correlation.value),
            shared=say.number(comparison.shared),
        ),
        *_classes(estimates, say),
        *(say.of(text) for text in remarks(comparison)),
    ]
    return tuple(said)


def _classes(estimates: list[Estimate], say: Wording) -> Iterator[str]:
    """The class of the estimates, and what it stands for."""
    for class_ in dict.fromkeys(one.estimate_class for one in estimates):
        words = {"class": say.of(class_.name), "meaning": say.of(class_.meaning)}
        yield say("comparison.class_is", **words)


def source_ids(comparison: Comparison, say: Wording) -> tuple[str, ...]:
    """The sources that a comparison rests on."""
    book = say.book
    used = ["source-document", "assumption", book.lifecycle.statistical_tax.source]
    used += [one.estimate.estimate_class.source for one in comparison.candidates if one.estimate is not None]
    used += [fact.source for fact in book.evaluation.published]
    for one in comparison.candidates:
        if one.estimate is not None:
            used += [step.source for step in one.estimate.conversion.steps if step.kind != "law"]
    return tuple(dict.fromkeys(used))
