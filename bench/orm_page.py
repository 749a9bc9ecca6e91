"""The page that a usual Django site would have: queries for the rows of a modifier, and a template.

It reads the working copies with the ORM, as no page of ours does: once by six queries, for half of the lists and
without their sources; once for what our page shows, every list with its sources. Its template is plainer than ours.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "d3site.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  (settings exist only once Django is set up)
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseBase  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.gzip import gzip_page  # noqa: E402

from modifiers.models import Modifier  # noqa: E402

SIX = ("use_cases", "exclusions", "checklist_items", "denial_reasons", "payer_notes")
ALL = (*SIX, "paragraphs", "setting_uses", "scenarios", "misconceptions", "related_modifiers")

TEMPLATE = """{% extends "layout.html" %}
{% block main %}
<h1>{{ modifier.code }} {{ modifier.name }}</h1><p>{{ modifier.summary }}</p>
<p><a href="/families/{{ modifier.family.key }}/">{{ modifier.family.name }}</a></p>
{% for list in lists %}
  <section id="{{ list.name }}"><h2>{{ list.name|capfirst }}</h2>
  <ul>
    {% for row in list.rows %}
      <li id="{{ row.key }}" class="statement">
        <p>{{ row.text }}</p>{% if row.action %}<p>{{ row.action }}</p>{% endif %}
        <p class="marks">{% for source in row.cited %}
          <a href="#source-{{ source.key }}" title="{{ source.title }}">{{ forloop.counter }}</a>{% endfor %}
          <a href="#{{ row.key }}" aria-label="Link to this statement">Link</a>
          checked <time datetime="{{ row.checked_on|date:"Y-m-d" }}">{{ row.checked_on|date:"j F Y" }}</time></p>
      </li>
    {% endfor %}
  </ul>
  </section>
{% endfor %}
{% endblock %}
"""
_compiled = engines["django"].from_string(TEMPLATE)


def lists_of(modifier: Modifier, names: tuple[str, ...], *, with_sources: bool) -> list[dict[str, object]]:
    """One query for each list, and one more for its sources."""
    lists = []
    for name in names:
        rows = getattr(modifier, name).all()
        found = list(rows.prefetch_related("sources") if with_sources else rows)
        for row in found:
            row.cited = row.sources.all() if with_sources else ()
        lists.append({"name": name.replace("_", " "), "rows": found})
    return lists


def six_queries(request: HttpRequest, code: str) -> HttpResponseBase:
    """Half of the lists."""
    return _page(request, code, SIX, with_sources=False)


def whole(request: HttpRequest, code: str) -> HttpResponseBase:
    """All lists with their sources, as our page has them."""
    return _page(request, code, ALL, with_sources=True)


def _page(request: HttpRequest, code: str, names: tuple[str, ...], *, with_sources: bool) -> HttpResponseBase:
    modifier = Modifier.objects.select_related("family", "successor").get(code=code.upper())
    lists = lists_of(modifier, names, with_sources=with_sources)
    return HttpResponse(_compiled.render({"modifier": modifier, "lists": lists}, request))


urlpatterns = [
    path("modifiers/<str:code>/", gzip_page(whole), name="modifier_by_rows"),
    path("", include("d3site.urls")),
]
settings.ROOT_URLCONF = "bench.orm_page"
application = WSGIHandler()
