"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d3site.backups.rotation import Keep, outworn
from d3site.backups.shelf import Backup

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def hourly(hours: int) -> list[Backup]:
    moments = [NOW - timedelta(hours=number) for number in range(hours)]
    return [Backup(moment, Path(moment.isoformat())) for moment in moments]


def test_two_years_of_hours_become_two_days_a_month_and_a_year():
    found = hourly(2 * 365 * 24)
    gone = set(outworn(found, NOW, Keep()))
    kept = [backup for backup in found if backup not in gone]
    ages = [NOW - backup.made_at for backup in kept]
    assert sum(age <= timedelta(hours=48) for age in ages) == 49
    days = {backup.made_at.date() for backup in kept if NOW - backup.made_at <= timedelta(days=30)}
    assert len(days) == 31
    older = [backup for backup in kept if NOW - backup.made_at > timedelta(days=31)]
    assert [(b.made_at.year, b.made_at.month) for b in older] == [
        *((2026, month) for month in range(9, 0, -1)),
        (2025, 12),
    ]
    assert {b.made_at.hour for b in older} == {23}, "the last of its month"
    assert outworn(kept, NOW, Keep()) == [], "a second look takes nothing more"


def test_one_before_migrations_stays_as_long_as_a_day_does():
    noon = NOW - timedelta(days=20)
    found = [Backup(noon, Path("before"), True), Backup(noon + timedelta(hours=1), Path("later"))]
    found.append(Backup(NOW, Path("now")))
    assert outworn(found, NOW, Keep()) == []
    assert [b.folder.name for b in outworn(found, NOW + timedelta(days=11), Keep(months=0))] == ["before", "later"]


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(st.lists(moments, max_size=30, unique=True), moments, st.tuples(*[st.integers(0, 50)] * 3))
def test_the_newest_one_never_goes(found, now, numbers):
    backups = [Backup(moment, Path(moment.isoformat())) for moment in found]
    gone = outworn(backups, now, Keep(*numbers))
    assert set(gone) < set(backups) or not backups
    assert not gone or max(backups) not in gone


@pytest.mark.parametrize("name", ["20261125T103144Z", "20261125T103144Z-before-migrations", "20261125T103144Z-2"])
def test_only_a_folder_with_its_name_and_a_manifest_is_a_backup(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    assert Backup.of(folder) is None
    (folder / "manifest.json").touch()
    found = Backup.of(folder)
    assert found is not None
    assert found.made_at == datetime(2026, 11, 25, 10, 31, 44, tzinfo=UTC)
    assert found.is_before_migrations == ("before" in name)
    for other in (f"broken-{name}", f".making-{name}", name + "x"):
        assert Backup.of(folder.rename(tmp_path / other)) is None
        folder = tmp_path / other
