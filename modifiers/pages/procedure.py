"""One procedure code: ``/codes/20610/``: what its indicators let in or shut out, its edits, its units, its add-ons.

No descriptor of CPT is stored or shown: whoever comes here has the code and its book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, QueryDict
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.codes import CodeError, ProcedureCode
from modifiers.ncci import indicators
from modifiers.ncci.lookup import add_ons, edits_of, fee_indicators
from modifiers.ncci.records import CONTRACTOR_DECIDES, SETTING_NAMES, AddOn, FeeIndicators, Loaded
from modifiers.ncci.releases import Releases, releases_for
from modifiers.ncci.verdict import sample_said

from .addresses import path_of
from .answering import current, page, public
from .pair_asked import Asked, blank_form, pair_path
from .pair_verdict import UnitsView, units_views
from .prose import Badge, Mark, Writer
from .words import counted, day

_ROWS = {"": "Whole service", "26": "With 26", "TC": "With TC", "53": "With 53"}
_EFFECTS = {"yes": "Yes", "no": "No", "documented": "With records", "conditional": "It depends"}
_ADD_ON_TYPES = {
    "1": "only with the primary codes listed here",
    "2": "with primary codes that the contractor decides on",
    "3": "with the primary codes listed here, and others that the contractor allows",
}
_MOST_ADD_ONS = 200


@public
def procedure(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the official tables say about one procedure code."""
    try:
        parsed = ProcedureCode.parse(code).value
    except CodeError as error:
        context = {"title": "Procedure codes", "description": "", "canonical": "", "problem": str(error), "code": code}
        return page(request, "procedure/unknown.html", context, status=404, is_indexed=False)
    if parsed != code:
        return HttpResponsePermanentRedirect(path_of("procedure", parsed))
    snapshot = current()
    context = procedure_context(snapshot, releases_for(snapshot), parsed)
    return page(request, "procedure/page.html", context, is_indexed=False)


@dataclass(frozen=True, slots=True)
class EffectView:
    """Modifiers that an indicator lets in or shuts out, and why."""

    badges: tuple[Badge, ...]
    effect: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator of the fee schedule in our own words."""

    id: str
    caption: str
    value: str
    words: str
    effects: tuple[EffectView, ...]
    marks: tuple[Mark, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddOnView:
    """The other code of an add-on pair."""

    code: str
    url: str
    type: str
    until: str


@dataclass(frozen=True, slots=True)
class EditsView:
    """How many edits of one setting hold, by what opens them."""

    setting: str
    url: str
    opens: str
    never: str
    release: str
    sample: str


def procedure_context(snapshot: Catalogue, releases: Releases, code: str) -> dict[str, Any]:
    """The context of ``procedure/page.html``: as it is today."""
    asked = Asked.read(QueryDict())
    writer = Writer(snapshot, snapshot.sources.values())
    schedule = releases.get("fee_schedule")
    fees = fee_indicators(schedule, [code]).get(code, ()) if schedule else ()
    add_on_release = releases.get("add_on")
    pairs = add_ons(add_on_release, code) if add_on_release else ()
    return {
        "code": code,
        "schedule": schedule.name if schedule else "",
        "is_sample": bool(schedule and schedule.is_sample),
        "indicators": _indicators(writer, fees),
        "shares": _shares(fees),
        "units": _units(writer, releases, asked, code),
        "edits": [each for setting in SETTING_NAMES if (each := _edits(releases, asked, code, setting))],
        "form": {**blank_form(), "typed": f"{code} "},
        "add_on_release": add_on_release.name if add_on_release else "",
        "as_add_on": [_add_on(each, each.primary) for each in pairs if each.add_on == code][:_MOST_ADD_ONS],
        "as_primary": [_add_on(each, each.add_on) for each in pairs if each.primary == code][:_MOST_ADD_ONS],
        "add_on_type": next((_ADD_ON_TYPES[each.edit_type] for each in pairs if each.add_on == code), ""),
        "modifiers": writer.badges(snapshot.by_procedure.get(code, ())),
        "loaded_nothing": not (schedule or add_on_release or releases.of_kind("ptp") or releases.of_kind("mue")),
        "sources": writer.citations.listed(snapshot),
        "title": f"Procedure code {code}: modifiers, edits, units",
        "description": "",
        "canonical": path_of("procedure", code),
        "crumbs": [("Code pairs", "/pairs/"), (code, None)],
    }


def _indicators(writer: Writer, fees: tuple[FeeIndicators, ...]) -> list[IndicatorView]:
    """One view for each indicator of the whole service; where 26 or TC differ, that is told beside."""
    if not fees:
        return []
    views = []
    for name, field in indicators.FIELDS.items():
        value = getattr(fees[0], name)
        told = indicators.meaning(name, value)
        others = tuple(
            f"{_ROWS.get(row.modifier, row.modifier)}: {getattr(row, name) or 'none'}"
            for row in fees[1:]
            if getattr(row, name) != value
        )
        views.append(
            IndicatorView(
                id=name.replace("_", "-"),
                caption=field.caption,
                value=value,
                words=told.words,
                effects=tuple(
                    EffectView(writer.badges(each.codes), _EFFECTS[each.effect], each.effect, each.why)
                    for each in told.effects
                ),
                marks=writer.citations.marks(field.sources),
                others=others,
            )
        )
    return views


def _shares(fees: Iterable[FeeIndicators]) -> list[tuple[str, str]]:
    """The shares of the global payment, where there are any: (part, percentage)."""
    for row in fees:
        named = (
            ("before", row.preoperative),
            ("during", row.intraoperative),
            ("after", row.postoperative),
        )
        shares = [(part, _percent(value)) for part, value in named]
        if any(value not in ("", "0 %") for _, value in shares):
            return shares
    return []


def _percent(value: str) -> str:
    try:
        return f"{round(float(value) * 100)} %"
    except ValueError:
        return ""


def _units(writer: Writer, releases: Releases, asked: Asked, code: str) -> list[tuple[str, str, UnitsView]]:
    """(setting, release, limit) of every setting that is loaded."""
    found = []
    for loaded in releases.of_kind("mue"):
        name = SETTING_NAMES.get(loaded.setting, "Equipment supplier")
        for view in units_views(writer, releases, asked.of(loaded.setting), [code]):
            found.append((name, loaded.name, view))
    return found


def _edits(releases: Releases, asked: Asked, code: str, setting: Any) -> EditsView | None:
    loaded: Loaded | None = releases.get("ptp", setting)
    if loaded is None:
        return None
    counts = edits_of(loaded, code, asked.on, limit=0).counts
    return EditsView(
        setting=SETTING_NAMES[setting],
        url=pair_path(code, setting=setting),
        opens=counted(counts.get("1", 0), "edit"),
        never=counted(counts.get("0", 0), "edit"),
        release=loaded.name,
        sample=sample_said(loaded),
    )


def _add_on(pair: AddOn, other: str) -> AddOnView:
    is_code = other != CONTRACTOR_DECIDES
    over = bool(pair.deleted_on and pair.deleted_on < timezone.localdate())
    return AddOnView(
        code=other if is_code else "The contractor decides",
        url=path_of("procedure", other) if is_code else "",
        type=_ADD_ON_TYPES[pair.edit_type],
        until=f"ended {day(pair.deleted_on)}" if over else "",
    )
