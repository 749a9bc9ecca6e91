"""What has grown old or died: sources not consulted for long, sources nobody cites, references that lead nowhere.

It reads working copies and live editions, and opens no address (:mod:`.opening` does, when it is asked to).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.utils import timezone
from pydantic import ValidationError

from modifiers import documents, publishing
from modifiers.documents import Document
from modifiers.models import SUBJECTS, Edition, Source

from .plan import SOURCE

OLD_AFTER = 365
"""Days after which a source should be consulted again."""

Place = Literal["draft", "live"]


@dataclass(frozen=True, slots=True)
class DeadReference:
    """Something that names what is not there.

    Attributes:
        place: in the ``draft`` or in what is ``live``.
        kind: of the subject that names it.
        key: its natural key.
        path: the field.
        named: what it names, such as ``payer aetna``.
        why: as a sentence.
    """

    place: Place
    kind: str
    key: str
    path: str
    named: str
    why: str


@dataclass(frozen=True, slots=True)
class OldSource:
    """A source that was last consulted long ago."""

    key: str
    title: str
    checked_on: date
    days: int
    cited_by: int


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything that :func:`watch` found; ``undated`` and ``uncited`` are keys of sources."""

    old: tuple[OldSource, ...]
    undated: tuple[str, ...]
    uncited: tuple[str, ...]
    dead: tuple[DeadReference, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing must be done: what has no date or no reader is only told."""
        return not (self.old or self.dead)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {name: list(value) for name, value in asdict(self).items()}


def watch(*, older_than: int = OLD_AFTER, today: date | None = None) -> Watched:
    """Look at all sources and references.

    Args:
        older_than: days since a source was consulted after which it is old.
        today: the day to count from.
    """
    on = today or timezone.localdate()
    drafts = _drafts()
    live = _live()
    citing = _citing([*drafts.values(), *live.values()])
    sources = list(Source.objects.all())
    last = on - timedelta(days=older_than)
    return Watched(
        old=tuple(
            OldSource(one.key, one.title, one.checked_on, (on - one.checked_on).days, len(citing.get(one.key, ())))
            for one in sorted(sources, key=lambda one: (one.checked_on, one.key))
            if one.checked_on < last
        ),
        undated=tuple(one.key for one in sources if not one.document_date),
        uncited=tuple(one.key for one in sources if one.key not in citing),
        dead=tuple(_dead(drafts, live, {one.key for one in sources})),
    )


def old_source_count(*, older_than: int = OLD_AFTER, today: date | None = None) -> int:
    """How many sources were last consulted more than so many days ago: one query."""
    on = today or timezone.localdate()
    return Source.objects.filter(checked_on__lt=on - timedelta(days=older_than)).count()


def broken_references() -> list[DeadReference]:
    """The references of drafts and live editions that lead nowhere, as :func:`watch` finds them."""
    return list(_dead(_drafts(), _live(), set(Source.objects.values_list("key", flat=True))))


Subjects = Mapping[tuple[str, str], Document]


def _drafts() -> dict[tuple[str, str], Document]:
    found: dict[tuple[str, str], Document] = {}
    for kind in SUBJECTS:
        composed, _ = publishing.try_compose_many(kind)
        found |= {(kind, key): document for key, document in composed.items()}
    return found


def _live() -> dict[tuple[str, str], Document]:
    newest: dict[tuple[str, str], tuple[int, str]] = {}
    editions = Edition.objects.filter(live_from__lte=timezone.now()).order_by("number")
    for pk, kind, key, withdrawal in editions.values_list("pk", "kind", "key", "withdrawal"):
        newest[kind, key] = (pk, withdrawal)
    found = {}
    chosen = Edition.objects.filter(pk__in=[pk for pk, withdrawal in newest.values() if not withdrawal])
    for kind, key, text in chosen.values_list("kind", "key", "document"):
        try:
            found[kind, key] = documents.parse(json.loads(text))
        except ValidationError:
            continue  # of an older form of the document; its page says so
    return found


def _citing(given: list[Document]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for document in given:
        for key in document.cited():
            found.setdefault(key, set()).add((document.kind, document.key))
    return found


def _dead(drafts: Subjects, live: Subjects, sources: set[str]) -> Iterator[DeadReference]:
    withdrawn = _withdrawn(live)
    written = {(kind, key) for kind, model in SUBJECTS.items() for key in _keys(model)}
    for document in drafts.values():
        for named in publishing.references(document):
            target = (named.kind, named.key)
            if named.kind == SOURCE:
                continue  # the database holds rows to the sources that they cite
            if target in withdrawn:
                yield _told("draft", document, named, "It was withdrawn.")
            elif target not in live and target not in written:
                yield _told("draft", document, named, "There is none.")
    for document in live.values():
        for named in publishing.references(document):
            if named.kind == SOURCE:
                if named.key not in sources:
                    yield _told("live", document, named, "The source was deleted; the page still shows it.")
            elif (named.kind, named.key) not in live:
                yield _told("live", document, named, "It is not live.")


def _withdrawn(live: Subjects) -> set[tuple[str, str]]:
    ever = set(Edition.objects.filter(live_from__lte=timezone.now()).values_list("kind", "key"))
    return ever - live.keys()


def _keys(model: Any) -> Iterator[str]:
    return iter(model._default_manager.values_list(model.key_field, flat=True))


def _told(place: Place, document: Document, named: publishing.Reference, why: str) -> DeadReference:
    return DeadReference(
        place, document.kind, document.key, named.path, f"{named.kind.replace('_', ' ')} {named.key}", why
    )
