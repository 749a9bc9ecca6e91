"""A stock nginx that serves one file: as finished bytes, and compressed anew for every request."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .scratch import Process, environment, free_port

_CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
    default_type text/html;
    gzip off;
    location = /finished {{
{headers}
    }}
    location = /plain {{ gzip on; gzip_comp_level 6; gzip_types text/html; }}
  }}
}}
"""


def serving(folder: Path, finished: bytes, plain: bytes, headers: list[tuple[str, str]], core: int) -> Process:
    """nginx with two addresses: ``/finished``, the bytes with these headers, and ``/plain``, compressed on the fly.

    Raises:
        RuntimeError: if nginx is not installed.
    """
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        raise RuntimeError("nginx is not installed.")
    (folder / "www").mkdir(parents=True)
    # The folder is its owner's alone, and a worker that is root's would be somebody else.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "www/finished").write_bytes(finished)
    (folder / "www/plain").write_bytes(plain)
    port = free_port()
    lines = "\n".join(f'      add_header {name} "{value}";' for name, value in headers)
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(user=user, folder=folder, port=port, headers=lines))
    command = (nginx, "-c", str(configuration), "-p", str(folder), "-e", str(folder / "nginx-error.log"))
    return Process(command, environment(folder), port, folder / "nginx.log", "/plain", core)
