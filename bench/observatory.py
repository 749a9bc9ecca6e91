"""Mozilla's HTTP Observatory over the whole stack on this machine, behind nginx with TLS. ``make observatory``.

Needs node, npm, nginx and openssl. The scanner comes from npm without running its install hooks, which would fetch
lists from the net; the list of preloaded hosts is left empty, so a bonus for being on it is not to be had. The
certificate is made for the occasion and trusted by the scanner alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import scratch

SCANNER = "@mdn/mdn-http-observatory@1.4.8"
LEAST = 135
PATHS = ("/", "/modifiers/59/", "/appeal/sheet/", "/admin/login/")


def certificate(folder: Path) -> None:
    """A certificate of our own for localhost."""
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "1"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *files]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (a command of our own)


def front(folder: Path, application: int, plain: int, secure: int) -> scratch.Process:
    """nginx as ``deploy/nginx.conf`` has it, on ports of this machine that need no rights."""
    text = (scratch.BASE / "deploy/nginx.conf").read_text()
    for told, ours in (
        ("user www-data;", "user root;" if os.geteuid() == 0 else ""),
        ("/etc/ssl/d3", str(folder)),
        ("/var/cache/nginx/d3", str(folder / "cache")),
        ("/var/log/nginx", str(folder)),
        ("/run/nginx.pid", str(folder / "nginx.pid")),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{application};"),
        ("listen 80 ", f"listen 127.0.0.1:{plain} "),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("modifiers.example.org", "localhost"),
        ("https://$host$request_uri", f"https://$host:{secure}$request_uri"),
        ("proxy_set_header Host $host;", f"proxy_set_header Host $host:{secure};"),
    ):
        if told not in text:
            raise RuntimeError(f"deploy/nginx.conf does not say {told!r}.")
        text = text.replace(told, ours)
    text = re.sub(r"\n\s+listen \[::\][^;]+;", "", text)
    text = text.replace("\npid ", "\ndaemon off;\npid ")
    (folder / "nginx.conf").write_text(text)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    command = (nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx-error.log"))
    return scratch.Process(command, dict(os.environ), plain, folder / "nginx.log", "/", answers=308)


def scanner(folder: Path) -> Path:
    """The scanner, installed without its hooks, with an empty list of preloaded hosts."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        sys.exit("node and npm are not installed: the Observatory was NOT asked.")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder / "npm"), SCANNER]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (as above)
    found = folder / "npm/node_modules/@mdn/mdn-http-observatory"
    lists = found / "conf"
    lists.mkdir(exist_ok=True)
    (lists / "hsts-preload.json").write_text("{}")
    return found


_SCAN = """
import {{ retrieve }} from '{module}/src/retriever/retriever.js';
import {{ ALL_TESTS }} from '{module}/src/constants.js';
import {{ getGradeForScore, getScoreModifier }} from '{module}/src/grader/grader.js';
import {{ MINIMUM_SCORE_FOR_EXTRA_CREDIT }} from '{module}/src/grader/charts.js';
const got = await retrieve('localhost', {{ httpPort: {plain}, httpsPort: {secure}, path: '{path}' }});
const tests = ALL_TESTS.map((test) => test(got)).map((test) => ({{
  name: test.constructor.name, result: test.result, pass: test.pass, modifier: getScoreModifier(test.result),
}}));
const sum = (chosen) => chosen.reduce((total, test) => total + test.modifier, 100);
const least = sum(tests.filter((test) => test.modifier < 0));
const score = least >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(tests) : least;
console.log(JSON.stringify({{ ...getGradeForScore(score), status: got.responses.auto.status, tests }}));
"""
"""The scanner's own command knows no ports, so its parts are called as it calls them (src/scanner/index.js there)."""


def main() -> int:
    """Scan, print each test with its modifier, fail below the least score."""
    with scratch.folder() as folder:
        module = scanner(folder)
        certificate(folder)
        plain, secure = scratch.free_port(), scratch.free_port()
        origin = f"https://localhost:{secure}"
        own = {
            "D3_HTTPS": "1",
            "D3_PROXIES": "1",
            "D3_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "D3_WARMED_AT_START": "0",
        }
        data = Path(os.environ["D3_BENCH_DATA"]) if "D3_BENCH_DATA" in os.environ else scratch.make(folder / "data")
        with scratch.site(data, **{**own, "D3_SITE_ORIGIN": origin}) as site, front(folder, site.port, plain, secure):
            trusted = {**os.environ, "NODE_EXTRA_CA_CERTS": str(folder / "fullchain.pem")}
            worst = 1000
            for path in PATHS:
                script = folder / "scan.mjs"
                script.write_text(_SCAN.format(module=module, plain=plain, secure=secure, path=path))
                done = subprocess.run(  # noqa: S603  (as above)
                    [shutil.which("node") or "node", str(script)],
                    capture_output=True,
                    text=True,
                    check=False,
                    env=trusted,
                )
                if done.returncode:
                    sys.exit(f"{path}: {done.stderr[-2000:]}")
                worst = min(worst, _told(path, json.loads(done.stdout.splitlines()[-1])))
    return 0 if worst >= LEAST else 1


def _told(path: str, result: dict[str, Any]) -> int:
    failed = [test["name"] for test in result["tests"] if not test["pass"]]
    sys.stdout.write(
        f"\n{path} ({result['status']}): {result['grade']} {result['score']}, failed: {failed or 'none'}\n"
    )
    for test in result["tests"]:
        sys.stdout.write(f"  {test['modifier']:+4} {test['name']}: {test['result']}\n")
    return int(result["score"]) if not failed else 0


if __name__ == "__main__":
    sys.exit(main())
