"""What a Word template may use, with types and example values, read off the proposals of two made-up quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from costmodel.comparing.comparison import Comparison, compare
from costmodel.documents.proposal.context import filling
from costmodel.documents.proposal.pieces import Filling
from costmodel.documents.word.charts import PREFIX
from costmodel.documents.word.seller_look import LOGO
from costmodel.estimating.pricing import Pricing
from costmodel.files.folders import template_folder
from costmodel.files.strict_yaml import read_yaml
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.exchange import load_bundled
from costmodel.price_book.book import PriceBook
from costmodel.quoting.need import estimate_need, need_of, pricing_of, quote_need, seller_of
from costmodel.quoting.quote import Quote
from costmodel.words.text import Language, bare

Kind = Literal["text", "number", "yes/no", "date", "group", "list", "nothing"]
_WORDS = {"text": "texts", "number": "numbers", "yes/no": "yes/no values", "date": "dates", "group": "groups"}


class Field(NamedTuple):
    """A variable of a template: its kind, an example, the parts of a group, and what a list is made of."""

    kind: Kind
    example: Any = None
    parts: Mapping[str, Field] = {}
    of: Field | None = None

    @property
    def type(self) -> str:
        """The type in words: `text`, `list of groups`."""
        if self.kind == "list" and self.of is not None:
            return f"list of {_WORDS.get(self.of.kind, 'lists')}"
        return self.kind


class Listed(NamedTuple):
    """A line of the list of fields: its section, its name as a template writes it, its type and an example."""

    section: str
    name: str
    type: str
    example: str


def fields(book: PriceBook, language: Language = "fr") -> Mapping[str, Field]:
    """The variables of a template by their names, as trees."""
    return _fields(book, language)


def listed(book: PriceBook, language: Language = "fr") -> list[Listed]:
    """Every field of a template in the order of the proposal, lists before what they are made of, then the frames."""
    made = [row for name, field in fields(book, language).items() for row in _rows(name, name, field)]
    for chart in examples(book, language)[0].charts:
        made.append(Listed("frames", PREFIX + chart, "frame of a chart", "the name or alternative text of a chart"))
    made.append(Listed("frames", LOGO, "frame of a picture", "the name or alternative text of a picture"))
    return made


@lru_cache(maxsize=6)
def examples(book: PriceBook, language: Language = "fr") -> tuple[Filling, ...]:
    """The proposals of the made-up quotes of `templates/example.yaml`, the fuller one first."""
    return tuple(filling(quote, book, comparison=beside) for quote, beside in _quotes(book, language))


def _quotes(book: PriceBook, language: Language) -> Iterator[tuple[Quote, Comparison | None]]:
    path = template_folder() / "example.yaml"
    values, _ = read_yaml(path, exact=True)
    seller = seller_of(to_yaml(values["seller"]), where=str(path))
    rates = load_bundled()
    for name in ("whole", "targeted"):
        need = need_of(values[name], book, where=str(path))
        priced = estimate_need(need, pricing_of(need, book, rates=rates, seller=seller, accept_old_rate=True))
        quote = quote_need(need, priced, seller=seller, language=language)
        bundles = ("on_premise", quote.bundle)
        whole = name == "whole"
        pricing = Pricing(book=book, on=priced.on, rates=rates)
        yield quote, compare(need.spec, pricing, bundles=bundles) if whole else None


@lru_cache(maxsize=6)
def _fields(book: PriceBook, language: Language) -> Mapping[str, Field]:
    whole = Field("nothing")
    for example in examples(book, language):
        whole = _merged(whole, _field(example.variables))
    return whole.parts


def _field(value: Any) -> Field:
    parts = value if isinstance(value, Mapping) else value._asdict() if hasattr(value, "_asdict") else None
    if parts is not None:
        named = {name: part for name, part in parts.items() if name.isidentifier()}  # others cannot be written
        return Field("group", parts={name: _field(part) for name, part in named.items()})
    if isinstance(value, (list, tuple)):
        of: Field | None = None
        for item in value:
            of = _field(item) if of is None else _merged(of, _field(item))
        return Field("list", of=of, example=len(value))
    if value is None:
        return Field("nothing")
    kinds: tuple[tuple[Any, Kind], ...] = ((bool, "yes/no"), ((int, Decimal), "number"), (date, "date"))
    return Field(next((kind for type_, kind in kinds if isinstance(value, type_)), "text"), value)


def _merged(one: Field, other: Field) -> Field:
    """What is known of a field from two values: the first one's example, the parts of both."""
    if "nothing" in (one.kind, other.kind) or one.kind != other.kind:
        return other if one.kind == "nothing" else one
    parts = {
        name: _merged(part, other.parts[name]) if name in other.parts else part for name, part in one.parts.items()
    }
    parts |= {name: part for name, part in other.parts.items() if name not in parts}
    of = _merged(one.of, other.of) if one.of and other.of else one.of or other.of
    example = one.example if one.example not in (None, "") else other.example
    return Field(one.kind, example, parts, of)


def _rows(section: str, name: str, field: Field) -> Iterator[Listed]:
    if field.kind == "list":
        count = f"{field.example} in the example" if isinstance(field.example, int) else ""
        yield Listed(section, name, field.type, count)
        if field.of is not None and field.of.kind in ("group", "list"):
            yield from _inside(section, f"{name}[]", field.of)
        elif field.of is not None:
            yield Listed(section, f"{name}[]", field.of.type, _shown(field.of.example))
    elif field.kind == "group":
        yield from _inside(section, name, field)
    else:
        yield Listed(section, name, field.type, _shown(field.example))


def _inside(section: str, name: str, field: Field) -> Iterator[Listed]:
    if field.kind == "list":
        yield from _rows(section, name, field)
    for part, inner in field.parts.items():
        yield from _rows(section, f"{name}.{part}", inner)


def _shown(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else bare(str(value))
