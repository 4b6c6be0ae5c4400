"""The executive summary of a proposal: what, why, how long, and, where the proposal has prices, how much."""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.documents.budget import range_of, simulated
from costmodel.documents.proposal.pieces import Context, contracted, customer_of, days_of, duration_of
from costmodel.documents.subject import module_names
from costmodel.money.exchange import Conversion
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


def summary(quote: Quote, say: Wording, *, priced: bool) -> Context:
    """The words of the summary, and the amounts of one that is `priced`."""
    book = say.book
    bundle = book.bundle(quote.bundle, where="quote")
    duration = {"duration": duration_of(quote, say), "days": say.number(days_of(quote))}
    use_cases = [say.of(use_case.name) for use_case in book.use_cases if use_case.id in quote.spec.use_cases]
    why = say("proposal.summary_time", **duration)
    if use_cases:
        why = say("proposal.summary_why", use_cases=say.series(use_cases), **duration)
    fill = {
        "customer": customer_of(quote, say),
        "modules": module_names(quote.modules, say),
        "bundle": say.of(bundle.name),
    }
    what = say("proposal.summary_what", description=say.of(bundle.description), **fill)
    if quote.spec.targeted:
        what = say("targeted.summary", **fill)
    gaps = [
        say(
            "proposal.summary_gap" if len(quote.gaps) == 1 else "proposal.summary_gaps",
            count=len(quote.gaps),
            heading=say("proposal.solution_gaps"),
        )
    ]
    texts = [what, why, *(gaps if quote.gaps else [])]
    if not priced:
        return {"texts": texts, "rows": [], "notes": [], "display": []}
    return _with_price(quote, texts, say)


def _with_price(quote: Quote, texts: list[str], say: Wording) -> Context:
    money, totals, budget = quote.currency, quote.totals, quote.budget
    amounts = {
        "exclusive": say.amount(totals.tax_exclusive, money),
        "inclusive": say.amount(totals.tax_inclusive, money),
    }
    price = say("proposal.summary_price_once", **amounts)
    if any(line.recurring for line in quote.priced()):
        price = say("proposal.summary_price", years=contracted(quote, say), **amounts)
    budgetary, percentile = quote.kind == "budgetary", say.percentile(budget.confidence)
    set_aside = say(
        "proposal.summary_budget" if budgetary else "proposal.summary_budget_firm",
        recommended=say.amount(budget.recommended, money),
        contingency=say.amount(budget.contingency, money),
        **({"chances": say.number(budget.confidence * 100), "percentile": percentile} if budgetary else {}),
        **{"class": say.of(quote.estimate_class.name)},
    )
    rows: list[tuple[str, str, bool]] = [
        (say("label.tax_exclusive"), say.amount(totals.tax_exclusive, money), False),
        (say("label.tax_total"), say.amount(totals.tax, money), False),
        (say("label.tax_inclusive"), say.amount(totals.tax_inclusive, money), totals.payable == totals.tax_inclusive),
    ]
    if totals.payable != totals.tax_inclusive:
        rows.append((say("label.payable"), say.amount(totals.payable, money), True))
    if budgetary:
        rows.append((say("label.range"), range_of(quote, say), False))
    rows += [
        (say("label.point_estimate"), say.amount(budget.point_estimate, money), False),
        (say("label.contingency"), say.amount(budget.contingency, money), False),
        (say("label.budget_before_tax", percentile=percentile), say.amount(budget.before_tax, money), False),
        (say("label.budget", percentile=percentile), say.amount(budget.recommended, money), True),
    ]
    return {
        "texts": [*texts, price, set_aside],
        "rows": [{"name": name, "text": text, "strong": strong} for name, text, strong in rows],
        "notes": [] if budget.certain else [say("budget.simulated", **simulated(quote, say))],
        "display_note": " ".join(_display_notes(quote, say)),
        "display": [
            _displayed(shown.conversion, say.amount(shown.amount, shown.currency), say) for shown in quote.display
        ],
    }


def _display_notes(quote: Quote, say: Wording) -> Iterator[str]:
    """What amounts in other currencies are for, and the law behind those in a currency that was replaced."""
    yield say("proposal.display_note", currency=quote.currency.code)
    shown = [other.currency.code for other in quote.display]
    for old in say.book.currencies.replaced:
        if old.id in shown and old.replaced is not None:
            yield say("proposal.display_law", old=old.id, units=str(old.replaced.units), new=old.replaced.by)


def _displayed(conversion: Conversion, amount: str, say: Wording) -> Context:
    replaced = [
        say("proposal.legal_tender", day=say.day(old.replaced.legal_tender_until))
        for old in say.book.currencies.replaced
        if old.id == conversion.to and old.replaced is not None
    ]
    market = any(step.kind != "law" for step in conversion.steps)
    return {
        "amount": amount,
        "notes": replaced,
        "rates": say.rates(conversion),
        "dated": say.day(conversion.dated) if market else "–",
        "source": say.rate_sources(conversion),
        "age": say.number(conversion.age_days()) if market else "–",
    }
