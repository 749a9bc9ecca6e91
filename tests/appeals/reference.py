"""The reference of ``fixtures/`` as a catalogue in memory, without a database, and the cases of the kept letters."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from modifiers import documents
from modifiers.appeals import advice as advising
from modifiers.appeals.collecting import Consulted, pages_of
from modifiers.appeals.questions import known, read
from modifiers.catalogue import Catalogue, Entry
from modifiers.denials import collecting
from modifiers.ncci.records import Edit, Loaded
from modifiers.ncci.verdict import Verdict, judge

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
KINDS = {
    "modifiers": "modifier",
    "families": "family",
    "denial_codes": "denial_code",
    "payers": "payer",
    "comparisons": "comparison",
}
TODAY = date(2026, 11, 25)
LIVE = datetime(2026, 11, 23, 12, tzinfo=UTC)

LOADED = Loaded(
    id=1,
    kind="ptp",
    setting="practitioner",
    program="medicare",
    quarter="2024-07",
    version="",
    store="",
    line_count=557,
    pair_count=479,
    is_sample=True,
)


@cache
def snapshot() -> Catalogue:
    """Everything that ships, published as first editions."""
    return Catalogue(_entries(), LIVE, "fixtures")


def _entries() -> Iterator[Entry]:
    sources = {each["key"]: documents.Source(**each) for each in _load(FIXTURES / "sources.yaml")}
    paths = [(folder, path) for folder in KINDS for path in sorted((FIXTURES / folder).glob("*.yaml"))]
    for number, (folder, path) in enumerate(paths, start=1):
        document = documents.parse(_load(path)).with_sources(sources)
        text = document.canonical_json()
        yield Entry(
            id=number,
            kind=KINDS[folder],
            key=document.key,
            number=1,
            live_from=LIVE,
            published_at=LIVE,
            is_major=True,
            is_correction=False,
            change_note="",
            withdrawal="",
            merged_into="",
            sha256=documents.base.content_hash(text),
            packed=zlib.compress(text.encode()),
        )


def _load(path: Path):
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def pair(column_one: str, column_two: str, indicator: str = "1", deleted_on: date | None = None) -> Verdict:
    """The verdict on a pair with one edit, on the last day of the quarter of the sample that ships."""
    edit = Edit(column_one, column_two, None, deleted_on, indicator)  # type: ignore[arg-type]
    return judge(column_one, column_two, date(2024, 9, 30), LOADED, [edit])


def consulted(query: str, verdict: Verdict | None = None) -> Consulted:
    """A case as an address holds it, judged on the reference; the verdict stands in for the code pairs."""
    from urllib.parse import parse_qs

    case = read(parse_qs(query))
    pages = pages_of(snapshot(), case.modifier, case.payer)
    case = known(case, pages)
    advice = advising.advise(case, pages, verdict, collecting.published(snapshot()), TODAY)
    return Consulted(case, pages, verdict, advice)


def all_ticked(query: str) -> str:
    """The address with every item of the checklist ticked."""
    found = consulted(query)
    assert found.pages
    return "&".join((query, *(f"shown={tick}" for tick in found.pages.checklist)))


THERAPY = pair("97150", "97530")
VISIT = pair("20610", "99213")

LETTERS: dict[str, tuple[str, Verdict | None]] = {
    "59": (
        "modifier=59&procedure=97530&procedure=97150&denial=group-co&denial=carc-97&denial=rarc-n19"
        "&payer=medicare-part-b&quarter=2024-q3&use=separate-time&not=xe&not=xs&not=xp&not=xu&not=lt&not=rt"
        "&with=remittance&with=record&with=times",
        THERAPY,
    ),
    "xs": (
        "modifier=xs&procedure=45380&procedure=45385&denial=group-co&denial=carc-97&denial=rarc-n19"
        "&payer=medicare-part-b&level=second&quarter=2024-q3&use=two-polyps&not=lt&not=rt&with=remittance&with=record"
        "&with=decision",
        pair("45385", "45380"),
    ),
    "25": (
        "modifier=25&procedure=99213&procedure=20610&denial=group-co&denial=carc-97&payer=medicare-part-b"
        "&quarter=2024-q3&use=minor-procedure&not=57&not=24&with=remittance&with=record",
        VISIT,
    ),
    "57": (
        "modifier=57&procedure=99223&denial=group-co&denial=carc-97&payer=medicare-part-b&use=day-before-surgery"
        "&not=25&with=remittance&with=record&anyway=yes",
        None,
    ),
    "24": (
        "modifier=24&procedure=99213&denial=group-co&denial=carc-97&payer=medicare-part-b&use=new-problem"
        "&not=25&not=57&with=remittance&with=record&with=other-record",
        None,
    ),
    "78": (
        "modifier=78&procedure=35840&denial=group-co&denial=carc-97&payer=medicare-part-b&use=complication-in-or"
        "&not=58&not=79&with=remittance&with=record&anyway=yes",
        None,
    ),
    "79": (
        "modifier=79&procedure=66984&denial=group-co&denial=carc-97&payer=medicare-part-b&use=other-side&not=58&not=78"
        "&with=remittance&with=record&with=other-record",
        None,
    ),
    "76": (
        "modifier=76&procedure=71045&denial=carc-151&denial=rarc-n362&payer=aetna&use=serial-films&not=77"
        "&with=remittance&with=report&with=order",
        None,
    ),
    "50": (
        "modifier=50&procedure=64721&denial=carc-150&payer=cigna&use=indicator-1&not=lt&not=rt"
        "&with=remittance&with=record&with=policy",
        None,
    ),
    "ga": (
        "modifier=ga&procedure=11721&denial=group-co&denial=carc-50&payer=medicare-part-b&use=frequency&not=gz&not=gy"
        "&with=remittance&with=notice&with=record",
        None,
    ),
    "kx": (
        "modifier=kx&procedure=97110&denial=carc-50&denial=rarc-n115&payer=medicare-part-b&use=therapy-threshold"
        "&shown=running-total&shown=skilled-need&shown=certified-plan&with=remittance&with=record&anyway=yes",
        None,
    ),
    "jw": (
        "modifier=jw&procedure=J9271&denial=carc-153&denial=rarc-m53&payer=medicare-part-b&use=leftover&not=jz"
        "&with=remittance&with=record&with=invoice&anyway=yes",
        None,
    ),
    "qw": (
        "modifier=qw&procedure=87804&denial=carc-b7&payer=medicare-part-b&use=on-list&with=remittance&with=certificate"
        "&anyway=yes",
        None,
    ),
    "26": (
        "modifier=26&procedure=71046&denial=carc-18&denial=rarc-m86&payer=unitedhealthcare&use=facility-test&not=tc"
        "&with=remittance&with=report&with=order",
        None,
    ),
}
"""Name → the case of a letter that is kept and read, and the verdict on its pair."""
