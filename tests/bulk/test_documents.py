"""Document files: what a zip may hold, what it would change, and back out as it came in."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers import publishing
from modifiers.bulk import documents, parcels
from modifiers.bulk.plan import Plan
from modifiers.bulk.writing import write
from modifiers.content import ContentError
from modifiers.models import SUBJECTS, Event, Modifier, Page, Source

YES = lambda kind: True  # noqa: E731
PAGE = "kind: page\nslug: about\nname: About\nsummary: Words.\n"


def zip_of(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def files_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def plan(content: bytes, name: str = "content.zip", may=YES) -> Plan:
    return documents.plan(parcels.read(content, name), may)


def reasons(found: Plan) -> str:
    return "\n".join(f"{entry.place}: {reason}" for entry in found.entries for reason in entry.reasons)


@pytest.mark.parametrize("make", [documents.working_copies, documents.live_documents])
def test_what_is_downloaded_changes_nothing(live, make, tables_hash, total_changes):
    before = tables_hash(), total_changes()
    content = make(dict.fromkeys(SUBJECTS))
    assert content == make(dict.fromkeys(SUBJECTS)), "the same content is the same file"
    found = plan(content)
    assert set(found.counts) == {"unchanged"}, reasons(found)
    assert len(found.entries) == len(live) + 3 == len(files_of(content)) + 2
    assert (tables_hash(), total_changes()) == before, "a preview writes nothing"
    one = documents.working_copies({"modifier": Modifier.objects.filter(code="59")})
    assert set(files_of(one)) == {"modifiers/59.yaml", "sources.yaml"}


def test_live_documents_are_those_that_readers_see(live):
    Page.objects.filter(slug="about").update(name="Changed")
    Source.objects.filter(key="cms-one").update(title="Changed")
    files = files_of(documents.live_documents({"page": None, "modifier": None}))
    assert "Changed" not in "".join(files.values())
    found = plan(documents.live_documents({"page": None}))
    assert [(entry.key, entry.how) for entry in found.entries if entry.how != "unchanged"] == [("about", "changed")]


def test_a_zip_writes_new_and_changed_pages_and_leaves_the_reviews(live, editor):
    files = files_of(documents.working_copies({"modifier": None, "family": None}))
    files["modifiers/59.yaml"] = files["modifiers/59.yaml"].replace("Both sites are named", "Each site is named")
    files["modifiers/59.yaml"] = (
        files["modifiers/59.yaml"].replace("2029-01-01", "2031-01-01").replace("2030-01-01", "2032-01-01")
    )
    files["sources.yaml"] += files["sources.yaml"].split("\n- key")[0].replace("cms-one", "cms-new") + "\n"
    files["modifiers/g1.yaml"] = (
        "kind: modifier\ncode: G1\nname: New\nsystem: HCPCS Level II\nsummary: New one.\nfamily: other\n"
        "identity_sources: [cms-new]\nreviewed_on: '2026-01-01'\n"
    )
    files["families/other.json"] = json.dumps(
        {
            "kind": "family",
            "slug": "other",
            "name": "\U0001f642",
            "summary": "S.",
            "identity_sources": ["cms-new"],
        }
    )
    content = zip_of(files)
    found = plan(content)
    assert not found.is_refused, reasons(found)
    named = {(entry.kind, entry.key): entry.how for entry in found.written()}
    assert named == {
        ("source", "cms-new"): "new",
        ("modifier", "G1"): "new",
        ("family", "other"): "new",
        ("modifier", "59"): "changed",
    }
    assert "Review dates are not taken" in found.remarks[0]
    version = Modifier.objects.get(code="59").lock_version
    batch = write(lambda: plan(content), found.shown(), what="documents", note="", actor=editor)
    m59 = Modifier.objects.get(code="59")
    assert (str(m59.reviewed_on), str(m59.review_due_on)) == ("2029-01-01", "2030-01-01")
    assert m59.checklist_items.filter(text__startswith="Each site").count() == 1
    assert (m59.lock_version, m59.changed_by) == (version + 1, editor)
    assert Modifier.objects.get(code="G1").reviewed_on is None
    assert set(Event.objects.filter(batch=batch).values_list("kind", "key")) == set(named)
    assert publishing.state(m59).has_unpublished_changes
    assert not plan(content).writes, "the same file again changes nothing"


def test_every_refused_file_is_named_with_line_and_reason(live):
    sources = "- key: x\n  title: T\n  publisher: P\n  kind: trade\n  checked_on: soon\n"
    found = plan(
        zip_of(
            {
                "pages/about.yaml": PAGE + "colour: red\n",
                "pages/latin.yaml": PAGE.encode() + b"x: \xff",
                "pages/alias.yaml": PAGE + "a: &x [1]\nb: *x\n",
                "pages/twice.yaml": PAGE + "name: Again\n",
                "../evil.yaml": PAGE,
                "/etc/evil.yaml": PAGE,
                "C:\\evil.yaml": PAGE,
                "notes.docx": "x",
                "broken.json": '{"kind": "page",\n "kind": "page"}',
                "nan.json": '{"kind": NaN}',
                "open.json": '{"kind": ',
                "deep.json": "[" * 200_000,
                "odd.yaml": "kind: nothing\n",
                "payers/p.yaml": "kind: payer\nslug: p\nname: P\nsummary: S.\npayer_kind: medicare\n"
                "identity_sources: [nowhere]\n",
                "modifiers/g1.yaml": "kind: modifier\ncode: G1\nname: New\nsystem: HCPCS Level II\nsummary: S.\n"
                "family: nowhere\nidentity_sources: [cms-one]\n",
                "sources.yaml": sources,
                "__MACOSX/._about.yaml": "x",
            }
        )
    )
    told = reasons(found)
    for sentence in (
        "pages/about.yaml, line 5: colour: There is no field of this name.",
        "pages/latin.yaml, line 5: The file is not UTF-8 text.",
        "pages/alias.yaml, line 5: Write this part out where an alias (*) repeats it.",
        "The field “name” stands here twice.",
        "evil.yaml, line 1: The name of this file leads elsewhere",
        "notes.docx, line 1: This is no document",
        "The field “kind” stands here twice.",
        "NaN is not a number of JSON.",
        "open.json, line 1: Not JSON",
        "odd.yaml, line 1: kind: Write the kind of the document",
        "payers/p.yaml: line 6, identity_sources: There is no source “nowhere” in the upload or here.",
        "modifiers/g1.yaml: line 6, family: There is no family “nowhere”.",
        "sources.yaml, line 5: x.checked_on: “soon” is not a date.",
    ):
        assert sentence in told, f"{sentence}\n\n{told}"
    assert told.count("leads elsewhere") == 3
    assert "deep.json" in told
    assert "__MACOSX" not in told
    assert not found.writes


def test_two_files_of_one_page_and_a_kind_that_is_not_ones_own(live):
    found = plan(zip_of({"a.yaml": PAGE, "b.yaml": PAGE}))
    assert "also written in another file" in reasons(found)
    found = plan(PAGE.encode(), "about.yaml", may=lambda kind: kind != "page")
    assert reasons(found) == "about.yaml: You may not add and change a page."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zip_of({}), "There is no document"),
        (zip_of({"a.yaml": PAGE})[:-20], "damaged"),
        (b"PK\x03\x04nothing", "damaged"),
    ],
)
def test_what_cannot_be_taken_as_a_whole(content, told):
    with pytest.raises(ContentError, match=told):
        parcels.read(content, "x.zip")


def test_bombs_and_locks(monkeypatch):
    locked = bytearray(zip_of({"a.yaml": PAGE}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ContentError, match="locked with a password"):
        parcels.read(bytes(locked), "x.zip")
    monkeypatch.setattr(parcels, "LARGEST_FILE", 100)
    found = parcels.read(zip_of({"a.yaml": PAGE + "#" * 200}), "x.zip").findings
    assert "unpacks to 2" in found[0].problem.message
    for name, limit in (("LARGEST_WHOLE", 100), ("MOST_FILES", 1), ("LARGEST", 10)):
        with monkeypatch.context() as patch:
            patch.setattr(parcels, name, limit)
            with pytest.raises(ContentError, match=r"far more|at most"):
                parcels.read(zip_of({"a.yaml": PAGE + "#" * 200, "b.yaml": PAGE}), "x.zip")


@given(st.binary(max_size=200), st.sampled_from(["a.yaml", "a.json", "a.zip", "", "\0"]), st.booleans())
def test_any_bytes_are_read_or_refused(content, name, in_zip):
    with suppress(ContentError):
        found = parcels.read(zip_of({"a.json": content, "b.yaml": content}) if in_zip else content, name)
        assert found.documents or found.sources or found.findings
