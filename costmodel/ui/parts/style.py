"""The app's own CSS: figures in a column, calm spacing, tablet and paper, right-to-left for Arabic.

The colours are those of `.streamlit/config.toml`; `light-dark()` takes the one of the theme that is shown.
"""

from __future__ import annotations

import json

import streamlit as st

from costmodel.files.colour import ACCENT, ON_DARK
from costmodel.price_book.wording import Wording
from costmodel.ui.parts.tables import STYLE
from costmodel.words.text import Language

ACCENTS = f"#{ACCENT}, #{ON_DARK}".lower()
"""The accent colour, light and dark."""
ON_ACCENT = ("#ffffff", "#12191c")
"""Letters on the accent colour, light and dark."""
STREAMLITS_WORDS = {
    "choose_file": ('.stApp [data-testid="stFileUploaderDropzone"] button p', "0.875rem"),
    "press_enter": ('.stApp [data-testid="InputInstructions"]', "0.75rem"),
    "skip_to_content": ('[data-testid="stSkipToContent"]', "0.875rem"),
    "theme_system": ('[data-testid="stMainMenuItem-theme-System"]', "0.875rem"),
    "theme_light": ('[data-testid="stMainMenuItem-theme-Light"]', "0.875rem"),
    "theme_dark": ('[data-testid="stMainMenuItem-theme-Dark"]', "0.875rem"),
    "select_all": ('[data-testid="stMultiSelectDropdown"] [data-key="__select_all__"] [data-item-hl]', "0.875rem"),
    "no_results": ('[role="listbox"][data-empty="true"] [role="option"] span', "0.875rem"),
    "more_pages": ('[data-testid="stTopNavSection"] p', "0.8125rem"),
    "menu_about": ('[data-testid="stMainMenuItem-about"] [data-testid="stMainMenuItemLabel"]', "0.875rem"),
}
"""Words that Streamlit has in English only: the phrase in their place, where they stand, and their size."""
_RIGHT_TO_LEFT: tuple[Language, ...] = ("ar",)
_SPACE = """
.stApp [data-testid="stMainBlockContainer"] {padding-inline: 2.5rem; max-width: 78rem; margin-inline: 0 auto;}
.stApp [data-testid="stSidebarHeader"] {height: 3.25rem; margin-bottom: 0.5rem;}
.stApp :is([data-testid="stAppDeployButton"], [data-testid^="stStatusWidget"], [data-testid="stHeaderActionElements"]) {
  display: none;}
.stApp h1 {text-wrap: balance; padding-top: 0.25rem;}
.stApp [data-testid="stElementContainer"]:has(> :is([data-testid="stNumberInput"], [data-testid="stCheckbox"]))
  + [data-testid="stElementContainer"]:has(> [data-testid="stMarkdown"] [data-testid="stCaptionContainer"]) {
  margin-top: -0.75rem;}
.stApp .st-key-levers [data-testid="stCaptionContainer"] {padding-inline-start: 1.6rem;}
.stApp .st-key-steps {margin-top: 1rem;}
.stApp [data-testid="stElementContainer"]:has([data-testid="stVegaLiteChart"]) {margin-top: 1.25rem;}
"""
_FIGURES = """
.stApp .figure {font-variant-numeric: tabular-nums; text-align: end;}
.stApp [data-testid="stMetricValue"], .stApp [data-testid="stTable"] td {font-variant-numeric: tabular-nums;}
.stApp [data-testid="stNumberInput"] input {font-variant-numeric: tabular-nums; text-align: end;}
.stApp [data-testid="stSidebar"] [data-testid="stAlert"] p {font-size: 0.875rem; line-height: 1.45;}
.stApp dl.figures {display: flow-root; margin: 0; padding: 0; font-size: 0.875rem; line-height: 1.4;}
.stApp dl.figures dt {float: inline-start; clear: both; max-width: 78%; font-weight: 400; margin: 0; padding: 0;}
.stApp dl.figures dd {float: inline-end; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 0;
  margin: 0 0 0.35rem;}
"""
_CONTRAST = f"""
.stApp [data-testid="stCaptionContainer"] {{opacity: 0.8;}}
.stApp [data-testid="stCaptionContainer"] [data-testid="stCaptionContainer"] {{opacity: 1;}}
.stApp :is(tr.quiet, td.quiet) small {{color: inherit;}}
.stApp [data-testid^="stBaseButton-primary"]:not(:disabled),
.stApp [data-testid="stMultiSelectTagsContainer"] span {{color: light-dark({", ".join(ON_ACCENT)});}}
.stApp :is([data-testid="stVerticalBlock"], [data-testid="stExpander"] details, [data-testid="stExpanderDetails"]) {{
  border-color: light-dark(#c3cfd3, #46555b);}}
.stApp :is(a, summary, [role="region"]):focus-visible, .stApp [data-testid="stCheckbox"]:has(:focus-visible) label {{
  outline: 2px solid currentColor; outline-offset: 2px;}}
"""
_START = f"""
.stApp [class*="st-key-start-"] {{position: relative; height: 100%;}}
.stApp [class*="st-key-start-"]:hover {{background: color-mix(in srgb, currentColor 4%, transparent);}}
.stApp .st-key-start-quote {{background: light-dark({ACCENTS}); border-color: transparent;
  color: light-dark({", ".join(ON_ACCENT)});}}
.stApp .st-key-start-quote:hover {{background: color-mix(in srgb, light-dark({ACCENTS}) 88%, currentColor);}}
.stApp .st-key-start-quote [data-testid="stCaptionContainer"] {{color: inherit; opacity: 1;}}
.stApp [class*="st-key-start-"] a {{padding: 0; background: none; position: static;}}
.stApp [class*="st-key-start-"] a p {{font-size: 1.15rem; font-weight: 600; white-space: normal; line-height: 1.3;
  color: light-dark({ACCENTS});}}
.stApp .st-key-start-quote a p {{color: light-dark({", ".join(ON_ACCENT)});}}
.stApp [class*="st-key-start-"] a::after {{content: ""; position: absolute; inset: 0;}}
.stApp .st-key-sources a {{padding: 0;}}
.stApp .st-key-sources a p {{text-decoration: underline;}}
"""
_HINT = """
.stApp :is([data-testid="stTextInput"], [data-testid="stTextArea"]) [data-testid="InputInstructions"] {display: none;}
.stApp [data-testid="stNumberInput"] {container-type: inline-size;}
.stApp [data-testid="stNumberInput"] :has(> [data-testid="InputInstructions"]) {inset-inline: 0 4rem;}
.stApp [data-testid="stNumberInput"] [data-testid="InputInstructions"] {inset-inline: 0.75rem auto; bottom: 0.65rem;}
@container (max-width: 20rem) {.stApp [data-testid="stNumberInput"] [data-testid="InputInstructions"] {display: none;}}
@container (max-width: 10rem) {.stApp [data-testid^="stNumberInputStep"] {display: none;}}
"""
"""Figures stand at the end of their field, so the hint stands at its start; a narrow field is for the figures alone."""
_TABLET = """
.stApp .price-strip {display: none;}
.stApp [data-testid="stElementContainer"]:has(> [data-testid="stHtml"] .price-strip) {position: absolute;}
.stApp:has([data-testid="stSidebar"]:is([data-collapsed="true"], [aria-expanded="false"])) .price-strip {
  display: flex; gap: 1rem; justify-content: space-between; position: fixed; inset-inline: 0; bottom: 0; z-index: 100;
  margin: 0; padding: 0.5rem 1.25rem; background: light-dark(#f1f5f6, #1e282c); font-variant-numeric: tabular-nums;
  border-top: 1px solid light-dark(#c3cfd3, #46555b);}
@media (max-width: 50rem) {
  .stApp [data-testid="stMainBlockContainer"] {padding-inline: 1.25rem;}
  .stApp [data-testid="stHeaderLogo"] {display: none;}
  .stApp [data-testid="stTopNavLink"] {padding-inline: 0.35rem; font-size: 0.8125rem;}
}
"""
_PAPER = """
@media print {
  @page {margin: 14mm;}
  .stApp .sheet {overflow: visible;}
  .stApp .sheet table {font-size: 0.7rem;}
  .stApp .sheet :is(th, td) {padding: 0.25rem 0.3rem;}
  .stApp .sheet :is(thead th, tbody th, small) {font-size: 0.7rem; min-width: 0;}
  .stApp :is([data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stButton"],
    [data-testid="stDownloadButton"], [data-testid="stFileUploader"], .price-strip) {display: none !important;}
  .stApp, .stApp :is([data-testid="stMain"], [data-testid="stAppViewContainer"]) {position: static; overflow: visible;
    height: auto; color: #000; background: #fff;}
  .stApp [data-testid="stMainBlockContainer"] {padding: 0; max-width: none;}
  .stApp :is(tr, figure, [data-testid="stVegaLiteChart"]) {break-inside: avoid;}
}
"""
_MIRRORED = """
.stApp {direction: rtl;}
.stApp :is(h1, h2, h3, p, ol, ul, li, label, td, th, input, textarea, [data-testid="stMarkdownContainer"],
  [data-testid="stCaptionContainer"]) {text-align: start;}
.stApp [data-testid="stNumberInput"] input {text-align: end;}
.stApp :is(.figure, .end, .sheet .end) {text-align: right;}
.stApp [data-testid="stButtonGroup"] button {border-radius: 0; margin: 0 -1px 0 0;}
.stApp [data-testid="stButtonGroup"] button:first-child {border-start-start-radius: 0.3rem;
  border-end-start-radius: 0.3rem;}
.stApp [data-testid="stButtonGroup"] button:last-child {border-start-end-radius: 0.3rem; border-end-end-radius: 0.3rem;}
.stApp :is([data-testid="stDataFrame"], [data-testid="stVegaLiteChart"], [data-testid="stSlider"] [role="group"]) {
  direction: ltr;}
.stApp :is([data-testid="stExpander"] summary, .st-key-steps) [data-testid="stIconMaterial"] {transform: scaleX(-1);}
.stApp :is(ol, ul) {padding-inline: 1.5em 0; margin-inline: 0;}
.stApp [data-testid="stSidebar"] {overflow: hidden;}
"""


def page_style(say: Wording) -> None:
    """Put the style on the page, with the words that Streamlit itself has in English only."""
    parts = [_SPACE, _FIGURES, _CONTRAST, _START, _HINT, _TABLET, STYLE, _PAPER, _own_words(say)]
    if say.language in _RIGHT_TO_LEFT:
        parts.append(_MIRRORED)
    st.html(f"<style>{''.join(parts)}</style>")


def _own_words(say: Wording) -> str:
    """Streamlit's own words, in the language of the screen."""
    rules = []
    for name, (place, size) in STREAMLITS_WORDS.items():
        words = json.dumps(say(f"ui.{name}"), ensure_ascii=False)
        rules.append(f"{place} {{font-size: 0;}}\n{place}::after {{content: {words}; font-size: {size};}}\n")
    return "".join(rules) + '[data-testid="stFileUploaderDropzoneInstructions"] {display: none;}\n'
