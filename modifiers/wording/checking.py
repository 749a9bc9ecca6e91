"""What a language model may not say. Pure.

The rule is a closed vocabulary: a sentence may use the words of the statements that it names, words that join things
(:mod:`.vocabulary`), and nothing else. So a payer, a month, a diagnosis or an order to the reader that the statements
do not hold cannot be said, whatever it is called. On top of it stand what words alone do not hold together: codes in
their spelling, numbers with what they count, citations whole, and negations on the same side. A sentence that is
refused for nothing costs a summary; the statements are on the page all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

from modifiers.search.text import stem

from .given import Given, Sentence
from .prompt import LONGEST_SENTENCE, MOST_SENTENCES
from .vocabulary import IRREGULAR, JOINING, MONTHS, NEGATIONS, NUMBERS, UNITS

_MARKUP = re.compile(
    r"[<>{}\[\]\\|`*_#~^=@]|&\w+;|://|\bwww\.|\b\w+\.(?:com|org|net|gov|edu|io|co|info|us|biz)\b", re.I
)
_TOKEN = re.compile(r"\$?\d[\d,]*(?:\.\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]+|%")
_WHOLE = re.compile(r"\$?[^\W_]+(?:[.,/'’-][^\W_]+)*%?|%")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITATION = re.compile(
    r"(?:\b\d+\s+)?\b(?:CFR|USC|U\.S\.C\.?|C\.F\.R\.?)(?:\s+(?:part|section|§+))?\s*[\w.()-]*"
    r"|§+\s*[\w.()-]+"
    r"|\b(?:Pub|Publication|Chapter|Section|Transmittal|MLN|MM|CR)\.?\s*\d[\w.-]*",
    re.IGNORECASE,
)
_BETTER_PART = 0.6
_LETTERED = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_])\w+")
_SAID_TO_READER = re.compile(r"\b(?:I|me|my|we|us|our|you|your|yours|yourself)\b", re.I)


class Refused(ValueError):
    """A sentence says what its statements do not. ``str()`` names the check and nothing of the text."""


class Checker:
    """Checks the sentences of one answer, in their order."""

    def __init__(self, given: Iterable[Given]) -> None:
        """Take the statements that the model was given."""
        self._given: Mapping[str, Given] = {each.key: each for each in given}
        self._count = 0
        self._said: set[str] = set()

    def check(self, text: str, keys: tuple[str, ...]) -> Sentence:
        """Give the sentence back if its statements hold everything that it says.

        Raises:
            Refused: naming the first check that it fails.
        """
        self._count += 1
        if self._count > MOST_SENTENCES:
            raise Refused("too many sentences")
        if not keys or len(set(keys)) < len(keys) or not set(keys) <= set(self._given):
            raise Refused("keys that were not given")
        sentence = _folded(text)
        if not 8 <= len(sentence) <= LONGEST_SENTENCE or not sentence.endswith("."):
            raise Refused("not a sentence of the length asked for")
        if sentence.casefold() in self._said:
            raise Refused("says the same twice")
        self._said.add(sentence.casefold())
        source = " \n ".join(_folded(self._given[key].whole) for key in keys)
        for fault in _faults(sentence, source):
            raise Refused(fault)
        return Sentence(sentence, keys)


def _folded(text: str) -> str:
    """One line in composed characters."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _faults(sentence: str, source: str) -> Iterable[str]:
    """The checks that a sentence fails, in words of ours."""
    if any(unicodedata.category(char)[0] == "C" for char in sentence) or _MARKUP.search(sentence):
        yield "markup or an address"
    if not sentence.isascii() and any(
        ord(char) > 127 and char not in source and char not in "’‘“”–—…" for char in sentence
    ):
        yield "a character that the statements do not hold"
    if _SAID_TO_READER.search(_without(sentence, source)):
        yield "speaks to the reader"
    yield from _wrong_citations(sentence, source)
    yield from _wrong_numbers(sentence, source)
    yield from _wrong_codes(sentence, source)
    yield from _wrong_words(sentence, source)
    if not _is_on_the_same_side(sentence, source):
        yield "a negation more or less than the statements"


def _without(sentence: str, source: str) -> str:
    """The sentence without capital codes of its statements: US and ME can be codes."""
    held = set(re.findall(r"\b[A-Z0-9]{2,}\b", source))
    return re.sub(r"\b[A-Z0-9]{2,}\b", lambda match: "" if match.group() in held else match.group(), sentence)


