"""Three to twelve codes: every pair as a matrix, and the lines to fix first."""

from __future__ import annotations

import pytest

from tests.factories import make_release, pair, publish_modifiers

pytestmark = pytest.mark.stores

CLAIM = "/pairs/99213-20610-45385-45378-97140/?on=2026-08-01"


@pytest.fixture
def page(tables, open_page):
    publish_modifiers(["LT", "RT", "24"])  # 24 needs more than the pair, so no line is offered it
    return open_page(CLAIM)


def matrix(page):
    """(row, column) → the link of a cell, its words without the sign, and the code that denies."""
    table = page.one("table", cls="matrix")
    columns = [cell.text for cell in table.one("thead").all("th")]
    found = {}
    for row in table.one("tbody").all("tr"):
        for column, cell in zip(columns, row.all("td"), strict=True):
            for link in cell.all("a"):
                denied = "".join(each.text for each in cell.all(cls="cell-denied")).removeprefix("denies: ")
                words = cell.one(cls="cell-words").text
                found[row.one("th").text, column] = (link.attrs["href"], words, denied)
    return found


def test_the_headline_counts_the_pairs(page):
    assert page.one("h1").text == (
        "Of 10 pairs: 1 pair that no modifier opens; 1 pair that a modifier opens when the record supports it."
    )
    assert page.one("title").text.startswith("5 codes of one claim: 99213, 20610 and 45385…")


def test_every_pair_has_one_cell_that_leads_to_it(page):
    found = matrix(page)
    assert len(found) == 10
    assert found["20610", "99213"] == (
        "/pairs/99213-20610/?on=2026-08-01&setting=practitioner",
        "Modifier",
        "99213",
    )
    assert found["45378", "45385"][1:] == ("No modifier", "45378")
    assert found["97140", "45378"][1:] == ("No edit", "")


def test_each_cell_has_a_sign_for_narrow_screens(page):
    assert {each.text for each in page.one("table", cls="matrix").all(cls="cell-sign")} == {"0", "1", "–"}
    assert all(each.attrs["aria-hidden"] == "true" for each in page.all(cls="cell-sign"))


def test_the_line_that_no_modifier_saves_comes_first(page):
    first, second = page.one("ul", cls="fixes").all("li")
    assert first.one("p", cls="row-name").text == "45378"
    assert "Beside 45385 never: no modifier opens it." in first.text
    assert not first.all(cls="code")
    assert "denies beside 1 code without a modifier" in second.text
    assert [badge.text for badge in second.all(cls="code")] == ["25"]
    assert "/pairs/20610-99213/?on=2026-08-01&setting=practitioner" in second.links


def test_edits_that_the_same_modifiers_open_are_told_together(world, data_dir, open_page):
    publish_modifiers(["LT", "RT", "XE", "XP"])
    make_release([pair("20610", "99213"), pair("20611", "99213"), pair("20611", "20610"), pair("11730", "11720")])
    lines = open_page("/pairs/99213-20610-20611-11730-11720/?on=2026-08-01").one("ul", cls="fixes").all("li")
    told = {line.one("p", cls="row-name").text: line for line in lines}
    visit = told["99213"].one("div", cls="row-body").all("p")
    assert len(visit) == 1
    assert [link for link in visit[0].links if link.startswith("/pairs/")] == [
        "/pairs/20610-99213/?on=2026-08-01&setting=practitioner",
        "/pairs/20611-99213/?on=2026-08-01&setting=practitioner",
    ]
    assert [badge.text for badge in told["20610"].all(cls="code")] == ["LT", "RT", "XS", "XE", "XP"]


def test_a_family_of_many_is_named_and_not_listed(world, data_dir, open_page):
    publish_modifiers([f"F{number}" for number in range(1, 10)])
    make_release([pair("11730", "11720")])
    line = open_page("/pairs/11730-11720-36415/?on=2026-08-01").one("ul", cls="fixes")
    assert not [badge for badge in line.all(cls="code") if badge.text.startswith("F")]
    assert "fingers" in line.text


def test_an_earlier_day_is_another_claim(tables, open_page):
    page = open_page("/pairs/97140-97530-36415/?on=2018-05-05")
    assert "1 pair that a modifier opens" in page.one("h1").text
    later = open_page("/pairs/97140-97530-36415/?on=2026-08-01")
    assert later.one("h1").text == "No edit among the 3 pairs of these codes."
    assert matrix(later)["97530", "97140"][1] == "Ended"
    assert not later.all("ul", cls="fixes")


def test_what_cannot_be_told_is_not_called_no_edit(tables, open_page):
    page = open_page("/pairs/20610-99213-36415/?on=2026-12-31")
    assert page.one("h1").text.endswith("2 pairs that we cannot tell.")
    assert matrix(page)["36415", "20610"][1] == "Not known"
    assert "ends with September 30, 2026" in page.one(cls="cautions").text


def test_nothing_loaded(open_page):
    page = open_page(CLAIM)
    assert page.one("h1").text == "Of 10 pairs: 10 pairs that we cannot tell."
    assert "No code pairs of this set are loaded on this site." in page.one("main").text


def test_limits_that_are_counted_alike_stand_together(world, data_dir, open_page):
    limits = (("20610", 2, "Clinical: Data"), ("20611", 4, "Clinical: Data"), ("45378", 0, "CMS Policy"))
    make_release([(code, units, "3" if units else "2", why) for code, units, why in limits], "mue")
    found = open_page("/pairs/20610-45378-20611-97140/").one("section", aria_labelledby="units")
    told = [each.text for each in found.all("div", cls="row-key")]
    assert told == ["20610 at most 220611 at most 4", "45378 at most 0", "No limit published"]
    assert "Zero: not payable in this setting." in found.text


def test_modifiers_and_repeated_codes_are_told(tables, open_page):
    page = open_page("/pairs/99213-20610-45385/?modifier=25&repeated=99213")
    told = [each.text for each in page.all("p", cls="notice")]
    assert told[0].startswith("99213 was given more than once.")
    assert told[1].startswith("You also typed 25.")
