"""Simulation and comparison against plain NumPy, mcerp and monaco."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from typing import Any

from clock import ROOT, Row, paired, timed

from costmodel.comparing.life_cycle import Horizon
from costmodel.estimating.pricing import Pricing

RIVALS = ROOT / ".venv" / "rivals" / "bin" / "python"


def risk_rows() -> list[Row]:
    """Sampling against the drawing of as many uniforms, and against two libraries in an environment of their own."""
    import tracemalloc

    import numpy as np

    from costmodel.risk.distributions import fit
    from costmodel.risk.sampling import one_factor

    lines = [fit(80 + n, 100 + 2 * n, 150 + 5 * n) for n in range(10)]
    random, buffer = np.random.Generator(np.random.SFC64(1)), np.empty(100_000)

    def uniforms() -> None:
        for _ in range(100):
            random.random(out=buffer)

    rows = []
    for threads, aim in ((1, "≤ 3.5"), (2, "≤ 2.5")):

        def work(threads: int = threads) -> object:
            return one_factor(lines, correlation=0.6, trials=1_000_000, seed=1, threads=threads)

        base, own = paired(uniforms, work, runs=31)
        tracemalloc.start()
        work()
        extra = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        name = f"10⁶ correlated trials × 10 lines, {threads} thread{'s' * (threads > 1)}, {extra:.0f} MB"
        rows.append((f"{name} (aim below 20) / 10⁷ uniforms of SFC64 into one buffer", base, own, aim))
    if not RIVALS.exists():
        print(f"(mcerp and monaco are left out: {RIVALS.relative_to(ROOT)} is not there; `make bench` installs it)")
        return rows
    trials, probability = 100_000, 0.8
    ends = [[line.origin, line.origin + line.scale * line.parameter, line.maximum] for line in lines]
    asked = json.dumps({"lines": ends, "trials": trials, "probability": probability})
    script = str(ROOT / "benchmarks" / "rivals.py")
    done = subprocess.run([str(RIVALS), script], input=asked, check=True, capture_output=True, text=True)
    own = timed(lambda: one_factor(lines, correlation=0, trials=trials, seed=1).percentile(probability))
    ours = one_factor(lines, correlation=0, trials=trials, seed=1)
    told = json.loads(done.stdout)
    for name, aim in (("mcerp", "≤ 0.0167 (60 × faster)"), ("monaco", "≤ 0.01 (100 × faster)")):
        apart = abs(told[name]["percentile"] - ours.percentile(probability))
        assert apart < 6 * ours.sampling_error(probability), f"{name} finds another P80"
        rows.append((f"10⁵ trials × 10 independent PERT lines / {name}", told[name]["seconds"], own, aim))
    return rows


def exact_row() -> Row:
    """The P80 computed without sampling, against a sample's; both are held to 10⁷ trials and to a finer grid."""
    from costmodel.risk.distributions import fit
    from costmodel.risk.exact import exact_total
    from costmodel.risk.sampling import one_factor

    lines, probability = [fit(80 + n, 100 + 2 * n, 150 + 5 * n) for n in range(10)], 0.8

    def exact(fineness: int = 1) -> float:
        return exact_total(lines, correlation=0.6, fineness=fineness).percentile(probability)

    def drawn(trials: int = 100_000) -> Any:
        return one_factor(lines, correlation=0.6, trials=trials, seed=1)

    many = drawn(10_000_000)
    off = abs(exact() - many.percentile(probability)) / many.sampling_error(probability)
    moved = abs(exact() / exact(4) - 1)
    assert off < 3, f"the exact P80 is {off:.1f} standard errors from that of 10⁷ trials"
    assert moved < 5e-5, f"four times finer moves the exact P80 by {moved:.2%}"
    print(f"(the exact P80 is {off:.1f} standard errors from 10⁷ trials, {moved:.5%} from itself four times finer)")
    base, own = paired(lambda: drawn().percentile(probability), exact, runs=31)
    return "exact P80 of 10 lines at correlation 0.6 / the P80 of 10⁵ trials", base, own, "below 15 ms"


def comparison_rows(book: Any) -> list[Row]:
    """All bundles side by side with risk, against their estimates alone."""
    from costmodel.comparing.comparison import compare
    from costmodel.comparing.statements import statements
    from costmodel.estimating.estimate import estimate
    from costmodel.estimating.spec import make_spec

    on, spec = date(2026, 11, 24), make_spec(book, {}, preset="medium")

    def alone() -> object:
        return [estimate(spec, bundle, Pricing(book=book, on=on)) for bundle in book.bundles]

    base, own = paired(alone, lambda: statements(compare(spec, Pricing(book=book, on=on), horizon=Horizon(years=5))))
    name = f"{len(book.bundles)} bundles compared over 5 years with risk, in sentences / their estimates alone"
    return [(name, base, own, "below 300 ms")]
