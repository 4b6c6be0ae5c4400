"""The page on which a quote is made, one section at a time, with the way on to the next one."""

from __future__ import annotations

import streamlit as st

from costmodel.price_book.wording import Wording
from costmodel.ui.pages.quote import bundle, customer, documents, lines, need, terms
from costmodel.ui.parts.fields import part_field
from costmodel.ui.state.fault import action

SECTIONS = {
    "customer": customer.show,
    "need": need.show,
    "bundle": bundle.show,
    "lines": lines.show,
    "terms": terms.show,
    "documents": documents.show,
}
"""What is asked, in the order of the work."""
CHOSEN = "section"
STEPS, MOVED = "quote_steps", "quote_moved"
"""How often somebody went on or back, and whether that was just now."""
TO_THE_TOP = """<script>
document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
setTimeout(() => {
  const name = document.querySelectorAll('.st-key-section [role="radio"]')[%d];
  for (let n = 0; n < 2; n++) name?.focus({preventScroll: true}); // the first time the row gives it to the last one
}, 200); // once the section is drawn; step %d
</script>"""
"""A section begins at its top, and the keyboard goes on from its name; the same script would not run again."""


def page(say: Wording) -> None:
    """The section that is chosen; only that one is computed."""
    st.title(say("ui.page_quote"))
    top = st.empty()
    section = part_field(
        say("ui.section"), SECTIONS, words=lambda name: say(f"ui.section_{name}"), key=CHOSEN, width="stretch"
    )
    SECTIONS[section](say)
    _steps(section, say)
    if st.session_state.pop(MOVED, False):
        place = list(SECTIONS).index(section)
        top.html(TO_THE_TOP % (place, st.session_state[STEPS]), unsafe_allow_javascript=True)


def _steps(section: str, say: Wording) -> None:
    """The ways to the section before and to the one after."""
    names = list(SECTIONS)
    place = names.index(section)
    with st.container(horizontal=True, horizontal_alignment="distribute" if place else "right", key="steps"):
        if place:
            _step(names[place - 1], "back", say)
        if place + 1 < len(names):
            _step(names[place + 1], "on", say)


def _step(section: str, way: str, say: Wording) -> None:
    st.button(
        say(f"ui.step_{way}", section=say(f"ui.section_{section}")),
        on_click=action(_go),
        args=(section,),
        type="primary" if way == "on" else "secondary",
        icon=":material/arrow_forward:" if way == "on" else ":material/arrow_back:",
        icon_position="right" if way == "on" else "left",
        key=f"step.{way}.{section}",
    )


def _go(section: str) -> None:
    st.session_state[CHOSEN] = section
    st.session_state[STEPS] = st.session_state.get(STEPS, 0) + 1
    st.session_state[MOVED] = True
