"""How often a property is tried: as the test says in `make test`, many times as often in `make fuzz`."""

from __future__ import annotations

from hypothesis import settings


def tries(count: int) -> settings:
    """The setting for a test that is too slow, or too deep, for the hundred examples that others get."""
    return settings(max_examples=count * settings().max_examples // 100)
