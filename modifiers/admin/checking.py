"""Checks while writing: the form as it stands, held against the rules of publishing. Nothing is written.

The form is read as a :class:`~.merging.Snapshot`; a subject and rows that are never saved say what it says,
and the same functions compose and check them that publishing uses. The number of queries does not grow with the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from modifiers import publishing
from modifiers.models.row import Row as RowModel
from modifiers.publishing.compose import document_of
from modifiers.publishing.problems import Problem

from .held import unbound
from .merging import Row, Snapshot, Value
from .problems import RENAMED
from .reading import typed

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

_EMPTY = "This field is empty."


@dataclass(frozen=True, slots=True)
class Told:
    """A problem, the id of the input where it is put right (empty for the page as a whole), and the input in words."""

    blocks: bool
    id: str
    where: str
    message: str

    def as_data(self) -> dict[str, Any]:
        """As the script of the form reads it."""
        return {"blocks": self.blocks, "id": self.id, "where": self.where, "message": self.message}


def check(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the problems of what was sent (POST), as JSON: ``{"problems": [{blocks, id, where, message}, …]}``."""
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_change_permission(request, subject):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if subject is None:
        return JsonResponse({"problems": []})
    form, formsets = unbound(model_admin, request, subject)
    found = problems_of(subject, typed(form, formsets, request.POST), formsets)
    return JsonResponse({"problems": [one.as_data() for one in found]})


def problems_of(subject: Any, snapshot: Snapshot, formsets: Iterable[Any]) -> list[Told]:
    """What publishing would say about a form, blocking problems first.

    Args:
        subject: as it is stored; what the form does not hold is taken from it.
        snapshot: the form.
        formsets: its lists, for their headings.
    """
    keys = {name: _keyed(rows) for name, rows in snapshot.lists.items()}
    wrong: list[Problem] = []
    document = _composed(subject, snapshot.fields, keys, wrong)
    if document is None:
        # What does not fit stands aside, so that the rest can be looked at as well.
        aside = {tuple(problem.field.split(".")[:2]) for problem in wrong}
        fields = {name: value for name, value in snapshot.fields.items() if (name,) not in aside}
        rest = {
            name: {key: row for key, row in rows.items() if (name, key) not in aside} for name, rows in keys.items()
        }
        document = _composed(subject, fields, rest, [])
    if document is not None:
        named = {problem.field for problem in wrong}
        found_wrong = publishing.check(document, known=publishing.known())
        wrong += [problem for problem in found_wrong if problem.field not in named]
    headings = {formset.prefix: formset.heading for formset in formsets}
    found = dict.fromkeys(_told(problem, keys, headings) for problem in wrong)
    return sorted(found, key=lambda one: not one.blocks)


def _keyed(rows: Iterable[Row]) -> dict[str, Row]:
    """Key → row of those that will be saved. A row without a key gets one that is used for nothing else."""
    kept = [row for row in rows if not row.is_deleted]
    return {str(row.values.get("key") or f"row-without-key-{at}"): row for at, row in enumerate(kept)}


def _composed(subject: Any, fields: Any, keys: dict[str, dict[str, Row]], wrong: list[Problem]) -> Any:
    """The document of a form; None, with the reasons in ``wrong``, if it does not fit together."""
    draft = _draft(subject, fields, keys, wrong)
    try:
        document = document_of(draft)
    except publishing.ComposeError as error:
        wrong += error.problems
        return None
    return None if wrong else document


def _draft(subject: Any, fields: Any, keys: dict[str, dict[str, Row]], wrong: list[Problem]) -> Any:
    """A subject that is never saved and says what the form says."""
    model = type(subject)
    lists = {name: rows for rows in model.row_models() for name in rows.fields_filled()}
    others = _others(model, fields, keys, lists)
    draft = model(**{field.attname: getattr(subject, field.attname) for field in model._meta.concrete_fields})
    draft.pk = subject.pk or 0
    _fill(draft, fields, others, "", wrong)
    made: dict[str, list[Any]] = {rows.related_name(): [] for rows in model.row_models()}
    for name, rows in lists.items():
        for at, (key, row) in enumerate(keys.get(name, {}).items()):
            part = {} if rows.fills else {"part": name}
            one = rows(pk=int(row.id) if row.id.isdigit() else -1 - at, key=key, **part)
            values = {field: value for field, value in row.values.items() if field != "key"}
            if _fill(one, values, others, f"{name}.{key}.", wrong):
                made[rows.related_name()].append(one)
    draft._prefetched_objects_cache = {**getattr(draft, "_prefetched_objects_cache", {}), **made}
    return draft


