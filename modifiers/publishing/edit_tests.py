"""Checks of ``opens_edit``: the tests under which a modifier opens an NCCI edit. No Django here."""

from __future__ import annotations

from collections.abc import Iterator

from modifiers.documents import PAIR_KINDS, Document, FamilyDocument, ModifierDocument

from . import wording
from .problems import Problem


def edit_tests(document: Document, *, shared: int) -> Iterator[Problem]:
    """What is wrong with the tests of a modifier or a family; nothing for other documents.

    Args:
        document: of any kind.
        shared: how many tests the family of a modifier brings to it.

    Yields:
        Blocks for tests on a modifier that is not NCCI-associated, for a key that names no kind of pair and
        for a test of more than one sentence: the page of a code pair quotes it whole. A warning for a full
        page of an NCCI-associated modifier without any.
    """
    if not isinstance(document, ModifierDocument | FamilyDocument):
        return
    for test in document.opens_edit:
        if test.key not in PAIR_KINDS:
            kinds = ", ".join(PAIR_KINDS)
            yield _block(f"{test.key}.key", f"“{test.key}” is no kind of code pair. The kinds are: {kinds}.")
        if len(wording.sentences(test.text)) > 1:
            yield _block(f"{test.key}.text", "Say the test in one sentence.")
    if isinstance(document, FamilyDocument):
        return
    if document.opens_edit and not document.is_ncci_associated:
        yield Problem("block", "opens_edit", f"{document.code} is not NCCI-associated: it opens no edit.")
    if document.is_ncci_associated and document.depth == "full" and not document.opens_edit and not shared:
        yield Problem("warn", "opens_edit", "Say in one sentence when it opens an edit, here or in its family.")


def _block(path: str, message: str) -> Problem:
    return Problem("block", f"opens_edit.{path}", message)
