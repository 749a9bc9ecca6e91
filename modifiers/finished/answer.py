"""One finished answer: its status, its headers and its body in every encoding, made once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import brotli

Headers = list[tuple[str, str]]

_FAST_BROTLI, _BEST_BROTLI = 5, 11
_WINDOW = 18
"""Brotli's window as a power of two: no page is larger, and the usual one costs tens of MiB while it works."""
_GZIP = 6
_SMALLEST = 256
"""Bytes below which compressing is not worth a header."""
_TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "application/opensearch", "image/svg")
_LONGEST_HEADER = 400
"""Characters of ``Accept-Encoding`` or ``If-None-Match`` that are read; no browser sends more."""


@dataclass(slots=True)
class Answer:
    """An answer in the three encodings, as it goes out."""

    version: object
    status: str
    etag: str
    changed: str
    forms: dict[str, tuple[Headers, bytes]]
    """Encoding → headers and body. Replaced as a whole, so that no reader gets the length of another body.

    What is compressed is not kept a second time as it was: that would be most of the memory, for readers whose browsers
    cannot read gzip, and there are none. For them it is unpacked.
    """
    plain: Headers
    """The headers of the body as it was, without its length."""
    not_modified: Headers
    hits: int = 0
    is_best: bool = False
    """Whether the Brotli form is as small as it gets, or only quickly made."""

    @classmethod
    def of(cls, version: object, status: str, headers: Headers, body: bytes) -> Answer:
        """Make an answer from what Django said. Compresses with quick levels: the first reader waits for it.

        Args:
            version: the state of the catalogue for which the answer holds.
            status: the status line, such as ``200 OK``.
            headers: what Django sent; an ``ETag`` is made if there is none.
            body: the identity form.
        """
        given = {name.lower(): value for name, value in headers}
        etag = given.get("etag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "etag", "vary")]
        kept.append(("Vary", _with_encoding(given.get("vary", ""))))
        plain = [*kept, ("ETag", etag)]
        if _is_worth_it(given, body):
            # A compressed form is the same page in other bytes, hence a weak ETag.
            weak = [*kept, ("ETag", f"W/{etag}")]
            forms = {
                "gzip": _form(weak, "gzip", gzip.compress(body, _GZIP, mtime=0)),
                "br": _form(weak, "br", brotli.compress(body, quality=_FAST_BROTLI, lgwin=_WINDOW)),
            }
        else:
            forms = {"identity": _form(plain, "", body)}
        return cls(
            version=version,
            status=status,
            etag=etag,
            changed=given.get("last-modified", ""),
            forms=forms,
            plain=plain,
            # RFC 9110 §15.4.5: what describes the body stays away, what a cache goes by is sent.
            not_modified=[(n, v) for n, v in kept if not n.lower().startswith("content-t")] + [("ETag", f"W/{etag}")],
        )

    def finish(self) -> None:
        """Compress as well as it can be done. Takes some thirty times as long as the first time."""
        self.is_best = True
        if "br" not in self.forms:
            return
        smaller = brotli.compress(gzip.decompress(self.forms["gzip"][1]), quality=_BEST_BROTLI, lgwin=_WINDOW)
        headers = [(n, v) for n, v in self.forms["br"][0] if n not in ("Content-Encoding", "Content-Length")]
        self.forms = {**self.forms, "br": _form(headers, "br", smaller)}

    def form_for(self, accepted: str) -> tuple[Headers, bytes]:
        """Headers and body for a reader whose browser sent this ``Accept-Encoding``."""
        forms = self.forms
        wished = encoding_for(accepted[:_LONGEST_HEADER])
        if found := forms.get(wished) or forms.get("identity"):
            return found
        return _form(self.plain, "", gzip.decompress(forms["gzip"][1]))

    def is_held_by(self, none_match: str, modified_since: str) -> bool:
        """Whether the browser holds this answer already, by ``If-None-Match`` or else ``If-Modified-Since``.

        ETags are compared weakly, as RFC 9110 §13.1.2 asks. A day is compared letter by letter: it is ours, sent back.
        """
        if none_match:
            if none_match == self.etag or none_match[2:] == self.etag:
                return True
            told = (tag.strip().removeprefix("W/") for tag in none_match[:_LONGEST_HEADER].split(","))
            return any(tag in (self.etag, "*") for tag in told)
        return bool(modified_since) and modified_since == self.changed

    @property
    def size(self) -> int:
        """Bytes that all forms take together, without what Python adds."""
        return sum(len(body) for _, body in self.forms.values())


def quickly(accepted: str, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Headers and body of an answer that is not kept, compressed with the quickest levels."""
    given = {name.lower(): value for name, value in headers}
    wished = encoding_for(accepted[:_LONGEST_HEADER])
    kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "vary")]
    kept.append(("Vary", _with_encoding(given.get("vary", ""))))
    if wished == "identity" or not _is_worth_it(given, body):
        return _form(kept, "", body)
    kept = [(n, f"W/{v}" if n.lower() == "etag" and not v.startswith("W/") else v) for n, v in kept]
    return _form(
        kept,
        wished,
        brotli.compress(body, quality=3, lgwin=_WINDOW) if wished == "br" else gzip.compress(body, 1, mtime=0),
    )


def _form(headers: Headers, encoding: str, body: bytes) -> tuple[Headers, bytes]:
    told = [("Content-Encoding", encoding)] if encoding else []
    return [*headers, *told, ("Content-Length", str(len(body)))], body


def _is_worth_it(given: dict[str, str], body: bytes) -> bool:
    return len(body) >= _SMALLEST and given.get("content-type", "").startswith(_TEXT)


def _with_encoding(vary: str) -> str:
    named = [name.strip() for name in vary.split(",") if name.strip()]
    if not any(name.lower() == "accept-encoding" for name in named):
        named.append("Accept-Encoding")
    return ", ".join(named)


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The best of our encodings that an ``Accept-Encoding`` allows (RFC 9110 §12.5.3): ``br``, ``gzip``, ``identity``.

    ``*`` stands for gzip, which everything reads. Whoever forbids the identity form and knows no other still gets it.
    """
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "")
        allowed[name.strip()] = not (weight.startswith("q=0") and not weight.strip("q=0."))
    allowed.setdefault("gzip", allowed.get("*", False))
    return next((encoding for encoding in ("br", "gzip") if allowed.get(encoding)), "identity")
