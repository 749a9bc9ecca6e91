"""Edit, preview, publish."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from modifiers import publishing
from modifiers.catalogue import catalogue, store
from modifiers.models import Edition, Source

from .conftest import act, address
from .posting import untouched

NOTE = {"weight": "major", "change_note": "The first case is clearer.", "when": "now"}


def read(path: str):
    """A public page as a reader gets it. Tests never commit, so the process is told of new editions here."""
    store.invalidate()
    return Client().get(path)


def main(response) -> str:
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def edited(m59):
    """59 with an edited use case."""
    row = m59.use_cases.get(key="other-site")
    row.text = "The second service was at a wholly different site."
    row.save()
    publishing.refresh_hash(m59)
    return m59


def test_edit_preview_publish(editor_client, second_client, m59):
    edited, public = m59, "/modifiers/59/"
    data = untouched(editor_client.get(address(m59)))
    data["when_to_use-0-text"] = "The second service was at a wholly different site."
    response = editor_client.post(address(m59), {**data, "_preview": "Save and preview"})
    assert (response.status_code, response.url) == (302, address(m59, "preview"))
    before = read(public)
    assert "wholly different site" not in before.content.decode()
    preview = editor_client.get(address(edited, "preview"))
    assert "wholly different site" in preview.content.decode()
    assert "no-store" in preview.headers["Cache-Control"]
    assert "noindex" in preview.headers["X-Robots-Tag"]
    response = act(second_client, edited, "publish", **NOTE)
    assert 'href="/modifiers/59/"' in response.content.decode()
    assert "Edition 2 is live" in response.content.decode()
    after = read(public)
    assert "wholly different site" in main(after)
    assert "Live, edition 2" in response.content.decode()
    assert publishing.state(edited).has_unpublished_changes is False


def said(response) -> list[str]:
    """The lines of <main> without the banner and without the editions that publishing itself adds and numbers.

    Whether it was right is asked of what is live alone.
    """
    words = re.sub(r'<aside class="banner".*?</aside>', "", main(response), flags=re.S)
    words = re.sub(r'<form class="was-right".*?</form>', "", words, flags=re.S)
    words = re.sub(r"(&amp;edition=|/editions/|[Ee]dition )\d+", r"\1", words)
    words = re.sub(r"edition \d+, published", "edition , published", words)
    words = re.sub(r'<li><time[^>]*>[^<]*</time> <a href="/modifiers/59/editions/.*?</li>', "", words)
    return [line for line in map(str.strip, words.splitlines()) if line]


def test_the_preview_says_what_the_page_will_say(editor_client, edited):
    preview = said(editor_client.get(address(edited, "preview")))
    assert preview != said(read("/modifiers/59/"))
    act(editor_client, edited, "publish", **NOTE)
    assert preview == said(read("/modifiers/59/"))


@pytest.mark.parametrize(
    "subject",
    [("family", "distinct-service"), ("denial_code", "carc-97"), ("payer", "example-payer"), ("page", "about")],
)
def test_every_kind_has_a_preview(editor_client, live, subject):
    assert editor_client.get(address(live[subject], "preview")).status_code == 200


def test_the_publish_page_shows_the_difference(editor_client, edited):
    page = editor_client.get(address(edited, "publish")).content.decode()
    assert "<ins>" in page
    assert "<del>" in page
    assert "wholly different" in page


def test_nothing_is_published_by_get(editor_client, edited):
    editor_client.get(address(edited, "publish"), NOTE)
    assert Edition.objects.filter(kind="modifier", key="59").count() == 1


def test_publishing_needs_the_token(editor, edited):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(address(edited, "publish"), NOTE).status_code == 403
    assert Edition.objects.filter(kind="modifier", key="59").count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"weight": "major", "change_note": " ", "when": "now"}, "Tell readers what changed"),
        ({"weight": "minor", "when": "later"}, "Say when it goes live."),
        ({"weight": "minor", "when": "later", "live_from": "2020-01-01T00:00"}, "This time has passed"),
        ({"weight": "minor", "when": "later", "live_from": "soon"}, "Enter a valid date/time"),
        ({}, "This field is required"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(editor_client, edited, sent, said):
    cleared = {"weight": "", "when": ""}
    response = act(editor_client, edited, "publish", **{**cleared, **sent})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert Edition.objects.filter(kind="modifier", key="59").count() == 1


def test_problems_are_listed_with_links_and_the_note_is_kept(editor_client, m59):
    row = m59.exclusions.get(key="only-for-pay")
    row.text = "Use it never."
    row.save()
    publishing.refresh_hash(m59)
    response = act(editor_client, m59, "publish", **NOTE)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Not published." in page
    assert f"{address(m59)}#id_do_not_use-1-text" in page
    assert "The first case is clearer." in page
    form = editor_client.get(address(m59)).content.decode()
    assert 'id="id_do_not_use-1-text"' in form


def test_a_problem_of_a_source_leads_to_the_source(editor_client, m59):
    source = Source.objects.get(key="payer-one")
    Source.objects.filter(pk=source.pk).update(url="")
    assert f'href="{address(source)}"' in editor_client.get(address(m59, "publish")).content.decode()


def test_rows_that_do_not_fit_are_told_on_saving_and_on_the_publish_page(editor_client, live):
    about = live["page", "about"]
    data = untouched(editor_client.get(address(about)))
    data["sections-0-text"] = "word " * 300
    response = editor_client.post(address(about), {**data, "_continue": "Save"}, follow=True)
    assert "Saved, but it cannot be published yet" in response.content.decode()
    page = editor_client.get(address(about, "publish")).content.decode()
    assert f"{address(about)}#id_sections-0-text" in page
    assert editor_client.get(address(about, "preview"), follow=True).status_code == 200


def test_a_later_edition_waits_and_is_announced(editor_client, edited):
    later = timezone.localtime(timezone.now() + timedelta(days=3))
    sent = {**NOTE, "when": "later", "live_from": later.strftime("%Y-%m-%dT%H:%M")}
    response = act(editor_client, edited, "publish", **sent)
    assert "is scheduled: it goes live on" in response.content.decode()
    assert "Scheduled for" in response.content.decode()
    store.invalidate()
    assert catalogue().get("modifier", "59").number == 1
    assert catalogue(later + timedelta(minutes=1)).get("modifier", "59").number == 2


def test_what_changed_since_the_page_was_opened_is_not_published_unseen(editor_client, edited):
    opened = editor_client.get(address(edited, "publish")).context["seen"]
    edited.use_cases.filter(key="other-site").update(text="Changed in between.")
    publishing.refresh_hash(edited)
    response = act(editor_client, edited, "publish", **NOTE, seen=opened)
    assert "has changed since you opened this page" in response.content.decode()
    assert NOTE["change_note"] in response.content.decode()
    assert "Edition 2 is live" in act(editor_client, edited, "publish", **NOTE).content.decode()


def test_a_batch_is_published_with_one_note(editor_client, live):
    for key in ("25", "XS"):
        row = live["modifier", key].use_cases.first()
        row.text = "Changed words."
        row.save()
        publishing.refresh_hash(live["modifier", key])
    chosen = [live["modifier", "25"].pk, live["modifier", "XS"].pk]
    listing = "/admin/modifiers/modifier/"
    response = editor_client.post(listing, {"action": "publish_selected", "_selected_action": chosen})
    assert response.status_code == 302
    page = editor_client.get(response.url)
    seen = {f"seen-{row['subject'].pk}": row["seen"] for row in page.context["rows"]}
    response = editor_client.post("/admin/modifiers/modifier/publish/", {**NOTE, **seen, "pk": chosen}, follow=True)
    assert "Published 2" in response.content.decode()
    assert set(Edition.objects.filter(kind="modifier", number=2).values_list("key", "change_note")) == {
        ("25", NOTE["change_note"]),
        ("XS", NOTE["change_note"]),
    }


def test_a_batch_is_refused_whole(editor_client, live):
    good, bad = live["modifier", "25"], live["modifier", "XS"]
    good.use_cases.update(text="Changed words.")
    bad.exclusions.update(text="Never.")
    response = editor_client.post("/admin/modifiers/modifier/publish/", {**NOTE, "pk": [good.pk, bad.pk]})
    assert "Nothing was published." in response.content.decode()
    assert address(bad, "publish") in response.content.decode()
    assert not Edition.objects.filter(number=2).exists()


@pytest.mark.parametrize("pk", ["", "x", "9" * 30, "-1"])
def test_a_batch_of_nothing_says_so(editor_client, live, pk):
    response = editor_client.get(f"/admin/modifiers/modifier/publish/?pk={pk}", follow=True)
    assert "Choose what to publish first." in response.content.decode()


def test_the_edition_knows_who_wrote_and_who_let_it_out(editor_client, editor, second_client, second, m59):
    data = untouched(editor_client.get(address(m59)))
    data["when_to_use-0-text"] = "The second service was at a wholly different site."
    editor_client.post(address(m59), {**data, "_continue": "Save"})
    act(second_client, m59, "publish", **NOTE)
    edition = Edition.objects.get(kind="modifier", key="59", number=2)
    assert (edition.author, edition.approved_by, edition.emergency_reason) == (editor, second, "")
