"""The sum of independent PERT lines in mcerp and in monaco; run by bench.py in an environment of their own.

Reads {"lines": [[minimum, mode, maximum], …], "trials": n, "probability": p} from standard input and writes
{name: {"seconds": s, "percentile": x}} to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Lines = list[list[float]]


def by_mcerp(lines: Lines, trials: int, probability: float) -> float:
    import mcerp

    mcerp.npts = trials
    first, *others = (mcerp.PERT(low, mode, high) for low, mode, high in lines)
    return float(sum(others, first).percentile(probability))


def by_monaco(lines: Lines, trials: int, probability: float) -> float:
    import monaco
    import numpy as np
    from scipy.stats import beta

    def given(case: Any) -> tuple[float, ...]:
        return tuple(value.val for value in case.invals.values())

    def total(*costs: float) -> tuple[float]:
        return (sum(costs),)

    def kept(case: Any, cost: float) -> None:
        case.addOutVal("total", cost)

    # The fastest of its ways: plain random numbers, one thread, nothing kept of a case but its total.
    sim = monaco.Sim(
        name="total",
        ndraws=trials,
        fcns={"preprocess": given, "run": total, "postprocess": kept},
        samplemethod="random",
        seed=1,
        verbose=False,
    )
    for number, (low, mode, high) in enumerate(lines):
        width = high - low
        shape = {"a": 1 + 4 * (mode - low) / width, "b": 1 + 4 * (high - mode) / width, "loc": low, "scale": width}
        sim.addInVar(name=f"line {number}", dist=beta, distkwargs=shape)
    sim.runSim()
    return float(np.quantile(sim.outvars["total"].nums, probability))


def main() -> None:
    asked = json.load(sys.stdin)
    ways: dict[str, Callable[[Lines, int, float], float]] = {"mcerp": by_mcerp, "monaco": by_monaco}
    told = {}
    for name, way in ways.items():
        way(asked["lines"], 100, asked["probability"])  # imports and first calls are not counted
        start = time.perf_counter()
        percentile = way(asked["lines"], asked["trials"], asked["probability"])
        told[name] = {"seconds": time.perf_counter() - start, "percentile": percentile}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
