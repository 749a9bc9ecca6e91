"""All modifiers, with filters that work as a plain GET form and sharpen with htmx: ``/modifiers/``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from modifiers.catalogue import Catalogue, Entry
from modifiers.codes import CodeError, DenialCode, ModifierCode
from modifiers.documents import ModifierDocument
from modifiers.search.index import index_for

from .addresses import link_to, path_of
from .answering import current, page, public
from .modifier import Status, status_of
from .prose import Badge, Named, Writer
from .structured_data import About, term_set
from .words import counted, day

SYSTEMS = {"cpt": "CPT", "hcpcs": "HCPCS Level II"}
SORTS = {"code": "Code", "name": "Name", "updated": "Latest update"}
_LONGEST_QUERY = 120


@public
def modifier_list(request: HttpRequest) -> HttpResponseBase:
    """The list; a query that is a live code goes straight to its page."""
    snapshot = current()
    filters = Filters.read(request.GET, snapshot)
    is_fragment = request.headers.get("HX-Request") == "true"
    if not is_fragment and (target := page_of_code(snapshot, filters.q)):
        return HttpResponseRedirect(target)
    rows = filters.apply(snapshot)
    context = {
        "title": f"Modifiers: {filters.in_words}" if filters.is_active else "All modifiers",
        "description": "CPT and HCPCS Level II modifiers with their meaning, by system, family, topic and setting.",
        "canonical": "/modifiers/",
        "filters": filters,
        "rows": [_row(snapshot, entry) for entry in rows],
        "count": counted(len(rows), "modifier"),
        "nearest": Writer(snapshot).badges(index_for(snapshot).nearest(filters.q)) if filters.q and not rows else (),
        "about": About("Modifiers", "CollectionPage", subject=term_set("Modifiers", reverse("modifier_list"))),
        "crumbs": [("Modifiers", None)],
    }
    template = "modifier_list/results.html" if is_fragment else "modifier_list/page.html"
    response = page(request, template, {**context, "is_fragment": is_fragment}, is_indexed=not filters.is_active)
    patch_vary_headers(response, ["HX-Request"])
    return response


def page_of_code(snapshot: Catalogue, typed: str) -> str | None:
    """The page of the live modifier or denial code that was typed, in any spelling, or None."""
    try:
        return link_to(snapshot, "modifier", ModifierCode.parse(typed).value) if typed else None
    except CodeError:
        pass
    try:
        return link_to(snapshot, "denial_code", DenialCode.parse(typed).slug)
    except CodeError:
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One modifier of the list."""

    badge: Badge
    system: str
    family: Named | None
    status: Status
    updated: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asks for. A value that names nothing is left out and told in ``problems``."""

    q: str
    sort: str
    chosen: dict[str, str]
    choices: dict[str, list[Choice]]
    problems: tuple[str, ...]

    @classmethod
    def read(cls, query: QueryDict, snapshot: Catalogue) -> Filters:
        """Read the form; nothing that it can hold is an error."""
        offered = {
            "system": dict(SYSTEMS),
            "family": _names(snapshot, "family", snapshot.by_family),
            "topic": _names(snapshot, "topic", snapshot.by_topic),
            "setting": _names(snapshot, "setting", snapshot.by_setting),
        }
        asked = {name: query.get(name, "").strip() for name in offered}
        chosen = {name: value for name, value in asked.items() if value in offered[name]}
        unknown = [(name, value) for name, value in asked.items() if value and name not in chosen]
        return cls(
            q=" ".join(query.get("q", "").replace("\x00", "").split())[:_LONGEST_QUERY],
            sort=query.get("sort", "") if query.get("sort") in SORTS else "code",
            chosen=chosen,
            choices={
                name: [Choice(value, label, chosen.get(name) == value) for value, label in options.items()]
                for name, options in offered.items()
            },
            problems=tuple(f"There is no {name} “{value[:40]}”, so that filter is off." for name, value in unknown),
        )

    @property
    def is_active(self) -> bool:
        """Whether this is anything but the whole list in its usual order."""
        return bool(self.q or self.chosen or self.problems or self.sort != "code")

    @property
    def in_words(self) -> str:
        """What is asked for, as the title of the page says it: “finger, CPT, by name”."""
        labels = [choice.label for choices in self.choices.values() for choice in choices if choice.is_chosen]
        order = [f"by {SORTS[self.sort].lower()}"] if self.sort != "code" else []
        return ", ".join([*filter(None, (self.q,)), *labels, *order]) or "all"

    @property
    def sorts(self) -> list[Choice]:
        """The orders that can be chosen."""
        return [Choice(value, label, value == self.sort) for value, label in SORTS.items()]

    def apply(self, snapshot: Catalogue) -> list[Entry]:
        """The entries that fit, in the order asked for."""
        found = [entry for entry in snapshot.modifiers.values() if self._fits(entry.document)]
        if self.sort == "name":
            found.sort(key=lambda entry: entry.document.title.casefold())
        elif self.sort == "updated":
            found.sort(key=lambda entry: snapshot.updated_at("modifier", entry.key) or entry.live_from, reverse=True)
        return found

    def _fits(self, document: Any) -> bool:
        assert isinstance(document, ModifierDocument)
        wanted = self.chosen
        return (
            ("system" not in wanted or document.system == SYSTEMS[wanted["system"]])
            and ("family" not in wanted or document.family == wanted["family"])
            and ("topic" not in wanted or wanted["topic"] in document.topics)
            and ("setting" not in wanted or any(use.setting == wanted["setting"] for use in document.where_used))
            and all(word in _searched(document) for word in _words(self.q))
        )


def _words(query: str) -> list[str]:
    return [word for word in query.casefold().split() if word not in {"modifier", "modifiers", "mod"}]


def _searched(document: ModifierDocument) -> str:
    return " ".join((document.code, document.name, document.summary, *document.search_terms)).casefold()


def _names(snapshot: Catalogue, kind: str, used: Iterable[str]) -> dict[str, str]:
    live = snapshot.all(kind)
    return {key: live[key].document.title for key in sorted(used) if key in live}


def _row(snapshot: Catalogue, entry: Entry) -> Row:
    document: Any = entry.document
    writer = Writer(snapshot)
    return Row(
        badge=Badge(document.code, document.name, path_of("modifier", document.code), document.summary),
        system=document.system,
        family=writer.named("family", document.family) if document.family else None,
        status=status_of(document, timezone.localdate()),
        updated=day(snapshot.updated_at("modifier", entry.key)),
    )
