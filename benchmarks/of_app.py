"""The app against an empty Streamlit app, what many quotes cost its server, and what many users wait."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from clock import Row, timed
from of_documents import sample

from costmodel.estimating.pricing import Pricing

QUIET = ("--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false")


def app_rows() -> tuple[list[Row], str]:
    """The app in a browser against an empty Streamlit app, and what many quotes and users cost it, in a sentence."""
    from in_browser import USERS, Stage, chromium

    path = chromium()
    if path is None:
        print("(the app is left out: Chromium is not there; `make chromium` installs it)")
        return [], ""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        stage = Stage(browser, Path(folder))
        bare_app = ("streamlit", "run", str(stage.empty), *QUIET, "--server.port")
        opened, started = (first_pages(stage, bare_app, ("costmodel", "app", "--port"), after) for after in (2, 0))
        bare, changed = stage.changes(runs=21)
        made, memory = stage.quotes(10)
        waits = stage.crowd(rounds=6)
        browser.close()
    files = timed(lambda: proposal_files(*sample()), runs=5)
    rows = [
        ("first page, opened 2 s after `costmodel app` answers / an empty Streamlit app's", *opened, "≤ 1.3"),
        ("first page, from the start of `costmodel app` / of an empty Streamlit app", *started, "≤ 1.3"),
        (
            "a driver changed, to the new price on the screen / a rerun of an empty app",
            statistics.median(bare),
            statistics.median(changed),
            "≤ 250 ms more",
        ),
        (
            "Word, Excel with all bundles and JSON by a click in the app / the library alone",
            files,
            statistics.median(made),
            "below 1000 ms",
        ),
    ]
    told = (
        f"The server of the app holds **{memory:.0f} MB** after {len(made)} quotes with their files (aim ≤ 250 MB). "
        f"{USERS} users who change a driver at once wait {statistics.median(waits):.2f} s in the median and "
        f"**{statistics.quantiles(waits, n=20)[-1]:.2f} s** at p95, their pages drawn by the same machine."
    )
    return rows, told


def first_pages(stage: Any, one: tuple[str, ...], other: tuple[str, ...], after: float) -> tuple[float, float]:
    """Median seconds to the first page of two apps, in turn."""
    works = stage.first_page(*one, after=after), stage.first_page(*other, after=after)
    spans = [[work() for work in works] for _ in range(7)]
    return statistics.median(span[0] for span in spans), statistics.median(span[1] for span in spans)


def proposal_files(quote: Any, book: Any) -> object:
    """The files that the app makes by a click."""
    from costmodel.comparing.comparison import compare
    from costmodel.comparing.statements import statements
    from costmodel.documents.proposal.make import to_docx
    from costmodel.documents.workbook.make import to_xlsx

    found = compare(quote.spec, Pricing(book=book, on=quote.issue_date))
    sheets = to_xlsx(quote, book, comparison=found, statements=statements(found))
    return to_docx(quote, book), sheets, quote.for_customer().model_dump_json(indent=2)
