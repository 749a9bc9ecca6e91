"""Letters: every rule is a published statement word for word, and the kept letters are as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from modifiers.appeals.blocks import Citations, Editions, Rows, Rule, Words, in_words
from modifiers.appeals.letter import Letter, write
from modifiers.appeals.text import WIDTH, as_text
from modifiers.documents.links import plain

from .keep_letters import kept
from .reference import LETTERS, THERAPY, all_ticked, consulted, pair, snapshot

KEPT = Path(__file__).parent / "letters"


def letter_of(name: str) -> Letter:
    query, verdict = LETTERS[name]
    found = consulted(query if "shown=" in query else all_ticked(query), verdict).letter()
    assert found is not None
    return found


@pytest.fixture(params=LETTERS)
def letter(request) -> Letter:
    return letter_of(request.param)


@pytest.mark.parametrize("name", LETTERS)
def test_reads_as_it_was_read(name):
    """Where this fails on purpose: ``python -m tests.appeals.keep_letters``, and read the difference."""
    assert kept(as_text(letter_of(name))) == (KEPT / f"{name}.txt").read_text()


def test_every_rule_is_a_published_statement_word_for_word(letter):
    assert letter.rules
    for rule in letter.rules:
        kind, key, part, name = rule.name.split("/")
        entry = snapshot().get(kind, key)
        assert entry
        statement = next(each for each in getattr(entry.document, part) if each.key == name)
        assert rule.text == plain(statement.text)
        assert set(rule.sources) == set(statement.sources)
        assert rule.sources


def test_every_number_is_of_a_source_in_the_table(letter):
    table = next(block for block in letter.blocks if isinstance(block, Citations))
    numbered = {row.number: row.source.key for row in table.rows}
    assert list(numbered) == list(range(1, len(numbered) + 1))
    for rule in letter.rules:
        assert {numbered[number] for number in rule.numbers} == set(rule.sources)
    assert {number for rule in letter.rules for number in rule.numbers} == set(numbered)
    assert all(row.checked and row.dated for row in table.rows)


def test_every_statement_is_told_with_its_edition(letter):
    editions = next(block for block in letter.blocks if isinstance(block, Editions))
    told = {statement for used in editions.rows for statement in used.statements}
    assert told == {"/".join(rule.name.split("/")[2:]) for rule in letter.rules}
    assert all(used.edition == 1 and used.live == "November 23, 2026" for used in editions.rows)


def test_what_the_code_writes_states_no_rule(letter):
    """Its own sentences name no amount, percentage, time limit, indicator's meaning or regulation, and never advise."""
    own = " ".join(in_words(block.runs) for block in letter.blocks if isinstance(block, Words)).lower()
    for word in ("must", "allow", "require", "percent", "%", "$", "days", "cfr", "manual", "bundled", "indicator"):
        assert word not in own, word


def test_no_rule_speaks_of_this_reference(letter):
    for rule in letter.rules:
        assert not {"we", "our", "us"} & set(rule.text.lower().replace(".", " ").replace(",", " ").split())


def test_the_edit_is_named_by_its_two_codes():
    rows = next(block for block in letter_of("59").blocks if isinstance(block, Rows) and block.caption == "The edit")
    told = {name: in_words(runs) for name, runs in rows.rows}
    assert told["Column one"] == "97150"
    assert told["Column two"] == "97530"
    assert told["Modifier indicator"] == "1"
    assert told["State"] == "In force in quarter 3 of 2024"
    assert told["Looked up in"] == "Medicare practitioner NCCI code pairs, 3rd quarter of 2024"


def test_the_test_of_the_pair_is_that_of_its_kind():
    assert "modifier/59/opens_edit/timed-therapy" in {rule.name for rule in letter_of("59").rules}
    assert "modifier/25/opens_edit/visit" in {rule.name for rule in letter_of("25").rules}


@pytest.mark.parametrize("name", LETTERS)
def test_what_follows_on_a_procedure_names_that_procedure(name):
    claim = next(block for block in letter_of(name).blocks if isinstance(block, Rows) and block.caption == "The claim")
    assert ("Earlier procedure" in dict(claim.rows)) == (name in ("24", "78", "79"))
    missing = " ".join(letter_of(name).note.missing)
    assert ("record of the earlier procedure" in missing) == (name == "78"), "its case encloses none"


