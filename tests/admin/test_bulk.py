"""The pages of bulk work: look before anything is written, decide once, and nobody else can."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from modifiers import publishing
from modifiers.admin import bulk_urls
from modifiers.bulk import keeping
from modifiers.models import Edition, Event, Modifier, Payer, Source
from tests.bulk.conftest import tables_hash, total_changes
from tests.factories.rows import make_source

from .conftest import address
from .posting import untouched

__all__ = ["tables_hash", "total_changes"]

SOURCES = "/admin/bulk/tables/source/"
PAYERS = "/admin/bulk/tables/payer/"
DOCUMENTS = "/admin/bulk/documents/"
TITLE = b"key,title\npayer-one,Another title\n"


@pytest.fixture(autouse=True)
def _own_folder(data_dir):
    """Uploads of one test are not another's."""


def send(client: Client, url: str, content: bytes, name: str = "table.csv", **more):
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, **more)


def decide(client: Client, url: str, token: str, **more):
    return client.post(url, {"token": token, "_confirm": "yes"}, **more)


def test_a_table_is_looked_at_and_then_written(editor_client, live, tables_hash, total_changes):
    editor_client.get(SOURCES)  # the first request of a session notes when it began
    before, editions = (tables_hash(), total_changes()), Edition.objects.count()
    page = send(editor_client, SOURCES, TITLE)
    text = page.content.decode()
    assert "table.csv: 1 changed" in text
    assert "<ins>Another</ins>" in text
    assert "no column publisher" in text
    assert (tables_hash(), total_changes()) == before, "the preview writes nothing"
    answer = decide(editor_client, SOURCES, page.context["token"])
    event = Event.objects.filter(kind="source", key="payer-one").latest("id")
    assert answer.url == reverse("bulk_batch", args=[event.batch])
    assert Source.objects.get(key="payer-one").title == "Another title"
    assert Edition.objects.count() == editions
    again = decide(editor_client, SOURCES, page.context["token"])
    assert "no longer here" in again.content.decode(), "a decision is taken once"
    assert "Nothing to write" in send(editor_client, SOURCES, TITLE).content.decode()

    batch = editor_client.get(answer.url)
    text = batch.content.decode()
    assert "Modifier" in text and "What changes since edition 1" in text
    onward = re.search(r'href="(/admin/modifiers/modifier/publish/\?[^"]+)"', text).group(1).replace("&amp;", "&")
    assert {Modifier.objects.get(pk=pk).code for pk in parse_qs(urlsplit(onward).query)["pk"]} == {"25", "59", "XS"}
    assert editor_client.get(onward).status_code == 200
    assert event.batch in editor_client.get("/admin/bulk/batches/").content.decode()
    assert editor_client.get("/admin/bulk/batches/no-such/").status_code == 404


def test_open_forms_are_stale_after_an_import(editor_client, live):
    payer = Payer.objects.get(slug="example-payer")
    opened = untouched(editor_client.get(address(payer)))
    page = send(editor_client, PAYERS, b"slug,name\nexample-payer,Renamed\n")
    decide(editor_client, PAYERS, page.context["token"])
    editor_client.post(address(payer), {**opened, "name": "Old form"})
    assert Payer.objects.get(slug="example-payer").name == "Renamed"


def test_a_stale_preview_says_what_changed_and_shows_it_anew(editor_client, live):
    page = send(editor_client, SOURCES, TITLE)
    Source.objects.filter(key="payer-one").update(section="Somewhere else")
    answer = decide(editor_client, SOURCES, page.context["token"])
    text = answer.content.decode()
    assert "has changed since the preview" in text
    assert "<li>source/payer-one</li>" in text
    assert Source.objects.get(key="payer-one").title != "Another title"
    assert decide(editor_client, SOURCES, answer.context["token"]).status_code == 302


