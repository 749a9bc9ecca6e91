"""Cross-links in statements: the words that carry them."""

from __future__ import annotations

import pytest

from modifiers.catalogue import catalogue
from modifiers.pages.prose import Writer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[payer:example-payer]]", "Example payer"),
        ("[[payer:example-payer|the payer]]", "the payer"),
        ("[[payer:not-published]]", "not published"),
        ("[[family:distinct-service]]", "distinct service"),
        ("[[59]]", "59"),
    ],
)
def test_a_bare_link_to_a_payer_bears_its_name(world, text, words):
    for own in (None, ("payer", "example-payer")):
        (piece,) = Writer(catalogue(), own=own).pieces(text)
        assert piece.text == words
