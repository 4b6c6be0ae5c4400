"""The price book, loaded from a data folder: every file read and checked, and all of them with each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_type_hints

from costmodel.files.faults import Fault, InputError
from costmodel.files.folders import data_folder
from costmodel.money.exchange import RATES, load_bundled
from costmodel.price_book.book import PriceBook, subjects
from costmodel.price_book.cache import keep, kept, key_of
from costmodel.price_book.checks import cross_check
from costmodel.price_book.overrides import ChangedFact, Overrides, check_files, load_with, told


def load_price_book(
    folder: Path | None = None, *, overrides: Overrides | None = None, cache: Path | None = None
) -> PriceBook:
    """The facts of a `folder` (the shipped one by default), with a user's own ones, `overrides`, in their place.

    `cache` is a folder where facts without own ones are kept once they are read and checked, to be there at once the
    next time. Raises InputError with every fault of every file; faults of own facts name the user's file.
    """
    home = folder or data_folder()
    if cache is None or overrides is not None:
        return _read(home, overrides)
    key = key_of(home)
    found = kept(cache, key, subjects())
    if found is not None:
        return PriceBook.model_construct(**found, changed=())
    book = _read(home, None)
    if key_of(home) == key:  # nobody wrote meanwhile
        with_rates = {"exchange_rates": load_bundled(home).rates} if (home / RATES).exists() else {}
        keep(cache, key, {name: getattr(book, name) for name in subjects()} | with_rates)
    return book


def _read(home: Path, overrides: Overrides | None) -> PriceBook:
    """The facts of a folder, every file read and checked."""
    hints = get_type_hints(PriceBook, include_extras=True)
    values: dict[str, Any] = {}
    changed: list[ChangedFact] = []
    faults: list[Fault] = []
    if overrides is not None:
        check_files(overrides, subjects())
    for name in subjects():
        try:
            values[name], own = load_with(home / f"{name}.yaml", hints[name], overrides)
            changed.extend(own)
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    book = PriceBook.model_construct(**values, changed=tuple(changed))
    faults.extend(told(fault, overrides) for fault in cross_check(book, home))
    if faults:
        raise InputError(faults)
    return book
