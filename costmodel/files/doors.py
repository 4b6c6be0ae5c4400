"""Doors that import a name when it is first asked for: the stub beside a door lists its names and where each one lives.

Type checkers read the same list, so that nothing is said twice.
"""

from __future__ import annotations

from functools import cache


@cache
def homes(door: str) -> dict[str, str]:
    """The names of a door, by its `__file__`, and the module of each, as its `__init__.pyi` lists them."""
    import re
    from pathlib import Path

    listed = Path(door).with_suffix(".pyi").read_text(encoding="utf-8")
    return {name: home for home, name in re.findall(r"^from (\S+) import (\w+) as \2$", listed, re.MULTILINE)}
