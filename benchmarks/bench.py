"""Measure speed, size and memory as ratios against a baseline of the same run; write benchmarks/README.md."""

from __future__ import annotations

import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
EXAMPLE = ROOT / "examples" / "regional_hospital.yaml"
RIVALS = ROOT / ".venv" / "rivals" / "bin" / "python"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


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


def start_up() -> list[tuple[str, float, float, str]]:
    rows = []
    for name, words, aim in (
        ("`costmodel --version`", ("-m", "costmodel", "--version"), "≤ 5"),
        ("`costmodel convert`", ("-m", "costmodel", "convert", "100", "USD", "MRU", "--on", "2026-11-24"), "≤ 15"),
    ):
        bare, own = paired(process("-c", "pass"), process(*words), runs=21)
        rows.append((f"{name} / bare `python -c pass`", bare, own, aim))
    return rows


def sixty_lines() -> tuple[str, float, float, str]:
    from costmodel.totals import PlainLine, sums

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


def sample() -> tuple[Any, Any]:
    from costmodel.estimate import estimate
    from costmodel.exchange import load_bundled
    from costmodel.folders import data_folder
    from costmodel.need import load_need, load_seller
    from costmodel.price_book import find, load_price_book
    from costmodel.quote import make_quote

    book = load_price_book()
    need = load_need(EXAMPLE, book)
    rates = load_bundled(data_folder())
    bundle = find(book.bundles, need.request.bundle, what="a bundle")
    priced = estimate(need.spec, bundle, book, on=date(2026, 11, 24), rates=rates)
    seller = load_seller(ROOT / "examples" / "seller.yaml")
    return make_quote(priced, book, seller=seller, buyer=need.request.customer, rates=rates), book


def word(quote: Any, book: Any) -> tuple[str, float, float, str]:
    from docxtpl import DocxTemplate

    from costmodel.documents.proposal import context, to_docx
    from costmodel.folders import template_folder

    values = context(quote, book)

    def alone() -> bytes:
        template = DocxTemplate(template_folder() / "proposal.docx")
        template.render(values, autoescape=True)
        stream = io.BytesIO()
        template.save(stream)
        return stream.getvalue()

    base, own = paired(alone, lambda: to_docx(quote, book), runs=21)
    return "Word proposal / docxtpl alone on the same template and context", base, own, "≤ 1.6"


class Recorder:
    """The calls made to XlsxWriter, so that the same cells can be written again without us."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int, str, tuple[Any, ...], dict[str, Any]]] = []
        self.formats: list[Any] = []


def workbook(quote: Any, book: Any) -> tuple[str, float, float, str]:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from costmodel.documents.workbook import to_xlsx

    notes = Recorder()
    names = ("write_string", "write_number", "write_formula", "write_datetime", "write_blank", "merge_range", "set_row",
             "set_column", "freeze_panes", "write_url", "write_boolean")  # fmt: skip
    depth = 0
    kept = {name: getattr(Worksheet, name) for name in names}
    make_format, make_sheet = xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet

    def watch(name: str) -> Callable[..., Any]:
        def call(sheet: Any, *args: Any, **how: Any) -> Any:
            nonlocal depth
            if depth == 0:
                notes.calls.append(("sheet", sheet.index, name, args, how))
            depth += 1
            try:
                return kept[name](sheet, *args, **how)
            finally:
                depth -= 1

        return call

    def add_format(self: Any, properties: Any = None) -> Any:
        made = make_format(self, properties)
        if "xf_index" in (properties or {}):
            return made  # XlsxWriter's own defaults
        notes.formats.append(made)
        notes.calls.append(("format", 0, "", (dict(properties or {}),), {}))
        return made

    def add_worksheet(self: Any, name: Any = None, *args: Any) -> Any:
        notes.calls.append(("add", 0, name, (), {}))
        return make_sheet(self, name, *args)

    try:
        for name in names:
            setattr(Worksheet, name, watch(name))
        xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = add_format, add_worksheet
        to_xlsx(quote, book)
    finally:
        for name in names:
            setattr(Worksheet, name, kept[name])
        xlsxwriter.Workbook.add_format, xlsxwriter.Workbook.add_worksheet = make_format, make_sheet
    number_of = {id(made): number for number, made in enumerate(notes.formats)}

    def alone() -> bytes:
        stream = io.BytesIO()
        out = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheets, formats = [], []
        for kind, index, name, args, how in notes.calls:
            if kind == "format":
                formats.append(out.add_format(args[0]))
            elif kind == "add":
                sheets.append(out.add_worksheet(name))
            else:
                again = tuple(formats[number_of[id(a)]] if isinstance(a, Format) else a for a in args)
                getattr(sheets[index], name)(*again, **how)
        out.close()
        return stream.getvalue()

    base, own = paired(alone, lambda: to_xlsx(quote, book), runs=21)
    return f"workbook / XlsxWriter alone writing the same {len(notes.calls)} calls", base, own, "≤ 1.5"


def risk_rows() -> list[tuple[str, float, float, str]]:
    """Sampling against the drawing of as many uniforms, and against two libraries in an environment of their own."""
    import tracemalloc

    import numpy as np

    from costmodel.distributions import fit
    from costmodel.sampling import one_factor

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


def exact_row() -> tuple[str, float, float, str]:
    """The P80 computed without sampling, against a sample's; both are held to 10⁷ trials and to a finer grid."""
    from costmodel.distributions import fit
    from costmodel.exact import exact_total
    from costmodel.sampling import one_factor

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


