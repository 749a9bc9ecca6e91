"""A worker goes when those that replace it can answer, at once where nobody does, and in any case after a while."""

from __future__ import annotations

from d3site.succession import LONGEST, Roll, Succession


def make(age: int, workers: int = 2, clock=lambda: 0.0) -> tuple[Roll, Succession]:
    roll = Roll()
    for each in range(age - 1, age + workers - 1):
        roll.spawned(each)
        roll.ready(each)
    return roll, Succession(roll, age, workers, clock)


def test_it_stays_until_told():
    roll, succession = make(2)
    for age in (4, 5):
        roll.spawned(age)
        roll.ready(age)
    assert not succession.may_go()
    succession.told_to_go()
    assert succession.may_go()


def test_all_end_at_once():
    _, succession = make(1)
    succession.told_to_go()
    assert succession.may_go()


def test_a_replaced_one_waits_for_as_many_as_there_are_workers():
    roll, succession = make(2)
    roll.spawned(3)
    roll.spawned(4)
    succession.told_to_go()
    assert not succession.may_go()
    roll.ready(3)
    assert not succession.may_go()
    roll.ready(4)
    assert succession.may_go()


def test_it_does_not_wait_for_ever():
    now = [0.0]
    roll, succession = make(1, 1, lambda: now[0])
    roll.spawned(2)
    succession.told_to_go()
    assert not succession.may_go()
    succession.told_to_go()
    now[0] = LONGEST + 1
    assert succession.may_go()


def test_numbers_may_come_again():
    roll = Roll()
    for age in range(1, 70_000):
        roll.spawned(age)
        roll.ready(age)
    assert roll.younger(69_999) == (0, 0)
    assert roll.younger(69_900) == (99, 99)
