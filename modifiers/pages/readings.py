"""How else a query can be read, each reading one click away: on the results, and on the page that Enter led to."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.search.query import Query, is_a_word, understand

from .addresses import link_to
from .prose import Named


def readings_of(snapshot: Catalogue, query: Query) -> tuple[Named, ...]:
    """The other readings of a query, as far as they lead somewhere."""
    found = []
    for other in query.alternatives:
        leads_to_a_page = other.kind and other.key
        url = link_to(snapshot, other.kind, other.key) if leads_to_a_page else search_path(other.text, other.as_)
        if url:
            found.append(Named(other.label, url))
    return tuple(found)


def readings_of_code(snapshot: Catalogue, code: str) -> tuple[Named, ...]:
    """What else somebody can have meant who typed a modifier or a denial code and was led to its page.

    That is the twin with the letter or the zero, a code of the other kind, words. None if it cannot be anything else.
    """
    found = readings_of(snapshot, understand(code))
    return found if len(found) > 1 or is_a_word(code) else ()


def search_path(text: str, as_: str) -> str:
    """The address of a search whose reading is chosen."""
    return f"{reverse('search')}?{urlencode({'q': text, 'as': as_})}"
