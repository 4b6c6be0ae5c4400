"""The rules of typography that every text of the product keeps: what is wrong, how it looks, in which languages."""

from __future__ import annotations

from costmodel.words.text import LANGUAGES, Language

ARABIC: tuple[Language, ...] = ("ar",)
RULES = (
    ("two spaces", r"[ \u00a0\u202f]{2}", LANGUAGES),
    ("a space at the start or end, or a line break", r"^\s|\s$|\n", LANGUAGES),
    ("a straight apostrophe", r"\w'\w", LANGUAGES),
    ("a straight quotation mark", r'"', LANGUAGES),
    ("a space before a comma or full stop", r"\s[,.](?!\w)", LANGUAGES),
    ("no no-break space before : ; ! ? %", r"(?<![\u00a0\u202f])[:;!?%]", ("fr",)),
    ("no no-break space inside « »", r"«(?!\u00a0)|(?<!\u00a0)»", ("fr",)),
    ("digits grouped by a space that breaks", r"\d \d{3}\b", LANGUAGES),
    ("digits grouped by a comma", r"\d,\d{3}\b", ("fr",)),
    ("a decimal point", r"(?<!\bDICOM )(?<!\bTLS )\b\d+\.\d", ("fr",)),
    ("a space before : ; ! ? %", r"\s[:;!?%]", ("en", "ar")),
    ("a Latin comma, semicolon or question mark", r"[\u0600-\u06ff][,;?]", ARABIC),
    ("a space after the conjunction", r"(?<![\u0600-\u06ff])و\s", ARABIC),
    ("a tatweel or a mark of direction", r"[\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]", ARABIC),
    ("a space inside « »", r"«\s|\s»", ARABIC),
    ("a decimal point that is none of a version", r"(?<!\bDICOM )(?<!\bTLS )\b\d+\.\d(?!\d\d\b)", ARABIC),
    ("three decimals, or digits grouped by a comma", r"\d,\d{3}\b", ARABIC),
    ("figures that change places", r"\d\s?[–—×=+−]\s?\d", ARABIC),
    ("a tanwin after its alif", r"\u0627\u064b", ARABIC),
    ("an Arabic-Indic digit", r"[\u0660-\u0669]", ARABIC),
)
