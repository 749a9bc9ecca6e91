"""What markup must keep to: the parser's errors, and the rules of the HTML standard that no parser looks at.

:func:`faults` reads a page with a strict HTML5 parser and gives one sentence for every fault, none for a page that is
right. It needs no network, no browser and no Java, so the pages of every kind are held to it in every run of the tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from justhtml import JustHTML

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INTERACTIVE = ("a", "button", "details", "iframe", "input", "label", "select", "textarea")
_FIELDS = ("input", "select", "textarea")
_NEED_NO_LABEL = ("hidden", "submit", "button", "reset")
_REFERENCES = (
    *("aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-labelledby", "aria-owns"),
    *("for", "headers", "list", "popovertarget"),
)
_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "menu": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup", "hr"},
    "hgroup": {"p", *_HEADINGS},
}
_ANYWHERE = {"script", "template"}
_PHRASING_ONLY = {
    *(
        "abbr",
        "b",
        "button",
        "cite",
        "code",
        "em",
        "i",
        "kbd",
        "label",
        "mark",
        "output",
        "p",
        "pre",
        "q",
        "s",
        "small",
    ),
    *("span", "strong", "sub", "sup", "time", "u", "var"),
    *_HEADINGS,
}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figure", "footer"),
    *("form", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
    *_HEADINGS,
}
_WITH_HEADINGS = {"summary", "legend"}
_DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?|\d{4}|P[0-9DTHMSW.]+")


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element with what stands above it, nearest first."""

    name: str
    attrs: dict[str, str]
    children: list[Any]
    above: tuple[Element, ...]

    @property
    def text(self) -> str:
        """The words inside, and the alternative texts of pictures."""
        return " ".join(_words(self.children))

    def __str__(self) -> str:
        known = "".join(
            f' {name}="{self.attrs[name]}"' for name in ("id", "class", "href", "name") if name in self.attrs
        )
        return f"<{self.name}{known}>"


