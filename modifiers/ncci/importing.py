"""Files of CMS → a release that serves, all or nothing.

A release is *importing* while its rows are written where nobody reads. Its checks are made on the finished store. Only
then one short transaction makes it *ready* and moves the catalogue's stamp, by which every process notices. A crash at
any point leaves the release before it serving; the next import sweeps up what was left.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from modifiers import catalogue
from modifiers.catalogue.keeping import CHECK_EVERY
from modifiers.models.edition import CatalogueVersion
from modifiers.official import OfficialFileError, Progress, silent

from . import checks, rationales
from .datasets import DATASETS, as_day
from .models import Release
from .parsing import add_on, fee_schedule, mue, naming, ptp
from .parsing.opening import Opened, opened
from .parsing.tally import Tally
from .records import Kind, Program, Setting
from .stores import Store, import_lock, store_of, sweep

PARTS = 4
"""Zips in which a quarter of code pairs comes, f1 to f4, because the whole is longer than a worksheet can be."""

WHOLE_QUARTER = 1_000_000
"""Lines that every quarter of Medicare's code pairs has had since 2024, in either setting (1.8 to 2.6 million)."""

SAMPLE_QUARTER = "2024-07"
"""The files from which the shipped sample was taken."""

LEAVE = 2 * CHECK_EVERY
"""Seconds from the moment that a release answers no more until its rows are gone: in them every process has noticed."""

_KEPT_REMARKS = 50
_PLURALS = {"quarter": "quarters", "version": "revisions"}
_READERS = {"ptp": ptp, "mue": mue, "add_on": add_on, "fee_schedule": fee_schedule}


class ImportRefused(Exception):
    """The files cannot become a release. ``str()`` says why and what to do; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator wants imported.

    ``files`` make one release together. ``quarter`` (2026-07) is needed where no name tells it, and holds where one
    tells another. ``accepted_by`` names who accepted the AMA's terms; a sample, which is ours, needs nobody.
    ``may_shrink`` lets a release be much smaller than the one before. ``is_whole`` is the operator's word that
    no file of the set is missing, whatever the names and the number of lines suggest.
    """

    kind: Kind
    files: tuple[Path, ...]
    setting: Setting = ""
    program: Program = "medicare"
    quarter: str = ""
    accepted_by: str = ""
    is_sample: bool = False
    may_shrink: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """The release; ``is_new`` is False where these very files had been imported before and are all there still.

    ``swept`` tells what was left of a crashed import and is gone now.
    """

    release: Release
    is_new: bool
    swept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """The files as they are: fingerprints, and what their names tell, that of the member in a zip before the zip's."""

    files: tuple[dict[str, Any], ...]
    digest: str
    told: list[naming.Told] = field(default_factory=list)

    def agreed(self, name: str) -> str:
        """What the names tell of one thing; empty if they tell nothing.

        Raises:
            ImportRefused: if one tells this and another that.
        """
        values = sorted({getattr(each, name) for each in self.told} - {""})
        if len(values) > 1:
            raise ImportRefused(
                f"By their names the files are of different {_PLURALS[name]}: {', '.join(values)}."
                " Give those of one, all together."
            )
        return values[0] if values else ""


def import_files(order: Order, progress: Progress = silent) -> Imported:
    """Import files as one release.

    Args:
        order: which files, and what they are.
        progress: told about bytes and lines.

    Raises:
        OfficialFileError: if a file is not what it should be.
        ImportRefused: if the files contradict the order or each other, or a check on the whole does not hold.
        ImportRunning: if another process imports.
        DatabaseError: if the rows cannot be stored, because the disk is full, say.
    """
    if not order.is_sample and not order.accepted_by:
        raise ImportRefused("Files with CPT codes are imported only when somebody has accepted the AMA's terms.")
    with import_lock():
        swept = tuple(clean_up())
        given = _given(order)
        releases = Release.objects.of_set(order.kind, order.setting, order.program)
        before = releases.ready().filter(digest=given.digest).first()
        if before and _still_holds(before, order):
            return Imported(before, is_new=False, swept=swept)
        now = timezone.now()
        release = Release.objects.create(
            kind=order.kind,
            setting=order.setting,
            program=order.program,
            is_sample=order.is_sample,
            is_complete=False,
            store=f"ncci-rows-{given.digest[:8]}-{now:%m%d%H%M%S%f}",
            digest=given.digest,
            files=list(given.files),
            terms_accepted_by=order.accepted_by,
            terms_accepted_at=now if order.accepted_by else None,
            started_at=now,
        )
        store = store_of(release.store, DATASETS[order.kind])
        try:
            _build(order, given, release, store, progress)
            _make_ready(release, before)
        except BaseException:
            # What cannot be undone now, with the disk full or the database away, the next import sweeps up.
            with suppress(DatabaseError, OSError):
                store.drop()
            with suppress(DatabaseError):
                release.delete()
            raise
        if before:
            _drop(before)
        return Imported(release, is_new=True, swept=swept)


