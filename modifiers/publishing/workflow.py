"""From a draft to what readers see: sent for review, sent back or approved, published by another person.

Every act is one transaction, bears the state for which its button was drawn (``seen``) and refuses another, and
leaves an event. What readers see changes by publishing alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from modifiers.models import Edition, Event, Review, Subject

from .checks import check
from .compose import compose
from .hashes import refresh_hash
from .problems import ComposeError, Problem, PublishRefused
from .publish import known, one_at_a_time, publish, publish_batch, withdraw
from .standing import Stage, Standing, reviewers, standing
from .state import state


def submit(
    subject: Subject,
    *,
    actor: Any,
    seen: str,
    is_major: bool,
    change_note: str = "",
    is_correction: bool = False,
    live_from: datetime | None = None,
    reviewer: Any = None,
) -> Review:
    """Send a draft for review.

    Args:
        subject: the working copy.
        actor: whoever sends it.
        seen: :attr:`Standing.seen` of the state that the button was drawn for.
        is_major: whether readers are told. Needs a ``change_note``.
        change_note: for readers: what is different.
        is_correction: whether it corrects something that was wrong.
        live_from: when it should go live; as soon as it is published by default.
        reviewer: the user who is asked; None for anybody who may.

    Raises:
        PublishRefused: if the page does not fit together or breaks a rule that blocks publishing, if nothing has
            changed, or if the state is another than the one that was seen.
    """
    with transaction.atomic():
        _held(subject, seen)
        # A page that nobody has gone over yet gets its review date from whoever reviews it.
        sha256 = _checked(subject, without="review_due_on")
        problems = []
        if is_major and not change_note.strip():
            problems.append(Problem("block", "change_note", "Tell readers what changed, or choose “Minor”."))
        if reviewer is not None and not reviewers(subject).filter(pk=reviewer.pk).exists():
            problems.append(Problem("block", "reviewer", f"{reviewer} cannot review this draft. Choose another."))
        if not state(subject).has_unpublished_changes and state(subject).name not in ("never_published", "withdrawn"):
            problems.append(Problem("block", "", "Nothing has changed since the last edition."))
        _refuse(subject, problems)
        Review.close([(subject.kind, subject.key)])
        review = Review.objects.create(
            kind=subject.kind,
            key=subject.key,
            sha256=sha256,
            is_major=is_major,
            is_correction=is_correction,
            change_note=change_note.strip(),
            live_from=live_from,
            reviewer=reviewer,
            edited_by_id=_editor(subject),
            submitted_by=actor,
        )
        asked = f"To {reviewer}. " if reviewer else "To whoever may review. "
        _note(subject, actor, Event.Action.SUBMIT, asked + change_note.strip())
        return review


def submit_many(subjects: Sequence[Subject], *, actor: Any, seen: Mapping[int, str], **how: Any) -> list[Review]:
    """Send several drafts of one kind for review with one note: all or none (:func:`submit`).

    ``seen`` is by primary key. Raises PublishRefused with the problems of all.
    """
    return _all_or_none(subjects, lambda subject: submit(subject, actor=actor, seen=seen.get(subject.pk, ""), **how))


def publish_many(subjects: Sequence[Subject], *, actor: Any, seen: Mapping[int, str], **how: Any) -> list[Edition]:
    """Let several drafts out with one note: all or none. They may link to each other (:func:`.publish.publish_batch`).

    ``seen`` is by primary key. Raises PublishRefused with everything that blocks.
    """
    with transaction.atomic():
        _all_or_none(subjects, lambda subject: _refuse(subject, _returned(_held(subject, seen.get(subject.pk, "")))))
        return publish_batch(subjects, actor=actor, **how)


def _all_or_none(subjects: Sequence[Subject], act: Callable[[Subject], Any]) -> list[Any]:
    """Do an act for each, and undo it for all if one refuses. Raises PublishRefused with the problems of all."""
    problems: list[Problem] = []
    done = []
    with transaction.atomic():
        for subject in subjects:
            try:
                done.append(act(subject))
            except PublishRefused as refusal:
                problems += [problem.of(subject.kind, subject.key) for problem in refusal.problems]
        if problems:
            raise PublishRefused(problems)
    return done


def take_back(subject: Subject, *, actor: Any, seen: str) -> None:
    """End the open round without a decision; the draft can be edited without surprising a reviewer.

    Raises:
        PublishRefused: if there is no open round, or the state is another than the one that was seen.
    """
    with transaction.atomic():
        now = _held(subject, seen)
        if now.review is None:
            _refuse(subject, [Problem("block", "", "It is not in review.")])
        Review.close([(subject.kind, subject.key)])
        _note(subject, actor, Event.Action.TAKE_BACK, "")


def send_back(
    subject: Subject, *, actor: Any, seen: str, note: str, row_notes: Mapping[str, str] | None = None
) -> None:
    """Ask the writer for changes.

    Args:
        subject: a working copy in review, or approved.
        actor: the reviewer.
        seen: as for :func:`submit`.
        note: what to change.
        row_notes: field of the document (``checklist.separate-site``) → what to change there.

    Raises:
        PublishRefused: if it is not in review, nothing is said, or the state is another.
    """
    told = {path[:200]: text.strip()[:1000] for path, text in (row_notes or {}).items() if text.strip()}
    with transaction.atomic():
        now = _held(subject, seen)
        if now.stage not in (Stage.IN_REVIEW, Stage.APPROVED):
            _refuse(subject, [Problem("block", "", "It is not in review.")])
        if not note.strip() and told:
            note = "See the notes on the rows."
        if not note.strip():
            _refuse(subject, [Problem("block", "note", "Say what has to change.")])
        _decide(now, actor, Review.Decision.SENT_BACK, note=note.strip()[:2000], row_notes=told)
        _note(subject, actor, Event.Action.SEND_BACK, note)


def approve(subject: Subject, *, actor: Any, seen: str, review_due_on: date | None = None) -> None:
    """Approve the draft in review; somebody who did not write it publishes it then.

    Args:
        subject: a working copy in review.
        actor: the reviewer, another than the last editor.
        seen: as for :func:`submit`.
        review_due_on: if the reviewer has gone over the whole page: when that is due again. The page then bears the
            reviewer's name and today's date.

    Raises:
        PublishRefused: if it is not in review, is or was the actor's own edit, or the state is another.
    """
    with transaction.atomic():
        now = _held(subject, seen)
        if now.stage != Stage.IN_REVIEW:
            _refuse(subject, [Problem("block", "", "It is not in review.")])
        _refuse(subject, [*_own(now, actor), *_sent(now, actor)])
        if review_due_on is not None:
            _reviewed(subject, actor, review_due_on)
        _decide(now, actor, Review.Decision.APPROVED, sha256=_checked(subject))
        _note(subject, actor, Event.Action.APPROVE, "")


def publish_draft(
    subject: Subject,
    *,
    actor: Any,
    seen: str,
    review_due_on: date | None = None,
    **how: Any,
) -> Edition:
    """Let a draft out. Whoever does it approves it thereby.

    Args:
        subject: a working copy that somebody else edited last.
        actor: whoever lets it out.
        seen: as for :func:`submit`.
        review_due_on: as for :func:`approve`.
        how: as for :func:`.publish.publish`.

    Raises:
        PublishRefused: with everything that blocks.
    """
    with transaction.atomic():
        now = _held(subject, seen)
        if not how.get("emergency_reason"):
            _refuse(subject, [*_own(now, actor), *_returned(now)])
        if review_due_on is not None:
            _reviewed(subject, actor, review_due_on)
        return publish(subject, actor=actor, **how)


def confirm(edition: Edition, *, actor: Any) -> None:
    """Confirm an edition that was published in an emergency. Doing it twice changes nothing.

    Raises:
        PublishRefused: if it is none, or the actor let it out.
    """
    with transaction.atomic():
        one_at_a_time()
        if not edition.emergency_reason:
            problem = Problem("block", "", f"Edition {edition.number} was not published in an emergency.")
            raise PublishRefused([problem.of(edition.kind, edition.key)])
        if edition.approved_by_id == actor.pk:
            problem = Problem("block", "", "You published it yourself. Somebody else must confirm it.")
            raise PublishRefused([problem.of(edition.kind, edition.key)])
        about = {"kind": edition.kind, "key": edition.key, "edition_number": edition.number}
        if not Event.objects.filter(action=Event.Action.CONFIRM, **about).exists():
            Event.objects.create(actor=actor, action=Event.Action.CONFIRM, **about)


def still_right(subject: Subject, *, actor: Any, seen: str, review_due_on: date) -> Edition:
    """“Reviewed, still right”: the whole page was gone over and nothing had to change.

    The review data of the page move, with the reviewer's name, in a minor edition that differs in nothing else.

    Args:
        subject: a live subject without unpublished changes.
        actor: the reviewer, another than the last editor.
        seen: as for :func:`submit`.
        review_due_on: when the whole page is reviewed again; after today.

    Raises:
        PublishRefused: if it is not live or has unpublished changes, is the actor's own edit, or the state is another.
    """
    with transaction.atomic():
        now = _held(subject, seen)
        current = state(subject)
        if current.live is None:
            _refuse(subject, [Problem("block", "", "It is not live.")])
        if current.has_unpublished_changes:
            _refuse(
                subject,
                [Problem("block", "", "It has unpublished changes. Publish them, or restore the live edition.")],
            )
        _refuse(subject, _own(now, actor))
        _reviewed(subject, actor, review_due_on)
        edition = publish(subject, actor=actor, is_major=False)
        _note(subject, actor, Event.Action.REVIEWED, f"Next review by {review_due_on:%Y-%m-%d}.", edition.number)
        return edition


def take_down(subject: Subject, *, actor: Any, seen: str, **how: Any) -> Edition:
    """Withdraw a subject (:func:`.publish.withdraw`) in the state that was seen."""
    with transaction.atomic():
        _held(subject, seen)
        return withdraw(subject, actor=actor, **how)


def _held(subject: Subject, seen: str) -> Standing:
    """Hold everything still until the transaction ends, and see that nothing has moved since the button was drawn."""
    one_at_a_time()
    now = standing(subject)
    if now.seen != seen:
        message = "It has changed since you opened this page. Nothing was done; look at it again."
        _refuse(subject, [Problem("block", "seen", message)])
    return now


def _checked(subject: Subject, *, without: str = "") -> str:
    """The hash of the composed document, if nothing blocks its publication but what concerns the field ``without``."""
    try:
        document = compose(subject)
    except ComposeError as error:
        raise PublishRefused(error.problems) from error
    found = check(document, known=known(also=[document]), today=timezone.localdate())
    _refuse(subject, [each for each in found if each.level == "block" and not (without and each.field == without)])
    return document.sha256()


def _own(now: Standing, actor: Any) -> list[Problem]:
    problems = []
    if now.last_editor is not None and now.last_editor == actor.pk:
        problems.append(Problem("block", "", "You made the last edit. Somebody else must review and publish it."))
    return problems


def _sent(now: Standing, actor: Any) -> list[Problem]:
    """Others may have edited since and have gone back to the words that were sent; they are still their writer's."""
    if now.review is None or now.review.edited_by_id != actor.pk:
        return []
    return [Problem("block", "", "You wrote what was sent for review. Somebody else must approve it.")]


