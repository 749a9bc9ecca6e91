"""How a page is worded: phrases to avoid, sentence length, reading level, figures. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

READING_LEVEL = 12
"""The highest school grade at which a page may read (content guide, rule 5: plain words)."""

SENTENCE_LIMIT = 25
_TELLING_WORDS = 7
_ENOUGH_WORDS = 100

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_FIGURE = re.compile(
    r"\d[\d.,]*\s?%|\d[\d.,]* percent\b|[$]\d[\d.,]*\b|"
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}\b"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without cross-link markup."""
    return [sentence for sentence in _SENTENCE.split(text.strip()) if sentence]


def telling(text: str) -> Iterator[str]:
    """Its sentences that are long enough to be recognized on another page, in lower case."""
    for sentence in sentences(text):
        if len(sentence.split()) >= _TELLING_WORDS:
            yield sentence.casefold()


def longest(text: str) -> int:
    """Words in the longest sentence."""
    return max((len(sentence.split()) for sentence in sentences(text)), default=0)


def figure(text: str) -> str:
    """The first percentage, amount of money or full date in a text; empty when there is none."""
    found = _FIGURE.search(text)
    return found.group() if found else ""


def banned(text: str) -> Iterator[tuple[str, str]]:
    """(phrase, what to do instead) for each phrase of ``banned_phrases.txt`` in a text."""
    for phrase, pattern, instead in _banned_phrases():
        if pattern.search(text):
            yield phrase, instead


def phrases_file() -> str:
    """The text of ``banned_phrases.txt``: a phrase, a tab and what to do instead on each line."""
    return files(__package__).joinpath("banned_phrases.txt").read_text(encoding="utf-8")


@cache
def _banned_phrases() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    found = []
    for line in phrases_file().splitlines():
        if line and not line.startswith("#"):
            phrase, _, instead = line.partition("\t")
            found.append((phrase, re.compile(rf"(?<!\w){re.escape(phrase)}", re.IGNORECASE), instead))
    return tuple(found)


def grade(texts: Iterable[str]) -> float:
    """The school grade at which texts read, by the Flesch-Kincaid formula (US Navy, 1975).

    Zero below a hundred words, too few for the formula. A text without a full stop counts as one
    sentence. Codes and figures count as no words. Syllables are groups of vowels, less a silent final e:
    the libraries that know them word by word either bring a licence that ours cannot hold or fetch
    their dictionary from the network.
    """
    whole = [sentence for text in texts for sentence in sentences(text)]
    words = [word for sentence in whole for word in _WORD.findall(sentence)]
    if len(words) < _ENOUGH_WORDS:
        return 0.0
    return 0.39 * len(words) / len(whole) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)
