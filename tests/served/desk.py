"""An editor at the desk of a served site: signs in, opens a form, sends it."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from .site import EDITOR, PASSWORD, Answer, Site

Pairs = list[tuple[str, str]]


class _Inputs(HTMLParser):
    """What a browser would send from the forms of a page, in their order; buttons left aside."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self._text: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "button", "file"):
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.pairs.append((name, given.get("value") or ("on" if kind == "checkbox" else "")))
        elif tag == "textarea":
            self._text = name
            self.pairs.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.pairs.append((self._select, given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, before = self.pairs[-1]
            self.pairs[-1] = name, (before + data).removeprefix("\n")


def inputs_of(page: bytes) -> dict[str, list[str]]:
    """Name → values of every input of a page."""
    parser = _Inputs()
    parser.feed(page.decode())
    found: dict[str, list[str]] = {}
    for name, value in parser.pairs:
        found.setdefault(name, []).append(value)
    return found


@dataclass
class Desk:
    """One signed-in browser without JavaScript."""

    site: Site
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def sign_in(self) -> Desk:
        """Name and password; the served site asks for no second factor."""
        page = self.get("/admin/login/")
        token = inputs_of(page.body)["csrfmiddlewaretoken"][0]
        sent = {"username": [EDITOR], "password": [PASSWORD], "csrfmiddlewaretoken": [token]}
        assert self.post("/admin/login/?next=/livez", sent).body == b"alive\n"
        return self

    def get(self, path: str) -> Answer:
        """GET, following redirects."""
        return self._ask(urllib.request.Request(self.site.origin + path))

    def post(self, path: str, fields: dict[str, list[str]]) -> Answer:
        """POST a form, following redirects."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self._ask(urllib.request.Request(self.site.origin + path, data=body))

    def _ask(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        try:
            with opener.open(request, timeout=40) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())
