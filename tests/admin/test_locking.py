"""Two editors, one form: a stale save writes nothing, shows both versions, merges on request, and loses no words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.models import Modifier, Source, UseCase
from modifiers.publishing.compose import compose

from .conftest import address
from .posting import untouched


def ask(client, subject):
    return untouched(client.get(address(subject)))


def save(client, subject, data, button="_continue"):
    return client.post(address(subject), {**data, button: "x"})


def texts(m59):
    return list(UseCase.objects.filter(modifier=m59).order_by("position").values_list("text", flat=True))


@pytest.fixture
def forms(editor_client, m59):
    """The same form, opened twice."""
    return ask(editor_client, m59), ask(editor_client, m59)


def test_a_stale_save_is_refused_shows_both_and_keeps_what_was_typed(editor_client, m59, forms):
    first, second = forms
    assert save(editor_client, m59, {**first, "name": "First"}).status_code == 302
    second.update(
        {
            "name": "Second",
            "when_to_use-0-text": "Typed by the second.",
            "when_to_use-1-DELETE": "on",
            "when_to_use-2-text": "A new row.",
        }
    )
    before = compose(m59)
    response = save(editor_client, m59, second)
    page = response.content.decode()
    assert "editor saved this on" in page
    assert compose(m59) == before
    assert 'value="Second"' in page
    assert "Typed by the second.</textarea>" in page
    assert "A new row.</textarea>" in page
    assert 'name="when_to_use-1-DELETE" id="id_when_to_use-1-DELETE" checked' in page
    told = {group.mark: [item.heading for item in group.items] for group in response.context["groups"]}
    assert told["conflict"] == ["Name"]
    assert len(told["mine"]) == 3
    again = untouched(response)
    assert save(editor_client, m59, again).context["held"].mark == "stale", "sending it again does not help"


def test_merging_takes_what_does_not_overlap_and_then_saves(editor_client, m59, forms):
    first, second = forms
    original = texts(m59)
    save(editor_client, m59, {**first, "summary": "They wrote this.", "when_to_use-0-text": "Their row."})
    second.update({"name": "My name", "when_to_use-1-text": "My row.", "when_to_use-2-text": "My new row."})
    merged = save(editor_client, m59, second, "_merge")
    assert texts(m59) == ["Their row.", original[1]], "merging writes nothing"
    assert merged.context["held"].mark == "merged"
    assert not merged.context["held"].conflicts
    assert save(editor_client, m59, untouched(merged)).status_code == 302
    m59.refresh_from_db()
    assert (m59.name, m59.summary) == ("My name", "They wrote this.")
    assert texts(m59) == ["Their row.", "My row.", "My new row."]


@pytest.mark.parametrize(("choice", "expected"), [("mine", "My row."), ("theirs", "Their row.")])
def test_a_conflict_keeps_mine_until_theirs_is_chosen(editor_client, m59, forms, choice, expected):
    first, second = forms
    save(editor_client, m59, {**first, "when_to_use-0-text": "Their row."})
    merged = save(editor_client, m59, {**second, "when_to_use-0-text": "My row."}, "_merge")
    page = merged.content.decode()
    assert 'name="_take:when_to_use-0-text" value="theirs"' in page
    data = untouched(merged)
    assert data["when_to_use-0-text"] == "My row."
    assert save(editor_client, m59, {**data, "_take:when_to_use-0-text": choice}).status_code == 302
    assert texts(m59)[0] == expected


def test_a_conflict_may_be_decided_before_merging(editor_client, m59, forms):
    first, second = forms
    save(editor_client, m59, {**first, "name": "Theirs", "checklist-0-text": "Their item."})
    second.update({"name": "Mine", "checklist-0-text": "My item.", "_take:name": "theirs"})
    merged = save(editor_client, m59, second, "_merge")
    assert list(merged.context["held"].conflicts) == ["checklist-0-text"]
    data = untouched(merged)
    assert (data["name"], data["checklist-0-text"]) == ("Theirs", "My item.")


def test_a_row_that_they_deleted_and_i_changed_comes_back_as_a_new_row(editor_client, m59, forms):
    first, second = forms
    save(editor_client, m59, {**first, "when_to_use-0-DELETE": "on"})
    second["when_to_use-0-text"] = "I was still writing."
    stale = save(editor_client, m59, second)
    assert "I was still writing.</textarea>" in stale.content.decode(), "a row without its stored row is drawn"
    merged = save(editor_client, m59, untouched(stale) | {"when_to_use-0-id": second["when_to_use-0-id"]}, "_merge")
    assert "has been deleted since" in merged.content.decode()
    assert save(editor_client, m59, untouched(merged)).status_code == 302
    assert "I was still writing." in texts(m59)


def test_a_row_that_they_deleted_and_i_did_not_touch_stays_deleted(editor_client, m59, forms):
    first, second = forms
    kept = texts(m59)[1]
    save(editor_client, m59, {**first, "when_to_use-0-DELETE": "on"})
    merged = save(editor_client, m59, {**second, "name": "Mine"}, "_merge")
    save(editor_client, m59, untouched(merged))
    assert texts(m59) == [kept]


def test_a_row_that_they_changed_and_i_deleted_stays_until_i_delete_it_again(editor_client, m59, forms):
    first, second = forms
    save(editor_client, m59, {**first, "when_to_use-0-text": "They improved it."})
    merged = save(editor_client, m59, {**second, "when_to_use-0-DELETE": "on", "when_to_use-1-DELETE": "on"}, "_merge")
    assert "stays until you tick it again" in merged.content.decode()
    data = untouched(merged)
    assert "when_to_use-0-DELETE" not in data
    assert data["when_to_use-1-DELETE"] == "on"
    save(editor_client, m59, data)
    assert texts(m59) == ["They improved it."]


def test_sources_merge_as_sets(editor_client, m59, forms):
    old, mine, theirs = (str(Source.objects.get(key=key).pk) for key in ("cms-one", "cms-two", "payer-one"))
    for data in forms:
        data["when_to_use-0-sources"] = [old]
    save(editor_client, m59, forms[0])
    one, other = ask(editor_client, m59), ask(editor_client, m59)
    save(editor_client, m59, {**one, "when_to_use-0-sources": [old, theirs]})
    merged = save(editor_client, m59, {**other, "when_to_use-0-sources": [mine]}, "_merge")
    assert not merged.context["held"].conflicts
    save(editor_client, m59, untouched(merged))
    row = UseCase.objects.filter(modifier=m59).order_by("position").first()
    assert {str(pk) for pk in row.sources.values_list("pk", flat=True)} == {mine, theirs}


def test_my_moves_lie_on_top_of_their_order_and_my_new_row_goes_last(editor_client, m59):
    for number in (3, 4):
        UseCase.objects.create(modifier=m59, key=f"case-{number}", position=number, text=f"Case {number}.")
    first, second = ask(editor_client, m59), ask(editor_client, m59)
    a, b, *_ = texts(m59)
    save(editor_client, m59, {**first, "when_to_use-4-text": "Their new row.", "when_to_use-1-position": "1"})
    second.update({"when_to_use-3-position": "1", "when_to_use-4-text": "My new row."})
    save(editor_client, m59, untouched(save(editor_client, m59, second, "_merge")))
    assert texts(m59) == ["Case 4.", b, a, "Case 3.", "Their new row.", "My new row."]


def test_a_save_that_changed_nothing_stands_in_nobodys_way(editor_client, m59, forms):
    first, second = forms
    save(editor_client, m59, first)
    assert save(editor_client, m59, {**second, "name": "Second"}).status_code == 302


@pytest.mark.parametrize("opened", [None, "tampered", "of another"])
def test_a_form_that_does_not_say_what_it_was_made_from_is_refused_and_can_be_merged(
    editor_client, live, m59, forms, opened
):
    first, second = forms
    save(editor_client, m59, {**first, "name": "Theirs"})
    if opened is None:
        del second["opened"]
    else:
        other = ask(editor_client, live["modifier", "XS"])["opened"]
        signed = second["opened"]
        second["opened"] = {"tampered": f"{signed[:20]}x{signed[21:]}", "of another": other}.get(opened, opened)
    second.update({"name": "Mine", "when_to_use-0-text": "My row."})
    response = save(editor_client, m59, second)
    assert "does not say what it was made from" in response.content.decode()
    assert "My row.</textarea>" in response.content.decode()
    merged = save(editor_client, m59, untouched(response), "_merge")
    assert set(merged.context["held"].conflicts) == {"name", "when_to_use-0-text"}
    save(editor_client, m59, untouched(merged))
    m59.refresh_from_db()
    assert (m59.name, texts(m59)[0]) == ("Mine", "My row.")


def test_a_form_of_what_was_deleted_meanwhile_makes_it_anew(editor_client, live):
    topic = live["topic", "which-side"]
    page = live["page", "about"]
    data = ask(editor_client, page)
    data.update({"name": "Typed meanwhile", "slug": "about-us"})
    page.delete()
    response = save(editor_client, page, data)
    assert "was deleted after you had opened it" in response.content.decode()
    assert response.context["form_url"] == "/admin/modifiers/page/add/"
    again = untouched(response)
    assert again["name"] == "Typed meanwhile"
    assert again["sections-0-text"] == data["sections-0-text"]
    assert editor_client.post("/admin/modifiers/page/add/", {**again, "_continue": "x"}).status_code == 302
    assert topic.pk


def test_who_may_not_make_it_anew_can_copy_what_was_typed(client_with, live):
    topic = live["topic", "which-side"]
    writer = client_with("change_topic")
    data = ask(writer, topic)
    type(topic).objects.exclude(pk=topic.pk).delete()
    live["modifier", "59"].topics.clear()
    topic.delete()
    page = save(writer, topic, {**data, "name": "Typed meanwhile"}).content.decode()
    assert "was deleted after you had opened it" in page
    assert "Typed meanwhile" in page


def test_a_form_without_its_counts_of_rows_loses_none(editor_client, m59, forms):
    first, second = forms
    save(editor_client, m59, {**first, "name": "Theirs"})
    del second["when_to_use-TOTAL_FORMS"]
    second["when_to_use-INITIAL_FORMS"] = "999999999999"
    second["when_to_use-2-text"] = "A new row."
    assert "A new row.</textarea>" in save(editor_client, m59, second).content.decode()


def test_what_is_brought_back_from_the_browser_is_drawn_and_not_saved(editor_client, m59, forms):
    first, second = forms
    second["when_to_use-2-text"] = "Before the crash."
    response = save(editor_client, m59, second, "_restore")
    assert response.context["held"].mark == "restored"
    assert "Before the crash.</textarea>" in response.content.decode()
    assert len(texts(m59)) == 2
    save(editor_client, m59, {**first, "name": "Theirs"})
    assert save(editor_client, m59, second, "_restore").context["held"].mark == "stale"


# -- hypothesis: two stale forms, any edits of fields and rows

WORDS = st.text("abc ", min_size=1, max_size=6).map(lambda text: f"w{text.strip()}")
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "summary": WORDS,
        "0-text": WORDS,
        "1-text": WORDS,
        "0-DELETE": st.just("on"),
        "1-DELETE": st.just("on"),
        "0-position": st.sampled_from(["1", "2", "9", ""]),
        "2-text": WORDS,
    },
)


def edited(edits: dict[str, str], who: str, data: dict[str, Any]) -> dict[str, Any]:
    """The form with these edits; every text bears the name of who typed it."""
    sent = dict(data)
    for name, value in edits.items():
        is_text = name.endswith(("name", "summary", "text"))
        sent[name if name in ("name", "summary") else f"sections-{name}"] = f"{who} {value}" if is_text else value
        if name == "2-text":
            sent["sections-2-heading"] = f"{who} heading"
    return sent


def of(who: str, texts: Any) -> set[str]:
    """The texts that this person has written."""
    return {text for text in texts if isinstance(text, str) and text.startswith(f"{who} ")}


def stored(page) -> set[str]:
    page.refresh_from_db()
    return {page.name, page.summary, *page.sections.values_list("text", flat=True)}


@given(one=EDITS, other=EDITS)
@settings(max_examples=20)
def test_no_saved_and_no_typed_text_is_lost(editor_client, live, one, other):
    page = live["page", "about"]
    page.sections.all().delete()
    for number in (1, 2):
        page.sections.create(key=f"row-{number}", position=number, heading=f"head {number}", text=f"base {number}")
    type(page).objects.filter(pk=page.pk).update(name="base", summary="base")
    first, second = edited(one, "theirs", ask(editor_client, page)), edited(other, "mine", ask(editor_client, page))
    assert save(editor_client, page, first).status_code == 302
    saved = stored(page)

    answer = save(editor_client, page, second)
    if answer.status_code == 302:
        assert saved == {"base", "base 1", "base 2"}, "a stale form was saved over what somebody had changed"
        return
    assert stored(page) == saved, "a refused save wrote something"
    html = answer.content.decode()
    assert all(text in html for text in of("mine", second.values())), "typed text has gone from the form"
    told = {
        "".join(piece.text for piece in pieces if piece.how != "removed")
        for group in answer.context["groups"]
        for item in group.items
        for side in item.sides
        for pieces in (side.theirs, side.mine)
    }
    assert of("theirs", saved) <= told, "what was saved is not shown"

    merged = save(editor_client, page, second, "_merge")
    assert stored(page) == saved, "merging wrote something"
    data = untouched(merged)
    beside = {conflict.theirs for conflict in (merged.context["held"].conflicts or {}).values()}
    deleted = {second[f"sections-{n}-text"] for n in (0, 1) if f"sections-{n}-DELETE" in second}
    wanted = of("mine", second.values()) - deleted - {"mine heading"}
    assert wanted <= set(data.values())
    assert of("theirs", saved) <= set(data.values()) | beside
    assert save(editor_client, page, data).status_code == 302
    assert wanted <= stored(page)
    assert of("theirs", saved) <= stored(page) | beside


def test_lock_versions_move_with_every_save(editor_client, m59, forms):
    before = Modifier.objects.get(pk=m59.pk).lock_version
    save(editor_client, m59, forms[0])
    assert Modifier.objects.get(pk=m59.pk).lock_version == before + 1
