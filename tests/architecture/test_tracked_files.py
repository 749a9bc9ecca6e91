"""What is committed holds no secret, no path of somebody's machine, and locks that anyone can install."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bsk-[A-Za-z0-9]{30,}"
    r"|D3_SECRET_KEY=[A-Za-z0-9_-]{16,}"
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|opt|work)/[\w.-]+")
LOCKS = ("requirements.txt", "requirements-extras.txt", "requirements-dev.txt")


def tracked() -> list[Path]:
    try:
        out = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [BASE / name for name in out.decode().split("\0") if name and (BASE / name).is_file()]


def test_no_secret_and_no_machine_path():
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(BASE)}: {m.group()}" for rule in (SECRET, MACHINE) for m in rule.finditer(text)]
    assert not found, found


def test_nothing_generated_is_tracked():
    names = {str(path.relative_to(BASE)) for path in tracked()}
    assert not [name for name in names if name.endswith((".sqlite3", ".pyc")) or name.startswith(("var/", ".venv/"))]
    assert ".env" not in names


@pytest.mark.parametrize("name", [*LOCKS, "tests/llm/requirements.txt"])
def test_lock_is_hashed_and_names_no_index(name):
    text = (BASE / name).read_text()
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert all(
        re.match(r"(?:[a-z0-9._-]+(?:\[[a-z,]+\])?==\S+|--hash=sha256:[0-9a-f]{64})(?: \\)?$", line) for line in lines
    )
    packages = re.split(r"(?m)^(?=[a-z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    assert all("--hash=sha256:" in package for package in packages if package.strip())


def test_locks_agree():
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", (BASE / name).read_text()))

    serving = versions("requirements.txt")
    for name in LOCKS[1:]:
        assert serving.items() <= versions(name).items()


def test_each_dependency_says_why():
    text = (BASE / "pyproject.toml").read_text()
    block = text.split("\n[tool.")[0]
    unexplained = re.findall(r'(?m)^    "[^"]+",\s*$', block)
    assert not unexplained
