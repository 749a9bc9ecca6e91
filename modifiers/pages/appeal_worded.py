"""The letter's argument in sentences: what a language model is given, and how its words reach the letter.

Nothing is stored. What the model wrote and the checks let through goes to the reader's page signed, with the case that
it is for; it comes back in the body of a request. There it is used only if the signature is ours and young, the case
is the same, and each sentence still passes the checks against the statements as they are now published. Otherwise the
letter is the plain one. So a client can neither write into a letter nor carry words of one letter into another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing

from modifiers import wording
from modifiers.appeals import argument
from modifiers.appeals.argument import Worded
from modifiers.appeals.collecting import Consulted
from modifiers.appeals.letter import Letter
from modifiers.appeals.questions import Case
from modifiers.catalogue import Catalogue

from .appeal_path import path_to
from .appeal_sheet import origin_of
from .prose import Named, Writer

SECONDS = 60 * 60
"""How long a worded argument may be used: an hour to read it."""

_SALT = "modifiers.pages.appeal_worded"
_LONGEST = 16_384
"""Characters of a signed argument. Six sentences with their statements need a quarter of that."""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence with the numbers of the statements, in the list beside it, on which it rests."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WordedView:
    """What ``appeal/worded.html`` shows: the statements that a model is given, and what it has made of them, if it has.

    ``token`` is the signed argument; ``is_asked`` tells that a model was asked in vain where there are no sentences.
    """

    action: str
    sheet: str
    text: str
    document: str
    statements: tuple[tuple[str, Named], ...]
    sentences: tuple[SentenceView, ...] = ()
    token: str = ""
    is_asked: bool = False


def given(letter: Letter) -> tuple[wording.Given, ...]:
    """The statements of a letter as a model gets them, ``s1`` first; of a letter with very many, the first ones."""
    rules = argument.argued(letter)[: wording.MOST_GIVEN]
    return tuple(wording.Given(f"s{n}", rule.text, _codes(rule.name)) for n, rule in enumerate(rules, start=1))


def _codes(name: str) -> tuple[str, ...]:
    """The code that a statement of a modifier's page is about and may leave out."""
    kind, key, *_ = name.split("/")
    return (key,) if kind == "modifier" else ()


def worded_view(
    consulted: Consulted,
    letter: Letter,
    snapshot: Catalogue,
    found: wording.Worded | None = None,
    *,
    is_asked: bool = False,
) -> WordedView:
    """What the section on the worded argument shows.

    Args:
        consulted: the case, on which a letter is to be had.
        letter: its letter.
        snapshot: the catalogue.
        found: what a model made of the letter's statements.
        is_asked: whether one was asked.
    """
    case = consulted.case
    writer = Writer(snapshot)
    rules = argument.argued(letter)[: wording.MOST_GIVEN]
    sentences = found.sentences if found else ()
    return WordedView(
        action=path_to("appeal_argument", case),
        sheet=path_to("appeal_sheet", case),
        text=path_to("appeal_text", case),
        document=path_to("appeal_document", case),
        statements=tuple((rule.text, origin_of(writer, rule)) for rule in rules),
        sentences=tuple(SentenceView(each.text, numbers(each)) for each in sentences),
        token=sealed(case, letter, sentences) if sentences else "",
        is_asked=is_asked,
    )


def numbers(sentence: wording.Sentence) -> tuple[int, ...]:
    """The numbers of a sentence's statements among those given."""
    return tuple(int(key[1:]) for key in sentence.keys)


def sealed(case: Case, letter: Letter, sentences: Sequence[wording.Sentence]) -> str:
    """Checked sentences signed for this case, to be carried by the reader's page."""
    rules = argument.argued(letter)
    said = [[each.text, [rules[number - 1].name for number in numbers(each)]] for each in sentences]
    return signing.dumps({"case": urlencode(case.query()), "said": said}, salt=_SALT, compress=True)


def unsealed(token: str, case: Case, letter: Letter) -> tuple[Worded, ...]:
    """The sentences of a signed argument; none if it is not ours, too old, of another case, or no longer holds."""
    try:
        told: Mapping[str, Any] = signing.loads(token[:_LONGEST], salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return ()
    found = tuple(Worded(text, tuple(names)) for text, names in told["said"])
    keys = {rule.name: each.key for rule, each in zip(argument.argued(letter), given(letter), strict=False)}
    if told["case"] != urlencode(case.query()) or any(name not in keys for each in found for name in each.names):
        return ()
    said = tuple(wording.Sentence(each.text, tuple(keys[name] for name in each.names)) for each in found)
    return found if wording.still_holds(given(letter), wording.Worded(said)) else ()
