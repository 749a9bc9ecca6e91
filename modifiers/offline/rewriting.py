"""A page of the site as a page of the pack: the same words, links to the files beside it, nothing that needs a server.

- A link to a page of the pack leads to its file. Any other link to the site leads to the site, and is marked.
- Scripts are left out: a browser loads no module from a disk, and every page says the same without them.
- A form cannot be answered. In the page it stays, so that its words do, but nothing can be typed into it, and a note
  before it leads to the page on the site: nothing that somebody pastes may end in the address of a file. Outside of the
  page's own content it gives way to a link to the list from A to Z.
- Integrity attributes are left out, because browsers refuse to check them for files on a disk; the manifest has the
  hashes. A policy in the page keeps it from loading anything but the files beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .addresses import file_of, relative

POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'"
"""What a page of the pack may load. On a disk every file is an origin of its own, so the scheme is named as well."""

_DROPPED = ("integrity", "crossorigin", "nonce")
_DROPPED_LINKS = {"search", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "dns-prefetch"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

Attributes = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What every page of a pack has in common.

    ``pages`` are the paths that the pack holds, ``origin`` the site's scheme and host, ``static_url`` where its style
    sheets and icons are. ``style`` is the path of the pack's own sheet, ``find`` that of the list from A to Z.
    """

    origin: str
    static_url: str
    pages: Collection[str]
    made_on: str
    expires_on: str
    style: str
    find: str


@dataclass(slots=True)
class Rewritten:
    """A page of the pack: its text, the (file, anchor) that it links, its ids, what it loads and names online."""

    html: str = ""
    links: set[tuple[str, str]] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    static: set[str] = field(default_factory=set)
    online: set[str] = field(default_factory=set)


def rewrite(html: str, path: str, setting: Setting) -> Rewritten:
    """The page that the site answers at ``path`` as a page of the pack."""
    rewriter = _Rewriter(path, setting)
    rewriter.feed(html)
    rewriter.close()
    rewriter.found.html = "".join(rewriter.out)
    return rewriter.found


