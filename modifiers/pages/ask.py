"""Ask D3, ``/ask/``: a question in plain words, answered with published statements.

A question is free text, so it comes by POST, is screened, answered and forgotten: it is in no address, log, cookie or
table, and no cache keeps the page (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from modifiers import asking, wording
from modifiers.asking.answer import Answer, Group
from modifiers.asking.question import LONGEST
from modifiers.asking.statements import Quotable
from modifiers.catalogue import Catalogue
from modifiers.codes import DenialCode
from modifiers.ncci.asking import verdict_on
from modifiers.ncci.releases import releases_for
from modifiers.search.index import index_for

from .addresses import link_to, path_of
from .answering import current, page, public
from .pair_asked import pair_path
from .prose import Badge, Mark, Named, Piece, Writer
from .structured_data import About
from .words import HEADINGS, KINDS, RELATIONS, STANCES, denial_label, in_words

EXAMPLES = (
    "Can I bill 59 and XS on one line?",
    "Who pays when I append GZ?",
    "What must the note show for modifier 25?",
    "Does UnitedHealthcare accept the X modifiers?",
    "What does CO-97 mean?",
)
_LOOKED_AT = 4 * LONGEST
"""Characters that are screened; of these the first are read, and nothing after them is looked at or shown again."""

NOTHING_ASKED = "Type a question first, such as: who pays when I append GZ?"
TOO_MUCH = "That was too much to read at once. Ask in a sentence or two."

_PARTS = {
    "summary": "In one sentence",
    "first_action": "What to do first",
    "appeal_note": "Can it be appealed?",
    "notes": "What holds across modifiers",
    **HEADINGS,
}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A statement as published: where it stands, what it says, its sources, and the day it was checked."""

    id: str
    number: int
    part: str
    before: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    checked_on: Any
    url: str
    origin: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The statements of one subject under its name."""

    id: str
    badges: tuple[Badge, ...]
    title: Named
    kind: str
    compare: Named | None
    quotes: tuple[QuoteView, ...]


@public
def _empty(request: HttpRequest) -> HttpResponseBase:
    """The page with nothing asked."""
    return page(request, "ask/page.html", _context(current()))


def _asked(request: HttpRequest) -> HttpResponseBase:
    """The answer to what was posted. No cache keeps it, and no uploaded file is ever written to disk."""
    request.upload_handlers = []  # type: ignore[assignment]
    status = 200
    try:
        typed, message = str(request.POST.get("question", "")), ""
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        typed, message, status = "", TOO_MUCH, 413
    response = page(request, "ask/page.html", _answered(typed, message), status=status, is_indexed=False)
    response.headers["Cache-Control"] = "no-store"
    return response


# The answer to a POST is a function of what was posted; it changes nothing and knows nobody. So there is nothing to
# forge, and a token would mean a cookie for every reader.
@csrf_exempt
def ask(request: HttpRequest) -> HttpResponseBase:
    """A field for a question, and the answer to it."""
    if request.method == "POST":
        return _asked(request)
    response = _empty(request)
    if response.status_code == 405:
        response.headers["Allow"] = "GET, HEAD, POST"
    return response


def _answered(typed: str, message: str) -> dict[str, Any]:
    snapshot = current()
    if message or not typed.strip():
        return _context(snapshot, message=message or NOTHING_ASKED)
    typed = typed[:_LOOKED_AT]
    if kinds := asking.identifiers(typed):
        return _context(snapshot, refused=kinds)
    found = asking.answer(typed, snapshot, index_for(snapshot))
    writer = Writer(snapshot)
    for subject in found.subjects:
        writer.citations.know(subject.sources)
    numbers = count(1)
    groups = tuple(_group(writer, group, numbers) for group in found.groups)
    return {
        **_context(snapshot),
        "question": found.question,
        "was_cut": found.question.was_cut,
        "longest": LONGEST,
        "groups": groups,
        "is_known": found.is_known,
        "unknown_codes": found.question.unknown,
        "near": [] if found.is_known else _near(writer, found),
        "silent": in_words([writer.named("payer", key).name for key in found.silent[:3]]),
        "pair": _pair(snapshot, found.procedures),
        "router": _router(found),
        "sources": writer.citations.listed(snapshot),
        "can_word": found.is_known and wording.is_configured(),
        "wants": found.question.wants[:3],
    }


def _context(snapshot: Catalogue, *, message: str = "", refused: Iterable[str] = ()) -> dict[str, Any]:
    return {
        "title": "Ask D3: a question in plain words",
        "description": "Ask about a modifier, a denial or a payer in plain words: answered from sourced statements.",
        "canonical": reverse("ask"),
        "about": About("Ask D3"),
        "crumbs": [("Ask D3", None)],
        "examples": EXAMPLES,
        "longest": LONGEST,
        "message": message,
        "refused": tuple(refused),
        "counted": f"{len(snapshot.modifiers):,}",
    }


def _group(writer: Writer, group: Group, numbers: Iterator[int]) -> GroupView:
    quotes = tuple(_quote(writer, one.quotable, next(numbers), group.kind == "pair") for one in group.statements)
    if group.kind == "pair":
        title = Named(f"{in_words(group.codes)} together", None)
        return GroupView(group.key, writer.badges(group.codes), title, "", writer.compared(group.codes), quotes)
    if group.kind == "modifier":
        badge = writer.badge(group.key)
        return GroupView(group.key.lower(), (badge,), Named(badge.name, badge.url), "", None, quotes)
    named = writer.named(group.kind, group.key)
    if group.kind == "denial_code":
        named = Named(f"{denial_label(group.key)}: {named.name}", named.url)
    return GroupView(group.key, (), named, KINDS[group.kind], None, quotes)


def _quote(writer: Writer, quotable: Quotable, number: int, is_pair: bool) -> QuoteView:
    path = link_to(writer.links, quotable.kind, quotable.key) or ""
    part = _PARTS.get(quotable.part, quotable.part)
    if quotable.relation:
        part = RELATIONS[quotable.relation][0]
    before = quotable.before
    if quotable.payer:
        before = f"{writer.named('payer', quotable.payer).name}: {STANCES[quotable.stance].lower()}"
    origin = (
        f"Modifier {quotable.key}" if quotable.kind == "modifier" else writer.named(quotable.kind, quotable.key).name
    )
    return QuoteView(
        quotable.id,
        number,
        part,
        before.rstrip("."),
        writer.pieces(quotable.text),
        writer.citations.marks(quotable.sources),
        quotable.checked_on,
        f"{path}#{quotable.anchor}" if quotable.anchor else path,
        origin if is_pair else "",
    )


def _near(writer: Writer, found: Answer) -> list[tuple[Badge | None, Named]]:
    rows: list[tuple[Badge | None, Named]] = []
    for near in found.near:
        named = writer.named(near.kind, near.key)
        if near.kind == "denial_code":
            named = Named(f"{denial_label(near.key)}: {named.name}", named.url)
        if named.url:
            rows.append((writer.badge(near.key) if near.kind == "modifier" else None, named))
    return rows


def _pair(snapshot: Catalogue, codes: tuple[str, ...]) -> dict[str, str] | None:
    """Today's verdict on two procedure codes of the question, or the page of one."""
    if len(codes) == 2:
        verdict = verdict_on(releases_for(snapshot), codes, timezone.localdate(), "practitioner", "medicare")
        return {"words": verdict.headline, "url": pair_path("-".join(codes)), "status": verdict.status}
    if codes:
        return {"words": f"Procedure code {codes[0]}: what it lets in", "url": path_of("procedure", codes[0])}
    return None


def _router(found: Answer) -> str:
    """The denial router with the codes of the question filled in: codes alone may stand in an address."""
    query: dict[str, str] = {}
    for slug in found.question.denials:
        code = DenialCode.parse(slug)
        query.setdefault(code.system, code.value.lower())
    if not {"carc", "rarc"} & set(query):
        return ""
    if found.question.codes:
        query["modifier"] = " ".join(code.lower() for code in found.question.codes[:4])
    return f"{reverse('denial_list')}?{urlencode(query)}"
