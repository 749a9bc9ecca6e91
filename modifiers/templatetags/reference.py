"""Filters that show statements: text with its cross-links, source marks, dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from modifiers.pages import words
from modifiers.pages.prose import Mark, Piece

register = template.Library()


@register.filter
def prose(pieces: Iterable[Piece]) -> SafeString:
    """A statement's pieces as HTML: words escaped, codes as inline badges, links only where there is a page."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: Piece) -> str | SafeString:
    if piece.is_badge:
        if piece.url:
            return format_html('<a class="code" href="{}">{}</a>', piece.url, piece.text)
        return format_html('<span class="code">{}</span>', piece.text)
    return format_html('<a href="{}">{}</a>', piece.url, piece.text) if piece.url else piece.text


@register.filter
def marks(found: Iterable[Mark]) -> SafeString:
    """Source marks: ``[1, 3]``, each a link to the numbered source."""
    links = format_html_join(
        ", ", '<a href="#{}"><span class="vh">source </span>{}</a>', ((mark.anchor, mark.number) for mark in found)
    )
    return format_html(' <span class="marks">[{}]</span>', links) if links else SafeString("")


@register.filter
def day(value: date | datetime | None) -> str:
    """``4 Oct 2026``."""
    return words.day(value)


@register.filter
def partial_day(value: str) -> str:
    """``2024`` · ``Feb 2024`` · ``4 Feb 2024``."""
    return words.partial_day(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine's form of a date, for ``time`` elements."""
    return value.isoformat() if value else ""
