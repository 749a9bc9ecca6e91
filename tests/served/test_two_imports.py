"""Two people import the same quarter at the same moment: one batch, and a clear word for the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.hcpcs.files import A1, JG, QZ, write_text

from .site import build, start

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

NEW = [replace(row, code=code) for row, code in ((A1, "4X"), (JG, "5X"), (QZ, "6X"))]
"""Codes that the shipped content does not hold."""

IMPORT = """
import os, time
from pathlib import Path
from django.core.management import CommandError, call_command
from modifiers import hcpcs
load = hcpcs.load
def late(*args, **kwargs):
    # All have read and compared before any of them writes, however slow the machine is.
    ready = Path({ready!r})
    (ready / str(os.getpid())).touch()
    ends = time.monotonic() + 90
    while len(list(ready.iterdir())) < 3 and time.monotonic() < ends:
        time.sleep(0.05)
    return load(*args, **kwargs)
hcpcs.load = late
try:
    call_command("import_hcpcs", {path!r}, "--yes")
except CommandError as error:
    print("refused:", error)
"""
COUNTS = """
from modifiers.models import Event, HcpcsFile, HcpcsRecord
print(HcpcsFile.objects.count(), HcpcsRecord.objects.count(), Event.objects.exclude(batch=None).count())
"""


def test_three_imports_make_one_batch(tmp_path):
    build(tmp_path)
    path = write_text(tmp_path / "HCPC2026_OCT_ANWEB.txt", NEW)
    ready = tmp_path / "ready"
    ready.mkdir()
    script = IMPORT.format(ready=str(ready), path=str(path))
    processes = [start(tmp_path, script) for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert sum("Written to the working copies as batch" in each for each in said) == 1
    assert sum("Another import was faster" in each for each in said) == 2
    counts = start(tmp_path, COUNTS).communicate(timeout=60)[0]
    assert counts.split() == ["1", "3", "3"]
