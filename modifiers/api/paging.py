"""Parts of a list, walked by key: a publication between two parts neither repeats nor skips a subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modifiers.catalogue import Entry, sort_key
from modifiers.codes import CodeError, DenialCode, ModifierCode

from .addresses import list_url
from .parameters import Paging, bad_value


def part_of(entries: Iterable[Entry], kind: str, path: str, query: Paging) -> tuple[int, str | None, list[Entry]]:
    """How many there are in all, the address of the next part, and this part.

    Args:
        entries: all that fit, in the catalogue's order.
        kind: the kind of subject, which knows how its keys are ordered.
        path: the path of the list.
        query: the part that is asked for; its other parameters go on into the next address.

    Raises:
        Refusal: if ``after`` is no key of that kind.
    """
    found = list(entries)
    rest = found if query.after is None else _behind(found, kind, query.after)
    part = rest[: query.limit]
    more = len(rest) > len(part)
    return len(found), next_part(path, query, part[-1].key) if more else None, part


def _behind(found: list[Entry], kind: str, after: str) -> list[Entry]:
    try:
        place = sort_key(kind, key_of(kind, after))
    except CodeError as error:
        raise bad_value("after", str(error), "The key of an item, as `next` has it.") from error
    return [entry for entry in found if sort_key(kind, entry.key) > place]


def key_of(kind: str, typed: str) -> str:
    """The key that somebody means: a modifier or denial code in any spelling, a slug in any case.

    Raises:
        CodeError: with a sentence, if it is no code of the kind.
    """
    if kind == "modifier":
        return ModifierCode.parse(typed).value
    if kind == "denial_code":
        return DenialCode.parse(typed).slug
    return typed.lower()


def next_part(path: str, query: Paging, last: str) -> str:
    """The address of the part behind the item ``last``, with all that was asked for."""
    asked: dict[str, Any] = query.model_dump(mode="json", exclude_none=True)
    asked["after"] = last.lower()
    return list_url(path, ((name, _typed(value)) for name, value in asked.items()))


def _typed(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
