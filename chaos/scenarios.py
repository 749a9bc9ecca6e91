"""The scenarios. Each does one thing to a served copy, checks what it promises, and returns what was seen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench import scratch
from bench.load import Asked, at_rate, told, with_clients

from .trial import PUBLISH, Trial


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is done, what must come of it, and the function that does it to a served copy."""

    name: str
    expected: str
    run: Callable[[Trial], str]


INTEGRITY = """
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone())
"""
"""By Django's connection, which knows the functions that constraints use."""

SCENARIOS: list[Scenario] = []


def scenario(name: str, expected: str) -> Callable[[Callable[[Trial], str]], Callable[[Trial], str]]:
    """Register a function."""

    def register(function: Callable[[Trial], str]) -> Callable[[Trial], str]:
        SCENARIOS.append(Scenario(name, expected, function))
        return function

    return register


@scenario("kill −9 a worker", "another takes its place; the one beside it goes on answering")
def kill_a_worker(trial: Trial) -> str:
    before = trial.site.workers()
    os.kill(before[0], signal.SIGKILL)
    began = time.monotonic()
    trial.until(lambda: len(set(trial.site.workers()) - set(before)) == 1, 15, "a new worker")
    trial.becomes_ready()
    trial.readers_are_served()
    return f"a new one within {time.monotonic() - began:.1f} s"


@scenario("kill −9 the master", "its workers end by themselves, and the address is free for a new start")
def kill_the_master(trial: Trial) -> str:
    workers = trial.site.workers()
    os.kill(trial.site.pid, signal.SIGKILL)
    began = time.monotonic()

    def nobody() -> bool:
        return not any(os.path.exists(f"/proc/{pid}") for pid in workers)  # noqa: PTH110  (a process, not a file)

    trial.until(nobody, 35, "the workers end")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", trial.site.port))
    return f"the workers ended within {time.monotonic() - began:.1f} s"


@scenario(
    "kill −9 a publish at five moments", "the edition before or the new one, never a mix; the next publish goes through"
)
def kill_a_publish(trial: Trial) -> str:
    seen = []
    halts = ("Edition.objects.bulk_create", "Event.objects.bulk_create", "CatalogueVersion.move")
    for number, halt in enumerate((*halts, "transaction.on_commit", "the end"), start=1):
        before = trial.edition()
        owner, _, name = halt.rpartition(".")
        patch = f"""
import importlib, os, signal
module = importlib.import_module("modifiers.publishing.publish")
Edition, Event, CatalogueVersion = module.Edition, module.Event, module.CatalogueVersion
transaction = module.transaction
whole = {halt}
def dying(*given, **more):
    whole(*given, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr({owner}, {name!r}, dying)
"""
        script = (patch if owner else "") + PUBLISH.format(summary=f"Tells the payer something new, {number}.")
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{script}"]
        done = subprocess.run(  # noqa: S603  (a script of our own)
            command, cwd=scratch.BASE, env=scratch.environment(trial.data), capture_output=True, text=True, check=False
        )
        after = trial.edition()
        assert (done.returncode == -signal.SIGKILL) is bool(owner), done.stderr[-1000:]
        assert after == before + (0 if owner else 1), f"{halt}: edition {before} became {after}"
        assert trial.shell(INTEGRITY) == "('ok',)"
        seen.append(after)
    trial.until(lambda: b"something new, 5." in trial.get("/modifiers/59/")[2], 3, "readers see the last publish")
    return f"editions after each: {', '.join(map(str, seen))}"


@scenario(
    "write garbage over a page of the database file",
    "readers are served from memory; the site says that it is not ready",
)
def damage_the_file(trial: Trial) -> str:
    size = trial.database.stat().st_size
    kept = trial.database.read_bytes()
    with trial.database.open("r+b") as file:
        file.write(random.Random(7).randbytes(4096))  # noqa: S311  (garbage, not a secret)
    try:
        trial.until(lambda: trial.get("/readyz")[0] == 503, 5, "the site notices")
        trial.readers_are_served()
        checks = trial.ready()
    finally:
        trial.database.write_bytes(kept)
    trial.becomes_ready()
    assert trial.database.stat().st_size == size
    return f"checks: {checks['database']}; every page was served, and all was well with the file back"


