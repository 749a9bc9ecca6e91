"""The database refuses bad rows: every constraint has a row here that it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from modifiers.models import (
    SUBJECTS,
    CatalogueVersion,
    Comparison,
    DenialCode,
    Edition,
    FeedbackCount,
    FeedbackReport,
    HcpcsFile,
    HcpcsRecord,
    Modifier,
    Payer,
    PayerNote,
    PayerTimeLimit,
    Presence,
    PreviewLink,
    RelatedModifier,
    Review,
    SearchGap,
)
from modifiers.models.row import Row
from modifiers.models.statements import row_models
from tests.factories import make_modifier, make_source

NOW = timezone.now()
EARLIER, LATER = date(2025, 1, 1), date(2025, 1, 2)
ROWS: list[type[Row]] = [rows for subject in SUBJECTS.values() for rows in row_models(subject)]


def make_subject(model: type[models.Model], key: str = "59") -> Any:
    """The least that a row's owner needs."""
    if model is Modifier:
        return Modifier.objects.get_or_create(code=key, defaults={"name": "Name", "system": "CPT", "summary": "One."})[
            0
        ]
    if model is DenialCode:
        return DenialCode.objects.get_or_create(code="carc-97", defaults={"name": "Name"})[0]
    if model is Comparison:
        return Comparison.objects.get_or_create(
            slug="59-vs-xs", defaults={"name": "Name", "summary": "One.", "codes": "59 XS"}
        )[0]
    values = {"name": "Name", "summary": "One."} | ({"payer_kind": "medicare"} if model is Payer else {})
    return model.objects.get_or_create(slug="a-slug", defaults=values)[0]  # type: ignore[attr-defined]


def make_row(rows: type[Row], key: str = "first", position: int = 0, **values: Any) -> Row:
    """A row with every foreign key filled."""
    given = {
        field.name: make_subject(field.related_model)
        for field in rows._meta.fields
        if field.name in ("payer", "setting")
    }
    given[rows.owner_field] = make_subject(rows._meta.get_field(rows.owner_field).related_model)
    if rows is RelatedModifier:
        given["other"] = make_modifier(f"X{Modifier.objects.count()}")
    if rows.fills is None:
        given["part"] = rows.Part.values[0]  # type: ignore[attr-defined]
    return rows.objects.create(**{"key": key, "position": position, **given, **values})


def edition(**values: Any) -> Edition:
    now: datetime = timezone.now()
    return Edition.objects.create(
        **{
            "kind": "modifier",
            "key": "59",
            "number": 1,
            "document": "{}",
            "sha256": "0" * 64,
            "live_from": now,
            "published_at": now,
            **values,
        }
    )


def hcpcs_file(**values: Any) -> HcpcsFile:
    given = {"batch": "hcpcs-2026-10", "sha256": "0" * 64, "quarter": "2026-10", "modifier_count": 1, **values}
    return HcpcsFile.objects.create(source=make_source(), imported_at=timezone.now(), **given)


def search_gap(words: str = "knee … 97140", **values: Any) -> SearchGap:
    return SearchGap.objects.create(**{"words": words, "first_on": EARLIER, "last_on": LATER, **values})


def someone(name: str = "someone") -> Any:
    return get_user_model().objects.get_or_create(username=name)[0]


def review(**values: Any) -> Review:
    given = {"kind": "modifier", "key": "59", "sha256": "0" * 64, "is_major": False, "submitted_by": someone()}
    return Review.objects.create(**{**given, **values})


def decided(**values: Any) -> Review:
    return review(**{"decided_by": someone(), "decided_at": NOW, **values})


def preview_link(**values: Any) -> PreviewLink:
    given = {"document": "{}", "created_by": someone(), "created_at": NOW, "expires_at": NOW + timedelta(days=1)}
    return PreviewLink.objects.create(**{**given, **values})


def twice(make: Callable[[], Any]) -> Callable[[], None]:
    def both() -> None:
        make()
        make()

    return both


def rewrite(subject: Any, code: str) -> None:
    """Set a code past the field that would read it as it is typed."""
    type(subject).objects.filter(pk=subject.pk).update(code=models.Value(code, output_field=models.CharField()))


def feedback_count(**values: Any) -> FeedbackCount:
    return FeedbackCount.objects.create(**{"kind": "modifier", "key": "59", "edition": 1, **values})


def feedback_report(**values: Any) -> FeedbackReport:
    given = {"kind": "modifier", "key": "59", "edition": 1, "choice": "wrong", "text": "It is wrong.", **values}
    return FeedbackReport.objects.create(**given)


