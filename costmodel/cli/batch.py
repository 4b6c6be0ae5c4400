"""Many proposals at once: one for each need file of a folder, over every processor."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from costmodel.cli.quotes import Asked, make_files
from costmodel.files.faults import CostmodelError, InputError, shorten
from costmodel.files.output import write_files

if TYPE_CHECKING:
    from costmodel.price_book.book import PriceBook

KINDS = (".yaml", ".yml")


class Outcome(NamedTuple):
    """What became of a need file: its quote with the files, or why there is none."""

    need: Path
    number: str = ""
    payable: str = ""
    currency: str = ""
    files: tuple[Path, ...] = ()
    fault: str = ""


def needs_of(folder: Path) -> tuple[Path, ...]:
    """The need files of a folder, in their order. Raises InputError where there is none, or two would share a name."""
    where = str(folder)
    if not folder.is_dir():
        raise InputError.one(where, "", "is not a folder; name one that holds need files (*.yaml).")
    found = tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS and _named(path)))
    if not found:
        raise InputError.one(where, "", "holds no need file (*.yaml).")
    stems = [path.stem for path in found]
    twice = next((stem for stem in stems if stems.count(stem) > 1), None)
    if twice is not None:
        raise InputError.one(
            where, "", f"has two need files '{twice}', whose documents would share a name; rename one."
        )
    return found


def _named(path: Path) -> bool:
    """Whether a name is meant as a need: hidden files are those of other programs; a broken link is told of."""
    return not path.name.startswith(".") and not path.is_dir()


def quote_all(
    needs: Sequence[Path], asked: Asked, book: PriceBook, *, out: Path, force: bool, workers: int | None = None
) -> Generator[Outcome, None, None]:
    """The outcome of each need as soon as it is there; documents are named after their need files.

    A faulty need does not stop the others. `workers` are processes, one for each processor unless said otherwise.
    """
    count = min(workers or os.cpu_count() or 1, len(needs))
    if count == 1:
        yield from (_quote(need, asked, book, out, force) for need in needs)
        return
    pool = ProcessPoolExecutor(count, initializer=_begin, initargs=(asked, book, out, force))
    try:
        jobs = {pool.submit(_work, need): need for need in needs}
        for job in as_completed(jobs):
            try:
                yield job.result()
            except BrokenProcessPool:
                yield Outcome(jobs[job], fault="the process that wrote it was ended; is there enough memory?")
    finally:
        pool.shutdown(cancel_futures=True)  # who stops a batch does not wait for the needs that are left


_SET: list[tuple[Asked, PriceBook, Path, bool]] = []
"""What a worker was started with."""


def _begin(asked: Asked, book: PriceBook, out: Path, force: bool) -> None:
    _SET[:] = [(asked, book, out, force)]


def _work(need: Path) -> Outcome:
    return _quote(need, *_SET[0])


def _quote(need: Path, asked: Asked, book: PriceBook, out: Path, force: bool) -> Outcome:
    try:
        made = make_files(need, asked, book, step=lambda _: None)
        files = {out / f"{need.stem}{end}": content for end, content in made.files.items()}
        write_files(files, force=force, inputs=made.inputs)
    except CostmodelError as error:
        return Outcome(need, fault=str(error))
    except Exception as error:  # a fault of the program for one need must not cost the others
        return Outcome(need, fault=f"a fault of costmodel itself ({type(error).__name__}: {shorten(error, 200)}).")
    offer = made.offer
    return Outcome(need, offer.number, str(offer.totals.payable), offer.currency.code, tuple(files))
