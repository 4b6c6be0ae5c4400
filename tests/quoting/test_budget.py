"""The budget of a quote: the P80 of what is payable, what of it is a contingency, and what is certain in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from costmodel.estimating.estimate import Estimate
from costmodel.estimating.rate_card import RateCard
from costmodel.files.faults import InputError
from costmodel.money.exchange import RateTable
from costmodel.money.simulated import Simulated, shown
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.budget import CURVE, Budget
from costmodel.quoting.quote import Quote, make_quote
from costmodel.quoting.terms import Terms
from costmodel.risk.simulation import simulate
from costmodel.words.text import rough

Make = Callable[..., Quote]
CENT = Decimal("0.01")


def d(words: object) -> Decimal:
    return Decimal(str(words))


@pytest.fixture
def offer(book: PriceBook, rates: RateTable, priced: Callable[..., Estimate]) -> Make:
    """A function that quotes a preset on terms."""

    def make(preset: str = "medium", bundle: str = "on_premise", **terms: Any) -> Quote:
        named = {name: terms.pop(name) for name in ("currency", "answers", "card") if name in terms}
        return make_quote(priced(preset, bundle, **named), terms=Terms.model_validate(terms))

    return make


def options(of: Estimate, *, but: str = "") -> list[dict[str, Any]]:
    return [{"id": line.id, "option": True} for line in of.lines if line.id != but]


OWN = {"id": "scanner_link", "item_name": "Raccordement d’un scanner", "unit_price": "1000 MRU"}


# ------------------------------------------------------------------ three figures


@pytest.mark.parametrize(
    ("amount", "sd", "as_shown"),
    [
        ("6012530.42", "1889209.51", "6010000.00"),
        ("6016530.42", "1889209.51", "6020000.00"),
        ("999499.99", "100000", "999000.00"),
        ("999500.00", "100000", "1000000.00"),
        ("6012530.42", "40000.00", "6010000.00"),
        ("6012530.42", "39999.99", "6012530.42"),
        ("6012530.42", "0.00", "6012530.42"),
        ("150123.45", "50000", "150000.00"),
        ("0.45", "0.10", "0.45"),
        ("12.34", "5.00", "12.00"),
    ],
)
def test_amounts_have_three_figures_unless_the_spread_is_too_small_for_it(amount: str, sd: str, as_shown: str) -> None:
    """Of 6 012 530 the third figure is 10 000; where σ is below four times that, rounding would distort it."""
    assert str(shown(d(amount), d(sd))) == as_shown


def test_a_budget_is_what_a_simulation_of_the_estimate_says(book: PriceBook, offer: Make, priced: Any) -> None:
    found, budget = simulate(priced()), offer().budget
    assert budget.point_estimate == found.point_estimate
    assert budget.sd == found.sd
    for amount, probability in ((budget.low, 0.1), (budget.median, 0.5), (budget.before_tax, 0.8), (budget.high, 0.9)):
        assert amount == shown(found.percentile(probability), found.sd)
    assert float(budget.within_point) == pytest.approx(found.probability_within(found.point_estimate), abs=0.0005)
    assert (budget.correlation, budget.distribution) == (book.risk.correlation.value, book.risk.distribution)


@pytest.mark.parametrize("currency", ["MRU", "USD", "EUR"])
@pytest.mark.parametrize("bundle", ["on_premise", "cloud_native", "open_source"])
def test_the_recommended_budget_is_the_p80_with_discounts_and_tax(offer: Make, bundle: str, currency: str) -> None:
    quote = offer("large", bundle, currency=currency, contracted_years=3, discounts=[{"label": "x", "share": "0.1"}])
    budget = quote.budget
    assert budget.contingency == budget.before_tax - budget.point_estimate > 0
    assert budget.recommended == pytest.approx(budget.before_tax * d("0.9") * d("1.16"), abs=CENT)
    assert budget.low < budget.median < budget.before_tax < budget.high


def test_the_curve_and_the_ranges_that_a_quote_keeps(offer: Make) -> None:
    budget = offer().budget
    kept = [point.probability for point in budget.curve]
    assert {d("0.1"), d("0.5"), d("0.8"), d("0.9"), *(d(n) / CURVE for n in range(1, CURVE))} == set(kept)
    assert all(below.amount < above.amount for below, above in pairwise(budget.curve))
    assert sum(line.likely for line in budget.ranges) == budget.point_estimate
    assert sum(line.share for line in budget.ranges) == pytest.approx(1, abs=d("0.001"))
    assert all(line.low < line.likely < line.high for line in budget.ranges)


def test_a_percentile_of_ones_own_is_on_the_curve(book: PriceBook, priced: Any) -> None:
    policy = book.policy.model_copy(update={"confidence": d("0.87")})
    own = book.model_copy(update={"policy": policy})
    made = priced()
    budget = make_quote(made.model_copy(update={"pricing": made.pricing.model_copy(update={"book": own})})).budget
    assert d("0.87") in [point.probability for point in budget.curve]
    assert budget.median < budget.before_tax < budget.high


# ------------------------------------------------------------------ what is uncertain


def test_a_line_of_the_sellers_own_is_certain(offer: Make) -> None:
    plain, more = offer().budget, offer(extra_lines=[OWN]).budget
    own = next(line for line in more.ranges if line.id == "scanner_link")
    assert own.low == own.likely == own.high == 1000
    assert own.share == 0
    assert more.sd == plain.sd
    assert more.point_estimate == plain.point_estimate + 1000
    for one, other in zip(more.curve, plain.curve, strict=True):
        assert one.amount == pytest.approx(other.amount + 1000, abs=CENT)


def test_an_option_is_out_and_so_is_its_uncertainty(offer: Make, priced: Any) -> None:
    plain, less = offer().budget, offer(lines=[{"id": "licence.pacs_ris", "option": True}]).budget
    assert "licence.pacs_ris" not in [line.id for line in less.ranges]
    assert less.point_estimate == plain.point_estimate - priced().line("licence.pacs_ris").likely
    assert less.sd < plain.sd
    assert offer(extra_lines=[{**OWN, "kind": "option"}]).budget == plain


def test_certain_lines_alone_need_no_contingency(offer: Make, priced: Any) -> None:
    quote = offer(extra_lines=[OWN], lines=options(priced()))
    budget = quote.budget
    assert budget.certain
    assert {budget.low, budget.median, budget.before_tax, budget.high, budget.point_estimate} == {1000}
    assert (budget.contingency, budget.contingency_share, budget.within_point) == (d(0), d(0), d(1))
    assert str(budget.recommended) == "1160.00"


def test_what_is_nearly_certain_is_not_rounded(offer: Make, priced: Any) -> None:
    """A seller's line of 20 000 012.34 beside 87 000 of training: three figures would lose the contingency."""
    own = {**OWN, "unit_price": "20000012.34 MRU"}
    budget = offer(extra_lines=[own], lines=options(priced(), but="training")).budget
    assert not budget.certain
    assert budget.before_tax != rough(budget.before_tax)
    assert 0 < budget.contingency < priced().line("training").likely


