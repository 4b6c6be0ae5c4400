"""Measure speed, size and memory as ratios against a baseline of the same run; write benchmarks/README.md."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from clock import ENVIRONMENT, ROOT, Row, paired, process, timed, typed
from of_app import app_rows
from of_documents import EXAMPLE, batch, pdf, sample, word, workbook
from of_risk import comparison_rows, exact_row, risk_rows


def start_up() -> list[Row]:
    """Commands as they are typed, the second time, when the facts are kept."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        quote = ("quote", str(EXAMPLE), "--json", "--force", "--out", folder)
        for name, words, runs, aim in (
            ("`costmodel --version`", ("--version",), 21, "≤ 4.5"),
            ("`costmodel convert`", ("convert", "100", "USD", "MRU", "--on", "2026-11-24"), 21, "≤ 12"),
            ("`costmodel estimate`", ("estimate", "--preset", "medium", "--bundle", "hybrid"), 21, "≤ 25"),
            ("`costmodel quote` with Word, Excel and JSON", quote, 9, "≤ 800 ms"),
        ):
            bare, own = paired(process("-c", "pass"), typed(*words), runs=runs)
            rows.append((f"{name} / bare `python -c pass`", bare, own, aim))
    return rows


def one_estimate(book: Any) -> Row:
    """An estimate in the library, the facts loaded, against its formulas alone."""
    from costmodel.estimating.estimate import estimate
    from costmodel.estimating.formulas import CERS, OPTIONS, inputs
    from costmodel.estimating.pricing import Pricing
    from costmodel.estimating.spec import make_spec

    spec, bundle = make_spec(book, {}, preset="medium"), book.bundle("hybrid")
    pricing = Pricing(book=book, on=date(2026, 11, 24))

    def formulas() -> None:
        for _ in range(50):
            need = inputs(spec, bundle, book)
            for _, cer in (*CERS, *OPTIONS):
                sum(addend.value for addend in cer(need))

    def whole() -> None:
        for _ in range(50):
            estimate(spec, bundle, pricing)

    base, own = paired(formulas, whole)
    return "one estimate in the library / its formulas alone", base / 50, own / 50, "≤ 1 ms"


def sixty_lines() -> Row:
    from costmodel.quoting.line_list import PlainLine
    from costmodel.quoting.totals import sums

    lines = [PlainLine(Decimal(n % 7 + 1), Decimal("1234.56") + n, "S", Decimal("0.16")) for n in range(60)]
    cent = Decimal("0.01")

    def plain() -> tuple[Decimal, ...]:
        nets = []
        taxable: dict[tuple[str, Decimal], Decimal] = {}
        for line in lines:
            net = (line.quantity * line.unit_price / line.base_quantity).quantize(cent, ROUND_HALF_UP)
            nets.append(net)
            key = (line.tax_category, line.tax_rate)
            taxable[key] = taxable.get(key, Decimal(0)) + net
        net = sum(nets, Decimal(0))
        tax = sum(((base * rate).quantize(cent, ROUND_HALF_UP) for (_, rate), base in taxable.items()), Decimal(0))
        return net, tax, net + tax

    def many(work: Callable[[], object]) -> Callable[[], object]:
        return lambda: [work() for _ in range(200)]

    base, own = paired(many(plain), many(lambda: sums(lines, decimals=2)))
    return "totals of a 60-line quote / plain Decimal", base / 200, own / 200, "≤ 5"


def whole_command() -> tuple[float, dict[str, float], float]:
    """Seconds of `costmodel quote` as a process, where they go, and its peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("quote", str(EXAMPLE), "--json", "--force", "--out", folder)
        seconds = timed(typed(*words), runs=9)
        code = (
            "import sys; sys.argv[0] = 'costmodel'\n"
            "from costmodel.cli.main import cli\n"
            "try: cli()\n"
            "finally: print(open('/proc/self/status').read(), file=sys.stderr)"  # a peak of its own, not the parent's
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            check=True,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd=ROOT,
        )
        peak = next(line for line in done.stderr.splitlines() if line.startswith("VmHWM"))
        memory = int(peak.split()[1]) / 1024
    stages = (
        "import time, json, sys; t = [time.perf_counter()]\n"
        "def lap(): t.append(time.perf_counter())\n"
        "from costmodel.price_book.load import load_price_book\n"
        "import costmodel.quoting.need, costmodel.quoting.quote; lap()\n"
        "book = load_price_book(); lap()\n"
        "sys.path.insert(0, 'benchmarks'); import bench; lap()\n"
        "quote, book = bench.sample(); lap()\n"
        "from costmodel.documents.proposal.make import to_docx\n"
        "from costmodel.documents.workbook.make import to_xlsx\n"
        "import docxtpl, xlsxwriter; lap()\n"
        "to_docx(quote, book); lap(); to_xlsx(quote, book); lap()\n"
        "print(json.dumps([b - a for a, b in zip(t, t[1:])]))"
    )
    laps = json.loads(
        subprocess.run(
            [sys.executable, "-c", stages], check=True, capture_output=True, text=True, env=ENVIRONMENT, cwd=ROOT
        ).stdout
    )
    parts = {
        "imports of the library": laps[0],
        "facts read and checked": laps[1],
        "need priced, quote made (facts read again)": laps[3],
        "imports for documents": laps[4],
        "Word, first in the process": laps[5],
        "Excel, first in the process": laps[6],
    }
    return seconds, parts, memory


def machine() -> str:
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    rows = start_up()
    rows.append(sixty_lines())
    quote, book = sample()
    rows.append(one_estimate(book))
    rows += [word(quote, book, language) for language in ("fr", "ar")]
    rows.append(workbook(quote, book))
    rows.append(batch(book))
    rows += risk_rows()
    rows.append(exact_row())
    rows += comparison_rows(book)
    more, told = app_rows()
    rows += more
    seconds, parts, memory = whole_command()
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Each ratio is against a baseline measured in the same run, in turn with it.",
        f"Machine: {machine()}.",
        "",
        "| what | baseline ms | costmodel ms | ratio | aim |",
        "|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {name} | {base * 1e3:.3f} | {own * 1e3:.3f} | {own / base:.3g} | {aim} |" for name, base, own, aim in rows
    ]
    lines += [
        "",
        f"Whole `costmodel quote` with Word, Excel and JSON, as a process: **{seconds:.2f} s** warm (aim ≤ 0.8 s), "
        f"peak memory **{memory:.0f} MB** (aim below 150 MB). Where the time goes, in one process:",
        "",
        "| stage | ms |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {span * 1e3:.0f} |" for name, span in parts.items()]
    lines += ["", pdf(quote, book)]
    lines += ["", told] if told else []
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "README.md").write_text(text, encoding="utf-8")
    print(text)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(this program's own peak: {own:.0f} MB)")


if __name__ == "__main__":
    main()
