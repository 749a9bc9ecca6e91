"""Reports at the desk: who waits, who takes one on, what was done, and what may be erased."""

from __future__ import annotations

import pytest

from modifiers.models import Event
from tests.architecture.test_constraints import feedback_count, feedback_report

pytestmark = pytest.mark.django_db
LIST = "/admin/modifiers/feedbackreport/"


def press(client, report, name: str, **given):
    answer = client.post(f"{LIST}{report.pk}/change/", {name: "1", **given}, follow=True)
    report.refresh_from_db()
    return answer


def test_a_report_is_taken_on_and_answered(editor_client, editor):
    report = feedback_report(statement="meaning-what")
    index = editor_client.get("/admin/").content.decode()
    assert f'href="{LIST}?state=new">1 new</a>' in index
    page = editor_client.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "It is wrong." in page and 'href="/modifiers/59/#meaning-what"' in page
    press(editor_client, report, "_take")
    assert (report.state, report.taken_by) == ("taken", editor)
    refused = press(editor_client, report, "_answer", done=" ")
    assert report.state == "taken" and "This field is required." in refused.content.decode()
    press(editor_client, report, "_answer", done="Corrected in edition 2.")
    assert (report.state, report.answered_by, report.done) == ("answered", editor, "Corrected in edition 2.")
    assert list(Event.objects.filter(kind="modifier", key="59").order_by("id").values_list("action", flat=True)) == [
        "take",
        "answer",
    ]
    assert not editor_client.get(LIST).context["cl"].result_list
    assert editor_client.get(LIST, {"state": "answered"}).context["cl"].result_list.get() == report
    press(editor_client, report, "_open")
    assert (report.state, report.done, report.answered_by) == ("new", "", None)


def test_two_editors_do_not_take_one_report(editor_client, second_client, editor):
    report = feedback_report()
    press(editor_client, report, "_take")
    answer = press(second_client, report, "_take")
    assert report.taken_by == editor
    assert "Somebody else was faster" in answer.content.decode()
    press(editor_client, report, "_give_back")
    assert (report.state, report.taken_by) == ("new", None)


def test_words_about_a_person_can_be_erased(editor_client):
    report = feedback_report(kind="", key="", edition=None, text="Something about somebody.")
    answer = press(editor_client, report, "_erase")
    assert report.text == "" and report.state == "new"
    assert "The words have been erased." in answer.content.decode()
    event = Event.objects.get(action="edit")
    assert event.kind == "site" and "somebody" not in event.note


def test_who_only_looks_changes_nothing(client_with):
    report = feedback_report()
    client = client_with("view_feedbackreport")
    page = client.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "It is wrong." in page and "_take" not in page
    assert press(client, report, "_take").status_code == 403
    assert report.state == "new" and not Event.objects.exists()


def test_pages_are_listed_by_what_readers_say_of_them(editor_client, django_assert_max_num_queries):
    feedback_count(wrong=1, right=9)
    feedback_count(key="XS", wrong=4)
    feedback_report(key="XS")
    feedback_report(key="XS", text="More.")
    rows = editor_client.get("/admin/modifiers/feedbackcount/").context["cl"].result_list
    assert [(row.key, row.wrong, row.reports) for row in rows] == [("XS", 4, 2), ("59", 1, 0)]
