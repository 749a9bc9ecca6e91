"""gunicorn as a usual site runs it, for what ours is measured against: ``gunicorn -c python:bench.usual APPLICATION``.

The same number of threads and an access log as gunicorn writes it. ``D3_BENCH_WORKER`` names the class of worker: the
one of the site for constant bytes, so that the server is the same, and stock ``gthread`` for the page by the ORM.
"""

from __future__ import annotations

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = os.environ.get("D3_BENCH_WORKER", "gthread")
workers = 1
threads = 4
keepalive = 5
accesslog = errorlog = "-"
control_socket_disable = True
