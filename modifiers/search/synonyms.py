"""Everyday words and the words of the field, from ``fixtures/synonyms.yaml``.

The file lies beside the content because editors own both. It holds groups: ``say`` lists what people
type, ``mean`` the words under which the content is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .text import stem, words_of

Terms = tuple[str, ...]


class SynonymError(ValueError):
    """The synonym file cannot be read as it stands. ``str()`` names the group."""


@dataclass(frozen=True)
class Synonyms:
    """``meanings`` maps the stems of an everyday phrase to the stems of each phrase of the field.

    ``words`` holds every word of the file as written, for the spelling.
    """

    meanings: Mapping[Terms, tuple[Terms, ...]]
    longest: int
    words: frozenset[str]
    groups: int


def read_synonyms(path: Path) -> Synonyms:
    """Read a synonym file; a missing file is an empty one.

    Raises:
        SynonymError: if a group does not have the two lists.
    """
    if not path.is_file():
        return synonyms_of(())
    try:
        groups = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise SynonymError(f"{path.name}: {error}") from error
    return synonyms_of(groups or ())


def synonyms_of(groups: Iterable[Any]) -> Synonyms:
    """Build from groups of ``say`` and ``mean``.

    Raises:
        SynonymError: if a group does not have the two lists.
    """
    meanings: dict[Terms, dict[Terms, None]] = {}
    written: set[str] = set()
    count = 0
    for count, group in enumerate(groups, start=1):
        say, mean = _lists(group, count)
        fields = [phrase_terms(phrase) for phrase in mean]
        for phrase in [*say, *mean]:
            written.update(words_of(phrase))
        for phrase in say:
            found = meanings.setdefault(phrase_terms(phrase), {})
            found.update(dict.fromkeys(fields))
    longest = max(map(len, meanings), default=0)
    return Synonyms({say: tuple(mean) for say, mean in meanings.items()}, longest, frozenset(written), count)


def phrase_terms(phrase: str) -> Terms:
    """The stems of a phrase in order."""
    return tuple(stem(word) for word in words_of(phrase))


def _lists(group: Any, number: int) -> tuple[Sequence[str], Sequence[str]]:
    if isinstance(group, Mapping) and set(group) == {"say", "mean"}:
        say, mean = group["say"], group["mean"]
        if all(isinstance(words, list) and words and all(isinstance(w, str) for w in words) for words in (say, mean)):
            return say, mean
    raise SynonymError(f"Group {number}: write “say” and “mean”, each a list of words.")
