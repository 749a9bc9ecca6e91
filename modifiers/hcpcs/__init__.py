"""The official HCPCS Level II file of CMS, quarter by quarter: read, compared with what we hold, imported.

``read`` and ``compare`` know no database; ``preview`` and ``load`` do.
"""

from modifiers.official import OfficialFileError, RefusedLine

from .compare import Change, Comparison, Difference, Held, compare
from .load import Imported, ImportRefused, imported_before, load, preview, refuse_older
from .reader import Reading, read
from .record import OfficialModifier
from .told import comparison_told, reading_told

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Held",
    "ImportRefused",
    "Imported",
    "OfficialFileError",
    "OfficialModifier",
    "Reading",
    "RefusedLine",
    "compare",
    "comparison_told",
    "imported_before",
    "load",
    "preview",
    "read",
    "reading_told",
    "refuse_older",
]
