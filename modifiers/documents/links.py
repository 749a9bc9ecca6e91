"""The one markup that statements know: the cross-link.

``[[XS]]`` links a modifier, ``[[carc-97]]`` a denial code, ``[[family:distinct-service]]``,
``[[payer:aetna]]``, ``[[setting:dermatology]]`` and ``[[page:disclaimer]]`` the rest. A label may
follow a bar: ``[[page:editorial-policy|how we check]]``. Everything else is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from modifiers.codes import CodeError, DenialCode, ModifierCode

_LINK = re.compile(r"\[\[([^\[\]|]{1,80})(?:\|([^\[\]|]{1,120}))?\]\]")
_NAMED = ("family", "payer", "setting", "topic", "question", "comparison", "page")


class LinkError(ValueError):
    """A cross-link that cannot be read. ``str()`` is a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cross-link: the kind and key of the subject it leads to, and the words that carry it.

    ``is_bare`` tells that no label was given, so that the words are made of the key.
    """

    kind: str
    key: str
    label: str
    is_bare: bool = False


def split(text: str) -> Iterator[str | Link]:
    """Yield the plain pieces and the links of a text, in order.

    Raises:
        LinkError: if a link names no kind of subject that exists.
    """
    end = 0
    for match in _LINK.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        yield _read(match.group(1).strip(), (match.group(2) or "").strip())
        end = match.end()
    if end < len(text):
        yield text[end:]


def links(text: str) -> list[Link]:
    """All cross-links of a text."""
    return [piece for piece in split(text) if isinstance(piece, Link)]


def plain(text: str) -> str:
    """The text as it reads, with each link replaced by its label."""
    return "".join(piece.label if isinstance(piece, Link) else piece for piece in split(text))


def _read(target: str, label: str) -> Link:
    kind, colon, key = target.partition(":")
    if colon:
        if kind not in _NAMED or not key:
            raise LinkError(
                f"[[{target}]]: write a modifier, a denial code, or one of {', '.join(_NAMED)} and a colon."
            )
        return Link(kind, key, label or key.replace("-", " "), not label)
    if len(target) == 2:
        try:
            code = ModifierCode.parse(target).value
        except CodeError as error:
            raise LinkError(f"[[{target}]]: {error}") from error
        return Link("modifier", code, label or code)
    try:
        denial = DenialCode.parse(target)
    except CodeError as error:
        raise LinkError(f"[[{target}]]: {error}") from error
    return Link("denial_code", denial.slug, label or str(denial))
