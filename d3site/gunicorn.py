"""How gunicorn serves the site: ``gunicorn -c python:d3site.gunicorn``."""

from __future__ import annotations

import ctypes
import gc
import os
from pathlib import Path
from typing import Any

import gunicorn.http.message

from .watching import kept

CORES = len(os.sched_getaffinity(0))

LONGEST_REQUEST_LINE = 131_072
"""Bytes of a request's first line. A search of 10,000 characters is to be cut with a note and not refused; each of them
can take four bytes, and each byte three in an address. gunicorn takes no more than its own constant, 8190, so that is
raised too, here and before any worker begins. A request may now hold 128 KiB more while it is read, one a thread; the
limits of its headers stay, and so does what a proxy in front allows (nginx: ``large_client_header_buffers``)."""

gunicorn.http.message.MAX_REQUEST_LINE = LONGEST_REQUEST_LINE

WORKER_MEBIBYTES = 320
"""What a worker may come to with everything warm and a search going on; measured in docs/benchmarks.md."""


def _memory() -> int:
    """MiB that this machine, or the container around us, has."""
    limit = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    try:
        limit = min(limit, int(Path("/sys/fs/cgroup/memory.max").read_text()) // 2**20)
    except (OSError, ValueError):  # no container, or one without a limit
        return limit
    return limit


def workers_for(cores: int, mebibytes: int) -> int:
    """How many processes to run: one for each core, at least two so that one can be replaced, as far as memory allows.

    Half of the memory stays for the database, the front server and the page cache of the system.
    """
    return max(1, min(max(2, cores), mebibytes // 2 // WORKER_MEBIBYTES))


wsgi_app = "d3site.wsgi:application"
bind = f"{os.environ.get('D3_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "d3site.shedding.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "") or workers_for(CORES, _memory()))
threads = int(os.environ.get("D3_THREADS", "") or 4)
# A worker that says nothing for so long is replaced; no answer of ours takes it, and a language model has 25 seconds.
timeout = 30
graceful_timeout = 25
keepalive = 5
# What leaks in some library is gone after a while; not in all workers at once.
max_requests = 100_000
max_requests_jitter = 20_000
backlog = 512
limit_request_line = LONGEST_REQUEST_LINE
# By default gunicorn takes path and prefix from headers of whoever asks from this machine, which is also what a proxy
# passes on from anybody. None of ours sends them.
forwarder_headers = ""
accesslog = "-"
errorlog = "-"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (no heartbeat waits for a disk)

logger_class = "d3site.watching.server_log.JsonServerLogger"


def on_starting(server: Any) -> None:
    """Make the folder in which all processes count (d3site/watching), before there is any of them."""
    server.counts = kept.begin()


_ARENA_MAX, _MMAP_THRESHOLD = -8, -3


def post_fork(server: Any, worker: Any) -> None:
    """Have the C library give memory back that compressing a page took.

    Threads of a worker share two arenas, and what is larger than 64 KiB is not kept for the next time: some 15 MiB
    less in a worker with everything warm.
    """
    set_ = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; others have no such thing
    if set_ is not None:
        set_(_ARENA_MAX, 2)
        set_(_MMAP_THRESHOLD, 65_536)


def child_exit(server: Any, worker: Any) -> None:
    """Add what a worker has counted to what those before it have."""
    kept.ended(worker.pid)


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    kept.end(server.counts)


def post_worker_init(worker: Any) -> None:
    """Keep the garbage collector from walking the catalogue, which lives as long as the process."""
    gc.collect()
    gc.freeze()
