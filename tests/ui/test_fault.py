"""A fault of the app itself: told in the language of the screen with the ways to go on, and written to the log."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from browser import SCREENSHOTS, settled, start_server
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

import costmodel.ui
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.ui.pages import start
from costmodel.ui.parts import price_panel
from costmodel.ui.state.offer import STATE
from costmodel.words.text import LANGUAGES

ROOT = Path(__file__).parents[2]
UI = sorted(Path(str(costmodel.ui.__file__)).parent.rglob("*.py"))
SECRET = "the customer is Hôpital de Kiffa"
REFERENCE = re.compile(r"\b(\w+) \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that has no cookie."""
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: None)


def broken(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError(SECRET)


def opened(language: str = "en") -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    page.query_params["lang"] = language
    return page.run()


def words(page: AppTest) -> str:
    said = (*page.title, *page.markdown, *page.caption, *page.error)
    return re.sub(r"\\(?=\W)|[\u2066-\u2069]", "", "\n".join(str(one.value) for one in said))


def tells(page: AppTest, book: PriceBook, language: Any = "en") -> str:
    """The class of the fault that the page tells, in the words of the language, and neither its message nor a trace."""
    assert not page.exception, "Streamlit's own box"
    assert page.title[0].value == book.say("ui.fault_title").in_(language)
    for phrase in ("ui.fault_text", "ui.fault_remedy"):
        assert book.say(phrase).in_(language) in words(page)
    assert "Traceback" not in words(page)
    assert SECRET not in words(page)
    known_by = REFERENCE.search(next(line for line in words(page).splitlines() if REFERENCE.search(line)))
    assert known_by is not None
    return known_by[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_fails_says_so_in_its_language_and_the_log_has_the_rest(
    language: str, book: PriceBook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(start, "page", broken)
    with caplog.at_level(logging.ERROR, logger="costmodel"):
        page = opened(language)
    assert tells(page, book, language) == "ZeroDivisionError"
    assert page.metric, "the price stays at the side"
    (logged,) = [record for record in caplog.records if record.name == "costmodel"]
    assert logged.getMessage().split(": ")[1] in words(page), "log and screen name the fault alike"
    assert logged.exc_info is not None
    assert SECRET in str(logged.exc_info[1])


def test_after_a_fault_one_goes_on_where_one_was(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(start, "page", broken)
        page = opened()
        page.button(key="fault.on").click().run()
        assert tells(page, book) == "ZeroDivisionError", "as long as it fails"
    page.button(key="fault.on").click().run()
    assert page.title[0].value == book.say("ui.start_title").en


def test_what_a_page_drew_before_it_failed_is_gone(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_link", broken)  # after the title and the three sentences
    page = opened()
    tells(page, book)
    assert book.say("ui.start_title").en not in words(page)


def test_a_widget_whose_use_fails_changes_nothing_and_says_so(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened()
    before = page.session_state[STATE].draft
    monkeypatch.setattr(price_panel, "new_draft", broken)
    page.button(key="anew").click().run()
    assert tells(page, book) == "ZeroDivisionError"
    assert page.session_state[STATE].draft == before
    page.button(key="fault.on").click().run()
    assert page.title[0].value == book.say("ui.start_title").en


def test_a_frame_that_fails_is_told_and_leaves_the_ways_out(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened()
    page.session_state[STATE].past = [{"preset": "small"}]
    with monkeypatch.context() as patch:
        patch.setattr(price_panel, "_price", broken)
        page.run()
        assert tells(page, book) == "ZeroDivisionError"
        assert len(page.title) == 1
        page.button(key="fault.undo").click().run()
        assert page.session_state[STATE].draft == {"preset": "small"}
        page.button(key="fault.anew").click().run()
        assert page.session_state[STATE].draft == {"preset": "medium", "bundle": "on_premise"}
    page.button(key="fault.on").click().run()
    assert page.metric


def test_a_draft_that_cannot_even_be_saved_is_told(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened()
    monkeypatch.setattr(price_panel, "to_file", broken)
    page.run()
    tells(page, book)
    assert page.button(key="fault.anew")


def test_facts_that_cannot_be_read_say_what_is_wrong_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> None:
        raise InputError.one("texts.yaml", "ui.undo", "is missing.")

    monkeypatch.setattr("costmodel.ui.main.price_book", unreadable)
    monkeypatch.setattr("costmodel.ui.parts.fault_page.price_book", unreadable)
    page = opened()
    assert not page.exception
    assert words(page) == "texts.yaml: ui.undo: is missing."


def test_to_stop_and_to_run_anew_are_no_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    def again(say: Any) -> None:
        if "again" not in st.session_state:
            st.session_state["again"] = True
            st.rerun()
        st.title("Ran anew")
        st.stop()

    monkeypatch.setattr(start, "page", again)
    page = opened()
    assert not page.exception
    assert [title.value for title in page.title] == ["Ran anew"]


def test_who_was_not_let_in_gets_no_quote_from_a_fault(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.parts.access.guard", broken)
    page = opened()
    tells(page, book)
    assert [button.key for button in page.button] == ["fault.on"]
    assert STATE not in page.session_state


def uses(path: Path) -> list[ast.expr]:
    """What is done when a widget is used, as the code has it."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            found += [one.value for one in node.keywords if one.arg in ("on_click", "on_change", "on_select")]
        if isinstance(node, ast.Dict):
            found += [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value in ("on_click", "on_change", "on_select")
            ]
    return found


@pytest.mark.parametrize("path", UI, ids=lambda path: path.stem)
def test_whatever_a_widget_does_its_fault_is_told_by_the_app(path: Path) -> None:
    for use in uses(path):
        assert re.match(r"(fault\.)?action\(|'ignore'$", ast.unparse(use)), f"{ast.unparse(use)}: wrap it in action()"


def test_there_are_widgets_that_do_something() -> None:
    assert sum(len(uses(path)) for path in UI) > 30


# ------------------------------------------------------------------ in the browser

SCRIPT = f"""
from costmodel.ui.pages.compare import page as compare
from costmodel.ui.main import main

def page(say):
    raise ZeroDivisionError("{SECRET}")

compare.page = page
main()
"""


@pytest.mark.browser
def test_the_screen_tells_the_fault_and_the_servers_error_output_has_its_trace(
    chromium: Browser, tmp_path: Path
) -> None:
    script = tmp_path / "app.py"
    script.write_text(SCRIPT, encoding="utf-8")
    server, address = start_server(tmp_path, script)
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/compare?lang=fr")
    page.get_by_role("heading", name="L’application a rencontré une erreur").wait_for()
    settled(page)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert SECRET not in page.content()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "fault.png")
    told = re.search(r"ZeroDivisionError [-0-9]+ [:0-9]+", page.locator(".stMain").inner_text())
    assert told is not None
    page.get_by_test_id("stTopNav").get_by_role("link", name="Risques", exact=True).click()
    page.get_by_role("heading", name="Risques").wait_for()
    page.close()
    server.terminate()
    server.wait(timeout=30)
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert f"Fault of the app: {told[0]}\nTraceback (most recent call last):" in log
    assert f"ZeroDivisionError: {SECRET}" in log
