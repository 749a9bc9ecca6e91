"""The WSGI application. The catalogue and its index are made before the first request, so that no reader waits."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "d3site.settings")

application = get_wsgi_application()

from modifiers import catalogue  # noqa: E402  (models exist only once the application is loaded)
from modifiers.search.index import warm  # noqa: E402  (as above)

catalogue.warm()
warm()
