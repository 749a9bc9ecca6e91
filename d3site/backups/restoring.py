"""Put a backup back: its files are checked first, the old state stays beside, every process notices."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from . import files, postgresql, sqlite
from .manifest import BackupError, Manifest, sha256_of
from .places import PostgresPlace, SqlitePlace, configured
from .rendering import Rendered, Rendering


@dataclass(slots=True)
class Restored:
    """What was done. ``aside`` says where the old state is; empty if there was none."""

    manifest: Manifest
    into: str
    aside: str = ""
    pages: Rendered | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def changed_pages(self) -> list[str]:
        """Pages that are no longer rendered as they were: by another release, another day, or a scheduled edition."""
        now: Mapping[str, str] = self.pages.pages if self.pages else {}
        return sorted(path for path, sha256 in self.manifest.pages.items() if now.get(path) != sha256)


def restore(folder: Path, *, into: str = "", replace: bool = False) -> Restored:
    """Put a backup in the place of what is there.

    Args:
        folder: the backup.
        into: a data directory, or the address of a PostgreSQL database; by default where the settings say.
        replace: whether a state that is there may be moved aside.

    Raises:
        BackupError: if the backup is damaged or does not fit, or there is something that may not be replaced. Nothing
            has changed then.
    """
    began = time.monotonic()
    manifest = Manifest.read(folder)
    if damage := manifest.damage(folder):
        raise BackupError("The backup is damaged, so nothing was changed.\n" + "\n".join(damage))
    _refuse_newer(manifest)
    done = Restored(manifest, "")
    done.seconds["backup checked"] = round(time.monotonic() - began, 2)
    if manifest.engine == "sqlite":
        data_dir, url = _into_folder(folder, done, into, replace)
    else:
        data_dir, url = _into_database(folder, done, into, replace)
    done.seconds["restored"] = round(time.monotonic() - began - done.seconds["backup checked"], 2)
    if manifest.pages:
        done.pages = _rendered(data_dir, url)
    done.seconds["pages rendered"] = round(time.monotonic() - began - sum(done.seconds.values()), 2)
    return done


def _into_folder(folder: Path, done: Restored, into: str, replace: bool) -> tuple[Path, str]:
    database, data_dir = _sqlite_target(into)
    if not sqlite.is_empty(database) and not replace:
        raise BackupError(f"{database} holds data. Add --replace to move it aside and put the backup in its place.")
    files.make_folder(data_dir)
    for left in data_dir.glob(".restoring-*"):
        shutil.rmtree(left, ignore_errors=True)
    staged = Path(tempfile.mkdtemp(prefix=".restoring-", dir=data_dir))
    aside = data_dir / f"replaced-{timezone.now():%Y%m%dT%H%M%S%fZ}"
    try:
        files.copy(folder / sqlite.DATABASE, staged / sqlite.DATABASE)
        found, problems = sqlite.check(staged / sqlite.DATABASE)
        if problems := problems + done.manifest.contents.differences(found):
            raise BackupError("The backup does not pass its checks, so nothing was changed.\n" + "\n".join(problems))
        sqlite.begin_anew(staged / sqlite.DATABASE)
        _put_stores(folder, done.manifest, data_dir, staged)
        had = not sqlite.is_empty(database)
        if had:
            _keep_stores(database, data_dir, aside)
        sqlite.put_in_place(staged / sqlite.DATABASE, database, aside)
    except OSError as error:
        raise BackupError(f"The backup could not be put back: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    done.into, done.aside = str(database), str(aside) if had else ""
    return data_dir, SqlitePlace(database, data_dir).url


def _sqlite_target(into: str) -> tuple[Path, Path]:
    if "://" in into:
        raise BackupError("A backup of SQLite goes into a data directory, not into a database on a server.")
    if into:
        return Path(into).resolve() / sqlite.DATABASE, Path(into).resolve()
    place = configured()
    if not isinstance(place, SqlitePlace):
        raise BackupError("This is a backup of SQLite, and the site uses PostgreSQL. Say where it goes: --into DIR.")
    return place.database, place.data_dir


def _put_stores(folder: Path, manifest: Manifest, data_dir: Path, staged: Path) -> None:
    """Bring the stores of official rows. A name stands for the same rows for ever, so that those there may stay."""
    for file in manifest.files:
        if not file.path.startswith(f"{sqlite.STORES}/"):
            continue
        target = data_dir / file.path
        if target.exists() and sha256_of(target) == file.sha256:
            continue
        files.make_folder(target.parent)
        files.copy(folder / file.path, staged / file.path)
        (staged / file.path).replace(target)
        files.sync(target.parent)


def _keep_stores(database: Path, data_dir: Path, aside: Path) -> None:
    """Give the stores of the old state a second name, because the next import sweeps up what nobody names."""
    with suppress(BackupError):  # a database that cannot be read names none
        for store in sqlite.stores(database):
            if (data_dir / store.path).exists():
                files.link_or_copy(data_dir / store.path, aside / store.path)


def _into_database(folder: Path, done: Restored, into: str, replace: bool) -> tuple[Path, str]:
    target = _postgres_target(into)
    done.into = f"the database {target.name}"
    archive = folder / postgresql.DUMP
    if not postgresql.exists(target):
        postgresql.create(target)
    if postgresql.is_empty(target):
        _load(archive, done.manifest, target)
        return Path(settings.DATA_DIR), target.url
    if not replace:
        raise BackupError(f"The database {target.name} holds data. Add --replace to rename it and take its place.")
    begin = postgresql.passing(postgresql.RESTORING, target)
    postgresql.drop_passing(target, begin)
    moment = f"{timezone.now():%Y%m%d%H%M%S}"
    new = target.named(f"{begin}{moment}")
    postgresql.create(new)
    try:
        _load(archive, done.manifest, new)
        done.aside = f"{target.name[:40]}_replaced_{moment}"
        postgresql.swap(new, target, done.aside)
    except BackupError:
        with suppress(BackupError):
            postgresql.drop(new)
        raise
    return Path(settings.DATA_DIR), target.url


def _load(archive: Path, manifest: Manifest, target: postgresql.Database) -> None:
    if problems := manifest.contents.differences(postgresql.load(archive, target)):
        raise BackupError("What was loaded is not what the backup says.\n" + "\n".join(problems))
    postgresql.begin_anew(target)


def _postgres_target(into: str) -> postgresql.Database:
    if into:
        return postgresql.Database.at(into)
    place = configured()
    if not isinstance(place, PostgresPlace):
        raise BackupError(
            "This is a backup of PostgreSQL, and the site uses SQLite. Say where it goes: --into postgres://…"
        )
    return place.database


def _refuse_newer(manifest: Manifest) -> None:
    """A database that is newer than the code would be served wrongly."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = loader.disk_migrations or {}
    ours = {app for app, _ in known}
    unknown = [
        f"{app} {name}"
        for app, name in manifest.contents.migrations.items()
        if app in ours and (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by a newer release, which this one does not know ({', '.join(unknown)})."
            " Install that release first."
        )


def _rendered(data_dir: Path, url: str) -> Rendered | None:
    """The pages as they are now. A restored state that cannot be rendered yet, because migrations wait, has none."""
    rendering = Rendering(data_dir, url)
    try:
        return rendering.result()
    except BackupError:
        return None
    finally:
        rendering.stop()
