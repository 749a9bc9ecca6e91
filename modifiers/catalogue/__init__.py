"""The catalogue: everything that readers read, as an immutable snapshot in memory.

``catalogue(at=None)`` is the state of the reference at a moment: for every subject the edition with
the highest number whose ``live_from`` has come. It is built from editions alone. A process asks the
database for the catalogue's version at most every 250 ms, rebuilds when it has moved or when the next
scheduled edition's moment has come, and goes on with what it has when the database is unreachable; a
process that starts meanwhile goes on with what was last known on this machine. Pages, search, feeds and
letters read this and nothing else.
"""

from .checking import Checker
from .keeping import CatalogueUnavailable, Store, catalogue, impatient, store, warm
from .snapshot import Catalogue, Entry, RelatedPair, Use, sort_key

__all__ = [
    "Catalogue",
    "CatalogueUnavailable",
    "Checker",
    "Entry",
    "RelatedPair",
    "Store",
    "Use",
    "catalogue",
    "impatient",
    "sort_key",
    "store",
    "warm",
]
