"""The API asked what its own description allows, and what it does not: it answers as it says that it does."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.mark.parametrize(("mode", "count"), [(GenerationMode.POSITIVE, 6), (GenerationMode.NEGATIVE, 4)])
def test_the_api_answers_as_it_is_described(tables, mode, count):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    asked, statuses = set(), set()
    for found in described.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.query.items or operation.body.items):
            continue  # a code in a path is any text, so nothing can be wrong with it

        @settings(max_examples=count, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            statuses.add(case.call_and_validate(checks=CHECKS).status_code)
            asked.add(case.operation.label)

        ask()
    assert len(asked) > 5
    assert ({200} if mode is GenerationMode.POSITIVE else {400, 422}) & statuses