def test_an_ended_edit_is_told_with_its_last_day_and_no_test():
    from datetime import date

    query, _ = LETTERS["59"]
    found = consulted(all_ticked(query), pair("97530", "97140", deleted_on=date(2019, 12, 31)))
    letter = write(found.case, found.pages, found.verdict)  # type: ignore[arg-type]
    text = as_text(letter)
    assert "Until:               December 31, 2019" in text
    assert "Ended in quarter 3 of 2024" in text
    assert "opens_edit" not in text


@pytest.mark.parametrize(
    ("payer", "level", "said"),
    [
        ("medicare-part-b", "first", "redetermination by the contractor"),
        ("medicare-part-b", "second", "reconsideration by a Qualified Independent Contractor"),
        ("aetna", "first", "reconsideration"),
        ("aetna", "second", "appeal"),
        ("cigna", "first", "payment review"),
        ("humana", "first", "first level of appeal"),
        ("humana", "second", "second level of appeal"),
    ],
)
def test_each_level_has_its_name_and_its_time(payer, level, said):
    query = f"modifier=25&procedure=99213&denial=carc-97&denial=group-co&payer={payer}&level={level}"
    letter = consulted(all_ticked(query)).letter()
    assert letter
    assert letter.title == f"Appeal of 99213-25: {said}"
    text = as_text(letter)
    assert ("It said:" in text) == (level == "second")
    assert ("Medicare number" in text) == (payer == "medicare-part-b")
    assert ("Tax ID" in [blank.asked for blank in letter.blanks]) == (payer != "medicare-part-b")
    limits = [rule for rule in letter.rules if "/appeal_levels/" in rule.name]
    if payer == "humana":
        assert not limits
        assert "How long this level is open is not known here." in " ".join(letter.note.missing)
    else:
        assert len(limits) == 1


def test_a_level_with_one_step_has_no_second():
    query = "modifier=25&procedure=99213&denial=carc-97&denial=group-co&payer=cigna&level=second"
    assert consulted(query).case.level == "first"


def test_what_the_request_must_name_goes_to_the_sender():
    advice = {cited.name for cited in letter_of("xs").note.advice}
    assert "payer/medicare-part-b/notes/reconsideration-request" in advice
    assert "modifier/XS/how_to_appeal/mark-sites" in advice


def test_a_note_against_the_modifier_goes_to_the_sender_and_not_to_the_payer():
    letter = letter_of("59")
    name = "modifier/59/payer_notes/medicare"
    assert name in {cited.name for cited in letter.note.advice}
    assert name not in {rule.name for rule in letter.rules}


def test_a_payers_note_on_other_procedures_is_not_quoted():
    colonoscopy = "modifier/KX/payer_notes/"
    quoted = [rule for rule in letter_of("kx").rules if rule.name.startswith(colonoscopy)]
    assert len(quoted) == 1
    assert "G0105" not in quoted[0].text


def test_the_note_tells_what_is_missing():
    query = "modifier=59&procedure=97530&procedure=97150&denial=carc-97&payer=medicare-part-b&shown=times&anyway=yes"
    letter = consulted(query, THERAPY).letter()
    assert letter
    told = " ".join(letter.note.sentences)
    assert "which use of the modifier" in told
    assert "no more specific modifier applied: XE, XS, XP, XU, LT, RT" in told
    assert "No copy of the remittance" in told
    assert "No record goes with it" in told
    assert "Choose the quarter of the service" in told
    assert "separate-what" in {cited.statement.key for cited in letter.note.unshown}


def test_only_what_is_ticked_is_claimed():
    query = "modifier=59&procedure=97530&denial=carc-97&payer=medicare-part-b&shown=times&anyway=yes"
    letter = consulted(query).letter()
    assert letter
    claimed = [rule.name for rule in letter.rules if "/checklist/" in rule.name]
    assert claimed == ["modifier/59/checklist/times"]


def test_text_is_narrow_enough_for_a_mail(letter):
    lines = as_text(letter).splitlines()
    assert all(len(line) <= WIDTH or "://" in line for line in lines)
    assert not any("[[" in line for line in lines)


def test_every_blank_is_marked_and_asked_once(letter):
    keys = [blank.key for blank in letter.blanks]
    assert len(keys) == len(set(keys))
    text = " ".join(as_text(letter).split())
    assert all(f"[{blank.label}]" in text for blank in letter.blanks)
    assert {"patient", "member", "claim", "service", "practice"} <= set(keys)


def test_rules_are_blocks_of_their_own(letter):
    assert all(isinstance(rule, Rule) for rule in letter.rules)
    assert len({(rule.name, rule.about) for rule in letter.rules}) == len(letter.rules)
