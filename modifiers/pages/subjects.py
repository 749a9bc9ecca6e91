"""The page of a subject of any kind: its template, and the context that is made from a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .compare import comparison_page
from .denial_code import denial_code_page
from .family import family_page
from .modifier import modifier_page
from .payer import payer_page
from .plain_page import plain_page
from .question import question_page
from .setting import setting_page
from .topic import topic_page

PAGES: dict[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "modifier": ("modifier/page.html", modifier_page),
    "family": ("family/page.html", family_page),
    "denial_code": ("denial_code/page.html", denial_code_page),
    "payer": ("payer/page.html", payer_page),
    "topic": ("topic/page.html", topic_page),
    "setting": ("setting/page.html", setting_page),
    "question": ("question/page.html", question_page),
    "comparison": ("comparison/page.html", comparison_page),
    "page": ("plain_page/page.html", plain_page),
}
"""Kind → (template, context). A context function takes a document, ``catalogue=`` and ``edition=``."""
