"""The examples in ``deploy/``: real programs take them, private pages are neither kept nor logged, files exist."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from d3site import gunicorn
from d3site.policy import PRIVATE_PAGES

DEPLOY = Path(settings.BASE_DIR) / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
CADDY = (DEPLOY / "Caddyfile").read_text()


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"{name.upper()} IS NOT INSTALLED: deploy/ was not shown to it.")
    return found


def blocks(text: str) -> dict[str, str]:
    """Location → what its block says."""
    return dict(re.findall(r"location ([^{]+?) \{\n(.*?)\n        \}", text, re.DOTALL))


def location_of(path: str) -> str:
    """The block that nginx chooses: the exact one, else the first pattern, else the longest beginning."""
    found = blocks(NGINX)
    if f"= {path}" in found:
        return found[f"= {path}"]
    for name, block in found.items():
        if name.startswith("~ ") and re.search(name[2:], path):
            return block
    return found[max((name for name in found if path.startswith(name)), key=len)]


@pytest.mark.parametrize("name", sorted(PRIVATE_PAGES))
def test_private_pages_are_neither_kept_nor_logged(name):
    path = reverse(name)
    block = location_of(path)
    assert "proxy_cache off;" in block
    assert "access_log off;" in block
    assert path in re.search(r"@private path (.+)", CADDY)[1].split()
    assert "skip_log @private" in CADDY


def test_what_people_type_or_edit_is_not_kept():
    typed = ("/search/", "/search/suggest/", "/ask/", "/denials/", "/api/v1/route")
    for path in (*typed, "/admin/", "/preview/x/", "/readyz"):
        assert "proxy_cache off;" in location_of(path), path
    assert "proxy_cache d3;" in location_of("/modifiers/59/")
    assert "stale" in location_of("/modifiers/59/")
    assert "deny all;" in location_of("/metrics")
    assert "respond @metrics 404" in CADDY


def test_no_log_holds_a_query_or_a_referrer():
    log = re.search(r"log_format d3 (.*?);\n", NGINX, re.DOTALL)[1]
    assert "$d3_path" in log
    assert not re.search(r"\$(request\b|request_uri|args|query_string|http_referer|remote_addr|http_cookie)", log)
    assert 'request>uri regexp "[?].*" ""' in CADDY
    assert "request>headers delete" in CADDY


def test_as_much_is_let_through_as_the_site_reads():
    assert f"large_client_header_buffers 4 {gunicorn.LONGEST_REQUEST_LINE // 1024}k;" in NGINX
    assert f"max_header_size {gunicorn.LONGEST_REQUEST_LINE // 1024}KiB" in CADDY
    assert "client_max_body_size 16m;" in NGINX
    assert "max_size 16MB" in CADDY


def test_nginx_takes_its_file(tmp_path):
    nginx = program("nginx")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subject = ["-subj", "/CN=modifiers.example.org", "-days", "1", "-keyout", str(key), "-out", str(certificate)]
    make = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject]
    subprocess.run(make, check=True, capture_output=True)
    text = NGINX
    for told, ours in (
        ("/etc/ssl/d3", str(tmp_path)),
        ("/var/cache/nginx/d3", str(tmp_path / "cache")),
        ("/var/log/nginx", str(tmp_path)),
        ("/run/nginx.pid", str(tmp_path / "nginx.pid")),
        ("listen 80 ", "listen 127.0.0.1:58080 "),
        ("listen 443 ", "listen 127.0.0.1:58443 "),
        ("user www-data;", ""),
    ):
        assert told in text
        text = text.replace(told, ours)
    text = re.sub(r"\n\s+listen \[::\][^;]+;", "", text)
    (tmp_path / "nginx.conf").write_text(text)
    command = [nginx, "-t", "-q", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_caddy_takes_its_file(tmp_path):
    text = CADDY.replace("/var/log/caddy", str(tmp_path))
    (tmp_path / "Caddyfile").write_text(text)
    command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    own = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": "/usr/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_unit_starts_what_there_is_and_waits_long_enough():
    class Unit(configparser.RawConfigParser):
        optionxform = staticmethod(str)

    unit = Unit(strict=False)
    unit.read(DEPLOY / "d3.service")
    service = unit["Service"]
    assert service["ExecStart"].endswith("gunicorn -c python:d3site.gunicorn")
    assert int(service["TimeoutStopSec"]) > gunicorn.graceful_timeout
    assert service["User"] == "d3"


def test_the_container_is_made_of_what_there_is():
    text = (DEPLOY / "Dockerfile").read_text()
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    sent = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    for name in (name for names in copied for name in names):
        assert (Path(settings.BASE_DIR) / name).exists(), name
        assert name in sent, f"{name} is not sent to the builder"
    assert "--require-hashes --only-binary=:all:" in text
    assert re.search(r"(?m)^USER d3$", text)
    assert text.rindex("USER d3") < text.index("ENTRYPOINT")
    assert "/livez" in re.search(r"HEALTHCHECK (.+\n.+)", text)[1]
    start = DEPLOY / "start"
    assert start.stat().st_mode & 0o111
    subprocess.run(["/bin/sh", "-n", str(start)], check=True)
    for command in re.findall(r"manage\.py (\w+)", start.read_text()):
        assert command in get_commands()
