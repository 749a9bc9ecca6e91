"""Filters that show statements: text with its cross-links, source marks, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from modifiers.documents.parts import TimeLimit
from modifiers.pages import words
from modifiers.pages.prose import Mark, Piece

register = template.Library()

_FEW = 3
_LEADING_PUNCTUATION = re.compile(r"[.,;:!?)]*")


@register.filter
def prose(pieces: Iterable[Piece]) -> SafeString:
    """A statement's pieces as HTML: words escaped, codes as inline badges, links only where there is a page.

    Punctuation stays on the line of the badge that it follows: a comma never begins a line.
    """
    found: list[str | SafeString] = []
    badge: SafeString | str = ""
    for piece in pieces:
        text = _piece(piece)
        if badge:
            mark = "" if piece.is_badge or piece.url else _LEADING_PUNCTUATION.match(piece.text)[0]  # type: ignore[index]
            found.append(format_html('<span class="nb">{}{}</span>', badge, mark) if mark else badge)
            text = text[len(mark) :] if mark else text
            badge = ""
        if piece.is_badge:
            badge = text
        else:
            found.append(text)
    return format_html_join("", "{}", ((text,) for text in (*found, badge)))


def _piece(piece: Piece) -> str | SafeString:
    if piece.is_badge:
        if piece.url:
            return format_html('<a class="code" href="{}">{}</a>', piece.url, piece.text)
        return format_html('<span class="code">{}</span>', piece.text)
    if piece.term:
        return format_html('<a class="term" data-term="{}" href="{}">{}</a>', piece.term, piece.url, piece.text)
    return format_html('<a href="{}">{}</a>', piece.url, piece.text) if piece.url else piece.text


@register.filter
def marks(found: Iterable[Mark]) -> SafeString:
    """Source marks: ``[1, 3]``, each a link to the numbered source."""
    held = tuple(found)
    links = format_html_join(
        ", ", '<a href="#{}"><span class="vh">source </span>{}</a>', ((mark.anchor, mark.number) for mark in held)
    )
    # A long list has to break inside, or it would not fit a narrow column.
    kind = "marks many" if len(held) > _FEW else "marks"
    return format_html(' <span class="{}">[{}]</span>', kind, links) if links else SafeString("")


@register.filter
def day(value: date | datetime | None) -> str:
    """``4 Oct 2026``."""
    return words.day(value)


@register.filter
def partial_day(value: str) -> str:
    """``2024`` · ``Feb 2024`` · ``4 Feb 2024``."""
    return words.partial_day(value)


@register.filter
def time_limit(limit: TimeLimit) -> str:
    """``120 days from receiving the notice; at least $200 in dispute (2026)``."""
    return words.time_limit(limit)


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine's form of a date, for ``time`` elements."""
    return value.isoformat() if value else ""
