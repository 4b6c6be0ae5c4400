"""What the columns of a quote are."""

from __future__ import annotations

from costmodel.quoting.lines import QuoteLine
from costmodel.words.columns import Column
from costmodel.words.text import bare


def _item(line: QuoteLine, _: object) -> str:
    return line.item_name.en + ("" if line.counts else f" ({line.kind})")


LINES = (
    Column("id"),
    Column("item", of=_item, head="item", places=()),
    Column("item_name", of=lambda line, quote: bare(line.item_name.in_(quote.language))),
    Column("kind"),
    Column("quantity", "number", head="quantity"),
    Column("unit", head="unit"),
    Column("unit_price", "amount", head="unit price"),
    Column("net_amount", "amount", head="net ({currency})"),
    Column("tax_category"),
    Column("tax_rate", "number"),
)
"""The columns of the lines; `item` is for a terminal."""
PRINTED = "item quantity unit unit_price net_amount"
PAYMENTS = (Column("stage"), Column("amount", "amount"))
DISPLAY = (Column("amount", "amount"), Column("currency", of=lambda shown, _: shown.currency.code))
"""The columns of payments, and of the payable amount in other currencies."""