def _returned(now: Standing) -> list[Problem]:
    """What was sent back goes through review again before it can be published."""
    if now.stage != Stage.SENT_BACK:
        return []
    return [Problem("block", "", "Changes were asked for. Send it for review again before it is published.")]


def _reviewed(subject: Subject, actor: Any, due: date) -> None:
    """Write the review data. It is not an edit: whoever edited last stays the last editor."""
    today = timezone.localdate()
    if due <= today:
        _refuse(subject, [Problem("block", "review_due_on", "The next review must be after today.")])
    name = actor.get_full_name() or actor.get_username()
    type(subject)._default_manager.filter(pk=subject.pk).update(
        reviewed_on=today,
        reviewed_by=name[:120],
        review_due_on=due,
        lock_version=models.F("lock_version") + 1,
    )
    subject.refresh_from_db()
    refresh_hash(subject)


def _decide(now: Standing, actor: Any, decision: str, **values: Any) -> None:
    assert now.review is not None
    Review.objects.filter(pk=now.review.pk).update(
        decision=decision, decided_by=actor, decided_at=timezone.now(), **values
    )


def _editor(subject: Subject) -> int | None:
    return type(subject)._default_manager.values_list("changed_by", flat=True).get(pk=subject.pk)


def _note(subject: Subject, actor: Any, action: str, note: str, number: int | None = None) -> None:
    Event.objects.create(
        actor=actor, action=action, kind=subject.kind, key=subject.key, note=note[:500], edition_number=number
    )


def _refuse(subject: Subject, problems: list[Problem]) -> None:
    if problems:
        raise PublishRefused(problem.of(subject.kind, subject.key) for problem in problems)
