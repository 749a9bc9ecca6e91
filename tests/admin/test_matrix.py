"""Role × address: every address of the admin answers as ``matrix.txt`` says, and one without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from d3site.accounts.models import AccountEvent
from modifiers import publishing
from modifiers.admin import bulk_urls
from modifiers.models import (
    SUBJECTS,
    Edition,
    Event,
    FeedbackCount,
    FeedbackReport,
    HcpcsFile,
    HcpcsRecord,
    PreviewLink,
    Review,
    SearchGap,
    Source,
)
from tests.architecture.test_constraints import (
    feedback_count,
    feedback_report,
    hcpcs_file,
    preview_link,
    review,
    search_gap,
)

from .conftest import address

PLACES = ("outside", "half", "none", "auditor", "writer", "editor", "administrator")
RECORDS = {
    "edition": Edition,
    "event": Event,
    "previewlink": PreviewLink,
    "review": Review,
    "hcpcsfile": HcpcsFile,
    "hcpcsrecord": HcpcsRecord,
    "feedbackcount": FeedbackCount,
}
MANY = {"subject": [str(model._meta.model_name) for model in SUBJECTS.values()], "record": list(RECORDS)}
SEEN_OF = ("modifier", "payer", "edition", "review")
"""Kinds whose pages are drawn for everybody who may see them; of the others it is asked that nobody else may."""


BULK = {
    "bulk_table_import": ["payer"],
    "bulk_table_export": ["payer", "csv"],
    "bulk_documents_export": ["drafts"],
    "bulk_batch": ["first"],
}
"""Address of bulk work → what stands in its blanks."""


def table() -> dict[str, dict[str, tuple[str, str]]]:
    """Address → place → what GET and POST are answered."""
    found = {}
    for line in (Path(__file__).parent / "matrix.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *cells = line.split()
        assert len(cells) == len(PLACES), line
        kind = next((kind for kind in MANY if f"{{{kind}}}" in name), None)
        for each in MANY[kind] if kind else [""]:
            whole = name.replace(f"{{{kind}}}", each)
            assert whole not in found, f"{whole} has two rows"
            found[whole] = {place: tuple(cell.split("/")) for place, cell in zip(PLACES, cells, strict=True)}
    return found


def names(patterns: Any) -> Iterator[str]:
    """The names of all addresses; the catch-alls of Django, which lead on or answer 404, have none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


@pytest.fixture
def people(db, settings) -> dict[str, list[Client]]:
    """Place → clients that stand there; all but two have passed the second factor."""
    settings.SECOND_FACTOR = True
    found: dict[str, list[Client]] = {}
    for place in (*PLACES, "disabled"):
        client = Client(raise_request_exception=True)
        if place != "outside":
            user = get_user_model().objects.create_user(place, password="x", is_staff=True)
            if role := Group.objects.filter(name=place.title()).first():
                user.groups.add(role)
            client.force_login(user)
            if place != "half":
                device = TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
                session = client.session
                session[DEVICE_ID_SESSION_KEY] = device.persistent_id
                session.save()
            if place == "disabled":
                get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        found.setdefault("outside" if place == "disabled" else place, []).append(client)
    return found


@pytest.fixture
def one_of(live, people) -> dict[str, Any]:
    """Model name → a row to ask for."""
    preview_link(kind="modifier", key="59")
    review(key="XS", sha256="0" * 64)
    HcpcsRecord.objects.create(code="A1", file=hcpcs_file())
    search_gap()
    feedback_count()
    feedback_report()
    models = [*SUBJECTS.values(), *RECORDS.values(), SearchGap, FeedbackReport, Source, AccountEvent]
    found = {str(model._meta.model_name): model.objects.first() for model in models}
    found["accountevent"] = AccountEvent.objects.create(action="sign_in")
    found["user"] = get_user_model().objects.get(username="writer")
    somebody = get_user_model().objects.create_user("somebody")
    found["passkey"] = WebAuthnCredential.objects.create(user=somebody, name="theirs", credential_id=b"1")
    return found


def path_of(name: str, one_of: dict[str, Any]) -> str:
    """An address with something in its blanks."""
    if name.startswith("bulk_"):
        return reverse(name, args=BULK.get(name, [one_of["source"].pk] if name == "bulk_source_replace" else []))
    app, _, rest = name.partition("_")
    if app not in ("modifiers", "auth", "accounts"):
        blanks = {"app_list": ["modifiers"], "view_on_site": [1, 1], "passkey_take_away": [one_of["passkey"].pk]}
        return reverse(f"admin:{name}", args=blanks.get(name, []))
    model, _, page = rest.partition("_")
    row = one_of[model]
    more = {"confirm": [1], "restore": [1], "unshare": [PreviewLink.objects.first().pk]}
    if page in ("changelist", "add", "publish_many"):
        return reverse(f"admin:{name}") + (f"?pk={row.pk}" if page == "publish_many" else "")
    return reverse(f"admin:{name}", args=[row.pk, *more.get(page, [])])


def told(response: Any) -> str:
    """A response in the words of the table."""
    if response.status_code == 302 and response.url.startswith(("/admin/login/", "/admin/second-factor/")):
        return "in"
    if response.status_code in (200, 302):
        is_sign_in = response.status_code == 200 and b'id="login-form"' in response.content
        return "in" if is_sign_in else "see"
    return {403: "no", 404: "gone"}.get(response.status_code, str(response.status_code))


def test_every_address_has_a_row_and_every_row_an_address():
    written, existing = set(table()), {*names(admin.site.urls[0]), *names(bulk_urls.urlpatterns)}
    assert existing <= written, f"without a row in tests/admin/matrix.txt: {sorted(existing - written)}"
    assert written <= existing, f"rows without an address: {sorted(written - existing)}"


def test_every_address_answers_as_it_is_written(people, one_of):
    wrong = []
    for name, row in table().items():
        path = path_of(name, one_of)
        is_drawn = not name.startswith("modifiers_") or name.split("_")[1] in SEEN_OF
        for place, expected in row.items():
            for client in people[place]:
                for method, cell in zip(("get", "post"), expected, strict=True):
                    if cell == "-" or (cell == "see" and not is_drawn):
                        continue
                    is_own_page = name in ("login", "second_factor", "enrol") and cell == "see"
                    answer = told(getattr(client, method)(path))
                    if answer != cell and not (is_own_page and answer == "in"):
                        wrong.append(f"{name}: {method} by {place}: {answer}, written is {cell}")
    assert not wrong, "\n".join(wrong)


def test_what_is_refused_changes_nothing(people, one_of, live):
    before = (Event.objects.count(), Edition.objects.count(), Review.objects.count())
    m59 = live["modifier", "59"]
    for place in ("outside", "half", "none", "auditor"):
        for client in people[place]:
            for page in ("publish", "withdraw", "share", "change"):
                client.post(address(m59, page), {"act": "publish", "weight": "minor", "when": "now", "name": "X"})
    m59.refresh_from_db()
    assert m59.name != "X"
    assert publishing.state(m59).name == "live"
    assert (Event.objects.count(), Edition.objects.count(), Review.objects.count()) == before
