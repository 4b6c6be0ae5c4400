"""The price schedules of World Bank contracts for information systems, in local and in foreign currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from costmodel.documents.forms.costs import Due, costs_of
from costmodel.documents.forms.form import Cell, Figure, Fill, Form, Part, Row, Table, band, line, sum_of, total
from costmodel.documents.forms.head import adjustment_name, form_with
from costmodel.files.faults import InputError, not_among, said
from costmodel.money.currencies import Currency, unit_price
from costmodel.price_book.wording import Wording
from costmodel.quoting.lines import CONTINGENCY
from costmodel.quoting.quote import Quote
from costmodel.quoting.two_currencies import Pair, pair_of
from costmodel.words.text import Text, country, measured, punctuated

GOODS = ("licence", "hardware")
OTHER = ("extra", "contingency", "discount", "charge")
BLANK_ORIGINS = 5


class Schedules:
    """What the tables share while they are made."""

    def __init__(self, quote: Quote, say: Wording, pair: Pair, origins: Mapping[str, str], *, empty: bool) -> None:
        self.quote, self.say, self.pair, self.origins, self.empty = quote, say, pair, origins, empty
        self.costs = costs_of(quote, pair)
        self.local, self.foreign = pair.local.code, pair.foreign.code
        self.supply_rows = 0

    def parts(self) -> tuple[Part, ...]:
        """Every table, the grand summary first."""
        supply, sections = self._supply()
        recurrent, years = self._recurrent()
        made = [
            Part(self.say("form.sheet_grand"), self.say("form.grand"), (self._grand(),), self._notes()),
            self._summary("supply", sections),
            self._summary("recurrent", years),
            supply,
            recurrent,
            self._later(),
            self._origin(),
        ]
        return tuple(part for part in made if part.tables or part.notes)

    # -------------------------------------------------------------- figures

    def figure(
        self, value: Decimal, currency: Currency, name: str, formula: str = "", *, price: bool = False
    ) -> Figure:
        """An amount of the offer; in an empty form one to be filled in."""
        shown = None if self.empty else value
        return Figure(shown, currency, name, formula, open=not formula, price=price)

    def pair_of_figures(self, name: str, local: Decimal, foreign: Decimal, of: str = "") -> tuple[Figure, Figure]:
        """An amount in both currencies; `of` is a formula in which `*` stands for the currency."""
        return (
            self.figure(local, self.pair.local, f"{name}.local", of.replace("*", "local")),
            self.figure(foreign, self.pair.foreign, f"{name}.foreign", of.replace("*", "foreign")),
        )

    def in_both(self) -> tuple[str, str]:
        """The headings of the two currencies."""
        return self.say("form.local", currency=self.local), self.say("form.foreign", currency=self.foreign)

    # -------------------------------------------------------------- summaries

    def _grand(self) -> Table:
        say, quote, own = self.say, self.quote, self.pair.own
        heads = (say("label.rank"), say("label.item"), say("form.sub_table"), *self.in_both(),
                 say("form.both", currency=own.code))  # fmt: skip
        rows: list[Row] = []
        names = (("supply", "once", "form.supply_costs"), ("recurrent", "warranty", "form.recurrent_costs"))
        for number, (name, phase, label) in enumerate(names, start=1):
            part = self.costs.total(phase)  # type: ignore[arg-type]
            where = say(f"form.sheet_{name}_summary")
            cells = self.pair_of_figures(f"grand.{number}", part.local, part.foreign, f"{{{name}.*}}")
            rows.append(line(str(number), say(label), where, *cells, ""))
        evaluated, after = self.costs.total("once", "warranty"), self.costs.total("after")
        rows.append(
            total(
                say("form.grand_total"),
                *self.pair_of_figures("grand", evaluated.local, evaluated.foreign, "{sum grand.1.* grand.2.*}"),
                self._both("grand", evaluated.local, evaluated.foreign, evaluated.equivalent),
                strong=True,
            )
        )
        later = self._after()
        rows += self._rates()
        rows.append(band(say("form.outside")))
        rows.append(
            line("", say("form.after_warranty"), say("form.sheet_later") if later else "–",
                 *self.pair_of_figures("outside", after.local, after.foreign, "{after.*}" if later else "0"),
                 self._both("outside", after.local, after.foreign, after.equivalent))
        )  # fmt: skip
        if not self.empty:
            totals = quote.totals
            exclusive = Figure(totals.tax_exclusive, own, "quotation", "{sum grand.both outside.both}")
            rows.append(total(say("form.quotation_total"), exclusive))
            taxed = [tax for tax in quote.taxes if tax.tax_rate]
            formula, label = "", say("label.tax_total")
            if len(quote.taxes) == 1 and taxed:
                formula = f"ROUND({{quotation}}*{taxed[0].tax_rate:f},{own.decimals})"
                label = say("form.tax", rate=say.percent(taxed[0].tax_rate))
            rows.append(total(label, Figure(totals.tax, own, "tax", formula)))
            rows.append(
                total(say("label.tax_inclusive"), Figure(totals.tax_inclusive, own, "with_tax", "{sum quotation tax}"),
                      strong=True)
            )  # fmt: skip
        return Table("grand", heads, tuple(rows))

    def _both(self, name: str, local: Decimal, foreign: Decimal, equivalent: Decimal) -> Figure:
        """An amount in two currencies as one in the quote's, at the rates of the sheet."""
        pair = self.pair
        mine, other = ("local", "foreign") if pair.own == pair.local else ("foreign", "local")
        formula = f"{{{name}.{other}}}"
        for n, (_, forward) in enumerate(pair.back.course(), start=1):
            formula += f"{'*' if forward else '/'}{{rate.{n}}}"
        value = (local if mine == "local" else foreign) + equivalent
        return self.figure(value, pair.own, f"{name}.both", f"{{{name}.{mine}}}+ROUND({formula},{pair.own.decimals})")

    def _rates(self) -> list[Row]:
        rows = []
        for n, step in enumerate(self.pair.back.steps, start=1):
            name = self.say("form.rate_is", one=step.from_, other=step.to)
            rows.append(total(name, Figure(None if self.empty else step.value, None, f"rate.{n}", open=True)))
        return rows

    def _summary(self, name: str, sections: Iterable[Section]) -> Part:
        """The sub-tables of a kind with their subtotals."""
        say = self.say
        heads = (say("label.rank"), say("label.item"), say("form.sub_table"), *self.in_both())
        known = tuple(sections)
        rows = [
            line(str(n), one.name, one.number,
                 *self.pair_of_figures(f"{name}.{n}", one.local, one.foreign, f"{{{one.key}.*}}"))
            for n, one in enumerate(known, start=1)
        ]  # fmt: skip
        local = sum((one.local for one in known), Decimal(0))
        foreign = sum((one.foreign for one in known), Decimal(0))
        of = sum_of(f"{name}.{n}.*" for n in range(1, len(known) + 1))
        figures = self.pair_of_figures(name, local, foreign, of)
        rows.append(total(say("form.total_to_grand"), *figures, strong=True))
        notes = () if known else (say("form.no_recurrent"),)
        title = say(f"form.{name}_summary")
        return Part(say(f"form.sheet_{name}_summary"), title, (Table("summary", heads, tuple(rows)),), notes)

    # -------------------------------------------------------------- sub-tables

    def _supply(self) -> tuple[Part, list[Section]]:
        say = self.say
        heads = (
            say("label.rank"), say("form.component"), say("form.origin_code"), say("label.quantity"),
            say("form.unit_in", currency=self.local), say("form.unit_in", currency=self.foreign),
            say("form.total_in", currency=self.local), say("form.total_in", currency=self.foreign),
        )  # fmt: skip
        tables: list[Table] = []
        sections: list[Section] = []
        groups: dict[str, list[Due]] = {"goods": [], "services": [], "other": []}
        for due in self._stated(self.costs.of("once")):
            groups["goods" if due.component in GOODS else "other" if due.component in OTHER else "services"].append(due)
        for kind, dues in groups.items():
            if dues:
                number = str(len(tables) + 1)
                key = f"sub.{number}"
                rows = [self._component(due, f"{number}.{n}", key) for n, due in enumerate(dues, start=1)]
                name = say(f"form.{kind}")
                section = Section(key, number, name, *_sums(dues))
                of = sum_of(f"{key}.{n}.*" for n in range(1, len(dues) + 1))
                rows.append(
                    total(say("form.subtotal_to"), *self.pair_of_figures(key, section.local, section.foreign, of),
                          strong=True)
                )  # fmt: skip
                title = say("form.supply_part", number=number, name=name)
                tables.append(Table("supply", heads, tuple(rows), title))
                sections.append(section)
        return Part(say("form.sheet_supply"), say("form.supply"), tuple(tables)), sections

    def _component(self, due: Due, number: str, key: str) -> Row:
        """A line of a supply table: quantity × unit price in each currency."""
        own = f"{key}.{number.rpartition('.')[2]}"
        prices, totals = [], []
        for name, currency, amount in (
            ("local", self.pair.local, due.part.local),
            ("foreign", self.pair.foreign, due.part.foreign),
        ):
            price = unit_price(amount, due.quantity, currency.decimals)
            prices.append(self.figure(price, currency, f"{own}.{name}_price", price=True))
            formula = f"ROUND({{{own}.quantity}}*{{{own}.{name}_price}},{currency.decimals})"
            totals.append(self.figure(amount, currency, f"{own}.{name}", formula))
        origin: Cell = Fill("" if self.empty else self.origins.get(due.id, ""))
        if due.component in ("discount", "charge", CONTINGENCY):
            origin = "–"
        quantity = Figure(due.quantity, None, f"{own}.quantity", open=True)
        return line(number, _name(due, self.say), origin, quantity, *prices, *totals)

    def _recurrent(self) -> tuple[Part, list[Section]]:
        tables, sections = self._by_year(self._stated(self.costs.of("warranty")), "year", "R")
        return Part(self.say("form.sheet_recurrent"), self.say("form.recurrent"), tuple(tables)), sections

    def _later(self) -> Part:
        """What recurs after the warranty: contracted, but not evaluated; and the price of each further year."""
        say, quote = self.say, self.quote
        tables, sections = self._by_year(self._after(), "later", "P")
        of = sum_of(f"{one.key}.*" for one in sections)
        after = self.costs.total("after")
        heads = self._recurrent_heads()
        if sections:
            last = total(say("form.after_warranty"), *self.pair_of_figures("after", after.local, after.foreign, of),
                         strong=True)  # fmt: skip
            tables[-1] = tables[-1]._replace(rows=(*tables[-1].rows, last))
        rows = []
        for n, year in enumerate(quote.later_years, start=1):
            amount = self.figure(year.annual_price, self.pair.own, f"yearly.{n}")
            cells = (amount, "") if self.pair.own == self.pair.local else ("", amount)
            rows.append(line(str(n), say.of(year.item_name), say.number(12), *cells))
        if rows:
            title = say("form.yearly", currency=self.pair.own.code)
            tables.append(Table("recurrent", heads, tuple(rows), title))
        notes = (say("form.outside") + ".",) if tables else ()
        return Part(say("form.sheet_later"), say("form.later"), tuple(tables), notes)

    def _after(self) -> tuple[Due, ...]:
        """What is contracted after the warranty, as far as this form states it."""
        return self._stated(self.costs.of("after"))

    def _stated(self, dues: Iterable[Due]) -> tuple[Due, ...]:
        """An empty form leaves out what only our offer has: discounts, charges and a contingency."""
        ours = ("discount", "charge", CONTINGENCY)
        return tuple(due for due in dues if not self.empty or due.component not in ours)

    def _recurrent_heads(self) -> tuple[str, ...]:
        say = self.say
        return (say("label.rank"), say("form.component"), say("form.months"), *self.in_both())

    def _by_year(self, dues: Iterable[Due], key: str, letter: str) -> tuple[list[Table], list[Section]]:
        """A sub-table for each year."""
        say, known = self.say, tuple(dues)
        tables, sections = [], []
        for position, year in enumerate(sorted({due.year for due in known}), start=1):
            own, number = [due for due in known if due.year == year], f"{letter}{position}"
            rows = []
            for n, due in enumerate(own, start=1):
                cells = self.pair_of_figures(f"{key}.{year}.{n}", due.part.local, due.part.foreign)
                rows.append(
                    line(f"{number}.{n}", _name(due, say), say.number(due.months) if due.months else "–", *cells)
                )
            section = Section(f"{key}.{year}", number, say("form.year", year=say.number(year)), *_sums(own))
            of = sum_of(f"{key}.{year}.{n}.*" for n in range(1, len(own) + 1))
            figures = self.pair_of_figures(section.key, section.local, section.foreign, of)
            rows.append(total(say("form.subtotal"), *figures, strong=True))
            title = say("form.recurrent_part", number=number, year=year)
            tables.append(Table("recurrent", self._recurrent_heads(), tuple(rows), title))
            sections.append(section)
        return tables, sections

    def _origin(self) -> Part:
        """The countries that the components come from, with their codes."""
        say = self.say
        codes = sorted({*self.origins.values()}) if not self.empty else []
        rows = [line(country(code, say.language) or code, code) for code in codes]
        rows += [line(Fill(), Fill()) for _ in range(max(0, BLANK_ORIGINS - len(rows)))]
        table = Table("origin", (say("form.country"), say("form.country_code")), tuple(rows))
        return Part(say("form.sheet_origin"), say("form.origin"), (table,), (say("form.origin_note"),))

    def _notes(self) -> tuple[str, ...]:
        """How the prices are to be read."""
        say, quote, pair = self.say, self.quote, self.pair
        months = int(quote.spec.warranty_months)
        warranty = say("form.warranty_is", months=measured(months, say.book.unit("MON", months)))
        notes = [warranty if months else say("form.warranty_none")]
        if not self.empty:
            rate = punctuated("; ", say.language).join(
                f"1 {step.from_} = {say.number(step.value)} {step.to}" for step in pair.conversion.steps
            )
            source = punctuated("; ", say.language).join(
                dict.fromkeys(say.rate_source(step) for step in pair.conversion.steps)
            )
            notes.insert(
                0,
                say("form.wb_prices", other=pair.other.code, own=pair.own.code, rate=Text.same(rate),
                    date=_plain(say.day(pair.conversion.dated)), source=_plain(source)),
            )  # fmt: skip
            if any(due.foreign_share is None for due in self.costs.dues):
                notes.append(say("form.wb_share"))
        return tuple(notes)


