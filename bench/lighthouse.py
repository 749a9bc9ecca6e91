"""What Lighthouse says of the pages that readers open most: its profile of a slow phone, four scores and the figures.

Run by ``make lighthouse``; writes ``docs/benchmarks-pages.md``. Serves a throw-away data directory with the content of
``fixtures/`` and ends it. Lighthouse comes from npm and Chromium from Debian's packages: nothing else needs either, and
the tests do without.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import scratch

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --proxy-server=direct://"
)
PAGES = {
    "home": "/",
    "list": "/modifiers/",
    "59": "/modifiers/59/",
    "compare": "/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/",
    "pairs": "/pairs/",
    "a pair": "/pairs/11042-97597/",
    "denials": "/denials/",
    "a way out": "/denials/?group=co&carc=97&rarc=n519&modifier=59&procedure=97530&payer=medicare",
    "search": "/search/?q=left+ring+finger",
}
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
FIGURES = {
    "largest-contentful-paint": ("LCP ms", 1500.0),
    "cumulative-layout-shift": ("CLS", 0.02),
    "total-blocking-time": ("TBT ms", 100.0),
}
REASONS = {
    "is-crawlable": "answers to what somebody typed are kept out of search engines on purpose",
    "render-blocking-insight": "one style sheet of our own, which the first paint needs; inline styles are forbidden",
    "render-blocking-resources": "the same style sheet",
    "network-dependency-tree-insight": "the page asks for its style sheet, and that for nothing",
    "first-contentful-paint": "above 0.9 everywhere; the style sheet and the HTML are all that it waits for",
    "dom-size": "the page with all its parts, to be searched, printed and read without scripts",
    "mainthread-work-breakdown": "the same table",
    "link-text": "GO is a code: the modifier of occupational therapy",
    "total-blocking-time": "the list is a table of over four hundred rows, drawn at once on a slow phone",
    "largest-contentful-paint": "the whole list and a page of search are long pages",
}
"""Audits that fail for a reason that we stand by."""


@dataclass(frozen=True, slots=True)
class Report:
    """What Lighthouse says of one page."""

    name: str
    path: str
    scores: dict[str, int]
    figures: dict[str, float]
    failed: list[tuple[str, str, float]]
    """Id, title and score of each audit below one that a score rests on."""

    @classmethod
    def of(cls, name: str, path: str, found: dict[str, Any]) -> Report:
        """From Lighthouse's own file."""
        audits = found["audits"]
        weighed = {ref["id"] for each in found["categories"].values() for ref in each["auditRefs"] if ref["weight"]}
        return cls(
            name,
            path,
            {key: round(100 * (found["categories"][key]["score"] or 0)) for key in CATEGORIES},
            {key: float(audits[key]["numericValue"]) for key in FIGURES},
            [
                (key, audit["title"], audit["score"])
                for key, audit in audits.items()
                if audit.get("score") is not None
                and audit["score"] < 1
                and (key in weighed or audit.get("scoreDisplayMode") in ("binary", "metricSavings"))
            ],
        )


