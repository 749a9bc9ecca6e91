"""Ordered lists on the change form."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from modifiers.admin.inputs import PlainInputs
from modifiers.admin.widgets import DayInput
from modifiers.models import Paragraph, RelatedModifier, UseCase

from .conftest import address
from .posting import row_names, untouched


@pytest.fixture
def opened(editor_client, m59):
    """The change form of 59 as it would be sent back."""
    for number in (3, 4):
        UseCase.objects.create(modifier=m59, key=f"case-{number}", position=number, text=f"Case {number}.")
    return untouched(editor_client.get(address(m59)))


def order(m59):
    return list(UseCase.objects.filter(modifier=m59).order_by("position").values_list("key", "position"))


def send(client, m59, data):
    response = client.post(address(m59), {**data, "_continue": "Save"})
    if response.status_code == 200:
        forms = [
            response.context["adminform"].form,
            *(f for s in response.context["inline_admin_formsets"] for f in s.formset.forms),
        ]
        raise AssertionError([form.errors for form in forms if form.errors] or response.context["errors"])
    return response


def test_saving_an_untouched_form_changes_no_row(editor_client, m59, opened):
    before = order(m59)
    digest = m59.composed_sha256
    UseCase.objects.filter(key__startswith="case-").delete()
    data = untouched(editor_client.get(address(m59)))
    send(editor_client, m59, data)
    assert [key for key, _ in order(m59)] == [key for key, _ in before[:2]]
    m59.refresh_from_db()
    assert m59.composed_sha256 == digest


def test_two_rows_swap_their_numbers(editor_client, m59, opened):
    rows = row_names(opened, "when_to_use")
    opened[f"{rows['other-site']}-position"], opened[f"{rows['other-time']}-position"] = "2", "1"
    send(editor_client, m59, opened)
    assert order(m59) == [("other-time", 1), ("other-site", 2), ("case-3", 3), ("case-4", 4)]


@pytest.mark.parametrize(
    ("key", "number", "expected"),
    [
        ("case-4", "2", ["other-site", "case-4", "other-time", "case-3"]),
        ("other-site", "3", ["other-time", "case-3", "other-site", "case-4"]),
        ("other-site", "99", ["other-time", "case-3", "case-4", "other-site"]),
        ("other-time", "", ["other-site", "case-3", "case-4", "other-time"]),
    ],
)
def test_typing_one_number_moves_one_row_there(editor_client, m59, opened, key, number, expected):
    opened[f"{row_names(opened, 'when_to_use')[key]}-position"] = number
    send(editor_client, m59, opened)
    assert order(m59) == [(key, place) for place, key in enumerate(expected, start=1)]


def test_a_new_row_goes_last_and_gets_a_key_from_its_words(editor_client, m59, opened):
    opened["when_to_use-4-text"] = "Other site, other scar and then some more words"
    send(editor_client, m59, opened)
    assert order(m59)[-1] == ("other-site-other-scar-and-then", 5)


def test_a_made_key_never_repeats_one_that_exists(editor_client, m59, opened):
    opened["when_to_use-4-text"] = "Other site."
    send(editor_client, m59, opened)
    assert order(m59)[-1] == ("other-site-2", 5)


def test_a_new_row_may_be_placed_first(editor_client, m59, opened):
    opened.update({"when_to_use-4-text": "New.", "when_to_use-4-key": "new", "when_to_use-4-position": "1"})
    send(editor_client, m59, opened)
    assert [key for key, _ in order(m59)] == ["new", "other-site", "other-time", "case-3", "case-4"]


def test_deleting_a_row_closes_the_gap(editor_client, m59, opened):
    opened[f"{row_names(opened, 'when_to_use')['other-time']}-DELETE"] = "on"
    send(editor_client, m59, opened)
    assert order(m59) == [("other-site", 1), ("case-3", 2), ("case-4", 3)]


def test_a_form_with_a_mistake_comes_back_in_the_order_of_its_numbers(editor_client, m59, opened):
    """Buttons and dragging number rows as they stand in the page, so they must stand as they were numbered."""
    rows = row_names(opened, "when_to_use")
    opened[f"{rows['case-4']}-position"] = "1"
    opened.update({"when_to_use-4-text": "New.", "when_to_use-4-key": "new", "when_to_use-4-position": "2"})
    response = editor_client.post(address(m59), {**opened, "summary": "", "_continue": "Save"})
    drawn = re.findall(r'name="when_to_use-\d+-key" value="([^"]+)"', response.content.decode())
    assert drawn == ["case-4", "other-site", "new", "other-time", "case-3"], "as it would be saved"
    assert '<details class="row row-new inline-related" id="when_to_use-4"' not in response.content.decode()
    assert order(m59)[0][0] == "other-site"


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(attrs={"class": "a", "required": True, "disabled": False}), 'x "quoted" & <b>'),
        (forms.TextInput(), None),
        (forms.NumberInput(attrs={"min": 0}), 1234),
        (forms.HiddenInput(), "x"),
        (DayInput(), date(2026, 11, 25)),
        (forms.CheckboxInput(), True),
        (forms.CheckboxInput(), False),
        (forms.Textarea(attrs={"rows": 2}), "\nfirst line empty <&>"),
        (forms.Textarea(), None),
        (forms.Select(choices=[("", "---"), (1, "<one>"), ("2", "two")]), "2"),
        (forms.SelectMultiple(choices=[(1, "one"), (2, "two")]), ["1", "2"]),
        (forms.Select(choices=[("Group", [(1, "one")])]), "1"),
    ],
)
def test_plain_inputs_are_drawn_as_django_draws_them(widget, value):
    ours, stock = (
        widget.render("name", value, {"id": "id_name"}, renderer=renderer)
        for renderer in (PlainInputs(), DjangoTemplates())
    )
    assert parse_html(ours) == parse_html(stock)
    assert "\n\nfirst" in ours if isinstance(value, str) and value.startswith("\n") else True


def test_two_rows_with_one_key_are_refused(editor_client, m59, opened):
    opened.update({"when_to_use-4-text": "New.", "when_to_use-4-key": "other-site"})
    response = editor_client.post(address(m59), {**opened, "_continue": "Save"})
    assert response.status_code == 200
    assert "the same key" in response.content.decode()
    assert len(order(m59)) == 4


def test_a_key_that_is_no_slug_is_refused_with_a_sentence(editor_client, m59, opened):
    opened["when_to_use-0-key"] = "Other_Site!"
    response = editor_client.post(address(m59), {**opened, "_continue": "Save"})
    assert "single hyphens" in response.content.decode()


def test_each_part_is_a_list_of_its_own(editor_client, m59, opened):
    assert row_names(opened, "meaning") == {"what": "meaning-0"}
    opened.update({"audit_notes-1-text": "Another.", "audit_notes-1-key": "what"})
    send(editor_client, m59, opened)
    assert list(Paragraph.objects.filter(modifier=m59, part="audit_notes").values_list("key", "position")) == [
        ("seen-often", 1),
        ("what", 2),
    ]
    assert Paragraph.objects.filter(modifier=m59, part="meaning").count() == 1


def test_a_pair_is_refused_from_the_other_side(editor_client, live, m59):
    xs = live["modifier", "XS"]
    data = untouched(editor_client.get(address(xs)))
    data.update({"related-0-other": str(m59.pk), "related-0-kind": "commonly_confused", "related-0-text": "59 or XS."})
    response = editor_client.post(address(xs), {**data, "_continue": "Save"})
    assert "is written already, on the form of 59" in response.content.decode()
    assert RelatedModifier.objects.count() == 1


def test_dates_out_of_order_are_refused_in_plain_words(editor_client, m59, opened):
    opened["ended_on"] = "2001-01-01"
    opened["payer_notes-0-ended_on"] = "2001-01-01"
    answer = editor_client.post(address(m59), {**opened, "_continue": "Save"}).content.decode()
    assert "The last date of service lies before the first." in answer
    assert "The last day lies before the first." in answer
    assert "Constraint" not in answer


def test_the_key_of_a_test_is_a_kind_of_code_pair_to_choose(editor_client, m59, opened):
    opened["opens_edit-1-text"] = "The two were apart."
    response = editor_client.post(address(m59), {**opened, "_continue": "Save"})
    assert "the same key" in response.content.decode(), "a new row begins as the test for any pair"
    opened["opens_edit-1-key"] = "laboratory"
    send(editor_client, m59, opened)
    assert list(Paragraph.objects.filter(modifier=m59, part="opens_edit").values_list("key", flat=True)) == [
        "any-pair",
        "laboratory",
    ]
    opened = untouched(editor_client.get(address(m59)))
    response = editor_client.post(address(m59), {**opened, "opens_edit-1-key": "mornings", "_continue": "Save"})
    assert "Select a valid choice" in response.content.decode()


def test_a_test_with_another_key_keeps_it_until_the_editor_chooses(editor_client, m59, opened):
    Paragraph.objects.filter(modifier=m59, part="opens_edit").update(key="of-old")
    data = untouched(editor_client.get(address(m59)))
    assert row_names(data, "opens_edit")["of-old"] == "opens_edit-0"
    send(editor_client, m59, data)
    assert Paragraph.objects.get(modifier=m59, part="opens_edit").key == "of-old"


def test_a_whole_new_modifier_with_rows(editor_client, live):
    response = editor_client.get("/admin/modifiers/modifier/add/")
    data = untouched(response)
    data.update(
        {
            "code": "mod xe",
            "name": "Separate encounter",
            "system": "HCPCS Level II",
            "depth": "entry",
            "summary": "It tells the payer that the second service was at another encounter.",
            "do_not_use-0-text": "Do not use it for one encounter.",
            "how_to_appeal-0-text": "Send both notes.",
        }
    )
    response = editor_client.post("/admin/modifiers/modifier/add/", {**data, "_continue": "Save"})
    assert response.status_code == 302
    made = type(live["modifier", "59"]).objects.get(code="XE")
    assert made.exclusions.get().key == "do-not-use-it-for-one"
    assert made.paragraphs.get().part == "how_to_appeal"
    assert (made.changed_by.username, made.lock_version, len(made.composed_sha256)) == ("editor", 1, 64)
