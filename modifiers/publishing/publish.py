"""Publishing: compose → check → freeze → live, in one transaction with the catalogue's version.

Several editors may publish at once: whoever comes second waits for the first (see :func:`one_at_a_time`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from pydantic import ValidationError

from modifiers import documents
from modifiers.documents import Document, FamilyDocument
from modifiers.models import SUBJECTS, CatalogueVersion, Edition, Event, Modifier, RelatedModifier, Review, Subject

from .apply import apply, restore_missing_sources
from .checks import Known, check, parts_of
from .compose import try_compose_many
from .problems import ApplyError, Problem, PublishRefused

edition_published = Signal()
"""Sent after the transaction, with ``editions``: the rows that were added."""

_NOTE_LIMIT = 500
Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Latest:
    """What is known of a subject's editions: the one with the highest number, and the last moment scheduled."""

    number: int
    sha256: str
    withdrawal: str
    scheduled_for: datetime | None


def publish(subject: Subject, *, actor: Any, is_major: bool, change_note: str = "", **how: Any) -> Edition:
    """Publish one subject; see :func:`publish_batch` for the arguments and the errors."""
    return publish_batch([subject], actor=actor, is_major=is_major, change_note=change_note, **how)[0]


def publish_batch(
    subjects: Sequence[Subject],
    *,
    actor: Any,
    is_major: bool,
    change_note: str = "",
    first_note: str = "",
    live_from: datetime | None = None,
    is_correction: bool = False,
    supersede_scheduled: bool = False,
    emergency_reason: str = "",
) -> list[Edition]:
    """Publish subjects together, all or none. They may link to each other.

    Args:
        subjects: saved working copies of any kinds.
        actor: the user who lets them out, another than whoever made the last edit of each; None for the system,
            which publishes what came from files and no person's edit.
        is_major: whether readers are told. Needs a ``change_note``.
        change_note: for readers: what is different.
        first_note: if given, first editions are major and bear this note instead.
        live_from: the moment from which readers see it; now by default, never in the past.
        is_correction: whether it corrects something that was wrong.
        supersede_scheduled: publish although an edition is scheduled for the same moment or later; that one
            will never be seen.
        emergency_reason: why the last editor lets them out without a second person. The editions stay marked until
            somebody else confirms them (:func:`.workflow.confirm`).

    Returns:
        The new editions, in the order given.

    Raises:
        PublishRefused: with everything that blocks, of all subjects. Nothing is published then.
    """
    with transaction.atomic():
        one_at_a_time()
        now = timezone.now()
        moment = now if live_from is None else live_from
        _refuse(_problems_of_the_act(moment, now, is_major, change_note, first_note, subjects))
        editors = last_editors(subjects)
        composed, problems = _compose(subjects)
        problems += _problems_of_the_editors(editors, actor, emergency_reason)
        latest = latest_editions(composed)
        refusing = _refusals(composed, latest, moment, now, supersede_scheduled)
        to_check = known(moment, also=list(composed.values()))
        for document in composed.values():
            problems += [
                p.of(document.kind, document.key) for p in check(document, known=to_check, today=timezone.localdate())
            ]
        _refuse([*problems, *refusing])
        editions = []
        for subject in subjects:
            document, last = composed[subject.kind, subject.key], latest.get((subject.kind, subject.key))
            is_first = last is None and bool(first_note)
            editions.append(
                _freeze(
                    document,
                    number=last.number + 1 if last else 1,
                    published_at=now,
                    live_from=moment,
                    author_id=editors[subject.kind, subject.key],
                    approved_by=actor,
                    emergency_reason=emergency_reason.strip(),
                    is_major=is_major or is_first,
                    is_correction=is_correction,
                    change_note=first_note if is_first else change_note,
                )
            )
        action = Event.Action.SCHEDULE if moment > now else Event.Action.PUBLISH
        _go_live(editions, Event.Action.EMERGENCY if emergency_reason else action, actor)
        Review.close(composed)
        for subject, edition in zip(subjects, editions, strict=True):
            subject.composed_sha256 = edition.sha256
            type(subject)._default_manager.filter(pk=subject.pk).update(composed_sha256=edition.sha256)
        return editions


def withdraw(
    subject: Subject, *, actor: Any, reason: Literal["merged", "error"], merged_into: str = "", note: str
) -> Edition:
    """Take a subject off the site with an edition that says why.

    Args:
        subject: the working copy; it stays.
        actor: the user who withdraws.
        reason: ``merged`` into another subject of the same kind, or published in ``error``.
        merged_into: key of that other subject, which must be live.
        note: for readers.

    Raises:
        PublishRefused: if there is nothing to withdraw, or the target is not live.
    """
    with transaction.atomic():
        one_at_a_time()
        now = timezone.now()
        last = Edition.objects.filter(kind=subject.kind, key=subject.key).order_by("number").last()
        _refuse(_problems_of_withdrawing(subject, last, reason, merged_into, note, known(now)))
        assert last is not None
        edition = Edition(
            kind=last.kind,
            key=last.key,
            number=last.number + 1,
            document=last.document,
            sha256=last.sha256,
            live_from=now,
            published_at=now,
            change_note=note,
            author=actor,
            withdrawal=reason,
            merged_into=merged_into,
        )
        _go_live([edition], Event.Action.WITHDRAW, actor)
        Review.close([(subject.kind, subject.key)])
        return edition


