"""Every goal of the site's speed in one run, each beside what it is measured against; writes ``docs/benchmarks.md``.

Run by ``make bench``. Needs ``wrk`` and ``nginx`` on the PATH and two cores: servers run on one, the load on the other.
Contenders take turns in every round, so that a busy machine slows all of them. Only ratios of one run mean anything.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modifiers.finished.warming import LOOK_EVERY as WARMER_LOOKS_EVERY

from . import load as generated
from . import nginx, report, scratch, wrk

PAGE = "/modifiers/59/"
CONNECTIONS = (16, 64)
_OF_THE_SERVER = {"date", "server", "connection", "transfer-encoding", "keep-alive"}

PUBLISH = """
from modifiers import publishing
from modifiers.models import Modifier
modifier = Modifier.objects.get(code="59")
Modifier.objects.filter(pk=modifier.pk).update(summary="Tells the payer something new.")
modifier.refresh_from_db()
publishing.publish(modifier, actor=None, is_major=False, change_note="")
"""


@dataclass
class Contender:
    """Something that answers, what is asked of it, and what came out, by number of connections."""

    name: str
    process: scratch.Process
    path: str
    headers: dict[str, str]
    loads: dict[int, list[wrk.Load]] = field(default_factory=dict)
    busy: dict[int, list[float]] = field(default_factory=dict)

    def measure(self, connections: int, seconds: float) -> None:
        """One run."""
        before = self.process.busy()
        done = wrk.load(self.process.port, self.path, connections, seconds, **self.headers)
        self.loads.setdefault(connections, []).append(done)
        spent = self.process.busy() - before
        self.busy.setdefault(connections, []).append(1_000_000 * spent / max(1, done.requests))
        # A slow server still works at what was asked of it when the load has ended, on the core of the next contender.
        settled(self.process, pause=0.25)


def settled(process: scratch.Process, *, pause: float, seconds: float = 120) -> None:
    """Wait until it has done next to nothing for ``pause`` seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        before = process.busy()
        time.sleep(pause)
        if process.busy() - before < 0.03 * max(1.0, pause):
            return


def addresses(port: int) -> list[str]:
    """Every page of the sitemap."""
    return re.findall(r"<loc>https?://[^/<]+([^<]+)</loc>", scratch.get(port, "/sitemap.xml")[2].decode())


@contextlib.contextmanager
def contenders(folder: Path, data: Path) -> Iterator[dict[str, Contender]]:
    """All of them, running and warm."""
    answer = folder / "answer"
    answer.mkdir()
    reading = {"Accept_Encoding": "br"}
    with ExitStack() as stack:
        core = scratch.SERVERS_CORE
        site = stack.enter_context(scratch.site(data, core=core))
        found = {"site": Contender("the site on gunicorn", site, PAGE, reading)}
        for path in [*addresses(site.port)] * 3:
            scratch.get(site.port, path, Accept_Encoding="br")
        settled(site, pause=WARMER_LOOKS_EVERY + 1)
        status, headers, body = scratch.get(site.port, PAGE, Accept_Encoding="br")
        assert status == 200 and headers["content-encoding"] == "br", (status, headers)
        kept = [(name, value) for name, value in headers.items() if name not in _OF_THE_SERVER]
        (answer / "body").write_bytes(body)
        (answer / "headers.json").write_text(json.dumps(kept))
        plain = scratch.get(site.port, PAGE, Accept_Encoding="identity")[2]

        own = scratch.environment(data, D3_BENCH_ANSWER=str(answer), WEB_CONCURRENCY="1")
        serve = (sys.executable, "-m", "gunicorn", "-c", "python:bench.usual")
        for key, name, application, path in (
            ("constant", "constant bytes on gunicorn", "bench.constant:application", PAGE),
            ("orm", "a page by the ORM, gzip, on stock gunicorn", "bench.orm_page:application", PAGE),
        ):
            port, log = scratch.free_port(), folder / f"{key}.log"
            worker = "d3site.shedding.Worker" if key == "constant" else "gthread"
            process = scratch.Process((*serve, application), {**own, "D3_BENCH_WORKER": worker}, port, log, path, core)
            asked = reading if key == "constant" else {"Accept_Encoding": "gzip"}
            found[key] = Contender(name, stack.enter_context(process), path, asked)
        found["unchanged"] = Contender(
            "the site on gunicorn, 304", site, PAGE, {**reading, "If_None_Match": headers["etag"]}
        )
        if importlib.util.find_spec("granian"):
            granian = stack.enter_context(scratch.site(data, server="granian", core=core, D3_WARMED_AT_START="0"))
            found["granian"] = Contender("the site on granian", granian, PAGE, reading)
            scratch.get(granian.port, PAGE, Accept_Encoding="br")
            for _ in range(3):
                scratch.get(granian.port, PAGE, Accept_Encoding="br")
            settled(granian, pause=WARMER_LOOKS_EVERY + 1)
        kept = [(name, value) for name, value in kept if name not in ("content-length", "content-type", "etag")]
        front = stack.enter_context(nginx.serving(folder / "nginx", body, plain, kept, core))
        found["nginx"] = Contender("nginx, the same bytes from a file", front, "/finished", reading)
        found["on the fly"] = Contender(
            "nginx, the same page, gzip on the fly", front, "/plain", {"Accept_Encoding": "gzip"}
        )
        yield found


