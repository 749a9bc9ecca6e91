"""Every statement that can be found has an anchor, and the page that the hit leads to has it too."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from modifiers.catalogue import Catalogue
from modifiers.pages.denial_code import denial_code_page
from modifiers.pages.family import family_page
from modifiers.pages.modifier import modifier_page
from modifiers.pages.payer import payer_page
from modifiers.search.index import Index
from modifiers.search.query import understand

PAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "modifier": modifier_page,
    "family": family_page,
    "denial_code": denial_code_page,
    "payer": payer_page,
}


def anchors(found: Any) -> Iterator[str]:
    """All anchors in what a page is made of."""
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        if anchor := getattr(found, "anchor", ""):
            yield anchor
        for field in dataclasses.fields(found):
            yield from anchors(getattr(found, field.name))
    elif isinstance(found, dict):
        for value in found.values():
            yield from anchors(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from anchors(value)


@pytest.mark.parametrize("kind", PAGES)
def test_every_statement_is_where_its_hit_leads(index: Index, shipped: Catalogue, kind: str) -> None:
    checked = 0
    for document in index._documents:
        if document.kind != kind:
            continue
        context = PAGES[kind](shipped.all(kind)[document.key].document, catalogue=shipped)
        missing = {passage.anchor for passage in document.passages} - set(anchors(context))
        assert not missing, f"{kind} {document.key} has no {sorted(missing)}"
        checked += len(document.passages)
    assert checked


def test_what_a_family_says_is_found_on_the_pages_of_its_members_and_on_its_own(index: Index) -> None:
    results = index.search(understand("same hand in the note and in the diagnosis code"))
    assert any("-all-" in hit.anchor or hit.anchor.startswith("family-") for hit in results.statements)
    told = [hit.anchor for hit in results.statements if "-all-" in hit.anchor]
    assert len(told) == len(set(told)), "a statement of a family is listed for one member"


def test_a_denial_code_leads_to_its_statement(index: Index) -> None:
    hits = index.search(understand("timely filing limit passed denial")).hits
    assert any(hit.kind == "denial_code" and hit.anchor for hit in hits)
