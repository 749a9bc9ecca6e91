"""Words for a side and a part of the body, resolved to the exact anatomic code, in any order. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .text import listed

_SIDES = {"left": "L", "lt": "L", "lft": "L", "l": "L", "right": "R", "rt": "R", "rgt": "R", "r": "R"}
_BOTH = listed("bilateral bilaterally both bilat")

_FINGERS = {"L": ("FA", "F1", "F2", "F3", "F4"), "R": ("F5", "F6", "F7", "F8", "F9")}
_TOES = {"L": ("TA", "T1", "T2", "T3", "T4"), "R": ("T5", "T6", "T7", "T8", "T9")}
_LIDS = {"L": ("E1", "E2"), "R": ("E3", "E4")}

_DIGITS = {
    **dict.fromkeys(("first", "1st", "big", "great", "large", "i"), 0),
    **dict.fromkeys(("second", "2nd", "ii"), 1),
    **dict.fromkeys(("third", "3rd", "iii", "middle"), 2),
    **dict.fromkeys(("fourth", "4th", "iv"), 3),
    **dict.fromkeys(("fifth", "5th", "v", "little", "small", "smallest", "baby", "last"), 4),
}
_FINGER_NAMES = {
    **dict.fromkeys(("index", "pointer", "pointing", "forefinger"), 1),
    **dict.fromkeys(("middle", "long"), 2),
    "ring": 3,
    **dict.fromkeys(("little", "pinky", "pinkie", "small", "baby"), 4),
}
_THUMB = listed("thumb thumbs pollex")
_ALONE_FINGERS = listed("pinky pinkie forefinger")
_FINGER_WORDS = listed("finger fingers fingertip fingernail")
_HAND_WORDS = listed("hand hands")
_TOE_WORDS = listed("toe toes toenail toenails")
_FOOT_WORDS = listed("foot feet")
_GREAT_TOE = listed("hallux bunion")
_DIGIT_WORDS = listed("digit digits")
_LID_WORDS = listed("lid lids eyelid eyelids")
_UPPER, _LOWER = listed("upper top"), listed("lower bottom")

_ARTERIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\blad\b|\banterior desc\w*|\bdiagonal (?:branch|artery)"), "LD"),
    (re.compile(r"\blcx\b|\blcfx\b|\bcircumflex\b|\bcirc\b|\bobtuse marginal\b"), "LC"),
    (re.compile(r"\blmca\b|\bleft main\b"), "LM"),
    (re.compile(r"\brca\b|\bright (?:main )?coronary\b|\bcoronary(?: artery)? right\b|\bposterior descending\b"), "RC"),
    (re.compile(r"\bramus\b|\bintermediate artery\b"), "RI"),
)  # fmt: skip

_OTHER_PARTS = listed(
    "side sided knee knees hip hips shoulder shoulders elbow elbows wrist wrists ankle ankles hand hands foot "
    "feet arm arms leg legs eye eyes ear ears breast breasts kidney kidneys lung lungs ovary ovaries thigh "
    "thighs calf heel heels forearm humerus femur tibia radius ulna cornea retina nostril sinus sinuses groin "
    "testis testicle testicles ureter ureters carpal tunnel rotator cuff mastectomy hernia inguinal cataract "
    "cataracts tonsil tonsils axilla buttock scapula clavicle rib extremity limb limbs brace orthosis "
    "prosthesis shoe shoes procedure surgery body flank temple cheek iliac renal carotid femoral popliteal "
    "saphenous vein meniscus nephrectomy oophorectomy thoracotomy thoracentesis"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Codes that fit, best first. ``is_exact`` says that side and part are both told, or the artery is named."""

    codes: tuple[str, ...]
    is_exact: bool


_NOWHERE = Place((), False)


def locate(words: Sequence[str]) -> Place:
    """Read side and part from words in lower case."""
    text = " ".join(words)
    for pattern, code in _ARTERIES:
        if pattern.search(text):
            return Place((code,), True)
    told = set(words)
    sides = sorted({_SIDES[word] for word in words if word in _SIDES and (len(word) > 1 or len(words) <= 5)})
    parts = _digits(words, told) or _lids(told)
    if parts:
        return _sided(parts, sides)
    if told & _BOTH and (len(words) <= 2 or told & _OTHER_PARTS):
        return Place(("50",), True)
    if sides and (told & _OTHER_PARTS or len(words) == 1):
        if len(sides) == 2:
            return Place(("50", "LT", "RT"), False)
        return Place(("LT",) if sides == ["L"] else ("RT",), bool(told & _OTHER_PARTS) and len(words) <= 6)
    return _NOWHERE


def _sided(parts: Mapping[str, tuple[str, ...]], sides: list[str]) -> Place:
    """Keep the sides that were told; without one, give each side in turn."""
    if len(sides) == 1:
        codes = parts[sides[0]]
        return Place(codes, len(codes) == 1)
    longest = max(map(len, parts.values()))
    both = tuple(found[n] for n in range(longest) for found in (parts["L"], parts["R"]) if n < len(found))
    return Place(both, False)


def _lids(told: set[str]) -> dict[str, tuple[str, ...]]:
    if not told & _LID_WORDS:
        return {}
    upper, lower = bool(told & _UPPER), bool(told & _LOWER)
    wanted = [n for n, is_told in ((0, upper), (1, lower)) if is_told or not (upper or lower)]
    return {side: tuple(codes[n] for n in wanted) for side, codes in _LIDS.items()}


def _digits(words: Sequence[str], told: set[str]) -> dict[str, tuple[str, ...]]:
    """Fingers and toes. Digits are counted from the thumb and the great toe."""
    if told & _THUMB:
        return _one(_FINGERS, 0)
    if told & _GREAT_TOE and not told & _FINGER_WORDS:
        return _one(_TOES, 0)
    on_foot = bool(told & _TOE_WORDS) or (bool(told & _DIGIT_WORDS) and bool(told & _FOOT_WORDS))
    if on_foot:
        numbers = [_DIGITS[word] for word in words if word in _DIGITS]
        if told & {"pinky", "pinkie"}:
            numbers = [4]
        return _one(_TOES, _near(words, _TOE_WORDS | _DIGIT_WORDS, _DIGITS, numbers)) if numbers else dict(_TOES)
    if told & _ALONE_FINGERS:
        return _one(_FINGERS, 1 if "forefinger" in told else 4)
    on_hand = bool(told & _FINGER_WORDS) or (bool(told & _DIGIT_WORDS) and bool(told & _HAND_WORDS))
    if on_hand:
        known = {**_DIGITS, **_FINGER_NAMES}
        numbers = [known[word] for word in words if word in known]
        return _one(_FINGERS, _near(words, _FINGER_WORDS | _DIGIT_WORDS, known, numbers)) if numbers else dict(_FINGERS)
    return {}


def _near(words: Sequence[str], parts: frozenset[str], known: Mapping[str, int], numbers: list[int]) -> int:
    """The number right in front of the part's word, else the first one told."""
    for place, word in enumerate(words):
        if word in parts and place and words[place - 1] in known:
            return known[words[place - 1]]
    return numbers[0]


def _one(codes: Mapping[str, tuple[str, ...]], number: int) -> dict[str, tuple[str, ...]]:
    return {side: (found[number],) for side, found in codes.items()}
