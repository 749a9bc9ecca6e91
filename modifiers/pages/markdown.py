"""A page as Markdown, from the same view model that its template shows: nothing is said here that is not said there.

Sources are footnotes, as GitHub and most readers of Markdown know them. Links are absolute, so that a sheet can be
read away from the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .addresses import absolute
from .prose import Badge, Mark, Named, NumberedSource, Piece, Shown
from .sections import Section
from .words import day, partial_day, time_limit

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_AT_THE_BEGINNING = re.compile(r"^(\d+)([.)])(?=\s|$)|^([#+-]|={2,})")


def escaped(text: str) -> str:
    """A text in which no character is markup. Its white space is folded."""
    folded = " ".join(text.split())
    marked = _SPECIAL.sub(r"\\\1", folded)
    return _AT_THE_BEGINNING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)


def linked(text: str, url: str | None) -> str:
    """A text, as a link where there is a page."""
    return f"[{escaped(text)}]({absolute(url)})" if url else escaped(text)


def prose(pieces: Iterable[Piece]) -> str:
    """A statement's words with its links."""
    return "".join(
        linked(piece.text, piece.url) if piece.url else _inner(piece.text, is_first=place == 0)
        for place, piece in enumerate(pieces)
    )


def _inner(text: str, *, is_first: bool) -> str:
    """A run inside a line: the spaces at its ends stay."""
    marked = _SPECIAL.sub(r"\\\1", text)
    return escaped(text) + " " * (text != text.rstrip()) if is_first else marked


def marks(found: Iterable[Mark]) -> str:
    """The footnotes of a statement."""
    return "".join(f"[^{mark.number}]" for mark in found)


def said(line: Shown) -> str:
    """A statement with its footnotes."""
    return prose(line.pieces) + marks(line.marks)


def named(name: Named) -> str:
    """A subject by name."""
    return linked(name.name, name.url)


def badge(found: Badge) -> str:
    """A modifier by code and, where it is live, name."""
    code = linked(found.code, found.url)
    return f"{code} {escaped(found.name)}" if found.name else code


def badges(found: Iterable[Badge]) -> str:
    """Codes in their order."""
    return ", ".join(linked(one.code, one.url) for one in found)


def section_lines(section: Section) -> Iterator[str]:
    """A section: its heading, what it holds, and what the family says there for all its members."""
    yield f"## {escaped(section.heading)}"
    yield from _SECTIONS[section.template](section)
    if section.shared:
        is_list = section.template == "checklist"
        if section.family and not is_list:
            yield f"For all of {named(section.family)}:"
        yield from _bullets(("[ ] " if is_list else "") + said(line) for line in section.shared)


def source_lines(sources: Iterable[NumberedSource]) -> Iterator[str]:
    """The sources, as footnotes under their heading."""
    found = list(sources)
    if found:
        yield "## Sources"
    for numbered in found:
        source = numbered.source
        title = f"[{escaped(source.title)}]({source.url})" if source.url else escaped(source.title)
        section = f", {escaped(source.section)}" if source.section else ""
        dated = f"Dated {partial_day(source.document_date)}." if source.document_date else "Undated."
        note = f" {escaped(source.note)}" if source.note else ""
        yield (
            f"[^{numbered.number}]: {title}, {escaped(source.publisher)}{section}."
            f" {dated} Checked {day(source.checked_on)}.{note}"
        )


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    """One block: the items of a list stand without blank lines between them."""
    items = [f"- {line}" for line in lines]
    if items:
        yield "\n".join(items)


def _points(section: Section) -> Iterator[str]:
    yield from _bullets(said(line) for line in section.items)


def _paragraphs(section: Section) -> Iterator[str]:
    yield from (said(line) for line in section.items)


def _ticks(section: Section) -> Iterator[str]:
    yield from _bullets(f"[ ] {said(line)}" for line in section.items)


def _do_not(section: Section) -> Iterator[str]:
    yield from _bullets(
        said(item.line) + (f" Use instead {badges(item.instead)}." if item.instead else "") for item in section.items
    )


