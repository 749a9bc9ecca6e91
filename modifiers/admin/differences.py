"""What differs between two states of a subject, ready to be drawn: one block for the head of the page, one a list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from modifiers import documents, publishing
from modifiers.documents import answers, claim_lines
from modifiers.documents.parts import Answer, ClaimLine, Part
from modifiers.models import Edition

from .states import day, moment

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

DRAFT = "draft"

_HOW = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved",
    "reworded": "Changed",
    "moved_and_reworded": "Moved and changed",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One field of a difference: its name, and its words with what was added and removed."""

    name: str
    pieces: tuple[publishing.Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One row or field that differs.

    ``mark`` is its class in the style sheet, ``how`` the same in words, ``path`` where it is in the document.
    """

    mark: str
    how: str
    what: str
    words: tuple[Words, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A list of the page and what differs in it."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs from the live edition, whose number is ``since`` (None when there is none)."""

    since: int | None
    blocks: tuple[Block, ...]


def live_edition(subject: Any) -> Edition | None:
    """The edition that readers see now; None if there is none or it is withdrawn."""
    about = Edition.objects.filter(kind=subject.kind, key=subject.key, live_from__lte=timezone.now())
    live = about.order_by("number").last()
    return None if live is None or live.withdrawal else live


def changes(subject: Any, document: documents.Document) -> Changes:
    """Compare a composed document with the edition that readers see now."""
    live = live_edition(subject)
    if live is None:
        return Changes(None, ())
    old = _document(live)
    # An edition of an older form of the document cannot be compared, only replaced.
    return Changes(live.number, between(old, document) if old else ())


def between(old: documents.Document, new: documents.Document) -> tuple[Block, ...]:
    """What differs between two documents of one kind."""
    return tuple(_blocks(publishing.diff(old, new)))


def differences(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """``?old=3&new=draft``: any two of the editions and the draft; by default the live edition and the draft."""
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_permission(request, subject):
        raise PermissionDenied
    if subject is None:
        return model_admin.missing(request, str(pk))
    live = live_edition(subject)
    known = _choices(subject, live)
    latest = next((number for number in known if number != DRAFT), DRAFT)
    old = request.GET.get("old", str(live.number) if live else latest)
    new = request.GET.get("new", DRAFT)
    problems: list[str] = [
        f"{subject} has no edition “{asked[:20]}”. Choose from the list." for asked in (old, new) if asked not in known
    ]
    before, after = (_state(subject, asked, problems) if asked in known else None for asked in (old, new))
    return TemplateResponse(
        request,
        "admin/modifiers/differences.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Differences of {subject}",
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            "choices": list(known.items()),
            "old": old if old in known else latest,
            "new": new if new in known else DRAFT,
            "named": (known.get(old, ""), known.get(new, "")),
            "problems": problems,
            "blocks": between(before, after) if before and after else None,
            "is_live": live is not None,
        },
    )


def _choices(subject: Any, live: Edition | None) -> dict[str, str]:
    """What can be compared: the draft, and every edition, newest first."""
    editions = Edition.objects.filter(kind=subject.kind, key=subject.key).order_by("-number")
    choices = {DRAFT: "The draft"}
    for number, at in editions.values_list("number", "live_from"):
        is_live = live is not None and live.number == number
        choices[str(number)] = f"Edition {number}, {moment(at)}" + (", live" if is_live else "")
    return choices


def _state(subject: Any, asked: str, problems: list[str]) -> documents.Document | None:
    """The document of the draft or of an edition; None, with a sentence why, if it cannot be compared."""
    if asked == DRAFT:
        try:
            return publishing.compose(subject)
        except publishing.ComposeError as error:
            problems += [f"The draft does not fit together yet: {problem.message}" for problem in error.problems]
            return None
    document = _document(Edition.objects.get(kind=subject.kind, key=subject.key, number=int(asked)))
    if document is None:
        problems.append(f"Edition {asked} was written for an older form of the page and cannot be compared.")
    return document


def _document(edition: Edition) -> documents.Document | None:
    try:
        return documents.parse(json.loads(edition.document))
    except ValueError:
        return None


def _blocks(found: publishing.DocumentDiff) -> Iterator[Block]:
    if found.fields:
        yield Block("Head of the page", tuple(_field(change) for change in found.fields))
    for listed in found.lists:
        # Sources stand in the order in which they are cited; where they move, nobody has moved them.
        rows = [row for row in listed.rows if listed.name != "sources" or row.how != "moved"]
        if rows:
            yield Block(_named(listed.name), tuple(_row(listed.name, change) for change in rows))


def _field(change: publishing.FieldChange) -> Item:
    mark = "reworded" if change.how == "changed" else change.how
    return Item(mark, _HOW[mark], _named(change.name), (Words("", _pieces(change)),), change.name)


def _row(name: str, change: publishing.RowChange) -> Item:
    if change.how in ("added", "removed"):
        words = tuple(_whole(change.new or change.old, change.how))
    else:
        words = tuple(Words(_named(field.name), _pieces(field)) for field in change.fields)
    how = _HOW[change.how]
    if change.how.startswith("moved") and change.position is not None:
        how = f"{how}: now number {change.position + 1}"
    return Item(change.how.split("_")[0], how, change.key, words, f"{name}.{change.key}")


def _whole(row: Any, how: Any) -> Iterator[Words]:
    for name in type(row).model_fields:
        if name != "key" and (text := _text(getattr(row, name))):
            yield Words(_named(name), (publishing.Piece(how, text),))


def _pieces(change: publishing.FieldChange) -> tuple[publishing.Piece, ...]:
    if change.pieces:
        return change.pieces
    both = (("removed", _text(change.old)), ("added", _text(change.new)))
    return tuple(publishing.Piece(how, text + " ") for how, text in both if text)  # type: ignore[arg-type]


def _text(value: Any) -> str:
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return day(value)
        case (ClaimLine(), *_):
            return claim_lines.show_all(value)
        case (Answer(), *_):
            return answers.show_all(value)
        case tuple():
            return ", ".join(map(_text, value))
        case Part():
            return ", ".join(filter(None, (_text(getattr(value, name)) for name in type(value).model_fields)))
        case _:
            return str(value)


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()