def rounds(found: dict[str, Contender], count: int, seconds: float) -> None:
    """Let all take turns."""
    for number in range(count):
        for connections in CONNECTIONS:
            for contender in found.values():
                sys.stderr.write(f"round {number + 1} of {count}: {contender.name}, {connections} connections\n")
                contender.measure(connections, seconds)


def on_the_wire(port: int) -> dict[str, Any]:
    """Bytes of HTML and style sheets as Brotli, and requests before the first paint."""
    _, _, html = scratch.get(port, PAGE, Accept_Encoding="br")
    plain = scratch.get(port, PAGE, Accept_Encoding="identity")[2].decode()
    head = plain.partition("</head>")[0]
    links = [
        tag for tag in re.findall(r"<link[^>]*>", head) if 'rel="stylesheet"' in tag and 'media="print"' not in tag
    ]
    sheets = [found[1] for tag in links if (found := re.search(r'href="([^"]+)"', tag))]
    blocking = [tag for tag in re.findall(r"<script[^>]*src=[^>]*>", head) if not re.search(r"defer|async|module", tag)]
    sizes = [len(scratch.get(port, sheet, Accept_Encoding="br")[2]) for sheet in sheets]
    return {"html": len(html), "css": sum(sizes), "requests": 1 + len(sheets) + len(blocking)}


def publishing(data: Path, port: int, seconds: float = 5) -> dict[str, float]:
    """The longest answer, in milliseconds, of readers of many pages, without and with a publish meanwhile."""
    asked = [generated.Asked(path) for path in addresses(port) if path.startswith("/modifiers/")][:150]

    def longest(beside: threading.Thread | None) -> float:
        if beside:
            beside.start()
        until = time.monotonic() + seconds
        got = asyncio.run(generated.with_clients(port, 2, asked, until=until))
        if beside:
            beside.join()
            until = time.monotonic() + seconds / 2
            got += asyncio.run(generated.with_clients(port, 2, asked, until=until))
        assert all(each.status == 200 for each in got), generated.told(got)
        return 1000 * max(each.seconds for each in got)

    def publish() -> None:
        # Beside the load, as somebody else's machine would do it: the server's core is the server's.
        command = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])}); exec(sys.argv[2])"
        script = f"import django; django.setup()\n{PUBLISH}"
        scratch.run(data, "-c", command, str(scratch.LOADS_CORE), script)

    return {"without": longest(None), "with": longest(threading.Thread(target=publish))}


def versions() -> dict[str, str]:
    """Of the machine and of what was measured."""
    import django
    import gunicorn

    def said(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (as below)
        found = re.search(r"\d+\.\d+(?:\.\d+)?", done.stdout + done.stderr)
        return found[0] if found else "?"

    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    told = {
        "processor": f"{cpu[1] if cpu else '?'}, {len(scratch.CORES)} cores",
        "Python": sys.version.split()[0],
        "Django": django.get_version(),
        "gunicorn": gunicorn.__version__,
        "nginx": said("nginx", "-v"),
        "wrk": said("wrk", "-v"),
    }
    if importlib.util.find_spec("granian"):
        from importlib.metadata import version

        told["granian"] = version("granian")
    return told


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="how long each run lasts")
    parser.add_argument("--out", type=Path, default=scratch.BASE / "docs/benchmarks.md")
    parser.add_argument("--data", type=Path, help="a data directory that is made once and kept for the next run")
    chosen = parser.parse_args()
    missing = [name for name in ("wrk", "nginx", "taskset") if not shutil.which(name)]
    if missing:
        sys.exit(f"Not installed: {', '.join(missing)}. On Debian: apt-get install wrk nginx-light util-linux")
    if len(scratch.CORES) < 2:
        sys.exit("Two cores are needed: one for the servers, one for the load.")
    with scratch.folder() as folder:
        data = chosen.data or folder / "data"
        if not (data / "d3.sqlite3").exists():
            scratch.make(data)
        text = measured_in(folder, data, chosen)
    chosen.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measured_in(folder: Path, data: Path, chosen: argparse.Namespace) -> str:
    """The page, from a run with these choices."""
    with contenders(folder, data) as found:
        rounds(found, chosen.rounds, chosen.seconds)
        site = found["site"].process
        measured: dict[str, Any] = {
            "wire": on_the_wire(site.port),
            "memory": {key: found[key].process.memory() for key in ("site", "granian") if key in found},
        }
        measured["publishing"] = publishing(data, site.port)
        measured["memory after"] = site.memory()
        measured["inside"] = json.loads(scratch.run(data, "-m", "bench.inside").splitlines()[-1])
    return report.page(found, measured, versions(), chosen.rounds, chosen.seconds)


if __name__ == "__main__":
    main()
