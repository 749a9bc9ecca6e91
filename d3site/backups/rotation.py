"""Which backups stay: all of the last hours, then one a day, then one a month. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .shelf import Backup


@dataclass(frozen=True, slots=True)
class Keep:
    """For how long: every backup for ``hours``; the last of a day, and each before migrations, for ``days``; the last
    of a month for ``months``."""

    hours: int = 48
    days: int = 30
    months: int = 12


def outworn(found: Iterable[Backup], now: datetime, keep: Keep) -> list[Backup]:
    """Those that may go. Never the newest one, so that there is one whatever the numbers and the clock say."""
    ordered = sorted(found)
    kept = set(ordered[-1:])
    of_days: dict[object, Backup] = {}
    of_months: dict[object, Backup] = {}
    for backup in ordered:
        age, moment = now - backup.made_at, backup.made_at
        if age <= timedelta(hours=keep.hours):
            kept.add(backup)
        if age <= timedelta(days=keep.days):
            of_days[moment.date()] = backup
            if backup.is_before_migrations:
                kept.add(backup)
        if _months_between(moment, now) < keep.months:
            of_months[moment.year, moment.month] = backup
    kept |= {*of_days.values(), *of_months.values()}
    return [backup for backup in ordered if backup not in kept]


def _months_between(earlier: datetime, later: datetime) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
