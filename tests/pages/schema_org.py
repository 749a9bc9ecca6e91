"""Holds a page's data block against the vocabulary of schema.org, our own shapes, and what the page shows.

Nothing is fetched: rdflib carries the vocabulary along as a closed namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rdflib.namespace import SDO

from modifiers.pages.words import day, partial_day

SHAPES: dict[str, set[str]] = {
    "WebSite": {"url", "name"},
    "WebPage": {"url", "name", "isPartOf", "publisher", "inLanguage"},
    "CollectionPage": {"url", "name", "isPartOf", "publisher", "inLanguage"},
    "AboutPage": {"url", "name", "isPartOf", "publisher", "inLanguage"},
    "MedicalCode": {"codeValue", "name", "inDefinedTermSet"},
    "DefinedTerm": {"termCode", "name", "inDefinedTermSet"},
    "DefinedTermSet": {"url", "name"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "ListItem": {"position", "name"},
    "CreativeWork": {"name", "publisher"},
    "Organization": {"name"},
    "Person": {"name"},
    "Dataset": {"name", "description", "license", "version", "distribution", "dateModified", "creator"},
    "DataDownload": {"contentUrl", "encodingFormat"},
}
"""Type → what each of its nodes must say."""

WORDS = {"name", "description", "codeValue", "termCode", "codingSystem", "version", "license"}
DATES = {"dateModified", "lastReviewed", "datePublished"}
ADDRESSES = {"url", "item", "publishingPrinciples", "contentUrl"}
OTHERS = {"inLanguage": "en", "isAccessibleForFree": True}
FORMATS = {"encodingFormat", "position", "numberOfItems"}


def problems(data: dict[str, Any], *, text: str, links: set[str], canonical: str) -> list[str]:
    """What is wrong with a data block, in sentences; none if nothing is.

    Args:
        data: the block.
        text: what the page shows, with white space folded, its title included.
        links: every address on the page, absolute, its own included.
        canonical: the page's one address.
    """
    found = [] if data.get("@context") == "https://schema.org" else ["the context is not schema.org"]
    if data["url"] != canonical:
        found.append(f"url {data['url']} is not {canonical}")
    for node in nodes(data):
        kind = node["@type"]
        if kind not in SDO or kind not in SHAPES:
            found.append(f"{kind} is no type that we use")
            continue
        found += [f"{kind} lacks {name}" for name in SHAPES[kind] - node.keys()]
        for name, value in node.items():
            if name.startswith("@"):
                continue
            if name not in SDO:
                found.append(f"{kind}.{name} is not in schema.org")
            if not isinstance(value, dict | list):
                found += [f"{kind}.{name}: “{value}” {why}" for why in _seen(name, value, text, links)]
    return found


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every node of a block, from the outside in."""
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from nodes(value)


def _seen(name: str, value: Any, text: str, links: set[str]) -> Iterator[str]:
    if name in WORDS | DATES:
        shown = _in_words(str(value)) if name in DATES else " ".join(str(value).split())
        if shown not in text and value not in links:
            yield "is not on the page"
    elif name in ADDRESSES and value not in links:
        yield "is no link of the page"
    elif name in OTHERS and value != OTHERS[name]:
        yield "is unexpected"
    elif name not in ADDRESSES | OTHERS.keys() | FORMATS:
        yield "is held against nothing"


def _in_words(value: str) -> str:
    return day(date.fromisoformat(value)) if len(value) == 10 else partial_day(value)
