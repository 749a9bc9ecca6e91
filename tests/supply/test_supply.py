"""The list of parts is the lock and the files within it, exceptions end, and an advisory is not overlooked."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from .audit import BASE, accepted, judge, not_audited
from .sbom import bill, vendored

TODAY = date(2026, 11, 25)
WRITTEN = tomllib.loads((BASE / ".ci" / "advisories.toml").read_text())


def package_of(path: str) -> Path:
    name, _, rest = path.partition("/")
    spec = find_spec(name)
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / rest


def test_each_vendored_file_is_the_recorded_one():
    for each in vendored():
        content = package_of(each["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"], f"{each['name']} is another file: look at it"
        whole = package_of(each["path"].replace(".min.js", ".js")).read_text()
        assert each["version"] in whole


def test_all_third_party_scripts_that_we_load_are_recorded():
    loaded = set()
    for template in (BASE / "templates").rglob("*.html"):
        loaded |= set(re.findall(r"static '([^']+\.js)'", template.read_text()))
    others = {name for name in loaded if not (BASE / "static" / name).exists()}
    assert others and all(any(each["path"].endswith(name) for each in vendored()) for name in others)
    assert not [path for path in (BASE / "static").rglob("*") if "vendor" in path.name or path.name.endswith(".min.js")]


def test_the_bill_lists_exactly_the_lock_and_the_files():
    lock = dict(re.findall(r"(?m)^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", (BASE / "requirements.txt").read_text()))
    found = bill()
    listed = {each["name"]: each["version"] for each in found["components"]}
    assert listed == {**lock, **{each["name"]: each["version"] for each in vendored()}}
    assert found["bomFormat"] == "CycloneDX"
    # Signed wheels of the lock are known by their digests, so the bill can be held against what is installed.
    assert all("hashes" in each or each["externalReferences"][0]["hashes"] for each in found["components"])


def report(*vulns: dict, skipped: str = "") -> dict:
    row = {"name": "x", "version": "1", "vulns": list(vulns)}
    return {"dependencies": [row, *([{"name": "y", "skip_reason": skipped}] if skipped else [])]}


def test_a_known_vulnerability_fails_unless_it_is_accepted_and_not_for_ever():
    found = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}
    row = {"id": "CVE-1", "package": "x", "reason": "we never call this part", "until": TODAY}
    assert judge(report(found), {}, TODAY)[0] == ["x 1: PYSEC-1, mended in 2"]
    assert judge(report(found), accepted({"accepted": [row]}), TODAY)[0] == []
    ended = accepted({"accepted": [{**row, "until": date(2026, 11, 24)}]})
    assert "Its exception ended" in judge(report(found), ended, TODAY)[0][0]
    assert judge(report(skipped="not on the index"), ended, TODAY) == (
        [],
        ["CVE-1 is accepted and not found any more: remove it"],
    )
    assert not_audited(report(skipped="not on the index")) == ["NOT AUDITED: 1 of 2. The first, y: not on the index"]
    assert not_audited(report()) == []
    for wrong in ({**row, "reason": "fine"}, {**row, "until": "soon"}):
        with pytest.raises(ValueError, match="say why"):
            accepted({"accepted": [wrong]})


def test_what_is_recorded_holds_together():
    accepted(WRITTEN)
    django = WRITTEN["django"]
    version = re.search(r"(?m)^django==(\S+)", (BASE / "requirements.txt").read_text())
    assert version and version[1].startswith(f"{django['series']}.")
    assert TODAY < django["move_by"] < date(2028, 4, 1) <= django["supported_until"]


def test_without_the_advisory_service_the_audit_says_so_loudly_and_ends_well():
    away = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "NO_PROXY": ""}
    command = [sys.executable, "-m", "tests.supply.audit"]
    done = subprocess.run(command, cwd=BASE, env=away, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("!! NOT AUDITED: the advisory service cannot be reached")
