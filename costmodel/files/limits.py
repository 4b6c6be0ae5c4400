"""How large a file may be, by its kind."""

from __future__ import annotations

from typing import NamedTuple


class Limit(NamedTuple):
    """The bytes of a file as it is, and of a package also the bytes of all its parts unfolded, and their number."""

    packed: int
    unfolded: int = 0
    parts: int = 0

    @property
    def megabytes(self) -> int:
        """The bytes of the file as the app states them."""
        return self.packed // 1_000_000


TEXT = Limit(1_000_000)
"""YAML and CSV: needs, sellers, facts of one's own, rates."""
PICTURE = Limit(5_000_000)
TABLE = Limit(5_000_000, unfolded=20_000_000, parts=2_000)
"""A rate card or answers as an Excel file: the largest that the app takes, as `.streamlit/config.toml` says too."""
TEMPLATE = Limit(20_000_000, unfolded=60_000_000, parts=2_000)
"""A Word template of one's own; `documents.word.package` says what each kind of part in it may have."""
WORKBOOK = Limit(20_000_000, unfolded=60_000_000, parts=2_000)
"""A quote's workbook that comes back."""
DOCUMENT = Limit(50_000_000)
"""A Word or Excel file that is printed as PDF."""