def restore(edition: Edition, *, actor: Any) -> Subject:
    """Write an edition back into the working copy. Readers see nothing of it until it is published.

    Sources that exist no longer come back as the edition cited them; those that exist stay as they are.

    Raises:
        ApplyError: if the edition names something else that exists no longer, or does not fit the schema of today.
    """
    with transaction.atomic():
        try:
            document = documents.parse(json.loads(edition.document))
        except (ValidationError, KeyError) as error:
            message = f"Edition {edition.number} was written for an older form of the document and cannot be restored."
            raise ApplyError([Problem("block", "", message, edition.kind, edition.key)]) from error
        restore_missing_sources(document)
        subject = apply(document, actor=actor)
        Event.objects.create(
            actor=actor, action=Event.Action.RESTORE, kind=edition.kind, key=edition.key, edition_number=edition.number
        )
        return subject


def known(at: datetime | None = None, *, also: Sequence[Document] = ()) -> Known:
    """What documents may lead to at a moment (now by default): subjects live then, and ``also`` these."""
    current: dict[Identity, tuple[str, int]] = {}
    live = Edition.objects.filter(live_from__lte=at or timezone.now()).order_by("number")
    for kind, key, withdrawal, id_ in live.values_list("kind", "key", "withdrawal", "id"):
        current[kind, key] = withdrawal, id_
    keys: dict[str, set[str]] = defaultdict(set)
    families: list[int] = []
    for (kind, key), (withdrawal, id_) in current.items():
        if not withdrawal:
            keys[kind].add(key)
            families += [id_] if kind == "family" else []
    for document in also:
        keys[document.kind].add(document.key)
    related = RelatedModifier.objects.values_list("other__code", flat=True)
    ended = {code: on for code, on in Modifier.objects.values_list("code", "ended_on") if on}
    return Known(
        keys={kind: frozenset(found) for kind, found in keys.items()},
        related=frozenset(related),
        ended=ended,
        shared={doc.key: parts_of(doc) for doc in [*_families(families), *also] if isinstance(doc, FamilyDocument)},
    )


def _families(editions: Sequence[int]) -> Iterator[Document]:
    for text in Edition.objects.filter(id__in=editions).values_list("document", flat=True):
        yield documents.parse(json.loads(text))