@scenario(
    "put an old copy of the database in place of the new one", "readers see what that copy holds; nobody has to restart"
)
def old_copy(trial: Trial) -> str:
    copy = trial.data / "copy"
    shutil.copy(trial.database, copy)
    trial.shell(PUBLISH.format(summary="Tells the payer what a later edition says."))
    trial.until(lambda: b"a later edition" in trial.get("/modifiers/59/")[2], 3, "readers see the publish")
    os.replace(copy, trial.database)  # noqa: PTH105  (one step, as a restore does it)
    trial.until(lambda: b"a later edition" not in trial.get("/modifiers/59/")[2], 3, "readers see the old copy")
    trial.readers_are_served()
    return "every page as it was before the publish"


@scenario("leave the journal of a crash beside the database", "the next access rolls back what was not finished")
def leave_a_journal(trial: Trial) -> str:
    script = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE modifiers_modifier SET summary = 'half of a change'")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", script, str(trial.database)], check=False)  # noqa: S603  (as above)
    is_left = trial.database.with_name("d3.sqlite3-journal").exists()
    with contextlib.closing(sqlite3.connect(trial.database, timeout=10)) as connection:
        halves = connection.execute(
            "SELECT count(*) FROM modifiers_modifier WHERE summary = 'half of a change'"
        ).fetchone()
    assert halves == (0,)
    trial.becomes_ready()
    trial.readers_are_served()
    return f"journal left: {'yes' if is_left else 'no'}; nothing of the change remained"


@scenario("move the database away", "readers are served from memory; no empty database is made in its place")
def take_the_database(trial: Trial) -> str:
    away = trial.database.with_name("elsewhere")
    trial.database.rename(away)
    try:
        trial.until(lambda: trial.get("/readyz")[0] == 503, 5, "the site notices")
        trial.readers_are_served()
        assert not trial.database.exists()
        desk = trial.get("/admin/")[0]
        assert desk in (302, 503), desk
    finally:
        away.rename(trial.database)
    trial.becomes_ready()
    return f"every page was served; the desk said {desk}"


