"""``python -m chaos.soak``: mixed load for ten minutes while workers are killed at random.

Readers ask for pages, search, pairs, the router and the letter; an editor publishes, tables are imported, and every few
seconds a worker is killed with -9. It tells what was answered, and fails if a page was wrong, an answer was 5xx other
than a deliberate 503, memory grew, or an edit that had been confirmed is not there at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench import scratch
from bench.load import Answer, Asked, told, with_clients

from .trial import PUBLISH, Trial, served

READERS = 6
KILL_EVERY = (4.0, 12.0)
PUBLISH_EVERY = 5.0
IMPORT_EVERY = 45.0
FLAT = 1.15
"""How much more a settled worker may hold at the end than one of the same age at the beginning."""


@dataclass
class Seen:
    """What was found, written by several threads."""

    confirmed: list[tuple[int, str]] = field(default_factory=list)
    failed_publishes: list[str] = field(default_factory=list)
    imports: int = 0
    failed_imports: list[str] = field(default_factory=list)
    kills: int = 0
    memory: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def routes(trial: Trial) -> list[Asked]:
    """What readers ask for, in an order that is the same in every run."""
    sitemap = trial.get("/sitemap.xml")[2].decode()
    pages = re.findall(r"<loc>https?://[^/<]+([^<]+)</loc>", sitemap)
    body = json.dumps({"text": "CO-4 modifier 59 denied for 97140"}).encode()
    asked = [Asked(path) for path in pages]
    asked += [Asked(f"/search/?q={words}+{number}") for number in range(60) for words in ("knee", "two+visits", "59")]
    asked += [Asked(f"/pairs/{pair}/") for pair in ("97140-97530", "20610-20550", "11042-97597")] * 30
    asked += [Asked("/api/v1/modifiers/59"), Asked("/api/v1/search?q=bilateral")] * 30
    asked += [Asked("/api/v1/route", "POST", body, (("Content-Type", "application/json"),))] * 60
    asked += [Asked("/appeal/"), Asked("/ask/?q=when+may+I+bill+59"), Asked("/readyz"), Asked("/livez")] * 20
    random.Random(3).shuffle(asked)  # noqa: S311  (an order, not a secret)
    return asked


def is_right(answer: Answer) -> bool:
    """Whether an answer is one that may be given: no 5xx but a deliberate 503, and the page that was asked for."""
    if answer.status == 503:
        return "retry-after" in answer.headers
    if answer.status >= 500:
        return False
    found = re.fullmatch(r"/modifiers/(\w\w)/", answer.asked.path)
    if found and answer.status == 200:
        return (
            f"<title>Modifier {found[1].upper()}".encode() in answer.body
            or found[1].upper().encode() in answer.body[:600]
        )
    return True


def publish(trial: Trial, seen: Seen, ended: threading.Event) -> None:
    """Publish one summary after the other; what was confirmed is remembered."""
    number = 0
    while not ended.wait(PUBLISH_EVERY):
        number += 1
        summary = f"Tells the payer the {number}th thing of this hour."
        try:
            edition = int(trial.shell(PUBLISH.format(summary=summary)))
        except (RuntimeError, ValueError) as error:
            seen.failed_publishes.append(str(error)[-300:])
        else:
            seen.confirmed.append((edition, summary))


def bring_in(trial: Trial, seen: Seen, ended: threading.Event) -> None:
    """Import official tables."""
    while not ended.wait(IMPORT_EVERY):
        try:
            scratch.run(trial.data, "manage.py", "import_ncci", "--sample")
            seen.imports += 1
        except RuntimeError as error:
            seen.failed_imports.append(str(error)[-300:])


def kill(trial: Trial, seen: Seen, ended: threading.Event, chance: random.Random) -> None:
    """Kill a worker now and then, and note what the workers hold."""
    while not ended.wait(chance.uniform(*KILL_EVERY)):
        with contextlib.suppress(OSError, IndexError):
            seen.memory.append(trial.site.memory())
            os.kill(chance.choice(trial.site.workers()), signal.SIGKILL)
            seen.kills += 1


def soak(trial: Trial, minutes: float) -> tuple[Seen, list[Answer]]:
    """Do it all at once. Returns what was seen and every answer, without the bodies of those that are right."""
    seen, ended = Seen(), threading.Event()
    chance = random.Random(5)  # noqa: S311  (moments, not a secret)
    threads = [
        threading.Thread(target=publish, args=(trial, seen, ended)),
        threading.Thread(target=bring_in, args=(trial, seen, ended)),
        threading.Thread(target=kill, args=(trial, seen, ended, chance)),
    ]
    asked = routes(trial)
    for thread in threads:
        thread.start()
    answers: list[Answer] = []
    until = time.monotonic() + 60 * minutes
    try:
        while time.monotonic() < until:
            stretch = min(until, time.monotonic() + 20)
            for answer in asyncio.run(with_clients(trial.site.port, READERS, asked, until=stretch)):
                if answer.status and not is_right(answer):
                    seen.wrong.append(f"{answer.asked.path}: {answer.status}")
                answers.append(Answer(answer.asked, answer.status, answer.at, answer.seconds, failure=answer.failure))
            chance.shuffle(asked)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    return seen, answers


def lost(trial: Trial, seen: Seen) -> list[int]:
    """Editions that were confirmed and are not there as they were."""
    said = trial.shell("""
