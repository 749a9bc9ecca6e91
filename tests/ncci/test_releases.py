"""Which releases answer: asked once for each stamp, kept while the database is away, gone with a sentence."""

from __future__ import annotations

import os
from unittest import mock

import pytest
from django.db import OperationalError, connection, transaction

from modifiers.catalogue import catalogue
from modifiers.catalogue import store as catalogue_store
from modifiers.models.edition import CatalogueVersion
from modifiers.ncci import releases as releases_module
from modifiers.ncci.datasets import DATASETS
from modifiers.ncci.importing import remove
from modifiers.ncci.models import Release
from modifiers.ncci.records import Loaded
from modifiers.ncci.releases import Releases, releases_for
from modifiers.ncci.stores import store_of

from .files import as_csv, mue_table, put
from .sets import answering, bring_in, quarter
from .test_importing import LIMITS, MUE_NAME

pytestmark = pytest.mark.django_db

PAIR = "/pairs/A4216-A4217/?on=2026-07-01"


def loaded(**changes):
    values = {"id": 1, "kind": "ptp", "setting": "practitioner", "program": "medicare", "quarter": "2026-07"}
    return Loaded(**{**values, "version": "", "store": "", "line_count": 1, "pair_count": 1, **changes})


def test_the_first_of_each_set_answers():
    first, other = loaded(), loaded(id=2)
    hospital, medicaid = loaded(id=3, setting="hospital"), loaded(id=4, program="medicaid")
    found = Releases([medicaid, hospital, first, other])
    assert found.get("ptp", "practitioner") == first
    assert found.get("ptp", "practitioner", "medicaid") == medicaid
    assert found.get("mue", "practitioner") is None
    assert found.of_kind("ptp") == (first, hospital, medicaid)
    assert found.of_kind("mue") == ()


def test_one_query_for_each_stamp(tmp_path, django_assert_num_queries):
    release = bring_in(quarter(tmp_path)).release
    snapshot = catalogue()
    with django_assert_num_queries(1):
        assert releases_for(snapshot).get("ptp", "practitioner").id == release.id
    with django_assert_num_queries(0):
        for _ in range(3):
            releases_for(snapshot)
    CatalogueVersion.move()
    catalogue_store.invalidate()
    snapshot = catalogue()
    with django_assert_num_queries(1):
        releases_for(snapshot)
        releases_for(snapshot)


def test_pages_ask_the_releases_once(tmp_path, client):
    bring_in(quarter(tmp_path))
    with mock.patch.object(type(Release.objects), "ready", wraps=Release.objects.ready) as asked:
        for address in (PAIR, PAIR, "/pairs/A4216/", "/codes/A4216/", "/pairs/", "/api/v1/pairs/A4216-A4217"):
            assert client.get(address).status_code == 200
        assert asked.call_count == 1


def test_those_last_known_answer_while_the_database_is_away(tmp_path):
    release = bring_in(quarter(tmp_path)).release
    assert answering().id == release.id
    CatalogueVersion.move()
    catalogue_store.invalidate()
    snapshot = catalogue()
    with mock.patch.object(Release.objects, "ready", side_effect=OperationalError("gone")):
        assert releases_for(snapshot).get("ptp", "practitioner").id == release.id
        with mock.patch.object(releases_module, "_kept", None), pytest.raises(OperationalError):
            releases_for(snapshot)


def test_importing_ones_do_not_answer(tmp_path):
    release = bring_in(quarter(tmp_path)).release
    Release.objects.filter(pk=release.pk).update(state="importing", ready_at=None)
    CatalogueVersion.move()
    catalogue_store.invalidate()
    assert answering() is None


class TestRowsThatCannotBeRead:
    """The release is ready, and its rows are gone or damaged."""

    @pytest.fixture(params=["gone", "damaged"])
    def broken(self, request, tmp_path):
        limits = put(tmp_path / MUE_NAME["practitioner"], as_csv(mue_table(LIMITS)))
        bring_in(limits, "practitioner", "mue")
        release = bring_in(quarter(tmp_path)).release
        store = store_of(release.store, DATASETS["ptp"])
        store.drop()
        if request.param == "damaged":
            if connection.vendor != "sqlite":
                pytest.skip("PostgreSQL keeps its own files")
            store.path.write_bytes(b"SQLite format 3\0" + os.urandom(40_000))
        return release

    def asked(self, client, address, **headers):
        """What comes, with the test's transaction as it was before: the failed query has spoilt it on PostgreSQL."""
        before = transaction.savepoint()
        answer = client.get(address, headers=headers)
        transaction.savepoint_rollback(before)
        return answer

    @pytest.mark.parametrize(
        "address",
        [PAIR, "/pairs/A4216/", "/pairs/A4216-A4217-G0008/", "/codes/A4216/", "/api/v1/pairs/A4216-A4217"],
    )
    def test_pages_about_pairs_say_when_to_try_again(self, client, broken, address):
        answer = self.asked(client, address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert self.asked(client, address, **{"HX-Request": "true"}).status_code == 503

    @pytest.mark.parametrize(
        "address",
        ["/", "/modifiers/", "/pairs/", "/search/?q=A4216+A4217", "/api/v1/search?q=A4216+A4217", "/readyz", "/livez"],
    )
    def test_all_others_are_as_ever(self, client, broken, address):
        assert self.asked(client, address).status_code == 200

    def test_the_other_setting_answers_and_removing_it_helps(self, tmp_path, client, broken):
        older = bring_in(quarter(tmp_path / "older", number=2)).release
        assert self.asked(client, PAIR).status_code == 503
        remove(broken)
        assert answering().id == older.id
        assert self.asked(client, PAIR).status_code == 200
