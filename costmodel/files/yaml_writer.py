"""Plain values as YAML that the strict reader reads back alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from costmodel.files.numbers import unambiguous
from costmodel.files.plain_values import ISO_DATE, NUMBER, WORDS


class _Writer(yaml.SafeDumper):
    """Writes what `parse_yaml` reads back alike: Decimals plain, texts that look like something else in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out, never as a reference."""
        return True


def _text(writer: _Writer, text: str) -> Any:
    plain = text not in WORDS and not NUMBER.fullmatch(text) and not ISO_DATE.fullmatch(text)
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _decimal(writer: _Writer, value: Decimal) -> Any:
    shown = unambiguous(value)
    return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in shown else 'int'}", shown)


_Writer.add_representer(str, _text)
_Writer.add_representer(Decimal, _decimal)


def to_yaml(values: Any) -> str:
    """Plain values (mappings, lists, texts, numbers, days) as YAML that reads back as the same values."""
    return yaml.dump(values, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)