import json
from modifiers.models import Edition
rows = Edition.objects.filter(kind="modifier", key="59").values_list("number", "document")
print(json.dumps({number: json.loads(document)["summary"] for number, document in rows}))
""")
    stored = {int(number): summary for number, summary in json.loads(said.splitlines()[-1]).items()}
    return [number for number, summary in seen.confirmed if stored.get(number) != summary]


def main() -> int:
    """Soak and report."""
    parser = argparse.ArgumentParser(prog="python -m chaos.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--data", type=Path, help="a made data directory to copy from")
    chosen = parser.parse_args()
    with scratch.folder() as folder:
        made = chosen.data or scratch.make(folder / "made")
        (folder / "trial").mkdir()
        with served(made, folder / "trial") as trial:
            seen, answers = soak(trial, chosen.minutes)
            trial.becomes_ready()
            missing = lost(trial, seen)
            last = seen.confirmed[-1][1].encode() if seen.confirmed else b""
            trial.until(lambda: last in trial.get("/modifiers/59/")[2], 3, "readers see the last publish")
            errors = [line for line in trial.site.log.read_text().splitlines() if '"level": "error"' in line]
    unanswered = [answer for answer in answers if not answer.status]
    third = max(1, len(seen.memory) // 3)
    early, late = max(seen.memory[:third], default=0), max(seen.memory[-third:], default=0)
    unexpected = [line for line in errors if "Perhaps out of memory" not in line]  # what gunicorn says of a -9
    # Each killed worker had at most as many requests in hand as there were readers.
    may_break = seen.kills * READERS
    findings = {
        "wrong answers": seen.wrong[:5],
        "editions lost": missing,
        "publishes that failed": seen.failed_publishes[:2],
        "imports that failed": seen.failed_imports[:2],
        "errors logged": unexpected[:3],
        "broken connections beyond those of killed workers": [] if len(unanswered) <= may_break else [len(unanswered)],
        "memory grew": [] if late <= FLAT * early else [f"{early:.0f} to {late:.0f} MiB"],
    }
    write = sys.stdout.write
    write(f"{chosen.minutes:g} minutes, {len(answers)} requests, {seen.kills} workers killed, "
          f"{len(seen.confirmed)} publishes, {seen.imports} imports.\n")  # fmt: skip
    write(f"Answers: {told(answers)}.\n")
    why = dict(Counter(answer.failure for answer in unanswered))
    write(f"Connections without an answer: {len(unanswered)} {why}; at most {may_break} could be a killed worker's.\n")
    write(f"Largest worker: {early:.0f} MiB in the first third, {late:.0f} MiB in the last.\n")
    for what, found in findings.items():
        write(f"{what}: {found or 'none'}\n")
    return 1 if any(findings.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
