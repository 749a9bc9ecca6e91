"""Two editors who do anything in any order: what readers get, who let it out and what the log holds, after every step.

The model beside the real thing is a handful of plain values; every rule is tried in every state, also where it must
refuse and with a button that was drawn for an older state.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from modifiers import documents, publishing
from modifiers.catalogue import catalogue, store
from modifiers.models import Edition, Event, Page, Review
from modifiers.publishing import PublishRefused, Stage, workflow

PEOPLE = st.sampled_from(["one", "two"])
WORDS = st.sampled_from(["First words.", "Second words."])
IS_STALE = st.sampled_from([False, False, False, True])


Said = tuple[str, date]
"""The words, and when the page is to be reviewed again: what of it can change here."""


@dataclass
class Told:
    """An edition as the model knows it."""

    said: Said
    is_withdrawn: bool = False


@dataclass
class World:
    """What should be so."""

    said: Said
    editor: str | None = None
    stage: Stage = Stage.DRAFT
    reviewed: Said | None = None
    wrote: str | None = None
    editions: list[Told] = field(default_factory=list)
    events: int = 0

    @property
    def live(self) -> Said | None:
        last = self.editions[-1] if self.editions else None
        return None if last is None or last.is_withdrawn else last.said

    @property
    def is_unchanged(self) -> bool:
        return self.live == self.said

    @property
    def stands(self) -> Stage:
        """An approval or a review is of certain words; a draft that was sent back stays so until it is sent again."""
        is_void = self.stage in (Stage.IN_REVIEW, Stage.APPROVED) and self.reviewed != self.said
        return Stage.DRAFT if is_void else self.stage


class Desk(RuleBasedStateMachine):
    """The workflow of one page."""

    @initialize()
    def begin(self) -> None:
        self.page = Page.objects.get(slug="about")
        self.people = {name: get_user_model().objects.get(username=name) for name in ("one", "two")}
        self.world = World((self.page.summary, self.page.review_due_on))
        self.older = [""]
        self.began = Event.objects.count()

    def __init__(self) -> None:
        super().__init__()
        # What one walk has done, the next must not find.
        self.held = ExitStack()
        self.held.enter_context(transaction.atomic())

    def teardown(self) -> None:
        connection.needs_rollback = False
        transaction.set_rollback(True)
        self.held.close()

    def _seen(self, is_stale: bool) -> str:
        now = publishing.standing(self.page).seen
        return self.older[-1] if is_stale else now

    def _try(self, may: bool, act: Any, *given: Any, is_stale: bool = False, **more: Any) -> bool:
        """Do it, and see that it was done exactly where it may be."""
        now = publishing.standing(self.page).seen
        seen = next((old for old in reversed(self.older) if old != now), "") if is_stale else now
        if is_stale or not may:
            with pytest.raises(PublishRefused) as refusal:
                act(*given, seen=seen, **more)
            assert all(problem.message for problem in refusal.value.problems)
            return False
        act(*given, seen=seen, **more)
        self.older.append(now)
        self.world.events += 1
        return True

    @rule(who=PEOPLE, words=WORDS)
    def edit(self, who: str, words: str) -> None:
        """As the form saves it; its event is the form's own (tests/admin)."""
        before, due = self.world.said
        if words != before:
            self.older.append(publishing.standing(self.page).seen)
            Page.objects.filter(pk=self.page.pk).update(summary=words, changed_by=self.people[who])
            publishing.refresh_hash(self.page)
            self.world.said, self.world.editor = (words, due), who

    @rule(who=PEOPLE, to=st.sampled_from([None, "one", "two"]), is_stale=IS_STALE)
    def submit(self, who: str, to: str | None, is_stale: bool) -> None:
        may = not self.world.is_unchanged and (to is None or to != self.world.editor)
        how = {"is_major": True, "change_note": "Said again.", "reviewer": to and self.people[to]}
        if self._try(may, workflow.submit, self.page, actor=self.people[who], is_stale=is_stale, **how):
            self.world.stage, self.world.reviewed = Stage.IN_REVIEW, self.world.said
            self.world.wrote = self.world.editor

    @rule(who=PEOPLE, is_stale=IS_STALE)
    def take_back(self, who: str, is_stale: bool) -> None:
        may = Review.objects.open().filter(kind="page", key="about").exists()
        assert may == (self.world.reviewed is not None)
        if self._try(may, workflow.take_back, self.page, actor=self.people[who], is_stale=is_stale):
            self.world.stage, self.world.reviewed = Stage.DRAFT, None

    @rule(who=PEOPLE, note=st.sampled_from(["Say it shorter.", " "]), is_stale=IS_STALE)
    def send_back(self, who: str, note: str, is_stale: bool) -> None:
        may = self.world.stands in (Stage.IN_REVIEW, Stage.APPROVED) and bool(note.strip())
        if self._try(may, workflow.send_back, self.page, actor=self.people[who], note=note, is_stale=is_stale):
            self.world.stage = Stage.SENT_BACK

    @rule(who=PEOPLE, is_stale=IS_STALE)
    def approve(self, who: str, is_stale: bool) -> None:
        may = self.world.stands == Stage.IN_REVIEW and who not in (self.world.editor, self.world.wrote)
        if self._try(may, workflow.approve, self.page, actor=self.people[who], is_stale=is_stale):
            self.world.stage = Stage.APPROVED

    @rule(who=PEOPLE, emergency=st.sampled_from(["", "", "Readers are misled."]), is_stale=IS_STALE)
    def publish(self, who: str, emergency: str, is_stale: bool) -> None:
        is_own = who == self.world.editor
        may = not self.world.is_unchanged and (bool(emergency) or (not is_own and self.world.stands != Stage.SENT_BACK))
        how = {"is_major": True, "change_note": "Said again.", "emergency_reason": emergency}
        if self._try(may, workflow.publish_draft, self.page, actor=self.people[who], is_stale=is_stale, **how):
            self._went_out()

    @rule(who=PEOPLE, is_stale=IS_STALE)
    def still_right(self, who: str, is_stale: bool) -> None:
        due = timezone.localdate() + timedelta(days=len(self.world.editions) + 30)
        may = self.world.is_unchanged and who != self.world.editor
        if self._try(
            may, workflow.still_right, self.page, actor=self.people[who], review_due_on=due, is_stale=is_stale
        ):
            self.world.events += 1
            self.world.said = (self.world.said[0], due)
            self._went_out()

    @rule(who=PEOPLE, is_stale=IS_STALE)
    def take_down(self, who: str, is_stale: bool) -> None:
        how = {"reason": "error", "note": "It was wrong."}
        may = self.world.live is not None
        if self._try(may, workflow.take_down, self.page, actor=self.people[who], is_stale=is_stale, **how):
            self.world.editions.append(Told(self.world.editions[-1].said, is_withdrawn=True))
            self.world.stage, self.world.reviewed = Stage.DRAFT, None

    @rule(who=PEOPLE, which=st.integers(0, 5))
    def restore(self, who: str, which: int) -> None:
        if which < len(self.world.editions):
            edition = Edition.objects.get(kind="page", key="about", number=which + 1)
            publishing.restore(edition, actor=self.people[who])
            self.world.events += 1
            # Writing back what stands there is no edit.
            if self.world.editions[which].said != self.world.said:
                self.world.said, self.world.editor = self.world.editions[which].said, who

    @staticmethod
    def _said(document: Any) -> Said:
        return document.summary, document.review_due_on

    def _went_out(self) -> None:
        self.world.editions.append(Told(self.world.said))
        self.world.stage, self.world.reviewed = Stage.DRAFT, None

    @invariant()
    def readers_get_the_last_edition_and_nothing_else(self) -> None:
        if not hasattr(self, "world"):
            return
        store.invalidate()
        seen = catalogue().get("page", "about")
        assert (seen and self._said(seen.document)) == self.world.live

    @invariant()
    def editions_are_all_there_and_nobody_let_out_their_own(self) -> None:
        if not hasattr(self, "world"):
            return
        editions = Edition.objects.filter(kind="page", key="about").order_by("number")
        assert [edition.number for edition in editions] == list(range(1, len(self.world.editions) + 1))
        for edition, told in zip(editions, self.world.editions, strict=True):
            assert self._said(documents.parse(json.loads(edition.document))) == told.said
            assert bool(edition.withdrawal) == told.is_withdrawn
            if not edition.withdrawal and not edition.emergency_reason:
                assert edition.approved_by_id != edition.author_id or edition.author_id is None

    @invariant()
    def the_desk_tells_the_same_and_every_act_has_its_event(self) -> None:
        if not hasattr(self, "world"):
            return
        standing = publishing.standing(self.page)
        assert standing.stage == self.world.stands
        assert Review.objects.open().filter(kind="page", key="about").count() == (self.world.reviewed is not None)
        assert Event.objects.count() - self.began == self.world.events


