"""The command that checks a quotation's arithmetic, where the quotation states its own amounts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command import run

from costmodel.cli.main import cli

LINES: dict[str, Any] = {
    "currency": "MRU",
    "lines": [
        {"item_name": "a", "quantity": "100000", "unit_price": "0.125", "tax_category": "S", "tax_percent": 16,
         "net_amount": "13000.00"}
    ],
    "payable": "14500.00",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.json"
    path.write_text(json.dumps(LINES), encoding="utf-8")
    return path


def checked(*words: object) -> Result:
    """A check that finds something: what is right is printed all the same."""
    result = CliRunner().invoke(cli, ["totals", *map(str, words), "--check"], prog_name="costmodel")
    assert result.exit_code == 1
    return result


def test_differences_are_named_and_stop_only_a_check(file: Path) -> None:
    told = run("totals", file)
    assert told.stderr.splitlines() == ["Wrong: lines[0].net_amount says 13,000.00; 12,500.00 is right."]
    assert "12,500.00" in told.stdout
    assert checked(file).stderr == told.stderr
    found = json.loads(checked(file, "--json").stdout)
    assert found["differences"] == [{"where": "lines[0].net_amount", "stated": "13000.00", "right": "12500.00"}]


def test_prices_with_tax(file: Path) -> None:
    file.write_text(json.dumps({**LINES, "lines": [{**LINES["lines"][0], "net_amount": "10775.86"}]}), encoding="utf-8")
    told = checked(file, "--tax-inclusive")
    assert told.stderr.splitlines() == ["Wrong: payable says 14,500.00; 12,500.00 is right."]
    assert "Prices are with tax" in told.stdout
