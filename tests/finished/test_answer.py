"""One answer in three encodings: which form a reader gets, and when 304 is enough."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from modifiers.finished.answer import Answer, encoding_for, quickly

BODY = b"<p>Use the modifier that says more.</p>" * 50
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", "7"),
    ("Cache-Control", "public"),
    ("ETag", '"abc"'),
    ("Vary", "HX-Request"),
]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0 , gzip;q=0", "identity"),
        ("br;q=0.01", "br"),
        ("*", "gzip"),
        ("*;q=0", "identity"),
        ("identity;q=0", "identity"),
        (";;;,,,q=", "identity"),
    ],
)
def test_encoding_is_negotiated(accepted, encoding):
    assert encoding_for(accepted) == encoding


def test_every_form_is_the_same_page():
    answer = Answer.of(1, "200 OK", HEADERS, BODY)
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    for accepted, decompress in read.items():
        headers, body = answer.form_for(accepted)
        told = dict(headers)
        assert decompress(body) == BODY
        assert told["Content-Length"] == str(len(body))
        assert told.get("Content-Encoding", "") == accepted
        assert told["Vary"] == "HX-Request, Accept-Encoding"
        assert told["ETag"] == ('W/"abc"' if accepted else '"abc"')
        assert len(headers) == len(told)
    assert answer.size == sum(len(answer.form_for(a)[1]) for a in ("br", "gzip"))


def test_what_is_small_or_no_text_is_left_as_it_is():
    assert Answer.of(1, "200 OK", HEADERS, b"short").forms.keys() == {"identity"}
    assert Answer.of(1, "200 OK", [("Content-Type", "image/png")], BODY).forms.keys() == {"identity"}


def test_finishing_makes_the_same_page_smaller_for_good():
    body = (Path(__file__).parent.parent.parent / "docs" / "architecture.md").read_bytes()
    answer = Answer.of(1, "200 OK", HEADERS, body)
    before = answer.form_for("br")
    answer.finish()
    headers, smaller = answer.form_for("br")
    assert len(smaller) < len(before[1])
    assert brotli.decompress(smaller) == body
    assert dict(headers) == {**dict(before[0]), "Content-Length": str(len(smaller))}


@pytest.mark.parametrize(
    ("none_match", "since", "is_held"),
    [
        ('"abc"', "", True),
        ('W/"abc"', "", True),
        ('"x", W/"abc"', "", True),
        ("*", "", True),
        ('"abd"', "", False),
        ("", "Wed, 25 Nov 2026 10:00:00 GMT", True),
        ("", "Thu, 26 Nov 2026 10:00:00 GMT", False),
        ('"other"', "Wed, 25 Nov 2026 10:00:00 GMT", False),
    ],
)
def test_what_a_browser_holds_already(none_match, since, is_held):
    answer = Answer.of(1, "200 OK", [*HEADERS, ("Last-Modified", "Wed, 25 Nov 2026 10:00:00 GMT")], BODY)
    assert answer.is_held_by(none_match, since) is is_held
    told = dict(answer.not_modified)
    assert told["ETag"] == 'W/"abc"'
    assert told["Cache-Control"] == "public"
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & told.keys()


def test_an_answer_without_an_etag_gets_one_from_its_bytes():
    made = [Answer.of(1, "200 OK", [], body).etag for body in (BODY, BODY, BODY + b".")]
    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize(
    ("accepted", "decompress"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_what_is_not_kept_is_compressed_on_its_way(accepted, decompress):
    headers, body = quickly(accepted, HEADERS, BODY)
    told = dict(headers)
    assert decompress(body) == BODY
    assert (told["Content-Length"], told["ETag"]) == (str(len(body)), 'W/"abc"' if accepted else '"abc"')
