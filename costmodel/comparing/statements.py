"""What a comparison says, in sentences: scope, the first one and why, how sure, when it turns, a plausibility check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from costmodel.comparing.break_even import break_even, break_even_price, price_in_words
from costmodel.comparing.comparison import Candidate, Comparison, Trial
from costmodel.comparing.discounting import irr, npv
from costmodel.comparing.life_cycle import LifeCycle, years_text
from costmodel.comparing.ownership import DUTY, UnknownCost
from costmodel.files.faults import InputError, RateError
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook
from costmodel.price_book.changes import change_notes
from costmodel.words.text import Text, bounded, listed, money, number_text, percent_text, rough, signed_percent


def statements(comparison: Comparison) -> tuple[Text, ...]:
    """The sentences that a reader takes away from a `comparison`; amounts to three figures.

    A figure published in a currency whose rate is not at hand is left out, and that is said.
    """
    book = comparison.pricing.book
    said = [*_scope(comparison, book), *_first(comparison, book)]
    if comparison.winner is not None:
        said += [
            *_unknown(comparison, book),
            *_probabilities(comparison, comparison.winner, book),
            *_turning(comparison, comparison.winner, book),
            *_earned(comparison, book),
            *_limits(comparison, book),
        ]
        if len(comparison.ranked) > 1:
            said += _trials(comparison, comparison.winner, book)
    return (*said, *_published(comparison, book))


def remarks(comparison: Comparison) -> tuple[Text, ...]:
    """What to note about the figures that went in, each once."""
    book = comparison.pricing.book
    lives = [one.life for one in comparison.candidates if one.life is not None]
    unused = {book.say("life.price_unused", name=item.name): item.name for item in book.lifecycle.borne}
    made = list(change_notes(book))
    for remark in dict.fromkeys(remark for life in lives for remark in life.remarks):
        if remark not in unused:
            made.append(remark)
        elif all(remark in life.remarks for life in lives):
            made.append(book.say("compare.price_unused", name=unused[remark]))
    return tuple(made)


def _amount(value: Decimal, currency: Currency) -> Text:
    shown = rough(value)
    return Text.of(lambda language: money(shown, currency.code, language, decimals=0))


def _quoted(names: Iterable[Text], book: PriceBook) -> Text:
    return listed((book.say("compare.quoted", name=name) for name in names), ", ")


def _scope(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """Whether all bundles cover the same, and what closing each gap would cost."""
    years = years_text(comparison.years, book)
    if comparison.like_for_like:
        yield book.say("compare.like_for_like")
    else:
        yield book.say("compare.not_like_for_like")
    for one in comparison.candidates:
        if one.gaps:
            count, cost = number_text(len(one.gaps)), _amount(one.gap_cost, comparison.currency)
            key = "compare.gap" if len(one.gaps) == 1 else "compare.gaps"
            yield book.say(key, bundle=one.name, count=count, cost=cost, years=years)
        if one.estimate is None:
            yield book.say("compare.no_module", bundle=one.name)
        if one.estimate is not None and any(line.items for line in one.estimate.lines):
            yield book.say("compare.rate_card", bundle=one.name)
        if one.dropped_levers:
            names = [lever.name for lever in book.levers if lever.id in one.dropped_levers]
            yield book.say("compare.dropped_levers", bundle=one.name, levers=_quoted(names, book))


def _first(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """Which bundle is first, by which rule and with which weights."""
    by, winner = comparison.judgement, comparison.winner
    if by.normalised is not None:
        yield book.say("compare.normalised", total=number_text(by.normalised))
    if winner is None or winner.life is None:
        gated = by.award == "threshold" and any(one.score is not None for one in comparison.candidates)
        threshold = percent_text(by.threshold)
        yield book.say("compare.none_above_threshold" if gated else "compare.none_left", threshold=threshold)
        return
    weights = listed(
        (weight.name.joined(percent_text(weight.share.quantize(Decimal("0.001")))) for weight in by.weights), ", "
    )
    yield book.say(
        f"compare.first_{by.award}",
        bundle=winner.name,
        npv=_amount(winner.life.npv, comparison.currency),
        years=years_text(comparison.years, book),
        rate=percent_text(comparison.discount_rate),
        score=number_text((winner.score or Decimal(0)).quantize(Decimal("0.1"))),
        weights=weights,
        threshold=percent_text(by.threshold),
    )


def _unknown(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """What no total holds: the costs of which the bundles need different amounts, then those that all need alike."""
    needed: dict[str, list[UnknownCost]] = {}
    for cost in (cost for life in comparison.lives() for cost in life.unknown):
        needed.setdefault(cost.id, []).append(cost)
    bundles = len(comparison.lives())
    alike = {
        id_
        for id_, costs in needed.items()
        if len(costs) == bundles and len({cost.discounted_quantity for cost in costs}) == 1
    }
    for key, chosen in (
        ("compare.unknown_differs", [id_ for id_ in needed if id_ not in alike]),
        ("compare.unknown", [id_ for id_ in needed if id_ in alike]),
    ):
        if chosen:
            yield book.say(key, costs=_quoted((needed[id_][0].name for id_ in chosen), book))


def _probabilities(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """How probable it is that the first one costs less than each other one that meets the need."""
    names = {one.id: one.name for one in comparison.candidates}
    admitted = {one.id for one in comparison.candidates if not one.gaps}
    low, high = book.risk.indistinguishable
    clear: list[tuple[Text, Text]] = []
    unclear: list[tuple[Text, Text]] = []
    for pair in comparison.p_cheaper:
        if winner.id in (pair.a, pair.b) and {pair.a, pair.b} <= admitted:
            other = pair.b if pair.a == winner.id else pair.a
            value = pair.probability if pair.a == winner.id else 1 - pair.probability
            even = float(low) <= value <= float(high)
            (unclear if even else clear).append((names[other], probability_words(value, book)))
    if len(clear) > 1:
        others = listed(book.say("compare.winner_at", bundle=other, value=value) for other, value in clear)
        yield book.say("compare.probabilities", bundle=winner.name, others=others)
    else:
        yield from (book.say("compare.probability", a=winner.name, b=other, probability=p) for other, p in clear)
    yield from (book.say("compare.indistinguishable", a=winner.name, b=other, probability=p) for other, p in unclear)
    if clear or unclear:
        yield book.say("compare.shared", shared=number_text(comparison.shared))


def probability_words(chance: float, book: PriceBook) -> Text:
    """A probability in a sentence: what is nearly certain is “more than 99%”."""
    sign, share = bounded(chance)
    if not sign:
        return percent_text(share)
    key = "compare.almost_excluded" if sign == "<" else "compare.almost_certain"
    return book.say(key, probability=percent_text(share))


def _turning(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """After how many years another bundle would be the cheaper; those that never would in one sentence."""
    found = [
        (other, break_even(winner.longest, other.longest))
        for other in comparison.candidates
        if other.id != winner.id and not other.gaps and other.longest and winner.longest
    ]
    dearer = {other.id: other.name for other, turn in found if {span.cheaper for span in turn.spans} == {winner.id}}
    together = dearer if len(dearer) > 1 else {}
    if together:
        years = years_text(found[0][1].years, book)
        yield book.say("compare.always", bundle=winner.name, years=years, others=_quoted(together.values(), book))
    for other, turn in found:
        if other.id not in together:
            yield turn.in_words(book)


def _earned(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """What the one of the first two that costs more at first earns a year on that, where it costs less later.

    More than 100 % is not told: it is earned back within a year or so, which the break-even says better.
    """
    if len(comparison.ranked) < 2:
        return
    dear, cheap = sorted(comparison.lives()[:2], key=lambda life: -life.by_year()[0][1])
    saved = [low - high for (_, low), (_, high) in zip(cheap.by_year(), dear.by_year(), strict=True)]
    try:
        rate = irr(saved).quantize(Decimal("0.001"))
    except InputError:  # it costs more in every year, or the balance turns more than once
        return
    if 0 < rate <= 1:
        names = {"a": comparison.candidate(dear.bundle).name, "b": comparison.candidate(cheap.bundle).name}
        years = years_text(comparison.years, book)
        yield book.say("compare.earned", rate=percent_text(rate), years=years, **names)


def _limits(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """Of each unknown cost the lowest price at which the cheapest of the ranked bundles stops being so."""
    lives = comparison.lives()
    cheapest = min(lives, key=lambda life: life.npv)
    for cost in dict.fromkeys(unknown.id for life in lives for unknown in life.unknown):
        prices = [(price, life) for life in lives if (price := _turning_price(cheapest, life, cost, book))]
        if not prices:
            continue
        _, nearest = min(prices, key=lambda pair: pair[0])
        limit = price_in_words(cheapest, nearest, cost, book)
        if comparison.judgement.award == "weighted":
            yield limit  # points decide there, not the price alone
        else:
            yield book.say("compare.then_first", limit=limit)


def _turning_price(one: LifeCycle, other: LifeCycle, cost: str, book: PriceBook) -> Decimal | None:
    """The price of an unknown cost at which two bundles cost the same; None where no possible one does."""
    if cost not in {unknown.id for life in (one, other) for unknown in life.unknown}:
        return None
    price = break_even_price(one, other, cost)
    if cost == DUTY and price and price > book.lifecycle.import_duty.tiers[-1]:
        return None
    return price


def _trials(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """Who is first under other assumptions: one sentence for each thing that is changed, one for the weights."""
    names = {one.id: one.name for one in comparison.candidates}
    shown: dict[str, Callable[[Decimal], Text]] = {
        "discount_rate": percent_text,
        "horizon": lambda value: years_text(value, book),
        "exchange": lambda value: Text.of(lambda language: signed_percent(value, language)),
    }
    for changed, group in groupby(comparison.trials, key=lambda trial: trial.changed):
        trials, words = list(group), shown[changed]
        low, high = words(trials[0].value), words(trials[-1].value)
        if all(trial.winner == winner.id for trial in trials):
            yield book.say(f"compare.stays_{changed}", bundle=winner.name, low=low, high=high)
        else:
            yield book.say(f"compare.turns_{changed}", winners=listed(_winners(trials, names, words, book)))
    by = comparison.judgement
    if comparison.rank_stability is not None and len(by.weights) > 1:
        share = probability_words(comparison.rank_stability, book)
        yield book.say(f"compare.weights_{by.award}", bundle=winner.name, share=share)


def _winners(
    trials: Iterable[Trial], names: dict[str, Text], words: Callable[[Decimal], Text], book: PriceBook
) -> Iterator[Text]:
    for id_, group in groupby(trials, key=lambda trial: trial.winner):
        values = [trial.value for trial in group]
        if len(values) == 1:
            yield book.say("compare.winner_at", bundle=names[id_], value=words(values[0]))
        else:
            yield book.say("compare.winner_from", bundle=names[id_], low=words(values[0]), high=words(values[-1]))


def _published(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """Costs published elsewhere beside the same bundle here, a study where the number of studies was published."""
    for fact in book.evaluation.published:
        bundle = next((one for one in comparison.candidates if one.id == fact.bundle), None)
        own = bundle.longest if bundle else None
        if bundle is None or own is None or fact.years > own.years:
            continue
        try:
            how = comparison.pricing.conversion(own.currency.code, fact.currency)
        except RateError:
            yield book.say("compare.published_no_rate", name=fact.name, currency=fact.currency)
            continue
        currency = book.currencies.currency(fact.currency)
        over = [amount for year, amount in own.by_year() if year < fact.years]
        ours = how.apply(npv(over, comparison.discount_rate) if fact.annual_studies else sum(over, Decimal(0)))
        studies = comparison.spec.annual_studies
        fill = {"name": fact.name, "bundle": bundle.name, "years": years_text(fact.years, book)}
        fill["studies"] = number_text(studies)
        if fact.annual_studies:
            theirs = _small(fact.high / (fact.annual_studies * fact.years), currency)
            figures = {"theirs": theirs, "ours": _small(ours / (studies * fact.years), currency)}
            yield book.say("compare.published_study", published=number_text(fact.annual_studies), **figures, **fill)
        else:
            low, high = _amount(fact.low, currency), _amount(fact.high, currency)
            yield book.say("compare.published_total", low=low, high=high, ours=_amount(ours, currency), **fill)


def _small(value: Decimal, currency: Currency) -> Text:
    rounded = currency.round(value)
    return Text.of(lambda language: money(rounded, currency.code, language, decimals=currency.decimals))
