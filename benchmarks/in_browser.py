"""The app in a browser, measured against an empty Streamlit app in the same browser on the same machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import NAMES, free_port, go, settled, start_server  # noqa: E402
from clock import ENVIRONMENT  # noqa: E402

EMPTY = """
import streamlit as st

value = st.number_input("Number", value=1)
st.metric("Value", value)
"""
STOPWATCH = """() => {
  const price = () => document.querySelector('[data-testid="stMetricValue"]')?.innerText
  const before = price()
  let start = null
  window.spent = null
  document.addEventListener('keydown', event => { if (event.key === 'Enter') start ??= performance.now() }, true)
  new MutationObserver((_, watch) => {
    if (start === null || [before, undefined].includes(price())) return
    window.spent = (performance.now() - start) / 1000
    watch.disconnect()
  }).observe(document.body, {subtree: true, childList: true, characterData: true})
}"""
"""Measures in the page itself, from the key to another price on the screen."""
DRIVER = "Studies a year"
QUOTE = "/quote?lang=en"
USERS = 10


def chromium() -> str | None:
    """Chromium's program, if there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Stage:
    """A browser, the app, and an empty one."""

    def __init__(self, browser: Any, home: Path) -> None:
        self.browser = browser
        self.home = home
        self.app, self.empty = ROOT / "app.py", home / "empty.py"
        self.empty.write_text(EMPTY, encoding="utf-8")

    @contextmanager
    def served(self, script: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
        """A server of a script, for a while."""
        server, address = start_server(self.home, script)
        try:
            yield server, address
        finally:
            server.kill()
            server.wait()

    def opened(self, address: str) -> Any:
        """A page as a new browser opens it."""
        page = self.browser.new_context(viewport={"width": 1280, "height": 1600}).new_page()
        page.goto(address)
        settled(page)
        return page

    def first_page(self, *command: str, after: float = 0) -> Callable[[], float]:
        """Seconds to a figure on the screen, from the start of a server by a command that is told the port.

        With `after`, the page is opened that many seconds after the server answers, and the seconds count from there.
        """

        def work() -> float:
            port = str(free_port())
            served, quiet = [sys.executable, "-m", *command, port], subprocess.DEVNULL
            own = {**ENVIRONMENT, "HOME": str(self.home)}
            start = time.perf_counter()
            with subprocess.Popen(served, cwd=ROOT, env=own, stdout=quiet, stderr=quiet) as server:
                page = self.browser.new_context(viewport={"width": 1280, "height": 1600}).new_page()
                while True:
                    try:
                        socket.create_connection(("localhost", int(port)), timeout=1).close()
                        break
                    except OSError:  # the server is not there yet
                        time.sleep(0.02)
                if after:
                    time.sleep(after)
                    start = time.perf_counter()
                page.goto(f"http://localhost:{port}/?lang=en")
                page.get_by_test_id("stMetricValue").wait_for()
                spent = time.perf_counter() - start
                page.context.close()
                server.kill()
            return spent

        return work

    def changes(self, runs: int) -> tuple[list[float], list[float]]:
        """Seconds from a number typed to a new figure: in the empty app, and from a driver to the price."""
        bare: list[float] = []
        own: list[float] = []
        with self.served(self.empty) as (_, empty), self.served(self.app) as (_, app):
            other, page = self.opened(empty), self.opened(app + QUOTE)
            go(page, "Need", "Facility")
            for n in range(runs + 2):
                for one, field, spans in ((other, "Number", bare), (page, DRIVER, own)):
                    ask(one, field, 35_100 + 100 * n)
                    spans.append(answer(one))
                    settled(one)
                    one.wait_for_timeout(100)
        return bare[2:], own[2:]

    def quotes(self, many: int) -> tuple[list[float], float]:
        """Seconds from the click to the files for each of many quotes, and the server's memory in MB after them."""
        spans = []
        with self.served(self.app) as (server, address):
            for n in range(many):
                page = self.opened(address + QUOTE)
                go(page, "Need", "Facility")
                ask(page, DRIVER, 40_000 + n)
                answer(page)
                go(page, "Files", "Make the proposal")
                start = time.perf_counter()
                page.get_by_role("button", name="Make the proposal").click()
                page.get_by_text("The files are ready.").wait_for()
                spans.append(time.perf_counter() - start)
                page.context.close()
            return spans, memory_of(server.pid)

    def crowd(self, rounds: int) -> list[float]:
        """Seconds that each of ten users waits for the price after all of them change a driver at once."""
        waits = []
        with self.served(self.app) as (_, address):
            pages = [self.opened(address + QUOTE) for _ in range(USERS)]
            for page in pages:
                go(page, "Need", "Facility")
            for n in range(rounds):
                for number, page in enumerate(pages):
                    ask(page, DRIVER, 50_000 + 100 * n + number)
                waits += [answer(page) for page in pages]
            for page in pages:
                page.context.close()
        return waits


def ask(page: Any, field: str, value: int) -> None:
    """Type a number and start the watch with Enter."""
    page.evaluate(STOPWATCH)
    box = page.get_by_label(field, exact=True)
    box.fill(str(value))
    box.press("Enter")


def answer(page: Any) -> float:
    """Seconds until the figure on the screen was another one."""
    page.wait_for_function("window.spent !== null")
    return float(page.evaluate("window.spent"))


def memory_of(process_id: int) -> float:
    """The memory of a running process in MB, as Linux tells it."""
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        return float("nan")
    told = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS"))
    return int(told.split()[1]) / 1024
