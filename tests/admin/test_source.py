"""Sources: what their change means for the pages that cite them, and what is still in use."""

from __future__ import annotations

import pytest

from modifiers import publishing
from modifiers.models import Modifier, Payer, Source, Topic

from .conftest import address
from .posting import untouched


def test_a_changed_source_shows_which_pages_are_behind(editor_client, live):
    source = Source.objects.get(key="payer-one")
    data = untouched(editor_client.get(address(source)))
    response = editor_client.post(address(source), {**data, "title": "A new title"}, follow=True)
    page = response.content.decode()
    assert "now have unpublished changes" in page
    assert "3 modifiers" in page
    assert "1 payer" in page
    assert publishing.state(live["modifier", "59"]).has_unpublished_changes


def test_saving_a_source_unchanged_says_nothing(editor_client, live):
    source = Source.objects.get(key="payer-one")
    response = editor_client.post(address(source), untouched(editor_client.get(address(source))), follow=True)
    assert "unpublished changes" not in response.content.decode()


@pytest.mark.parametrize(
    ("model", "lookup"), [(Source, {"key": "cms-one"}), (Payer, {"slug": "example-payer"}), (Topic, {})]
)
def test_what_is_in_use_stays(editor_client, written, model, lookup):
    used = model.objects.filter(**lookup).first()
    for sent in (None, {"post": "yes"}):
        answer = (
            editor_client.post(address(used, "delete"), sent) if sent else editor_client.get(address(used, "delete"))
        )
        assert "cannot be deleted, because it is still in use" in answer.content.decode()
        assert "59" in answer.content.decode()
    listing = f"/admin/modifiers/{model._meta.model_name}/"
    sent = {"action": "delete_selected", "_selected_action": [used.pk], "post": "yes"}
    assert "Nothing was deleted" in editor_client.post(listing, sent).content.decode()
    assert model.objects.filter(pk=used.pk).exists()


def test_what_was_ever_published_stays(editor_client, live):
    payer = Payer.objects.get(slug="example-payer")
    assert editor_client.post(address(payer, "delete"), {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [payer.pk], "post": "yes"}
    editor_client.post("/admin/modifiers/payer/", sent)
    assert Payer.objects.filter(pk=payer.pk).exists()


def test_what_is_not_in_use_goes(editor_client, live):
    source = Source.objects.create(
        key="unused", title="Unused", publisher="Nobody", kind="trade", checked_on="2026-01-01"
    )
    assert editor_client.post(address(source, "delete"), {"post": "yes"}).status_code == 302
    assert not Source.objects.filter(pk=source.pk).exists()


def test_citations_are_looked_up_list_by_list(live):
    source = Source.objects.get(key="payer-one")
    found = Modifier.objects.citing(source)
    assert {modifier.code for modifier in found} == {"25", "59", "XS"}
    assert "LEFT OUTER JOIN" not in str(found.query), "ten joined lists of five rows are ten million rows"


def test_the_list_can_be_narrowed_to_what_cites_a_source(editor_client, live):
    page = editor_client.get("/admin/modifiers/denialcode/?cites=payer-one")
    assert page.status_code == 200
    assert not page.context["cl"].result_list
    assert len(editor_client.get("/admin/modifiers/denialcode/?cites=cms-two").context["cl"].result_list) == 2
    assert editor_client.get("/admin/modifiers/denialcode/?cites=no-such").status_code == 200