def latest_editions(subjects: Mapping[Identity, Any] | Sequence[Identity]) -> dict[Identity, Latest]:
    """The last edition of each of these subjects that has any, in one query for each kind."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        wanted[kind].append(key)
    now = timezone.now()
    found: dict[Identity, Latest] = {}
    for kind, keys in wanted.items():
        rows = Edition.objects.filter(kind=kind, key__in=keys).order_by("number")
        for key, number, sha256, withdrawal, live_from in rows.values_list(
            "key", "number", "sha256", "withdrawal", "live_from"
        ):
            before = found.get((kind, key))
            moments = [m for m in (before.scheduled_for if before else None, live_from) if m and m > now]
            # What a later number with an earlier moment has replaced is not scheduled any more.
            pending = [m for m in moments if m <= live_from]
            found[kind, key] = Latest(number, sha256, withdrawal, max(pending, default=None))
    return found


def one_at_a_time() -> None:
    """Let one act of publishing or review through at a time, until the transaction ends.

    It holds the catalogue's row; SQLite's immediate transactions need no more.
    """
    CatalogueVersion.objects.select_for_update().get(id=1)


def _refuse(problems: Sequence[Problem]) -> None:
    blocking = [problem for problem in problems if problem.level == "block"]
    if blocking:
        raise PublishRefused(blocking)


def _problems_of_the_act(
    moment: datetime, now: datetime, is_major: bool, change_note: str, first_note: str, subjects: Sequence[Subject]
) -> list[Problem]:
    checks: list[tuple[bool, str, str]] = [
        (not subjects, "", "There is nothing to publish."),
        (len({(s.kind, s.pk) for s in subjects}) < len(subjects), "", "A subject is named twice."),
        (
            is_major and not change_note.strip(),
            "change_note",
            "Tell readers what changed: a major edition needs a note.",
        ),
        (
            max(len(change_note), len(first_note)) > _NOTE_LIMIT,
            "change_note",
            f"The note is longer than {_NOTE_LIMIT} characters.",
        ),
        (timezone.is_naive(moment), "live_from", "Say in which time zone the edition goes live."),
    ]
    problems = [Problem("block", path, message) for is_wrong, path, message in checks if is_wrong]
    if not timezone.is_naive(moment) and moment < now:
        problems.append(Problem("block", "live_from", "An edition cannot go live in the past."))
    return problems


def _compose(subjects: Sequence[Subject]) -> tuple[dict[Identity, Document], list[Problem]]:
    pks: dict[str, list[int]] = defaultdict(list)
    for subject in subjects:
        pks[subject.kind].append(subject.pk)
    composed: dict[Identity, Document] = {}
    problems: list[Problem] = []
    for kind, chosen in pks.items():
        found, wrong = try_compose_many(kind, SUBJECTS[kind]._default_manager.filter(pk__in=chosen))
        composed.update({(kind, key): document for key, document in found.items()})
        problems += wrong
    return composed, problems


def last_editors(subjects: Sequence[Subject]) -> dict[Identity, int | None]:
    """Who made the last edit of each working copy, as stored now: primary keys of users, None for no person."""
    pks: dict[str, list[int]] = defaultdict(list)
    for subject in subjects:
        pks[subject.kind].append(subject.pk)
    found: dict[Identity, int | None] = {}
    for kind, chosen in pks.items():
        model = SUBJECTS[kind]
        rows = model._default_manager.filter(pk__in=chosen).values_list(model.key_field, "changed_by")
        found.update({(kind, key): editor for key, editor in rows})
    return found


def _problems_of_the_editors(
    editors: Mapping[Identity, int | None], actor: Any, emergency_reason: str
) -> Iterator[Problem]:
    """Nobody lets out their own last edit, except in an emergency. The database refuses it too (migration 0012)."""
    if len(emergency_reason) > _NOTE_LIMIT:
        yield Problem("block", "emergency_reason", f"The reason is longer than {_NOTE_LIMIT} characters.")
    if emergency_reason.strip():
        if actor is None:
            yield Problem("block", "emergency_reason", "Only a person can publish in an emergency.")
        return
    for (kind, key), editor in editors.items():
        if editor is None or (actor is not None and actor.pk != editor):
            continue
        if actor is None:
            message = "A person has edited it since it was published, so a person must let it out."
        else:
            message = "You made the last edit. Somebody else must publish it."
        yield Problem("block", "", message, kind, key)


def _refusals(
    composed: Mapping[Identity, Document],
    latest: Mapping[Identity, Latest],
    moment: datetime,
    now: datetime,
    supersede_scheduled: bool,
) -> list[Problem]:
    """Subjects with nothing new, and those that would push a scheduled edition aside."""
    problems = []
    for (kind, key), document in composed.items():
        last = latest.get((kind, key))
        if last is None:
            continue
        if (
            last.sha256 == document.sha256()
            and not last.withdrawal
            and not (last.scheduled_for and supersede_scheduled)
        ):
            problems.append(Problem("block", "", f"Nothing has changed since edition {last.number}.", kind, key))
        if last.scheduled_for and last.scheduled_for >= moment and not supersede_scheduled:
            message = (
                f"Edition {last.number} is scheduled for {timezone.localtime(last.scheduled_for):%Y-%m-%d %H:%M}; "
                "publishing now would replace it for good. Confirm that this is meant."
            )
            problems.append(Problem("block", "live_from", message, kind, key))
    return problems


def _freeze(document: Document, **values: Any) -> Edition:
    text = document.canonical_json()
    return Edition(kind=document.kind, key=document.key, document=text, sha256=documents.content_hash(text), **values)


def _go_live(editions: Sequence[Edition], action: str, actor: Any) -> None:
    """Save editions with their events, move the catalogue's version, tell this process after the commit."""
    Edition.objects.bulk_create(editions)
    Event.objects.bulk_create(
        Event(
            at=edition.published_at,
            actor=actor,
            action=action,
            kind=edition.kind,
            key=edition.key,
            edition_number=edition.number,
            note=edition.emergency_reason or edition.change_note,
        )
        for edition in editions
    )
    CatalogueVersion.move()
    transaction.on_commit(partial(edition_published.send, sender=Edition, editions=list(editions)))


def _problems_of_withdrawing(
    subject: Subject, last: Edition | None, reason: str, merged_into: str, note: str, live: Known
) -> list[Problem]:
    checks = [
        (last is None, "", "It was never published, so there is nothing to withdraw."),
        (last is not None and bool(last.withdrawal), "", "It is withdrawn already."),
        (reason not in ("merged", "error"), "reason", "Say whether it was merged into another or published in error."),
        (not note.strip(), "note", "Tell readers why it is withdrawn."),
        (len(note) > _NOTE_LIMIT, "note", f"The note is longer than {_NOTE_LIMIT} characters."),
        (reason == "merged" and merged_into == subject.key, "merged_into", "It cannot be merged into itself."),
        (
            reason == "merged" and (subject.kind, merged_into) not in live,
            "merged_into",
            f"“{merged_into}” is not live, so readers cannot be sent there.",
        ),
        (
            reason == "error" and bool(merged_into),
            "merged_into",
            "Name another subject only when it is merged into that.",
        ),
    ]
    return [
        Problem("block", path, message, subject.kind, subject.key) for is_wrong, path, message in checks if is_wrong
    ]
