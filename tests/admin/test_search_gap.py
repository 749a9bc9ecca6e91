"""What readers did not find, as editors see it: the list, adding a search term, ignoring, who may do which."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from modifiers import publishing
from modifiers.catalogue import store
from modifiers.models import Event, Modifier, SearchGap

pytestmark = pytest.mark.django_db
LIST = "/admin/modifiers/searchgap/"


def make_gap(words: str = "knee brace", **values: object) -> SearchGap:
    given = {"first_on": date(2026, 11, 1), "last_on": date(2026, 11, 3), "without_result": 2, **values}
    return SearchGap.objects.create(words=words, **given)


def page_of(gap: SearchGap) -> str:
    return f"{LIST}{gap.pk}/change/"


def words_in(response) -> list[str]:
    return [gap.words for gap in response.context["cl"].result_list]


def test_the_list_shows_what_is_open_with_its_counts(editor_client):
    make_gap()
    make_gap("walker", without_result=0, shown=9, followed=4)
    make_gap("crutch", without_result=0, shown=2, followed=5)
    make_gap("cane", settled="ignored")
    page = editor_client.get(LIST)
    assert words_in(page) == ["knee brace", "walker"]
    assert {gap.words: gap.unfollowed for gap in page.context["cl"].result_list} == {"knee brace": 0, "walker": 5}
    assert "<h1>What readers looked for and did not find</h1>" in page.content.decode()
    anything = editor_client.get(LIST, {"led": "all"}).context["cl"].result_list
    assert {gap.words: gap.unfollowed for gap in anything} == {"knee brace": 0, "walker": 5, "crutch": 0}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"led": "nothing"}, ["knee brace"]),
        ({"led": "unfollowed"}, ["walker"]),
        ({"state": "ignored"}, ["cane"]),
        ({"state": "all"}, ["cane", "knee brace", "walker"]),
        ({"state": "all", "led": "unfollowed"}, ["walker"]),
        ({"q": "brace"}, ["knee brace"]),
        ({"o": "-3"}, ["walker", "knee brace"]),
    ],
)
def test_the_list_can_be_narrowed_and_sorted(editor_client, asked, found):
    make_gap()
    make_gap("walker", without_result=0, shown=9)
    make_gap("cane", settled="ignored")
    assert words_in(editor_client.get(LIST, asked)) == found


def test_one_click_adds_a_search_term_to_the_working_copy(editor_client, editor, m59):
    gap = make_gap("… knee brace")
    before = m59.lock_version
    page = editor_client.get(page_of(gap))
    assert page.context["form"].initial["term"] == "knee brace"
    answer = editor_client.post(page_of(gap), {"code": "-59", "term": "knee  brace", "_add": "Add"}, follow=True)
    assert "Readers find it once that is published." in answer.content.decode()
    m59.refresh_from_db()
    assert m59.search_terms.splitlines()[-1] == "knee brace"
    assert (m59.lock_version, m59.changed_by) == (before + 1, editor)
    assert publishing.state(m59).has_unpublished_changes
    event = Event.objects.filter(key="59", action="edit").get()
    assert event.actor == editor and "knee brace" in event.note
    gap.refresh_from_db()
    assert gap.settled == "added"
    assert words_in(answer) == []


def test_readers_find_the_words_once_the_modifier_is_published(editor_client, second, client, m59):
    assert "found-modifier" not in client.get("/search/?q=botox").content.decode()
    editor_client.post(page_of(make_gap("botox")), {"code": "59", "term": "botox", "_add": "Add"})
    assert "found-modifier" not in client.get("/search/?q=botox").content.decode()
    m59.refresh_from_db()
    publishing.publish(m59, actor=second, is_major=False)
    store.invalidate()  # the test's transaction is never committed, so nobody is told
    assert "found-modifier" in client.get("/search/?q=botox").content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"code": "Q!", "term": "knee brace"}, "There is no modifier “Q!”."),
        ({"code": "ZZ", "term": "knee brace"}, "There is no modifier “ZZ”."),
        ({"code": "", "term": "knee brace"}, "This field is required."),
        ({"code": "59", "term": " … "}, "Write at least one word."),
        ({"code": "59", "term": "Unbundle"}, "has this search term already."),
        ({"code": "59", "term": "x" * 500}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_added_is_said_and_what_was_typed_stays(editor_client, m59, given, told):
    gap = make_gap()
    page = editor_client.post(page_of(gap), {**given, "_add": "Add"})
    assert page.status_code == 200
    assert told in page.content.decode()
    assert page.context["form"]["term"].value() == given["term"]
    gap.refresh_from_db()
    assert gap.settled == ""
    assert not Event.objects.filter(action="edit").exists()


def test_a_stale_form_of_the_modifier_is_refused_afterwards(editor_client, m59):
    opened = m59.lock_version
    editor_client.post(page_of(make_gap()), {"code": "59", "term": "knee brace", "_add": "Add"})
    assert Modifier.objects.get(code="59").lock_version > opened


def test_words_can_be_ignored_and_opened_again(editor_client):
    gap = make_gap()
    editor_client.post(page_of(gap), {"_ignore": "Ignore"})
    gap.refresh_from_db()
    assert gap.settled == "ignored"
    editor_client.post(page_of(gap), {"_open": "Open again"})
    gap.refresh_from_db()
    assert gap.settled == ""


def test_many_are_ignored_at_once(editor_client):
    gaps = [make_gap("knee"), make_gap("brace", settled="added"), make_gap("cane")]
    data = {"action": "ignore_selected", "_selected_action": [gap.pk for gap in gaps[:2]]}
    editor_client.post(f"{LIST}?state=all", data)
    assert dict(SearchGap.objects.values_list("words", "settled")) == {"knee": "ignored", "brace": "added", "cane": ""}


def test_who_may_look_who_may_ignore_who_may_add(client_with, m59):
    gap = make_gap()
    add, ignore = {"code": "59", "term": "knee", "_add": "Add"}, {"_ignore": "Ignore"}
    nobody, reader = client_with(), client_with("view_searchgap")
    assert nobody.get(page_of(gap)).status_code == 403
    assert nobody.post(page_of(gap), ignore).status_code == 403
    page = reader.get(page_of(gap))
    assert page.status_code == 200 and "_add" not in page.content.decode() and "_ignore" not in page.content.decode()
    assert reader.post(page_of(gap), add).status_code == 403
    assert reader.post(page_of(gap), ignore).status_code == 403
    assert "ignore_selected" not in reader.get(LIST).content.decode()
    assert client_with("view_searchgap", "change_searchgap").post(page_of(gap), add).status_code == 403
    gap.refresh_from_db()
    assert gap.settled == ""
    assert client_with("view_searchgap", "change_modifier").post(page_of(gap), add).status_code == 302
    assert client_with("view_searchgap", "change_searchgap").post(page_of(gap), ignore).status_code == 302


def test_nobody_writes_or_deletes_a_row(editor_client):
    gap = make_gap()
    assert editor_client.get(f"{LIST}add/").status_code == 403
    assert editor_client.post(f"{LIST}{gap.pk}/delete/", {"post": "yes"}).status_code == 403
    assert editor_client.get(f"{LIST}999/change/").status_code == 302
    assert editor_client.get(f"{LIST}zz/change/").status_code == 302


def test_the_desk_says_how_many_wait(editor_client, client_with):
    make_gap()
    make_gap("walker", without_result=0, shown=3, followed=3)
    make_gap("cane", settled="ignored")
    page = editor_client.get("/admin/").content.decode()
    assert f'<a href="{reverse("admin:modifiers_searchgap_changelist")}">1 searches</a>' in page
    assert "Searches that led nowhere" not in client_with("view_payer").get("/admin/").content.decode()
