"""The app in a real browser: Debian's Chromium, driven by Playwright; the browser is the system's, never downloaded."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from costmodel.ui.pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "out" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS = 60
WAIT_MS = 20_000
ADDRESSES = ["" if name == "start" else name for name in PAGES]
"""Of every page, in the order of the navigation; the start page has none."""
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""What Streamlit's page first asks for beside the address of a page, and does not find there."""

SCREEN: ViewportSize = {"width": 1280, "height": 1600}
Open = Callable[..., "Page"]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as trial:
        trial.bind(("localhost", 0))
        port: int = trial.getsockname()[1]
        return port


def start_server(home: Path, script: Path = ROOT / "app.py") -> tuple[subprocess.Popen[bytes], str]:
    """A Streamlit server of a script with a home of its own, as a process, and its address; it answers already."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    with (home / "server.log").open("wb") as log:
        environment = {**os.environ, "HOME": str(home)}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    for _ in range(START_SECONDS * 20):
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return server, address
        except OSError:
            time.sleep(0.05)
        if server.poll() is not None:
            break
    server.kill()
    server.wait()
    raise RuntimeError(f"the app did not start: {(home / 'server.log').read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium's program; without it the test is skipped, and fails where CI=true says that it must be there."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed; install it: make chromium")
        pytest.skip("Chromium is not installed.")
    return path


@pytest.fixture(scope="session")
def app(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served by a process of its own as long as the tests run."""
    home = tmp_path_factory.mktemp("app")
    server, address = start_server(home)
    yield address
    server.terminate()
    server.wait(timeout=30)
    told = (home / "server.log").read_text(encoding="utf-8")
    assert "Traceback" not in told, told


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A running Chromium, closed after the tests of a file: Playwright disturbs other programs that run a loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kept_page(chromium: Browser) -> Page:
    """The page that each test of a file opens first: a browser that knows the program opens it twice as fast."""
    return chromium.new_context(viewport=SCREEN).new_page()


@pytest.fixture
def visit(app: str, chromium: Browser, kept_page: Page, request: pytest.FixtureRequest) -> Iterator[Open]:
    """A function that opens the app as a browser that has never seen it.

    After the test a picture of each page is kept, and no page may have told of an error.
    """
    pages: list[Page] = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(PROBES):
            errors.append(message.text)

    def fail(error: object) -> None:
        errors.append(str(error))

    def open_page(path: str = "quote?lang=en", **how: Any) -> Page:
        if pages or how:
            page = chromium.new_context(**{"viewport": SCREEN, **how}).new_page()
        else:
            page = kept_page
            page.context.clear_cookies()  # with them goes all by which the app knows a browser
        page.set_default_timeout(WAIT_MS)
        page.on("console", note)
        page.on("pageerror", fail)
        pages.append(page)
        page.goto(f"{app}/{path}")
        settled(page)
        return page

    yield open_page
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=SCREENSHOTS / f"{name}{number if len(pages) > 1 else ''}.png", full_page=True)
        page.remove_listener("console", note)
        page.remove_listener("pageerror", fail)
        if page is not kept_page:
            page.context.close()
    assert errors == []


# ------------------------------------------------------------------ what a reader does


def settled(page: Page) -> None:
    """Wait until the app is drawn and nothing runs any more."""
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"] [data-testid="stMetricValue"]')


def shown(page: Page) -> str:
    """The price on the screen."""
    return page.locator('[data-testid="stMetricValue"]').inner_text()


def priced(page: Page, price: str) -> None:
    """Wait for a price on the screen."""
    page.get_by_test_id("stMetricValue").get_by_text(price, exact=True).wait_for()
    settled(page)


def moved(page: Page, before: str) -> str:
    """The price on the screen once it is another one than before."""
    page.wait_for_function(
        "before => ![before, undefined].includes(document.querySelector('[data-testid=stMetricValue]')?.innerText)",
        arg=before,
    )
    settled(page)
    return shown(page)


def go(page: Page, section: str, sign: str) -> None:
    """Choose a section, or another of a row of choices, and wait for the words by which it is known."""
    page.get_by_role("radio", name=section, exact=True).click()
    page.locator(".stMain").get_by_text(sign, exact=True).first.wait_for()
    settled(page)


