"""Publishing, scheduling, withdrawing, restoring: one transaction each, with events and the catalogue's version."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from modifiers import publishing
from modifiers.catalogue import catalogue, store
from modifiers.documents import content_hash
from modifiers.models import CatalogueVersion, Edition, Event, Modifier, Source, Topic, UseCase

from .strategies import publishable

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(world_rows, editor):
    """Everything of the world published; gives the editions."""
    publishing.apply_many([publishable("59"), publishable("XS"), publishable("25")])
    return publishing.publish_batch(
        list(world_rows.values()), actor=editor, is_major=True, change_note="First edition."
    )


def reword(key="other-site", text="The second service was elsewhere."):
    UseCase.objects.filter(modifier__code="59", key=key).update(text=text)
    subject = Modifier.objects.get(code="59")
    publishing.refresh_hash(subject)
    return subject


def again(subject, **how):
    return publishing.publish(subject, actor=None, **{"is_major": True, "change_note": "Reworded.", **how})


def refused(subject, **how):
    """Problems of a refusal, which must leave no trace."""
    before = (Edition.objects.count(), Event.objects.count(), CatalogueVersion.objects.get().stamp)
    with pytest.raises(publishing.PublishRefused) as error:
        again(subject, **how)
    assert before == (Edition.objects.count(), Event.objects.count(), CatalogueVersion.objects.get().stamp)
    return [(problem.field, problem.message) for problem in error.value.problems]


def test_subjects_that_link_to_each_other_go_live_together(live, world_rows):
    assert len(live) == len(world_rows)
    assert {edition.number for edition in live} == {1}
    assert {edition.live_from for edition in live} == {live[0].published_at}
    for edition in live:
        assert edition.sha256 == content_hash(edition.document)
        assert json.loads(edition.document)["kind"] == edition.kind
    assert Event.objects.filter(action="publish", note="First edition.").count() == len(live)


def test_one_of_them_alone_is_refused_for_its_links(world_rows):
    publishing.apply(publishable("59"))
    found = refused(Modifier.objects.get(code="59"))
    assert ("family", "The family “distinct-service” is neither live nor published with this.") in found
    assert any(field == "when_to_use.other-site.text" and "link to XS" in message for field, message in found)


def test_readers_get_the_new_edition_after_publishing_and_not_before(live):
    store.invalidate()
    subject = reword()
    assert "elsewhere" not in catalogue().get("modifier", "59").canonical_json
    edition = again(subject)
    store.invalidate()
    assert (edition.number, catalogue().get("modifier", "59").number) == (2, 2)
    assert "elsewhere" in catalogue().get("modifier", "59").canonical_json


def test_this_process_looks_at_once(live, django_capture_on_commit_callbacks):
    assert catalogue().get("modifier", "59").number == 1
    subject = reword()
    with django_capture_on_commit_callbacks(execute=True):
        again(subject)
    assert catalogue().get("modifier", "59").number == 2


def test_the_signal_waits_for_the_commit(live, django_capture_on_commit_callbacks):
    told = []
    publishing.edition_published.connect(lambda editions, **_: told.extend(editions), weak=False, dispatch_uid="test")
    try:
        subject = reword()
        with django_capture_on_commit_callbacks(execute=False) as waiting:
            edition = again(subject)
        assert told == []
        for callback in waiting:
            callback()
        assert told == [edition]
    finally:
        publishing.edition_published.disconnect(dispatch_uid="test")


def test_nothing_new_is_not_published(live):
    assert refused(Modifier.objects.get(code="59")) == [("", "Nothing has changed since edition 1.")]


def test_one_problem_keeps_the_whole_batch_back(live):
    changed = reword()
    Topic.objects.update(name="New name", review_due_on=None)
    with pytest.raises(publishing.PublishRefused) as error:
        publishing.publish_batch([changed, Topic.objects.get()], actor=None, is_major=False)
    assert [(p.kind, p.key, p.field) for p in error.value.problems] == [("topic", "which-side", "review_due_on")]
    assert not Edition.objects.filter(number=2).exists()


def test_rows_that_do_not_fit_are_refused_and_not_an_error(live):
    UseCase.objects.filter(modifier__code="59", key="other-site").update(text="")
    assert refused(Modifier.objects.get(code="59")) == [("when_to_use.other-site.text", "This field is empty.")]


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"change_note": " "}, "change_note"),
        ({"change_note": "x" * 501}, "change_note"),
        ({"live_from": datetime(2030, 1, 1)}, "live_from"),
        ({"live_from": timezone.now() - timedelta(days=1)}, "live_from"),
    ],
)
def test_the_act_itself_is_checked(live, how, field):
    assert [found for found, _ in refused(reword(), **how)] == [field]


def test_nothing_and_the_same_twice_are_refused(live):
    with pytest.raises(publishing.PublishRefused, match="nothing to publish"):
        publishing.publish_batch([], actor=None, is_major=False)
    subject = reword()
    with pytest.raises(publishing.PublishRefused, match="named twice"):
        publishing.publish_batch([subject, subject], actor=None, is_major=False)


def test_a_scheduled_edition_goes_live_by_time_alone(live):
    moment = timezone.now() + timedelta(days=3)
    edition = again(reword(), live_from=moment)
    assert Event.objects.get(edition_number=2).action == "schedule"
    store.invalidate()
    assert catalogue().get("modifier", "59").number == 1
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert catalogue().get("modifier", "59").number == 1
    with time_machine.travel(moment, tick=False):
        assert catalogue().get("modifier", "59").sha256 == edition.sha256


def test_a_scheduled_edition_is_not_pushed_aside_unasked(live):
    moment = timezone.now() + timedelta(days=3)
    again(reword(), live_from=moment)
    newer = reword(text="The second service was far away.")
    [(field, message)] = refused(newer)
    assert field == "live_from"
    assert "Edition 2 is scheduled" in message
    assert [found for found, _ in refused(newer, live_from=moment)] == ["live_from"]
    again(newer, supersede_scheduled=True)
    with time_machine.travel(moment + timedelta(days=1)):
        store.invalidate()
        assert catalogue().get("modifier", "59").number == 3


def test_what_is_pushed_aside_stands_in_the_way_no_more(live):
    again(reword(), live_from=timezone.now() + timedelta(days=3))
    again(reword(text="Third."), supersede_scheduled=True)
    assert again(reword(text="Fourth.")).number == 4


def test_a_later_edition_may_follow_a_scheduled_one(live):
    moment = timezone.now() + timedelta(days=3)
    again(reword(), live_from=moment)
    again(reword(text="Later still."), live_from=moment + timedelta(days=1))
    store.invalidate()
    for days, number in ((0, 1), (3, 2), (4, 3)):
        assert catalogue(moment + timedelta(days=days - 3)).get("modifier", "59").number == number


def test_what_is_scheduled_can_be_published_now_on_request(live):
    subject = reword()
    again(subject, live_from=timezone.now() + timedelta(days=3))
    assert refused(subject)
    assert again(subject, supersede_scheduled=True).number == 3


def test_what_will_be_live_by_then_can_be_linked_to(live, world_rows):
    moment = timezone.now() + timedelta(days=3)
    setting = publishing.apply(
        publishing.compose(world_rows["setting", "dermatology"]).model_copy(update={"slug": "wound-care"})
    )
    again(setting, live_from=moment)
    document = publishable("59")
    use = document.where_used[0].model_copy(update={"setting": "wound-care"})
    subject = publishing.apply(document.model_copy(update={"where_used": (use,)}))
    assert [field for field, _ in refused(subject)] == ["where_used.skin.setting"]
    assert again(subject, live_from=moment).number == 2


def test_withdrawing_leads_readers_to_the_other(live, editor):
    subject = Modifier.objects.get(code="25")
    edition = publishing.withdraw(subject, actor=editor, reason="merged", merged_into="59", note="Now part of 59.")
    store.invalidate()
    assert catalogue().get("modifier", "25") is None
    assert catalogue().withdrawn("modifier", "25").merged_into == "59"
    assert (edition.number, edition.document) == (2, live[[e.key for e in live].index("25")].document)
    assert publishing.state(subject).name == "withdrawn"


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"reason": "merged", "merged_into": "ZZ"}, "merged_into"),
        ({"reason": "merged", "merged_into": "25"}, "merged_into"),
        ({"reason": "merged"}, "merged_into"),
        ({"reason": "error", "merged_into": "59"}, "merged_into"),
        ({"reason": "error", "note": ""}, "note"),
        ({"reason": "whim"}, "reason"),
    ],
)
def test_a_withdrawal_that_leads_nowhere_is_refused(live, how, field):
    with pytest.raises(publishing.PublishRefused) as error:
        publishing.withdraw(Modifier.objects.get(code="25"), actor=None, **{"note": "Why.", **how})
    assert [problem.field for problem in error.value.problems] == [field]


def test_what_is_not_live_cannot_be_withdrawn(world_rows):
    with pytest.raises(publishing.PublishRefused, match="never published"):
        publishing.withdraw(world_rows["topic", "which-side"], actor=None, reason="error", note="Why.")


def test_a_withdrawn_subject_comes_back_unchanged(live):
    subject = Modifier.objects.get(code="25")
    publishing.withdraw(subject, actor=None, reason="error", note="Why.")
    with pytest.raises(publishing.PublishRefused, match="withdrawn already"):
        publishing.withdraw(subject, actor=None, reason="error", note="Why.")
    assert again(subject, change_note="Back again.").number == 3
    assert publishing.state(subject).name == "live"


def test_links_to_what_is_withdrawn_keep_an_edition_back(live):
    publishing.withdraw(Modifier.objects.get(code="XS"), actor=None, reason="error", note="Why.")
    assert any("link to XS" in message for _, message in refused(reword()))


def test_restoring_brings_back_rows_and_lost_sources(live, editor):
    first = Edition.objects.get(kind="modifier", key="59")
    UseCase.objects.filter(modifier__code="59", key="other-time").delete()
    subject = reword()
    Source.objects.get(key="cms-two").delete()
    restored = publishing.restore(first, actor=editor)
    assert publishing.compose(restored).canonical_json() == first.document
    assert restored.pk == subject.pk
    event = Event.objects.first()
    assert (event.action, event.actor, event.edition_number) == ("restore", editor, 1)
    assert Edition.objects.filter(key="59").count() == 1


def test_an_edition_of_an_older_schema_is_refused_with_a_sentence(live):
    edition = Edition(kind="modifier", key="59", number=9, document='{"kind":"modifier","colour":"red"}')
    with pytest.raises(publishing.ApplyError, match="older form"):
        publishing.restore(edition, actor=None)
