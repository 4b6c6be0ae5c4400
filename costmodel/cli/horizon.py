"""The options that say over how long and at which rates a life is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from costmodel.comparing.life_cycle import Horizon
    from costmodel.money.currencies import Money

F = TypeVar("F", bound=Callable[..., Any])

_RATES = ("discount_rate", "escalation", "currency_drift", "duty_rate")


def life_options(command: F) -> F:
    """The options that say how a life is counted."""
    for option in reversed(
        (
            click.option("--years", type=int, metavar="N", help="Years of service, 1 to 15; 5 unless said otherwise."),
            click.option("--discount-rate", metavar="RATE", help="A fraction a year, such as 0.10."),
            click.option("--escalation", metavar="RATE", help="Yearly rise of fees and of the buyer's own costs."),
            click.option(
                "--currency-drift", metavar="RATE", help="Yearly rise of foreign currencies against the ouguiya."
            ),
            click.option("--duty-rate", metavar="RATE", help="Import duty on the hardware, such as 0.13."),
            click.option(
                "--bears",
                multiple=True,
                metavar="ID=AMOUNT",
                help='Unit price of what the buyer bears, such as own_it_staff="30000 USD"; may be repeated.',
            ),
        )
    ):
        command = option(command)
    return command


def horizon_of(how: dict[str, Any]) -> Horizon:
    """What `life_options` ask for, taken out of all options."""
    from costmodel.comparing.life_cycle import Horizon
    from costmodel.money.currencies import decimal_of

    prices = _prices(how.pop("bears"))
    given = {name: how.pop(name) for name in _RATES}
    rates = {
        name: None if value is None else decimal_of(value, where=f"--{name.replace('_', '-')}")
        for name, value in given.items()
    }
    return Horizon(years=how.pop("years"), prices=prices, **rates)


def _prices(pairs: Sequence[str]) -> dict[str, Money | Decimal]:
    """The ID=AMOUNT pairs of --bears."""
    from costmodel.comparing.ownership import price_of

    prices: dict[str, Money | Decimal] = {}
    for pair in pairs:
        id_, equals, amount = (part.strip() for part in pair.partition("="))
        if not equals or not id_:
            raise click.UsageError(f"--bears {pair}: write it as ID=AMOUNT, such as --bears own_it_staff=1200000.")
        if id_ in prices:
            raise click.UsageError(f"--bears {id_} is given twice; give it once.")
        prices[id_] = price_of(amount, where=f"--bears {id_}")
    return prices
