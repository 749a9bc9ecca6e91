"""Kills publishing, loading, backing up and restoring at marked moments, on the site that the environment names.

Run as a process of its own. Each killed one is a fork of it: it says "halted" at its moment, and dies by SIGKILL there.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "d3site.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from d3site.backups import contents, files, making, manifest, postgresql, restoring, shelf, sqlite  # noqa: E402
from d3site.backups.making import make  # noqa: E402
from d3site.backups.manifest import Manifest  # noqa: E402
from d3site.backups.restoring import restore  # noqa: E402
from modifiers import publishing  # noqa: E402
from modifiers.content import load  # noqa: E402
from modifiers.models import CatalogueVersion, Edition, Event, Payer  # noqa: E402

IS_SQLITE = connection.vendor == "sqlite"
Moment = tuple[Any, str, int]


def halt_in(pipe: int, owner: Any, name: str, call: int) -> None:
    """Have this process say so and wait before the given call of a function."""
    whole, calls = getattr(owner, name), []

    def halting(*given: Any, **more: Any) -> Any:
        calls.append(name)
        if len(calls) == call:
            os.write(pipe, b"halted")
            time.sleep(600)
        return whole(*given, **more)

    setattr(owner, name, halting)


def killed(act: Callable[[], Any], moment: Moment) -> None:
    """Do something in a fork, and kill it at its moment."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            halt_in(writing, *moment)
            act()
            os.write(writing, b"ended")
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    try:
        select.select([reading], [], [], 60)
        said = os.read(reading, 16)
        assert said == b"halted", f"{moment[1]}: {said!r}"
    finally:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reading)
    assert os.WTERMSIG(status) == signal.SIGKILL


def state() -> tuple[Any, ...]:
    """What must change together: editions, their events, the stamp, the working copies, all rows of all tables."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)

        def execute(query: str) -> Any:
            cursor.execute(query)
            return cursor.fetchall()

        held = contents.read(execute, [name for name in names if name != "django_session"])
    payers = list(Payer.objects.order_by("slug").values_list("slug", "name", "lock_version"))
    connections.close_all()
    return held.editions, held.stamp, dict(held.tables), payers


def told(what: str, moment: Moment) -> None:
    print("survived", what, moment[1], moment[2], flush=True)  # noqa: T201


def change_and_publish(name: str) -> None:
    """What the desk does, in one transaction; the cache is so small that SQLite writes into the file before the end."""
    with transaction.atomic():
        if IS_SQLITE:
            connection.cursor().execute("PRAGMA cache_size = 1")
        payer = Payer.objects.get(slug="cigna")
        payer.name = name
        payer.save()
        publishing.publish(payer, actor=None, is_major=True, change_note="New.")


def written_whole(act: Callable[[str], None], moments: list[Moment], what: str) -> None:
    """Each kill leaves all as it was; the same act afterwards, by nobody's hand, makes all as it should be."""
    for number, moment in enumerate(moments):
        before = state()
        killed(partial(act, f"{what} {number}"), moment)
        assert state() == before, moment
        act(f"{what} {number}")
        after = state()
        assert after[0] != before[0] and after[1] != before[1]
        assert (
            Edition.objects.filter(kind="payer", key="cigna").count()
            == Event.objects.filter(kind="payer", key="cigna", action=Event.Action.PUBLISH).count()
        )
        told(what, moment)


def publishes() -> None:
    moments: list[Moment] = [
        (Edition.objects, "bulk_create", 1),
        (Event.objects, "bulk_create", 1),
        (CatalogueVersion, "move", 1),
        (type(connections["default"]), "_commit", 1),
    ]
    written_whole(change_and_publish, moments, "publishing")


def load_payer(folder: Path, name: str) -> None:
    """Content files of one payer, loaded and published."""
    fixtures = settings.BASE_DIR / "fixtures"
    (folder / "payers").mkdir(parents=True, exist_ok=True)
    (folder / "sources.yaml").write_bytes((fixtures / "sources.yaml").read_bytes())
    text = (fixtures / "payers" / "cigna.yaml").read_text().replace("name: Cigna", f"name: {name}", 1)
    assert name in text
    (folder / "payers" / "cigna.yaml").write_text(text)
    load(folder, publish=True, note="New.")


def loads(folder: Path) -> None:
    moments: list[Moment] = [
        (publishing, "apply_many", 1),
        (publishing, "publish_batch", 1),
        (CatalogueVersion, "move", 1),
    ]
    written_whole(partial(load_payer, folder), moments, "loading")


def backups(folder: Path) -> None:
    # Pages have a test of their own; here it is about files.
    making.migrations_wait = lambda: True
    act = partial(make, into=folder)
    act()
    moments: list[Moment] = [
        (files, "sync", 1),
        (making, "describe", 1),
        (making, "_try", 1),
        (Manifest, "write", 1),
        (manifest, "write_new", 1),
        (files, "sync_tree", 1),
    ]
    for moment in moments:
        before = [each.folder.name for each in shelf.backups(folder)]
        killed(act, moment)
        assert [each.folder.name for each in shelf.backups(folder)] == before, moment
        told("backup", moment)
    # It has its name once it is whole, whatever happens then.
    killed(act, (making, "outworn", 1))
    kept = shelf.backups(folder)
    assert len(kept) == 2
    # Half removed is not there any more either.
    now = timezone.now() + timedelta(days=800)
    timezone_now, making.timezone = making.timezone, type("Later", (), {"now": staticmethod(lambda: now)})
    killed(act, (files.shutil, "rmtree", 4))
    making.timezone = timezone_now
    act()
    for each in shelf.backups(folder):
        assert Manifest.read(each.folder).damage(each.folder) == []
    assert not [path for path in folder.iterdir() if path.name.startswith(".") and path.name != ".lock"]
    told("backup", (making, "outworn", 1))


def restores(folder: Path) -> None:
    restoring._rendered = lambda *_: None
    before = state()
    made = make(into=folder)
    act = partial(restore, made.folder, replace=True)
    moments: list[Moment] = [(postgresql, "load", 1), (postgresql, "begin_anew", 1), (postgresql, "swap", 1)]
    if IS_SQLITE:
        moments = [
            (sqlite, "begin_anew", 1),
            (restoring, "_put_stores", 1),
            (sqlite, "put_in_place", 1),
            (os, "link", 1),
            (Path, "replace", 1),
            (shutil, "rmtree", 1),
        ]
    for number, moment in enumerate(moments):
        change_and_publish(f"after the backup, {number}")
        later = state()
        killed(act, moment)
        found = state()
        # The stamp is a new one, and nobody is signed in; all else is one or the other.
        assert (found[0], found[2:]) in [(each[0], each[2:]) for each in (before, later)], moment
        told("restore", moment)
    act()
    found = state()
    assert (found[0], found[2:]) == (before[0], before[2:])
    assert found[1] != before[1], "every process notices by the stamp"
    assert not list(Path(settings.DATA_DIR).glob(".restoring-*"))
    if not IS_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'd3\\_%'")
            assert cursor.fetchall() == []


def main(folder: Path) -> None:
    """All of them; an assertion fails if anything is not as it must be."""
    if not IS_SQLITE:
        call_command("migrate", verbosity=0)
        load_payer(folder / "content", "Cigna")
    publishes()
    loads(folder / "content")
    backups(folder / "backups")
    restores(folder / "backups")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
