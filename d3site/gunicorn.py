"""How gunicorn serves the site: ``gunicorn -c python:d3site.gunicorn``."""

from __future__ import annotations

import gc
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gunicorn.http.message
from gunicorn.glogging import Logger

CORES = len(os.sched_getaffinity(0))

LONGEST_REQUEST_LINE = 131_072
"""Bytes of a request's first line. A search of 10,000 characters is to be cut with a note and not refused; each of them
can take four bytes, and each byte three in an address. gunicorn takes no more than its own constant, 8190, so that is
raised too, here and before any worker begins. A request may now hold 128 KiB more while it is read, one a thread; the
limits of its headers stay, and so does what a proxy in front allows (nginx: ``large_client_header_buffers``)."""

gunicorn.http.message.MAX_REQUEST_LINE = LONGEST_REQUEST_LINE

wsgi_app = "d3site.wsgi:application"
bind = f"{os.environ.get('D3_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "") or max(2, CORES))
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
limit_request_line = LONGEST_REQUEST_LINE
accesslog = "-"
errorlog = "-"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (no heartbeat waits for a disk)


class JsonAccessLogger(Logger):
    """Access log as one JSON object a line, without the query string: it holds what people typed."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Write one line for one answered request."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "logger": "access",
            "method": environ.get("REQUEST_METHOD"),
            "path": environ.get("PATH_INFO"),
            "status": int(str(resp.status).split()[0]),
            "bytes": resp.sent,
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
        self.access_log.info("%s", json.dumps(line))


logger_class = JsonAccessLogger


def post_worker_init(worker: Any) -> None:
    """Keep the garbage collector from walking the catalogue, which lives as long as the process."""
    gc.collect()
    gc.freeze()
