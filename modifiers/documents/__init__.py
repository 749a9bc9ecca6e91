"""The documents: what an edition stores, a content file holds, the API answers and a template renders.

One class per kind of subject. ``DOCUMENTS`` maps a kind to its class; :func:`parse` reads data of any kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Document, canonical_json, content_hash
from .comparison import ComparisonDocument
from .modifier import PAIR_KINDS, ModifierDocument
from .parts import Source, Statement
from .subjects import (
    FAMILY_PARTS,
    DenialCodeDocument,
    FamilyDocument,
    PageDocument,
    PayerDocument,
    QuestionDocument,
    SettingDocument,
    TopicDocument,
)

DOCUMENTS: dict[str, type[Document]] = {
    "modifier": ModifierDocument,
    "family": FamilyDocument,
    "denial_code": DenialCodeDocument,
    "payer": PayerDocument,
    "topic": TopicDocument,
    "setting": SettingDocument,
    "question": QuestionDocument,
    "comparison": ComparisonDocument,
    "page": PageDocument,
}


def parse(data: Mapping[str, Any]) -> Document:
    """Read plain data (from JSON or YAML) into the document that its ``kind`` names.

    Raises:
        KeyError: if ``kind`` is missing or unknown.
        pydantic.ValidationError: if the data does not fit the class.
    """
    return DOCUMENTS[data["kind"]].model_validate(data)


__all__ = [
    "DOCUMENTS",
    "FAMILY_PARTS",
    "PAIR_KINDS",
    "ComparisonDocument",
    "DenialCodeDocument",
    "Document",
    "FamilyDocument",
    "ModifierDocument",
    "PageDocument",
    "PayerDocument",
    "QuestionDocument",
    "SettingDocument",
    "Source",
    "Statement",
    "TopicDocument",
    "canonical_json",
    "content_hash",
    "parse",
]
