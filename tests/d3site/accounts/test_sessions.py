"""Sessions that have ended go away by themselves, and all that we signed outlives a change of the secret key."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.utils import timezone

from d3site.lapsed import Typed
from modifiers.models import preview_link
from tests.architecture.test_constraints import preview_link as make_link

from .conftest import sign_in


def test_signing_in_sweeps_away_what_has_ended(person):
    person("Writer")
    sign_in(Client(), "writer")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    going_on = Client()
    sign_in(going_on, "writer")
    assert Session.objects.count() == 1
    assert going_on.get("/admin/").status_code == 200


def test_a_new_key_ends_nothing_while_the_old_one_is_named(person, settings, monkeypatch):
    person("Writer")
    client = Client()
    sign_in(client, "writer")
    form = Typed("/admin/modifiers/modifier/1/change/", [("name", "typed")]).sign()
    link = make_link(kind="modifier", key="59")
    token = link.token

    def survives() -> tuple[bool, bool, bool]:
        # A process reads the keys once; this is what one that starts now does.
        monkeypatch.setattr(preview_link, "_signer", signing.Signer(salt="modifiers.preview-link", sep="."))
        shown = preview_link.PreviewLink.by_token(token)
        return (client.get("/admin/").status_code == 200, Typed.unsign(form) is not None, shown == link)

    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 6
    settings.SECRET_KEY_FALLBACKS = [old]
    assert survives() == (True, True, True)
    settings.SECRET_KEY_FALLBACKS = []
    settings.SECRET_KEY = "a-third-key-" * 6
    assert survives() == (False, False, False), "once the old key is no longer named, it opens nothing"
