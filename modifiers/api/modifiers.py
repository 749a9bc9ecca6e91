"""``/api/v1/modifiers``: the list with its filters, one modifier now and on a past day, its editions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from modifiers.catalogue import Catalogue, Entry
from modifiers.codes import CodeError, ModifierCode
from modifiers.documents import ModifierDocument

from . import facts, finding, shapes
from .addresses import ROOT, as_of_url, edition_url
from .answering import current, written, written_with_document
from .paging import part_of
from .parameters import AsOf, ModifierQuery, bad_value, one_of, shortened

SYSTEMS = {"cpt": "CPT", "hcpcs": "HCPCS Level II"}
CODE = Path(..., description="A modifier in any spelling and case: `59`, `xs`, `-XS`, `mod 59`.", example="59")

router = Router(tags=["modifiers"])


@router.get("/modifiers", response=shapes.Listing[shapes.ModifierItem], operation_id="list_modifiers")
def modifiers(request: HttpRequest, query: Query[ModifierQuery]) -> HttpResponse:
    """All modifiers, numeric codes first, then by code."""
    snapshot = current()
    wanted = _checked(snapshot, query)
    fitting = (entry for entry in snapshot.modifiers.values() if _fits(facts.modifier_document(entry), wanted))
    count, following, part = part_of(fitting, "modifier", f"{ROOT}/modifiers", query)
    items = tuple(facts.modifier_item(entry) for entry in part)
    return written(shapes.Listing[shapes.ModifierItem](count=count, next=following, items=items), snapshot.at)


@router.get("/modifiers/{code}", response=shapes.ModifierAnswer, operation_id="get_modifier")
def modifier(request: HttpRequest, query: Query[AsOf], code: str = CODE) -> HttpResponse:
    """One modifier whole, as its live edition holds it, or as it stood at the end of a past day."""
    snapshot, moment = current(), query.moment
    if moment is None:
        entry = finding.live(snapshot, "modifier", code)
        return written_with_document(shapes.Edition(**facts.edition(entry)), entry, entry.live_from)
    entry = finding.as_of(snapshot, "modifier", code, moment)
    assert query.as_of is not None
    then = {**facts.edition(entry), "url": as_of_url(entry.key, query.as_of)}
    return written_with_document(shapes.Edition(**then), entry, entry.live_from)


@router.get("/modifiers/{code}/editions", response=shapes.Editions, operation_id="list_editions")
def editions(request: HttpRequest, code: str = CODE) -> HttpResponse:
    """Every edition of a modifier whose moment has come, newest first."""
    found = finding.history(current(), "modifier", code)
    items = tuple(_edition(entry) for entry in found)
    return written(shapes.Editions(code=found[0].key, items=items), max(entry.live_from for entry in found))


def _edition(entry: Entry) -> shapes.EditionItem:
    told = ("sha256", "live_from", "published_at", "is_major", "is_correction", "change_note")
    return shapes.EditionItem(
        edition=entry.number,
        withdrawal=entry.withdrawal,
        merged_into=entry.merged_into,
        url=edition_url(entry.key, entry.number),
        **{name: getattr(entry, name) for name in told},
    )


def _checked(snapshot: Catalogue, query: ModifierQuery) -> dict[str, Any]:
    """The filters that are set, each with a value that exists.

    Raises:
        Refusal: naming what is allowed.
    """
    wanted = query.model_dump(exclude_none=True, exclude={"limit", "after"})
    for name in ("family", "topic", "setting"):
        if name in wanted:
            one_of(name, wanted[name], snapshot.all(name))
    if "q" in wanted:
        wanted["q"] = _prefix(wanted["q"])
    return wanted


def _prefix(typed: str) -> str:
    """The beginning of a code.

    Raises:
        Refusal: if no code can begin so.
    """
    bare = typed.strip(" -").upper()
    if len(bare) == 1 and bare.isascii() and bare.isalnum():
        return bare
    try:
        return ModifierCode.parse(typed).value
    except CodeError as error:
        detail = f"No code begins with “{shortened(typed)}”."
        raise bad_value("q", detail, "One or two letters or digits, such as 5 or XS.") from error


def _fits(document: ModifierDocument, wanted: dict[str, Any]) -> bool:
    return all(_holds(document, name, value) for name, value in wanted.items())


def _holds(document: ModifierDocument, name: str, value: Any) -> bool:
    match name:
        case "system":
            return document.system == SYSTEMS[value]
        case "topic":
            return value in document.topics
        case "setting":
            return any(use.setting == value for use in document.where_used)
        case "ncci":
            return document.is_ncci_associated is value
        case "in_force_on":
            starts, ends = document.effective_on, document.ended_on
            return (starts is None or starts <= value) and (ends is None or value <= ends)
        case "q":
            return document.code.startswith(value)
        case _:
            return bool(getattr(document, name) == value)