def _wrong_citations(sentence: str, source: str) -> Iterable[str]:
    held = re.sub(r"\s+", "", source).casefold()
    for match in _CITATION.finditer(sentence):
        if re.sub(r"\s+", "", match.group()).rstrip(".)(").casefold() not in held:
            yield "a citation that the statements do not hold"


def _wrong_numbers(sentence: str, source: str) -> Iterable[str]:
    """Numbers as they are written, and each with what it counts."""
    held, said = (
        [_plain(token) for token in _TOKEN.findall(source)],
        [_plain(token) for token in _TOKEN.findall(sentence)],
    )
    wholes = {_bare(whole) for whole in _WHOLE.findall(source)}
    known, pairs = {*held, *wholes}, set(pairwise(_apart(held)))
    for whole in _WHOLE.findall(sentence):
        if any(map(str.isdigit, whole)) and _bare(whole) not in known:
            yield "a number or code that the statements do not hold"
    for token in said:
        if token in NUMBERS and token not in known and not (token == "percent" and "%" in source):  # noqa: S105
            yield "a number in words that the statements do not hold"
    for number, unit in pairwise(_apart(said)):
        if unit in UNITS and (number[:1].isdigit() or number in NUMBERS) and (number, unit) not in pairs:
            yield "a number of something else than in the statements"
    for month, number in pairwise(said):
        if month in MONTHS and number.isdigit() and (month, number) not in set(pairwise(held)):
            yield "a date that the statements do not hold"
    for amount in re.findall(r"\$\s?[\d,.]*\d", sentence):
        if amount.replace(" ", "") not in source.replace(" ", ""):
            yield "an amount that the statements do not hold"


def _apart(tokens: Iterable[str]) -> Iterable[str]:
    """Tokens with the percent sign as a word of its own, and units in one number."""
    for token in tokens:
        if token.endswith("%") and token != "%":  # noqa: S105
            yield token[:-1]
            yield "percent"
        elif token == "%":  # noqa: S105
            yield "percent"
        else:
            yield token.rstrip("s") + "s" if token.rstrip("s") + "s" in UNITS else token


def _plain(token: str) -> str:
    return token.casefold().replace("’", "'").lstrip("$").rstrip(",")


def _bare(whole: str) -> str:
    return whole.casefold().rstrip(".,").lstrip("$")


def _wrong_codes(sentence: str, source: str) -> Iterable[str]:
    """Words in capitals, words that mix letters and digits, and short words that could be codes."""
    held = set(re.findall(r"[^\W_]+", source))
    for token in re.findall(r"[^\W_]+", sentence):
        if len(token) > 1 and token == token.upper() and not token.isdigit() and token not in held:
            yield "a code or an abbreviation that the statements do not hold"
        elif _LETTERED.fullmatch(token) and token not in held:
            yield "a code that the statements do not hold"
    for beside in re.findall(r"\b(?:modifiers?|codes?)\s+([^\W_]{2})\b", sentence, re.I):
        if beside not in held and beside.casefold() not in JOINING:
            yield "a modifier that the statements do not hold"


def _wrong_words(sentence: str, source: str) -> Iterable[str]:
    held = {_stem(word) for word in _words(source)} | set(_words(source))
    for word in _words(sentence):
        if word not in JOINING and word not in NEGATIONS and word not in held and _stem(word) not in held:
            yield "a word that the statements do not hold"


def _stem(word: str) -> str:
    return stem(IRREGULAR.get(word, word))


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "").replace("'", "") for word in _WORD.findall(text)]


def _is_on_the_same_side(sentence: str, source: str) -> bool:
    """Whether a sentence is negated just as the sentence of its statements that it says most of.

    A sentence that joins two of them may bring the negation of the other, if it says the better part of that one.
    """
    said = _content(sentence)
    parts = [(_content(part), _turns(part)) for part in re.split(r"(?<=[.;!?])\s+", source)]
    most = max(len(said & held) for held, _ in parts)
    nearest = [is_turned for held, is_turned in parts if len(said & held) == most]
    if not _turns(sentence):
        return not any(nearest)
    return any(nearest) or any(
        held and len(said & held) >= _BETTER_PART * len(held) for held, turned in parts if turned
    )


def _content(text: str) -> set[str]:
    words = {_stem(word) for word in _words(text) if word not in JOINING and word not in NEGATIONS}
    return words | {token.casefold() for token in re.findall(r"[^\W_]*\d[^\W_]*", text)}


def _turns(text: str) -> bool:
    return not NEGATIONS.isdisjoint(_words(text))