class Section(NamedTuple):
    """A sub-table in a summary: how figures call it, its number and name, and its subtotal in both currencies."""

    key: str
    number: str
    name: str
    local: Decimal
    foreign: Decimal


def _sums(dues: Iterable[Due]) -> tuple[Decimal, Decimal]:
    known = tuple(dues)
    return sum((due.part.local for due in known), Decimal(0)), sum((due.part.foreign for due in known), Decimal(0))


def _name(due: Due, say: Wording) -> str:
    """An item; a discount or charge says that it is one."""
    if due.component in ("discount", "charge"):
        return adjustment_name(say.of(due.name), due.component, say)
    return say.of(due.name)


def _plain(words: str) -> Text:
    """Words that are already in the language."""
    return Text(en=words, fr=words, ar=words)


def price_schedules(
    quote: Quote,
    say: Wording,
    *,
    empty: bool = False,
    foreign_currency: str | None = None,
    origins: Mapping[str, str] | None = None,
) -> Form:
    """The World Bank price schedules; `origins` are country codes by the ids of lines.

    Raises InputError for a currency, line or country that does not fit, RateError for a rate that is too old.
    """
    pair = pair_of(quote, say.book, foreign=foreign_currency)
    known = _checked(origins or {}, quote)
    made = Schedules(quote, say, pair, known, empty=empty)
    return form_with("world_bank", quote, say, made.parts(), empty=empty)


def _checked(origins: Mapping[str, str], quote: Quote) -> Mapping[str, str]:
    lines = [one.id for one in quote.priced() if not one.recurring]
    for id_, code in origins.items():
        if id_ not in lines:
            raise InputError.one("origin", "", not_among(id_, lines, what="a line that is supplied once"))
        if country(code, "en") is None:
            what = said("'{code}' is not a country of ISO 3166; write its two letters, such as MR or FR.", code=code)
            raise InputError.one("origin", id_, what)
    return origins