def test_discounts_do_not_change_how_uncertain_a_line_is(offer: Make) -> None:
    """The budget is before discounts; the recommended one has them."""
    plain = offer().budget
    less = offer(lines=[{"id": "hardware", "discounts": [{"label": "x", "share": "0.5"}]}]).budget
    assert less == plain.model_copy(update={"recommended": less.recommended})
    assert less.recommended < plain.recommended


def test_contracted_years_and_free_months_are_in_the_budget(offer: Make, priced: Any, book: PriceBook) -> None:
    for years, months in ((3, 0), (2, 6), (1, 12), (0, 0)):
        answers = {"warranty_months": months}
        budget = offer(contracted_years=years, answers=answers).budget
        found = simulate(priced(answers=answers), years=years)
        assert budget.point_estimate == found.point_estimate
        assert budget.sd == pytest.approx(found.sd, abs=CENT)


def test_items_of_a_rate_card_are_one_line_of_the_budget(offer: Make) -> None:
    item = {"line": "training", "item_name": "Formation", "quantity": 1, "unit_price": "40000 MRU"}
    budget = offer(card=RateCard.model_validate({"items": [item, item]})).budget
    (training,) = (line for line in budget.ranges if line.id.startswith("training"))
    assert (training.id, training.likely) == ("training", d(80_000))
    assert training.low == d("0.815") * 80_000
    assert training.high == d("1.24") * 80_000


