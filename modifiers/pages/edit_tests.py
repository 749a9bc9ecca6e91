"""The one-sentence test of a modifier for a kind of code pair, found in the catalogue: its own, or its family's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modifiers.catalogue import Catalogue
from modifiers.documents import ModifierDocument, Source, Statement

from .addresses import path_of

ANY_PAIR = "any-pair"


@dataclass(frozen=True, slots=True)
class EditTest:
    """A statement of ``opens_edit``, where it stands, and the sources that it may cite."""

    statement: Statement
    url: str
    sources: tuple[Source, ...]


def edit_test(snapshot: Catalogue, code: str, key: str) -> EditTest | None:
    """The test of a live modifier for a kind of pair.

    Args:
        snapshot: the catalogue.
        code: the modifier.
        key: the kind of pair, one of ``documents.modifier.PAIR_KINDS``.

    Returns:
        The test for this kind; where there is none, that for any pair, or else the first one; None if it has none.
    """
    entry = snapshot.get("modifier", code)
    if entry is None:
        return None
    document = entry.document
    assert isinstance(document, ModifierDocument)
    family_entry = snapshot.get("family", document.family) if document.family else None
    family: Any = family_entry.document if family_entry else None
    tests = document.edit_tests(family)
    for wanted in (key, ANY_PAIR, None):
        for test in tests:
            if wanted in (test.key, None):
                shared = "" if test in document.opens_edit else "-all"
                sources = document.sources if not shared else family.sources
                return EditTest(test, f"{path_of('modifier', code)}#opens-edit{shared}-{test.key}", sources)
    return None
