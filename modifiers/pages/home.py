"""The front page: one search box, the doors that exist, the codes most used, the latest updates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from modifiers.catalogue import Catalogue
from modifiers.search.index import index_for
from modifiers.search.query import understand

from .answering import current, page, public
from .prose import Writer
from .structured_data import SITE_NAME, About
from .updates import latest
from .words import counted

MOST_USED = (
    "25",
    "59",
    "51",
    "50",
    "24",
    "57",
    "76",
    "78",
    "LT",
    "RT",
    "GP",
    "KX",
    "79",
    "XS",
    "91",
    "77",
    "58",
    "XU",
    "XE",
)
"""The codes most often looked up, most wanted first; the first twelve that are live are shown."""

EXAMPLES = (
    ("59", "a code"),
    ("mod xs", "in any spelling"),
    ("CO-97", "a denial"),
    ("97140 97530", "two codes"),
    ("left ring finger", "words"),
)
"""What can be typed, with what it is; those that find nothing in the live catalogue are not shown."""

HEADING = "The modifier on your claim: when to use it, when not to, and the way out of a denial."

_UPDATES_SHOWN = 5


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """``/``."""
    snapshot = current()
    writer = Writer(snapshot)
    context = {
        "title": "D3rx Modifiers: CPT and HCPCS modifier reference",
        "description": "When to use a CPT or HCPCS modifier, when not to, and the way out of a denial.",
        "heading": HEADING,
        "about": About(SITE_NAME, "WebSite", HEADING),
        "most_used": writer.badges([code for code in MOST_USED if code in snapshot.modifiers][:12]),
        "updates": latest(snapshot, _UPDATES_SHOWN, ("modifier", "family", "denial_code", "payer")),
        "examples": [{"typed": typed, "what": what} for typed, what in EXAMPLES if _answers(snapshot, typed)],
        "modifier_count": counted(len(snapshot.modifiers), "modifier"),
        "denial_count": counted(len(snapshot.all("denial_code")), "denial code"),
    }
    return page(request, "home.html", context)


def _answers(snapshot: Catalogue, typed: str) -> bool:
    return bool(index_for(snapshot).search(understand(typed)).hits)
