"""Files of CMS → a release that serves, all or nothing.

A release is *importing* while its rows are written where nobody reads. Its checks are made on the finished store. Only
then one short transaction makes it *ready* and moves the catalogue's stamp, by which every process notices. A crash at
any point leaves the release before it serving; the next import sweeps up what was left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from modifiers import catalogue
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

_KEPT_REMARKS = 50
_READERS = {"ptp": ptp, "mue": mue, "add_on": add_on, "fee_schedule": fee_schedule}


class ImportRefused(Exception):
    """The files cannot become a release. ``str()`` says why and what to do; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator wants imported.

    ``files`` make one release together. ``quarter`` (2026-07) is needed where no name tells it. ``accepted_by`` names
    who accepted the AMA's terms; a sample, which is ours, needs nobody. ``may_shrink`` lets a release be much smaller
    than the one before.
    """

    kind: Kind
    files: tuple[Path, ...]
    setting: Setting = ""
    program: Program = "medicare"
    quarter: str = ""
    accepted_by: str = ""
    is_sample: bool = False
    may_shrink: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """The release; ``is_new`` is False where these very files had been imported before. ``swept`` tells what was left
    of a crashed import and is gone now."""

    release: Release
    is_new: bool
    swept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """The files as they are: fingerprints, and what their names tell."""

    files: tuple[dict[str, Any], ...]
    digest: str
    told: tuple[naming.Told, ...]
    members: list[naming.Told] = field(default_factory=list)

    def agreed(self, name: str) -> str:
        """What the names tell of one thing; members of zips know better than the zips."""
        for told in (self.members, self.told):
            if values := {getattr(each, name) for each in told} - {""}:
                return str(max(values))
        return ""


def import_files(order: Order, progress: Progress = silent) -> Imported:
    """Import files as one release.

    Args:
        order: which files, and what they are.
        progress: told about bytes and lines.

    Raises:
        OfficialFileError: if a file is not what it should be.
        ImportRefused: if the files contradict the order or each other, or a check on the whole does not hold.
        ImportRunning: if another process imports.
    """
    if not order.is_sample and not order.accepted_by:
        raise ImportRefused("Files with CPT codes are imported only when somebody has accepted the AMA's terms.")
    with import_lock():
        swept = tuple(clean_up())
        given = _given(order)
        releases = Release.objects.of_set(order.kind, order.setting, order.program)
        if before := releases.ready().filter(digest=given.digest).first():
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
        except BaseException:
            store.drop()
            release.delete()
            raise
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
            release.delete()
            CatalogueVersion.move()
        catalogue.store.invalidate()
        store_of(release.store, DATASETS[release.kind]).drop()


def _given(order: Order) -> _Given:
    """Look at the files from outside.

    Raises:
        ImportRefused: if a name tells something else than the order, or a file was given twice.
    """
    told = tuple(naming.told(path.name) for path in order.files)
    for path, each in zip(order.files, told, strict=True):
        _refuse_contradiction(order, path.name, each)
    files = tuple(_fingerprint(path) for path in order.files)
    hashes = [file["sha256"] for file in files]
    if len(set(hashes)) < len(hashes):
        raise ImportRefused("One file was given twice. Give each part of the set once.")
    return _Given(files, hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest(), told)


def _fingerprint(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"name": path.name, "sha256": sha256, "bytes": path.stat().st_size}
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
    tally = Tally(progress)
    store.create()
    for path in order.files:
        for rows in _rows(order, path, given, tally):
            store.insert(rows)
    store.finish()
    if tally.has_too_many_refused:
        raise ImportRefused(f"{tally.too_many()} This is hardly the right file.")
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
    with transaction.atomic():
        # Publishing moves the same row, so that the stamp of the catalogue moves once for each.
        CatalogueVersion.objects.select_for_update().get(id=1)
        release.state, release.ready_at = Release.State.READY, timezone.now()
        release.save()
        CatalogueVersion.move()
    catalogue.store.invalidate()


def _rows(order: Order, path: Path, given: _Given, tally: Tally) -> Iterator[list[tuple[Any, ...]]]:
    reader = _READERS[order.kind]
    with opened(path, reader.MEMBERS, reader.WHAT) as file:
        if file.member:
            told = naming.told(file.member)
            _refuse_contradiction(order, file.member, told)
            given.members.append(told)
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
    if found := order.quarter or given.agreed("quarter"):
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
    # Where a zip was given, the part stands in its name or in its member's; either will do.
    parts = {each.part for each in (*given.told, *given.members) if each.part}
    if parts and parts != set(range(1, max(PARTS, *parts) + 1)):
        had = ", ".join(f"f{part}" for part in sorted(parts))
        return False, [
            f"Of f1 to f{max(PARTS, *parts)} only {had} was given, so a pair that is not there may still have an edit:"
            " pages say that they cannot know."
        ]
    if order.kind == "ptp" and order.program == "medicare" and tally.taken < WHOLE_QUARTER:
        return True, [
            f"The set has {tally.taken:,} lines; a whole quarter has had more than {WHOLE_QUARTER:,}."
            " If files are missing, pairs without an edit are told wrongly: import them all together."
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
