"""Make a backup: copy, restore it to a scratch place, compare, and only then give it its name."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from . import files, shelf
from .manifest import BackupError, Manifest, describe
from .places import Copied, Place, Tried, configured
from .rendering import Rendered, Rendering
from .rotation import Keep, outworn
from .shelf import BROKEN, MAKING, Backup

_TRIES = 3
_SPARE = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, those that had to go for it, and the seconds that each step took."""

    folder: Path
    manifest: Manifest
    removed: tuple[Backup, ...]
    seconds: Mapping[str, float]


class _Moved(Exception):
    """Somebody published while the pages were compared."""


def make(reason: str = "", *, into: Path | None = None, keep: Keep | None = None, place: Place | None = None) -> Made:
    """Make a verified backup while the site runs.

    Args:
        reason: why; :data:`.shelf.BEFORE_MIGRATIONS` keeps it longer.
        into: the folder of backups; by default the one of the settings.
        keep: which earlier ones stay; by default :class:`.rotation.Keep` says it.
        place: where the data lies; by default where the settings say.

    Raises:
        BackupError: if it could not be made, or what was made is not right. The latter stays for a look, under a name
            that is no backup's; earlier backups stay as they are.
    """
    folder, place = into or Path(settings.BACKUPS_DIR), place or configured()
    with shelf.locked(folder):
        _refuse_without_room(folder, place.room_needed())
        for left in reversed(range(_TRIES)):
            watch = _Watch()
            try:
                made, manifest = _attempt(folder, place, reason, watch)
                break
            except _Moved as error:
                if not left:
                    raise BackupError("Somebody published each time while the backup was compared.") from error
        removed = tuple(outworn(shelf.backups(folder), timezone.now(), keep or Keep()))
        for backup in removed:
            files.remove(backup.folder)
        return Made(made, manifest, removed, watch.seconds)


def _attempt(folder: Path, place: Place, reason: str, watch: _Watch) -> tuple[Path, Manifest]:
    now = timezone.now().replace(microsecond=0)
    name = shelf.free_name(folder, now, reason)
    making = files.make_folder(folder / f"{MAKING}{name}")
    found = shelf.backups(folder)
    try:
        copied = place.copy_into(making, found[-1].folder if found else None)
        watch.lap("copied")
        manifest = Manifest(
            made_at=now,
            reason=reason,
            engine=place.engine,
            versions={**_versions(), place.engine: place.version()},
            contents=copied.contents,
            files=tuple(describe(making, path) for path in sorted(making.rglob("*")) if path.is_file()),
            pages={},
            missing=copied.missing,
        )
        watch.lap("hashed")
        problems, rendered = _try(making, place, copied, watch)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        raise BackupError(f"The backup could not be written: {error.strerror or error}.") from error
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    if problems:
        raise BackupError(_broken(folder, making, name, problems))
    if rendered:
        manifest = replace(manifest, pages=dict(rendered.pages), identity=rendered.identity)
    manifest.write(making)
    files.sync_tree(making)
    making.rename(folder / name)
    files.sync(folder)
    return folder / name, manifest


def _try(making: Path, place: Place, copied: Copied, watch: _Watch) -> tuple[list[str], Rendered | None]:
    """Restore to a scratch place and compare: rows with those of the same moment, pages with those of the live site."""
    with place.tried(making, copied) as tried:
        watch.lap("restored and checked")
        problems = [*tried.problems, *copied.contents.differences(tried.contents)]
        if problems or migrations_wait():
            # Code that is newer than the database cannot be asked for pages.
            return problems, None
        live, there = _pages(place, tried)
        watch.lap("pages compared")
    if live.identity != there.identity:
        raise _Moved
    paths = sorted({*live.pages, *there.pages})
    differ = [path for path in paths if live.pages.get(path) != there.pages.get(path)]
    return ([f"{len(differ)} of {len(paths)} pages differ, the first {differ[0]}."] if differ else []), live


def _pages(place: Place, tried: Tried) -> tuple[Rendered, Rendered]:
    both: list[Rendering] = []
    try:
        both.append(Rendering(Path(settings.DATA_DIR), place.url))
        both.append(Rendering(tried.data_dir, tried.database_url))
        return both[0].result(), both[1].result()
    finally:
        for each in both:
            each.stop()


def migrations_wait() -> bool:
    """Whether the code is newer than the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _broken(folder: Path, making: Path, name: str, problems: list[str]) -> str:
    """Keep what is not right for a look, the last one alone, and say what is wrong."""
    for earlier in folder.glob(f"{BROKEN}*"):
        shutil.rmtree(earlier, ignore_errors=True)
    told = "\n".join(problems)
    with suppress(OSError):
        files.write_new(making / "problems.txt", f"{told}\n".encode())
        making.rename(folder / f"{BROKEN}{name}")
    return f"The backup is not right and does not count; {BROKEN}{name} holds it.\n{told}"


def _versions() -> dict[str, str]:
    return {"django": django.get_version(), "python": platform.python_version()}


def _refuse_without_room(folder: Path, needed: int) -> None:
    left = shutil.disk_usage(folder).free
    if left < needed + _SPARE:
        raise BackupError(
            f"The disk of the backups has {left // 1_000_000:,} MB left; one more needs about"
            f" {(needed + _SPARE) // 1_000_000:,} MB. Make room, or name another place by D3_BACKUPS_DIR."
        )


class _Watch:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, step: str) -> None:
        now = time.monotonic()
        self.seconds[step], self._last = round(now - self._last, 2), now
