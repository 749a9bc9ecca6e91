"""``make sbom``: everything that a release is made of, as CycloneDX: the lock, and the front-end files within it."""

# ruff: noqa: T201  (a command prints)
from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent.parent


def bill(lock: str = "requirements.txt") -> dict[str, Any]:
    """The bill of materials of a lock. The same lock gives the same bill.

    Raises:
        subprocess.CalledProcessError: if the lock cannot be read.
    """
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", lock]
    options = ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-format", "JSON"]
    done = subprocess.run([*command, *options], cwd=BASE, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    found["components"] += [_component(each) for each in vendored()]
    return found


def vendored() -> list[dict[str, str]]:
    """The front-end files that others wrote, as ``.ci/vendored.toml`` records them."""
    return list(tomllib.loads((BASE / ".ci" / "vendored.toml").read_text())["file"])


def _component(each: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"vendored-{each['name']}",
        "name": each["name"],
        "version": each["version"],
        "purl": f"pkg:npm/{each['name']}@{each['version']}",
        "description": f"Served from {each['path']}, inside {each['package']}.",
        "licenses": [{"license": {"id": each["license"]}}],
        "hashes": [{"alg": "SHA-256", "content": each["sha256"]}],
    }


if __name__ == "__main__":
    print(json.dumps(bill(*sys.argv[1:2]), indent=1))