class _Rewriter(HTMLParser):
    """Copies a page as it is written and changes only the tags that it must."""

    def __init__(self, path: str, setting: Setting) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.found = Rewritten()
        self._path, self._setting = path, setting
        self._file = file_of(path)
        self._in_main = False
        self._has_banner = False
        self._left_out = ""
        """The element that is being left out with all that is in it."""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._left_out:
            return
        given = dict(attrs)
        if given.get("id"):
            self.found.ids.add(str(given["id"]))
        match tag:
            case "script" | "base":
                self._left_out = tag if tag not in _VOID else ""
            case "form":
                self._form(attrs)
            case "link":
                self._link(attrs)
            case "a" if given.get("href") is not None:
                self._anchor(attrs)
            case "img" | "source" if given.get("src"):
                self._write(tag, _with(attrs, src=self._static(str(given["src"]))))
            case "main":
                self._in_main = True
                self._bannered()
                self._copy()
            case "header":
                self._bannered()
                self._copy()
            case _:
                self._copy_without(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag == self._left_out:
            self._left_out = ""

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._left_out = "" if tag == self._left_out else self._left_out
            return
        if tag == "head":
            self.out.append(self._head())
        self._in_main = self._in_main and tag != "main"
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._text(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """Comments are for those who work on the site."""

    def _text(self, text: str) -> None:
        if not self._left_out:
            self.out.append(text)

    def _copy(self) -> None:
        self.out.append(self.get_starttag_text() or "")

    def _copy_without(self, tag: str, attrs: Attributes) -> None:
        kept = [(name, value) for name, value in attrs if name not in _DROPPED and not name.startswith("hx-")]
        if len(kept) == len(attrs):
            self._copy()
        else:
            self._write(tag, kept)

    def _write(self, tag: str, attrs: Attributes) -> None:
        written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attrs)
        self.out.append(f"<{' '.join((tag, *written))}>")

    def _link(self, attrs: Attributes) -> None:
        given = dict(attrs)
        kinds = set(str(given.get("rel", "")).split())
        href = str(given.get("href") or "")
        if kinds & _DROPPED_LINKS:
            return
        if kinds & {"stylesheet", "icon", "apple-touch-icon"}:
            kept = [(name, value) for name, value in attrs if name not in _DROPPED]
            self._write("link", _with(kept, href=self._static(href)))
        else:
            self._write("link", _with(attrs, href=urljoin(self._setting.origin + self._path, href)))

    def _static(self, address: str) -> str:
        """The file of a style sheet or picture, remembered to be copied."""
        path = urlsplit(address).path
        if not path.startswith(self._setting.static_url):
            raise ValueError(f"{self._path} loads {address}, which is none of the site's own files.")
        self.found.static.add(path)
        return relative(self._file, file_of(path))

    def _anchor(self, attrs: Attributes) -> None:
        href = str(dict(attrs)["href"])
        target, is_ours = self._ours(href)
        if not is_ours:
            self._copy_without("a", attrs)
            return
        parts = urlsplit(target)
        if not parts.query and parts.path in self._setting.pages:
            file = file_of(parts.path)
            self.found.links.add((file, parts.fragment))
            mark = f"#{parts.fragment}" if parts.fragment else ""
            led = mark if file == self._file and mark else relative(self._file, file) + mark
            self._write("a", _with(attrs, href=led))
            return
        self.found.online.add(target)
        classes = f"{dict(attrs).get('class') or ''} online".strip()
        self._write("a", _with(attrs, href=self._setting.origin + target, **{"class": classes}))

    def _ours(self, href: str) -> tuple[str, bool]:
        """An address as a path with query and fragment, and whether it is one of the site's."""
        whole = urljoin(self._setting.origin + self._path, href)
        origin = f"{self._setting.origin}/"
        return (whole.removeprefix(self._setting.origin), True) if whole.startswith(origin) else (href, False)

    def _form(self, attrs: Attributes) -> None:
        file = file_of(self._setting.find)
        self.found.links.add((file, ""))
        find = escape(relative(self._file, file))
        if not self._in_main:
            self._left_out = "form"
            self.out.append(f'<p class="search offline-find"><a href="{find}">Find in this copy: A to Z</a></p>')
            return
        online = escape(self._setting.origin + self._path)
        self.out.append(
            f'<p class="offline-note">This form needs the site: <a href="{online}">this page online</a>. '
            f'What is in this copy: <a href="{find}">A to Z</a>.</p>'
        )
        kept = [(name, value) for name, value in attrs if name not in ("action", "method") and name[:3] != "hx-"]
        self._write("form", [*kept, ("inert", None)])

    def _bannered(self) -> None:
        """Put the banner here, once: behind the link that skips the head, which must stay the first of the page."""
        if not self._has_banner:
            self._has_banner = True
            self.out.append(self._banner())

    def _banner(self) -> str:
        setting = self._setting
        online = escape(setting.origin + self._path)
        return (
            '<aside class="banner offline-banner" aria-label="Offline copy"><p>'
            f"<strong>Offline copy of {escape(setting.origin)}, made on {escape(setting.made_on)}.</strong> "
            f"It expires on {escape(setting.expires_on)}: rules change. "
            f'<a href="{online}">This page online</a></p></aside>'
        )

    def _head(self) -> str:
        style = escape(self._static(self._setting.style))
        robots = "" if 'name="robots"' in "".join(self.out) else '<meta name="robots" content="noindex">\n'
        return (
            f'{robots}<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
            f'<link rel="stylesheet" href="{style}">\n'
        )


def _with(attrs: Attributes, **changes: str) -> Attributes:
    """The attributes with some of them changed; new ones at the end."""
    kept = [(name, changes.pop(name) if name in changes else value) for name, value in attrs]
    return [*kept, *changes.items()]
