"""``/api/v1/families``, ``/api/v1/denials``, ``/api/v1/payers`` and the like: one router for each kind of subject.

A kind that :mod:`modifiers.documents` learns later has its addresses here at once: a list, and one subject whole.
What else names a kind's subjects is told in ``_USED``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import create_model

from modifiers import documents
from modifiers.catalogue import Catalogue, Entry, Use
from modifiers.documents.parts import Denial, PayerNote, SettingUse

from . import facts, finding, shapes
from .addresses import PLURALS, ROOT
from .answering import current, written, written_with_document
from .paging import part_of
from .parameters import Paging


@dataclass(frozen=True, slots=True)
class Used:
    """How modifiers name the subjects of a kind: the statements, the part of the page they are on, their shape."""

    uses: Callable[[Catalogue, str], Iterable[Use]]
    section: str
    shape: type[shapes.Using[Any]]


@dataclass(frozen=True, slots=True)
class Members:
    """Modifiers that belong to a subject without a statement about it."""

    entries: Callable[[Catalogue, str], Iterable[Entry]]


_USED: dict[str, Used | Members] = {
    "family": Members(lambda snapshot, key: snapshot.by_family.get(key, ())),
    "topic": Members(lambda snapshot, key: snapshot.by_topic.get(key, ())),
    "denial_code": Used(lambda snapshot, key: snapshot.by_denial.get(key, ()), "denials", shapes.Using[Denial]),
    "payer": Used(lambda snapshot, key: snapshot.by_payer.get(key, ()), "payers", shapes.Using[PayerNote]),
    "setting": Used(lambda snapshot, key: snapshot.by_setting.get(key, ()), "where", shapes.Using[SettingUse]),
}
_ELSEWHERE = {"modifier", "question"}
_KEYS = {"denial_code": ("A denial code in any spelling: `carc-97`, `CO-97`, `N519`.", "carc-97")}


def routers() -> list[Router]:
    """A router for each kind that has none of its own."""
    return [_router(kind) for kind in PLURALS if kind not in _ELSEWHERE]


def facts_of(kind: str) -> type[shapes.Edition]:
    """What is told of one subject of a kind beside its document: its edition and the modifiers that name it."""
    used = _USED.get(kind)
    if used is None:
        return shapes.Edition
    member: Any = shapes.ModifierName if isinstance(used, Members) else used.shape
    fields: dict[str, Any] = {"modifiers": (tuple[member, ...], ...)}
    return create_model(f"{_name(kind)}Facts", __base__=shapes.Edition, **fields)


def answer_of(kind: str, facts: type[shapes.Edition]) -> type[shapes.Edition]:
    """The same with the document, as it is answered."""
    described = f"A {_noun(kind)} whole" + (", with the modifiers that name it." if kind in _USED else ".")
    fields: dict[str, Any] = {"document": (documents.DOCUMENTS[kind], ...)}
    return create_model(f"{_name(kind)}Answer", __base__=facts, __doc__=described, **fields)


def _name(kind: str) -> str:
    return documents.DOCUMENTS[kind].__name__.removesuffix("Document")


def _noun(kind: str) -> str:
    return kind.replace("_", " ")


def _router(kind: str) -> Router:
    router = Router(tags=[PLURALS[kind]])
    path = f"/{PLURALS[kind]}"
    words, example = _KEYS.get(kind, (f"The slug of a {_noun(kind)}, as in the list.", "example"))
    typed = Path(..., description=words, example=example)
    facts_class = facts_of(kind)
    answer = answer_of(kind, facts_class)

    def several(request: HttpRequest, query: Query[Paging]) -> HttpResponse:
        snapshot = current()
        count, following, part = part_of(snapshot.all(kind).values(), kind, f"{ROOT}{path}", query)
        items = tuple(_item(entry) for entry in part)
        return written(shapes.Listing[shapes.Subject](count=count, next=following, items=items), snapshot.at)

    def one(request: HttpRequest, key: str = typed) -> HttpResponse:
        snapshot = current()
        entry = finding.live(snapshot, kind, key)
        told = facts_class(**facts.edition(entry), **_modifiers(snapshot, entry))
        return written_with_document(told, entry, snapshot.at)

    router.get(
        path,
        response=shapes.Listing[shapes.Subject],
        operation_id=f"list_{PLURALS[kind]}",
        url_name=PLURALS[kind],
        summary=PLURALS[kind].capitalize(),
        description=f"All {PLURALS[kind]}, in the order of their keys.",
    )(several)
    router.get(
        f"{path}/{{key}}",
        response=answer,
        operation_id=f"get_{kind}",
        url_name=kind,
        summary=_noun(kind).capitalize(),
        description=answer.__doc__ or "",
    )(one)
    return router


def _item(entry: Entry) -> shapes.Subject:
    summary = getattr(entry.document, "summary", None)
    return shapes.Subject(**facts.edition(entry), name=entry.document.title, summary=summary)


def _modifiers(snapshot: Catalogue, entry: Entry) -> dict[str, Any]:
    used = _USED.get(entry.kind)
    if used is None:
        return {}
    if isinstance(used, Members):
        found = used.entries(snapshot, entry.key)
        return {"modifiers": tuple(shapes.ModifierName(**facts.modifier_name(each)) for each in found)}
    return {"modifiers": facts.using(used.uses(snapshot, entry.key), used.section, used.shape)}