BAD: dict[str, Callable[[], Any]] = {
    "source_is_named": lambda: make_source(title="x") and make_source_without_title(),
    "source_key_is_a_slug": lambda: make_source_with_key("Not A Slug"),
    "denial_code_is_well_formed": lambda: rewrite(make_subject(DenialCode), "co-97"),
    "denial_code_that_decides_has_a_road": lambda: DenialCode.objects.create(code="carc-4", name="x", weight="decides"),
    "one_general_payer_of_a_kind": lambda: [
        Payer.objects.create(slug=slug, name="x", summary="x.", payer_kind="medicare", is_general=True)
        for slug in ("one", "two")
    ],
    "payer_limit_amount_has_a_year": lambda: make_row(PayerTimeLimit, amount=200),
    "edition_number_is_unique": twice(edition),
    "edition_numbers_start_at_one": lambda: edition(number=0),
    "edition_goes_live_after_publishing": lambda: edition(live_from=timezone.now() - timedelta(days=1)),
    "edition_major_has_a_note": lambda: edition(is_major=True, change_note=""),
    "edition_merged_names_its_target": lambda: edition(withdrawal="merged", merged_into=""),
    "edition_is_approved_by_another": lambda: edition(author=someone(), approved_by=someone()),
    "edition_emergency_has_a_person": lambda: edition(emergency_reason="It could not wait."),
    "edition_has_a_hash": lambda: edition(sha256="ABC"),
    "catalogue_version_is_one_row": lambda: CatalogueVersion.objects.create(id=2, stamp="x"),
    "modifier_code_is_two_characters": lambda: rewrite(make_modifier(), "5x"),
    "modifier_dates_in_order": lambda: make_modifier(effective_on=LATER, ended_on=EARLIER),
    "modifier_is_not_its_own_successor": lambda: Modifier.objects.filter(pk=make_modifier().pk).update(
        successor=models.F("id")
    ),
    "modifier_review_dates_in_order": lambda: make_modifier(reviewed_on=LATER, review_due_on=EARLIER),
    "payer_note_dates_in_order": lambda: make_row(PayerNote, effective_on=LATER, ended_on=EARLIER),
    "related_modifier_is_another": lambda: make_row(RelatedModifier, other=make_subject(Modifier)),
    "related_pair_is_written_once": lambda: related_both_ways(),
    "hcpcs_file_has_a_hash": lambda: hcpcs_file(sha256="ABC"),
    "hcpcs_file_is_of_a_quarter": lambda: hcpcs_file(quarter="2026-11"),
    "hcpcs_record_code_is_a_modifier": lambda: rewrite(HcpcsRecord.objects.create(code="A1", file=hcpcs_file()), "5x"),
    "search_gap_is_words_and_codes": lambda: search_gap("Jane Doe, 555123456"),
    "presence_is_one_per_person_and_subject": twice(
        lambda: Presence.objects.create(user=someone(), kind="modifier", key="59")
    ),
    "review_one_open_round": twice(review),
    "review_is_decided_by_somebody": lambda: review(decision="approved"),
    "review_is_approved_by_another": lambda: decided(decision="approved", edited_by=someone()),
    "review_major_has_a_note": lambda: review(is_major=True),
    "review_sent_back_says_why": lambda: decided(decision="sent_back"),
    "preview_link_lasts_a_while": lambda: preview_link(expires_at=NOW),
    "preview_link_is_ended_by_somebody": lambda: preview_link(ended_at=NOW),
    "feedback_is_counted_once_per_edition": twice(feedback_count),
    "feedback_report_is_short": lambda: feedback_report(text="x" * 1001),
    "feedback_report_is_about_a_page_or_the_site": lambda: feedback_report(key=""),
    "feedback_report_is_answered_with_what_was_done": lambda: feedback_report(state="answered", done="x"),
    "feedback_report_is_taken_by_somebody": lambda: feedback_report(state="taken"),
    "search_gap_days_in_order": lambda: search_gap(first_on=LATER, last_on=EARLIER),
}
for _rows in ROWS:
    _name = _rows.__name__.lower()
    BAD[f"{_name}_key_is_unique"] = lambda rows=_rows: [make_row(rows, position=n) for n in (0, 1)]
    BAD[f"{_name}_position_is_unique"] = lambda rows=_rows: [make_row(rows, key=key) for key in ("first", "second")]
    BAD[f"{_name}_has_a_key"] = lambda rows=_rows: make_row(rows, key="")


def make_source_without_title() -> None:
    make_source(key="second", title="x", publisher="y")
    from modifiers.models import Source

    Source.objects.filter(key="second").update(title="")


def make_source_with_key(key: str) -> None:
    from modifiers.models import Source

    Source.objects.create(key=key, title="x", publisher="y", kind="cms", checked_on=EARLIER)


def related_both_ways() -> None:
    first, second = make_modifier("59"), make_modifier("XS")
    make_row(RelatedModifier, modifier=first, other=second)
    make_row(RelatedModifier, modifier=second, other=first)


def all_constraints() -> set[str]:
    found = apps.get_app_config("modifiers").get_models()
    return {constraint.name for model in found for constraint in model._meta.constraints}


def test_every_constraint_has_a_bad_row():
    assert set(BAD) == all_constraints()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BAD))
def test_refused(name):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BAD[name]()
    told = str(caught.value)
    # SQLite names the columns, not the constraint, where a plain unique constraint is broken.
    assert name in told or "UNIQUE constraint failed" in told or "append-only" in told, told


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ROWS, ids=lambda rows: rows.__name__)
def test_good_rows_are_taken(rows):
    """The bad rows above are refused for one reason only."""
    make_row(rows)
    make_row(rows, key="second", position=1)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["Knee", "knee 123456", "knee @", "knee  brace", "", "o'brien", "kn\u00e9e", "… …x"])
def test_searches_are_small_words_and_short_numbers(words):
    search_gap()
    with pytest.raises(IntegrityError), transaction.atomic():
        search_gap(words)


@pytest.mark.django_db
def test_codes_and_slugs_are_unique():
    for model in SUBJECTS.values():
        first = make_subject(model)
        assert model._meta.get_field(model.key_field).unique
        first.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save(force_insert=True)
