"""Medians of what is measured, each kind of work in turn with its baseline."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT)
}
"""As a user's: what was compiled once stays compiled."""
Row = tuple[str, float, float, str]
"""What was measured, the seconds of the baseline and ours, and the aim."""


def timed(work: Callable[[], object], *, runs: int = 15, warm: int = 2) -> float:
    """Median seconds of one call."""
    for _ in range(warm):
        work()
    spans = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def paired(one: Callable[[], object], other: Callable[[], object], *, runs: int = 15) -> tuple[float, float]:
    """Median seconds of two kinds of work, taken in turn so that both see the same machine."""
    one(), other()
    spans: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, kept in ((one, spans[0]), (other, spans[1])):
            start = time.perf_counter()
            work()
            kept.append(time.perf_counter() - start)
    return statistics.median(spans[0]), statistics.median(spans[1])


def process(*words: str) -> Callable[[], object]:
    """A whole process as a piece of work."""
    command = [sys.executable, *words]
    return lambda: subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT, cwd=ROOT)


def typed(*words: str) -> Callable[[], object]:
    """The command as a user types it, as a piece of work."""
    command = [str(Path(sys.executable).with_name("costmodel")), *words]
    return lambda: subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT, cwd=ROOT)
