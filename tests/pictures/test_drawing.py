"""Words become a picture of the right size, whatever they are; the line breaks are held to widths."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from modifiers.pictures.drawing import cut, draw, shortened, wrapped
from modifiers.pictures.words import WHOLE, PictureWords, words_of
from tests.factories import modifier_document, world_documents

LONG = PictureWords("long", "XS", "HCPCS Level II modifier", "A separate structure " * 9, "A very long line " * 12)
UNBROKEN = PictureWords("unbroken", "", "Page", "W" * 200, "“§”…é中 " + "x" * 300)


@pytest.mark.parametrize("words", [WHOLE, LONG, UNBROKEN, words_of(modifier_document())], ids=lambda words: words.slug)
def test_a_picture_has_its_size_is_small_and_leaves_its_margins_free(words):
    content = draw(words)
    assert len(content) <= 200_000
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert (image.format or "PNG", image.size) == ("PNG", (1200, 630))
    paper = image.getpixel((0, 0))
    for box in ((0, 0, 1200, 40), (0, 600, 1200, 630), (0, 0, 40, 630), (1150, 0, 1200, 630)):
        assert image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), paper)], box
    assert len(image.getcolors(100_000) or ()) > 10


def test_the_same_words_are_the_same_bytes_and_other_words_another_name():
    words = words_of(modifier_document("59"))
    assert draw(words) == draw(words)
    names = {words_of(document).file_name for document in world_documents()}
    assert len(names) == len(world_documents())
    assert words_of(modifier_document("59", summary="Other.")).file_name != words.file_name
    assert words_of(modifier_document("59", checklist=[])).file_name == words.file_name
    assert words.alt == "CPT modifier 59: Name of 59"


@given(st.text(alphabet="ab c", max_size=60), st.integers(3, 20), st.integers(1, 4))
def test_lines_fit_and_lose_no_word_but_at_an_ellipsis(text, room, most):
    lines = wrapped(text, room, len)
    kept = cut(lines, most, room, len)
    assert all(len(line) <= room for line in kept) and len(kept) <= most
    if "…" not in "".join(kept):
        assert " ".join(kept) == " ".join(text.split())
    assert shortened("abcdef", 4, len) == "abc…"
