"""Things to test with: documents, working copies, editions, and a small world of all of them."""

from .documents import comparison_document, denial_code_document, modifier_document, source, world_documents
from .editions import publish_document, publish_modifiers, publish_world, withdraw_document
from .releases import make_release, make_tables, pair
from .rows import make_modifier, make_source, write_world

__all__ = [
    "comparison_document",
    "denial_code_document",
    "make_modifier",
    "make_release",
    "make_source",
    "make_tables",
    "modifier_document",
    "pair",
    "publish_document",
    "publish_modifiers",
    "publish_world",
    "source",
    "withdraw_document",
    "world_documents",
    "write_world",
]