def import_samples(folder: Path) -> list[Imported]:
    """Import the sample that is shipped with the site, in place of one from before.

    Args:
        folder: with a file named after each setting: ``practitioner.txt``.

    Raises:
        OfficialFileError, ImportRefused, ImportRunning: as for :func:`import_files`.
    """
    done = []
    for setting in ("practitioner", "hospital"):
        order = Order("ptp", (folder / f"{setting}.txt",), setting, quarter=SAMPLE_QUARTER, is_sample=True)
        imported = import_files(order)
        for older in Release.objects.of_set("ptp", setting, "medicare").ready().filter(is_sample=True):
            if older.pk != imported.release.pk:
                remove(older)
        done.append(imported)
    return done


def clean_up() -> Iterator[str]:
    """Remove what a crashed import has left. Call under :func:`~.stores.import_lock`, when no import can be running.

    Yields:
        What was removed.
    """
    for release in Release.objects.filter(state=Release.State.IMPORTING):
        store_of(release.store, DATASETS[release.kind]).drop()
        yield f"the import that began at {timezone.localtime(release.started_at):%Y-%m-%d %H:%M}"
        release.delete()
    yield from sweep(Release.objects.values_list("store", flat=True))


def remove(release: Release) -> None:
    """Take a release away. Those that are left answer from now on."""
    with import_lock():
        with transaction.atomic():
            Release.objects.filter(pk=release.pk).delete()
            CatalogueVersion.move()
        catalogue.store.invalidate()
        _drop(release)


def _drop(release: Release) -> None:
    """Remove the rows of a release that answers no more. A process that has not yet noticed may ask them once more."""
    time.sleep(LEAVE)
    # No release names them any more: if they cannot be removed now, the next import sweeps them up.
    with suppress(DatabaseError, OSError):
        store_of(release.store, DATASETS[release.kind]).drop()


def _still_holds(release: Release, order: Order) -> bool:
    """Whether a release of the same files is what the order would make of them, and its rows are all there."""
    if order.quarter not in ("", release.quarter) or (order.is_whole and not release.is_complete):
        return False
    store = store_of(release.store, DATASETS[release.kind])
    try:
        with transaction.atomic():
            return checks.count(store, release.loaded.starts_on).rows == release.line_count
    except DatabaseError:
        return False


def _given(order: Order) -> _Given:
    """Look at the files from outside.

    Raises:
        ImportRefused: if a name tells something else than the order, or a file was given twice.
    """
    for path in order.files:
        _refuse_contradiction(order, path.name, naming.told(path.name))
    files = tuple(_fingerprint(path) for path in order.files)
    hashes = [file["sha256"] for file in files]
    if len(set(hashes)) < len(hashes):
        raise ImportRefused("One file was given twice. Give each part of the set once.")
    return _Given(files, hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest())


