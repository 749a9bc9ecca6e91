"""Draws a picture of 1200 by 630 pixels: the badge, the name, one line. Pure: words in, the bytes of a PNG out.

The typeface is Aileron, which Pillow carries along and whose author gave it up to the public (CC0), so that a machine
needs no font of its own and draws the same picture as the next.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from .words import HEIGHT, WIDTH, PictureWords

_LEFT, _RIGHT, _TOP, _FOOT = 80, 1120, 72, 558

_PAPER, _INK, _QUIET, _LINE, _ACCENT, _TINT = "#fdfdfb", "#15191c", "#555d63", "#d5d9d6", "#005f6b", "#e3f0f1"
"""The light theme of static/css/site.css."""

_NAME_SIZES = (72, 64, 56)
_LINE_SIZE, _LINE_HEIGHT, _KIND_SIZE, _BRAND_SIZE = 34, 46, 32, 34


def draw(words: PictureWords) -> bytes:
    """The picture of these words."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    if words.code:
        _words(pen, words, _badge(pen, words.code) + 56, _TOP)
    else:
        _words(pen, words, _LEFT, _TOP + 72)
    _foot(pen)
    out = io.BytesIO()
    # Few colours are flat areas with smooth edges: a palette of 64 looks the same at a quarter of the size.
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _badge(pen: Any, code: str) -> int:
    """The code in its square with the thick left edge, as on the pages; gives its right edge."""
    size, height = (148, 236) if len(code) <= 3 else (104, 236)
    font = _font(size)
    width = max(height, int(pen.textlength(code, font=font)) + 108)
    pen.rectangle((_LEFT, _TOP, _LEFT + width, _TOP + height), fill=_TINT, outline=_ACCENT, width=5)
    pen.rectangle((_LEFT, _TOP, _LEFT + 24, _TOP + height), fill=_ACCENT)
    middle = (_LEFT + (24 + width) / 2, _TOP + height / 2)
    pen.text(middle, code, font=font, fill=_ACCENT, anchor="mm", stroke_width=3, stroke_fill=_ACCENT)
    return _LEFT + width


def _words(pen: Any, words: PictureWords, left: int, top: int) -> None:
    """Kind and name beside the badge, as large as two lines allow; the line below, over the whole width."""
    room = _RIGHT - left
    pen.text((left, top + 6), words.kind, font=_font(_KIND_SIZE), fill=_QUIET)
    size, lines = _NAME_SIZES[-1], [words.name]
    for size in _NAME_SIZES:
        lines = wrapped(words.name, room, _measure(pen, size))
        if len(lines) <= 2:
            break
    lines = cut(lines, 3, room, _measure(pen, size))
    y = top + 58
    for text in lines:
        pen.text((left, y), text, font=_font(size), fill=_INK, stroke_width=1, stroke_fill=_INK)
        y += round(size * 1.2)
    below = max(y + 24, _TOP + 236 + 36 if words.code else 0)
    room = _RIGHT - _LEFT
    rest = wrapped(words.line, room, _measure(pen, _LINE_SIZE))
    for text in cut(rest, max(1, min(3, (_FOOT - 72 - below) // _LINE_HEIGHT)), room, _measure(pen, _LINE_SIZE)):
        pen.text((_LEFT, below), text, font=_font(_LINE_SIZE), fill=_QUIET)
        below += _LINE_HEIGHT


def _foot(pen: Any) -> None:
    pen.rectangle((_LEFT, _FOOT - 52, _RIGHT, _FOOT - 50), fill=_LINE)
    font = _font(_BRAND_SIZE)
    pen.text((_LEFT, _FOOT - 24), "D3rx", font=font, fill=_ACCENT, stroke_width=1, stroke_fill=_ACCENT)
    after = _LEFT + pen.textlength("D3rx ", font=font) + 6
    pen.text((after, _FOOT - 24), "Modifiers", font=font, fill=_INK)
    told = "Every statement with its source"
    pen.text((_RIGHT, _FOOT - 21), told, font=_font(28), fill=_QUIET, anchor="ra")


def wrapped(text: str, room: float, measure: Callable[[str], float]) -> list[str]:
    """A text in lines that fit, broken between words; a word that is too long alone is cut.

    Args:
        text: one paragraph.
        room: how wide a line may be.
        measure: the width of a text.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word if measure(word) <= room else shortened(word, room, measure))
    return lines


def cut(lines: list[str], most: int, room: float, measure: Callable[[str], float]) -> list[str]:
    """At most so many lines; the last says with an ellipsis that there was more."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(f"{lines[most - 1]}…", room, measure)]


def shortened(text: str, room: float, measure: Callable[[str], float]) -> str:
    """As many words of a text as fit, with an ellipsis where something is left out; of one long word its beginning."""
    if measure(text) <= room:
        return text
    kept = whole = text.rstrip("…")
    while kept and measure(f"{kept}…") > room:
        kept = kept[:-1]
    if " " in kept and whole[len(kept)] != " ":
        kept = kept.rpartition(" ")[0]
    return f"{kept.rstrip(' ,;:-')}…"


def _measure(pen: Any, size: int) -> Callable[[str], float]:
    font = _font(size)

    def width(text: str) -> float:
        return float(pen.textlength(text, font=font))

    return width


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font
