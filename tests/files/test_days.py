"""Days as people type them: one that could be two is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.files.days import order_of, typed_day
from costmodel.files.faults import InputError
from costmodel.files.records import Day, Record, validate
from costmodel.words.text import arabic_indic


class On(Record):
    """Something with a day."""

    on: Day


@pytest.mark.parametrize(
    "value",
    ["2026-11-24", "24/11/2026", "24.11.2026", "24-11-2026", "11/24/2026", "2026/11/24", "٢٤/١١/٢٠٢٦",
     "\u206624/11/2026\u2069", date(2026, 11, 24), datetime(2026, 11, 24), pd.Timestamp("2026-11-24"),
     np.datetime64("2026-11-24"), np.datetime64("2026-11-24T00:00:00.000000000")],
)  # fmt: skip
def test_a_day_that_has_one_reading(value: Any) -> None:
    assert validate({"on": value}, On, where="x").on == date(2026, 11, 24)


def test_a_day_that_could_be_a_month_is_asked_for() -> None:
    with pytest.raises(InputError) as error:
        validate({"on": "03/04/2026"}, On, where="x")
    assert str(error.value) == "x: on: '03/04/2026' can be two days; write 2026-04-03 or 2026-03-04."
    assert validate({"on": "04/04/2026"}, On, where="x").on == date(2026, 4, 4)


@pytest.mark.parametrize(
    "value", ["24/11/26", "31/02/2026", "24/13/2026", "24 novembre", 20261124, True, pd.NaT, "", None]
)
def test_what_is_no_day(value: Any) -> None:
    with pytest.raises(InputError, match="input should be a day such as 2026-11-24"):
        validate({"on": value}, On, where="x")


def test_the_order_that_a_column_proves() -> None:
    assert order_of(["03/04/2026", "24/11/2026"]) == "dmy"
    assert order_of(["03/04/2026", "11/24/2026"]) == "mdy"
    assert order_of(["24/11/2026", "11/24/2026"]) == ""


@given(day=st.dates(date(2018, 1, 1), date(2090, 1, 1)), indic=st.booleans(), mark=st.sampled_from("/.-"))
def test_a_day_typed_in_either_order_is_among_its_readings(day: date, indic: bool, mark: str) -> None:
    for text in (day.isoformat(), f"{day:%d{mark}%m{mark}%Y}", f"{day:%m{mark}%d{mark}%Y}"):
        found = typed_day(arabic_indic(text) if indic else text)
        assert found is not None
        assert day in found.readings