def _fingerprint(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        # A name may hold bytes that are no text; no database would keep them.
        name = path.name.encode("utf-8", "replace").decode()
        return {"name": name, "sha256": sha256, "bytes": path.stat().st_size}
    except OSError as error:
        raise OfficialFileError(f"{path}: {error.strerror or error}.") from error


def _refuse_contradiction(order: Order, name: str, told: naming.Told) -> None:
    for what, asked, said in (
        ("kind", order.kind, told.kind),
        ("setting", order.setting, told.setting),
        ("program", order.program, told.program),
    ):
        if asked and said and asked != said:
            raise ImportRefused(f"{name} is by its name a file of the {what} “{said}”, not “{asked}”.")


def _build(order: Order, given: _Given, release: Release, store: Store, progress: Progress) -> None:
    began = time.monotonic()

    def told(done: int, of: int, what: str) -> None:
        progress(done, of, f"{what}, {tally.taken / max(time.monotonic() - began, 0.001):,.0f} rows a second")

    tally = Tally(told)
    store.create()
    for path in order.files:
        for rows in _rows(order, path, given, tally):
            store.insert(rows)
    if tally.has_too_many_refused:
        raise ImportRefused(f"{tally.too_many()} This is hardly the right file.")
    progress(1, 1, "Making the indexes")
    store.finish()
    progress(1, 1, "Checking")
    release.quarter = _quarter(order, given, tally)
    release.version = given.agreed("version")
    release.is_complete, remarks = _completeness(order, given, tally)
    release.texts = list(tally.texts)
    release.refused_count = tally.refused_count
    release.refused = [
        {"file": file, "line": line.number, "text": line.text, "reason": line.reason} for file, line in tally.refused
    ]
    release.first_effective_on = as_day(tally.first_effective)
    release.remarks = [*remarks, *_remarks(order, tally)][:_KEPT_REMARKS]
    counts = checks.count(store, release.loaded.starts_on)
    release.line_count, release.pair_count, release.live_count = counts.rows, counts.pairs, counts.live
    release.repeated_count = tally.taken - counts.rows
    before = _before(release)
    if problems := checks.problems(store, counts, release.loaded.starts_on, None if order.may_shrink else before):
        raise ImportRefused(" ".join(problems))


def _make_ready(release: Release, before: Release | None) -> None:
    """From here on it answers. ``before`` holds the same files and goes: its rows are damaged, or its quarter wrong."""
    with transaction.atomic():
        # Publishing moves the same row, so that the stamp of the catalogue moves once for each.
        CatalogueVersion.objects.select_for_update().get(id=1)
        if before:
            Release.objects.filter(pk=before.pk).delete()
        release.state, release.ready_at = Release.State.READY, timezone.now()
        release.save()
        CatalogueVersion.move()
    catalogue.store.invalidate()


def _rows(order: Order, path: Path, given: _Given, tally: Tally) -> Iterator[list[tuple[Any, ...]]]:
    reader = _READERS[order.kind]
    with opened(path, reader.MEMBERS, reader.WHAT) as file:
        names = [name for name in (file.member, path.name) if name]
        given.told.append(naming.told(*names))
        _refuse_contradiction(order, names[0], given.told[-1])
        yield from _read(order, file, tally)


def _read(order: Order, file: Opened, tally: Tally) -> Iterator[list[tuple[Any, ...]]]:
    if order.kind == "ptp":
        yield from ptp.rows(file, order.program, tally)
    elif order.kind == "mue":
        yield from mue.rows(file, order.setting, tally)
    elif order.kind == "add_on":
        yield from add_on.rows(file, tally)
    else:
        yield from fee_schedule.rows(file, tally)


def _quarter(order: Order, given: _Given, tally: Tally) -> str:
    named = given.agreed("quarter")
    if order.quarter and named and order.quarter != named:
        tally.remarks[f"The names tell the quarter {named}; it was imported as {order.quarter}, as you said."] += 1
    if found := order.quarter or named:
        return found
    if newest := as_day(tally.last_effective):
        tally.remarks[
            "No name tells the quarter; it was taken from the newest effective date in the files."
            " If that is wrong, import with --quarter."
        ] += 1
        return f"{newest.year}-{(newest.month - 1) // 3 * 3 + 1:02d}"
    raise ImportRefused("Neither a name nor a date in the files tells the quarter. Say which it is: --quarter 2026-07.")


def _completeness(order: Order, given: _Given, tally: Tally) -> tuple[bool, list[str]]:
    """Whether absence means anything in what was given, and remarks about that."""
    if order.is_sample:
        return False, []
    if order.is_whole:
        return True, [f"The operator vouches that these {tally.taken:,} lines are the whole set."]
    parts = {each.part for each in given.told if each.part}
    if parts and parts != set(range(1, max(PARTS, *parts) + 1)):
        had = ", ".join(f"f{part}" for part in sorted(parts))
        return False, [
            f"Of f1 to f{max(PARTS, *parts)} only {had} was given, so a pair that is not there may still have an edit:"
            " pages say that they cannot know."
        ]
    if order.kind == "ptp" and order.program == "medicare" and not parts and tally.taken < WHOLE_QUARTER:
        return False, [
            f"The set has {tally.taken:,} lines, where a whole quarter has had more than {WHOLE_QUARTER:,}, and no name"
            " tells which part it is (f1 to f4). So a pair that is not there may still have an edit: pages say that"
            " they cannot know. If nothing is missing all the same, import with --whole."
        ]
    return True, []


def _remarks(order: Order, tally: Tally) -> Iterator[str]:
    if order.kind == "ptp":
        for text in tally.texts:
            if rationales.NOT_KNOWN in rationales.ptp_rationale(text).words:
                yield f"The rationale “{text[:100]}” is none of the twelve known ones. Its lines were taken."
        if tally.without_start:
            yield f"{tally.without_start:,} lines have no effective date. Their start is shown as not known."
    yield from tally.remarks


def _before(release: Release) -> int | None:
    """How many lines the whole release before it has; None if there is none to compare with."""
    earlier = Release.objects.of_set(release.kind, release.setting, release.program).ready()
    found = earlier.filter(is_sample=False, is_complete=True).values_list("line_count", flat=True).first()
    return found if release.is_complete else None
