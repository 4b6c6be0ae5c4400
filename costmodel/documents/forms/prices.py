"""The forms that list a quote's lines: unit prices in words too, quantities with totals, pro-forma invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from costmodel.documents.closing import closing
from costmodel.documents.forms.form import (
    ZERO,
    Cell,
    Figure,
    Fill,
    Form,
    Part,
    Row,
    Said,
    Table,
    band,
    line,
    sum_of,
    total,
)
from costmodel.documents.forms.head import adjustment_name, ending_of, facts_of, form_with
from costmodel.money.currencies import unit_price
from costmodel.money.in_words import CENTS, LARGEST, price_in_words
from costmodel.price_book.facts import STANDARD
from costmodel.price_book.wording import Wording
from costmodel.quoting.adjustments import AppliedAdjustment
from costmodel.quoting.lines import CONTINGENCY, QuoteLine
from costmodel.quoting.quote import Quote
from costmodel.quoting.requote import Key
from costmodel.words.text import punctuated


class Numbered(NamedTuple):
    """A line with its number, its unit price after discounts and charges of its own, and what to note of it."""

    number: int
    line: QuoteLine
    price: Decimal
    notes: tuple[str, ...]

    @property
    def key(self) -> Key:
        """The tax of the line."""
        return self.line.tax_category, self.line.tax_rate


def numbered(lines: Iterable[QuoteLine], quote: Quote, say: Wording, *, after: int = 0) -> tuple[Numbered, ...]:
    """Lines numbered in their order: quantity × price, rounded once, is the net amount of each."""
    made = []
    for number, one in enumerate(lines, start=after + 1):
        plain = one.base_quantity == 1 and not one.discounts and not one.charges
        price = one.unit_price if plain else unit_price(one.net_amount, one.quantity, quote.currency.decimals)
        made.append(Numbered(number, one, price, tuple(_notes(one, quote, say))))
    return tuple(made)


def _notes(one: QuoteLine, quote: Quote, say: Wording) -> Iterator[str]:
    adjusted = [say.of(adjustment.label) for adjustment in (*one.discounts, *one.charges)]
    if one.kind == "alternative":
        replaced = [say.of(other.item_name) for other in quote.lines if other.id == one.replaces]
        yield say("proposal.alternative", line=replaced[0] if replaced else str(one.replaces))
    if one.free_months and one.counts:
        yield say("proposal.free_months", months=say.measure(one.free_months, "MON"))
    if adjusted:
        yield say("form.net_price", labels=punctuated(", ", say.language).join(adjusted))


# ------------------------------------------------------------------ unit prices


def unit_price_schedule(quote: Quote, say: Wording, *, empty: bool = False) -> Form:
    """The *bordereau des prix unitaires*: every line with its unit price in figures and in words, options included."""
    heads = (
        say("label.rank"),
        say("label.item"),
        say("label.unit"),
        say("form.in_figures", currency=quote.currency.code),
        say("form.in_words"),
    )
    rows: list[Row] = []
    count = 0
    for name, lines in _groups(quote, say, empty=empty):
        rows.append(band(name))
        for one in numbered(lines, quote, say, after=count):
            count = one.number
            price = Figure(None if empty else one.price, quote.currency, f"price.{one.number}", open=True, price=True)
            rows.append(
                line(str(one.number), say.of(one.line.item_name), _unit(one.line, say), price,
                     _words(one, quote, say, empty=empty), notes=() if empty else one.notes)
            )  # fmt: skip
    fractions = any(one.price != int(one.price) for one in numbered(quote.lines, quote, say))
    noted = fractions and not empty and quote.currency.code not in CENTS
    notes = (say("words.hundredths"),) if noted else ()
    part = Part(say("form.bpu"), say("form.bpu"), (Table("unit_prices", heads, tuple(rows)),), notes)
    return form_with("bpu", quote, say, [part], empty=empty)


def _groups(quote: Quote, say: Wording, *, empty: bool = False) -> Iterator[tuple[str, Sequence[QuoteLine]]]:
    """The lines by what they are; a contingency is ours, so that an empty form has none."""
    priced, beside = [one for one in quote.priced() if not (empty and one.id == CONTINGENCY)], quote.beside()
    for name, lines in (
        ("label.one_off", [one for one in priced if not one.recurring]),
        ("label.recurring", [one for one in priced if one.recurring]),
        ("label.options", [one for one in beside if one.kind == "option"]),
        ("label.alternatives", [one for one in beside if one.kind == "alternative"]),
    ):
        if lines:
            yield say(name), lines


def _words(one: Numbered, quote: Quote, say: Wording, *, empty: bool) -> Cell:
    if empty or one.price > LARGEST:
        return Fill()
    words = say.shown(price_in_words(one.price, quote.currency, say.language))
    words = words[0].upper() + words[1:]
    return Said(words, say("form.price_changed"), f"price.{one.number}", one.price)


def _unit(one: QuoteLine, say: Wording) -> str:
    """The unit that the price is for."""
    return say.unit(one.unit, 1)


# ------------------------------------------------------------------ quantities and totals


def bill_of_quantities(quote: Quote, say: Wording, *, empty: bool = False) -> Form:
    """The *devis quantitatif et estimatif*: quantities, unit prices, totals, tax, and the options beside them."""
    return _priced_form("dqe", quote, say, empty=empty, beside=True)


def proforma_invoice(quote: Quote, say: Wording, *, empty: bool = False) -> Form:
    """The *facture proforma*: the lines of the total, what is payable, and where to pay it."""
    made = _priced_form("proforma", quote, say, empty=empty, beside=False)
    facts = list(facts_of(quote, say, empty=empty, number="form.proforma_number"))
    bank = quote.seller.bank if quote.seller and not empty else None
    if bank:
        name = say("label.bank")
        facts.append(facts[0]._replace(name=name, text=bank))
    part = made.parts[0]._replace(notes=(say("form.proforma_note"),))
    return made._replace(facts=tuple(facts), parts=(part,))


def _priced_form(id_: str, quote: Quote, say: Wording, *, empty: bool, beside: bool) -> Form:
    title = say(f"form.{id_}")
    code = quote.currency.code
    heads = (
        say("label.rank"),
        say("label.item"),
        say("label.unit"),
        say("label.quantity"),
        say("form.unit_price", currency=code),
        say("form.line_total", currency=code),
    )
    rows, count = _lines(quote, say, empty=empty)
    rows += _totals(quote, say, count, empty=empty)
    tables = [Table("quantities", heads, tuple(rows))]
    if beside and quote.beside():
        more: list[Row] = []
        for name, lines in list(_groups(quote, say)):
            if not lines[0].counts:
                more.append(band(name))
                for one in numbered(lines, quote, say, after=count):
                    count = one.number
                    more.append(_line(one, quote, say, empty=empty))
        tables.append(Table("quantities", heads, tuple(more)))
    close = None if empty else closing(quote, say, phrase=f"form.closing_{id_}")
    ending = ending_of(
        quote, say, closing=close, of="tax_inclusive", value=quote.totals.tax_inclusive, empty=empty,
        blank=say("form.words_blank"),
    )  # fmt: skip
    return form_with(id_, quote, say, [Part(title, title, tuple(tables))], empty=empty, ending=ending)


def _lines(quote: Quote, say: Wording, *, empty: bool) -> tuple[list[Row], int]:
    """The lines in the total, in their groups."""
    rows: list[Row] = []
    count = 0
    for name, lines in _groups(quote, say, empty=empty):
        if lines[0].counts:
            rows.append(band(name))
            for one in numbered(lines, quote, say, after=count):
                count = one.number
                rows.append(_line(one, quote, say, empty=empty))
    return rows, count


def _line(one: Numbered, quote: Quote, say: Wording, *, empty: bool) -> Row:
    n, money = one.number, quote.currency
    formula = f"ROUND({{quantity.{n}}}*{{price.{n}}},{money.decimals})"
    return line(
        str(n),
        say.of(one.line.item_name),
        say.unit(one.line.unit, one.line.quantity),
        Figure(one.line.quantity, None, f"quantity.{n}", open=True),
        Figure(None if empty else one.price, money, f"price.{n}", open=True, price=True),
        Figure(None if empty else one.line.net_amount, money, f"net.{n}", formula),
        notes=() if empty else one.notes,
    )


def _totals(quote: Quote, say: Wording, count: int, *, empty: bool) -> Iterator[Row]:
    """The totals as formulas: discounts and charges on the whole, total excluding tax, tax, total including tax."""
    totals, money = quote.totals, quote.currency
    keys = {n: (one.tax_category, one.tax_rate) for n, one in enumerate(_in_groups(quote), start=1) if n <= count}

    def figure(value: Decimal, name: str, formula: str) -> Figure:
        return Figure(None if empty else value, money, name, formula)

    net = sum_of(f"net.{n}" for n in range(1, count + 1))
    adjusted: dict[Key, list[str]] = {}
    given = [] if empty else [(-1, one) for one in quote.discounts] + [(1, one) for one in quote.charges]
    if given:
        yield total(say("label.lines_net"), figure(totals.lines_net, "lines_net", net))
    for n, (sign, one) in enumerate(given, start=1):
        key = (one.tax_category, one.tax_rate)
        adjusted.setdefault(key, []).append(f"adjusted.{n}")
        base = sum_of(f"net.{m}" for m, own in keys.items() if own == key)
        yield total(_label(one, sign, quote, say), _adjusted(one, sign, n, base, quote))
    whole = sum_of(["lines_net", *(name for names in adjusted.values() for name in names)]) if given else net
    yield total(say("label.tax_exclusive"), figure(totals.tax_exclusive, "tax_exclusive", whole), strong=True)
    for n, tax in enumerate(quote.taxes, start=1):
        key = (tax.tax_category, tax.tax_rate)
        base = sum_of([*(f"net.{m}" for m, own in keys.items() if own == key), *adjusted.get(key, [])])
        formula = f"ROUND({base}*{tax.tax_rate:f},{money.decimals})"
        yield total(_tax_name(key, quote, say, reasoned=not empty), figure(tax.tax, f"tax.{n}", formula))
    parts = ["tax_exclusive", *(f"tax.{n}" for n in range(1, len(quote.taxes) + 1))]
    yield total(say("label.tax_inclusive"), figure(totals.tax_inclusive, "tax_inclusive", sum_of(parts)), strong=True)
    if totals.payable != totals.tax_inclusive and not empty:
        yield total(say("label.prepaid"), Figure(-totals.prepaid, money, "prepaid"))
        yield total(say("label.rounding"), Figure(totals.rounding, money, "rounding"))
        due = sum_of(["tax_inclusive", "prepaid", "rounding"])
        yield total(say("label.payable"), figure(totals.payable, "payable", due), strong=True)


def _in_groups(quote: Quote) -> list[QuoteLine]:
    """The lines in the total as the form numbers them."""
    priced = quote.priced()
    return [one for one in priced if not one.recurring] + [one for one in priced if one.recurring]


def _adjusted(one: AppliedAdjustment, sign: int, n: int, base: str, quote: Quote) -> Figure:
    """A discount or charge on the whole: a live share where that gives the quote's own amount, else a fixed one."""
    money, key = quote.currency, (one.tax_category, one.tax_rate)
    net = sum((own.net_amount for own in quote.priced() if (own.tax_category, own.tax_rate) == key), ZERO)
    if one.share is not None and money.round(net * one.share) == one.amount:
        formula = f"{'-' * (sign < 0)}ROUND({base}*{one.share:f},{money.decimals})"
        return Figure(sign * one.amount, money, f"adjusted.{n}", formula)
    return Figure(sign * one.amount, money, f"adjusted.{n}")


def _label(one: AppliedAdjustment, sign: int, quote: Quote, say: Wording) -> str:
    """A discount or charge with its share, and the tax of what it falls on where there are several."""
    name = adjustment_name(say.of(one.label), "discount" if sign < 0 else "charge", say)
    share = f" ({say.percent(one.share)})" if one.share is not None else ""
    tax = f" – {_tax_name((one.tax_category, one.tax_rate), quote, say)}" if len(quote.taxes) > 1 else ""
    return name + share + tax


def _tax_name(key: Key, quote: Quote, say: Wording, *, reasoned: bool = True) -> str:
    """The tax with its rate; the name of its category where there is none to pay, with our reasons where asked for."""
    if key[0] == STANDARD:
        return say("form.tax", rate=say.percent(key[1]))
    name = say.of(say.book.tax_rate(key[0], quote.issue_date).name)
    lines = [one for one in quote.priced() if (one.tax_category, one.tax_rate) == key]
    reasons = dict.fromkeys(one.tax_reason for one in lines if one.tax_reason and reasoned)
    return name + "".join(punctuated(": ", say.language) + reason for reason in reasons)