def chromium() -> Path:
    """Debian's Chromium, installed where it is missing and can be.

    Raises:
        SystemExit: with what to do, if it cannot.
    """
    if not CHROMIUM.exists():
        how = [] if os.geteuid() == 0 else ["sudo", "-n"]
        command = [*how, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  (a command of our own)
    if not CHROMIUM.exists():
        raise SystemExit("Chromium is missing and could not be installed: apt-get install chromium")
    return CHROMIUM


def lighthouse(folder: Path) -> Path:
    """The command, installed by npm into a folder that goes away; the scripts of packages do not run.

    Raises:
        SystemExit: with what to do, if it cannot be had.
    """
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("npm is missing: apt-get install npm")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "lighthouse"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (as above)
    if done.returncode:
        raise SystemExit(f"npm could not install lighthouse:\n{done.stderr[-2000:]}")
    return folder / "node_modules" / ".bin" / "lighthouse"


def ask(command: Path, url: str, folder: Path) -> dict[str, Any]:
    """Lighthouse's file on a page.

    Raises:
        RuntimeError: if there is none.
    """
    out = folder / "report.json"
    out.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603  (as above)
        [
            str(command),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={out}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={FLAGS}",
        ],
        env={**os.environ, "CHROME_PATH": str(chromium()), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not out.exists():
        raise RuntimeError(f"{url}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def best_of(command: Path, url: str, folder: Path, runs: int) -> dict[str, Any]:
    """The run of the highest performance: whatever else the machine does can only make a page slower."""
    found = [ask(command, url, folder) for _ in range(runs)]
    return max(found, key=lambda each: each["categories"]["performance"]["score"] or 0)


def written(reports: list[Report], version: str, browser: str, runs: int) -> str:
    """The page for ``docs/``."""
    lines = [
        "# What Lighthouse says",
        "",
        f"Written by `make lighthouse` on {datetime.now(UTC).date().isoformat()}: Lighthouse {version}, {browser}, its"
        " profile of a phone on a slow network (simulated), pages served by gunicorn on the same machine. The best of"
        f" {runs} run{'s' if runs > 1 else ''} of each page: a busy machine can only make it slower.",
        "",
        f"| page | {' | '.join(CATEGORIES.values())} | {' | '.join(name for name, _ in FIGURES.values())} |",
        f"| --- |{' --- |' * (len(CATEGORIES) + len(FIGURES))}",
    ]
    for report in reports:
        figures = [
            f"{report.figures[key]:.0f}" if limit > 1 else f"{report.figures[key]:.3f}"
            for key, (_, limit) in FIGURES.items()
        ]
        scores = [str(report.scores[key]) for key in CATEGORIES]
        lines.append(f"| {report.name}, `{report.path}` | {' | '.join([*scores, *figures])} |")
    limits = ", ".join(f"{name} {limit:g}" for name, limit in FIGURES.values())
    over = [
        f"{report.name}: {name} {report.figures[key]:.3g}"
        for report in reports
        for key, (name, limit) in FIGURES.items()
        if report.figures[key] > limit
    ]
    lines += ["", f"Our own limits: {limits}. {'Over them: ' + '; '.join(over) + '.' if over else 'All are kept.'}"]
    failed: dict[tuple[str, str], list[str]] = {}
    for report in reports:
        for key, title, score in report.failed:
            failed.setdefault((key, title), []).append(f"{report.name} ({score:.2f})")
    lines += ["", "## Audits below 1", ""]
    lines += [
        f"- **{title}** (`{key}`): {', '.join(pages)}. {_reason(key)}." for (key, title), pages in failed.items()
    ] or ["None."]
    return "\n".join([*lines, ""])


def _reason(key: str) -> str:
    said = REASONS.get(key) or "not explained yet"
    return said[0].upper() + said[1:]


def main() -> None:
    """Serve, ask, write, and end with an error where a score is below 100 without a reason."""
    runs = int(os.environ.get("RUNS", "2"))
    chromium()
    reports, version, browser = [], "", ""
    with scratch.folder() as data_dir, scratch.folder() as folder:
        print("Installing Lighthouse", flush=True)
        command = lighthouse(folder)
        print("Making the site", flush=True)
        scratch.make(data_dir)
        with scratch.site(data_dir) as served:
            for name, path in PAGES.items():
                scratch.get(served.port, path)
                found = best_of(command, f"http://127.0.0.1:{served.port}{path}", folder, runs)
                version = found["lighthouseVersion"]
                browser = found["environment"]["hostUserAgent"].partition("Headless")[2].partition(" ")[0] or "Chromium"
                reports.append(Report.of(name, path, found))
                print(name, *reports[-1].scores.values(), *(f"{each:.3g}" for each in reports[-1].figures.values()))
    page = scratch.BASE / "docs" / "benchmarks-pages.md"
    page.write_text(written(reports, version, browser.replace("/", " "), runs), encoding="utf-8")
    unexplained = [f"{report.name}: {key}" for report in reports for key, _, _ in report.failed if key not in REASONS]
    if any(score < 100 for report in reports for score in report.scores.values()) and unexplained:
        sys.exit("Below 100: " + ", ".join(unexplained))


if __name__ == "__main__":
    main()
