"""How large a modifier's page is printed: as large as two sheets allow, by its length. Pure.

The lengths are those of the frozen texts of the page and of its family, which fills parts of it. They were measured in
Chromium on Letter over the whole reference (docs/adr/0031), with some room left for other fonts.
"""

from __future__ import annotations

_LONGEST = (("large", 13_000), ("middle", 20_500), ("small", 28_000))
"""A size of print.css, and the length up to which it fits."""


def type_on_paper(length: int) -> str:
    """The name of the size for a page of so many characters."""
    return next((name for name, longest in _LONGEST if length <= longest), "tiny")
