"""``docs/benchmarks.md`` from what was measured: each goal, what came out, whether it is met and, if not, why. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FLOOR_MS = 2.0
"""Below this, differences of the 99th percentile are those of the machine's scheduler."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what is compared, the limit, what came out of each round or once, and why if it is missed."""

    what: str
    limit: float
    values: Sequence[float]
    is_most: bool = False
    unit: str = ""
    missed: str = ""

    @property
    def value(self) -> float:
        """The median."""
        return statistics.median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether the median keeps to the limit."""
        return self.value <= self.limit if self.is_most else self.value >= self.limit

    def row(self) -> str:
        """The line of the table."""
        sign = "≤" if self.is_most else "≥"
        spread = f"{self._said(min(self.values))}–{self._said(max(self.values))}" if len(self.values) > 1 else "once"
        verdict = "met" if self.is_met else f"**missed**{': ' + self.missed if self.missed else ''}"
        return f"| {self.what} | {sign} {self._said(self.limit)} | {self._said(self.value)} | {spread} | {verdict} |"

    def _said(self, value: float) -> str:
        if self.unit:
            return f"{value:,.0f} {self.unit}" if value >= 10 else f"{value:.2g} {self.unit}"
        return f"{value:.2f}"


def goals(found: Mapping[str, Any], measured: Mapping[str, Any]) -> list[Goal]:
    """Every goal with its figures. A contender that was not there has none."""

    def rates(key: str, connections: int) -> list[float]:
        return [load.per_second for load in found[key].loads[connections]]

    def ratio(over: Sequence[float], under: Sequence[float]) -> list[float]:
        return [one / other for one, other in zip(over, under, strict=True)]

    def p99(key: str) -> list[float]:
        nginx = [max(FLOOR_MS, load.p99) for load in found["nginx"].loads[64]]
        return ratio([max(FLOOR_MS, load.p99) for load in found[key].loads[64]], nginx)

    inside = measured["inside"]
    render, search = inside["rendering"], inside["searching"]
    in_turn = "one interpreter answers all of them in turn, so the last of 64 waits as long as 63 answers take"
    told = [
        Goal("warm page, gunicorn: of constant bytes on the same server, 16 connections", 0.85,
             ratio(rates("site", 16), rates("constant", 16))),
        Goal("the same, 64 connections", 0.85, ratio(rates("site", 64), rates("constant", 64))),
        Goal("304, gunicorn: of constant bytes", 1.0, ratio(rates("unchanged", 16), rates("constant", 16)),
             missed="an answer without a body saves little where the reading of the request is nearly all"),
        Goal("p99 at 64 connections, gunicorn: times nginx's, no less than 2 ms", 2, p99("site"), is_most=True,
             missed=in_turn),
    ]  # fmt: skip
    if "granian" in found:
        cost = [ratio(found["granian"].busy[connections], found["nginx"].busy[connections]) for connections in (16, 64)]
        told += [
            Goal("warm page, granian: of nginx serving the same bytes from a file, 16 connections", 0.30,
                 ratio(rates("granian", 16), rates("nginx", 16)),
                 missed="nginx's own rate moves further from run to run than this is off"),
            Goal("the same, 64 connections", 0.45, ratio(rates("granian", 64), rates("nginx", 64))),
            Goal("processor time per request, granian: times nginx's", 4, [*cost[0], *cost[1]], is_most=True),
            Goal("p99 at 64 connections, granian: times nginx's, no less than 2 ms", 2, p99("granian"), is_most=True),
        ]  # fmt: skip
    told += [
        Goal("first render after a publish: of the ORM page with the same content", 0.5,
             [render["ms"]["ours"] / render["ms"]["whole"]], is_most=True,
             missed=f"our page is {render['bytes']['ours'] / render['bytes']['whole']:.1f} times as long"),
        Goal("the same, for each byte of the page", 0.5,
             [render["ms"]["ours"] / render["bytes"]["ours"] / (render["ms"]["whole"] / render["bytes"]["whole"])],
             is_most=True),
        Goal("catalogue with every index after a publish", 0.3, [inside["rebuilding"]["whole_s"]],
             is_most=True, unit="s"),
        Goal("longest answer of two readers while somebody publishes: times the longest without", 2,
             [measured["publishing"]["with"] / max(20.0, measured["publishing"]["without"])], is_most=True,
             missed="in one process drawing pages, taking over the catalogue and its index share one interpreter"),
        Goal("search of the whole catalogue: times a bare FTS5 query of the same words", 3, [search["ratio"]],
             is_most=True, missed="it finds what FTS5 does not: codes, synonyms, spelling, the best statement"),
        Goal("search, nineteen of twenty", 20, [search["ours"]["p95"]], is_most=True, unit="ms"),
        Goal("HTML and style sheet of 59 as they are sent", 20_000,
             [measured["wire"]["html"] + measured["wire"]["css"]], is_most=True, unit="bytes",
             missed=f"{measured['wire']['html']:,} bytes are the page with all its parts"),
        Goal("requests before the first paint", 2, [measured["wire"]["requests"]], is_most=True, unit="requests"),
        Goal("memory of a worker with every page asked for once", 200, [measured["memory"]["site"]], is_most=True,
             unit="MiB", missed="the catalogue, the index and the finished bytes of every page lie in it"),
        Goal("warm page, gunicorn: times nginx compressing the same page on the fly", 4,
             ratio(rates("site", 16), rates("on the fly", 16))),
        Goal("warm page, gunicorn: times a page by the ORM, compressed, on the same server", 40,
             ratio(rates("site", 16), rates("orm", 16))),
    ]  # fmt: skip
    if "granian" in found:
        told += [
            Goal("warm page, granian: times nginx compressing on the fly", 20,
                 ratio(rates("granian", 16), rates("on the fly", 16))),
            Goal("warm page, granian: times the page by the ORM", 200, ratio(rates("granian", 16), rates("orm", 16))),
        ]  # fmt: skip
    return told


def _table(found: Mapping[str, Any]) -> list[str]:
    lines = [
        "| what answers | connections | requests/s | spread | p50 ms | p99 ms | processor µs/request | failed |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for contender in found.values():
        for connections, loads in contender.loads.items():

            def half(of: Callable[[Any], float], loads: Sequence[Any] = loads) -> float:
                return statistics.median(of(load) for load in loads)

            rates = [load.per_second for load in loads]
            lines.append(
                f"| {contender.name} | {connections} | {statistics.median(rates):,.0f} "
                f"| {min(rates):,.0f}–{max(rates):,.0f} | {half(lambda load: load.median):.2f} "
                f"| {half(lambda load: load.p99):.2f} | {statistics.median(contender.busy[connections]):.0f} "
                f"| {sum(load.failed for load in loads)} |"
            )
    return lines


def page(
    found: Mapping[str, Any], measured: Mapping[str, Any], versions: Mapping[str, str], rounds: int, seconds: float
) -> str:
    """The whole page as Markdown."""
    inside = measured["inside"]
    render, rebuilt, search = inside["rendering"], inside["rebuilding"], inside["searching"]
    told = goals(found, measured)
    met = sum(goal.is_met for goal in told)
    missing = "" if "granian" in found else "granian is not installed, so its goals were not measured.\n"
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Figures hold for the machine and the run that made them: compare the ratios."
        " Those of the official tables: [benchmarks-ncci.md](benchmarks-ncci.md); of the editors' desk:"
        " [benchmarks-desk.md](benchmarks-desk.md).",
        "",
        ", ".join(f"{name} {value}" for name, value in versions.items()) + f", SQLite {inside['sqlite']}. "
        f"{rounds} rounds of {seconds} s for each contender and number of connections, taking turns; medians, and the"
        " spread from the lowest to the highest round. Servers have one process on one core, wrk the other core."
        f" Every contender answers with the page of 59 ({measured['wire']['html']:,} bytes as Brotli), its headers,"
        " and an access log, as gunicorn writes one; granian and nginx write none.",
        "",
        f"## Goals: {met} of {len(told)} met",
        "",
        "| goal | limit | measured | spread | |",
        "| --- | --- | --- | --- | --- |",
        *(goal.row() for goal in told),
        "",
        f"{missing}Not measured here: MkDocs-Material and Wagtail themselves. In their place stand what a stock"
        " nginx does for a generated site, compressing a file for each request, and what a Django site does"
        " that reads rows for each request; both with our own content.",
        "",
        "## Served",
        "",
        *_table(found),
        "",
        "## Inside",
        "",
        f"**Renders**, {render['pages']} longest modifier pages, processor time, templates compiled:"
        f" ours {render['ms']['ours']:.1f} ms for {render['bytes']['ours']:,.0f} bytes and no query;"
        f" by the ORM with the same content {render['ms']['whole']:.1f} ms for {render['bytes']['whole']:,.0f} bytes"
        f" and {render['queries']['whole']} queries; by six queries for half of the lists without sources"
        f" {render['ms']['six']:.1f} ms for {render['bytes']['six']:,.0f} bytes.",
        "",
        f"**After a publish**, {rebuilt['modifiers']} modifiers: the new catalogue after {rebuilt['seen_s']:.3f} s,"
        f" with every index after {rebuilt['whole_s']:.3f} s, with that of search after {rebuilt['search_s']:.2f} s,"
        " during which readers search the one before. The longest answer of two readers going through 150 pages:"
        f" {measured['publishing']['without']:.0f} ms without a publish,"
        f" {measured['publishing']['with']:.0f} ms with one.",
        "",
        f"**Search**, {search['documents']} documents, {search['queries']} queries of the evaluation, processor time:",
        "",
        "| what | median ms | p95 ms | longest ms |",
        "| --- | --- | --- | --- |",
        *(
            f"| {name} | {search[key]['median']:.2f} | {search[key]['p95']:.2f} | {search[key]['longest']:.1f} |"
            for name, key in (
                ("search", "ours"),
                ("FTS5 lookup of the same words", "fts5"),
                ("search for long and odd texts", "odd"),
            )
        ),
        "",
        "**On the wire**: "
        f"{measured['wire']['html']:,} bytes of HTML and {measured['wire']['css']:,} of style sheet, both Brotli.",
        "",
        "**Memory** of one process after every page was asked for once: "
        + ", ".join(f"{name} {value:.0f} MiB" for name, value in measured["memory"].items())
        + f"; after a publish under load {measured['memory after']:.0f} MiB.",
        "",
    ]
    return "\n".join(lines)