def comparison_rows(book: Any) -> list[tuple[str, float, float, str]]:
    """All bundles side by side with risk, against their estimates alone."""
    from costmodel.comparison import compare
    from costmodel.estimate import estimate
    from costmodel.spec import make_spec
    from costmodel.statements import statements

    on, spec = date(2026, 11, 24), make_spec(book, {}, preset="medium")

    def alone() -> object:
        return [estimate(spec, bundle, book, on=on) for bundle in book.bundles]

    base, own = paired(alone, lambda: statements(compare(spec, book, on=on, years=5), book))
    name = f"{len(book.bundles)} bundles compared over 5 years with risk, in sentences / their estimates alone"
    return [(name, base, own, "below 300 ms")]


def app_rows() -> tuple[list[tuple[str, float, float, str]], str]:
    """The app in a browser against an empty Streamlit app, and what many quotes and users cost it, in a sentence."""
    from in_browser import USERS, Stage, chromium

    path = chromium()
    if path is None:
        print("(the app is left out: Chromium is not there; `make chromium` installs it)")
        return [], ""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        stage = Stage(browser, Path(folder))
        first = paired(stage.first_page(stage.empty), stage.first_page(stage.app), runs=7)
        bare, changed = stage.changes(runs=21)
        made, memory = stage.quotes(10)
        waits = stage.crowd(rounds=6)
        browser.close()
    files = timed(lambda: proposal_files(*sample()), runs=5)
    rows = [
        ("first page of the app, from the start of its process / an empty Streamlit app", *first, "≤ 1.3"),
        (
            "a driver changed, to the new price on the screen / a rerun of an empty app",
            statistics.median(bare),
            statistics.median(changed),
            "≤ 250 ms more",
        ),
        (
            "Word, Excel with all bundles and JSON by a click in the app / the library alone",
            files,
            statistics.median(made),
            "below 1000 ms",
        ),
    ]
    told = (
        f"The server of the app holds **{memory:.0f} MB** after {len(made)} quotes with their files (aim ≤ 250 MB). "
        f"{USERS} users who change a driver at once wait {statistics.median(waits):.2f} s in the median and "
        f"**{statistics.quantiles(waits, n=20)[-1]:.2f} s** at p95, their pages drawn by the same machine."
    )
    return rows, told


def proposal_files(quote: Any, book: Any) -> object:
    """The files that the app makes by a click."""
    from costmodel.comparison import compare
    from costmodel.documents.proposal import to_docx
    from costmodel.documents.workbook import to_xlsx
    from costmodel.statements import statements

    found = compare(quote.spec, book, on=quote.issue_date)
    beside = {"comparison": found, "statements": statements(found, book)}
    return to_docx(quote, book), to_xlsx(quote, book, **beside), quote.for_customer().model_dump_json(indent=2)


def whole_command() -> tuple[float, dict[str, float], float]:
    """Seconds of `costmodel quote` as a process, where they go, and its peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("-m", "costmodel", "quote", str(EXAMPLE), "--json", "--force", "--out", folder)
        seconds = timed(process(*words), runs=9)
        code = (
            "import resource, sys; sys.argv[0] = 'costmodel'\n"
            "from costmodel.cli import cli\n"
            "try: cli()\n"
            "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *words[2:]],
            check=True,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd=ROOT,
        )
        memory = int(done.stderr.strip().splitlines()[-1]) / 1024
    stages = (
        "import time, json, sys; t = [time.perf_counter()]\n"
        "def lap(): t.append(time.perf_counter())\n"
        "from costmodel.price_book import load_price_book\n"
        "import costmodel.need, costmodel.quote; lap()\n"
        "book = load_price_book(); lap()\n"
        "sys.path.insert(0, 'benchmarks'); import bench; lap()\n"
        "quote, book = bench.sample(); lap()\n"
        "from costmodel.documents.proposal import to_docx\n"
        "from costmodel.documents.workbook import to_xlsx\n"
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
    rows.append(word(quote, book))
    rows.append(workbook(quote, book))
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
        f"Whole `costmodel quote` with Word, Excel and JSON, as a process: **{seconds:.2f} s** warm (aim below 1 s), "
        f"peak memory **{memory:.0f} MB** (aim below 150 MB). Where the time goes, in one process:",
        "",
        "| stage | ms |",
        "|---|---:|",
    ]
    lines += [f"| {name} | {span * 1e3:.0f} |" for name, span in parts.items()]
    lines += ["", told] if told else []
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "README.md").write_text(text, encoding="utf-8")
    print(text)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(this program's own peak: {own:.0f} MB)")


if __name__ == "__main__":
    main()
