"""The operations as the description knows them."""

from __future__ import annotations

from typing import Any

from ninja.operation import Operation

from modifiers.api.routers import api

ROOT = "/api/v1"

# Operation → an address at which it answers in the factories' world.
ADDRESSES = {
    "list_modifiers": "/modifiers",
    "get_modifier": "/modifiers/59",
    "list_editions": "/modifiers/59/editions",
    "list_families": "/families",
    "get_family": "/families/distinct-service",
    "list_topics": "/topics",
    "get_topic": "/topics/which-side",
    "list_settings": "/settings",
    "get_setting": "/settings/dermatology",
    "list_payers": "/payers",
    "get_payer": "/payers/example-payer",
    "list_denials": "/denials",
    "get_denial_code": "/denials/carc-97",
    "list_questions": "/questions",
    "get_question": "/questions/which-side",
    "list_comparisons": "/comparisons",
    "get_comparison": "/comparisons/59-vs-xs",
    "get_source": "/sources/cms-one",
    "list_changes": "/changes?since=2026-01-01",
    "get_pair": "/pairs/20610-99213?on=2026-08-01",
    "search": "/search?q=59",
}

# Operations that read a body → (address, body).
POSTED = {"route": ("/route", {"text": "CO-97 N519, 97530-59"})}


def operations() -> dict[str, tuple[str, Operation]]:
    """Name of the address → (path, operation)."""
    return {
        f"api_{operation.url_name if hasattr(operation, 'url_name') else operation.view_func.__name__}": (
            path,
            operation,
        )
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for operation in view.operations
    }


def fits(name: str, data: Any) -> None:
    """Fail if data is not what the operation says that it answers."""
    _, operation = operations()[name]
    operation.response_models[200].model_validate({"response": data})
