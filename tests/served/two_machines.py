"""Two servers on the PostgreSQL that ``DATABASE_URL`` names; run under ``tests/with_postgres`` by the test beside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

import django

from bench.scratch import Process, environment, free_port

PASSWORD = "correct horse battery staple"
_PREPARE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth import get_user_model
from tests.factories import publish_world, write_world
write_world()
publish_world()
for name in ("first", "second", "third"):
    get_user_model().objects.create_superuser(name, f"{{name}}@example.org", {PASSWORD!r})
call_command("collectstatic", "--no-input", verbosity=0)
"""


class Browser:
    """Keeps cookies, whichever machine it asks."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(self, port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """GET, or POST a form with its token. Status and page, or where it leads."""
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(
                {**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}, doseq=True
            )
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{port}"
        connection.request("POST" if form is not None else "GET", path, body, headers)
        response = connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        page = response.read().decode(errors="replace")
        connection.close()
        return response.status, response.headers.get("Location") or page

    def sign_in(self, port: int, name: str, password: str = PASSWORD) -> int:
        """302 if it worked."""
        self.ask(port, "/admin/login/")
        return self.ask(port, "/admin/login/", {"username": name, "password": password, "next": "/admin/"})[0]


def main(folder: Path) -> None:
    """Everything that two machines must share; an assertion fails if they do not."""
    url = os.environ["DATABASE_URL"]
    redis, stack = shutil.which("redis-server"), ExitStack()
    more = {"DATABASE_URL": url, "D3_WARMED_AT_START": "0", "D3_LIMITS": "search=6"}
    with stack:
        if redis:
            port = free_port()
            command = (redis, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
            cache = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            stack.callback(cache.wait)
            stack.callback(cache.terminate)
            more["CACHE_URL"] = f"redis://127.0.0.1:{port}/0"
        ports = []
        for name in ("one", "two"):
            own = environment(folder / name, **more, WEB_CONCURRENCY="1")
            subprocess.run([sys.executable, "-m", "d3site.prepare"], env=own, check=True)
            if not ports:
                subprocess.run([sys.executable, "-c", _PREPARE], env=own, check=True)
            else:
                shutil.copytree(folder / "one/static", folder / "two/static")
            serve = (sys.executable, "-m", "gunicorn", "-c", "python:d3site.gunicorn")
            machine = Process(serve, {**own, "D3_SITE_ORIGIN": ""}, free_port(), folder / f"{name}.log", "/readyz")
            machine.environment["D3_SITE_ORIGIN"] = f"http://127.0.0.1:{machine.port}"
            stack.enter_context(machine)
            ports.append(machine.port)
        check(*ports, has_redis=bool(redis))


def check(one: int, two: int, *, has_redis: bool) -> None:
    """Ask both."""
    reader, editor = Browser(), Browser()
    page = re.compile(r"(?s)<main.*</main>")
    pages = [page.search(reader.ask(port, "/modifiers/59/")[1])[0].replace(str(port), "") for port in (one, two)]
    assert pages[0] == pages[1]
    print("same pages", flush=True)  # noqa: T201

    assert editor.sign_in(one, "first") == 302
    assert editor.ask(two, "/admin/")[0] == 200
    print("one session", flush=True)  # noqa: T201

    os.environ["DJANGO_SETTINGS_MODULE"] = "d3site.settings"
    django.setup()
    from modifiers import publishing
    from modifiers.models import Modifier

    subject = Modifier.objects.get(code="59")
    subject.summary = "Tells the payer what both machines know."
    subject.save()
    publishing.refresh_hash(subject)
    address = f"/admin/modifiers/modifier/{subject.pk}/publish/"
    form = editor.ask(one, address)[1]
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', form)
    assert seen is not None, form[:2000]
    sent = {"seen": seen[1], "weight": "minor", "when": "now", "act": "publish", "change_note": ""}
    status, told = editor.ask(one, address, {**sent, "checked": ["sources", "dates", "examples"]})  # type: ignore[dict-item]
    began = time.monotonic()
    assert status == 302, told[:3000]
    assert "both machines know" in reader.ask(one, "/modifiers/59/")[1], "the one that published knows at once"
    while "both machines know" not in reader.ask(two, "/modifiers/59/")[1]:
        assert time.monotonic() - began < 1, "not within a second"
        time.sleep(0.02)
    print("published on both", flush=True)  # noqa: T201

    guesser = Browser()
    for number in range(5):
        guesser.sign_in((one, two)[number % 2], "third", "wrong")
    assert guesser.sign_in(two, "third") != 302, "five wrong passwords on two machines pause the right one"
    print("one pause", flush=True)  # noqa: T201

    if has_redis:
        statuses = [reader.ask((one, two)[number % 2], f"/search/?q=knee+{number}")[0] for number in range(14)]
        assert statuses[:6] == [200] * 6, statuses
        assert 429 in statuses[6:8], statuses
        print("one limit", flush=True)  # noqa: T201
    else:
        print("REDIS IS NOT INSTALLED: shared limits were not tried", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
