"""Makes a pack: asks the site for every page, rewrites it, checks every link, and puts the whole in place at once."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.test.client import Client
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue, catalogue
from modifiers.pages.machines import indexable
from modifiers.pages.words import day

from .a_to_z import ADDRESS, a_to_z
from .addresses import file_of
from .checking import dead_links
from .rewriting import Rewritten, Setting, rewrite

MANIFEST = "manifest.json"
KIND = "d3rx-modifiers-offline-copy"
STYLE = "css/offline.css"

Progress = Callable[[int, int, str], None]

_TRIES = 3
_URL = re.compile(r"url\(\s*['\"]?(?!data:|#)([^'\")]+)")


class PackError(Exception):
    """Nothing was written to the folder. ``str()`` says why."""


class _Moved(Exception):
    """Something was published while the pages were asked for."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What was written."""

    folder: Path
    pages: int
    files: int
    size: int
    expires_on: date
    online: int
    """How many different addresses on the site its pages lead to."""


def export(folder: Path, *, expires_in: timedelta, progress: Progress) -> Pack:
    """Write the whole public reference to a folder, which is replaced at once when the new pack is whole and checked.

    Args:
        folder: is made; may be there if it is empty or holds an earlier pack.
        expires_in: how long the copy is to be used.
        progress: told about every page.

    Raises:
        PackError: if the folder holds something else, a page does not answer, or a link leads nowhere.
        OSError: if the disk does not take it. The folder is then as it was.
    """
    folder = folder.resolve()
    _refuse_what_is_no_pack(folder)
    for _ in range(_TRIES):
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            pack = _Packing(beside, timezone.localdate(), expires_in, progress).write()
            _put_in_place(beside, folder)
            return Pack(folder, *pack)
        except _Moved:
            continue
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    raise PackError("Something was published each time while the pages were asked for. Run it again.")


