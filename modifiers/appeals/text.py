"""A letter as plain text, to be copied into a form or a mail. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from .blocks import (
    Address,
    Argument,
    Block,
    Citations,
    Closing,
    Editions,
    Enclosures,
    Heading,
    Rows,
    Rule,
    Subject,
    Words,
    in_words,
    marks,
)
from .letter import Letter

WIDTH = 78
NOTE = "NOTE TO THE SENDER. Take it off before sending."


def as_text(letter: Letter) -> str:
    """The letter with blanks in square brackets, wrapped at 78 characters; a note to the sender stands after it."""
    parts = ["\n".join(_lines(block)) for block in letter.blocks]
    if notes := letter.note.sentences:
        parts.append("\n".join(("-" * WIDTH, NOTE, *(line for note in notes for line in _item("- ", note)))))
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Address() | Closing():
            yield from (in_words(line) for line in block.lines)
        case Subject():
            yield from textwrap.wrap(block.text, WIDTH)
        case Heading():
            yield block.text
            yield "-" * len(block.text)
        case Words():
            yield from _wrapped(in_words(block.runs))
        case Rows():
            yield f"{block.caption}:"
            width = max(len(name) for name, _ in block.rows) + 4
            for name, runs in block.rows:
                yield from _item(f"  {name}: ".ljust(width + 1), in_words(runs))
        case Rule():
            yield from _item("* ", f"{block.text}{marks(block.numbers)}{in_words(block.after)}")
        case Argument():
            yield from _wrapped(block.label)
            for each in block.sentences:
                rests_on = ", ".join(each.rests_on.values())
                yield ""
                yield from _item("* ", f"{each.text}{marks(each.numbers)} ({rests_on})")
        case Enclosures():
            yield "Enclosures:"
            yield from (f"  {number}. {item}" for number, item in enumerate(block.items, start=1))
        case Citations():
            yield "Sources:"
            for row in block.rows:
                section = f" {row.source.section}." if row.source.section else ""
                text = f"{row.name}{section} Dated: {row.dated}. Read on {row.checked}. {row.source.url}"
                yield from _item(f"[{row.number}] ", text.strip())
        case Editions():
            yield "The rules are in the words of D3rx Modifiers:"
            for used in block.rows:
                text = f"{used.title}, edition {used.edition} of {used.live} ({', '.join(used.statements)})"
                yield from _item("  ", text)


def _item(mark: str, text: str) -> list[str]:
    return _wrapped(text, initial_indent=mark, subsequent_indent=" " * len(mark))


def _wrapped(text: str, initial_indent: str = "", subsequent_indent: str = "") -> list[str]:
    """Lines of at most :data:`WIDTH` characters; an address is never broken."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
