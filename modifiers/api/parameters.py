"""What can be asked: parameters with what is allowed, and refusals that tell it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.errors import ValidationErrorContext
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from modifiers import documents
from modifiers.documents.base import Depth

from .problems import Refusal, Wrong

MOST = 100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_LONGEST_ECHO = 40


def _day(typed: object) -> object:
    if isinstance(typed, str):
        try:
            if _DAY.fullmatch(typed):
                return date.fromisoformat(typed)
        except ValueError:
            pass
        raise ValueError("Write the day as year-month-day, such as 2025-06-01")
    return typed


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _moment(typed: object) -> object:
    """A moment in UTC, or the first one of a day in the site's time zone."""
    if isinstance(typed, str):
        try:
            if _DAY.fullmatch(typed):
                return timezone.make_aware(datetime.fromisoformat(typed)).astimezone(UTC)
            if _MOMENT.fullmatch(typed):
                return datetime.fromisoformat(typed)
        except (ValueError, OverflowError):
            pass
        raise ValueError("Write a day or a moment in UTC, such as 2026-11-01 or 2026-11-01T14:00:00Z")
    return typed


Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string"})]


class Paging(BaseModel):
    """A part of a list: at most ``limit`` items, beginning behind the item ``after``."""

    limit: int = Field(50, ge=1, le=MOST, description=f"How many items at most: 1 to {MOST}.")
    after: str | None = Field(
        None, max_length=64, description="The key of the last item of the part before. `next` has it already."
    )


class ModifierQuery(Paging):
    """Filters of the list of modifiers. All that are given must hold."""

    system: Literal["cpt", "hcpcs"] | None = Field(None, description="`cpt` or `hcpcs`.")
    family: str | None = Field(None, description="The slug of a family, as in /api/v1/families.")
    topic: str | None = Field(None, description="The slug of a topic, as in /api/v1/topics.")
    setting: str | None = Field(None, description="The slug of a setting, as in /api/v1/settings.")
    ncci: bool | None = Field(
        None, description="`true` or `false`: whether an NCCI edit can be bypassed with the modifier."
    )
    depth: Depth | None = Field(None, description="`full` or `entry`: whole pages or short ones.")
    in_force_on: Day | None = Field(
        None, description="A date of service, YYYY-MM-DD. Dates not known to us do not exclude."
    )
    q: str | None = Field(None, description="What the code begins with: one or two letters or digits.")


class AsOf(BaseModel):
    """A past state."""

    as_of: Day | None = Field(
        None, description="The reference as it stood at the end of that day: YYYY-MM-DD, today or earlier."
    )

    @property
    def moment(self) -> datetime | None:
        """The last moment of the day in the site's time zone, now if the day is not over; None when not asked.

        Raises:
            Refusal: if the day has not come.
        """
        if self.as_of is None:
            return None
        if self.as_of > timezone.localdate():
            raise bad_value("as_of", "That day has not come.", "Today or an earlier day, as YYYY-MM-DD.")
        try:
            return min(timezone.make_aware(datetime.combine(self.as_of, time.max)), timezone.now())
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)


class ChangesQuery(Paging):
    """What a program wants to be told of."""

    since: Moment = Field(
        description="The day it begins with, YYYY-MM-DD (Eastern time), or the moment, YYYY-MM-DDTHH:MM:SSZ."
    )
    kind: Literal[tuple(documents.DOCUMENTS)] | None = Field(  # type: ignore[valid-type]
        None, description=f"Only subjects of one kind: {', '.join(f'`{kind}`' for kind in documents.DOCUMENTS)}."
    )
    after: str | None = Field(
        None, max_length=120, description="The last item of the part before. `next` has it already."
    )

    @property
    def checked_since(self) -> datetime:
        """``since``.

        Raises:
            Refusal: if that moment has not come.
        """
        if self.since > timezone.now():
            raise bad_value(
                "since", "That moment has not come.", "A day or a moment that has come; `poll_since` is one."
            )
        return self.since


class PairQuery(BaseModel):
    """The day and the claim of a code pair."""

    on: Day | None = Field(None, description="The date of service, YYYY-MM-DD; today by default.")
    setting: Literal["practitioner", "hospital"] = Field(
        "practitioner", description="Whose claim it is: `practitioner` or `hospital` (outpatient)."
    )
    program: Literal["medicare", "medicaid"] = Field("medicare", description="`medicare` or `medicaid`.")


class SearchQuery(BaseModel):
    """What to search for."""

    q: str = Field(description="A code, two procedure codes, a denial code or words, as anybody types them.")
    read_as: Literal["code", "pair", "denial", "text"] | None = Field(
        None, description="How to read it if it can be read so: `code`, `pair`, `denial` or `text`."
    )
    limit: int = Field(20, ge=1, le=MOST, description=f"How many results at most: 1 to {MOST}.")


def bad_value(parameter: str, detail: str, allowed: str) -> Refusal:
    """422 for one parameter."""
    return Refusal(422, f"{parameter}: {detail}", Wrong(parameter=parameter, detail=detail, allowed=allowed))


def one_of(parameter: str, value: str, allowed: Iterable[str]) -> str:
    """The value, if it is allowed.

    Raises:
        Refusal: naming what is allowed.
    """
    known = sorted(allowed)
    if value not in known:
        raise bad_value(parameter, f"There is none called “{shortened(value)}”.", ", ".join(known))
    return value


def shortened(typed: str) -> str:
    """Typed text as it can stand in a sentence."""
    return typed if len(typed) <= _LONGEST_ECHO else f"{typed[:_LONGEST_ECHO]}…"


def bad_values(contexts: Iterable[ValidationErrorContext[Any]]) -> Refusal:
    """422 for every parameter whose value could not be read."""
    wrong = []
    for context in contexts:
        described = _described(context.model)
        for found in context.pydantic_validation_error.errors(include_url=False, include_input=False):
            name = str(found["loc"][-1])
            detail = f"{found['msg'].removeprefix('Value error, ')}."
            wrong.append(Wrong(parameter=name, detail=detail, allowed=described.get(name, "")))
    return Refusal(422, " ".join(f"{each.parameter}: {each.detail}" for each in wrong), *wrong)


def _described(holder: type[BaseModel]) -> dict[str, str]:
    """What is allowed, by parameter, for the model that django-ninja makes around ours."""
    models: list[Any] = [field.annotation for field in holder.model_fields.values()]
    return {
        name: field.description or "" for model in models for name, field in getattr(model, "model_fields", {}).items()
    }


def known_only(operation: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse parameters that an operation does not know, and any that is given twice: both would be a silent lie."""

    @functools.wraps(operation)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        query = kwargs.get("query")
        allowed = ", ".join(type(query).model_fields) if query is not None else ""
        wrong = [
            Wrong(parameter=shortened(name), detail=detail, allowed=allowed)
            for name, values in request.GET.lists()
            if (detail := _complaint(name, len(values), query))
        ]
        if wrong:
            detail = " ".join(f"{each.parameter}: {each.detail}" for each in wrong[:5])
            raise Refusal(400, f"{detail} Known here: {allowed or 'no parameter at all'}.", *wrong[:5])
        return operation(request, **kwargs)

    return answer


def _complaint(name: str, times: int, query: BaseModel | None) -> str:
    if query is None or name not in type(query).model_fields:
        return "There is no such parameter here."
    return "It is given more than once." if times > 1 else ""
