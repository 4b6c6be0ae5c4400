"""The switch of language in a real browser: on every page no word of another language is left on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from browser import ADDRESSES, Open, choose, settled
from playwright.sync_api import Page
from pydantic import BaseModel

from costmodel.price_book.book import PriceBook
from costmodel.ui.parts.words import LANGUAGE_NAMES
from costmodel.words.text import LANGUAGES, Language, Text

pytestmark = pytest.mark.browser

NEED = """preset: medium
bundle: hybrid
language: fr
levers: [phases]
terms:
  discounts: [{label: X, share: 0.05}]
  tax: {category: E, reason: Z}
  extra_lines: [{id: own.1, item_name: Zz, kind: alternative, replaces: training, unit_price: 100 MRU}]
"""
"""A need in which many lists have something chosen."""
COMMON = ("alternative", "option", "line")
"""Words that the tables tell assistive programs as they are kept, whatever they show."""
SURE = 10
"""Letters from which on a phrase with figures in it is told from chance."""
GAP = re.compile(r"\{[^}]*\}")
SAID = """proposal => {
  const said = [], nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode, home = node.nodeType === 3 ? node.parentElement : node;
    if (home.closest(`style, script, noscript, [aria-label="${proposal}"]`)) continue;
    if (node.nodeType === 3) { said.push(node.textContent); continue; }
    for (const name of ["aria-label", "aria-valuetext", "placeholder", "title", "alt"])
      said.push(node.getAttribute(name));
    if (node.matches("input:not([type=radio], [type=checkbox]), textarea")) said.push(node.value);
    if (node.matches("p, li, h1, h2, h3, td, th, label, summary")) said.push(node.innerText);
  }
  return said.filter(Boolean);
}"""
"""Every word of the page, typed, chosen, hidden or told to assistive programs; save what is a proposal’s."""


class Words(NamedTuple):
    """What can be said in a language: whole phrases, and phrases with gaps."""

    whole: frozenset[str]
    gaps: tuple[re.Pattern[str], ...]

    def among(self, said: set[str]) -> list[str]:
        """What of it was said."""
        told = [words for words in said if len(words) >= SURE and any(gap.fullmatch(words) for gap in self.gaps)]
        return sorted(said & self.whole) + told


def texts_in(value: object) -> Iterator[Text]:
    """Every text of the price book, phrases and facts."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from texts_in(one)


def simple(words: str) -> str:
    """Words without marks that are not seen."""
    return re.sub(r"[\u2066-\u2069*`]", "", words).replace("\u00a0", " ").replace("\u202f", " ").strip()


def words_of(book: PriceBook, language: Language) -> tuple[Words, frozenset[str]]:
    """What only the other languages say, and what this one says."""
    every = list(texts_in(book))
    own = frozenset(simple(text.in_(language)) for text in every)
    foreign = {
        words
        for text in every
        for other in LANGUAGES
        if (words := simple(text.in_(other))) not in own | {*COMMON} and re.search(r"[^\W\d_]", words)
    }
    gaps = [GAP.split(words) for words in foreign if GAP.search(words)]
    sure = [parts for parts in gaps if sum(letter.isalpha() for part in parts for letter in part) >= SURE]
    patterns = tuple(re.compile(".+?".join(map(re.escape, parts)), re.DOTALL) for parts in sure)
    return Words(frozenset(words for words in foreign if not GAP.search(words)), patterns), own


@pytest.fixture(scope="module")
def spoken(book: PriceBook) -> dict[Language, tuple[Words, frozenset[str]]]:
    return {language: words_of(book, language) for language in LANGUAGES}


def said_on(page: Page, proposal: str) -> set[str]:
    found: list[str] = page.evaluate(SAID, proposal)
    return {simple(words) for words in found}


def choices(page: Page, row: int) -> Any:
    """The choices of a row of buttons in the main part of the page."""
    return page.locator(".stMain").get_by_role("radiogroup").nth(row).get_by_role("radio")


def everywhere(page: Page, path: str) -> Iterator[str]:
    """Go to every part of a page, and say which it is; the page is in English each time."""
    if path == "quote":
        page.get_by_test_id("stSidebar").locator("input[type=file]").set_input_files(
            {"name": "need.yaml", "mimeType": "application/octet-stream", "buffer": NEED.encode()}
        )
        page.get_by_role("button", name="Undo").and_(page.locator(":enabled")).wait_for()
    if path not in ("quote", "prices"):
        for part in page.locator(".stMain summary").all():
            part.click()
        yield path
        return
    for number in range(choices(page, 0).count()):
        choices(page, 0).nth(number).click()
        settled(page)
        if path == "prices" and number == 0:
            choose(page, "Subject", "Bundles")
            page.locator(".stMain").get_by_text("assumption", exact=True).first.click()
            settled(page)
        if path == "prices" and number == 1:
            for way in range(choices(page, 1).count()):
                choices(page, 1).nth(way).click()
                settled(page)
                yield f"{path}, part {number}, way {way}"
        else:
            yield f"{path}, part {number}"


@pytest.mark.parametrize("path", ADDRESSES)
def test_after_the_switch_no_word_of_another_language_is_left(
    path: str, visit: Open, book: PriceBook, spoken: dict[Language, tuple[Words, frozenset[str]]]
) -> None:
    page = visit(f"{path}?lang=en")
    proposal = book.say("ui.result").fr
    languages: tuple[Language, ...] = (*(one for one in LANGUAGES if one != "en"), "en")
    for part in everywhere(page, path):
        for language in languages:
            page.get_by_role("radio", name=LANGUAGE_NAMES[language]).click()
            page.wait_for_url(f"**lang={language}")
            foreign, own = spoken[language]
            for _ in range(60):  # until the last table has told its cells
                settled(page)
                said = said_on(page, proposal)
                left = foreign.among(said)
                if not left and len(said & own) > 15:
                    break
                page.wait_for_timeout(50)
            assert left == [], f"{part} in {language}"
            assert len(said & own) > 15, f"{part} in {language} says something"