def test_an_upload_is_its_owners_for_one_hour_and_for_one_purpose(editor_client, client_with, live, monkeypatch):
    token = send(editor_client, SOURCES, TITLE).context["token"]
    other = client_with("add_source", "change_source")
    for client, url, sent in (
        (other, SOURCES, token),
        (editor_client, PAYERS, token),
        (editor_client, SOURCES, token[:-2]),
        (editor_client, SOURCES, ""),
    ):
        assert "There is no such upload" in decide(client, url, sent).content.decode()
    folder = settings.DATA_DIR / "kept-uploads"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "FOR", -1)
        assert "more than an hour old" in decide(editor_client, SOURCES, token).content.decode()
        send(editor_client, SOURCES, TITLE)
    assert len(list(folder.glob("*.upload"))) == 1, "what is too old goes with the next upload"
    for _ in range(keeping.MOST_FOR_ONE + 2):
        token = send(editor_client, SOURCES, TITLE).context["token"]
    assert len(list(folder.glob("*.upload"))) == keeping.MOST_FOR_ONE
    answer = editor_client.post(SOURCES, {"token": token, "_discard": "yes"}, follow=True)
    assert "Nothing was written" in answer.content.decode()
    assert len(list(folder.glob("*.json"))) == keeping.MOST_FOR_ONE - 1
    assert Source.objects.get(key="payer-one").title != "Another title"


@pytest.mark.parametrize(
    ("url", "content", "name", "told"),
    [
        (SOURCES, b"key,colour\nx,red\n", "x.csv", "There is no column colour."),
        (SOURCES, b"%PDF", "x.csv", "a PDF document"),
        (SOURCES, b"", "x.csv", "The file is empty."),
        (SOURCES, b"key,title\nnew,\n", "x.csv", "Nothing of it can be written"),
        (SOURCES, b"key,title\n", "x.csv", "it holds no row"),
        (DOCUMENTS, b"PK\x03\x04x", "x.zip", "damaged"),
        (DOCUMENTS, b"kind: page\nslug: about\n", "<b>.yaml", "This field is missing."),
    ],
)
def test_what_is_refused_says_why_and_cannot_be_confirmed(editor_client, live, url, content, name, told):
    page = send(editor_client, url, content, name)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert "_confirm" not in page.content.decode()
    assert "<b>" not in page.content.decode()


def test_nothing_is_lost_on_a_wrong_turn(editor_client, live):
    assert "required" in editor_client.post(SOURCES, {}).content.decode()
    assert editor_client.put(SOURCES).status_code == 405
    for url in (
        "/admin/bulk/tables/modifier/",
        "/admin/bulk/tables/source/export.pdf",
        "/admin/bulk/documents/old.zip",
    ):
        assert editor_client.get(url).status_code == 404


def test_documents_are_downloaded_changed_and_written(editor_client, live):
    listing = "/admin/modifiers/modifier/"
    pk = live["modifier", "59"].pk
    chosen = {"action": "download_drafts", "_selected_action": [pk]}
    content = editor_client.post(listing, chosen).content
    assert editor_client.post(listing, {**chosen, "action": "download_live"}).content == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("modifiers/59.yaml").decode().replace("Both sites", "All sites")
    page = send(editor_client, DOCUMENTS, text.encode(), "59.yaml")
    assert "<ins>All</ins>" in page.content.decode()
    answer = decide(editor_client, DOCUMENTS, page.context["token"], follow=True)
    assert "is written into the working copies" in answer.content.decode()
    assert publishing.state(live["modifier", "59"]).has_unpublished_changes
    assert editor_client.get("/admin/bulk/documents/live.zip?kind=page").headers["Content-Type"] == "application/zip"
    Modifier.objects.filter(pk=pk).update(summary="")
    answer = editor_client.get("/admin/bulk/documents/drafts.zip", follow=True)
    assert "Cannot be written to a file: modifier 59" in answer.content.decode()


def test_one_source_in_place_of_another(editor_client, live):
    old, new = Source.objects.get(key="cms-two"), make_source("cms-three")
    url = f"/admin/bulk/sources/{old.pk}/replace/"
    page = editor_client.get(f"{url}?by=cms-three&delete=on")
    data = {
        "use": [use.name for _, found in page.context["groups"] for use in found],
        "seen": [found[0].version for _, found in page.context["groups"]],
        "by": "cms-three",
        "delete": "on",
    }
    assert 'value="cms-three"' in page.content.decode()
    wrong = editor_client.post(url, {**data, "by": "nowhere", "use": data["use"][:1]}).content.decode()
    assert "There is no source “nowhere”" in wrong
    assert wrong.count('name="use"') == len(data["use"]), "nothing typed is lost"
    assert len(re.findall(r'name="use" value="[^"]+" checked', wrong)) == 1, "what was chosen stays"
    assert "the source that is to be replaced" in editor_client.post(url, {**data, "by": "cms-two"}).content.decode()
    stale = editor_client.post(url, {**data, "seen": []}).content.decode()
    assert "Somebody has changed these" in stale
    some = editor_client.post(url, {**data, "use": data["use"][:1]}, follow=True).content.decode()
    assert "cms-two stays, because it is still in use" in some
    page = editor_client.get(url)
    data["use"] = [use.name for _, found in page.context["groups"] for use in found]
    data["seen"] = [found[0].version for _, found in page.context["groups"]]
    assert "The old source is deleted" in editor_client.post(url, data, follow=True).content.decode()
    assert not Source.objects.filter(key="cms-two").exists()
    assert publishing.compose(live["modifier", "59"]).cited().count(new.key) == 1
    assert editor_client.get(url).status_code == 404


