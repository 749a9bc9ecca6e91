"""The change form of a comparison: codes in one field, answers one a line, the slug made from the codes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from modifiers.models import Comparison

from .conftest import address
from .posting import row_names, untouched


@pytest.fixture
def opened(editor_client, live):
    """The live comparison and its change form as it would be sent back."""
    subject = live["comparison", "59-vs-xs"]
    return subject, untouched(editor_client.get(address(subject)))


def errors(response):
    forms = [
        response.context["adminform"].form,
        *(form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms),
    ]
    return " ".join(str(form.errors) for form in forms if form.errors)


def test_saving_an_untouched_form_changes_nothing(editor_client, opened):
    subject, data = opened
    assert data["codes"] == "59 XS"
    assert data[f"{row_names(data, 'questions')['where']}-answers"].startswith("Place 0 -> XS: ")
    assert editor_client.post(address(subject), data).status_code == 302
    assert Comparison.objects.get().composed_sha256 == subject.composed_sha256


def test_a_new_set_needs_no_slug(editor_client, live):
    add = reverse("admin:modifiers_comparison_add")
    data = {**untouched(editor_client.get(add)), "codes": "mod 25, -59", "name": "N", "summary": "S"}
    response = editor_client.post(add, data)
    assert response.status_code == 302, errors(response)
    made = Comparison.objects.get(slug="25-vs-59")
    assert made.codes == "25 59"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("codes", "59", "Name from two to six modifiers."),
        ("codes", "59 97140", "is a procedure code"),
        ("slug", "x-or-59", "The address of these codes is 25-vs-59."),
    ],
)
def test_what_is_no_set_is_told_at_its_field(editor_client, live, field, typed, told):
    add = reverse("admin:modifiers_comparison_add")
    data = {**untouched(editor_client.get(add)), "codes": "59 25", "name": "N", "summary": "S", field: typed}
    assert told in errors(editor_client.post(add, data))


def test_a_published_set_keeps_its_codes_and_may_change_their_order(editor_client, opened):
    subject, data = opened
    assert "slug" not in data
    refused = editor_client.post(address(subject), {**data, "codes": "59 25"})
    assert "keeps its codes" in errors(refused)
    assert editor_client.post(address(subject), {**data, "codes": "XS 59"}).status_code == 302
    assert Comparison.objects.get().codes == "XS 59"


def test_an_answer_that_cannot_be_read_is_told_at_its_question(editor_client, opened):
    subject, data = opened
    field = f"{row_names(data, 'questions')['where']}-answers"
    refused = editor_client.post(address(subject), {**data, field: "A -> XS: B\nC"})
    assert "Line 2: There is no arrow." in errors(refused)


def test_a_guide_in_a_circle_is_saved_but_cannot_be_published(editor_client, opened):
    subject, data = opened
    field = f"{row_names(data, 'questions')['where']}-answers"
    sent = {**data, field: "Place 0 -> two-services\nElsewhere -> 59: It fits."}
    response = editor_client.post(address(subject), sent, follow=True)
    assert "cannot be published yet" in response.content.decode()
    assert "leads back to itself" in response.content.decode()
    assert Comparison.objects.get().composed_sha256 == ""


def test_differences_show_answers_as_they_are_typed(editor_client, opened):
    subject, data = opened
    field = f"{row_names(data, 'questions')['where']}-answers"
    editor_client.post(address(subject), {**data, field: data[field].replace("Place 0", "At another place")})
    page = editor_client.get(address(subject, "publish")).content.decode()
    assert "At another place -&gt; XS:" in page
