"""Three to twelve codes: every pair as a matrix, and the lines to fix first."""

from __future__ import annotations

import pytest

from tests.factories import make_release, pair, publish_modifiers

CLAIM = "/pairs/99213-20610-45385-45378-97140/?on=2026-08-01"


@pytest.fixture
def page(tables, open_page):
    publish_modifiers(["LT", "RT"])
    return open_page(CLAIM)


def matrix(page):
    """(row, column) → the link of a cell, its words without the sign, and its detail."""
    table = page.one("table", cls="matrix")
    columns = [cell.text for cell in table.one("thead").all("th")]
    found = {}
    for row in table.one("tbody").all("tr"):
        for column, cell in zip(columns, row.all("td"), strict=True):
            if cell.all("a"):
                detail = "".join(each.text for each in cell.all(cls="cell-detail"))
                found[row.one("th").text, column] = (
                    cell.one("a").attrs["href"],
                    cell.one(cls="cell-words").text,
                    detail,
                )
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
        "20610 / 99213",
    )
    assert found["45378", "45385"][1:] == ("No modifier", "45385 / 45378")
    assert found["97140", "45378"][1:] == ("No edit", "")


def test_each_cell_has_a_sign_for_narrow_screens_that_is_explained(page):
    signs = {each.text for each in page.one("table", cls="matrix").all(cls="cell-sign")}
    assert signs == {"0", "1", "–"}
    assert signs <= {term.text for term in page.one("dl", cls="key").all("dt")}
    assert all(each.attrs["aria-hidden"] == "true" for each in page.all(cls="cell-sign"))


def test_the_line_that_no_modifier_saves_comes_first(page):
    first, second = page.one("ul", cls="fixes").all("li")
    assert first.one("p", cls="row-name").text == "45378"
    assert "denies beside 45385" in first.text and "never paid together" in first.text
    assert not first.all(cls="code")
    assert "denies without a modifier beside 20610" in second.text
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
    assert "No Medicare code pairs for practitioner claims are loaded" in page.one("main").text


def test_units_of_every_code(page):
    table = page.one("table", cls="units")
    assert [row.one("th").text for row in table.one("tbody").all("tr")] == ["99213", "20610", "45385", "45378", "97140"]


def test_modifiers_and_repeated_codes_are_told(tables, open_page):
    notes = open_page("/pairs/99213-99213-20610-45385/?modifier=25").one("div", cls="asked-notes").text
    assert "You gave 25 with the codes." in notes and "99213 was given more than once." in notes
