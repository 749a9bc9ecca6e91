"""Ask D3, the questions: a question in plain words, answered with published statements as they stand (docs/adr/0020).

``screening``   what may name a person: such a question is not read
``question``    what is asked: codes, and which parts of a page answer it
``statements``  documents → the statements that can be quoted, with their anchors
``ranking``     how well a statement fits, and from which fit on it is shown
``answer``      what is answered: groups of statements, or that we do not know
``answering``   the one module that knows the catalogue and the index

Nothing here keeps or logs what it is given, and nothing here says yes or no: the statements do.
"""

from __future__ import annotations

from .answering import answer, statement
from .screening import identifiers

__all__ = ["answer", "identifiers", "statement"]
