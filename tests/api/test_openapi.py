"""The description says what is true: every operation, every parameter, every answer with an example that fits."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from modifiers.api.openapi import description, text

from .asking import ADDRESSES, POSTED, ROOT, fits, operations

PATHS = description()["paths"]
OPERATIONS = {each["operationId"]: each for operations in PATHS.values() for each in operations.values()}
READ = {each["get"]["operationId"]: each["get"] for each in PATHS.values() if "get" in each}


def test_every_operation_is_described_and_asked_by_these_tests():
    assert set(OPERATIONS) == set(ADDRESSES) | set(POSTED)
    assert {f"{ROOT}{path}" for path, _ in operations().values()} == set(PATHS)


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_answer_has_a_schema_and_an_example_that_fits(name):
    path, operation = operations()[name]
    told = OPERATIONS[operation.operation_id]["responses"]["200"]["content"]["application/json"]
    assert operation is operations()[name][1] and f"{ROOT}{path}" in PATHS
    assert "$ref" in told["schema"]
    fits(name, told["example"])
    assert OPERATIONS[operation.operation_id]["description"]


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_example_has_the_members_of_a_real_answer(ask, name):
    example = OPERATIONS[name]["responses"]["200"]["content"]["application/json"]["example"]
    real = ask(ADDRESSES[name])
    assert list(example) == list(real)
    if "items" in real:
        assert set(example["items"][0]) == set(real["items"][0])


def test_every_reference_leads_somewhere():
    found = description()

    def walk(node):
        if isinstance(node, dict):
            if isinstance(target := node.get("$ref"), str):
                at = found
                for piece in target.removeprefix("#/").split("/"):
                    at = at[piece]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(found)


@pytest.mark.parametrize("name", sorted(POSTED))
def test_a_posted_example_has_the_members_of_a_real_answer(client, world, name):
    path, body = POSTED[name]
    told = OPERATIONS[name]
    response = client.post(f"{ROOT}{path}", body, content_type="application/json")
    assert response.status_code == 200
    fits(f"api_{name}", response.json())
    assert list(told["responses"]["200"]["content"]["application/json"]["example"]) == list(response.json())
    example = told["requestBody"]["content"]["application/json"]["example"]
    assert client.post(f"{ROOT}{path}", example, content_type="application/json").status_code == 200
    assert {"400", "405", "413", "422", "503"} <= set(told["responses"]) and "304" not in told["responses"]


@pytest.mark.parametrize("name", sorted(READ))
def test_every_refusal_is_documented(name):
    responses = READ[name]["responses"]
    assert {"400", "405", "503"} <= set(responses)
    if "{" in next(path for path, found in PATHS.items() if found.get("get") is READ[name]):
        assert {"301", "404", "410"} <= set(responses)
    else:
        assert "422" in responses


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_parameter_says_what_is_allowed(name):
    assert all(parameter.get("description") for parameter in OPERATIONS[name]["parameters"])


def test_the_description_is_served_as_it_is(client):
    response = client.get("/api/v1/openapi.json")
    assert response.content.decode() == text()
    assert response.json()["openapi"] == "3.1.0"
    assert "127.0.0.1" not in text()


@pytest.mark.slow
def test_the_description_is_the_same_bytes_in_every_process():
    command = "import django, sys; django.setup(); from modifiers.api.openapi import text; sys.stdout.write(text())"
    told = [
        subprocess.run(
            [sys.executable, "-c", command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert json.loads(told[0]) == json.loads(text())
