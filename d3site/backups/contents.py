"""What a database holds, as far as two are compared by it. Reads by plain SQL, so that it can read older schemas."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Rows = Iterable[tuple[Any, ...]]
Execute = Callable[[str], Rows]

_EDITIONS = "SELECT kind, key, number, sha256, document FROM modifiers_edition ORDER BY kind, key, number"


class ContentsError(Exception):
    """What is stored contradicts itself. ``str()`` says where."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows by table, the catalogue's stamp, the last migration of each app, and one hash over all editions."""

    tables: Mapping[str, int]
    stamp: str
    migrations: Mapping[str, str]
    editions: str

    def differences(self, other: Contents) -> list[str]:
        """How another differs, one sentence each; none if they hold the same."""
        found = [
            f"{name}: {other.tables.get(name, 0):,} rows, not {self.tables.get(name, 0):,}."
            for name in sorted({*self.tables, *other.tables})
            if self.tables.get(name) != other.tables.get(name)
        ]
        found += ["The catalogue has another stamp."] * (self.stamp != other.stamp)
        found += ["Other migrations were made."] * (dict(self.migrations) != dict(other.migrations))
        found += ["The editions are not the same."] * (self.editions != other.editions)
        return found


def read(execute: Execute, tables: Iterable[str]) -> Contents:
    """Read a database in one state.

    Args:
        execute: runs a query inside a transaction that sees one state.
        tables: names of its tables, from its own catalogue.

    Raises:
        ContentsError: if an edition is not what its hash says.
    """
    names = sorted(tables)
    # Names come from the database's own list of tables and are quoted.
    counts = {name: next(iter(execute(f'SELECT count(*) FROM "{name}"')))[0] for name in names}  # noqa: S608
    stamp = ""
    if "modifiers_catalogueversion" in counts:
        stamp = next(iter(execute("SELECT stamp FROM modifiers_catalogueversion WHERE id = 1")), ("",))[0]
    migrations: dict[str, str] = {}
    if "django_migrations" in counts:
        migrations = dict(execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"))
    editions = hashlib.sha256()
    if "modifiers_edition" in counts:
        for line in _checked(execute(_EDITIONS)):
            editions.update(line)
    return Contents(counts, stamp, migrations, editions.hexdigest())


def _checked(rows: Rows) -> Iterator[bytes]:
    for kind, key, number, sha256, document in rows:
        if hashlib.sha256(document.encode()).hexdigest() != sha256:
            raise ContentsError(f"Edition {number} of {kind} {key} is not what its hash says.")
        yield f"{kind}\t{key}\t{number}\t{sha256}\n".encode()
