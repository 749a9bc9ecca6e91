"""``POST /api/v1/route``: the denial router for programs. What is posted is read to codes, answered and forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from modifiers.catalogue import Catalogue
from modifiers.denials import collecting, fields, reading, wording
from modifiers.denials.deadlines import Deadline
from modifiers.denials.facts import Facts, Line, PayerKind
from modifiers.denials.route import Cited, Route
from modifiers.denials.router import route as way_out
from modifiers.documents.links import plain

from . import shapes
from .addresses import page_url
from .answering import current
from .problems import Refusal, Wrong

MOST_LINES = 20
"""Lines that one answer holds."""

router = Router(tags=["route"])

_CODES = "A code, or a list of codes."
Codes = Annotated[str | list[str], Field(description=_CODES)]


class RouteAsked(BaseModel):
    """A denied line: ``text`` as it was pasted, or its codes in fields, or both."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        "", description="Codes, a line of a remittance viewer, or 835 segments. 200,000 characters are read."
    )
    payer_kind: PayerKind = Field("unknown", description="`medicare`, `commercial`, `medicaid` or `unknown`.")
    group: str = Field("", description="The group code: `CO`, `PR`, `OA`, `PI`, `CR`.")
    carc: Codes = Field("", description="Reason codes, such as `97` or `CO-97`.")
    rarc: Codes = Field("", description="Remark codes, such as `N519`.")
    modifiers: Codes = Field("", description="The modifiers on the line.")
    procedures: Codes = Field("", description="The procedure codes of the line.")
    date_of_service: str = Field("", description="YYYY-MM-DD. Never needed for the road, but for its deadline.")
    date_of_remittance: str = Field("", description="YYYY-MM-DD.")
    edit_indicator: str = Field(
        "", description="NCCI indicator of the code pair on that date: `0`, `1`, `9`, or `none` for no edit."
    )


_FIELDS = {
    "group": "group",
    "carc": "carc",
    "rarc": "rarc",
    "modifiers": "modifier",
    "procedures": "procedure",
    "date_of_service": "service",
    "date_of_remittance": "notice",
    "edit_indicator": "indicator",
}
"""Member of the body → field of the router."""


@router.post("/route", response=shapes.RouteAnswer, operation_id="route", url_name="route")
def route(request: HttpRequest, body: RouteAsked) -> HttpResponse:
    """The way out of a denied line, with the statements that it rests on. Nothing posted is stored or logged."""
    asked = fields.read(
        {"payer": body.payer_kind, **{name: _text(getattr(body, key)) for key, name in _FIELDS.items()}}
    )
    if asked.wrong:
        raise _bad(asked.wrong)
    found = reading.read(body.text)
    lines = found.lines if len(found.lines) > 1 else fields.merged(found.lines, asked.line)
    if not lines:
        detail = "There is no denial code in it: a reason such as CO-97 or a remark such as N519."
        raise Refusal(422, detail, Wrong(parameter="text", detail=detail, allowed=_described("text")))
    snapshot = current()
    published = collecting.published(snapshot)
    today = timezone.localdate()
    answers = []
    for line in lines[:MOST_LINES]:
        facts = Facts(line, asked.payer_kind, asked.service_on, asked.notice_on, asked.edit)
        answers.append(_told(snapshot, line, way_out(facts, published, today)))
    answer = shapes.RouteAnswer(
        **dict(answers[0]),
        lines=tuple(answers[1:]),
        dropped=found.dropped,
        notes=found.notes,
    )
    return HttpResponse(answer.model_dump_json(), content_type="application/json")


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _described(name: str) -> str:
    return RouteAsked.model_fields[name].description or ""


def _bad(wrong: Any) -> Refusal:
    names = {field: member for member, field in _FIELDS.items()} | {"payer": "payer_kind"}
    told = [Wrong(parameter=names[n], detail=detail, allowed=_described(names[n])) for n, detail in wrong.items()]
    return Refusal(422, " ".join(f"{each.parameter}: {each.detail}" for each in told), *told)


def _told(snapshot: Catalogue, line: Line, found: Route) -> shapes.LineRoute:
    deadlines = tuple(_deadline(each) for each in found.deadlines)
    sources = tuple(snapshot.sources[key] for key in found.sources if key in snapshot.sources)
    because = (wording.lead(found), *(_plain(cited) for cited in found.because))
    return shapes.LineRoute(
        road=found.road,
        headline=wording.headline(found),
        also=tuple(
            shapes.OtherRoad(road=other.road, when=_plain(other.when), statement=other.when.name)
            for other in found.also
        ),
        because=" ".join(because),
        statements=tuple(_statements(found.because)),
        said=tuple(
            shapes.SaidCode(code=said.code, name=said.name or None, meaning=" ".join(map(_plain, said.meaning)) or None)
            for said in found.said
        ),
        evidence=tuple(_plain(cited) for cited in found.evidence),
        modifiers=found.modifiers,
        deadline=deadlines[0] if deadlines else None,
        deadlines=deadlines,
        warnings=found.warnings,
        sources=sources,
        line=line.text,
    )


def _plain(cited: Cited) -> str:
    statement: Any = cited.statement
    action = f" {statement.action}" if cited.part == "denials" else ""
    return plain(f"{statement.text}{action}")


def _statements(cited: Iterable[Cited]) -> Iterable[shapes.RoadStatement]:
    for each in cited:
        yield shapes.RoadStatement(
            statement=each.name, text=_plain(each), url=page_url(each.kind, each.key), sources=each.statement.sources
        )


def _deadline(deadline: Deadline) -> shapes.RoadDeadline:
    limit = deadline.limit
    return shapes.RoadDeadline(
        name=limit.name,
        payer=deadline.payer,
        road=limit.road,
        last_on=deadline.last_on,
        is_past=deadline.is_past,
        told=wording.counted(deadline),
        amount=limit.amount,
        amount_year=limit.amount_year,
        rule=plain(limit.text),
        sources=limit.sources,
    )
