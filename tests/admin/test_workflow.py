"""Writer, reviewer, publisher: the stages of a draft, who may do what with it, and what the database refuses."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from modifiers import documents, publishing
from modifiers.catalogue import store
from modifiers.models import Edition, Event, Modifier, Review, Source, UseCase
from modifiers.publishing import PublishRefused, Stage, workflow
from tests.factories import make_modifier

from .conftest import act, address
from .posting import untouched

NOTE = {"weight": "major", "change_note": "The first case is clearer."}
ACTS = ("submit", "take_back", "send_back", "approve", "publish", "emergency")


def edit(client, m59, text="The second service was at a wholly different site."):
    """Save new words through the form, as an editor does."""
    data = untouched(client.get(address(m59)))
    data["when_to_use-0-text"] = text
    assert client.post(address(m59), {**data, "_continue": "Save"}).status_code == 302


def stage(m59):
    return publishing.standing(m59).stage


def said(response) -> str:
    return response.content.decode()


def public_hashes() -> dict[str, str]:
    store.invalidate()
    pages = ("/", "/modifiers/", "/modifiers/59/", "/modifiers/59/history/", "/updates/", "/sitemap.xml")
    return {page: hashlib.sha256(Client().get(page).content).hexdigest() for page in pages}


@pytest.fixture
def draft(editor, m59):
    """59 with an edit of the first editor."""
    UseCase.objects.filter(modifier=m59, key="other-site").update(text="The second service was at another knee.")
    Modifier.objects.filter(pk=m59.pk).update(changed_by=editor)
    publishing.refresh_hash(m59)
    return m59


class TestTheWholeWay:
    def test_from_draft_to_live(self, editor_client, second_client, second, draft):
        before = public_hashes()
        assert stage(draft) == Stage.DRAFT
        asked = act(editor_client, draft, "submit", **NOTE, reviewer=second.pk)
        assert "is in review by second" in said(asked)
        assert "In review by second since" in said(editor_client.get(address(draft)))
        assert stage(draft) == Stage.IN_REVIEW

        back = act(
            second_client, draft, "send_back", note="Name the site.", **{"note:when_to_use.other-site": "Which site?"}
        )
        assert "was sent back with your note" in said(back)
        form = said(editor_client.get(address(draft)))
        assert "Changes requested by second" in form
        assert "Name the site." in form
        assert f'{address(draft)}#when_to_use-0">When to use › other-site</a>: Which site?'.lower() in form.lower()

        edit(editor_client, draft, "The second service was at the other knee.")
        assert stage(draft) == Stage.SENT_BACK
        act(editor_client, draft, "submit", **NOTE)
        assert "is approved" in said(act(second_client, draft, "approve", **NOTE))
        assert stage(draft) == Stage.APPROVED
        assert public_hashes() == before, "readers saw something before it was published"

        assert "Edition 2 is live" in said(act(second_client, draft, "publish", **NOTE))
        assert stage(draft) == Stage.DRAFT
        assert not Review.objects.open().exists()
        store.invalidate()
        assert "the other knee" in said(Client().get("/modifiers/59/"))
        actions = list(Event.objects.filter(key="59").order_by("id").values_list("action", flat=True))
        assert actions == ["publish", "submit", "send_back", "edit", "submit", "approve", "publish"]

    def test_what_the_writer_proposed_stands_in_the_reviewers_form(self, editor_client, second_client, draft):
        later = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
        sent = {**NOTE, "is_correction": "on", "when": "later", "live_from": later.strftime("%Y-%m-%dT%H:%M")}
        act(editor_client, draft, "submit", **sent)
        form = second_client.get(address(draft, "publish")).context["form"]
        proposed = {name: form[name].value() for name in ("weight", "change_note", "is_correction", "when")}
        assert proposed == {**NOTE, "is_correction": True, "when": "later"}
        assert form["live_from"].value() == later.replace(tzinfo=None)

    def test_a_new_page_gets_its_review_date_from_its_reviewer(self, editor, second, written):
        page = written["page", "about"]
        type(page).objects.update(reviewed_on=None, review_due_on=None, changed_by=editor)
        publishing.refresh_hash(page)
        workflow.submit(page, actor=editor, seen=publishing.standing(page).seen, is_major=True, change_note="New.")
        how = {"actor": second, "seen": publishing.standing(page).seen, "is_major": True, "change_note": "New."}
        with pytest.raises(PublishRefused) as refusal:
            workflow.publish_draft(page, **how)
        assert [problem.field for problem in refusal.value.problems] == ["review_due_on"]
        due = timezone.localdate() + timedelta(days=365)
        assert workflow.publish_draft(page, **how, review_due_on=due).number == 1
        page.refresh_from_db()
        assert (page.reviewed_by, page.review_due_on) == ("second", due)


class TestVoid:
    """A round is about words: whatever changes them ends it, by whatever way."""

    @pytest.fixture
    def approved(self, editor, second, draft):
        workflow.submit(draft, actor=editor, seen=publishing.standing(draft).seen, is_major=False)
        workflow.approve(draft, actor=second, seen=publishing.standing(draft).seen)
        assert stage(draft) == Stage.APPROVED
        return draft

    def test_by_the_form(self, second_client, approved):
        edit(second_client, approved, "Other words.")
        assert stage(approved) == Stage.DRAFT
        assert "the approval is void" in said(second_client.get(address(approved)))

    def test_by_a_source(self, approved):
        source = approved.use_cases.get(key="other-site").sources.first() or Source.objects.get(key="cms-one")
        Source.objects.filter(pk=source.pk).update(title="Another title")
        publishing.refresh_citing(source)
        assert stage(approved) == Stage.DRAFT

    def test_by_restoring_an_edition(self, editor, approved):
        publishing.restore(Edition.objects.get(kind="modifier", key="59", number=1), actor=editor)
        assert stage(approved) == Stage.DRAFT

    def test_not_by_saving_an_untouched_form(self, second_client, approved):
        data = untouched(second_client.get(address(approved)))
        second_client.post(address(approved), {**data, "_continue": "Save"})
        assert publishing.standing(approved).review.sha256 == Modifier.objects.get(code="59").composed_sha256


class TestNobodyPublishesTheirOwn:
    def test_by_the_form(self, editor_client, draft):
        page = said(editor_client.get(address(draft, "publish")))
        assert "You made the last edit" in page
        assert 'value="publish"' not in page
        for name in ("publish", "approve"):
            act(editor_client, draft, "submit", **NOTE)
            assert "Somebody else must review and publish it." in said(act(editor_client, draft, name, **NOTE))
        assert Edition.objects.filter(kind="modifier", key="59").count() == 1
        assert stage(draft) == Stage.IN_REVIEW

    def test_by_the_batch(self, editor_client, draft):
        page = "/admin/modifiers/modifier/publish/"
        rows = editor_client.get(f"{page}?pk={draft.pk}").context["rows"]
        sent = {"pk": draft.pk, f"seen-{draft.pk}": rows[0]["seen"], "weight": "minor", "when": "now"}
        assert "You made the last edit." in said(editor_client.post(page, {**sent, "act": "publish"}))
        assert editor_client.post(page, {**sent, "act": "submit"}).status_code == 302
        assert stage(draft) == Stage.IN_REVIEW

    def test_not_even_for_the_system(self, draft):
        with pytest.raises(PublishRefused, match="a person must let it out"):
            publishing.publish(draft, actor=None, is_major=False)

    @pytest.mark.parametrize("approved_by", ["the last editor", "nobody"])
    def test_by_the_database_itself(self, editor, draft, approved_by):
        live = Edition.objects.get(kind="modifier", key="59")
        values = {
            **{field.attname: getattr(live, field.attname) for field in Edition._meta.concrete_fields},
            "id": None,
            "number": 2,
            "author_id": None,
            "approved_by_id": editor.pk if approved_by == "the last editor" else None,
        }
        with pytest.raises(DatabaseError, match="another than the last editor"), transaction.atomic():
            Edition.objects.create(**values)
        Edition.objects.create(**{**values, "approved_by_id": editor.pk, "emergency_reason": "It could not wait."})

    def test_whoever_changes_a_source_has_edited_the_pages_that_cite_it(self, editor_client, editor, second, m59):
        source = Source.objects.get(key="cms-one")
        data = {
            name: value if value is not None else ""
            for name, value in editor_client.get(address(source)).context["adminform"].form.initial.items()
        }
        editor_client.post(address(source), {**data, "title": "Another title"})
        behind = Modifier.objects.get(code="59")
        assert publishing.state(behind).has_unpublished_changes
        assert behind.changed_by == editor
        with pytest.raises(PublishRefused):
            publishing.publish(behind, actor=editor, is_major=False)
        assert publishing.publish(behind, actor=second, is_major=False).author == editor


class TestEmergency:
    @pytest.fixture
    def emergency(self, editor_client, draft):
        page = act(editor_client, draft, "emergency", **NOTE, emergency_reason="The rule was plainly wrong.")
        assert "Edition 2 is live" in said(page)
        return Edition.objects.get(kind="modifier", key="59", number=2)

    def test_needs_a_reason(self, editor_client, draft):
        page = said(act(editor_client, draft, "emergency", **NOTE, emergency_reason=" "))
        assert "Say why it cannot wait." in page
        assert "The first case is clearer." in page
        assert not Edition.objects.filter(number=2).exists()

    def test_stays_marked_until_a_second_person_confirms(
        self, editor_client, editor, second_client, second, draft, emergency
    ):
        assert (emergency.author, emergency.approved_by) == (editor, editor)
        marked = "was published in an emergency and is not confirmed"
        assert marked in said(second_client.get(address(draft)))
        assert marked in said(second_client.get("/admin/modifiers/modifier/?stage=emergency"))
        own = editor_client.post(address(draft, "confirm", 2), follow=True)
        assert "You published it yourself." in said(own)
        assert marked in said(own)
        for _ in range(2):
            confirmed = second_client.post(address(draft, "confirm", 2), follow=True)
        assert "Edition 2 of" in said(confirmed) and "is confirmed" in said(confirmed)
        assert marked not in said(second_client.get(address(draft)))
        assert Event.objects.filter(action="confirm", key="59", actor=second).count() == 1
        assert "The rule was plainly wrong." in said(second_client.get(address(draft, "history")))

    def test_the_database_wants_another_to_confirm(self, editor, draft, emergency):
        about = {"action": "confirm", "kind": "modifier", "key": "59", "edition_number": 2}
        for actor in (editor, None):
            with pytest.raises(DatabaseError, match="confirmed by another"), transaction.atomic():
                Event.objects.create(actor=actor, **about)

    def test_readers_are_not_told_why(self, emergency):
        store.invalidate()
        for page in ("/modifiers/59/", "/modifiers/59/history/", "/updates/", "/updates/feed.atom"):
            assert "plainly wrong" not in said(Client().get(page))


class TestStale:
    @pytest.mark.parametrize("name", ACTS)
    def test_a_button_of_yesterday_does_nothing(self, editor_client, second_client, second, draft, name):
        act(editor_client, draft, "submit", **NOTE)
        clients = {"submit": editor_client, "take_back": editor_client, "emergency": editor_client}
        client = clients.get(name, second_client)
        opened = client.get(address(draft, "publish")).context["seen"]
        edit(editor_client, draft, "Changed in between.")
        before = (Edition.objects.count(), Event.objects.count(), Review.objects.get().decision)
        sent = {**NOTE, "seen": opened, "note": "Please change.", "emergency_reason": "Now."}
        page = said(act(client, draft, name, **sent))
        assert "It has changed since you opened this page." in page
        assert (Edition.objects.count(), Event.objects.count(), Review.objects.get().decision) == before
        assert "The first case is clearer." in page

    def test_two_reviewers_decide_once(self, editor, second, draft):
        workflow.submit(draft, actor=editor, seen=publishing.standing(draft).seen, is_major=False)
        seen = publishing.standing(draft).seen
        workflow.approve(draft, actor=second, seen=seen)
        with pytest.raises(PublishRefused, match="has changed since you opened"):
            workflow.send_back(draft, actor=second, seen=seen, note="No.")
        assert stage(draft) == Stage.APPROVED

    def test_an_act_that_is_none_is_told(self, editor_client, draft):
        for name in ("", "explode"):
            assert "Choose what to do with the draft." in said(act(editor_client, draft, name, **NOTE))


class TestSubmitting:
    def test_what_blocks_is_listed_with_its_field(self, editor_client, m59):
        data = untouched(editor_client.get(address(m59)))
        data["do_not_use-0-text"] = "Use it never."
        editor_client.post(address(m59), {**data, "_continue": "Save"})
        page = said(act(editor_client, m59, "submit", **NOTE))
        assert "Not sent for review." in page
        assert f"{address(m59)}#id_do_not_use-0-text" in page
        assert stage(m59) == Stage.DRAFT

    def test_a_major_one_needs_a_note(self, editor_client, draft):
        page = said(act(editor_client, draft, "submit", weight="major", change_note=" "))
        assert "Tell readers what changed" in page

    def test_nothing_new_is_not_reviewed(self, editor, m59):
        with pytest.raises(PublishRefused, match="Nothing has changed"):
            workflow.submit(m59, actor=editor, seen=publishing.standing(m59).seen, is_major=False)

    def test_the_last_editor_is_no_reviewer(self, editor_client, editor, second, client_with, draft):
        client_with("view_modifier")
        form = editor_client.get(address(draft, "publish")).context["form"]
        assert list(form.fields["reviewer"].queryset) == [second]
        page = said(act(editor_client, draft, "submit", **NOTE, reviewer=editor.pk))
        assert "Select a valid choice" in page

    def test_taking_back(self, editor_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        assert "is a draft again" in said(act(editor_client, draft, "take_back"))
        assert stage(draft) == Stage.DRAFT
        assert Review.objects.get().closed_at is not None

    def test_sending_again_closes_the_round_before(self, editor_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        edit(editor_client, draft, "Better words.")
        act(editor_client, draft, "submit", **NOTE)
        assert Review.objects.count() == 2
        assert Review.objects.open().get().sha256 == Modifier.objects.get(code="59").composed_sha256


class TestReviewing:
    def test_all_three_are_looked_at_first(self, editor_client, second_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        for name in ("approve", "publish"):
            page = said(act(second_client, draft, name, **NOTE, checked=["sources"]))
            assert "Look at all three first" in page
        assert stage(draft) == Stage.IN_REVIEW

    def test_what_was_sent_back_is_reviewed_again_first(self, editor_client, second_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        act(second_client, draft, "send_back", note="Please change.")
        assert "Send it for review again" in said(act(second_client, draft, "publish", **NOTE))
        assert not Edition.objects.filter(number=2).exists()

    def test_sending_back_says_why(self, editor_client, second_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        assert "Say what has to change." in said(act(second_client, draft, "send_back", note=" "))
        assert stage(draft) == Stage.IN_REVIEW

    @pytest.mark.parametrize("name", ["approve", "publish", "send_back", "emergency"])
    def test_needs_the_right_to_publish(self, editor_client, client_with, draft, name):
        act(editor_client, draft, "submit", **NOTE)
        writer = client_with("view_modifier", "change_modifier")
        assert act(writer, draft, name, **NOTE, note="x", emergency_reason="x").status_code == 403
        assert stage(draft) == Stage.IN_REVIEW

    def test_a_review_of_the_whole_page_moves_its_date_with_a_name(self, editor_client, second_client, draft):
        act(editor_client, draft, "submit", **NOTE)
        due = timezone.localdate() + timedelta(days=300)
        act(second_client, draft, "publish", **NOTE, review_due_on=due.isoformat())
        draft.refresh_from_db()
        assert (draft.reviewed_by, draft.review_due_on) == ("second", due)
        assert Edition.objects.get(key="59", number=2).document.count(due.isoformat()) == 1

    def test_nothing_else_moves_it(self, editor_client, second_client, m59):
        before = (m59.reviewed_on, m59.reviewed_by, m59.review_due_on)
        data = untouched(editor_client.get(address(m59)))
        assert "review_due_on" not in data
        data |= {"review_due_on": "2030-12-31", "reviewed_by": "Nobody", "when_to_use-0-text": "New words."}
        editor_client.post(address(m59), {**data, "_continue": "Save"})
        act(second_client, m59, "publish", **NOTE)
        m59.refresh_from_db()
        assert (m59.reviewed_on, m59.reviewed_by, m59.review_due_on) == before


class TestStillRight:
    def test_moves_the_date_and_nothing_else(self, second_client, m59):
        due = timezone.localdate() + timedelta(days=365)
        page = second_client.get(address(m59, "still_right"))
        assert page.context["form"]["review_due_on"].value() == due
        sent = {"review_due_on": due.isoformat(), "seen": page.context["form"]["seen"].value()}
        assert "Edition 2 is live" in said(second_client.post(address(m59, "still_right"), sent, follow=True))
        old, new = Edition.objects.filter(kind="modifier", key="59").order_by("number")
        assert not new.is_major
        changed = publishing.diff(*(documents.parse(json.loads(edition.document)) for edition in (old, new)))
        assert {field.name for field in changed.fields} <= {"reviewed_on", "reviewed_by", "review_due_on"}
        assert not changed.lists
        m59.refresh_from_db()
        assert (m59.reviewed_by, m59.reviewed_on, m59.review_due_on) == ("second", timezone.localdate(), due)
        assert Event.objects.filter(action="reviewed", key="59").count() == 1

    def test_not_with_changes_and_not_of_ones_own(self, editor_client, editor, second_client, m59, draft):
        for client, why in ((second_client, "has unpublished changes"), (editor_client, "has unpublished changes")):
            seen = client.get(address(m59, "still_right")).context["form"]["seen"].value()
            sent = {"review_due_on": (timezone.localdate() + timedelta(days=9)).isoformat(), "seen": seen}
            assert why in said(client.post(address(m59, "still_right"), sent))
        act(second_client, draft, "publish", **NOTE)
        with pytest.raises(PublishRefused, match="You made the last edit"):
            due = timezone.localdate() + timedelta(days=9)
            workflow.still_right(draft, actor=editor, seen=publishing.standing(draft).seen, review_due_on=due)

    def test_a_day_that_has_passed_is_refused(self, second_client, m59):
        seen = second_client.get(address(m59, "still_right")).context["form"]["seen"].value()
        page = said(second_client.post(address(m59, "still_right"), {"review_due_on": "2020-01-01", "seen": seen}))
        assert "must be after today" in page
        assert 'value="2020-01-01"' in page


class TestWithdrawing:
    def send(self, client, m59, **given):
        page = address(m59, "withdraw")
        seen = client.get(page).context["form"]["seen"].value()
        return client.post(page, {"seen": seen, **given}, follow=True)

    def test_published_in_error_is_gone(self, editor_client, m59):
        assert "is withdrawn" in said(self.send(editor_client, m59, reason="error", note="It was never true."))
        store.invalidate()
        assert Client().get("/modifiers/59/").status_code == 410

    def test_merged_leads_on(self, editor_client, m59):
        self.send(editor_client, m59, reason="merged", merged_into="XS", note="See XS.")
        store.invalidate()
        answer = Client().get("/modifiers/59/")
        assert (answer.status_code, answer.url) == (301, "/modifiers/xs/")

    def test_needs_a_note_and_a_target(self, editor_client, m59):
        assert "This field is required." in said(self.send(editor_client, m59, reason="error", note=""))
        assert "is not live" in said(self.send(editor_client, m59, reason="merged", note="See there."))
        assert not Edition.objects.filter(number=2).exists()


def every_public_page() -> dict[str, str]:
    """A hash of each page of the sitemap, and of what is not in it."""
    store.invalidate()
    client = Client()
    sitemap = client.get("/sitemap.xml").content.decode()
    paths = ["/", "/sitemap.xml", "/updates/feed.atom", *re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", sitemap)]
    return {path: hashlib.sha256(client.get(path).content).hexdigest() for path in paths}


def test_no_act_short_of_publishing_changes_a_public_byte(editor_client, second_client, live, m59, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    before = every_public_page()
    assert len(before) > 20
    source = Source.objects.get(key="cms-one")
    initial = editor_client.get(address(source)).context["adminform"].form.initial
    title = {name: "" if value is None else value for name, value in initial.items()} | {"title": "Another title"}

    def acts():
        edit(editor_client, m59)
        yield "saving"
        for page in ("preview", "look", "differences", "publish", "history"):
            editor_client.get(address(m59, page))
        yield "looking"
        editor_client.post(address(m59, "share"), {"recipient": "Dr. Ruiz", "days": "3"})
        act(editor_client, m59, "submit", **NOTE)
        act(second_client, m59, "send_back", note="Please change.")
        act(editor_client, m59, "submit", **NOTE)
        act(second_client, m59, "approve", **NOTE, review_due_on=(timezone.localdate() + timedelta(days=9)).isoformat())
        yield "reviewing"
        editor_client.post(address(m59, "restore", 1), {"confirmed": "yes"})
        yield "restoring"
        editor_client.post(address(source), title)
        yield "changing a source"
        table = SimpleUploadedFile("payers.csv", b"slug,name\nexample-payer,Another name\n")
        page = editor_client.post("/admin/bulk/tables/payer/", {"file": table})
        editor_client.post("/admin/bulk/tables/payer/", {"token": page.context["token"], "_confirm": "yes"})
        assert Event.objects.filter(kind="payer", action="import").exists()
        yield "importing"
        assert editor_client.post(address(m59, "delete"), {"post": "yes"}).status_code == 403
        new = make_modifier("91")
        assert editor_client.post(address(new, "delete"), {"post": "yes"}).status_code == 302
        yield "deleting"

    for done in acts():
        assert every_public_page() == before, f"{done} changed what readers see"


class TestEvents:
    def test_saving_names_fields_and_rows_and_no_content(self, editor_client, m59):
        data = untouched(editor_client.get(address(m59)))
        data |= {"name": "Secretly renamed", "when_to_use-0-text": "Secret words.", "checklist-0-DELETE": "on"}
        editor_client.post(address(m59), {**data, "_continue": "Save"})
        event = Event.objects.get(action="edit", key="59")
        assert event.actor.username == "editor"
        assert "Changed name." in event.note
        assert "when to use: other-site changed." in event.note
        assert "checklist:" in event.note and "deleted" in event.note
        assert "ecret" not in event.note

    def test_a_form_that_was_not_touched_leaves_none(self, editor_client, m59):
        data = untouched(editor_client.get(address(m59)))
        editor_client.post(address(m59), {**data, "_continue": "Save"})
        assert not Event.objects.filter(action="edit").exists()

    def test_moving_a_row_leaves_one(self, editor_client, m59):
        data = untouched(editor_client.get(address(m59)))
        data["when_to_use-0-position"], data["when_to_use-1-position"] = "2", "1"
        editor_client.post(address(m59), {**data, "_continue": "Save"})
        assert list(m59.use_cases.order_by("position").values_list("key", flat=True)) == ["other-time", "other-site"]
        assert "when to use: " in Event.objects.get(action="edit", key="59").note

    def test_a_deletion_leaves_one(self, editor_client, written):
        topic = next(subject for (kind, _), subject in written.items() if kind == "page")
        editor_client.post(address(topic, "delete"), {"post": "yes"})
        assert Event.objects.filter(action="delete", kind="page").count() == 1


def test_stages_of_many_cost_no_more_queries(django_assert_num_queries, live, editor):
    UseCase.objects.update(text="Other words.")
    publishing.refresh_hashes("modifier")
    for subject in Modifier.objects.all()[:3]:
        about = {"kind": "modifier", "key": subject.code, "sha256": subject.composed_sha256}
        Review.objects.create(**about, is_major=False, submitted_by=editor)
    with django_assert_num_queries(4):
        found = publishing.standings_of(Modifier.objects.all())
    assert sorted(key for key, one in found.items() if one.stage == Stage.IN_REVIEW) == sorted(
        Review.objects.values_list("key", flat=True)
    )
