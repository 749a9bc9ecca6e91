"""What the pages tell of: a list of results that was shown, and a page to which somebody went on from such a list.

The second needs no mark on a reader and no script. A browser names the page on which a link stands (``Referer``), in
full only where both pages are ours; if that is a search, somebody went on from it. The header is read and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from weakref import WeakKeyDictionary

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.search.index import Index, index_for
from modifiers.search.query import Query, understand
from modifiers.search.results import Results

from .harmless import Lexicon, countable, read_words
from .keeping import count
from .tally import FOLLOWED, FOUND_NOTHING, SHOWN

_LONGEST_REFERER = 4000
_MOST_FIELDS = 20
_NAMES = Path(__file__).with_name("names.txt")
_lexicons: WeakKeyDictionary[Index, Lexicon] = WeakKeyDictionary()


def noticed_search(snapshot: Catalogue, results: Results) -> None:
    """A page of results was made: count it as shown, or as having found nothing."""
    if words := _words(snapshot, results.query):
        count(words, SHOWN if results.hits else FOUND_NOTHING)


def noticed_page(snapshot: Callable[[], Catalogue], request: HttpRequest) -> None:
    """A page was made: if a list of results led to it, count that list as followed."""
    query = _search_before(request) if _is_opened(request) else None
    if query and (words := _words(snapshot(), query)):
        count(words, FOLLOWED)


def lexicon_of(index: Index) -> Lexicon:
    """The words and codes that stand in our own files, as far as an index was built from them."""
    found = _lexicons.get(index)
    if found is None:
        plain = read_words(Path(settings.BASE_DIR) / "fixtures" / "plain_words.txt")
        found = _lexicons[index] = Lexicon(index.words | plain, index.codes, read_words(_NAMES))
    return found


def _words(snapshot: Catalogue, query: Query) -> str:
    return countable(query, lexicon_of(index_for(snapshot)))


def _search_before(request: HttpRequest) -> Query | None:
    """The search on whose page the link stood, if it was one of ours; whatever else the header holds is no matter."""
    header = request.headers.get("Referer", "")
    if not header:
        return None
    try:
        referer = urlsplit(header[:_LONGEST_REFERER])
        if referer.path != reverse("search") or referer.netloc != request.get_host():
            return None
        asked = parse_qs(referer.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    return understand(asked.get("q", [""])[0], as_=asked.get("as", [None])[0])


def _is_opened(request: HttpRequest) -> bool:
    """Whether a reader opened the page: not another search, not what a script or the browser asks for by itself."""
    is_fetched = request.headers.get("Sec-Fetch-Dest", "document") != "document" or "Sec-Purpose" in request.headers
    return request.method == "GET" and not is_fetched and not request.path.startswith(reverse("search"))
