"""All edits of one code that hold on a day: ``/pairs/20610/``, a page at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from modifiers.catalogue import Catalogue
from modifiers.ncci.lookup import EditsOf, edits_of
from modifiers.ncci.rationales import ptp_rationale
from modifiers.ncci.records import Edit, Loaded
from modifiers.ncci.releases import Releases
from modifiers.ncci.verdict import Status, can_know, cautions

from .addresses import path_of
from .pair_asked import Asked
from .pair_verdict import Said
from .words import counted, day

ON_A_PAGE = 50
_MOST_PAGES = 2_000
_COLUMNS = {"column_one": "in column one", "column_two": "in column two"}


def code_edits_context(
    snapshot: Catalogue, releases: Releases, asked: Asked, code: str, query: QueryDict
) -> dict[str, Any]:
    """The context of ``code_edits/page.html``. Filters that make no sense are left out."""
    loaded = asked.release(releases)
    indicator = query.get("indicator", "") if query.get("indicator") in ("0", "1") else ""
    column = query.get("column", "") if query.get("column") in _COLUMNS else ""
    number = _page_number(query.get("page", ""))
    nothing = EditsOf((), {})
    found = (
        edits_of(
            loaded,
            code,
            asked.on,
            indicator=indicator,
            column=column,
            offset=(number - 1) * ON_A_PAGE,
            limit=ON_A_PAGE,
        )
        if loaded
        else nothing
    )
    total = sum(found.counts.values())
    count = found.counts.get(indicator, 0) if indicator else total
    pages = max(1, -(-count // ON_A_PAGE))

    def address(**changed: object) -> str:
        kept = {"indicator": indicator, "column": column, **changed}
        told = urlencode({name: value for name, value in kept.items() if value})
        base = asked.path(code)
        return f"{base}{'&' if '?' in base else '?'}{told}" if told else base

    return {
        "code": code,
        "code_url": path_of("procedure", code),
        "loaded": loaded,
        "rows": [_row(asked, code, edit) for edit in found.edits],
        "headline": _headline(code, total, asked, loaded),
        "cautions": _cautions(total, asked, loaded),
        "total": total,
        "choices": [
            (words, address(indicator=value), value == indicator, found.counts.get(value, 0) if value else None)
            for value, words in (("", "All"), ("1", "A modifier can open it"), ("0", "No modifier opens it"))
        ],
        "columns": [
            (words, address(column=value), value == column)
            for value, words in (("", "In either column"), *((v, f"{code} {w}") for v, w in _COLUMNS.items()))
        ],
        "number": number,
        "pages": pages,
        "before": address(page=number - 1) if 1 < number <= pages else "",
        "after": address(page=number + 1) if number < pages else "",
        "first": address() if number > pages else "",
        "title": f"{code}: NCCI edits in force",
        "description": "The NCCI edits of one procedure code: which codes it is edited with, and what opens each edit.",
        "crumbs": [("Code pairs", "/pairs/"), (code, None)],
    }


def _headline(code: str, total: int, asked: Asked, loaded: Loaded | None) -> str:
    """How many edits hold, said as what it is: all that there are, or all that could be found."""
    if loaded is None:
        return f"{code}: we cannot tell, no code pairs are loaded here"
    return f"{code}: {counted(total, 'edit')} {'in force' if can_know(asked.on, loaded) else 'found'}"


def _cautions(total: int, asked: Asked, loaded: Loaded | None) -> list[Said]:
    is_known = loaded is not None and can_know(asked.on, loaded)
    status: Status = "live" if total else "no_edit" if is_known else "not_loaded"
    return [Said(each.text, ()) for each in cautions(status, asked.on, loaded)]


def _page_number(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return min(max(number, 1), _MOST_PAGES)


def _row(asked: Asked, code: str, edit: Edit) -> dict[str, Any]:
    other = edit.column_two if edit.column_one == code else edit.column_one
    return {
        "other": other,
        "url": asked.path(edit.column_one, edit.column_two),
        "columns": f"{edit.column_one} / {edit.column_two}",
        "place": "column two" if edit.column_one == code else "column one",
        "opens": edit.modifier_indicator == "1",
        "indicator": edit.modifier_indicator,
        "since": day(edit.effective_on),
        "until": day(edit.deleted_on),
        "rationale": ptp_rationale(edit.rationale).words,
    }
