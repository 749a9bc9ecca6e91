"""What goes on a sheet: the largest type that holds all, else a fair share of every part, and never too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modifiers.pages.desk_card_fitting import SIZES, Part, Size, fitted

SMALL = (Size("small", 50, 20),)
parts_of_cards = st.lists(
    st.builds(Part, st.lists(st.integers(1, 900), max_size=20).map(tuple), st.booleans()), max_size=9
)


def test_the_type_is_as_large_as_all_of_it_allows():
    sizes = [fitted([Part((60,) * count)])[0].name for count in (1, 20, 25, 60, 500)]
    assert sizes[0] == "huge" and sizes[-1] == "small"
    assert sizes == sorted(sizes, key=[size.name for size in SIZES].index)


def test_parts_give_in_turn_in_the_order_of_the_page():
    size, taken = fitted([Part((40,) * 9), Part((40,) * 9), Part((40,))], SMALL)
    assert (size.name, taken) == ("small", (4, 3, 1))


def test_a_part_whose_next_statement_is_too_long_gives_no_more_and_the_others_go_on():
    assert fitted([Part((40, 900, 40)), Part((40,) * 5), Part((40,) * 9)], SMALL)[1] == (1, 4, 3)


def test_what_only_makes_sense_whole_is_whole_or_not_there():
    assert fitted([Part((40,) * 9), Part((40,) * 4, is_whole=True)], SMALL)[1] == (7, 4)
    assert fitted([Part((40,) * 9), Part((40,) * 40, is_whole=True)], SMALL)[1][1] == 0


@given(parts_of_cards)
def test_a_card_is_never_fuller_than_its_paper_and_leaves_no_room_unused(parts):
    size, taken = fitted(parts)
    assert size in SIZES and len(taken) == len(parts)

    def lines(counts):
        held = zip(parts, counts, strict=True)
        return sum(3.0 + sum(map(size.taken_by, part.lengths[:count])) for part, count in held if part.lengths)

    assert lines(taken) <= size.lines
    for place, (part, count) in enumerate(zip(parts, taken, strict=True)):
        assert count <= len(part.lengths) and (not part.is_whole or count in (0, len(part.lengths)))
        if count < len(part.lengths) and not part.is_whole:
            more = [each + (number == place) for number, each in enumerate(taken)]
            assert lines(more) > size.lines
