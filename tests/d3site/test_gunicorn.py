"""How many processes serve."""

from __future__ import annotations

import pytest

from d3site.gunicorn import workers_for


@pytest.mark.parametrize(
    ("cores", "mebibytes", "workers"), [(1, 16_000, 2), (2, 16_000, 2), (8, 16_000, 8), (8, 2_000, 3), (4, 256, 1)]
)
def test_a_worker_for_each_core_as_far_as_memory_goes(cores, mebibytes, workers):
    assert workers_for(cores, mebibytes) == workers