def test_a_line_that_costs_nothing_is_certain(offer: Make) -> None:
    item = {"line": "training", "item_name": "Formation offerte", "quantity": 1, "unit_price": "0 MRU"}
    budget = offer(card=RateCard.model_validate({"items": [item]})).budget
    (training,) = (line for line in budget.ranges if line.id == "training")
    assert {training.low, training.likely, training.high, training.share} == {0}


# ------------------------------------------------------------------ a visible contingency


def test_a_contingency_without_a_share_reaches_the_p80(offer: Make) -> None:
    plain, charged = offer().budget, offer(contingency={})
    line = charged.lines[[line.id for line in charged.lines].index("contingency")]
    assert line.net_amount == plain.contingency
    assert charged.totals.lines_net == plain.before_tax
    assert charged.budget.before_tax == plain.before_tax
    assert charged.budget.recommended == charged.totals.tax_inclusive
    assert line.basis is not None
    assert line.basis.en == "74% of the lines before contingency."
    assert "contingency" not in [own.id for own in charged.budget.ranges], "it is part of the P80, not a cost"


def test_a_part_of_the_contingency_leaves_the_rest_to_set_aside(offer: Make) -> None:
    plain, charged = offer().budget, offer(contingency={"share": "0.2"})
    assert charged.totals.lines_net == pytest.approx(plain.point_estimate * d("1.2"), abs=CENT)
    assert charged.budget.before_tax == plain.before_tax
    assert charged.budget.recommended > charged.totals.tax_inclusive


def test_no_contingency_is_charged_where_everything_is_certain(offer: Make, priced: Any) -> None:
    own: dict[str, Any] = {"extra_lines": [OWN], "lines": options(priced())}
    assert "contingency" not in [line.id for line in offer(**own, contingency={}).lines]
    with pytest.raises(InputError) as caught:
        offer(**own, contingency={"share": "0.05"})
    assert str(caught.value) == (
        "terms: contingency.share: 0.05 is more than the 0.000 that reach P80; charge at most that."
    )


def test_a_contingency_beyond_the_p80_is_refused_with_what_is_allowed(offer: Make) -> None:
    with pytest.raises(InputError) as caught:
        offer(contingency={"share": "0.75"})
    assert str(caught.value) == (
        "terms: contingency.share: 0.75 is more than the 0.739 that reach P80; charge at most that."
    )
    assert offer(contingency={"share": "0.739"}).budget.contingency_share == d("0.740")


# ------------------------------------------------------------------ kept as JSON


def test_a_budget_reads_back_what_it_writes(offer: Make) -> None:
    budget = offer("large", "hybrid", currency="EUR").budget
    words = budget.model_dump_json()
    assert Budget.model_validate_json(words) == budget
    assert "E+" not in words, "amounts are plain decimals"


def spoiled(budget: Budget, change: Callable[[Any], object]) -> None:
    values = json.loads(budget.model_dump_json())
    change(values)
    with pytest.raises(ValidationError, match="the budget of this quote does not add up; it was changed by hand"):
        Budget.model_validate_json(json.dumps(values))


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.update(curve=[point for point in values["curve"] if point["probability"] != "0.8"]),
        lambda values: values.update(curve=[]),
        lambda values: values["curve"].reverse(),
        lambda values: values["curve"][3].update(amount="1.00"),
        lambda values: values.update(confidence="0.81"),
        lambda values: values["ranges"].pop(),
        lambda values: values["ranges"][0].update(likely="1.00"),
    ],
    ids=["P80 gone", "no curve", "reversed", "falls", "other percentile", "a line gone", "another line"],
)
def test_a_curve_or_a_range_changed_by_hand_is_refused(offer: Make, change: Callable[[Any], object]) -> None:
    spoiled(offer().budget, change)


def test_an_amount_that_happens_to_be_whole_is_not_taken_for_a_rounded_one(book: PriceBook) -> None:
    say, money = Wording(book, "en"), book.currencies.currency("MRU")
    exact, rough = Simulated.of(d("1000.00"), d("1")), Simulated.of(d("1004.00"), d("500"))
    assert (exact.rounded, rough.rounded) == (False, True)
    assert say.simulated(exact, money) == "1,000.00\u00a0MRU"
    assert say.simulated(rough, money) == "1,000\u00a0MRU"
