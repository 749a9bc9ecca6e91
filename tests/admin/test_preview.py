"""The preview in frames, the links by which a draft is shared, and the differences between any two states."""

from __future__ import annotations

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Event, PreviewLink, UseCase

from .conftest import address


@pytest.fixture
def shared(editor_client, m59):
    """Share modifier 59 with somebody, and give back the link."""
    said = editor_client.post(address(m59, "share"), {"recipient": "Dr. Ruiz", "days": "3"}, follow=True)
    assert "The link for Dr. Ruiz" in said.content.decode()
    return PreviewLink.objects.get()


def reword(m59, text):
    row = m59.use_cases.first()
    UseCase.objects.filter(pk=row.pk).update(text=text)
    publishing.refresh_hash(m59)


def where(link):
    return reverse("shared_preview", args=[link.token])


class TestLook:
    def test_shows_draft_and_live_page_in_frames_that_only_we_may_fill(self, editor_client, m59):
        reword(m59, "Words that nobody has read.")
        page = editor_client.get(address(m59, "look") + "?width=desktop&beside=on")
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        html = page.content.decode()
        assert html.count('<iframe class="frame desktop"') == 2
        frames = [address(m59, "preview") + query for query in ("?framed=1", "?of=live&framed=1")]
        draft, live = (editor_client.get(frame) for frame in frames)
        for frame in (draft, live):
            assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
            policy = frame.headers["Content-Security-Policy"].split("; ")
            assert "frame-ancestors 'self'" in policy
            assert '<base target="_blank">' in frame.content.decode()
            assert "no-store" in frame.headers["Cache-Control"]
        assert "Words that nobody has read." in draft.content.decode()
        assert "Words that nobody has read." not in live.content.decode()

    def test_live_pages_are_framed_by_nobody(self, client, m59):
        page = client.get("/modifiers/59/")
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert "<base" not in page.content.decode()

    def test_a_width_that_is_none_shows_a_phone(self, editor_client, written):
        page = editor_client.get(address(written["modifier", "59"], "look") + "?width=%22%3E&beside=on")
        assert 'class="frame phone"' in page.content.decode()
        assert page.content.decode().count("<iframe") == 1, "there is no live page to stand beside"

    def test_a_draft_that_does_not_fit_together_says_why_in_the_frame(self, editor_client, m59):
        UseCase.objects.filter(modifier=m59).update(text="")
        frame = editor_client.get(address(m59, "preview") + "?framed=1")
        assert frame.status_code == 200
        assert "No preview yet" in frame.content.decode()
        assert "This field is empty." in frame.content.decode()


class TestSharing:
    def test_shows_the_draft_as_it_was_to_somebody_without_an_account(self, m59, shared):
        reword(m59, "Written after the link was made.")
        page = Client().get(where(shared))
        html = page.content.decode()
        assert page.status_code == 200
        assert "The second service was at another site" in html
        assert "Written after the link was made." not in html
        assert "Draft, shared for comment." in html
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert not page.cookies
        assert Event.objects.filter(action="share", key="59", note__startswith="For Dr. Ruiz").exists()

    def test_ends_by_itself(self, shared):
        with time_machine.travel(shared.expires_at, tick=False):
            ended = Client().get(where(shared))
        assert ended.status_code == 410
        assert "This preview has ended" in ended.content.decode()

    def test_ends_when_an_editor_ends_it_and_says_who_did(self, editor_client, editor, m59, shared):
        for _ in range(2):
            assert editor_client.post(address(m59, "unshare", shared.pk)).status_code == 302
        shared.refresh_from_db()
        assert shared.ended_by == editor
        assert Client().get(where(shared)).status_code == 410
        assert Event.objects.filter(action="unshare", key="59").count() == 1

    @pytest.mark.parametrize("token", ["1", "1.x", "x.y.z", "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00.%ff"])
    def test_a_token_that_was_not_made_here_leads_nowhere(self, shared, token):
        assert Client().get(f"/preview/{token}/").status_code == 404

    def test_only_whoever_may_write_may_share(self, client_with, m59, shared):
        reader = client_with("view_modifier")
        assert reader.post(address(m59, "share"), {"recipient": "x", "days": "1"}).status_code == 403
        assert reader.post(address(m59, "unshare", shared.pk)).status_code == 403
        assert "Make a link" not in reader.get(address(m59, "look")).content.decode()
        assert client_with("change_modifier").get(address(m59, "share")).status_code == 405

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"recipient": "", "days": "3"}, "For whom"),
            ({"recipient": "Dr. Ruiz", "days": "31"}, "Days"),
            ({"recipient": "Dr. Ruiz", "days": "soon"}, "Days"),
        ],
    )
    def test_says_what_is_missing(self, editor_client, m59, sent, said):
        page = editor_client.post(address(m59, "share"), sent, follow=True).content.decode()
        assert f"No link was made. {said}" in page
        assert not PreviewLink.objects.exists()

    def test_the_link_of_another_subject_is_not_ended_here(self, editor_client, live, m59, shared):
        other = live["modifier", "XS"]
        assert editor_client.post(address(other, "unshare", shared.pk)).status_code == 404

    def test_the_database_wants_to_know_who_ended_it(self, shared):
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewLink.objects.update(ended_at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewLink.objects.update(expires_at=shared.created_at)

    def test_changes_no_public_page(self, client, m59, shared):
        assert "Dr. Ruiz" not in client.get("/modifiers/59/").content.decode()
        assert publishing.state(m59).name == "live"


class TestDifferences:
    def test_between_any_two_editions_and_the_draft(self, editor_client, m59):
        first = m59.use_cases.first().text
        reword(m59, "Second words.")
        publishing.publish(m59, actor=None, is_major=True, change_note="Reworded.")
        reword(m59, "Third words.")

        def shown(query: str) -> str:
            return editor_client.get(address(m59, "differences") + query).content.decode()

        assert "<ins>Third</ins>" in shown("") or "Third" in shown("").split("<ins>", 1)[1]
        assert "Second words." not in shown("?old=1&new=draft").split('<section class="changes"')[1]
        whole = shown("?old=1&new=2").split('<section class="changes"')[1]
        assert "Third" not in whole
        assert "Second" in whole.split("<ins>", 1)[1]
        assert first.split()[0] in whole
        assert "Nothing differs." in shown("?old=2&new=2")

    @pytest.mark.parametrize("query", ["?old=9", "?new=x", "?old=%22%3E%3Cscript%3E", "?old=-1&new=draft"])
    def test_an_edition_that_does_not_exist_is_told(self, editor_client, m59, query):
        page = editor_client.get(address(m59, "differences") + query)
        assert page.status_code == 200
        assert "Choose from the list." in page.content.decode()
        assert "<script>" not in page.content.decode()

    def test_a_draft_that_does_not_fit_together_is_told(self, editor_client, m59):
        UseCase.objects.filter(modifier=m59).update(text="")
        assert "does not fit together yet" in editor_client.get(address(m59, "differences")).content.decode()

    def test_of_what_was_never_published(self, editor_client, written):
        page = editor_client.get(address(written["modifier", "59"], "differences"))
        assert "Nothing differs." in page.content.decode()
