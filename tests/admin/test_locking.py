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


@pytest.mark.parametrize("opened", [None, "", "rubbish", "tampered", "of another"])
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
        "new": WORDS,
    },
)


def typed(edits: dict[str, str], who: str, data: dict[str, Any]) -> dict[str, Any]:
    """The form with these edits; every text bears the name of who typed it."""
    sent = dict(data)
    for name, value in edits.items():
        if name in ("name", "summary"):
            sent[name] = f"{who} {value}"
        elif name == "new":
            sent["guidance-2-text"] = f"{who} new {value}"
        else:
            sent[f"guidance-{name}"] = f"{who} {value}" if name.endswith("text") else value
    return sent


def written(data: dict[str, Any], who: str) -> set[str]:
    return {value for value in data.values() if isinstance(value, str) and value.startswith(f"{who} ")}


def stored(family) -> set[str]:
    family.refresh_from_db()
    return {family.name, family.summary, *family.guidance.values_list("text", flat=True)}


@given(one=EDITS, other=EDITS)
@settings(max_examples=25)
def test_no_saved_and_no_typed_text_is_lost(editor_client, live, one, other):
    family = live["family", "distinct-service"]
    family.guidance.all().delete()
    for number in (1, 2):
        family.guidance.create(key=f"row-{number}", position=number, text=f"base {number}")
    type(family).objects.filter(pk=family.pk).update(name="base", summary="base")
    first, second = ask(editor_client, family), ask(editor_client, family)
    first, second = typed(one, "theirs", first), typed(other, "mine", second)
    assert save(editor_client, family, first).status_code == 302
    saved = stored(family)

    answer = save(editor_client, family, second)
    if answer.status_code == 302:
        assert not one, "a stale form was saved over what somebody had changed"
        return
    assert stored(family) == saved, "a refused save wrote something"
    page = answer.content.decode()
    assert all(text in page for text in written(second, "mine")), "typed text has gone from the form"
    told = [
        "".join(piece.text for piece in pieces if piece.how != "removed")
        for group in answer.context["groups"]
        for item in group.items
        for side in item.sides
        for pieces in (side.theirs, side.mine)
    ]
    assert {text for text in saved if text.startswith("theirs ")} <= set(told), "what was saved is not shown"

    merged = save(editor_client, family, second, "_merge")
    assert stored(family) == saved, "merging wrote something"
    data = untouched(merged)
    kept = (
        set(data.values())
        if all(isinstance(value, str) for value in data.values())
        else {value for value in data.values() if isinstance(value, str)}
    )
    beside = {one.theirs for one in merged.context["held"].conflicts.values()}
    deleted_by_me = {second.get(f"guidance-{n}-text") for n in (0, 1) if f"guidance-{n}-DELETE" in second}
    assert written(second, "mine") - deleted_by_me <= kept
    assert {text for text in saved if text.startswith("theirs ")} <= kept | beside
    assert save(editor_client, family, data).status_code == 302
    assert isinstance(family, type(live["family", "distinct-service"]))
    assert written(second, "mine") - deleted_by_me <= stored(family)


def test_lock_versions_move_with_every_save(editor_client, m59, forms):
    before = Modifier.objects.get(pk=m59.pk).lock_version
    save(editor_client, m59, forms[0])
    assert Modifier.objects.get(pk=m59.pk).lock_version == before + 1
