"""Somebody with a browser who notices what a reader would not see but should be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


class Reader:
    """Opens pages in contexts of any width, scheme and with or without JavaScript."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.browser = browser
        self.origin = origin
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._expected: list[int] = []
        self._passed = 0

    def page(self, *, width: int = 1280, dark: bool = False, scripts: bool = True, printed: bool = False) -> Page:
        """A fresh page in a context of its own, with no cookie."""
        context = self.browser.new_context(
            base_url=self.origin,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        page = context.new_page()
        if printed:
            page.emulate_media(media="print")
        page.on("request", lambda request: self._notice_host(request.url))
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self._notice_console)
        page.on("response", self._notice_response)
        return page

    def open(self, path: str, **how: Any) -> Page:
        """Open an address and return the page, loaded."""
        page = self.page(**how)
        response = page.goto(path, wait_until="load")
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return page

    def expects(self, status: int) -> None:
        """Let the next answer with this status, and what the console says of it, pass without a complaint."""
        self._expected.append(status)

    def axe(self, page: Page, *, leave_out: Sequence[str] = ()) -> list[str]:
        """What axe finds, one line each, apart from the rules to leave out."""
        rules = {**RULES["rules"], **{rule: {"enabled": False} for rule in leave_out}}
        page_own = len(self.complaints)
        found = Axe().run(page, options={**RULES, "rules": rules}).response["violations"]
        del self.complaints[page_own:]  # axe tries out inline styles, which the policy refuses
        return [
            f"{rule['id']}: {node['html'][:160]} – {node['failureSummary'][:200]}"
            for rule in found
            for node in rule["nodes"]
        ]

    def leave(self) -> None:
        """Close everything. Raises AssertionError with all complaints."""
        for context in self._contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _notice_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.complaints.append(f"request to {parts.netloc}")

    def _notice_console(self, message: Any) -> None:
        if message.type in ("error", "warning") and f"status of {self._passed}" not in message.text:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _notice_response(self, response: Any) -> None:
        if response.status in self._expected:
            self._expected.remove(response.status)
            self._passed = response.status
        elif response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
