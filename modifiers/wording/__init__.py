"""A language model, if the operator has one: it words what published statements say, and is checked (docs/adr/0021).

``given``      statements as the model gets them, and what comes back (pure)
``prompt``     what the model is asked, and the schema it must answer in (pure)
``reading``    sentences out of a JSON answer that is still arriving (pure)
``vocabulary`` the words that a sentence may use beside those of its statements (pure)
``checking``   what is refused: everything that the statements do not say (pure)
``endpoint``   one call to an OpenAI-compatible endpoint: strict TLS, no redirects, limits
``budget``     calls per minute and at once
``summing``    the way in: statements → checked sentences as they come, or nothing

The model is given published statements and codes, never a word that a reader typed. Whatever goes wrong, the answer
is None or an end of the stream: nobody waits for it and nothing depends on it.
"""

from __future__ import annotations

from .given import MOST_GIVEN, Given, Sentence, Task, Worded
from .summing import End, is_configured, sentences, still_holds, summarise

__all__ = [
    "MOST_GIVEN",
    "End",
    "Given",
    "Sentence",
    "Task",
    "Worded",
    "is_configured",
    "sentences",
    "still_holds",
    "summarise",
]
