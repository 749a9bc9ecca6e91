"""The queue's numbers are those of the tables, asked by SQL that shares nothing with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.catalogue import store
from modifiers.models import SUBJECTS, Edition, Modifier, UseCase
from modifiers.publishing import workflow
from tests.factories import make_modifier

YEAR = timedelta(days=365)
OVERDUE = "SELECT count(*) FROM {table} c WHERE review_due_on < %s AND NOT EXISTS ({withdrawn})"
DUE = "SELECT count(*) FROM {table} c WHERE review_due_on BETWEEN %s AND %s AND NOT EXISTS ({withdrawn})"
UNPUBLISHED = (
    "SELECT count(*) FROM {table} c WHERE EXISTS ({editions}) AND NOT EXISTS ({withdrawn}) AND composed_sha256 <> "
    "(SELECT sha256 FROM modifiers_edition e WHERE e.kind = '{kind}' AND e.key = c.{key} ORDER BY number DESC LIMIT 1)"
)
NEW = "SELECT count(*) FROM {table} c WHERE NOT EXISTS ({editions})"
SCHEDULED = "SELECT count(DISTINCT e.key) FROM modifiers_edition e WHERE e.kind = '{kind}' AND e.live_from > %s"
IN_REVIEW = (
    "SELECT count(*) FROM modifiers_review r JOIN {table} c ON c.{key} = r.key AND r.sha256 = c.composed_sha256 "
    "WHERE r.kind = '{kind}' AND r.closed_at IS NULL AND r.decision = ''"
)
MINE = IN_REVIEW + " AND (r.reviewer_id IS NULL OR r.reviewer_id = %s) AND c.changed_by_id <> %s"
SENT_BACK = (
    "SELECT count(*) FROM modifiers_review r WHERE r.kind = '{kind}' AND r.closed_at IS NULL "
    "AND r.decision = 'sent_back' AND r.submitted_by_id = %s"
)
APPROVED = IN_REVIEW.replace("r.decision = ''", "r.decision = 'approved'")
EMERGENCY = (
    "SELECT count(DISTINCT e.key) FROM modifiers_edition e WHERE e.kind = '{kind}' AND e.emergency_reason <> '' AND "
    "NOT EXISTS (SELECT 1 FROM modifiers_event v WHERE v.action = 'confirm' AND v.kind = e.kind AND v.key = e.key "
    "AND v.edition_number = e.number)"
)


def counted(sql: str, *values: object) -> int:
    """The sum over all kinds."""
    total = 0
    for kind, model in SUBJECTS.items():
        editions = "SELECT 1 FROM modifiers_edition e WHERE e.kind = '{kind}' AND e.key = c.{key}"
        newest = "SELECT max(number) FROM modifiers_edition n WHERE n.kind = e.kind AND n.key = e.key"
        withdrawn = f"{editions} AND e.withdrawal <> '' AND e.number = ({newest})"
        names = {"kind": kind, "table": model._meta.db_table, "key": model.key_field}
        whole = sql.replace("{editions}", editions).replace("{withdrawn}", withdrawn).format(**names)
        with connection.cursor() as cursor:
            cursor.execute(whole, values)
            total += cursor.fetchone()[0]
    return total


def counted_once(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def edited(subject, editor, text="Other words."):
    rows = subject.use_cases if hasattr(subject, "use_cases") else None
    if rows is not None:
        UseCase.objects.filter(pk=rows.first().pk).update(text=text)
    type(subject).objects.filter(pk=subject.pk).update(changed_by=editor)
    publishing.refresh_hash(subject)
    return subject


@pytest.fixture
def busy(live, editor, second):
    """Something in each line."""
    m59, m25, xs = (live["modifier", code] for code in ("59", "25", "XS"))
    workflow.submit(edited(m59, second), actor=second, seen=publishing.standing(m59).seen, is_major=False)
    workflow.submit(edited(m25, editor), actor=editor, seen=publishing.standing(m25).seen, is_major=False)
    workflow.send_back(m25, actor=second, seen=publishing.standing(m25).seen, note="No.")
    edited(xs, editor)
    publishing.publish(xs, actor=editor, is_major=False, emergency_reason="It could not wait.")
    later = timezone.now() + timedelta(days=9)
    edited(xs, second, "Later words.")
    publishing.publish(xs, actor=editor, is_major=False, live_from=later)
    about = live["page", "about"]
    publishing.withdraw(about, actor=editor, reason="error", note="Wrong.")
    type(about).objects.update(review_due_on=date(2020, 1, 1), reviewed_on=None)
    make_modifier("91", review_due_on=timezone.localdate() - timedelta(days=1))
    make_modifier("92", review_due_on=timezone.localdate() + timedelta(days=30), changed_by=second)
    make_modifier("93", review_due_on=timezone.localdate() + timedelta(days=31))
    return live


def numbers(client) -> dict[str, int]:
    return {line.key: line.count for line in client.get("/admin/").context["queue"]}


def test_the_numbers_are_those_of_the_tables(editor_client, editor, busy):
    now, today = timezone.now(), timezone.localdate()
    found = numbers(editor_client)
    expected = {
        "overdue": counted(OVERDUE, today),
        "due": counted(DUE, today, today + timedelta(days=30)),
        "unpublished": counted(UNPUBLISHED),
        "new": counted(NEW),
        "scheduled": counted(SCHEDULED, now),
        "in_review": counted(IN_REVIEW),
        "mine": counted(MINE, editor.pk, editor.pk),
        "sent_back": counted(SENT_BACK, editor.pk),
        "approved": counted(APPROVED),
        "emergency": counted(EMERGENCY),
        "links": 0,
        "sources": counted_once("SELECT count(*) FROM modifiers_source WHERE checked_on < %s", today - YEAR),
        "searches": 0,
        "reports": 0,
    }
    assert found == expected
    waiting = ("overdue", "due", "unpublished", "new", "scheduled", "in_review", "mine", "sent_back", "emergency")
    assert all(found[key] for key in waiting), found


def test_each_link_leads_to_as_many(editor_client, busy):
    for line in editor_client.get("/admin/").context["queue"]:
        for place in line.places:
            shown = editor_client.get(place.url).context["cl"]
            assert shown.result_count == place.count, (line.key, place)


def test_each_line_says_whose_it_is(editor_client, second_client, busy):
    owners = {line.key: line.owner for line in editor_client.get("/admin/").context["queue"]}
    assert owners["mine"] == owners["sent_back"] == "you"
    assert owners["in_review"] == "nobody in particular 1"
    assert sorted(owners["unpublished"].split(", ")) == ["second 1", "you 1"]
    assert owners["approved"] == ""
    others = {line.key: line.count for line in second_client.get("/admin/").context["queue"]}
    assert (others["mine"], others["sent_back"]) == (0, 0)


def test_a_page_is_overdue_on_the_day_after_its_day(editor_client, editor, live):
    today = timezone.localdate()
    Modifier.objects.filter(code="59").update(reviewed_on=None, review_due_on=today + timedelta(days=2))
    for days, overdue in ((2, 0), (3, 1)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            editor_client.force_login(editor)
            assert numbers(editor_client)["overdue"] == overdue


def test_one_sees_only_what_one_may_see(client_with, busy):
    shown = numbers(client_with("view_payer"))
    assert not any(shown.values())
    assert "searches" not in shown


def test_more_rows_cost_no_more_queries(editor_client, busy):
    def count() -> int:
        editor_client.get("/admin/")
        with CaptureQueriesContext(connection) as caught:
            editor_client.get("/admin/")
        return len([query for query in caught if "catalogueversion" not in query["sql"]])

    before = count()
    for code in range(60, 80):
        make_modifier(f"{code}")
    assert count() == before


def test_the_share_of_emergencies_can_be_asked(editor_client, busy):
    listed = editor_client.get(reverse("admin:modifiers_edition_changelist") + "?let_out=emergency")
    assert listed.context["cl"].result_count == 1
    in_all = Edition.objects.count()
    said = f"1 of {in_all} editions of the last twelve months was published in an emergency"
    assert said in editor_client.get("/admin/").content.decode()


def test_a_link_that_dies_is_counted_and_listed(editor_client, editor, live):
    assert numbers(editor_client)["links"] == 0
    publishing.withdraw(live["modifier", "XS"], actor=editor, reason="error", note="Wrong.")
    store.invalidate()
    count = numbers(editor_client)["links"]
    page = editor_client.get(reverse("bulk_links")).content.decode()
    assert count == page.count("<td>live</td>") + page.count("<td>draft</td>") > 0
    assert "modifier XS" in page
