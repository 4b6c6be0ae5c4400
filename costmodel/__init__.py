"""costmodel prices clinical-software upgrades (PACS, RIS, workstations) for hospitals in Mauritania.

The usual way through it:

    from costmodel import Pricing, estimate, load_price_book, make_quote, make_spec, to_docx

    book = load_price_book()
    spec = make_spec(book, {"annual_studies": 42_000}, preset="medium")
    priced = estimate(spec, book.bundle("hybrid"), Pricing(book=book, on=date(2026, 11, 24)))
    quote = make_quote(priced)
    Path("offer.docx").write_bytes(to_docx(quote, book))

A need file goes through it by `load_need`, `estimate_need` and `quote_need`. `simulate` says how sure a price is,
`compare` which bundle to take, `life_cycle` what one costs over its life, `fit_to_budget` what a ceiling buys;
`swings`, `driver_effects` and `sweep` what would change it. `charts` draws what they find.

`__init__.pyi` lists the names of this front door and where each one lives; they are imported when they are first used,
so that `import costmodel` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return __dir__()
    from costmodel.files.doors import homes

    home = None if name.startswith("_") else homes(__file__).get(name)
    if home is None:
        raise AttributeError(f"module 'costmodel' has no attribute '{name}'")
    found = import_module(f"costmodel.{name}") if home == "costmodel" else getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    from costmodel.files.doors import homes

    return ["__version__", *homes(__file__)]
