"""How the app looks: one theme, light and dark, that everybody can read; a start page; right to left for Arabic."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from browser import ADDRESSES, SCREENSHOTS, Open, settled, start_server
from playwright.sync_api import Browser, FloatRect, Page
from streamlit import config
from streamlit.testing.v1 import AppTest

from costmodel.files import colour, limits
from costmodel.files.colour import contrast as contrast_of
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.ui import main as frame
from costmodel.ui.pages import PAGES
from costmodel.ui.pages.quote.page import SECTIONS
from costmodel.ui.parts import picture, style
from costmodel.ui.state import draft as drafts
from costmodel.ui.state.session import State
from costmodel.words.text import LANGUAGES, Language

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
THEMES = ("light", "dark")
TEXT_CONTRAST, EDGE_CONTRAST = 4.5, 3.0
"""WCAG 2.2 AA: of letters, and of what shows where something can be used."""
CAPTION = 0.8
"""Opacity of small print."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that has no cookie."""
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: None)


def theme(name: str) -> dict[str, str]:
    colours: dict[str, str] = CONFIG["theme"][name]
    return colours


def contrast(one: str, other: str) -> float:
    """Of two colours written #rrggbb."""
    return contrast_of(one[1:], other[1:])


def mixed(top: str, below: str, opacity: float) -> str:
    """A colour that lets another one through."""
    pairs = [(int(top[n : n + 2], 16), int(below[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(a * opacity + b * (1 - opacity)):02x}" for a, b in pairs)


# ------------------------------------------------------------------ the settings


def test_the_server_is_for_this_computer_and_takes_small_files() -> None:
    server = CONFIG["server"]
    assert server["address"] == "localhost"
    assert server["headless"] is True
    assert server["enableXsrfProtection"] is True
    assert server["enableCORS"] is True
    assert server["maxUploadSize"] == max(limits.TEXT, limits.TABLE).megabytes
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none"}


def options(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_streamlit_knows_every_setting() -> None:
    unknown = set(options(CONFIG)) - set(config.get_config_options())
    assert unknown == set()


def test_letters_are_those_that_the_server_brings_along() -> None:
    assert CONFIG["theme"]["font"] == "sans-serif"
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8").replace("https://", "http")


# ------------------------------------------------------------------ contrast


PAIRS = (
    ("textColor", "backgroundColor"),
    ("textColor", "secondaryBackgroundColor"),
    ("primaryColor", "backgroundColor"),
    ("primaryColor", "secondaryBackgroundColor"),
    ("linkColor", "backgroundColor"),
    ("linkColor", "secondaryBackgroundColor"),
    ("blueTextColor", "blueBackgroundColor"),
    ("dataframeHeaderTextColor", "backgroundColor"),
    ("dataframeHeaderTextColor", "secondaryBackgroundColor"),
)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize(("name", "pair"), list(product(THEMES, PAIRS)), ids=str)
def test_letters_can_be_read(name: str, pair: tuple[str, str]) -> None:
    colours = theme(name)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= TEXT_CONTRAST


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("below", ["backgroundColor", "secondaryBackgroundColor"])
def test_small_print_and_edges_can_be_seen(name: str, below: str) -> None:
    colours = theme(name)
    assert f"opacity: {CAPTION}" in style._CONTRAST
    assert contrast(mixed(colours["textColor"], colours[below], CAPTION), colours[below]) >= TEXT_CONTRAST
    assert contrast(colours["borderColor"], colours[below]) >= EDGE_CONTRAST


@pytest.mark.parametrize(("name", "letters"), list(zip(THEMES, style.ON_ACCENT, strict=True)))
def test_letters_on_the_accent_colour_can_be_read(name: str, letters: str) -> None:
    assert contrast(letters, theme(name)["primaryColor"]) >= TEXT_CONTRAST


def test_the_accent_is_that_of_the_documents_and_there_is_no_other() -> None:
    mark = (ROOT / "costmodel" / "ui" / "assets" / "mark.svg").read_text(encoding="utf-8")
    assert f'fill="#{colour.ACCENT.lower()}"' in mark
    assert f'stroke="#{colour.MIDDLE.lower()}"' in mark
    for name, accent in zip(THEMES, (colour.ACCENT, colour.ON_DARK), strict=True):
        assert theme(name)["primaryColor"] == f"#{accent.lower()}"
        assert theme(name)["linkColor"] == theme(name)["blueColor"] == theme(name)["primaryColor"]


@pytest.mark.parametrize("name", THEMES)
def test_the_first_way_in_stands_out_and_can_be_read(name: str) -> None:
    ground, letters = theme(name)["primaryColor"], style.ON_ACCENT[THEMES.index(name)]
    rules = " ".join(re.findall(r"\.st-key-start-quote[^{]*\{([^}]*)\}", style._START))
    assert {ground, letters} <= set(re.findall("#[0-9a-f]{6}", rules))
    assert contrast(mixed(ground, letters, 0.88), letters) >= TEXT_CONTRAST, "under the pointer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_streamlits_own_words_have_others_in_every_language(language: Language, book: PriceBook) -> None:
    rules = style._own_words(Wording(book, language))
    for name in style.STREAMLITS_WORDS:
        assert f'content: "{book.say(f"ui.{name}").in_(language)}";' in rules


def test_style_and_charts_use_the_colours_of_the_theme() -> None:
    own = {colour.lower() for name in THEMES for colour in theme(name).values()}
    used = set(re.findall(r"#[0-9a-f]{6}\b", Path(style.__file__).read_text(encoding="utf-8")))
    assert used <= own
    assert theme("dark")["backgroundColor"] == picture.DARK_PAPER


# ------------------------------------------------------------------ the start page, the mark, the words


def start_page() -> None:
    import streamlit as st

    from costmodel.price_book.wording import Wording
    from costmodel.ui.pages import start
    from costmodel.ui.state.offer import price_book

    start.page(Wording(price_book(), st.session_state["language"]))


def started(language: str, state: State | None = None) -> AppTest:
    test = AppTest.from_function(start_page, default_timeout=20)
    test.session_state["language"] = language
    if state is not None:
        test.session_state["costmodel"] = state
    test.run()
    assert not test.exception
    return test


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_start_page_says_in_three_sentences_what_to_do_and_where_to_go(language: str) -> None:
    test = started(language)
    steps = test.markdown[0].value.splitlines()
    assert [step[:3] for step in steps] == ["1. ", "2. ", "3. "]
    assert all(step.count(".") == 2 for step in steps)
    links = [element.proto.page for element in test.get("page_link")]
    assert links == [name for name in PAGES if name != "start"]


def test_after_a_reload_the_start_page_says_what_is_still_there(book: PriceBook) -> None:
    draft = drafts.with_value(drafts.new_draft(book), ("customer", "name"), "Hôpital *de* Kiffa")
    test = started("en", State(draft=draft, restored=True))
    said = test.markdown[0].value.replace("\\", "")
    assert (
        said == "Your last quote is still here: Hôpital *de* Kiffa · Medium facility · " + book.bundles[0].name.en + "."
    )
    test.button(key="start_anew").click().run()
    assert not test.exception
    assert test.session_state["costmodel"].draft == drafts.new_draft(book)
    assert "still here" not in test.markdown[0].value


def test_every_page_has_its_address() -> None:
    folder = Path(frame.__file__).parent / "pages"
    drawn = [path for path in folder.rglob("*.py") if "\ndef page(say: Wording)" in path.read_text(encoding="utf-8")]
    assert {".".join(path.relative_to(folder).with_suffix("").parts) for path in drawn} == set(PAGES.values())


def test_the_mark_is_a_small_drawing() -> None:
    drawing = Path(frame.MARK)
    assert drawing.suffix == ".svg"
    assert drawing.stat().st_size < 1_000
    assert "<script" not in drawing.read_text(encoding="utf-8")


def test_there_is_no_emoji(book: PriceBook) -> None:
    pictures = re.compile("[\u2600-\u27bf\u2b50\u2b55\ufe0f\U0001f000-\U0001faff]")
    pages = [path.read_text(encoding="utf-8") for path in Path(frame.__file__).parent.rglob("*.py")]
    words = [text.in_(language) for text in book.texts for language in LANGUAGES]
    assert [word for word in (*pages, *words) if pictures.search(word)] == []


# ------------------------------------------------------------------ in the browser

FAINT = """() => {
  const rgba = words => {
    const found = words.match(/-?[\\d.]+/g).map(Number), unit = words.startsWith("color(") ? 255 : 1;
    return [found[0] * unit, found[1] * unit, found[2] * unit, found.length > 3 ? found[3] : 1];
  };
  const over = (top, below) => {
    const alpha = top[3] + below[3] * (1 - top[3]);
    return alpha ? [0, 1, 2].map(n => (top[n] * top[3] + below[n] * below[3] * (1 - top[3])) / alpha).concat(alpha)
                 : [0, 0, 0, 0];
  };
  const luminance = colour => {
    const [r, g, b] = colour.slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), home = texts.currentNode.parentElement;
    const box = home.getBoundingClientRect(), look = getComputedStyle(home);
    const skipped = "style, script, noscript, [disabled], [aria-disabled=true], [data-testid=stSlider]";
    if (!text || !box.width || look.visibility === "hidden" || home.closest(skipped)) continue;
    let ground = [0, 0, 0, 0], opacity = 1;
    for (let element = home; element; element = element.parentElement) {
      const style = getComputedStyle(element);
      ground = over(ground, rgba(style.backgroundColor));
      opacity *= Number(style.opacity);
    }
    if (!opacity) continue;
    ground = over(ground, [255, 255, 255, 1]);
    const ink = rgba(look.color);
    const [one, other] = [luminance(over([...ink.slice(0, 3), ink[3] * opacity], ground)), luminance(ground)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const large = parseFloat(look.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) faint.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", THEMES)
def test_every_word_on_the_screen_can_be_read(name: str, visit: Open) -> None:
    page = visit("?lang=fr", color_scheme=name)
    for path in ADDRESSES:
        page.goto(f"{page.url.split('?')[0].rsplit('/', 1)[0]}/{path}?lang=fr")
        settled(page)
        assert page.evaluate(FAINT) == [], path
        assert page.locator(".stApp").evaluate("app => getComputedStyle(app).colorScheme") == name
        for number in range(1, len(SECTIONS) if path == "quote" else 3 if path == "prices" else 0):
            page.locator(".stMain").get_by_role("radio").nth(number).click()
            page.locator(f'.stMain [role="radio"]:nth-child({number + 1})[aria-checked="true"]').first.wait_for()
            settled(page)
            page.wait_for_function("!document.querySelector('.stMain [data-stale=true]')")
            assert page.evaluate(FAINT) == [], f"{path}, {number}"


@pytest.mark.browser
def test_nothing_on_the_screen_speaks_english_in_french_but_streamlits_name(visit: Open) -> None:
    page = visit("quote?lang=fr")
    after = "place => getComputedStyle(place, '::after').content"
    page.get_by_test_id("stMainMenuButton").click()
    for name, words in (("theme-System", "Système"), ("theme-Light", "Clair"), ("theme-Dark", "Sombre")):
        item = page.get_by_test_id(f"stMainMenuItem-{name}")
        assert item.evaluate(after) == f'"{words}"'
        assert item.evaluate("place => getComputedStyle(place).fontSize") == "0px"
    page.keyboard.press("Escape")
    assert page.get_by_test_id("stSkipToContent").evaluate(after) == '"Aller au contenu"'
    page.get_by_role("radio", name="Besoin", exact=True).click()
    page.get_by_label("Motifs de la mise à niveau", exact=True).last.click()
    every = page.get_by_text("Select all", exact=True)
    assert every.evaluate(after) == '"Tout choisir"'
    assert every.evaluate("place => getComputedStyle(place).fontSize") == "0px"


@pytest.mark.browser
def test_the_keyboard_goes_on_from_section_to_section(visit: Open) -> None:
    page = visit("quote?lang=en", viewport={"width": 1280, "height": 700})
    for section in ("Need", "Solution", "Lines"):
        step = page.get_by_role("button", name=f"Next: {section}")
        step.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("name => document.activeElement.innerText === name", arg=section)
        assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
        assert page.get_by_role("radio", name=section, exact=True).get_attribute("aria-checked") == "true"
    page.get_by_role("radio", name="Solution", exact=True).press("Space")
    saving = page.get_by_label("Thin clients", exact=True)
    saving.wait_for(state="attached")
    saving.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert saving.locator("xpath=ancestor::label").evaluate("label => getComputedStyle(label).outlineStyle") == "solid"


@pytest.mark.browser
def test_on_a_tablet_the_price_stays_in_sight_and_nothing_sticks_out(visit: Open) -> None:
    page = visit("quote?lang=fr", viewport={"width": 768, "height": 1024})
    strip = page.locator(".price-strip")
    assert strip.is_visible()
    assert "4\u202f007\u202f319,01" in strip.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    for other in ("", "compare", "risk", "prices"):
        page.goto(f"{page.url.split('?')[0].rsplit('/', 1)[0]}/{other}?lang=fr")
        page.locator('.stApp[data-test-script-state="notRunning"] h1').wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 768, other
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 768, other
    page.set_viewport_size({"width": 1280, "height": 1024})
    page.reload()
    settled(page)
    assert not strip.is_visible()


COVERED = """field => {
  const input = field.querySelector("input"), look = getComputedStyle(input), pen = document.createElement("canvas");
  const box = input.getBoundingClientRect(), ink = pen.getContext("2d"), hint = '[data-testid="InputInstructions"]';
  ink.font = `${look.fontSize} ${look.fontFamily}`;
  const wide = ink.measureText(input.value).width, end = box.right - parseFloat(look.paddingRight);
  const figure = {left: end - wide, right: end, top: box.top, bottom: box.bottom};
  const others = [...field.querySelectorAll("label p, button")].map(one => one.getBoundingClientRect());
  const hints = [...field.querySelectorAll(hint)].map(one => one.getBoundingClientRect()).filter(one => one.width);
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  return {hints: hints.length, covered: hints.some(one => [figure, ...others].some(other => meet(one, other))),
          seen: wide <= box.width - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight)};
}"""
"""Whether a field that is typed in tells of Enter, whether that covers something, and whether its figure is seen."""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 768])
def test_what_tells_of_enter_covers_nothing_and_a_figure_is_seen_whole(
    width: int, visit: Open, book: PriceBook
) -> None:
    page = visit("risk?lang=fr", viewport={"width": width, "height": 1200})
    told = []
    for path, choice in (("quote", 1), ("risk", None), ("compare", None), ("prices", 1)):
        page.goto(f"{page.url.split('?')[0].rsplit('/', 1)[0]}/{path}?lang=fr")
        settled(page)
        if choice is not None:
            page.locator(".stMain").get_by_role("radiogroup").first.get_by_role("radio").nth(choice).click()
            settled(page)
        if path == "compare":
            page.get_by_text(book.say("ui.borne").fr, exact=True).click()
        field = page.locator('.stMain [data-testid="stNumberInput"]').first
        box = field.locator("input")
        box.click()
        box.press("End")
        box.type("1234")
        page.wait_for_timeout(300)  # until the field knows its width
        found = field.evaluate(COVERED)
        assert not found["covered"], path
        assert found["seen"], path
        told.append(found["hints"])
    assert 1 in told, "where there is room, the field says that Enter applies what was typed"


@pytest.fixture
def arabic(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page for a quote in Arabic."""
    server, address = start_server(tmp_path)
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{address}/quote?lang=ar")
    settled(page)
    yield page
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "right-to-left.png")
    page.close()
    server.terminate()
    server.wait(timeout=30)
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


@pytest.mark.browser
def test_arabic_turns_the_page(arabic: Page) -> None:
    def box(selector: str) -> FloatRect:
        found = arabic.locator(selector).first.bounding_box()
        assert found is not None
        return found

    assert arabic.locator(".stApp").evaluate("app => getComputedStyle(app).direction") == "rtl"
    side, title = box('[data-testid="stSidebar"]'), box("h1")
    assert side["x"] + side["width"] == 1280
    assert title["x"] + title["width"] < side["x"]
    name, amount = box("dl.figures dt"), box("dl.figures dd")
    assert name["x"] > amount["x"] + amount["width"] - 1
    assert arabic.locator("h1").inner_text() == "عرض سعر جديد"
    arabic.get_by_role("radio").nth(6).click()  # the lines of the quote
    table = arabic.locator('[data-testid="stDataFrame"]').first
    table.wait_for()
    assert table.evaluate("table => getComputedStyle(table).direction") == "ltr"
    assert arabic.evaluate("document.documentElement.scrollWidth") <= 1280
