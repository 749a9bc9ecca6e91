"""Small sets of code pairs, imported as an operator would, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from modifiers.catalogue import catalogue
from modifiers.models.edition import CatalogueVersion
from modifiers.ncci.datasets import DATASETS
from modifiers.ncci.importing import Imported, Order, import_files
from modifiers.ncci.models import Release
from modifiers.ncci.records import Loaded
from modifiers.ncci.releases import releases_for
from modifiers.ncci.stores import store_of

from .files import as_zip, edit, ptp_text

SHORT = {"practitioner": "ccipra", "hospital": "ccioph"}
ROWS = (
    edit("A4216", "A4217", 20200101),
    edit("A4216", "G0008", 20100101, 20191231),
    edit("A4216", "G0008", 20210101, indicator="0"),
    edit("G0008", "G0009", 19960101, early=1),
    edit("J1100", "A4217", 20250101, 20250101, indicator="9"),
    edit("J1100", "J1110", 20240101, 20270331),
    edit("J1120", "A4217", 20190101),
    edit("J1130", "A4217", 20190101),
)
"""Eight lines of seven pairs, six of them in force on 1 July 2026."""


def quarter(
    folder: Path,
    rows: Any = ROWS,
    setting: str = "practitioner",
    *,
    parts: Any = (1, 2, 3, 4),
    year: int = 2026,
    number: int = 3,
    revision: int = 0,
) -> tuple[Path, ...]:
    """The zips of a quarter as CMS ships them, the rows dealt out to four parts, of which those asked for are given."""
    version = f"v{year - 1994}{number - 1}r{revision}"
    rows = list(rows)
    folder.mkdir(exist_ok=True)
    found = []
    for part in parts:
        begins, ends = (len(rows) * place // 4 for place in (part - 1, part))
        name = f"{SHORT[setting]}-{version}-f{part}"
        path = folder / f"medicare-ncci-{year}q{number}-{setting}-ptp-edits-{name}.zip"
        found.append(as_zip(path, {f"{name}.txt": ptp_text(rows[begins:ends])}))
    return tuple(found)


def bring_in(files: Any, setting: str = "practitioner", kind: str = "ptp", **more: Any) -> Imported:
    """Import files as somebody who has accepted the terms."""
    files = (files,) if isinstance(files, Path) else tuple(files)
    return import_files(Order(kind, files, setting, **{"accepted_by": "somebody", **more}))


def answering(kind: str = "ptp", setting: str = "practitioner", program: str = "medicare") -> Loaded | None:
    """The release that readers are answered from."""
    return releases_for(catalogue()).get(kind, setting, program)


def stamp() -> str:
    """What every process looks at."""
    return CatalogueVersion.objects.get(id=1).stamp


def moves() -> int:
    """How often the catalogue has moved."""
    return CatalogueVersion.objects.get(id=1).number


def rows_of(release: Release) -> list[tuple[Any, ...]]:
    """All rows of a release, rationales as texts."""
    dataset = DATASETS[release.kind]
    rows = store_of(release.store, dataset).query(
        f"SELECT {', '.join(dataset.names)} FROM {{table}} ORDER BY 1, 2, 3, 4"
    )
    if release.kind == "ptp":
        rows = [(*row[:5], release.texts[row[5]], row[6]) for row in rows]
    return [tuple(row) for row in rows]


def stores() -> list[str]:
    """The names of all stores, finished or not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            return sorted(name for name in connection.introspection.table_names(cursor) if "ncci_rows" in name)
    return sorted(path.name for path in (Path(settings.DATA_DIR) / "ncci").glob("ncci-rows*"))
