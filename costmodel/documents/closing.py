"""How an offer closes: the total with tax in words."""

from __future__ import annotations

from typing import NamedTuple

from costmodel.money.in_words import CENTS, LARGEST, amount_text
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote


class Closing(NamedTuple):
    """The closing sentence in three pieces, so that the amount can be set apart, and a note, which may be empty."""

    before: str
    amount: str
    after: str
    note: str

    @property
    def sentence(self) -> str:
        """The sentence in one piece."""
        return self.before + self.amount + self.after


def closing(quote: Quote, say: Wording, *, phrase: str = "words.closing") -> Closing | None:
    """The sentence that closes an offer; none for a total too large for words, which stands in figures alone.

    `phrase` is the text of the sentence, which names the document. The note says how hundredths are written, where the
    total has some that are no cents.
    """
    total, currency = quote.totals.tax_inclusive, quote.currency
    if total > LARGEST:
        return None
    words = amount_text(total, currency)
    amount = say.of(words)
    before, _, after = say(phrase, amount=words).partition(amount)
    fraction = total != int(total) and currency.code not in CENTS
    return Closing(before, amount, after, say("words.hundredths") if fraction else "")
