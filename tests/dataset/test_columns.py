"""The table: every field of a modifier has its place, and no cell runs in a spreadsheet."""

from __future__ import annotations

from modifiers.dataset.columns import COLUMNS
from modifiers.dataset.items import Item
from modifiers.documents import ModifierDocument
from tests.factories import modifier_document
from tests.factories.documents import statement

FACTS = {"edition": 3, "live_from": "2026-11-23T14:00:00Z", "url": "https://example.org/modifiers/59/"}
NOT_COLUMNS = {"kind", "search_terms", "identity_sources", "reviewed_by"}
RENAMED = {
    "is_ncci_associated": "opens_ncci_edits",
    "when_to_use": "use_when",
    "do_not_use": "do_not_use_when",
    "opens_edit": "opens_edit_when",
    "payment_effect": "payment",
    "how_to_appeal": "appeal",
    "scenarios": "examples",
}


def cells(**changes) -> dict[str, str]:
    document = modifier_document("59", **changes)
    assert isinstance(document, ModifierDocument)
    item = Item(FACTS, document, document.canonical_json())
    return {column.name: column.cell(item) for column in COLUMNS}


def test_every_field_of_a_modifier_is_in_the_table_or_left_out_on_purpose():
    fields = {RENAMED.get(name, name) for name in ModifierDocument.model_fields} - NOT_COLUMNS
    assert fields | set(FACTS) == {column.name for column in COLUMNS}
    assert all(column.meaning.endswith(".") for column in COLUMNS)


def test_a_row_says_what_the_page_says_in_plain_words():
    row = cells(
        do_not_use=[statement("no", "Do not use it where [[XS]] fits.", instead=["XS"])],
        meaning=[statement("a", "First."), statement("b", "Second.")],
    )
    assert row["do_not_use_when"] == "Do not use it where XS fits. Use instead: XS."
    assert row["meaning"] == "First.\nSecond."
    assert row["opens_ncci_edits"] == "yes" and row["edition"] == "3"
    assert "corrected_claim" in row["denials"] and "carc-97" in row["denials"]
    assert row["examples"].startswith("Right: One lesion") and "17110-59" in row["examples"]


def test_no_cell_is_a_formula():
    row = cells(name="=HYPERLINK(1)", summary="-59 in front.", meaning=[statement("a", "+1 and more.")])
    assert (row["name"], row["summary"], row["meaning"]) == ("'=HYPERLINK(1)", "'-59 in front.", "'+1 and more.")
