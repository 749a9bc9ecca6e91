"""Tables and document files: the upload, its preview, the decision, and the same files to download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.bulk import documents, keeping, parcels, resources, sheets, tables
from modifiers.bulk.plan import SOURCE, Entry, Plan
from modifiers.bulk.writing import WriteRefused, write
from modifiers.content import ContentError
from modifiers.documents import Document
from modifiers.models import SUBJECTS, Source

from .differences import Block, between

_SHOWN = 300
"""Rows of each kind that a preview lists; the rest are counted."""


class UploadForm(forms.Form):
    """A file to look at before anything is written."""

    file = forms.FileField(label="File", allow_empty_file=True)

    def __init__(self, *args: Any, largest: int, accept: str, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.largest = largest
        self.fields["file"].widget.attrs["accept"] = accept

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > self.largest:
            raise forms.ValidationError(f"The file has {file.size:,} bytes; at most {self.largest:,} are read.")
        return file


@dataclass(frozen=True, slots=True)
class Upload:
    """What is uploaded on a page, and how it is read."""

    what: str
    title: str
    accept: str
    largest: int
    make: Callable[[bytes, str], Plan]
    help: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the preview draws it."""

    entry: Entry
    name: str
    blocks: tuple[Block, ...]


def table_import(request: HttpRequest, kind: str) -> HttpResponse:
    """``/admin/bulk/tables/<kind>/``: upload a table, look at what it changes, confirm."""
    model = _model_of_table(kind)
    if not may_write(request, kind):
        raise PermissionDenied

    def make(content: bytes, name: str) -> Plan:
        return tables.plan(kind, sheets.read(content), lambda wanted: may_write(request, wanted))

    table = resources.TABLES[kind]
    upload = Upload(
        what=str(model._meta.verbose_name_plural).replace(" ", "-"),
        title=f"Import {model._meta.verbose_name_plural}",
        accept=".csv,.xlsx",
        largest=sheets.LARGEST,
        make=make,
        help={
            "columns": table.columns(),
            "leaves_out": resources.NOT_IN_THE_TABLE.get(kind, ""),
            "exports": [(form, reverse("bulk_table_export", args=[kind, form])) for form in resources.FORMATS],
            "back": (model._meta.verbose_name_plural, _list_url(model)),
        },
    )
    return _import(request, upload, "admin/bulk/table.html")


def table_export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """All rows of a kind as a table; who may view them may have it."""
    model = _model_of_table(kind)
    if form not in resources.FORMATS:
        raise Http404("There is no such form of table.")
    if not _may(request, "view", kind):
        raise PermissionDenied
    content, content_type = resources.export(kind, model._default_manager.all(), form)
    name = f"{str(model._meta.verbose_name_plural).replace(' ', '-')}-{timezone.localdate()}.{form}"
    return _file(content, content_type, name)


def documents_import(request: HttpRequest) -> HttpResponse:
    """``/admin/bulk/documents/``: upload document files of any kind, look at what they change, confirm."""
    if not may_import_documents(request):
        raise PermissionDenied

    def make(content: bytes, name: str) -> Plan:
        return documents.plan(parcels.read(content, name), lambda kind: may_write(request, kind))

    viewable = [(kind, SUBJECTS[kind]._meta.verbose_name_plural) for kind in SUBJECTS if _may(request, "view", kind)]
    upload = Upload(
        what="documents",
        title="Import documents",
        accept=".zip,.yaml,.yml,.json",
        largest=parcels.LARGEST,
        make=make,
        help={"kinds": viewable, "back": None},
    )
    return _import(request, upload, "admin/bulk/documents.html")


def documents_export(request: HttpRequest, state: str) -> HttpResponse:
    """A zip with the files of the kinds in ``?kind=``: the ``drafts``, or what is ``live``."""
    if state not in ("drafts", "live"):
        raise Http404("There is no such state of documents.")
    asked = [kind for kind in request.GET.getlist("kind") if kind in SUBJECTS] or list(SUBJECTS)
    kinds = [kind for kind in asked if _may(request, "view", kind)]
    if not kinds:
        raise PermissionDenied
    return zipped(request, state, dict.fromkeys(kinds))


def zipped(request: HttpRequest, state: str, querysets: dict[str, Any]) -> HttpResponse:
    """The zip of a selection; where rows do not fit together, the way back with a sentence why."""
    make = documents.live_documents if state == "live" else documents.working_copies
    try:
        content = make(querysets)
    except publishing.ComposeError as error:
        for problem in error.problems[:10]:
            messages.error(request, f"Cannot be written to a file: {problem}")
        return HttpResponseRedirect(reverse("bulk_documents"))
    kind = next(iter(querysets)) if len(querysets) == 1 else "content"
    return _file(content, "application/zip", f"{kind}-{state}-{timezone.localdate()}.zip")


