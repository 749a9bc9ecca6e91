"""What stands on the picture of a subject's page. Pure: a document in, words out."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Any

from modifiers.codes import DenialCode

WIDTH, HEIGHT = 1200, 630
"""In pixels: what the sites that show such pictures ask for."""

LAYOUT = 1
"""Raise it when the drawing changes: every picture then has a new name and is made anew."""

_KINDS = {
    "family": "Family of modifiers",
    "payer": "Payer",
    "topic": "Topic",
    "setting": "Setting or specialty",
    "question": "Question to payers",
    "comparison": "Which modifier?",
    "page": "D3rx Modifiers",
}


@dataclass(frozen=True, slots=True)
class PictureWords:
    """The words of one picture: ``code`` in the badge (empty where there is none), above the name what kind of thing
    it is, the name, and one line. ``slug`` begins the name of the file."""

    slug: str
    code: str
    kind: str
    name: str
    line: str

    @property
    def file_name(self) -> str:
        """``modifier-59-<hash>.png``: the same words in the same layout have the same name, others never."""
        seen = "\x00".join((str(LAYOUT), *astuple(self)))
        return f"{self.slug[:80]}-{hashlib.sha256(seen.encode()).hexdigest()[:16]}.png"

    @property
    def alt(self) -> str:
        """The words of the picture for whoever does not see it."""
        return f"{f'{self.kind} {self.code}' if self.code else self.kind}: {self.name}"


WHOLE = PictureWords(
    slug="reference",
    code="",
    kind="D3rx Modifiers",
    name="The modifier on your claim",
    line="When to use it, when not to, and the way out of a denial.",
)
"""The picture of every page that is no subject's own."""


def words_of(document: Any) -> PictureWords:
    """What the picture of a subject says.

    Args:
        document: any document of the catalogue.
    """
    slug = f"{document.kind.replace('_', '-')}-{document.key.lower()}"
    if document.kind == "modifier":
        return PictureWords(slug, document.code, f"{document.system} modifier", document.name, document.summary)
    if document.kind == "denial_code":
        return PictureWords(
            slug,
            DenialCode.parse(document.code).value,
            f"Denial code, {document.code.partition('-')[0].upper()}",
            document.name,
            "What it means, what to do first, and whether to appeal.",
        )
    return PictureWords(slug, "", _KINDS[document.kind], document.title, document.summary)
