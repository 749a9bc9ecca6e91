"""The cross-link syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.documents.links import Link, LinkError, links, plain, split


def test_modifiers_denials_and_named_subjects_are_read() -> None:
    text = "Use [[XS]], see [[carc-97]], [[payer:aetna]] and [[page:editorial-policy|how we check]]."
    assert links(text) == [
        Link("modifier", "XS", "XS"),
        Link("denial_code", "carc-97", "CARC 97"),
        Link("payer", "aetna", "aetna", is_bare=True),
        Link("page", "editorial-policy", "how we check"),
    ]
    assert plain(text) == "Use XS, see CARC 97, aetna and how we check."


@pytest.mark.parametrize("wrong", ["[[nothing]]", "[[colour:red]]", "[[59x]]", "[[payer:]]", "[[!!]]"])
def test_link_that_names_nothing_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(LinkError) as refused:
        links(wrong)
    assert wrong in str(refused.value) or "[[" in str(refused.value)


@given(st.text(alphabet="ab [|]XS59:-", max_size=60))
def test_any_text_is_split_without_loss_or_refused(text: str) -> None:
    try:
        pieces = list(split(text))
    except LinkError:
        return
    assert "".join(piece if isinstance(piece, str) else piece.label for piece in pieces) == plain(text)
