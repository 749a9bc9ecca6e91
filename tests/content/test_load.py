"""load_content and export_content: all or nothing, no change the second time, the same bytes round."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from modifiers import publishing
from modifiers.content import ContentError, export, load
from modifiers.models import SUBJECTS, CatalogueVersion, Edition, Event, Modifier, Source, Topic, UseCase

pytestmark = pytest.mark.django_db


def everything():
    """Every column of every table that loading may touch, and the catalogue's version."""
    models = [*SUBJECTS.values(), Source, Edition, Event, CatalogueVersion]
    models += [rows for model in SUBJECTS.values() for rows in model.row_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def test_what_is_loaded_is_exported_to_the_same_bytes(folder, tmp_path):
    load(folder)
    export(tmp_path / "out")
    assert bytes_of(tmp_path / "out") == {
        path: text for path, text in bytes_of(folder).items() if path.parts[0] != "out"
    }


def test_exporting_over_the_files_touches_none(folder):
    load(folder)
    assert export(folder) == []
    UseCase.objects.filter(modifier__code="59", key="other-site").update(text="Elsewhere.")
    assert export(folder) == [folder / "modifiers/59.yaml"]
    assert not list(folder.rglob("*.new"))


def test_export_writes_nothing_if_a_copy_does_not_fit(folder, tmp_path):
    load(folder)
    UseCase.objects.update(text="")
    with pytest.raises(publishing.ComposeError):
        export(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(CommandError, match=r"Nothing was written\."):
        call_command("export_content", str(tmp_path / "out"))


@pytest.mark.parametrize("publish", [False, True])
def test_a_second_run_changes_nothing(folder, publish):
    first = load(folder, publish=publish)
    assert (len(first.added), len(first.editions)) == (14, 14 if publish else 0)
    before = everything()
    second = load(folder, publish=publish)
    assert (second.added, second.changed, second.sources, second.editions) == ([], [], 0, [])
    assert len(second.unchanged) == 14
    assert everything() == before


def test_first_editions_are_major_and_say_so(folder):
    editions = load(folder, publish=True).editions
    assert {(edition.number, edition.is_major, edition.change_note) for edition in editions} == {
        (1, True, "First edition.")
    }
    assert {state.name for state in publishing.states_of(Modifier.objects.all()).values()} == {"live"}


def test_only_what_changed_is_published_again(folder, edit):
    load(folder, publish=True)
    edit("modifiers/59.yaml", "at another site", "elsewhere")
    loaded = load(folder, publish=True)
    assert [subject.key for subject in loaded.changed] == ["59"]
    assert [(e.key, e.number, e.is_major, e.change_note) for e in loaded.editions] == [("59", 2, False, "")]
    edit("modifiers/59.yaml", "elsewhere", "somewhere else")
    [edition] = load(folder, publish=True, note="Reworded.").editions
    assert (edition.number, edition.is_major, edition.change_note) == (3, True, "Reworded.")
    assert Event.objects.filter(action="import", key="59").count() == 3


def test_a_changed_source_publishes_the_pages_that_cite_it(folder, edit):
    load(folder, publish=True)
    edit("sources.yaml", "title: Manual cms-two", "title: New title")
    loaded = load(folder, publish=True)
    assert (loaded.sources, loaded.changed) == (1, [])
    assert {edition.key for edition in loaded.editions} == {
        "25",
        "59",
        "XS",
        "distinct-service",
        "carc-97",
        "rarc-n519",
        "59-vs-xs",
    }


def test_what_is_withdrawn_stays_withdrawn(folder, edit):
    load(folder, publish=True)
    publishing.withdraw(Modifier.objects.get(code="25"), actor=None, reason="error", note="Why.")
    edit("modifiers/25.yaml", "at another site", "elsewhere")
    assert load(folder, publish=True).editions == []


def test_what_has_no_file_stays(folder):
    load(folder)
    (folder / "modifiers/xs.yaml").unlink()
    load(folder)
    assert Modifier.objects.filter(code="XS").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("modifiers/59.yaml", "system: CPT", "system: ICD", "modifiers/59.yaml:4: system: Write one of these"),
        (
            "modifiers/59.yaml",
            "family: distinct",
            "family: indistinct",
            "There is no family “indistinct-service”",
        ),
        ("modifiers/59.yaml", "  code: XS", "  code: ZZ", "related.xs.code: There is no modifier “ZZ”"),
        ("modifiers/59.yaml", "  - cms-two", "  - lost", "There is no source “lost” in sources.yaml"),
        ("modifiers/59.yaml", "kind: modifier", "kind: [modifier", "Not YAML"),
        ("sources.yaml", "kind: cms", "kind: blog", "sources.yaml:4: cms-one.kind"),
    ],
)
def test_a_broken_file_changes_nothing(folder, edit, name, old, new, told):
    load(folder, publish=True)
    edit("topics/which-side.yaml", "name: Which side", "name: Which other side")
    edit(name, old, new)
    before = everything()
    with pytest.raises(CommandError) as refused:
        call_command("load_content", str(folder), publish=True)
    assert told in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert everything() == before


def test_what_may_not_be_published_is_told_with_its_line_and_not_loaded(folder, edit):
    edit("modifiers/59.yaml", "text: Do not use it only", "text: Never use it only")
    before = everything()
    with pytest.raises(ContentError) as refused:
        load(folder, publish=True)
    line = next(
        n for n, text in enumerate((folder / "modifiers/59.yaml").read_text("utf-8").splitlines(), 1) if "Never" in text
    )
    assert str(refused.value).endswith(f"modifiers/59.yaml:{line}: do_not_use.only-for-pay.text: Begin with “Do not”.")
    assert everything() == before
    assert len(load(folder).added) == 14


def test_a_note_too_long_is_refused_and_nothing_is_loaded(folder):
    with pytest.raises(CommandError, match="longer than 500"):
        call_command("load_content", str(folder), publish=True, note="x" * 501)
    assert not Topic.objects.exists()


def test_the_commands_say_what_they_did(folder, tmp_path):
    out = StringIO()
    call_command("load_content", str(folder), "--publish", "--note", "First edition.", stdout=out)
    call_command("export_content", str(tmp_path / "out"), stdout=out)
    assert "14 added, 0 changed, 0 unchanged, 14 published." in out.getvalue()
    assert "15 files written" in out.getvalue()
    with pytest.raises(CommandError, match="add --publish"):
        call_command("load_content", str(folder), "--note", "Note.")


def test_loading_is_put_down_to_who_did_it(folder, editor):
    load(folder, actor=editor, publish=True)
    assert {event.actor for event in Event.objects.all()} == {editor}
    assert {subject.changed_by for subject in Modifier.objects.all()} == {editor}