def test_duplicates_lead_to_making_one_of_them(editor_client, live):
    assert "No two sources" in editor_client.get("/admin/bulk/sources/duplicates/").content.decode()
    old = make_source("cms-old", url="http://www.example.org/cms-one/", checked_on="2020-01-01")
    page = editor_client.get("/admin/bulk/sources/duplicates/").content.decode()
    assert f"/admin/bulk/sources/{old.pk}/replace/?by=cms-one&amp;delete=on" in page
    assert "Nothing cites it" in editor_client.get(f"/admin/bulk/sources/{old.pk}/replace/").content.decode()


def test_an_edited_source_leads_to_its_batch(editor_client, live):
    source = Source.objects.get(key="payer-one")
    data = untouched(editor_client.get(address(source)))
    page = editor_client.post(address(source), {**data, "title": "A new title"}, follow=True).content.decode()
    batch = re.search(r"/admin/bulk/batches/([^/]+)/", page).group(1)
    assert set(Event.objects.filter(batch=batch).values_list("kind", flat=True)) == {"source", "modifier", "payer"}


def test_who_may_do_what(client_with, live, client):
    auditor = client_with("view_source", "view_payer", "view_denialcode", "view_event")
    half = client_with("change_source", "change_payer")
    writer = client_with("add_source", "change_source")
    replace = f"/admin/bulk/sources/{Source.objects.first().pk}/replace/"
    batch = send(writer, SOURCES, TITLE)
    batch = decide(writer, SOURCES, batch.context["token"]).url
    expected = {
        SOURCES: (403, 403, 200),
        f"{SOURCES}export.csv": (200, 403, 403),
        f"{PAYERS}export.xlsx": (200, 403, 403),
        DOCUMENTS: (403, 403, 200),
        "/admin/bulk/documents/drafts.zip?kind=payer": (200, 403, 403),
        "/admin/bulk/documents/drafts.zip?kind=modifier": (403, 403, 403),
        "/admin/bulk/batches/": (200, 403, 403),
        batch: (200, 200, 403),
        "/admin/bulk/sources/duplicates/": (200, 403, 403),
        "/admin/bulk/links/": (200, 200, 403),
        replace: (403, 403, 403),
    }
    assert len(bulk_urls.urlpatterns) == 9, "give the new address its row here"
    for url, statuses in expected.items():
        assert tuple(each.get(url).status_code for each in (auditor, half, writer)) == statuses, url
        assert client.get(url).url.startswith("/admin/login/")
    listing = auditor.get("/admin/modifiers/payer/").content.decode()
    assert "export.csv" in listing and "Import…" not in listing
    assert "Import…" not in auditor.get("/admin/modifiers/source/").content.decode()
    assert "Import…" in writer.get("/admin/modifiers/source/").content.decode()


def test_no_page_of_bulk_work_offers_a_review_date(editor_client, live):
    token = send(editor_client, SOURCES, TITLE)
    batch = decide(editor_client, SOURCES, token.context["token"]).url
    replace = f"/admin/bulk/sources/{Source.objects.first().pk}/replace/"
    for url in (SOURCES, PAYERS, DOCUMENTS, "/admin/bulk/batches/", batch, replace, "/admin/bulk/sources/duplicates/"):
        names = re.findall(r'name="([^"]+)"', editor_client.get(url).content.decode())
        assert not any("review" in name for name in names), url
    refused = send(editor_client, PAYERS, b"slug,review_due_on\nexample-payer,2031-01-01\n").content.decode()
    assert "There is no column review_due_on" in refused
