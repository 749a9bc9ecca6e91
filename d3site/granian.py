"""Serves the site with granian: ``python -m d3site.granian``, or ``SERVER=granian make serve``.

granian is an optional extra. It answers finished bytes several times as fast as gunicorn (docs/benchmarks.md), with the
same settings: where to listen, how many processes and threads, how long to wait. It writes no access log: its own holds
query strings, which are what people typed. Put a front server's log in its place.
"""

from __future__ import annotations

import os
import sys

from . import gunicorn
from .watching import kept


def main() -> None:
    """Serve until told to stop. Ends with a sentence where granian is not installed."""
    try:
        from granian.constants import Interfaces
        from granian.server import Server
    except ImportError:
        sys.exit("granian is not installed: pip install --require-hashes -r requirements-extras.txt")
    counts = kept.begin()
    server = Server(
        gunicorn.wsgi_app,
        address=os.environ.get("D3_BIND", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=gunicorn.workers,
        blocking_threads=gunicorn.threads,
        backlog=gunicorn.backlog * 2,  # granian takes no less than 128 a worker
        workers_lifetime=None,
        workers_kill_timeout=gunicorn.graceful_timeout,
        respawn_failed_workers=True,
        log_access=False,
        websockets=False,
    )
    try:
        server.serve()
    finally:
        kept.end(counts)


if __name__ == "__main__":
    main()
