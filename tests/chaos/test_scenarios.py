"""Several scenarios of ``make chaos`` on one served copy, one after the other; the report tells of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos import scenarios
from chaos.trial import served
from tests.served.site import build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

NOT_COVERED_ELSEWHERE = (
    scenarios.kill_a_worker,
    scenarios.damage_the_file,
    scenarios.old_copy,
    scenarios.leave_a_journal,
    scenarios.end_all_sessions,
    scenarios.send_garbage,
    scenarios.stall_clients,
    scenarios.remove_a_static_file,
)


def test_the_site_bears_them_one_after_the_other(tmp_path: Path) -> None:
    made = build(tmp_path / "made")
    with served(made, tmp_path) as trial:
        for run in NOT_COVERED_ELSEWHERE:
            assert run(trial)


def test_each_scenario_says_what_must_hold():
    names = [each.name for each in scenarios.SCENARIOS]
    assert len(set(names)) == len(names) >= 17
    assert all(each.expected for each in scenarios.SCENARIOS)
    listed = {each.run for each in scenarios.SCENARIOS}
    assert listed >= set(NOT_COVERED_ELSEWHERE)
