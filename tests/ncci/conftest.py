"""What tests of imports stand on: a data directory of their own, and the proof that nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modifiers.ncci import importing
from modifiers.ncci.models import Release

from .sets import stamp, stores


@pytest.fixture(autouse=True)
def data_dir(request, tmp_path, settings, monkeypatch) -> Path:
    """A data directory for the stores; nobody waits there for readers that are still to notice."""
    monkeypatch.setattr(importing, "LEAVE", 0)
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def refused(db):
    """Refuse an import without a trace: ``with refused("A sentence"): …``. The exception is what the block gives."""

    @contextmanager
    def refuse(exception: type[BaseException], sentence: str | None) -> Iterator[pytest.ExceptionInfo]:
        before = (stamp(), sorted(Release.objects.values_list("id", "state")), stores())
        with pytest.raises(exception, match=sentence) as caught:
            yield caught
        assert (stamp(), sorted(Release.objects.values_list("id", "state")), stores()) == before

    return refuse
