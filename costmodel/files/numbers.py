"""Numbers as people type them: one parser for YAML, tables, options and the fields of the app.

Spaces of every kind and apostrophes group thousands; digits may be Arabic-Indic or Persian; a currency or a percent
sign may stand before or behind. A point or a comma alone, after one to three digits and before exactly three, has two
readings (`12.500`) unless the number begins with 0: its file settles it, the bounds of its field do, or it is refused
with both. What programs write is exact: facts of the product, numbers and decimal strings of JSON, cells of Excel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from numbers import Integral, Rational, Real
from typing import Any, Literal, NamedTuple

from costmodel.files.faults import Message, said, shorten

MAX_DIGITS = 60
Mark = Literal["", ".", ","]
PERCENT = "%"
_PERCENT = Decimal(100)
SIGNS = {
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "$US": "USD",
    "£": "GBP",
    "UM": "MRU",
    "أوقية": "MRU",
    "أوقية جديدة": "MRU",
    "أوقية قديمة": "MRO",
    "دولار": "USD",
    "يورو": "EUR",
}
"""The currencies that a sign or a word beside an amount names; `UM` and the bare word are the ouguiya of today."""
_SIGNS = {"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u066a": "%", "\uff05": "%", "\u060c": ","}
_SIGNS |= dict.fromkeys("\u2019\u02bc\u2018\u00b4`\u2032", "'")
_FORM = re.compile(
    r"(?P<before>[A-Z]{2}\$|[^\W\d_]+\.?|[$€£¥%]|)\ ?"
    r"(?P<sign>[-+]?)(?P<start>[$€£¥]?)\ ?"
    r"(?P<number>[0-9.,'٬٫\ _]*[0-9](?:[eE][-+]?[0-9]{1,3})?)"
    r"\ ?(?P<after>(?:[^\W\d_]+\.?(?:\ [^\W\d_]+)?|[$€£¥%]|[A-Z]{2}\$|\$[A-Z]{2})?)",
)
_MARKS: dict[str, Mark] = {".": ".", ",": ","}
_OTHER: dict[str, Mark] = {".": ",", ",": "."}
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[.,'٬\ _])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_TWO = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_CODE = re.compile("[A-Za-z]{3}")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")


class Settled(str):
    """A text of a file that says which mark its decimals have; the other one groups thousands."""

    decimal: Mark

    def __new__(cls, text: str, decimal: Mark = "") -> Settled:
        """The `text`, read with `decimal` where it has two readings."""
        settled = super().__new__(cls, text)
        settled.decimal = decimal
        return settled


class Typed(NamedTuple):
    """A number as it was typed: one reading or two, the unit beside it, and the decimal mark that it proves."""

    text: str
    readings: tuple[Decimal, ...]
    unit: str = ""
    proves: Mark = ""

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """The readings, a percentage as the share that it is."""
        return tuple(one / _PERCENT for one in self.readings) if self.unit == PERCENT else self.readings


def typed(text: str) -> Typed | None:
    """The number that a text is, with all its readings; None for a text that is none."""
    plain = western(text)
    form = _FORM.fullmatch(plain) if len(plain) <= MAX_DIGITS * 2 else None
    if form is None:
        return None
    units = [unit for unit in (form["before"], form["start"], form["after"]) if unit]
    if len(units) > 1:
        return None
    number, unit = form["number"].strip(), units[0] if units else ""
    sign = -1 if form["sign"] == "-" else 1
    found = _readings(number)
    if found is None:
        return None
    readings, proves = found
    if isinstance(text, Settled) and len(readings) == 2 and text.decimal:
        readings = readings[:1] if text.decimal not in number else readings[1:]
    return Typed(text, tuple(sign * one for one in readings), unit, proves)


def western(text: str) -> str:
    """A text with plain spaces, digits, signs and apostrophes, without the marks that only turn its direction."""
    letters = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind == "Cf":
            continue
        if kind == "Nd":
            letters.append(str(unicodedata.decimal(letter)))
        else:
            letters.append(" " if kind == "Zs" or letter == "\t" else _SIGNS.get(letter, letter))
    return "".join(letters).strip()


def _readings(number: str) -> tuple[tuple[Decimal, ...], Mark] | None:
    """The readings of digits and marks, thousands first, and the decimal mark that they prove."""
    if sum(map(str.isdigit, number)) > MAX_DIGITS:
        return None
    if _TWO.fullmatch(number):
        whole, rest = re.split(r"[.,]", number)
        return (Decimal(whole + rest), Decimal(f"{whole}.{rest}")), ""
    if _PLAIN.fullmatch(number):
        return (Decimal(number),), _MARKS["."] if "." in number and "e" not in number.lower() else ""
    if (mark := _grouped_by(number)) is not None:
        return (Decimal(_digits(number)),), _OTHER.get(mark, "")
    head, mark, decimals = _split(number)
    by = _grouped_by(head)
    if not mark or not decimals.isdigit() or by == mark or (by is None and head and not head.isdigit()):
        return None
    return (Decimal(f"{_digits(head) or 0}.{decimals}"),), _MARKS.get(mark, "")


def _grouped_by(number: str) -> str | None:
    """The mark that groups a whole number by thousands; None where none does."""
    grouped = _GROUPS.fullmatch(number)
    return grouped["mark"] if grouped else None


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _split(number: str) -> tuple[str, str, str]:
    """What stands before and behind the last mark of decimals, and that mark."""
    place = max(number.rfind(mark) for mark in ".,٫")
    return (number[:place], number[place], number[place + 1 :]) if place >= 0 else (number, "", "")


def currency_of(unit: str) -> str:
    """The code of the currency that stands beside an amount as its code or sign; empty for anything else."""
    return SIGNS.get(unit) or (unit.upper() if _CODE.fullmatch(unit) else "")


def only_reading(number: Typed, fits: Callable[[Decimal], bool] = lambda _: True) -> Decimal:
    """The one reading that fits; the first where none does. Raises ValueError naming both where both fit."""
    fitting = dict.fromkeys(one for one in number.shares if fits(one))
    if len(fitting) > 1:
        raise ValueError(two_readings(number))
    return next(iter(fitting), number.shares[-1])


def not_a_number(text: str) -> Message:
    """The sentence for a text that is no number."""
    return said("'{value}' is not a number; write digits, such as {example}.", value=shorten(text), example="1250.50")


def two_readings(number: Typed) -> Message:
    """The sentence that refuses a number with two readings, and says how to write each."""
    first, second = (unambiguous(one) for one in number.readings)
    unit = f" {number.unit}" if number.unit else ""
    return said(
        "'{text}' has two readings; write {first} or {second}.",
        text=shorten(number.text),
        first=first + unit,
        second=second + unit,
    )


def unambiguous(value: Decimal) -> str:
    """A number with a decimal point as it is read back alike: 12.5 is `12.5`, and 12.545 is `12.5450`."""
    whole = value == value.to_integral_value()
    shown = format(value.to_integral_value(), "f") if whole else format(value, "f").rstrip("0")
    return shown + "0" if has_two_readings(shown) else shown


def decimal_mark(texts: Iterable[object]) -> Mark:
    """The decimal mark that the numbers of a column prove; nothing where none does, or they contradict each other."""
    numbers = (typed(text) for text in texts if isinstance(text, str))
    proved = {number.proves for number in numbers if number is not None and number.proves}
    return proved.pop() if len(proved) == 1 else ""


def settled(value: Any, decimal: Mark) -> Any:
    """Plain values in which every text says the mark of its decimals."""
    if isinstance(value, str):
        return Settled(value, decimal)
    if isinstance(value, Mapping):
        return {key: settled(item, decimal) for key, item in value.items()}
    return [settled(item, decimal) for item in value] if isinstance(value, list) else value


def has_two_readings(text: str) -> bool:
    """Whether a plain number, as YAML writes it, has two readings."""
    return _TWO.fullmatch(text.lstrip("+-")) is not None


def exact(value: Any) -> Any:
    """A number of any kind as int or Decimal, a float by its shortest decimal; NaN is None, anything else itself.

    So are the scalars of NumPy and pandas, and their missing values; a fraction without an end is cut at 28 digits.
    """
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return None if value.is_nan() else value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Rational):
        return Decimal(int(value.numerator)) / Decimal(int(value.denominator))
    if isinstance(value, Real):
        return exact(Decimal(str(value)))
    return None if type(value).__name__ in ("NAType", "NaTType") else value
