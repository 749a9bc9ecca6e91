"""States: what the lists in the admin tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(world_rows):
    """A subject that needs no sources."""
    return world_rows["topic", "which-side"]


def publish(topic, **how):
    return publishing.publish(topic, actor=None, is_major=True, change_note="Note.", **how)


def rename(topic, name):
    topic.name = name
    topic.save()
    publishing.refresh_hash(topic)


def test_a_subject_goes_through_its_states(topic):
    assert publishing.state(topic).name == "never_published"
    publish(topic)
    assert publishing.state(topic) == publishing.State("live", live=1)
    rename(topic, "Other")
    assert publishing.state(topic) == publishing.State("unpublished_changes", live=1, has_unpublished_changes=True)
    moment = timezone.now() + timedelta(days=1)
    publish(topic, live_from=moment)
    scheduled = publishing.Scheduled(2, moment)
    assert publishing.state(topic) == publishing.State("scheduled", live=1, scheduled=scheduled)
    rename(topic, "Third")
    assert publishing.state(topic) == publishing.State("unpublished_changes", 1, scheduled, True)
    publish(topic, supersede_scheduled=True)
    assert publishing.state(topic) == publishing.State("live", live=3)
    publishing.withdraw(topic, actor=None, reason="error", note="Why.")
    assert publishing.state(topic).name == "withdrawn"
    assert publishing.state(topic).live is None


def test_a_first_edition_may_be_scheduled(topic):
    moment = timezone.now() + timedelta(days=1)
    publish(topic, live_from=moment)
    assert publishing.state(topic) == publishing.State("scheduled", scheduled=publishing.Scheduled(1, moment))


def test_renaming_back_leaves_no_changes(topic):
    publish(topic)
    name = topic.name
    rename(topic, "Other")
    rename(topic, name)
    assert publishing.state(topic).name == "live"


def test_a_review_is_overdue_the_day_after(topic):
    Topic.objects.update(review_due_on=timezone.localdate())
    assert not publishing.state(topic).review_overdue
    Topic.objects.update(review_due_on=timezone.localdate() - timedelta(days=1))
    assert publishing.state(topic).review_overdue


def test_two_queries_tell_the_states_of_any_number(topic):
    Topic.objects.bulk_create(
        Topic(slug=f"topic-{number}", name="Name", summary="Summary.", review_due_on=date(2027, 1, 1))
        for number in range(20)
    )
    publishing.publish_batch(list(Topic.objects.all()), actor=None, is_major=False)
    with CaptureQueriesContext(connection) as seen:
        states = publishing.states_of(Topic.objects.all())
    assert len(seen) == 2
    assert {state.name for state in states.values()} == {"live"}
    assert len(states) == 21