@scenario("fill the disk", "reading goes on, a publish fails whole, and goes through once there is room")
def fill_the_disk(trial: Trial) -> str:
    before = trial.edition()
    # No file of this process may grow: to SQLite that is a full disk.
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({trial.database.stat().st_size // 2},) * 2)\n"
    try:
        trial.shell(limit + PUBLISH.format(summary="Tells the payer what has no room."))
        raise AssertionError("a publish went through without room")
    except RuntimeError as error:
        told = "full" if "full" in str(error) else "I/O error" if "I/O" in str(error) else str(error)[-200:]
    assert trial.edition() == before
    trial.readers_are_served()
    number = trial.shell(PUBLISH.format(summary="Tells the payer what has room again."))
    assert number == str(before + 1), number
    return f"refused: {told}; then edition {number}"


@scenario("hold the write lock for five seconds", "no reader waits; a publish waits and goes through")
def hold_the_lock(trial: Trial) -> str:
    before = trial.edition()
    holder = sqlite3.connect(trial.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    script = f"import django\ndjango.setup()\n{PUBLISH.format(summary='Tells the payer, after a while.')}"
    waiting = subprocess.Popen(  # noqa: S603  (as above)
        [sys.executable, "-c", script], cwd=scratch.BASE, env=scratch.environment(trial.data), stdout=subprocess.DEVNULL
    )
    longest = 0.0
    while time.monotonic() - began < 5:
        asked = time.monotonic()
        trial.readers_are_served()
        longest = max(longest, time.monotonic() - asked)
        time.sleep(0.1)
    holder.execute("ROLLBACK")
    holder.close()
    assert waiting.wait(20) == 0
    assert trial.edition() == before + 1
    return f"seven pages took at most {1000 * longest:.0f} ms meanwhile; the publish went through"


@scenario("jump the clock a day forwards and back", "what is scheduled goes live with the clock, and back; no error")
def jump_the_clock(trial: Trial) -> str:
    said = trial.shell("""
from datetime import timedelta
import time_machine
from django.utils import timezone
from modifiers import publishing
from modifiers.catalogue import catalogue, store
from modifiers.models import Modifier
modifier = Modifier.objects.get(code="25")
Modifier.objects.filter(pk=modifier.pk).update(summary="Tells the payer tomorrow.")
modifier.refresh_from_db()
now = timezone.now()
publishing.publish(modifier, actor=None, is_major=False, change_note="", live_from=now + timedelta(hours=1))
store.invalidate()
for days in (0, 1, -1, 0):
    with time_machine.travel(now + timedelta(days=days), tick=False):
        entry = catalogue().get("modifier", "25")
        print(entry.number if entry else "-", end=" ")
""")
    assert said == "1 2 - 1", said
    trial.becomes_ready()
    return "edition today, tomorrow, the day before all was published, today: " + said


@scenario("end all sessions", "readers notice nothing; the desk asks to sign in")
def end_all_sessions(trial: Trial) -> str:
    trial.shell("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    trial.readers_are_served()
    status, headers, _ = trial.get("/admin/")
    assert status == 302 and "login" in headers["location"]
    return f"the desk: {status} to the sign-in"


@scenario("send garbage", "each is refused or ignored; the site goes on")
def send_garbage(trial: Trial) -> str:
    chance = random.Random(11)  # noqa: S311  (garbage, not a secret)
    answers: Counter[str] = Counter()
    pieces = [chance.randbytes(chance.randrange(1, 4000)) for _ in range(60)]
    pieces += [b"GET / HTTP/9.9\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00" * 10]
    pieces += [
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    ]
    for piece in pieces:
        with (
            socket.create_connection(("127.0.0.1", trial.site.port), timeout=3) as client,
            contextlib.suppress(OSError),
        ):
            client.sendall(piece)
            client.shutdown(socket.SHUT_WR)
            answers[client.recv(12).decode("latin-1")[9:12] or "closed"] += 1
    assert not any(status.startswith("5") and status != "501" for status in answers), answers
    trial.readers_are_served()
    return ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))


@scenario("stall 300 clients in four ways", "others are answered as if nothing were")
def stall_clients(trial: Trial) -> str:
    host = b"Host: 127.0.0.1\r\n"
    begun = (
        b"",
        b"GET /modifiers/59/ HTTP/1.1\r\n" + host,
        b"POST /api/v1/route HTTP/1.1\r\n" + host + b"Content-Length: 900\r\n\r\nhalf",
        b"POST /admin/login/ HTTP/1.1\r\n" + host + b"Content-Length: 900000\r\n\r\nhalf",
    )
    held = []
    try:
        for number in range(300):
            piece = begun[number % 4]
            client = socket.create_connection(("127.0.0.1", trial.site.port), timeout=5)
            client.sendall(piece)
            held.append(client)
        began = time.monotonic()
        trial.readers_are_served()
        taken = time.monotonic() - began
    finally:
        for client in held:
            client.close()
    return f"seven pages in {1000 * taken:.0f} ms"


@scenario(
    "ask five times as much as can be answered", "some answers in time, the rest 503 at once; well again within 10 s"
)
def ask_too_much(trial: Trial) -> str:
    asked = [Asked(f"/search/?q=modifier+{number}+for+two+visits") for number in range(5_000)]
    port = trial.site.port
    calm = asyncio.run(with_clients(port, 4, asked, until=time.monotonic() + 2))
    rate = 5 * len(calm) / 2
    got = asyncio.run(at_rate(port, rate, 4, asked))
    by_status = {status: [each.seconds for each in got if each.status == status] for status in (200, 503)}
    assert sum(map(len, by_status.values())) == len(got), told(got)
    assert by_status[200], told(got)
    assert all(each.headers.get("retry-after") for each in got if each.status == 503)
    began = time.monotonic()
    trial.until(lambda: trial.get("/search/?q=calm+again")[0] == 200, 10, "the site answers again")
    return f"{rate:.0f} a second: {told(got)}; well {time.monotonic() - began:.1f} s after"


@scenario("import the same official file twice at once", "one comes in, the other is refused or has nothing to do")
def two_imports(trial: Trial) -> str:
    command = [sys.executable, "manage.py", "import_ncci", "--sample"]
    both = [
        subprocess.Popen(  # noqa: S603  (as above)
            command,
            cwd=scratch.BASE,
            env=scratch.environment(trial.data),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]
    for each in both:
        each.communicate(timeout=120)
    ends = [each.returncode for each in both]
    trial.becomes_ready()
    status, _, body = trial.get("/pairs/97140-97530/")
    assert status == 200, status
    assert b"97530" in body
    return f"exit statuses {ends}; the pair desk answers"


@scenario("kill a migration of an empty database, again and again", "started once more, it comes to its end")
def kill_a_migration(trial: Trial) -> str:
    data = trial.data / "new"
    scratch.run(data, "-m", "d3site.prepare")
    killed = 0
    for seconds in (1.2, 1.8, 2.5):
        migrating = subprocess.Popen(
            [sys.executable, "manage.py", "migrate"],
            cwd=scratch.BASE,
            env=scratch.environment(data),
            stdout=subprocess.DEVNULL,
        )
        try:
            migrating.wait(seconds)
        except subprocess.TimeoutExpired:
            migrating.kill()
            migrating.wait()
            killed += 1
    scratch.run(data, "manage.py", "migrate", "--verbosity", "0")
    scratch.run(data, "manage.py", "migrate", "--check")
    return f"killed {killed} times, then whole"


@scenario("remove a static file", "its page is served all the same; the file is 404 and comes back with collectstatic")
def remove_a_static_file(trial: Trial) -> str:
    sheet = next(
        path
        for path in (trial.data / "static/css").iterdir()
        if path.name.startswith("site.") and path.suffix == ".css" and path.name != "site.css"
    )
    for path in sheet.parent.glob(f"{sheet.name}*"):
        path.unlink()
    trial.readers_are_served()
    status = trial.get(f"/static/css/{sheet.name}")[0]
    assert status < 500, status
    scratch.run(trial.data, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    assert sheet.exists()
    return f"the file: {status}; pages 200"


@scenario("rotate the secret key and reload", "no request fails; the old key still reads what it signed")
def rotate_the_key(trial: Trial) -> str:
    token = trial.shell("from django.core import signing; print(signing.dumps('mine'))")
    own = {"D3_SECRET_KEY": "another-key-for-a-scratch-site-" * 3}
    own["D3_SECRET_KEY_FALLBACKS"] = scratch.environment(trial.data)["D3_SECRET_KEY"]
    script = f"import django\ndjango.setup()\nfrom django.core import signing\nprint(signing.loads({token!r}))"
    assert "mine" in scratch.run(trial.data, "-c", script, **own)
    before = set(trial.site.workers())
    os.kill(trial.site.pid, signal.SIGHUP)
    answers: Counter[int] = Counter()

    def replaced() -> bool:
        answers.update(each.status for each in trial.asked(*[Asked("/modifiers/59/")] * 4))
        return not before & set(trial.site.workers()) and len(trial.site.workers()) == 2

    trial.until(replaced, 60, "new workers")
    assert set(answers) == {200}, answers
    return f"{answers[200]} answers during the reload, all 200"
