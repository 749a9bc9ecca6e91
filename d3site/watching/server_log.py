"""gunicorn's logs in the site's own form: one JSON object a line, of the fields that may be written."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from d3site.logging import JsonFormatter

from .access import access_line


class JsonServerLogger(Logger):
    """Access and error log as JSON. gunicorn's own text would hold addresses with their query, and other values."""

    def setup(self, cfg: Any) -> None:
        """Make the handlers as gunicorn does, and give those of the error log the site's form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Write one line for one answered request."""
        if self.access_log_enabled:
            status = int(str(resp.status).split()[0])
            self.access_log.info("%s", access_line(environ, status, resp.sent, request_time.total_seconds()))