def _denial(item: Any) -> str:
    codes = f" ({', '.join(named(code) for code in item.codes)})" if item.codes else ""
    return (
        f"**{escaped(item.line.part.says)}**{codes}: {said(item.line)} **{escaped(item.road)}.** {prose(item.action)}"
    )


def _denials(section: Section) -> Iterator[str]:
    yield from _bullets(_denial(item) for item in section.items)


def _uses(section: Section) -> Iterator[str]:
    yield from _bullets(f"{badge(found)}: {_denial(item)}" for found, item in section.items)


def _appealable(section: Section) -> Iterator[str]:
    yield f"**{escaped(str(section.extra))}.**"
    yield from _paragraphs(section)


def _payer_facts(item: Any) -> str:
    part = item.line.part
    told = [escaped(item.stance)]
    told += ["Differs from Medicare"] if part.differs else []
    if item.is_known:
        told += [f"Since {day(part.effective_on)}" if part.effective_on else "Start date not known to us"]
    told += [f"until {day(part.ended_on)}"] if part.ended_on else []
    return ", ".join(told)


def _payer_notes(section: Section) -> Iterator[str]:
    yield from _bullets(
        f"{badge(item.modifier) if item.modifier else named(item.payer)}: **{_payer_facts(item)}.** {said(item.line)}"
        for item in section.items
    )


def _answers(section: Section) -> Iterator[str]:
    for _, payer, notes in section.items:
        yield f"### {named(payer)}"
        yield from _bullets(
            f"{badge(item.modifier)}: **{_payer_facts(item)}.** {said(item.line)}"
            + (f" The same for {badges(others)}." if others else "")
            for item, others in notes
        )


def _related(section: Section) -> Iterator[str]:
    yield from _bullets(f"{badge(item.badge)} ({escaped(item.relation)}): {said(item.line)}" for item in section.items)


def _examples(section: Section) -> Iterator[str]:
    for item in section.items:
        yield f"### {escaped(item.line.part.title)}"
        yield prose(item.scene)
        if item.claim:
            yield f"```\n{item.claim}\n```"
        yield from _bullets(escaped(note) for note in item.notes)
        yield f"**{'Right' if item.line.part.is_right else 'Wrong'}.** {said(item.line)}"


def _misconceptions(section: Section) -> Iterator[str]:
    for item in section.items:
        since = f", since {day(item.line.part.since)}" if item.line.part.since else ""
        yield f"You may have read: {prose(item.claim)}\n\nIn fact{since}: {said(item.line)}"


def _settings(section: Section) -> Iterator[str]:
    for item in section.items:
        codes = f" ({', '.join(item.line.part.procedures)})" if item.line.part.procedures else ""
        head = badge(item.modifier) if item.modifier else named(item.setting)
        yield from _bullets([f"{head}{codes}: {said(item.line)}"])


def _time_limits(section: Section) -> Iterator[str]:
    yield from _bullets(
        f"**{escaped(line.part.name)}**: {escaped(time_limit(line.part))}. {said(line)}" for line in section.items
    )


def _members(section: Section) -> Iterator[str]:
    yield from _bullets(f"{badge(found)}: {escaped(found.summary)}" for found in section.items)


def _names(section: Section) -> Iterator[str]:
    yield from _bullets(named(name) for name in section.items)


def _family(section: Section) -> Iterator[str]:
    if section.extra["has_guidance"]:
        yield from _paragraphs(section)
    if section.extra["others"]:
        yield f"Also in {named(section.extra['family'])}: {badges(section.extra['others'])}."


_SECTIONS: Mapping[str, Callable[[Section], Iterator[str]]] = {
    "answers": _answers,
    "appealable": _appealable,
    "bullets": _points,
    "caution": _points,
    "checklist": _ticks,
    "denials": _denials,
    "do_not": _do_not,
    "examples": _examples,
    "family": _family,
    "members": _members,
    "misconceptions": _misconceptions,
    "names": _names,
    "opens_edit": _points,
    "paragraphs": _paragraphs,
    "payer_notes": _payer_notes,
    "related": _related,
    "settings": _settings,
    "time_limits": _time_limits,
    "use": _points,
    "uses": _uses,
}
"""Template of a section (``templates/sections/``) → its Markdown."""
