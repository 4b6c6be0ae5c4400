"""The command that checks a quotation's arithmetic, where the quotation states its own amounts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command import run

from costmodel.cli.main import cli
from costmodel.words.text import bare

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
    assert told.stderr.splitlines() == ["lines[0].net_amount says 13,000.00; 12,500.00 is right."]
    assert "12,500.00" in told.stdout
    assert checked(file).stderr == told.stderr
    found = json.loads(checked(file, "--json").stdout)
    assert found["differences"] == [{"where": "lines[0].net_amount", "stated": "13000.00", "right": "12500.00"}]


def test_prices_with_tax(file: Path) -> None:
    file.write_text(json.dumps({**LINES, "lines": [{**LINES["lines"][0], "net_amount": "10775.86"}]}), encoding="utf-8")
    told = checked(file, "--tax-inclusive")
    assert told.stderr.splitlines() == ["payable says 14,500.00; 12,500.00 is right."]
    assert "Prices are with tax" in told.stdout


@pytest.mark.parametrize(
    ("language", "said", "printed"),
    [
        ("en", "lines[0].net_amount says 13,000.00; 12,500.00 is right.", "       payable             14,500.00"),
        ("fr", "lines[0].net_amount indique 13 000,00 ; il faut 12 500,00.", "net à payer"),
        ("ar", "lines[0].net_amount يذكر 13.000,00؛ والصحيح 12.500,00.", "صافي المبلغ المستحق"),
    ],
)
def test_it_speaks_the_language_that_is_asked_for(
    file: Path, language: str, said: str, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COSTMODEL_LANGUAGE", language)
    told = run("totals", file)
    assert bare(told.stderr.strip()).replace("\u202f", " ").replace("\u00a0", " ") == said
    assert printed in told.stdout


def test_what_is_stated_stands_beside_what_is_right(file: Path) -> None:
    told = run("totals", file).stdout
    assert told.splitlines()[:3] == [
        "item      quantity    unit price    net (MRU)     stated",
        "------  ----------  ------------  -----------  ---------",
        "a          100,000         0.125    12,500.00  13,000.00",
    ]
    assert "       payable             14,500.00  stated 14,500.00" in told


def test_a_credit_note(file: Path) -> None:
    credited = {**LINES, "lines": [{**LINES["lines"][0], "quantity": "-100000", "net_amount": "-12500"}]}
    file.write_text(json.dumps({**credited, "payable": "-14500.00"}), encoding="utf-8")
    assert run("totals", file, "--check").stderr == ""
