"""The product's own colours, and colours as people give them, `#1B5566`: contrast, and paler tints of them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

from costmodel.files.faults import said, shorten

ACCENT, MIDDLE = "1B5566", "A9C3CB"
"""The two blues of documents, charts and app: in black and white dark and light. Everything else takes them from here,
but `.streamlit/config.toml` and the app's mark, which a test compares."""
PALE, HAIRLINE = "E8F0F2", "B9CBD1"
"""The ground of bands in a Word document, and the lines between its rows: paler tints of the accent."""
ON_DARK = "7FC3D6"
"""The accent on a dark page of the app."""
LEAST_CONTRAST = 4.5
"""Of text on its ground, and of white text on the colour (WCAG 2.2, 1.4.3)."""
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")


def contrast(one: str, other: str = "FFFFFF") -> float:
    """The contrast of two colours of six hexadecimal digits, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def tint(colour: str, share: float) -> str:
    """A share of a colour on white: 1 is the colour, 0 is white."""
    return "".join(f"{round(255 - share * (255 - part)):02X}" for part in _parts(colour))


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (0, 2, 4))


def _luminance(colour: str) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _accent(value: object) -> str:
    found = _HEX.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        wrong = said("must be a colour of six hexadecimal digits in quotes, such as {example}", example=f'"#{ACCENT}"')
        raise ValueError(said("{wrong}; got '{given}'.", wrong=wrong, given=shorten(value)))
    colour = found[1].upper()
    if contrast(colour) < LEAST_CONTRAST:
        raise ValueError(
            said(
                "#{colour} is too pale: its contrast with white is {contrast:.1f}, and headings and "
                "white text on it need {least}. Take a darker one.",
                colour=colour,
                contrast=contrast(colour),
                least=LEAST_CONTRAST,
            )
        )
    return colour


Accent = Annotated[str, BeforeValidator(_accent)]
"""A colour for headings and heads of tables, dark enough for white text on it: six hexadecimal digits."""
