"""Make the data directory fit to serve from: ``python -m d3site.prepare``. Safe to run again.

Creates the directory, a secret key unless D3_SECRET_KEY gives one, and an empty SQLite file unless
DATABASE_URL names another database. Settings never create a database by themselves (see ``_database`` there).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def prepare(data_dir: Path, *, needs_key: bool, needs_database: bool) -> None:
    """Create what is missing in ``data_dir``, readable by its owner alone. Existing files are left as they are."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if needs_key:
        _create(data_dir / "secret-key", secrets.token_urlsafe(64))
    if needs_database:
        _create(data_dir / "d3.sqlite3", "")


def _create(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


if __name__ == "__main__":
    from environs import Env

    base_dir = Path(__file__).resolve().parent.parent
    env = Env()
    env.read_env(str(base_dir / ".env"), recurse=False)
    prepare(
        Path(env.str("D3_DATA_DIR", "") or base_dir / "var"),
        needs_key=not env.str("D3_SECRET_KEY", ""),
        needs_database=not env.str("DATABASE_URL", ""),
    )
