"""The addresses that lead to a letter, with everything carried over that is known; and back from one to its case."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from modifiers.appeals import questions
from modifiers.appeals.collecting import Consulted, consult
from modifiers.appeals.questions import Case
from modifiers.denials.facts import Line

from .answering import current


def appeal_path(line: Line, *, payer: str = "", on: date | None = None, setting: str = "") -> str:
    """The address of the letter's questions with a denied line filled in.

    Args:
        line: its codes. A letter is about one modifier, so the first is taken; the denied procedure stands first.
        payer: the slug of a payer, if it is known.
        on: the date of service; only its quarter goes into the address.
        setting: ``hospital`` for an outpatient hospital claim.
    """
    denials = [f"group-{each.group}" for each in line.adjustments if each.group]
    denials += [f"carc-{each.reason}" for each in line.adjustments if each.reason]
    denials += [f"rarc-{code}" for code in line.remarks]
    given = {
        "modifier": line.modifiers[:1],
        "procedure": line.procedures[:2],
        "denial": tuple(dict.fromkeys(slug.lower() for slug in denials)),
        "payer": (payer,),
        "quarter": (f"{on.year}-q{(on.month + 2) // 3}" if on else "",),
        "setting": (setting,),
    }
    return path_to("appeal", questions.read(given))


def path_to(name: str, case: Case) -> str:
    """The address of a case on one of the letter's pages."""
    query = urlencode(case.query())
    return f"{reverse(name)}?{query}" if query else reverse(name)


def consulted_at(request: HttpRequest) -> Consulted:
    """The case that the request's address holds, looked up and judged. What was posted is no part of it."""
    given = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    return consult(questions.read(given), current(), timezone.localdate())
