"""Several people press Publish at the same moment: one edition, and a clear word for the rest."""

from __future__ import annotations

import time

import pytest

from .site import build, start

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

CHANGE = """
from modifiers.models import Modifier
Modifier.objects.filter(code="59").update(summary="Tells the payer something new.")
"""
PUBLISH = """
import time
from modifiers import publishing
from modifiers.models import Modifier
modifier = Modifier.objects.get(code="59")
time.sleep(max(0, {moment} - time.time()))
try:
    print("edition", publishing.publish(modifier, actor=None, is_major=True, change_note="New.").number)
except publishing.PublishRefused as refused:
    print("refused:", refused)
"""
NUMBERS = """
from modifiers.models import Edition
print(*Edition.objects.filter(kind="modifier", key="59").values_list("number", flat=True))
"""


def answer_of(data_dir, script):
    process = start(data_dir, script)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    return said.strip()


def test_four_publishers_make_one_edition(tmp_path):
    build(tmp_path)
    answer_of(tmp_path, CHANGE)
    script = PUBLISH.format(moment=time.time() + 8)
    processes = [start(tmp_path, script) for _ in range(4)]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert said == ["edition 2", *["refused: modifier 59: Nothing has changed since edition 2."] * 3]
    assert answer_of(tmp_path, NUMBERS) == "1 2"