def _others(
    model: type[models.Model], fields: Any, keys: dict[str, dict[str, Row]], lists: dict[str, type[RowModel]]
) -> dict[type[models.Model], dict[str, Any]]:
    """Everything that the form names by primary key, one query for each model."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    held: list[tuple[type[models.Model], Iterable[tuple[str, Value]]]] = [(model, fields.items())]
    held += [(lists[name], row.values.items()) for name, rows in keys.items() for row in rows.values()]
    for owner, values in held:
        for name, value in values:
            field = owner._meta.get_field(name)
            if field.is_relation:
                pks = value if isinstance(value, tuple) else (value,)
                wanted[field.related_model].update(pk for pk in pks if pk.isascii() and pk.isdigit() and len(pk) < 19)
    return {
        other: {str(pk): found for pk, found in other._default_manager.in_bulk(list(map(int, pks))).items()}
        for other, pks in wanted.items()
    }


def _fill(one: Any, values: Any, others: dict[Any, dict[str, Any]], path: str, wrong: list[Problem]) -> bool:
    """Put what inputs hold into an object. Returns False, and says why, if it cannot be composed without them."""
    cache: dict[str, list[Any]] = {}
    is_whole = True
    for name, value in values.items():
        field: Any = one._meta.get_field(name)
        if field.many_to_many:
            known = others.get(field.related_model, {})
            cache[name] = [known[pk] for pk in value if pk in known]
        elif field.is_relation:
            found = others.get(field.related_model, {}).get(value)
            if found is None and not field.null:
                wrong.append(Problem("block", f"{path}{name}", _EMPTY))
                is_whole = False
            else:
                setattr(one, name, found)
        else:
            try:
                setattr(one, name, _read(field, value))
            except ValidationError as error:
                wrong.append(Problem("block", f"{path}{name}", " ".join(error.messages)))
                is_whole = is_whole and not path
    one._prefetched_objects_cache = cache
    return is_whole


def _read(field: Any, value: Any) -> Any:
    if isinstance(field, models.BooleanField):
        return value == "on"
    if value == "" and (field.null or not isinstance(field, models.CharField | models.TextField)):
        return None if field.null else field.get_default()
    return field.to_python(value)


def _told(problem: Problem, keys: dict[str, dict[str, Row]], headings: dict[str, str]) -> Told:
    return Told(problem.level == "block", *_place(problem.field, keys, headings), problem.message)


def _place(path: str, keys: dict[str, dict[str, Row]], headings: dict[str, str]) -> tuple[str, str]:
    """(id of the input, the input in words) of the path of a problem."""
    name, _, rest = path.partition(".")
    if name == "sources":  # a document holds its sources by value; one of them is put right on a form of its own
        key = rest.partition(".")[0]
        return ("", f"Source {key}") if key else ("id_identity_sources", "Sources")
    if name not in headings:
        return (f"id_{name}" if name else ""), name.replace("_", " ").capitalize()
    numbers = {key: number for number, key in enumerate(keys.get(name, ()), start=1)}
    key, _, part = rest.partition(".")
    if key not in numbers:
        return f"{name}-group", headings[name]
    where = f"{headings[name]}, number {numbers[key]}"
    part = RENAMED.get((name, part.split(".")[0]), part.split(".")[0])
    place = keys[name][key].place
    return (f"id_{place}-{part}", f"{where}, {part.replace('_', ' ')}") if part else (place, where)


def by_input(found: Iterable[Told]) -> Iterator[tuple[str, list[Told]]]:
    """Problems by the id of their input."""
    sorted_out: dict[str, list[Told]] = defaultdict(list)
    for one in found:
        sorted_out[one.id].append(one)
    yield from sorted_out.items()
