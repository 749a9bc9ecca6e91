"""Pages of a site as hashes: ``python -m d3site.backups.rendering`` on the data directory of the environment.

A process of its own renders a restored copy as readers would get it, beside the process that serves the site.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from .manifest import BackupError

OF_EACH_KIND = 6
"""Pages of each kind of subject that are rendered, spread over the list of all."""

# Not the home page: it needs the index of search, which takes longer than all the rest and adds nothing to be compared.
_FIXED = ("modifier_list", "denial_list", "source_list", "pair_list", "updates", "sitemap")
_AT_MOST = 300
"""Seconds that rendering may take."""

_BASE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hashes by path, and what the pages rest on: the catalogue's stamp, its change point, the day."""

    identity: tuple[str, ...]
    pages: Mapping[str, str]


class Rendering:
    """Pages being rendered by a process beside this one; :meth:`result` waits for them."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "d3site.backups.settings",
            "D3_DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "CACHE_URL": "",
            "D3_LOG_LEVEL": "ERROR",
            "D3_DEBUG": "0",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_BASE), os.environ.get("PYTHONPATH", "")])),
        }
        # What is rendered here is counted nowhere.
        environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
        # Nothing that is rendered depends on the key, and the copy has none.
        environment.setdefault("D3_SECRET_KEY", hashlib.sha256(os.urandom(32)).hexdigest())
        self._process = subprocess.Popen(
            [sys.executable, "-m", "d3site.backups.rendering"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def result(self) -> Rendered:
        """The hashes.

        Raises:
            BackupError: if a page could not be rendered, or it took too long.
        """
        try:
            out, err = self._process.communicate(timeout=_AT_MOST)
        except subprocess.TimeoutExpired as error:
            self.stop()
            raise BackupError(f"The pages took more than {_AT_MOST} seconds.") from error
        if self._process.returncode:
            raise BackupError(f"The pages could not be rendered. {err.strip()[-1500:]}")
        told = json.loads(out)
        return Rendered(tuple(told["identity"]), told["pages"])

    def stop(self) -> None:
        """End it, whatever it has come to."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


def spread(keys: Sequence[str], most: int = OF_EACH_KIND) -> list[str]:
    """The first, the last, and some between them, always the same of the same list."""
    if len(keys) <= most:
        return list(keys)
    return [keys[round(number * (len(keys) - 1) / (most - 1))] for number in range(most)]


def hash_pages(application: Callable[..., Iterable[bytes]], paths: Iterable[str]) -> dict[str, str]:
    """Ask an application for pages.

    Raises:
        BackupError: if one is not answered with 200.
    """
    return {path: hashlib.sha256(_answer(application, path)).hexdigest() for path in paths}


def _answer(application: Callable[..., Iterable[bytes]], path: str) -> bytes:
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO()}
    setup_testing_defaults(environ)
    answered: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> None:
        answered.append(status)

    response = application(environ, start_response)
    try:
        body = b"".join(response)
    finally:
        if close := getattr(response, "close", None):
            close()
    if answered != ["200 OK"]:
        raise BackupError(f"{path} answers {answered[0] if answered else 'nothing'}.")
    return body


def main() -> None:
    """Render what the environment names and print the hashes as JSON."""
    from django.core.wsgi import get_wsgi_application
    from django.urls import reverse
    from django.utils import timezone

    application = get_wsgi_application()
    from modifiers.catalogue import catalogue
    from modifiers.documents import DOCUMENTS
    from modifiers.pages.addresses import path_of

    snapshot = catalogue()
    identity = [snapshot.stamp, snapshot.at.isoformat(), timezone.localdate().isoformat()]
    paths = [reverse(name) for name in _FIXED]
    for kind in DOCUMENTS:
        paths += [path_of(kind, key) for key in spread(list(snapshot.all(kind)))]
    pages = hash_pages(application, paths)
    after = catalogue()
    if [after.stamp, after.at.isoformat(), timezone.localdate().isoformat()] != identity:
        identity.append("moved while it was rendered")
    json.dump({"identity": identity, "pages": pages}, sys.stdout)


if __name__ == "__main__":
    try:
        main()
    except BackupError as error:
        sys.exit(str(error))