def zipped(folder: Path, file: Path) -> None:
    """Write a pack as one zip file; the same pack is the same bytes. A file of that name is replaced."""
    made_on = date.fromisoformat(json.loads((folder / MANIFEST).read_text())["made_on"])
    moment = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    beside = file.with_name(f".{file.name}.new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = f"d3rx-modifiers-{made_on.isoformat()}/{path.relative_to(folder).as_posix()}"
                archive.writestr(zipfile.ZipInfo(name, moment), path.read_bytes(), zipfile.ZIP_DEFLATED)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def addresses(snapshot: Catalogue) -> Iterator[str]:
    """The pages of a pack: all that may be indexed, then the cards to print, of modifiers and of the editors' sets."""
    yield from dict.fromkeys([*(path for path, _ in indexable(snapshot)), reverse("downloads")])
    for code in snapshot.modifiers:
        yield reverse("modifier_desk_card", args=[code.lower()])
    for key in snapshot.all("comparison"):
        yield reverse("comparison_desk_card", args=[key])


class _Packing:
    """One attempt, in a folder of its own."""

    def __init__(self, folder: Path, today: date, expires_in: timedelta, progress: Progress) -> None:
        self._folder, self._today, self._expires_on, self._progress = folder, today, today + expires_in, progress
        self._hashes: dict[str, dict[str, object]] = {}
        self._ask = _asking()

    def write(self) -> tuple[int, int, int, date, int]:
        """Everything but putting it in place: pages, files, bytes, the day it expires, addresses on the site.

        Raises:
            PackError: as :func:`export`.
            _Moved: if the pages are not all of one state of the reference.
        """
        snapshot = catalogue()
        paths = tuple(addresses(snapshot))
        setting = Setting(
            origin=settings.SITE_ORIGIN,
            static_url=settings.STATIC_URL,
            pages=frozenset((*paths, ADDRESS)),
            made_on=day(self._today),
            expires_on=day(self._expires_on),
            style=static(STYLE),
            find=ADDRESS,
        )
        pages = dict(self._pages(paths, setting))
        if (catalogue().stamp, catalogue().at) != (snapshot.stamp, snapshot.at):
            raise _Moved
        page = rewrite(a_to_z(snapshot, HttpRequest()), ADDRESS, setting)
        pages[self._put(file_of(ADDRESS), page.html.encode())] = page
        files = set(self._static({path for page in pages.values() for path in page.static}))
        dead = list(dead_links(pages, files))
        if dead:
            raise PackError("\n".join((*dead[:20], f"{len(dead)} links lead nowhere.")))
        self._manifest(snapshot, len(pages))
        online = {address for page in pages.values() for address in page.online}
        size = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        return len(pages), len(self._hashes) + 1, size, self._expires_on, len(online)

    def _pages(self, paths: tuple[str, ...], setting: Setting) -> Iterator[tuple[str, Rewritten]]:
        for done, path in enumerate(paths, start=1):
            page = rewrite(self._ask(path), path, setting)
            file = self._put(file_of(path), page.html.encode())
            page.html = ""  # it is on the disk: a thousand of them need not be in memory
            yield file, page
            self._progress(done, len(paths), path)

    def _put(self, file: str, content: bytes) -> str:
        target = self._folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self._hashes[file] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        return file

    def _static(self, wanted: set[str]) -> Iterator[str]:
        """Style sheets and pictures as they are, under their own names, and what the sheets load."""
        waiting, seen = sorted(wanted), set[str]()
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            content = _static_file(path)
            if path.endswith(".css"):
                waiting += [urlsplit(urljoin(path, named)).path for named in _URL.findall(content.decode())]
            yield self._put(file_of(path), content)

    def _manifest(self, snapshot: Catalogue, pages: int) -> None:
        told = {
            "kind": KIND,
            "origin": settings.SITE_ORIGIN,
            "made_on": self._today.isoformat(),
            "expires_on": self._expires_on.isoformat(),
            "reference_as_of": snapshot.at.isoformat(),
            "pages": pages,
            "files": dict(sorted(self._hashes.items())),
        }
        text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
        (self._folder / MANIFEST).write_text(text, encoding="utf-8")


def _asking() -> Callable[[str], str]:
    """How a page is asked for: as a reader asks, through every middleware, at the site's own host."""
    parts = urlsplit(settings.SITE_ORIGIN)
    client = Client(SERVER_NAME=parts.hostname or "localhost", headers={"X-Forwarded-Proto": parts.scheme})

    def ask(path: str) -> str:
        response = client.get(path, secure=parts.scheme == "https")
        if response.status_code != 200:
            raise PackError(f"{path} answered {response.status_code}. Is {parts.hostname} in D3_ALLOWED_HOSTS?")
        return response.content.decode()

    return ask


def _static_file(path: str) -> bytes:
    """The collected file, as it is served; while developing, the one it is made of.

    Raises:
        PackError: if there is none.
    """
    name = path.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT) / name
    found = str(collected) if collected.is_file() else finders.find(name)
    if not found:
        raise PackError(f"There is no {path}. Run `manage.py collectstatic` first.")
    return Path(found).read_bytes()


def _refuse_what_is_no_pack(folder: Path) -> None:
    if not folder.parent.is_dir():
        raise PackError(f"{folder.parent} is no folder.")
    if folder.exists() and not folder.is_dir():
        raise PackError(f"{folder} is no folder.")
    if folder.exists() and any(folder.iterdir()) and not is_pack(folder):
        raise PackError(f"{folder} holds something that is no offline copy. Name a new folder.")


def is_pack(folder: Path) -> bool:
    """Whether a folder holds a pack."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("kind") == KIND)
    except (OSError, ValueError, AttributeError):
        return False


def _put_in_place(beside: Path, folder: Path) -> None:
    """Two renames: whoever reads meanwhile finds the old pack, or for a moment none, and never half of one."""
    beside.chmod(0o755)
    old = beside.with_name(f"{beside.name}.old")
    if folder.exists():
        folder.rename(old)
    try:
        beside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
