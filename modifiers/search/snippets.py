"""A piece of a text around the words that were looked for, with those words marked."""

from __future__ import annotations

from collections.abc import Collection

from .text import spans_of

Pieces = tuple[tuple[str, bool], ...]

_WIDTH = 180


def snippet(text: str, wanted: Collection[str], width: int = _WIDTH) -> Pieces:
    """Cut a text to about ``width`` characters around the most marked words.

    Returns:
        The pieces in order; True marks a word that was looked for. Joined, they are the excerpt.
    """
    spans = spans_of(text)
    marks = [(start, end) for start, end, term in spans if term in wanted]
    begin, stop = _window(text, marks, [start for start, _, _ in spans], width)
    pieces: list[tuple[str, bool]] = []
    at = begin
    for start, end in marks:
        if start < begin or end > stop:
            continue
        if pieces and pieces[-1][1] and text[at:start].isspace():
            pieces[-1] = (pieces[-1][0] + text[at:end], True)
        else:
            if start > at:
                pieces.append((text[at:start], False))
            pieces.append((text[start:end], True))
        at = end
    if at < stop:
        pieces.append((text[at:stop], False))
    if begin:
        pieces.insert(0, ("… ", False))
    if stop < len(text):
        pieces.append((" …", False))
    return tuple(pieces)


def _window(text: str, marks: list[tuple[int, int]], starts: list[int], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    best, most = 0, -1
    for start in starts:
        inside = sum(start <= mark and end <= start + width for mark, end in marks)
        if inside > most:
            best, most = start, inside
    if most > 0:
        last = max(end for mark, end in marks if best <= mark and end <= best + width)
        best = next(start for start in starts if last - width <= start <= best and best - start <= width // 4)
    if best < 40:
        best = 0
    stop = min(len(text), best + width)
    while stop < len(text) and not text[stop].isspace():
        stop -= 1
    return best, stop if stop > best else min(len(text), best + width)