def _words(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if node.name == "#text":
            yield from node.data.split()
        else:
            yield from ((node.attrs or {}).get("alt") or "").split() if node.name == "img" else ()
            yield from _words(node.children or [])


def _elements(nodes: list[Any], above: tuple[Element, ...] = ()) -> Iterator[Element]:
    """All elements of HTML in order; what is inside a picture or a template is another matter."""
    for node in nodes:
        if node.name.startswith(("#", "!")) or node.namespace != "html":
            continue
        attrs = {name: value or "" for name, value in (node.attrs or {}).items()}
        element = Element(node.name, attrs, node.children or [], above)
        yield element
        yield from _elements(element.children, (element, *above))


def _own(element: Element) -> list[Any]:
    """The children that are elements."""
    return [child for child in element.children if not child.name.startswith(("#", "!"))]


def ids_are_unique_and_references_exist(page: list[Element]) -> Iterator[str]:
    """An id stands once; what is labelled, described or controlled by an id is by one that exists."""
    ids = Counter(element.attrs["id"] for element in page if "id" in element.attrs)
    yield from (f"id {id_!r} stands {count} times" for id_, count in ids.items() if count > 1)
    yield from (f"id {id_!r} is empty or has a space" for id_ in ids if not id_ or re.search(r"\s", id_))
    for element in page:
        for name in _REFERENCES:
            yield from (
                f"{element}: {name} names {id_!r}, which is not there"
                for id_ in element.attrs.get(name, "").split()
                if id_ not in ids
            )


def nothing_interactive_is_inside_another(page: list[Element]) -> Iterator[str]:
    """A link, a button and a label hold nothing that can be pressed; a label may hold its one field."""
    for element in page:
        if (element.name not in _INTERACTIVE and "tabindex" not in element.attrs) or element.attrs.get(
            "type"
        ) == "hidden":
            continue
        for outer in element.above:
            if outer.name in ("a", "button") or (outer.name == "label" and element.name in ("label", "details")):
                yield f"{element} inside {outer}"


def children_are_those_that_the_parent_may_have(page: list[Element]) -> Iterator[str]:
    """Lists, tables and choices hold their items and nothing else; what holds words only, holds no block."""
    for element in page:
        allowed = _CHILDREN.get(element.name)
        if allowed:
            for child in _own(element):
                if child.name not in allowed | _ANYWHERE:
                    yield f"<{child.name}> as a child of {element}"
            if any(child.name == "#text" and child.data.strip() for child in element.children):
                yield f"bare words in {element}"
        parent = next((each for each in element.above if each.name != "a"), None)
        if parent and parent.name in _PHRASING_ONLY and element.name in _BLOCKS:
            yield f"{element} inside {parent}, which holds words only"
        if parent and parent.name in _WITH_HEADINGS and element.name in _BLOCKS - set(_HEADINGS):
            yield f"{element} inside {parent}, which holds words or a heading"
        if element.name == "li" and (parent is None or parent.name not in ("ul", "ol", "menu")):
            yield f"{element} outside a list"


def names_and_values_come_in_groups(page: list[Element]) -> Iterator[str]:
    """In a ``dl``, or in each ``div`` of it, names come first and values after."""
    for element in page:
        if element.name != "dl":
            continue
        own = [child for child in _own(element) if child.name not in _ANYWHERE]
        if any(child.name == "div" for child in own):
            groups = [
                [each.name for each in (child.children or []) if each.name in ("dt", "dd", "div")] for child in own
            ]
            if any(child.name != "div" for child in own):
                yield f"{element} mixes groups with bare names and values"
        else:
            groups = [[child.name for child in own]]
        for group in groups:
            if not re.fullmatch(r"(?:(?:dt )+(?:dd )+)+", "".join(f"{name} " for name in group)):
                yield f"{element}: {' '.join(group) or 'an empty group'}"


def tables_have_names_and_heads_have_scopes(page: list[Element]) -> Iterator[str]:
    """Each table has a caption, and each head says whether it is a row's or a column's."""
    for element in page:
        if element.name == "table":
            if not any(child.name == "caption" and " ".join(_words(child.children)) for child in _own(element)):
                yield f"{element} has no caption"
            if not any(each.name == "th" and element in each.above for each in page):
                yield f"{element} has no head"
        if element.name == "th" and element.attrs.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            yield f"{element} ({element.text}) has no scope"


def fields_have_labels(page: list[Element]) -> Iterator[str]:
    """By ``for``, around it, or by an attribute; buttons and links have words."""
    labelled = {element.attrs["for"] for element in page if element.name == "label" and "for" in element.attrs}
    for element in page:
        has_name = bool(
            element.attrs.get("aria-label") or element.attrs.get("aria-labelledby") or element.attrs.get("title")
        )
        if element.name in _FIELDS and element.attrs.get("type") not in _NEED_NO_LABEL:
            if not (
                has_name or element.attrs.get("id") in labelled or any(each.name == "label" for each in element.above)
            ):
                yield f"{element} has no label"
        elif (
            (element.name == "button" or (element.name == "a" and "href" in element.attrs))
            and not has_name
            and not element.text
        ):
            yield f"{element} has no words"
        if element.name == "label" and not element.text:
            yield f"{element} is an empty label"
        if element.name == "img" and "alt" not in element.attrs:
            yield f"{element} has no alternative text"


def headings_never_skip(page: list[Element]) -> Iterator[str]:
    """One ``h1``, which comes first; after a heading comes one of at most the next rank; none is empty."""
    before = 0
    for element in page:
        if element.name not in _HEADINGS:
            continue
        rank = int(element.name[1])
        if rank > before + 1:
            yield f"{element} {element.text!r} comes after h{before}" if before else f"{element} comes first"
        if not element.text:
            yield f"{element} is empty"
        before = rank
    if (count := sum(element.name == "h1" for element in page)) != 1:
        yield f"{count} h1"


def the_document_says_what_it_is(page: list[Element]) -> Iterator[str]:
    """Language, encoding first, a title, one ``main``; days and moments in the form that machines read."""
    by_name = {element.name: element for element in page}
    if by_name["html"].attrs.get("lang") != "en":
        yield "html has no language"
    head = _own(by_name["head"])
    if not head or (head[0].attrs or {}).get("charset", "").lower() != "utf-8":
        yield "the encoding does not come first"
    if "title" not in by_name or not by_name["title"].text:
        yield "no title"
    if (count := sum(element.name == "main" for element in page)) != 1:
        yield f"{count} main"
    for element in page:
        if element.name == "time" and not _DATE.fullmatch(element.attrs.get("datetime", element.text)):
            yield f"{element} {element.text!r} is no moment"


RULES: tuple[Callable[[list[Element]], Iterator[str]], ...] = (
    ids_are_unique_and_references_exist,
    nothing_interactive_is_inside_another,
    children_are_those_that_the_parent_may_have,
    names_and_values_come_in_groups,
    tables_have_names_and_heads_have_scopes,
    fields_have_labels,
    headings_never_skip,
    the_document_says_what_it_is,
)


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, as sentences."""
    read = JustHTML(html, sanitize=False, collect_errors=True)
    page = list(_elements(read.root.children))
    said = [f"line {error.line}: {error.code}" for error in read.errors]
    return said + [fault for rule in RULES for fault in rule(page)]
