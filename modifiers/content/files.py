"""Content files: YAML with the line of every field, and the one form in which they are written.

Scalars are read as the text that stands there (``59`` is a code and ``no`` a word); the documents'
schema decides what becomes a date or a number. Files are written so that other readers of YAML see the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from modifiers.documents import Document
from modifiers.documents.parts import Part, Section, Source, Statement

Place = tuple[str | int, ...]

# LibYAML reads the whole content some ten times as fast; wheels of PyYAML bring it on all common machines.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = re.compile(r"~|null|Null|NULL|")
_COMMON_FIELDS = ("kind", "reviewed_on", "reviewed_by", "review_due_on", "sources")
_WIDTH = 100
_NOT_TEXT = "The file holds a character that text cannot hold."


class FileError(ValueError):
    """A file cannot be read as YAML at all. ``line`` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class ContentFile:
    """A file's data and where each field stands.

    Attributes:
        path: as it is shown in messages.
        data: mappings, lists and texts.
        lines: place inside ``data``, such as ``("do_not_use", 2, "text")``, → line, counted from 1.
    """

    path: str
    data: Any
    lines: Mapping[Place, int] = field(repr=False, default_factory=dict)

    def line_of(self, place: str | Place) -> int:
        """The line of a field; of what holds it, if the field is not there.

        Args:
            place: a place inside the data, or a path that names rows by key: ``do_not_use.more-specific-fits.text``.
        """
        found = self._numbered(place.split(".")) if isinstance(place, str) else place
        while found and found not in self.lines:
            found = found[:-1]
        return self.lines.get(found, 1)

    def _numbered(self, names: Sequence[str]) -> Place:
        place: list[str | int] = []
        data = self.data
        for name in names:
            if isinstance(data, list):
                held = [index for index, row in enumerate(data) if isinstance(row, dict) and row.get("key") == name]
                if not held and not (name.isdigit() and int(name) < len(data)):
                    break
                place.append(held[0] if held else int(name))
            elif isinstance(data, dict) and name in data:
                place.append(name)
            else:
                break
            data = data[place[-1]]
        return tuple(place)


def read(path: Path, shown: str = "") -> ContentFile:
    """Read a file.

    Args:
        path: the file.
        shown: its name in messages; the path as given by default.

    Raises:
        FileError: if it is not UTF-8, not YAML, holds a field twice, or repeats a part by an alias.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FileError(line, "The file is not UTF-8 text.") from error
    return parse(text, shown or str(path))


def parse(text: str, shown: str = "") -> ContentFile:
    """Read the text of a file; see :func:`read`."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        lines: dict[Place, int] = {}
        data = _build(node, (), lines, set()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError(mark.line + 1 if mark else 1, f"Not YAML: {error.problem or error.context}.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise FileError(line, _NOT_TEXT) from error
    except RecursionError as error:
        raise FileError(1, "Lists and fields are nested too deeply.") from error
    return ContentFile(shown, data, lines)


def _build(node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]) -> Any:
    # Aliases of aliases can make a page out of every line of a file.
    if id(node) in seen:
        raise FileError(node.start_mark.line + 1, "Write this part out where an alias (*) repeats it.")
    seen.add(id(node))
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*place, index), lines, seen) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                raise FileError(line, "A field's name is a single word.")
            if key_node.value in found:
                raise FileError(line, f"The field “{key_node.value}” stands here twice.")
            lines[*place, key_node.value] = line
            found[key_node.value] = _build(value_node, (*place, key_node.value), lines, seen)
        return found
    assert isinstance(node, yaml.ScalarNode)
    if not node.style and _NULL.fullmatch(node.value):
        return None
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n" for character in node.value):
        raise FileError(node.start_mark.line + 1, _NOT_TEXT)
    return node.value


class _Dumper(yaml.SafeDumper):
    """Block style, no anchors, double quotes around what YAML would take for something other than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.Node:
        reads_as = self.resolve(yaml.ScalarNode, text, (True, False))
        style = None if reads_as == "tag:yaml.org,2002:str" else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(tuple, yaml.SafeDumper.represent_list)


def write(document: Document) -> str:
    """The text of a subject's content file: sources by key, what is empty left out.

    What identifies the subject comes first, then the review, then the statements in page order.
    """
    names = [name for name in type(document).model_fields if name not in _COMMON_FIELDS]
    lists = [name for name in names if _is_list_of_rows(getattr(document, name))]
    order = ["kind", *(name for name in names if name not in lists), *_COMMON_FIELDS[1:4], *lists]
    return _dump({name: value for name in order if (value := _plain(document, name)) is not None})


def write_sources(sources: Sequence[Source]) -> str:
    """The text of ``sources.yaml``, sorted by key."""
    return _dump(
        [_fields(source, list(Source.model_fields)) for source in sorted(sources, key=lambda source: source.key)]
    )


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, width=_WIDTH, allow_unicode=True, sort_keys=False, default_flow_style=False)


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Statement | Section)


def _plain(part: Part, name: str) -> Any:
    """A field's value as it is written; None if it is at its default and so left out."""
    value = getattr(part, name)
    if name != "kind" and value == type(part).model_fields[name].default:
        return None
    if isinstance(value, tuple):
        return [_fields(item, _row_order(item)) if isinstance(item, Part) else item for item in value]
    assert isinstance(value, str | int | date)
    return value


def _fields(part: Part, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := _plain(part, name)) is not None}


def _row_order(part: Part) -> Iterator[str]:
    """A statement reads: key, what it is about, what it says, what that rests on."""
    common = list(Statement.model_fields) if isinstance(part, Statement) else []
    yield from common[:1]
    yield from (name for name in type(part).model_fields if name not in common)
    yield from common[1:]
