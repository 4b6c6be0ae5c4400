"""The tender forms that there are, said once: id, maker, and what the command line says of it."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A form: the module of this room and its function that make it, and what it is where the id does not say that."""

    home: str
    maker: str
    about: str = ""


KINDS = {
    "bpu": Kind("prices", "unit_price_schedule", "unit prices"),
    "dqe": Kind("prices", "bill_of_quantities", "quantities and totals"),
    "proforma": Kind("prices", "proforma_invoice"),
    "world_bank": Kind("world_bank", "price_schedules", "price schedules"),
    "compliance": Kind("matrix", "compliance_matrix"),
}
FORMS = tuple(KINDS)


def listed() -> str:
    """The forms in a line, each with what it is."""
    return ", ".join(f"{id_} ({kind.about})" if kind.about else id_ for id_, kind in KINDS.items())
