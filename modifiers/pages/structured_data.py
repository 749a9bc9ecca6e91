"""What a page is, in schema.org's terms: a data block that no text can break out of, and that says only what is shown.

A view tells with :class:`About` what its page is about. Address, crumbs and the name of the site are added in one
place, :func:`page_data`, so that they cannot differ from what the page's head and its crumbs say (docs/adr/0030).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from modifiers.catalogue import Catalogue
from modifiers.documents import Document, Source

from .addresses import absolute
from .prose import NumberedSource

SITE_NAME = "D3rx Modifiers"
PUBLISHER = "D3rx"

Node = dict[str, Any]
Crumbs = Sequence[tuple[str, str | None]]

_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}
_OURSELVES = re.compile(r"D3rx\b")


def as_block(data: Node) -> SafeString:
    """JSON that may stand inside ``<script type="application/ld+json">`` whatever its strings hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


@dataclass(frozen=True, slots=True)
class About:
    """What a page is about. Whatever is given here stands on the page, word for word; the tests hold it to that.

    ``kind`` is the page's type, ``name`` its main heading, ``description`` a sentence that it shows, ``subject`` the
    node that it is mainly about, ``items`` (name, path) of what it lists. ``updated`` is the day of the last major
    edition, ``cited`` the sources in the page's list. ``document`` is the subject whose page it is: its picture and its
    Markdown twin are made from it.
    """

    name: str
    kind: str = "WebPage"
    description: str = ""
    subject: Node | None = None
    items: tuple[tuple[str, str], ...] = ()
    updated: date | None = None
    reviewed_on: date | None = None
    reviewed_by: str = ""
    cited: tuple[Source, ...] = ()
    document: Document | None = None


def about_subject(
    document: Any,
    catalogue: Catalogue,
    *,
    name: str = "",
    kind: str = "WebPage",
    description: str = "",
    subject: Node | None = None,
    items: Iterable[tuple[str, str]] = (),
    sources: Iterable[NumberedSource] = (),
) -> About:
    """What the page of a subject is about: with its last update, its review and the sources in its list.

    Args:
        document: the subject.
        catalogue: the snapshot, which knows when its last major edition went live.
        name: the main heading; the document's own name when left out.
        kind, description, subject, items: see :class:`About`.
        sources: as the page lists them.
    """
    return About(
        name=name or document.title,
        kind=kind,
        description=description,
        subject=subject,
        items=tuple(items),
        updated=updated_on(catalogue, document),
        reviewed_on=document.reviewed_on,
        reviewed_by=document.reviewed_by,
        cited=tuple(numbered.source for numbered in sources),
        document=document,
    )


def updated_on(catalogue: Catalogue, document: Any) -> date | None:
    """The day on which the last major edition of a subject went live."""
    moment = catalogue.updated_at(document.kind, document.key)
    return timezone.localtime(moment).date() if moment else None


def page_data(about: About, *, url: str, crumbs: Crumbs = (), policy: str | None = None) -> Node:
    """The page's node.

    Args:
        about: what it is about.
        url: its one address, absolute: the canonical one.
        crumbs: (name, path) as shown, the page itself last and without a path.
        policy: path of the editorial policy, where there is one.
    """
    if about.kind == "WebSite":
        return {"@context": "https://schema.org", **_site(), **_described(about), "publisher": _publisher(policy)}
    data: Node = {
        "@context": "https://schema.org",
        "@type": about.kind,
        "@id": url,
        "url": url,
        "name": about.name,
        **_described(about),
        "isPartOf": _site(),
        "publisher": _publisher(policy),
    }
    if about.updated:
        data["dateModified"] = about.updated.isoformat()
    if about.reviewed_on:
        data["lastReviewed"] = about.reviewed_on.isoformat()
    if about.reviewed_on and about.reviewed_by:
        data["reviewedBy"] = reviewer(about.reviewed_by)
    if about.subject:
        data["mainEntity"] = about.subject
    elif about.items:
        data["mainEntity"] = _item_list(about.items)
    if len(crumbs) > 1:
        data["breadcrumb"] = _breadcrumbs(crumbs, url)
    if about.cited:
        data["citation"] = [source_node(source) for source in about.cited]
    return data


