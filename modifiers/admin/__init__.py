"""The admin: where editors write the working copies, look at them and publish them.

One file per model; importing this package registers them all. What every subject shares is in
:mod:`.subjects` (the change form and the list), :mod:`.rows` (ordered lists), :mod:`.states` (state in
words), :mod:`.publish`, :mod:`.preview` and :mod:`.history` (the pages beside the change form).
"""

from . import (
    comparison,
    denial_code,
    edition,
    event,
    family,
    feedback,
    hcpcs,
    modifier,
    page,
    payer,
    question,
    search_gap,
    setting,
    source,
    topic,
)

__all__ = [
    "comparison",
    "denial_code",
    "edition",
    "event",
    "family",
    "feedback",
    "hcpcs",
    "modifier",
    "page",
    "payer",
    "question",
    "search_gap",
    "setting",
    "source",
    "topic",
]
