"""What a comparison says, in sentences: scope, the first one and why, how sure, when it turns, a plausibility check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from costmodel.break_even import break_even, break_even_price, price_in_words
from costmodel.comparison import Candidate, Cheaper, Comparison, Trial
from costmodel.exchange import RateTable
from costmodel.faults import RateError
from costmodel.lifecycle import LifeCycle
from costmodel.money import Currency
from costmodel.ownership import DUTY
from costmodel.price_book import PriceBook
from costmodel.text import Text, listed, money, number_text, percent_text, rough, signed_percent


def statements(comparison: Comparison, book: PriceBook, *, rates: RateTable | None = None) -> tuple[Text, ...]:
    """The sentences that a reader takes away; amounts to three figures.

    `rates` serve the look at figures published in another currency, which is left out, and said, without them.
    """
    said = [*_scope(comparison, book), *_first(comparison, book)]
    if comparison.winner is not None:
        said += [
            *_probabilities(comparison, comparison.winner, book),
            *_turning(comparison, comparison.winner, book),
        ]
        if len(comparison.ranked) > 1:
            said += _trials(comparison, comparison.winner, book)
    return (*said, *_published(comparison, book, rates))


def remarks(comparison: Comparison, book: PriceBook) -> tuple[Text, ...]:
    """What to note about the figures that went in, each once."""
    lives = [one.life for one in comparison.candidates if one.life is not None]
    unused = {book.say("life.price_unused", name=item.name): item.name for item in book.lifecycle.borne}
    made = []
    for remark in dict.fromkeys(remark for life in lives for remark in life.remarks):
        if remark not in unused:
            made.append(remark)
        elif all(remark in life.remarks for life in lives):
            made.append(book.say("compare.price_unused", name=unused[remark]))
    return tuple(made)


def _amount(value: Decimal, currency: Currency) -> Text:
    shown = rough(value)
    return Text.of(lambda language: money(shown, currency.code, language, decimals=0))


def _years(count: int | Decimal, book: PriceBook) -> Text:
    return book.say("compare.year" if count == 1 else "compare.years", years=number_text(count))


def _scope(comparison: Comparison, book: PriceBook) -> Iterator[Text]:
    """Whether all bundles cover the same, and what closing each gap would cost."""
    years = _years(comparison.years, book)
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
        if one.dropped_levers:
            names = [lever.name for lever in book.levers if lever.id in one.dropped_levers]
            levers = listed((book.say("compare.quoted", name=name) for name in names), ", ")
            yield book.say("compare.dropped_levers", bundle=one.name, levers=levers)


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
        years=_years(comparison.years, book),
        rate=percent_text(comparison.discount_rate),
        score=number_text((winner.score or Decimal(0)).quantize(Decimal("0.1"))),
        weights=weights,
        threshold=percent_text(by.threshold),
    )


def _probabilities(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """How probable it is that the first one costs less than each other one that meets the need."""
    names = {one.id: one.name for one in comparison.candidates}
    admitted = {one.id for one in comparison.candidates if not one.gaps}
    told = False
    for pair in comparison.p_cheaper:
        if winner.id in (pair.a, pair.b) and {pair.a, pair.b} <= admitted:
            told = True
            yield _cheaper(pair, winner.id, names, book)
    if told:
        yield book.say("compare.shared", shared=number_text(comparison.shared))


def _cheaper(pair: Cheaper, first: str, names: dict[str, Text], book: PriceBook) -> Text:
    other = pair.b if pair.a == first else pair.a
    probability = pair.probability if pair.a == first else 1 - pair.probability
    low, high = book.risk.indistinguishable
    key = "compare.indistinguishable" if float(low) <= probability <= float(high) else "compare.probability"
    return book.say(key, a=names[first], b=names[other], probability=_probability(probability, book))


def _probability(value: float, book: PriceBook) -> Text:
    """A probability to a hundredth; 0% and 100% only where it is certain."""
    least = Decimal("0.01")
    if 0 < value < least / 2:
        return book.say("compare.almost_excluded", probability=percent_text(least))
    if 1 - least / 2 < value < 1:
        return book.say("compare.almost_certain", probability=percent_text(1 - least))
    return percent_text(Decimal(repr(round(value, 2))))


def _turning(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """After how many years another bundle would be the cheaper, and at which price of each unknown cost one would."""
    for other in comparison.candidates:
        if other.id == winner.id or other.gaps or not (other.longest and winner.longest):
            continue
        yield break_even(winner.longest, other.longest).in_words(book)
    if winner.life is None:
        return
    for cost in dict.fromkeys(unknown.id for one in comparison.ranked if one.life for unknown in one.life.unknown):
        prices = [
            (price, other.life)
            for other in comparison.ranked
            if other.life and other.id != winner.id and (price := _turning_price(winner.life, other.life, cost, book))
        ]
        if prices:
            _, nearest = min(prices, key=lambda pair: pair[0])
            yield price_in_words(winner.life, nearest, cost, book)


def _turning_price(winner: LifeCycle, other: LifeCycle, cost: str, book: PriceBook) -> Decimal | None:
    """The price of an unknown cost at which two bundles cost the same; None where no possible one does."""
    if cost not in {unknown.id for life in (winner, other) for unknown in life.unknown}:
        return None
    price = break_even_price(winner, other, cost)
    if cost == DUTY and price and price > book.lifecycle.import_duty.tiers[-1]:
        return None
    return price


def _trials(comparison: Comparison, winner: Candidate, book: PriceBook) -> Iterator[Text]:
    """Who is first under other assumptions: one sentence for each thing that is changed, one for the weights."""
    names = {one.id: one.name for one in comparison.candidates}
    shown: dict[str, Callable[[Decimal], Text]] = {
        "discount_rate": percent_text,
        "horizon": lambda value: _years(value, book),
        "exchange": lambda value: Text.of(lambda language: signed_percent(value, language)),
    }
    for changed, group in groupby(comparison.trials, key=lambda trial: trial.changed):
        trials, words = list(group), shown[changed]
        low, high = words(trials[0].value), words(trials[-1].value)
        if all(trial.winner == winner.id for trial in trials):
            yield book.say(f"compare.stays_{changed}", bundle=winner.name, low=low, high=high)
        else:
            yield book.say(f"compare.turns_{changed}", winners=listed(_winners(trials, names, words, book)))
    if comparison.rank_stability is not None and len(comparison.judgement.weights) > 1:
        share = percent_text(Decimal(repr(round(comparison.rank_stability, 2))))
        yield book.say("compare.weights", bundle=winner.name, share=share)


def _winners(
    trials: Iterable[Trial], names: dict[str, Text], words: Callable[[Decimal], Text], book: PriceBook
) -> Iterator[Text]:
    for id_, group in groupby(trials, key=lambda trial: trial.winner):
        values = [trial.value for trial in group]
        if len(values) == 1:
            yield book.say("compare.winner_at", bundle=names[id_], value=words(values[0]))
        else:
            yield book.say("compare.winner_from", bundle=names[id_], low=words(values[0]), high=words(values[-1]))


def _published(comparison: Comparison, book: PriceBook, rates: RateTable | None) -> Iterator[Text]:
    """Costs published elsewhere beside the same bundle here, a study where the number of studies was published."""
    for fact in book.evaluation.published:
        bundle = next((one for one in comparison.candidates if one.id == fact.bundle), None)
        own = bundle.longest if bundle else None
        if bundle is None or own is None or fact.years > own.years:
            continue
        table = rates or RateTable(name="no rates", rates=())
        try:
            how = table.find(own.currency.code, fact.currency, on=comparison.on, currencies=book.currencies)
        except RateError:
            yield book.say("compare.published_no_rate", name=fact.name, currency=fact.currency)
            continue
        currency = book.currencies.currency(fact.currency)
        over = [amount for year, amount in own.by_year() if year < fact.years]
        ours = how.apply(_present(over, comparison.discount_rate) if fact.annual_studies else sum(over, Decimal(0)))
        fill = {"name": fact.name, "bundle": bundle.name, "years": _years(fact.years, book)}
        if fact.annual_studies:
            theirs = fact.high / (fact.annual_studies * fact.years)
            ours /= comparison.spec.annual_studies * fact.years
            figures = (_small(theirs, currency), _small(ours, currency))
            yield book.say("compare.published_study", theirs=figures[0], ours=figures[1], **fill)
        else:
            low, high = _amount(fact.low, currency), _amount(fact.high, currency)
            yield book.say("compare.published_total", low=low, high=high, ours=_amount(ours, currency), **fill)


def _present(amounts: Iterable[Decimal], rate: Decimal) -> Decimal:
    return sum((amount / (1 + rate) ** year for year, amount in enumerate(amounts)), Decimal(0))


def _small(value: Decimal, currency: Currency) -> Text:
    rounded = currency.round(value)
    return Text.of(lambda language: money(rounded, currency.code, language, decimals=currency.decimals))
