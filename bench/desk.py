"""How fast the change form of modifier 59 is, beside Django's stock form of the same model in the same run.

Run by ``make bench-desk``; writes ``docs/benchmarks-desk.md``. Works on a throw-away database with the content of
``fixtures/``. Rounds of both alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SCRATCH = tempfile.TemporaryDirectory(prefix="d3-bench-")
os.environ.pop("DATABASE_URL", None)
os.environ["D3_DATA_DIR"] = SCRATCH.name
os.environ["D3_SECRET_KEY"] = "only-for-this-bench-" * 4
os.environ["DJANGO_SETTINGS_MODULE"] = "d3site.settings"

from d3site.prepare import prepare  # noqa: E402  (the settings read the environment when they are imported)

prepare(Path(SCRATCH.name), needs_key=False, needs_database=True)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.sessions.backends.signed_cookies import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from modifiers.models import Modifier  # noqa: E402

ROUNDS = 15
BASE = Path(settings.BASE_DIR)


def stock() -> admin.ModelAdmin[Any]:
    """Django's own form of a modifier: one stacked inline for each model of rows, with autocompletes."""
    inlines = []
    for rows in Modifier.row_models():
        fields = (*rows._meta.many_to_many, *rows._meta.fields)
        relations = [field.name for field in fields if field.is_relation and field.name != rows.owner_field]
        values = {"model": rows, "extra": 1, "fk_name": rows.owner_field, "autocomplete_fields": relations}
        inlines.append(type(f"Stock{rows.__name__}", (admin.StackedInline,), values))
    values = {"inlines": inlines, "autocomplete_fields": ("family", "topics", "successor", "identity_sources")}
    made: admin.ModelAdmin[Any] = type("StockAdmin", (admin.ModelAdmin,), values)(Modifier, admin.site)
    return made


def draw(model_admin: admin.ModelAdmin[Any], pk: int, user: Any) -> str:
    """The change form as bytes would leave the server."""
    request = RequestFactory().get(f"/admin/modifiers/modifier/{pk}/change/")
    request.user, request.session = user, SessionStore()
    from django.contrib.messages.storage.fallback import FallbackStorage

    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    response: Any = model_admin.change_view(request, str(pk))
    return str(response.render().content.decode())


def main() -> None:
    """Measure, print and write."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    call_command("load_content", "--publish", "--note", "First edition.", verbosity=0)
    user = get_user_model().objects.create_superuser("bench", "", "bench")
    modifier = Modifier.objects.get(code="59")
    count = sum(getattr(modifier, rows.related_name()).count() for rows in Modifier.row_models())
    forms = {"our form": admin.site._registry[Modifier], "stock form": stock()}
    taken: dict[str, list[float]] = {name: [] for name in forms}
    queries, sizes = {}, {}
    for name, model_admin in forms.items():  # the first drawing compiles templates
        with CaptureQueriesContext(connection) as caught:
            sizes[name] = len(draw(model_admin, modifier.pk, user).encode())
        queries[name] = len(caught)
    for _ in range(ROUNDS):
        for name, model_admin in forms.items():
            start = time.perf_counter()
            draw(model_admin, modifier.pk, user)
            taken[name].append((time.perf_counter() - start) * 1000)
    rows = "\n".join(
        f"| {name} | {statistics.median(times):.0f} | {min(times):.0f} | {max(times):.0f} "
        f"| {queries[name]} | {sizes[name] // 1000} |"
        for name, times in taken.items()
    )
    ratio = statistics.median(taken["our form"]) / statistics.median(taken["stock form"])
    text = f"""# Benchmarks of the editors' desk

Written by `make bench-desk`. Figures hold for the machine and the run that made them; compare the ratio.

{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, Django {django.get_version()};
the change form of
modifier 59 with {count} rows in 15 lists, {ROUNDS} rounds of each, alternating.

| what | median ms | shortest ms | longest ms | queries | kB |
| --- | --- | --- | --- | --- | --- |
{rows}

Ours takes {ratio:.2f} times as long as Django's, which knows no checks beside the fields, no base for merging, no
presence, and one list for each table.
"""
    sys.stdout.write(text)
    (BASE / "docs/benchmarks-desk.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