def test_the_workflow_holds_whatever_is_done(world_rows, db):
    page = world_rows["page", "about"]
    today = timezone.localdate()
    Page.objects.filter(pk=page.pk).update(reviewed_on=today, review_due_on=today + timedelta(days=30))
    publishing.refresh_hash(page)
    others = [subject for subject in world_rows.values() if subject is not page]
    for subject in others:
        type(subject)._default_manager.filter(pk=subject.pk).update(
            reviewed_on=today, review_due_on=today + timedelta(days=30)
        )
        publishing.refresh_hash(subject)
        subject.refresh_from_db()
    publishing.publish_batch(others, actor=None, is_major=True, change_note="First edition.")
    for name in ("one", "two"):
        get_user_model().objects.create_superuser(name)
    run_state_machine_as_test(Desk, settings=settings(max_examples=12, stateful_step_count=30, deadline=None))


def test_whoever_wrote_what_was_sent_does_not_approve_it_though_others_went_back_to_it(world_rows, editor, second):
    page = world_rows["page", "about"]
    due = timezone.localdate() + timedelta(days=30)

    def edit(who: Any, words: str) -> None:
        Page.objects.filter(pk=page.pk).update(
            summary=words, changed_by=who, reviewed_on=timezone.localdate(), review_due_on=due
        )
        publishing.refresh_hash(page)

    edit(editor, "First words.")
    how = {"is_major": True, "change_note": "Said again."}
    workflow.submit(page, actor=editor, seen=publishing.standing(page).seen, **how)
    edit(second, "Second words.")
    edit(second, "First words.")
    assert publishing.standing(page).stage == Stage.IN_REVIEW
    with pytest.raises(PublishRefused, match="You wrote what was sent"):
        workflow.approve(page, actor=editor, seen=publishing.standing(page).seen)
