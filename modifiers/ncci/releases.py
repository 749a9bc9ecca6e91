"""The releases that answer now. Asked anew whenever the catalogue's stamp has moved, as an import moves it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import Error as DatabaseError

from modifiers.catalogue import Catalogue

from .models import Release
from .records import Kind, Loaded, Program, Setting
from .stores import forget_removed

logger = logging.getLogger(__name__)

Set = tuple[str, str, str]


class Releases:
    """The release that answers for each set. Immutable."""

    def __init__(self, ready: Iterable[Loaded]) -> None:
        """Take releases, of each set the one that answers first."""
        found: dict[Set, Loaded] = {}
        for each in ready:
            found.setdefault((each.kind, each.setting, each.program), each)
        self._found: Mapping[Set, Loaded] = MappingProxyType(found)

    def get(self, kind: Kind, setting: Setting = "", program: Program = "medicare") -> Loaded | None:
        """The release of a set, or None if none is loaded."""
        return self._found.get((kind, setting, program))

    def of_kind(self, kind: Kind) -> tuple[Loaded, ...]:
        """The releases of a kind, Medicare first, practitioner before hospital."""
        found = [each for (its_kind, _, _), each in self._found.items() if its_kind == kind]
        return tuple(sorted(found, key=lambda each: (each.program != "medicare", each.setting != "practitioner")))


_lock = threading.Lock()
_kept: tuple[str, Releases] | None = None


def releases_for(snapshot: Catalogue) -> Releases:
    """The releases that answer beside a snapshot of the catalogue: one query after each import or publish.

    While the database is away, the releases last known go on to answer.

    Raises:
        DatabaseError: if it is away and none are known.
    """
    global _kept
    kept = _kept
    if kept is not None and kept[0] == snapshot.stamp:
        return kept[1]
    try:
        found = Releases(release.loaded for release in Release.objects.ready())
    except DatabaseError as error:
        if kept is None:
            raise
        logger.warning("releases: database unreachable, using those last known (%s)", type(error).__name__)
        return kept[1]
    with _lock:
        _kept = (snapshot.stamp, found)
    forget_removed()
    return found
