"""Side and part of the body lead to one code, in whatever order they are written."""

from __future__ import annotations

from itertools import permutations

import pytest

from modifiers.search.anatomy import locate
from modifiers.search.index import Index
from modifiers.search.query import understand

DIGITS = ["index", "middle", "ring", "little"]
ORDINALS = ["second", "third", "fourth", "fifth"]
PLACES: list[tuple[str, str]] = [
    ("FA", "left thumb"),
    ("F5", "right thumb"),
    *((f"F{n}", f"left {name} finger") for n, name in enumerate(DIGITS, 1)),
    *((f"F{n}", f"right {name} finger") for n, name in enumerate(DIGITS, 6)),
    ("TA", "left great toe"),
    ("T5", "right great toe"),
    *((f"T{n}", f"left {name} toe") for n, name in enumerate(ORDINALS, 1)),
    *((f"T{n}", f"right {name} toe") for n, name in enumerate(ORDINALS, 6)),
    ("E1", "left upper eyelid"),
    ("E2", "left lower lid"),
    ("E3", "right upper eyelid"),
    ("E4", "right lower lid"),
    ("LD", "left anterior descending"),
    ("LC", "left circumflex artery"),
    ("LM", "left main artery"),
    ("RC", "right coronary artery"),
    ("RI", "ramus intermedius"),
]


def test_the_table_holds_every_anatomic_code() -> None:
    assert len({code for code, _ in PLACES}) == len(PLACES) == 29


@pytest.mark.parametrize(("code", "words"), PLACES)
def test_one_place_is_one_code(code: str, words: str) -> None:
    assert locate(words.split()).codes == (code,)


@pytest.mark.parametrize(("code", "words"), [row for row in PLACES if row[0][0] in "FTE"])
def test_the_order_says_nothing(code: str, words: str) -> None:
    for order in permutations(words.split()):
        assert locate(order).codes == (code,), order


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ring finger left hand", ("F3",)),
        ("second toe right foot", ("T6",)),
        ("right hand pinky", ("F9",)),
        ("4th digit left foot", ("T3",)),
        ("second digit of the left hand", ("F1",)),
        ("hallux right", ("T5",)),
        ("big toe left", ("TA",)),
        ("lad", ("LD",)),
        ("lcx", ("LC",)),
        ("rca", ("RC",)),
        ("ring finger", ("F3", "F8")),
        ("lower lid", ("E2", "E4")),
        ("left eyelid", ("E1", "E2")),
        ("both knees", ("50",)),
        ("left knee", ("LT",)),
        ("right hip", ("RT",)),
        ("office visit", ()),
        ("patient left the building", ()),
        ("one side of a bilateral procedure", ()),
    ],
)
def test_places(text: str, codes: tuple[str, ...]) -> None:
    assert locate(text.split()).codes == codes


@pytest.mark.parametrize(("code", "words"), PLACES)
def test_the_exact_code_is_on_top(whole: Index, code: str, words: str) -> None:
    for text in (words, f"{words} procedure", f"modifier for {words}"):
        assert whole.search(understand(text)).hits[0].code == code, text
