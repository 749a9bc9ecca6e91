"""``make audit``: known vulnerabilities of everything in the locks, by pip-audit.

Ends with 0 if there is none that is not accepted, or if the advisory service cannot be reached, which is said loudly;
with 1 otherwise. What is accepted stands in ``.ci/advisories.toml``, each with a reason and a last day.
"""

# ruff: noqa: T201  (a command prints)
from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent.parent
LOCK = "requirements-dev.txt"
"""It holds all that the other locks hold."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A vulnerability that we live with until a day."""

    id: str
    package: str
    reason: str
    until: date


def accepted(written: Mapping[str, Any]) -> dict[str, Accepted]:
    """The exceptions of the file by id.

    Raises:
        ValueError: for one without a reason of some words, or without a day.
    """
    found = {}
    for row in written.get("accepted", ()):
        if len(str(row.get("reason", "")).split()) < 4 or not isinstance(row.get("until"), date):
            raise ValueError(f"{row.get('id')}: say why it is accepted, and until which day")
        found[row["id"]] = Accepted(row["id"], row["package"], row["reason"], row["until"])
    return found


def judge(report: Mapping[str, Any], exceptions: Mapping[str, Accepted], today: date) -> tuple[list[str], list[str]]:
    """What fails, and what is to be told besides.

    Args:
        report: what pip-audit writes as JSON.
        exceptions: :func:`accepted`.
        today: after its last day an exception is none.
    """
    failures, told, used = [], [], set()
    for package in report["dependencies"]:
        for found in package.get("vulns", ()):
            names = {found["id"], *found.get("aliases", ())}
            exception = next((exceptions[name] for name in names if name in exceptions), None)
            line = f"{package['name']} {package['version']}: {found['id']}, mended in {_mended(found)}"
            if exception is not None:
                used.add(exception.id)
            if exception is None:
                failures.append(line)
            elif exception.until < today:
                failures.append(f"{line}. Its exception ended on {exception.until}: {exception.reason}")
            else:
                told.append(f"{line}. Accepted until {exception.until}: {exception.reason}")
    told += [f"{id_} is accepted and not found any more: remove it" for id_ in exceptions if id_ not in used]
    return failures, told


def not_audited(report: Mapping[str, Any]) -> list[str]:
    """One sentence on the packages of which nothing could be learned, which is not the same as nothing being wrong."""
    packages = report["dependencies"]
    skipped = [package for package in packages if package.get("skip_reason")]
    if not skipped:
        return []
    first = skipped[0]
    return [f"NOT AUDITED: {len(skipped)} of {len(packages)}. The first, {first['name']}: {first['skip_reason']}"]


def _mended(found: Mapping[str, Any]) -> str:
    return ", ".join(found.get("fix_versions", ())) or "no release yet"


def main() -> int:
    """Audit the lock, and say what was found."""
    written = tomllib.loads((BASE / ".ci" / "advisories.toml").read_text())
    today = datetime.now(UTC).date()
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        *("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json", "-r", LOCK),
    ]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        print(f"!! NOT AUDITED: the advisory service cannot be reached from here. ({last[0][:200]})")
        return 0
    failures, told = judge(report, accepted(written), today)
    told += not_audited(report)
    for line in told:
        print("!!", line)
    if today > written["django"]["move_by"]:
        failures.append(f"Django {written['django']['series']} was to be left by {written['django']['move_by']}")
    for line in failures:
        print("VULNERABLE:", line)
    asked = [package for package in report["dependencies"] if not package.get("skip_reason")]
    if asked and not failures:
        print(f"{LOCK}: {len(asked)} packages audited, none with a known vulnerability that is not accepted.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
