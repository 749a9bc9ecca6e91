"""The three forms of the file, written piece by piece so that no form is ever in memory whole.

JSON and YAML hold the same: a head and the items, each as ``/api/v1/modifiers/{code}`` answers it. The table is for
spreadsheets: what it says, and when it is of, stands in every row.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from .columns import COLUMNS
from .items import Head, Item

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


Writer = Callable[[Head, Iterable[Item]], Iterator[str]]


def as_json(head: Head, items: Iterable[Item]) -> Iterator[str]:
    """One object; the documents are their frozen texts byte for byte, so that each can be held against its hash."""
    yield f'{_json(head.told())[:-1]},"items":['
    for number, item in enumerate(items):
        between = ",\n" if number else ""
        yield f'{between}{_json(dict(item.facts))[:-1]},"document":{item.text}}}'
    yield "]}\n"


def as_yaml(head: Head, items: Iterable[Item]) -> Iterator[str]:
    """The same data as :func:`as_json`."""
    yield _yaml(head.told())
    yield "items:\n" if head.count else "items: []\n"
    for item in items:
        yield _yaml([{**item.facts, "document": json.loads(item.text)}])


def as_csv(head: Head, items: Iterable[Item]) -> Iterator[str]:
    """A table after RFC 4180, with the mark by which spreadsheets know UTF-8. The last column is the data's moment."""
    yield "\ufeff" + _row([*(column.name for column in COLUMNS), "data_updated"])
    for item in items:
        yield _row([*(column.cell(item) for column in COLUMNS), head.updated])


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _yaml(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**20))


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which the file is offered."""

    name: str
    content_type: str
    for_whom: str
    write: Writer


FORMS: dict[str, Form] = {
    "json": Form("JSON", "application/json", "For software. Every part of every modifier.", as_json),
    "csv": Form("CSV", "text/csv; charset=utf-8", "For spreadsheets. One row for each modifier.", as_csv),
    "yaml": Form("YAML", "application/yaml", "The same as the JSON, easier to read and to compare.", as_yaml),
}
"""What follows the dot → the form, the first first."""
