"""Fee-schedule indicators: what each value does to modifiers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from modifiers.codes import ModifierCode
from modifiers.ncci.indicators import FIELDS, Field, meaning
from modifiers.ncci.records import FeeIndicators

FIXTURES = Path(settings.BASE_DIR) / "fixtures"

OFFICIAL = {
    "status": "A B C E I J M N P R T X",
    "pctc": "0 1 2 3 4 5 6 7 8 9",
    "global_days": "000 010 090 MMM XXX YYY ZZZ",
    "multiple": "0 1 2 3 4 5 6 7 9",
    "bilateral": "0 1 2 3 9",
    "assistant": "0 1 2 9",
    "co_surgeon": "0 1 2 9",
    "team": "0 1 2 9",
}


def effects(field: str, value: str) -> dict[str, str]:
    """Modifier → what the value does to it."""
    return {code: effect.effect for effect in meaning(field, value).effects for code in effect.codes}


def test_every_value_of_the_record_layout_is_known() -> None:
    assert {name: " ".join(field.meanings) for name, field in FIELDS.items()} == OFFICIAL


def test_the_fields_are_those_that_the_import_keeps() -> None:
    assert set(FIELDS) <= set(FeeIndicators.__dataclass_fields__)
    assert all(name == field.name for name, field in FIELDS.items())


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("pctc", "0", {"26": "no", "TC": "no"}),
        ("pctc", "1", {"26": "yes", "TC": "yes"}),
        ("pctc", "6", {"26": "yes", "TC": "no"}),
        ("bilateral", "0", {"50": "no", "LT": "no", "RT": "no"}),
        ("bilateral", "1", {"50": "yes", "LT": "yes", "RT": "yes"}),
        ("bilateral", "2", {"50": "no", "LT": "conditional", "RT": "conditional"}),
        ("bilateral", "3", {"50": "conditional", "LT": "yes", "RT": "yes"}),
        ("assistant", "0", dict.fromkeys(("80", "81", "82", "AS"), "documented")),
        ("assistant", "1", dict.fromkeys(("80", "81", "82", "AS"), "no")),
        ("assistant", "2", dict.fromkeys(("80", "81", "82", "AS"), "yes")),
        ("co_surgeon", "0", {"62": "no"}),
        ("co_surgeon", "1", {"62": "documented"}),
        ("co_surgeon", "2", {"62": "yes"}),
        ("team", "1", {"66": "documented"}),
        ("team", "2", {"66": "yes"}),
        ("multiple", "0", {"51": "no"}),
        ("multiple", "4", {"TC": "conditional", "26": "conditional"}),
    ],
)
def test_what_a_value_does_to_modifiers(field: str, value: str, expected: dict[str, str]) -> None:
    assert effects(field, value) == expected


@pytest.mark.parametrize(
    ("days", "lets_in", "shuts_out"),
    [
        ("000", "25", "24 54 55 56 57 58 79"),
        ("010", "24 25 54 55 58 78 79", "57"),
        ("090", "24 54 55 57 58 78 79", "25"),
        ("XXX", "25", "24 54 55 56 57 58 78 79"),
        ("MMM", "", ""),
    ],
)
def test_global_days_decide_between_the_modifiers_of_visits_and_surgery(
    days: str, lets_in: str, shuts_out: str
) -> None:
    found = effects("global_days", days)
    assert {code for code, effect in found.items() if effect == "yes"} == set(lets_in.split())
    assert {code for code, effect in found.items() if effect == "no"} == set(shuts_out.split())


def test_a_contractor_and_a_parent_decide_for_every_modifier() -> None:
    for days in ("YYY", "ZZZ"):
        assert effects("global_days", days) == dict.fromkeys(FIELDS["global_days"].governs, "conditional")


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_value_speaks_of_modifiers_that_its_field_governs_and_of_each_once(field: Field) -> None:
    for each in field.meanings.values():
        codes = [code for effect in each.effects for code in effect.codes]
        assert set(codes) <= set(field.governs)
        assert len(codes) == len(set(codes)), each.value
        assert all(ModifierCode.parse(code).value == code for code in codes)


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_words_are_one_short_sentence(field: Field) -> None:
    for each in field.meanings.values():
        assert each.words.endswith(".") and each.words.count(".") == 1, each.words
        assert len(each.words.split()) <= 20, each.words
        assert all(effect.why and not effect.why.endswith(".") for effect in each.effects)


def test_every_field_has_sources_that_readers_can_open() -> None:
    known = {row["key"] for row in yaml.safe_load((FIXTURES / "sources.yaml").read_text(encoding="utf-8"))}
    cited = set()
    for path in FIXTURES.glob("*/*.yaml"):
        cited.update(line.strip()[2:] for line in path.read_text(encoding="utf-8").splitlines() if "- " in line)
    for field in FIELDS.values():
        assert field.sources and set(field.sources) <= known & cited, field.name


@pytest.mark.parametrize(
    ("value", "words"), [("7", "We do not know this value."), ("", "The file leaves this field empty.")]
)
def test_a_value_that_is_not_known_is_told(value: str, words: str) -> None:
    assert meaning("assistant", f" {value} ").words == words
    assert meaning("assistant", value).effects == ()


def test_indicators_are_texts() -> None:
    assert meaning("global_days", "10").words == "We do not know this value."
    assert meaning("global_days", "010").value == "010"
    assert meaning("global_days", "zzz").value == "ZZZ"


def test_an_unknown_field_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        meaning("supervision", "01")


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=8))
def test_any_text_has_a_meaning(field: str, value: str) -> None:
    assert meaning(field, value).words
