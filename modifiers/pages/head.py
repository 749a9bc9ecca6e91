"""What the head of a page tells engines and other software, beside its title: one place for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from modifiers.catalogue import Catalogue
from modifiers.documents import Document
from modifiers.pictures.keeping import named
from modifiers.pictures.words import HEIGHT, WHOLE, WIDTH, words_of

from .addresses import absolute
from .structured_data import About, as_block, page_data


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture beside a link to the page: its address, its words, its size."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Head:
    """What ``base.html`` needs: the data block, the picture, and where the page stands as Markdown."""

    structured_data: SafeString
    picture: Picture | None
    twin: str


def head_of(context: Mapping[str, Any], snapshot: Catalogue | None) -> Head:
    """The head of a page that may be indexed.

    Args:
        context: of the page, with ``title``, ``canonical`` (absolute), ``crumbs`` and, where the view gives it,
            ``about`` (:class:`.structured_data.About`).
        snapshot: the catalogue, or None while there is none.
    """
    about: About = context.get("about") or About(name=str(context["title"]))
    data = page_data(about, url=context["canonical"], crumbs=context.get("crumbs", ()), policy=context.get("policy"))
    twin = f"{context['canonical']}index.md" if about.document else ""
    return Head(as_block(data), _picture(about.document, snapshot) if snapshot else None, twin)


def _picture(document: Document | None, snapshot: Catalogue) -> Picture | None:
    words = words_of(document) if document else WHOLE
    name = named(words, snapshot)
    return Picture(absolute(reverse("picture", args=[name])), words.alt, WIDTH, HEIGHT) if name else None