def turn(page: Page, name: str) -> None:
    """Go to another page of the app."""
    page.get_by_test_id("stTopNav").get_by_role("link", name=name, exact=True).click()
    page.get_by_test_id("stTopNav").locator('[aria-current="page"]').get_by_text(name, exact=True).wait_for()
    settled(page)


def upload(page: Page, part: str, file: Path | dict[str, Any]) -> None:
    """Choose a file for the field in a part of the page, by name, kind and content where there is none yet."""
    chosen: Any = {"mimeType": "application/octet-stream", **file} if isinstance(file, dict) else file
    page.locator(f"{part} input[type=file]").set_input_files(chosen)


def write(page: Page, label: str, words: str) -> None:
    """Type into a field and leave it."""
    box = page.get_by_label(label, exact=True)
    box.fill(words)
    box.press("Tab")


def choose(page: Page, label: str, option: str) -> None:
    """Choose one of a list."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def take(page: Page, button: str) -> tuple[str, bytes]:
    """The name and the content of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


class Table:
    """A table of the page, which draws itself on a canvas and tells assistive programs what its cells say."""

    def __init__(self, page: Page, number: int) -> None:
        self.page = page
        self.frame = page.locator('[data-testid="stDataFrame"]').nth(number)
        self.frame.locator("th").first.wait_for(state="attached")

    def heads(self) -> list[str]:
        """The headings, an empty one for the column that marks rows."""
        return self.frame.locator("th").all_text_contents()

    def cell(self, row: int, head: str) -> Locator:
        """A cell by the heading of its column."""
        column = self.frame.locator("th").get_by_text(head, exact=True).get_attribute("aria-colindex")
        return self.frame.locator(f'tr[aria-rowindex="{row + 2}"] td[aria-colindex="{column}"]')

    def select(self, row: int, head: str) -> None:
        """Put the cursor on a cell: with the mouse on the first row, then with the arrows, as a reader would."""
        cell = self.cell(row, head)
        keys = ["ArrowRight"] * [words for words in self.heads() if words].index(head) + ["ArrowDown"] * row
        for _ in range(5):  # a table that is just being drawn loses keys
            self.frame.locator(".dvn-scroller").click(position={"x": 60, "y": 52})  # beside the column that marks rows
            for key in keys:
                self.page.keyboard.press(key)
            for _ in range(20):
                if cell.get_attribute("aria-selected") == "true":
                    return
                self.page.wait_for_timeout(50)
        raise AssertionError(f"the cursor does not reach {head} in row {row}")

    def write(self, row: int, head: str, words: str) -> None:
        """Type into a cell and go on with Enter."""
        self.select(row, head)
        self.page.keyboard.press("Enter")
        self._fill(words)

    def add(self, words: str) -> None:
        """Add a row by typing into its first cell."""
        below = 52 + 35 * self.frame.locator("tbody tr").count()
        self.frame.locator(".dvn-scroller").click(position={"x": 60, "y": below})
        self._fill(words)

    def says(self, row: int, head: str, words: str) -> None:
        """Wait until a cell says something; the table tells it a moment after it has drawn it."""
        for _ in range(100):
            found = self.cell(row, head).text_content()
            if found == words:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{head} in row {row} says {found!r}, not {words!r}")

    def pick(self, row: int, head: str, option: str) -> None:
        """Choose from the list of a cell."""
        self.select(row, head)
        self.page.keyboard.press("Enter")
        self.page.locator("#portal").get_by_text(option, exact=True).last.click()
        self._closed()

    def _fill(self, words: str) -> None:
        box = self.page.locator("#portal input:enabled, #portal textarea:enabled").last
        box.fill(words)
        box.press("Enter")
        self._closed()

    def _closed(self) -> None:
        """Wait until the field over the cell is gone, and leave the cell: another click on it would open it again."""
        self.page.locator('#portal [id^="gdg-overlay"]').wait_for(state="detached")
        self.page.keyboard.press("Escape")

    def tick(self, row: int, head: str) -> None:
        """Tick or untick a cell."""
        self.select(row, head)
        self.page.keyboard.press("Space")
