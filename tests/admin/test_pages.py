"""Every admin page answers whoever may see it, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from modifiers.models import SUBJECTS, Edition, Event, Source

from .conftest import address

MODELS = [*SUBJECTS.values(), Source]
BESIDE = ("preview", "look", "differences", "publish", "still_right", "withdraw", "history")


def all_pages(live):
    pages = ["/admin/"]
    for model in MODELS:
        name = model._meta.model_name
        one = model.objects.first()
        pages += [reverse(f"admin:modifiers_{name}_{page}") for page in ("changelist", "add")]
        pages += [address(one, page) for page in ("change", "history")]
        pages += [address(one, "delete")] if model is Source else []
        if model is not Source:
            pages += [address(one, page) for page in BESIDE]
            pages.append(reverse(f"admin:modifiers_{name}_publish_many") + f"?pk={one.pk}")
    for model in (Edition, Event):
        pages += [reverse(f"admin:modifiers_{model._meta.model_name}_changelist"), address(model.objects.first())]
    return pages


def test_every_page_answers_a_superuser_and_no_one_else(editor_client, client_with, live):
    stranger, nobody = client_with(), Client()
    for page in all_pages(live):
        assert editor_client.get(page).status_code == 200, page
        assert nobody.get(page).status_code == 302, page
        if page != "/admin/":
            assert stranger.get(page).status_code == 403, page


def test_no_page_needs_more_than_the_policy_allows(editor_client, live):
    for page in all_pages(live):
        html = editor_client.get(page).content.decode()
        assert "<style" not in html, page
        assert " style=" not in html, page
        assert " onclick=" not in html, page
        for script in html.split("<script")[1:]:
            assert " src=" in script.split(">", 1)[0] or 'json"' in script.split(">", 1)[0], (page, script[:80])


@pytest.mark.parametrize("model", [Edition, Event])
def test_editions_and_events_are_only_looked_at(editor_client, live, model):
    name = model._meta.model_name
    one = model.objects.first()
    assert editor_client.get(reverse(f"admin:modifiers_{name}_add")).status_code == 403
    assert editor_client.post(address(one, "delete"), {"post": "yes"}).status_code == 403
    assert editor_client.post(address(one), {"note": "x", "change_note": "x"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
    editor_client.post(reverse(f"admin:modifiers_{name}_changelist"), sent)
    assert model.objects.filter(pk=one.pk).exists()


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        ((), {"change": 403, "preview": 403, "history": 403, "publish": 403, "restore": 403}),
        (("view_modifier",), {"change": 200, "preview": 200, "history": 200, "publish": 403, "restore": 403}),
        (("change_modifier",), {"change": 200, "preview": 200, "history": 200, "publish": 200, "restore": 302}),
        (("publish_modifier",), {"change": 403, "preview": 403, "history": 403, "publish": 403, "restore": 403}),
        (
            ("view_modifier", "publish_modifier"),
            {"change": 200, "preview": 200, "history": 200, "publish": 200, "restore": 403},
        ),
        (
            ("change_payer", "publish_payer"),
            {"change": 403, "preview": 403, "history": 403, "publish": 403, "restore": 403},
        ),
    ],
)
def test_who_may_do_what(client_with, m59, permissions, expected):
    client = client_with(*permissions)
    found = {page: client.get(address(m59, page)).status_code for page in ("change", "preview", "history", "publish")}
    found["restore"] = client.post(address(m59, "restore", 1)).status_code
    assert found == expected


def test_buttons_are_shown_to_those_who_may_press_them(client_with, m59):
    looking = client_with("view_modifier").get(address(m59)).content.decode()
    assert "Review and publish…" not in looking
    assert 'name="_continue"' not in looking
    writing = client_with("change_modifier").get(address(m59)).content.decode()
    assert 'name="_preview"' in writing
    assert 'name="_publish"' in writing
    asking = client_with("change_modifier").get(address(m59, "publish")).content.decode()
    assert 'value="publish"' not in asking
    assert "Reviewed, still right" not in asking


def test_who_may_only_look_cannot_write_rows(client_with, m59):
    before = list(m59.use_cases.values_list("text", flat=True))
    client = client_with("view_modifier")
    assert client.post(address(m59), {"name": "x", "when_to_use-TOTAL_FORMS": "0"}).status_code == 403
    assert list(m59.use_cases.values_list("text", flat=True)) == before


def test_a_published_code_stays(editor_client, m59):
    page = editor_client.get(address(m59)).content.decode()
    assert 'name="code"' not in page


@pytest.mark.parametrize("page", ["preview", "publish", "history"])
def test_an_unknown_number_leads_home_with_a_sentence(editor_client, live, page):
    response = editor_client.get(reverse(f"admin:modifiers_modifier_{page}", args=[999999]))
    assert response.status_code == 302