def reviewer(name: str) -> Node:
    """Who reviewed: an organization where it is ourselves, else the person whom the review names."""
    return {"@type": "Organization" if _OURSELVES.match(name) else "Person", "name": name}


def source_node(source: Source) -> Node:
    """A cited document, as the page's list of sources shows it."""
    node: Node = {"@type": "CreativeWork", "name": source.title}
    if source.url:
        node["url"] = source.url
    node["publisher"] = {"@type": "Organization", "name": source.publisher}
    if source.document_date:
        node["datePublished"] = source.document_date
    return node


def modifier_code(code: str, name: str, *, system: str = "", description: str = "", path: str = "") -> Node:
    """A modifier: schema.org calls such a code a MedicalCode, which is also a DefinedTerm."""
    node: Node = {"@type": "MedicalCode", "codeValue": code, "name": name}
    if system:
        node["codingSystem"] = system
    if description:
        node["description"] = description
    if path:
        node["url"] = absolute(path)
    return node | {"inDefinedTermSet": term_set("Modifiers", reverse("modifier_list"))}


def denial_term(label: str, name: str, *, description: str) -> Node:
    """A denial code by the label that people say, with our own words for it."""
    node: Node = {"@type": "DefinedTerm", "termCode": label, "name": name}
    if description:
        node["description"] = description
    return node | {"inDefinedTermSet": term_set("Denials", reverse("denial_list"))}


def term_set(name: str, path: str) -> Node:
    """A list of ours as a set of terms; its pages and its own name it alike."""
    return {"@type": "DefinedTermSet", "@id": f"{absolute(path)}#terms", "name": name, "url": absolute(path)}


def dataset_data(
    *,
    url: str,
    name: str,
    description: str,
    version: str,
    modified: date,
    licence: str,
    distributions: Iterable[Mapping[str, str]],
) -> Node:
    """A Dataset for the page on which the reference can be downloaded; the node for :attr:`About.subject`.

    Args:
        url: the page's own address, absolute.
        name: what the data set is called on the page.
        description: a sentence that the page shows.
        version: as the files and the page bear it.
        modified: the day of the last major edition in the data.
        licence: an absolute address, or the words that the page shows.
        distributions: one mapping a file: ``url`` (absolute) and ``format`` (a media type), ``name`` if it has one.
    """
    return {
        "@type": "Dataset",
        "@id": f"{url}#data",
        "url": url,
        "name": name,
        "description": description,
        "version": version,
        "dateModified": modified.isoformat(),
        "license": licence,
        "creator": {"@type": "Organization", "name": PUBLISHER},
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                **({"name": each["name"]} if each.get("name") else {}),
                "contentUrl": each["url"],
                "encodingFormat": each["format"],
            }
            for each in distributions
        ],
    }


def _described(about: About) -> Node:
    return {"description": about.description, "inLanguage": "en"} if about.description else {"inLanguage": "en"}


def _site() -> Node:
    return {"@type": "WebSite", "@id": absolute("/#site"), "url": absolute("/"), "name": SITE_NAME}


def _publisher(policy: str | None) -> Node:
    node: Node = {"@type": "Organization", "@id": absolute("/#publisher"), "name": PUBLISHER, "url": absolute("/")}
    return node | ({"publishingPrinciples": absolute(policy)} if policy else {})


def _item_list(items: Iterable[tuple[str, str]]) -> Node:
    rows = [
        {"@type": "ListItem", "position": place, "name": name, "url": absolute(path)}
        for place, (name, path) in enumerate(items, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(rows), "itemListElement": rows}


def _breadcrumbs(crumbs: Crumbs, url: str) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path) if path else url}
            for place, (name, path) in enumerate(crumbs, start=1)
        ],
    }
