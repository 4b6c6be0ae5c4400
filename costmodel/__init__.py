"""costmodel prices clinical-software upgrades (PACS, RIS, workstations) for hospitals in Mauritania.

The usual way through it::

    from costmodel import find, load_price_book, make_quote, make_spec, to_docx
    from costmodel.estimate import estimate

    book = load_price_book()
    spec = make_spec(book, {"annual_studies": 42_000}, preset="medium")
    priced = estimate(spec, find(book.bundles, "hybrid", what="a bundle"), book, on=date(2026, 11, 24))
    quote = make_quote(priced, book)
    Path("offer.docx").write_bytes(to_docx(quote, book))

A need file goes through it by `load_need`, `estimate_need` and `quote_need`. `simulate` says how sure a price is,
`compare` which bundle to take, `life_cycle` what one costs over its life, `fit_to_budget` what a ceiling buys;
`swings`, `driver_effects` and `sweep` what would change it. `charts` draws what they find.

Names are imported when they are first used, so that `import costmodel` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "CostmodelError": "faults",
    "InputError": "faults",
    "Money": "money",
    "allocate": "money",
    "Text": "text",
    "ExchangeRate": "exchange",
    "RateTable": "exchange",
    "convert": "exchange",
    "load_bundled": "exchange",
    "rates_from": "rate_sources",
    "PriceBook": "price_book",
    "data_folder": "folders",
    "find": "price_book",
    "load_price_book": "price_book",
    "load_overrides": "overrides",
    "Spec": "spec",
    "make_spec": "spec",
    "gaps": "bundles",
    "load_rate_card": "rate_card",
    "CostLine": "estimate",
    "Estimate": "estimate",
    "sums": "totals",
    "Seller": "terms",
    "Terms": "terms",
    "Quote": "quote",
    "make_quote": "quote",
    "load_need": "need",
    "estimate_need": "need",
    "quote_need": "need",
    "Simulation": "risk",
    "simulate": "risk",
    "LifeCycle": "lifecycle",
    "life_cycle": "lifecycle",
    "Comparison": "comparison",
    "compare": "comparison",
    "fit_to_budget": "ceiling",
    "swings": "sensitivity",
    "driver_effects": "sensitivity",
    "sweep": "sensitivity",
    "to_docx": "documents.proposal",
    "to_xlsx": "documents.workbook",
    "from_xlsx": "documents.workbook_reader",
    "charts": "charts",
}
__all__ = ["__version__", *_HOME]  # noqa: PLE0604  (the names are the table's)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        home = import_module(f"costmodel.{_HOME[name]}")
        return home if _HOME[name] == name else getattr(home, name)
    raise AttributeError(f"module 'costmodel' has no attribute '{name}'")


if TYPE_CHECKING:
    from costmodel import charts as charts
    from costmodel.bundles import gaps as gaps
    from costmodel.ceiling import fit_to_budget as fit_to_budget
    from costmodel.comparison import Comparison as Comparison
    from costmodel.comparison import compare as compare
    from costmodel.documents.proposal import to_docx as to_docx
    from costmodel.documents.workbook import to_xlsx as to_xlsx
    from costmodel.documents.workbook_reader import from_xlsx as from_xlsx
    from costmodel.estimate import CostLine as CostLine
    from costmodel.estimate import Estimate as Estimate
    from costmodel.exchange import ExchangeRate as ExchangeRate
    from costmodel.exchange import RateTable as RateTable
    from costmodel.exchange import convert as convert
    from costmodel.exchange import load_bundled as load_bundled
    from costmodel.faults import CostmodelError as CostmodelError
    from costmodel.faults import InputError as InputError
    from costmodel.folders import data_folder as data_folder
    from costmodel.lifecycle import LifeCycle as LifeCycle
    from costmodel.lifecycle import life_cycle as life_cycle
    from costmodel.money import Money as Money
    from costmodel.money import allocate as allocate
    from costmodel.need import estimate_need as estimate_need
    from costmodel.need import load_need as load_need
    from costmodel.need import quote_need as quote_need
    from costmodel.overrides import load_overrides as load_overrides
    from costmodel.price_book import PriceBook as PriceBook
    from costmodel.price_book import find as find
    from costmodel.price_book import load_price_book as load_price_book
    from costmodel.quote import Quote as Quote
    from costmodel.quote import make_quote as make_quote
    from costmodel.rate_card import load_rate_card as load_rate_card
    from costmodel.rate_sources import rates_from as rates_from
    from costmodel.risk import Simulation as Simulation
    from costmodel.risk import simulate as simulate
    from costmodel.sensitivity import driver_effects as driver_effects
    from costmodel.sensitivity import sweep as sweep
    from costmodel.sensitivity import swings as swings
    from costmodel.spec import Spec as Spec
    from costmodel.spec import make_spec as make_spec
    from costmodel.terms import Seller as Seller
    from costmodel.terms import Terms as Terms
    from costmodel.text import Text as Text
    from costmodel.totals import sums as sums
