"""Sentences out of a JSON answer while it arrives. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST_ANSWER = 8_000
"""Characters of an answer that are read."""

_HEAD = re.compile(r"\s*\{\s*\"sentences\"\s*:\s*\[\s*")
_BETWEEN = re.compile(r"\s*,\s*")
_TAIL = re.compile(r"\s*\]\s*\}\s*")


class NotAnAnswer(ValueError):
    """What arrived is not what was asked for. ``str()`` says why, in our words and not the model's."""


class Arriving:
    """Reads ``{"sentences": [{…}, {…}]}`` piece by piece and gives each sentence once it is whole."""

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._count = 0
        self._is_open = False
        self._decoder = json.JSONDecoder()

    def add(self, piece: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Take a piece; yield the text and the keys of each sentence that it completes.

        Raises:
            NotAnAnswer: if it can no longer become an answer.
        """
        self._text += piece
        if len(self._text) > LONGEST_ANSWER:
            raise NotAnAnswer("longer than an answer may be")
        if not self._is_open and not self._open():
            return
        while (found := self._next()) is not None:
            yield _sentence(found)

    def close(self) -> None:
        """Tell that nothing more comes.

        Raises:
            NotAnAnswer: if the answer is not whole, or something follows it.
        """
        if not self._is_open or not self._count or not _TAIL.fullmatch(self._text, self._at):
            raise NotAnAnswer("not whole, or not in the schema")

    def _open(self) -> bool:
        match = _HEAD.match(self._text)
        if match is None:
            if len(self._text.strip()) > 40 or not '{"sentences":['.startswith("".join(self._text.split())[:14]):
                raise NotAnAnswer("not in the schema")
            return False
        self._at, self._is_open = match.end(), True
        return True

    def _next(self) -> Any:
        at = self._at
        if self._count:
            match = _BETWEEN.match(self._text, at)
            if match is None:
                return None
            at = match.end()
        while self._text[at : at + 1].isspace():
            at += 1
        if not self._text.startswith("{", at):
            return None
        try:
            found, self._at = self._decoder.raw_decode(self._text, at)
        except RecursionError as error:
            raise NotAnAnswer("not in the schema") from error
        except ValueError:
            return None
        self._count += 1
        return found


def _sentence(found: Any) -> tuple[str, tuple[str, ...]]:
    if not isinstance(found, dict) or set(found) != {"text", "keys"}:
        raise NotAnAnswer("a sentence is not in the schema")
    text, keys = found["text"], found["keys"]
    if not isinstance(text, str) or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise NotAnAnswer("a sentence is not in the schema")
    return text, tuple(keys)