def may_write(request: HttpRequest, kind: str) -> bool:
    """Whether the person may both add to and change a kind: an import does both."""
    return _may(request, "add", kind) and _may(request, "change", kind)


def may_import_documents(request: HttpRequest) -> bool:
    """Whether there is a kind whose documents the person may import."""
    return any(may_write(request, kind) for kind in (*SUBJECTS, SOURCE))


def _may(request: HttpRequest, act: str, kind: str) -> bool:
    name = (Source if kind == SOURCE else SUBJECTS[kind])._meta.model_name
    return bool(request.user.has_perm(f"modifiers.{act}_{name}"))


def _model_of_table(kind: str) -> Any:
    if kind not in resources.TABLES:
        raise Http404("There is no table of this kind.")
    return resources.TABLES[kind]._meta.model


def _list_url(model: Any) -> str:
    return reverse(f"admin:modifiers_{model._meta.model_name}_changelist")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _import(request: HttpRequest, upload: Upload, template: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    context: dict[str, Any] = {"form": UploadForm(largest=upload.largest, accept=upload.accept)}
    if request.method == "POST":
        found = _decide(request, upload) if "token" in request.POST else _look(request, upload)
        if isinstance(found, HttpResponse):
            return found
        context |= found
    told = {**admin.site.each_context(request), "title": upload.title, "upload": upload, **upload.help, **context}
    return TemplateResponse(request, template, told)


def _look(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    """The preview of what was sent. Nothing is written to the database."""
    form = UploadForm(request.POST, request.FILES, largest=upload.largest, accept=upload.accept)
    if not form.is_valid():
        return {"form": form}
    name = PurePosixPath(form.cleaned_data["file"].name).name
    content = form.cleaned_data["file"].read()
    try:
        plan = upload.make(content, name)
    except sheets.TableError as error:
        form.add_error("file", str(error))
        return {"form": form}
    except ContentError as error:
        for finding in error.findings:
            form.add_error("file", finding.problem.message)
        return {"form": form}
    return {"form": form, **_preview(request, upload, plan, content, name)}


def _preview(request: HttpRequest, upload: Upload, plan: Plan, content: bytes, name: str) -> dict[str, Any]:
    token = ""
    if plan.writes:
        token = keeping.keep(content, owner=_owner(request), what=upload.what, name=name, shown=plan.shown())
    groups = []
    for how in ("refused", "new", "changed", "unchanged"):
        entries = [entry for entry in plan.entries if entry.how == how]
        if entries:
            drawn = [_shown(entry) for entry in entries[:_SHOWN]]
            groups.append({"how": how, "count": len(entries), "entries": drawn, "more": len(entries) - len(drawn)})
    return {"plan": plan, "token": token, "name": name, "groups": groups}


def _shown(entry: Entry) -> Shown:
    named = entry.kind.replace("_", " ")
    blocks: tuple[Block, ...] = ()
    if entry.how == "changed" and entry.old and entry.new:
        # A source is no document, but has fields to compare like one.
        blocks = between(cast(Document, entry.old), cast(Document, entry.new))
    return Shown(entry, f"{named} {entry.key}".strip(), blocks)


def _owner(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _decide(request: HttpRequest, upload: Upload) -> HttpResponse | dict[str, Any]:
    """Write what was looked at; if something is different since, show it anew."""
    owner, token = _owner(request), request.POST["token"]
    try:
        kept = keeping.find(token, owner=owner, what=upload.what)
    except keeping.NotKept as error:
        return {"problems": [str(error)]}
    if "_discard" in request.POST:
        keeping.drop(token, owner=owner, what=upload.what)
        messages.info(request, f"{kept.name} was put away. Nothing was written.")
        return HttpResponseRedirect(request.path)
    try:
        batch = write(
            lambda: upload.make(kept.content, kept.name),
            kept.shown,
            what=upload.what,
            note=f"From {kept.name}.",
            actor=request.user,
        )
    except (WriteRefused, sheets.TableError, ContentError) as error:
        keeping.drop(token, owner=owner, what=upload.what)
        changed = getattr(error, "changed", ())
        return {"problems": [str(error)], "changed": changed, **_again(request, upload, kept)}
    keeping.drop(token, owner=owner, what=upload.what)
    if not batch:
        messages.info(request, "Somebody else has written the same meanwhile. Nothing was left to write.")
        return HttpResponseRedirect(request.path)
    messages.success(request, f"{kept.name} is written into the working copies. Readers see nothing of it yet.")
    return HttpResponseRedirect(reverse("bulk_batch", args=[batch]))


def _again(request: HttpRequest, upload: Upload, kept: keeping.Kept) -> dict[str, Any]:
    try:
        plan = upload.make(kept.content, kept.name)
    except (sheets.TableError, ContentError):
        return {}
    return _preview(request, upload, plan, kept.content, kept.name)
