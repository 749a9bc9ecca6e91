"""What is said about codes that were typed in a way on which no answer depends: with modifiers, or twice."""

from __future__ import annotations

from dataclasses import dataclass

from modifiers.catalogue import Catalogue

from .addresses import path_of
from .pair_asked import Asked
from .prose import Named, Piece, Writer
from .words import in_words


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence or two; ``links`` are pages that go on from there."""

    pieces: tuple[Piece, ...]
    links: tuple[Named, ...] = ()


def remarks(snapshot: Catalogue, asked: Asked) -> list[Remark]:
    """What the page says before its answer.

    Args:
        snapshot: the catalogue, for the modifiers that have a page.
        asked: what was typed.
    """
    writer = Writer(snapshot)
    found = []
    if asked.repeated:
        codes, were = in_words(asked.repeated), "was" if len(asked.repeated) == 1 else "were"
        text = (
            f"{codes} {were} given more than once. A code pair is about two different codes, so no edit joins a code"
            " with itself. A service done twice is told by [[76]], [[77]] or [[91]], as far as its unit limit lets it."
        )
        limits = tuple(Named(f"Units of {code}", f"{path_of('procedure', code)}#units") for code in asked.repeated)
        found.append(Remark(writer.pieces(text), limits))
    if asked.modifiers:
        codes = in_words([f"[[{code}]]" for code in asked.modifiers])
        text = (
            f"You also typed {codes}. The answer is about the codes alone: whether there is an edit does not depend on"
            " the modifiers of a claim."
        )
        found.append(Remark(writer.pieces(text)))
    return found
