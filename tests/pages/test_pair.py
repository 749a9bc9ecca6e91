"""The pair desk: the form, its addresses, and the verdict on two codes."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories import denial_code_document, make_release, pair, publish_document, publish_modifiers

from .reading import read

pytestmark = pytest.mark.stores

ON = "on=2026-08-01"
LIVE = f"/pairs/20610-99213/?{ON}"
CLOSED = f"/pairs/45385-45378/?{ON}"
ENDED = f"/pairs/97140-97530/?{ON}"
NO_EDIT = f"/pairs/99213-36415/?{ON}"
ANSWERS = (LIVE, f"/pairs/20610/?{ON}", f"/pairs/20610-99213-97140/?{ON}")
"""One of each: two codes, one, several."""
AMA = "American Medical Association"


@pytest.fixture
def desk(tables, open_page):
    return open_page


def headline(page):
    return page.one("h1").text


def rows(page, section):
    """The table below a heading as texts, without the labels for narrow screens."""
    table = next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == section).one("table")
    return [[cell.text for cell in row.children if not isinstance(cell, str)] for row in table.one("tbody").all("tr")]


def facts(page):
    return {each.one("dt").text: each.one("dd").text for each in page.one("dl", cls="pair-facts").all("div")}


class TestVerdict:
    def test_a_live_edit_with_a_visit(self, desk):
        page = desk(LIVE)
        assert (
            headline(page) == "Yes: an edit bundles 99213 into 20610. A modifier opens it when the record supports it."
        )
        one, two = page.all("div", cls="block")
        assert one.text == "Column one20610paid" and two.text == "Column two99213denied without a modifier"
        assert one.links == ["/codes/20610/"] and two.links == ["/codes/99213/"]
        assert facts(page)["Indicator"] == "1: a modifier can open it"
        assert facts(page)["Since"] == "1 Jan 2020"
        candidates = page.one("ul", cls="candidates").all("li")
        assert [each.one(cls="code").text for each in candidates] == ["25"], "57 and 24 are not live here"
        assert "on the visit, 99213" in candidates[0].text
        assert "/modifiers/25/#opens-edit-any-pair" in candidates[0].links
        assert "3rd quarter of 2026 (v322r0), 2,600,000 lines" in page.one("footer", cls="page-foot").text

    def test_the_order_of_the_codes_changes_the_address_alone(self, desk):
        for slug in ("20610-99213", "99213-20610"):
            page = desk(f"/pairs/{slug}/?{ON}")
            assert [block.one("a").text for block in page.all("div", cls="block")] == ["20610", "99213"]
        assert page.one("title").text.startswith("99213 and 20610: an NCCI edit joins them")

    def test_a_closed_edit_offers_nothing_and_advises_against_an_appeal(self, desk):
        page = desk(CLOSED)
        assert headline(page) == "Yes: an edit bundles 45378 into 45385. No modifier opens it."
        assert not page.all("ul", cls="candidates")
        assert "not worth writing" in page.one("div", cls="reasons").text

    def test_24_comes_last_and_tells_of_which_surgery_it_is(self, desk):
        publish_modifiers(["24"])
        *others, last = desk(f"/pairs/20610-99213/?{ON}").one("ul", cls="candidates").all("li")
        assert last.one(cls="code").text == "24"
        assert "on the visit, 99213; only in the global period of another, earlier surgery" in last.text
        assert others and not [each for each in others if "only in" in each.text]

    def test_by_site_and_by_family(self, desk):
        publish_modifiers(["LT", "RT"])
        first = desk(f"/pairs/20611-20610/?{ON}").one("ul", cls="candidates").all("li")[0]
        assert [badge.text for badge in first.all(cls="code")] == ["LT", "RT"]
        assert "a different one on each line" in first.text

    def test_a_therapy_pair_asks_for_separate_minutes_first(self, desk):
        first = desk(f"/pairs/97150-97530/?{ON}").one("ul", cls="candidates").all("li")[0]
        assert first.one(cls="code").text == "59"
        assert "Each service has its own minutes." in first.text
        assert "on either line" in first.text
        assert "/modifiers/59/#opens-edit-all-timed-therapy" in first.links

    def test_before_july_2019_59_goes_on_the_column_two_code(self, tables, open_page):
        make_release([pair("97150", "97530", start=19960101)])
        page = open_page("/pairs/97150-97530/?on=2019-06-30")
        assert "on the column two code, 97530" in page.one("ul", cls="candidates").all("li")[0].text

    def test_an_ended_edit(self, desk):
        page = desk(ENDED)
        assert headline(page) == "The edit that bundled 97530 into 97140 ended on December 31, 2019."
        assert facts(page)["Until"] == "31 Dec 2019"
        assert facts(page)["Indicator"] == "1: a modifier could open it"
        assert "of October 1, 2020 was withdrawn" in page.one("div", cls="reasons").text
        assert not page.all(id="denied")
        assert desk("/pairs/97140-97530/?on=2018-05-05").one("h1").text.startswith("Yes: an edit bundles 97530 into")

    def test_a_withdrawn_edit(self, desk):
        page = desk(f"/pairs/A4217-A4216/?{ON}")
        assert headline(page) == "The edit between A4217 and A4216 was withdrawn from its first day."
        assert facts(page)["Indicator"] == "9: withdrawn, never held"

    def test_an_edit_to_come(self, desk):
        page = desk(f"/pairs/A4221-A4222/?{ON}")
        assert headline(page) == "No edit between A4221 and A4222 on August 1, 2026."
        assert "An edit between the two begins on January 1, 2027." in page.one("div", cls="reasons").text
        assert rows(page, "history")[0][1] == "StateBegins later"

    def test_no_edit(self, desk):
        page = desk(NO_EDIT)
        assert headline(page) == "No edit between 99213 and 36415 on August 1, 2026."
        assert not page.all(cls="blocks") and not page.all(id="history")

    def test_after_the_quarter_and_before_the_first_line_it_cannot_tell(self, desk):
        for on, caution in (
            ("2026-10-01", "ends with September 30, 2026"),
            ("1995-12-31", "begins on January 1, 1996"),
        ):
            page = desk(f"/pairs/99213-36415/?on={on}")
            assert headline(page).startswith("We cannot tell whether an edit joins 99213 and 36415")
            assert caution in page.one(cls="cautions").text

    def test_a_sample_says_so_and_never_no_edit(self, world, data_dir, open_page):
        make_release(is_sample=True, is_complete=False)
        for path in (LIVE, NO_EDIT, f"/pairs/20610-99213-36415/?{ON}", f"/pairs/20610/?{ON}", "/codes/20610/"):
            page = open_page(path)
            assert "Sample of 9 pairs: not a basis for “no edit”." in page.one("main").text, path
            assert not page.one("h1").text.startswith("No edit")
        assert "A sample" in open_page("/pairs/").one("main").text

    def test_nothing_loaded(self, open_page):
        page = open_page(LIVE)
        assert headline(page) == "We cannot tell: these code pairs are not loaded here."
        assert "No Medicare code pairs for practitioner claims are loaded" in page.one("main").text
        hospital = open_page("/pairs/20610-99213/?setting=hospital&program=medicaid")
        assert "No Medicaid code pairs for outpatient hospital claims" in hospital.one("main").text

    def test_the_set_that_answers_is_said(self, desk):
        assert desk(LIVE).one("p", cls="kind").text == "NCCI code pair · 1 Aug 2026 · practitioner claim"
        other = desk(f"{LIVE}&setting=hospital&program=medicaid").one("p", cls="kind").text
        assert other == "NCCI code pair · 1 Aug 2026 · Medicaid, outpatient hospital claim"


class TestHistory:
    def test_the_drawing_has_a_bar_for_each_line_and_the_table_says_the_same(self, desk):
        page = desk(ENDED)
        drawing = page.one("figure", cls="timeline").one("svg")
        assert [bar.attrs["class"] for bar in drawing.all("rect")] == ["fill-opens-1", "fill-withdrawn"]
        assert "table below says the same" in drawing.attrs["aria-label"]
        assert [row[0] for row in rows(page, "history")] == ["97140 / 97530", "97530 / 97140"]
        legend = [each.text for each in page.one("ul", cls="legend").all("li")]
        assert legend == ["a modifier can open it", "withdrawn, never held", "1 Aug 2026"]

    def test_without_any_day_there_is_nothing_to_draw(self, desk):
        page = desk(f"/pairs/20611-20610/?{ON}")
        assert not page.all("svg")
        assert rows(page, "history")[0][2] == "Sincenot told in the file"

    def test_an_unknown_start_is_drawn_in_a_way_of_its_own(self, tables, open_page):
        make_release([pair("20610", "99213", start=0, end=20191231), pair("20610", "99213", "0", start=20200101)])
        page = open_page(LIVE)
        assert [bar.attrs.get("fill", "") for bar in page.all("rect")] == ["url(#start-opens-1)", ""]
        assert "the file does not tell its start" in page.one("ul", cls="legend").text


class TestUnitsAndDenials:
    def units(self, page):
        found = page.one("section", aria_labelledby="units").one("ul", cls="rows").all("li")
        return {each.one("p", cls="row-name").text: each.one("div", cls="row-body").text for each in found}

    def test_limits_with_zero_as_zero(self, desk):
        told = self.units(desk(CLOSED))
        assert told["45378"].startswith("At most 0. Zero: not payable in this setting.")
        assert told["45385"] == "No limit is published for it; some limits are confidential."

    def test_limits_are_those_of_the_setting(self, desk):
        assert self.units(desk(LIVE))["99213"].startswith("At most 1.")
        assert self.units(desk(f"{LIVE}&setting=hospital"))["99213"].startswith("No limit is published")
        assert not desk(f"{LIVE}&program=medicaid").all(id="units")

    def test_a_denial_leads_to_its_codes_and_to_the_router_with_what_is_known(self, client, desk):
        publish_document(denial_code_document("carc-236"))
        section = desk(f"{LIVE}&modifier=59").one("section", aria_labelledby="denied")
        router = "/denials/?carc=236&modifier=59&procedure=20610+99213&payer=medicare&indicator=1"
        assert section.links[1:4] == ["/denials/carc-236/", "/denials/carc-97/", router]
        answer = read(client.get(router).content)
        assert answer.one("select", name="indicator").one("option", value="1").attrs.get("selected") is not None
        closed = desk(CLOSED).one("section", aria_labelledby="denied")
        assert "No modifier and no appeal opens this edit" in closed.text
        assert not [link for link in closed.links if link.startswith("/appeal/")]


class TestAddresses:
    @pytest.mark.parametrize(
        ("typed", "address"),
        [
            ("/pairs/?codes=97140+97530", "/pairs/97140-97530/"),
            ("/pairs/?codes=97140&on=2026-08-01", "/pairs/97140/?on=2026-08-01&setting=practitioner"),
            ("/pairs/?codes=97140+97530&setting=hospital", "/pairs/97140-97530/?setting=hospital"),
            ("/pairs/?codes=97140+97530&program=medicaid", "/pairs/97140-97530/?program=medicaid"),
            ("/pairs/?codes=97530-59+97140-GP", "/pairs/97530-97140/?modifier=59&modifier=GP"),
            ("/pairs/?codes=97140+97140", "/pairs/97140/?repeated=97140"),
        ],
    )
    def test_the_form_leads_to_the_address_of_its_answer(self, client, tables, typed, address):
        answer = client.get(typed)
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize(
        ("typed", "address"),
        [
            ("/pairs/97140-97530", "/pairs/97140-97530/"),
            ("/pairs/97140+97530/", "/pairs/97140-97530/"),
            ("/pairs/97140%2F97530", None),
            ("/pairs/g0438-99213/?on=2026-08-01&x=1", "/pairs/G0438-99213/?on=2026-08-01&x=1"),
            ("/pairs/97530-59-97140/", "/pairs/97530-97140/?modifier=59"),
            ("/pairs/97140-97530-97140-97140/", "/pairs/97140-97530/?repeated=97140"),
            ("/pairs/97140--97530/?on=yesterday", "/pairs/97140-97530/?on=yesterday"),
        ],
    )
    def test_any_spelling_leads_to_one_address_in_one_step(self, client, tables, typed, address):
        answer = client.get(typed)
        if address is None:
            assert answer.status_code == 404
            return
        assert (answer.status_code, answer.headers["Location"]) == (301, address)
        assert client.get(address).status_code == 200

    def test_twelve_codes_given_twice_each_have_an_address_in_one_step(self, client, tables):
        answer = client.get(f"/pairs/{'-'.join(f'{code}-{code}' for code in range(20600, 20612))}/")
        assert answer.status_code == 301
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_the_canonical_address_is_that_of_the_codes_alone(self, desk):
        page = desk(f"/pairs/20610-99213/?{ON}&setting=hospital&modifier=59&repeated=20610")
        assert page.one("link", rel="canonical").attrs["href"].endswith("/pairs/20610-99213/")

    def test_answers_are_not_for_search_engines_and_set_no_cookie(self, client, tables):
        for path in (*ANSWERS, "/pairs/?codes=foo"):
            answer = client.get(path)
            assert answer.headers["X-Robots-Tag"] == "noindex", path
            assert not answer.cookies
            assert AMA in answer.content.decode()
        assert "X-Robots-Tag" not in client.get("/pairs/").headers

    def test_the_same_answer_is_asked_for_again_without_a_body(self, client, tables):
        etag = client.get(LIVE).headers["ETag"]
        assert client.get(LIVE, headers={"If-None-Match": etag}).status_code == 304
        make_release([pair("20610", "99213", "0")])
        assert client.get(LIVE, headers={"If-None-Match": etag}).status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("codes=Foo", "“Foo” is not a procedure code"),
            ("codes=foo", "“foo” is not a procedure code"),
            ("codes=97140+9753", "“9753” is not a procedure code"),
            ("codes=" + "+".join(map(str, range(20600, 20613))), "more than 12 codes"),
            ("codes=97140+97530&on=2026-13-45", "“2026-13-45” is no date of service"),
            ("codes=97140+97530&on=1066-10-14", "“1066-10-14” is no date of service"),
            ("codes=97140+97530&setting=moon", "Choose one of the settings"),
            ("codes=97140+97530&program=mars", "Choose Medicare or Medicaid"),
        ],
    )
    def test_it_is_said_and_what_was_typed_still_stands_there(self, desk, query, message):
        page = desk(f"/pairs/?{query}")
        wrong = query.split("&")[-1].split("=")[0]
        problem = page.one(id=f"pair-problem-{wrong}")
        assert message in problem.text
        assert "The answer below" not in problem.text, "there is none"
        typed = query.split("&")[0].removeprefix("codes=").replace("+", " ")
        assert page.one("input", id="codes").attrs["value"] == typed
        form = page.one("form", cls="pair-form")
        described = {
            each.attrs["id"]: each.attrs["aria-describedby"] for each in form.walk() if "aria-describedby" in each.attrs
        }
        # A choice of programs stands there only where more than one is loaded.
        assert described == ({wrong: f"pair-problem-{wrong}"} if wrong != "program" else {})
        if "on=" in query:
            assert page.one("input", id="on").attrs["value"] == query.split("on=")[1]

    def test_a_day_that_is_none_on_an_answer_is_said_and_today_is_answered(self, desk):
        page = desk("/pairs/20610-99213/?on=soon")
        problem = page.one(id="pair-problem-on").text
        assert "“soon” is no date of service" in problem
        assert "The answer below is that of today." in problem
        assert "aria-invalid" not in page.one("input", id="codes").attrs
        assert page.one("input", id="on").attrs == {
            **page.one("input", id="on").attrs,
            "type": "text",
            "value": "soon",
            "aria-invalid": "true",
        }
        assert "(today)" in page.one("p", cls="kind").text

    def test_what_are_no_codes_is_not_found_and_says_why(self, desk):
        page = desk("/pairs/NONSENSE/", status=404)
        assert "“NONSENSE” is not a procedure code" in page.one(id="pair-problem-codes").text
        assert page.one("input", id="codes").attrs["value"] == "NONSENSE"
        assert desk("/pairs/no%20sense%20at%20all", status=404).one("form", cls="pair-form")

    def test_modifiers_typed_with_codes_are_told(self, desk):
        told = desk(f"{LIVE}&modifier=59&modifier=GP").one("p", cls="notice")
        assert told.text.startswith("You also typed 59 and GP. The answer is about the codes alone")
        assert told.links == ["/modifiers/59/"], "GP has no page here"
        assert "You also typed" not in desk(f"{LIVE}&modifier=%3Cscript%3E").one("main").text


class TestRepeatedCodes:
    def test_one_code_twice_is_no_pair(self, tables, open_page):
        publish_modifiers(["76", "77", "91"])
        told = open_page("/pairs/97140/?repeated=97140").one("p", cls="notice")
        assert told.text.startswith("97140 was given more than once. A code pair is about two different codes")
        assert told.links == ["/modifiers/76/", "/modifiers/77/", "/modifiers/91/", "/codes/97140/#units"]
        assert open_page("/codes/97140/").one("section", aria_labelledby="units")

    def test_among_others_it_is_said(self, desk):
        assert desk(f"{LIVE}&repeated=20610&repeated=97140").one("p", cls="notice").text.startswith("20610 was given")


class TestFragments:
    """What htmx puts in place of the answer."""

    @pytest.mark.parametrize("path", ANSWERS)
    def test_the_answer_alone_with_its_address_title_and_announcement(self, client, tables, path):
        answer = client.get(path, headers={"HX-Request": "true"})
        assert answer.headers["HX-Push-Url"] == path
        fragment = read(answer.content)
        assert not fragment.all("html") and not fragment.all("form")
        assert fragment.one("title").text == read(client.get(path).content).one("title").text
        status = fragment.one(hx_swap_oob="innerHTML:#result-status")
        assert status.text and status.text in fragment.one("h1").text
        assert "HX-Push-Url" not in client.get(path).headers

    def test_caches_keep_the_two_apart(self, client, tables):
        assert "HX-Request" in client.get(LIVE).headers["Vary"]
        whole, part = client.get(LIVE), client.get(LIVE, headers={"HX-Request": "true"})
        assert whole.headers["ETag"] != part.headers["ETag"]

    def test_going_back_to_what_the_browser_no_longer_holds_gives_the_whole_page(self, client, tables):
        headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        answer = client.get(LIVE, headers=headers)
        assert read(answer.content).one("html") and "HX-Push-Url" not in answer.headers

    def test_problems_are_shown_and_announced(self, client, tables):
        fragment = read(client.get("/pairs/?codes=foo", headers={"HX-Request": "true"}).content)
        assert "“foo” is not a procedure code" in fragment.one("p", cls="caution").text
        assert "“foo” is not a procedure code" in fragment.one(hx_swap_oob="innerHTML:#result-status").text


class TestForm:
    def test_medicaid_is_offered_where_it_is_loaded(self, tables, open_page):
        assert not open_page("/pairs/").all("select", id="program")
        make_release(program="medicaid")
        choices = open_page("/pairs/").one("select", id="program").all("option")
        assert [choice.attrs["value"] for choice in choices] == ["medicare", "medicaid"]

    def test_what_is_loaded_is_told_with_its_size(self, desk):
        told = [each.text for each in desk("/pairs/").one("ul", cls="points").all("li")]
        assert told[0] == "Medicare practitioner NCCI code pairs, 3rd quarter of 2026 (v322r0): 2,200,000 pairs"
        assert told[1].startswith("Medicare outpatient hospital NCCI code pairs")

    def test_a_modifier_that_opens_edits_carries_it(self, desk):
        form = desk("/modifiers/59/").one("form", cls="pair-form")
        assert form.attrs["action"] == "/pairs/"
        assert form.one("input", id="codes").attrs["value"] == ""


PIECES = st.sampled_from(
    ["97140", "97530", "0001A", "G0438", "20610", "59", "xs", "x2", "and", "-", "+", " ", "%", "\x00", "９７１４０"]
)
CODES = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join) | st.lists(PIECES, max_size=30).map("-".join)
QUERY = st.dictionaries(
    st.sampled_from(["codes", "on", "setting", "program", "modifier", "indicator", "column", "page"]),
    st.text(max_size=12)
    | st.sampled_from(
        ["hospital", "medicaid", "0", "1", "column_two", "99999", "-1", "59-XS", "9999-12-31", "1990-01-01"]
    )
    | st.dates().map(str),
    max_size=5,
)


@settings(max_examples=150)
@given(codes=CODES, query=QUERY, is_fragment=st.booleans())
@example(codes="97140-97530", query={"on": "9999-12-31"}, is_fragment=False)
@example(codes="97140", query={"page": "9" * 5, "on": "1990-01-01"}, is_fragment=True)
@example(codes="97140-97140", query={"modifier": "\x00-" * 30}, is_fragment=False)
@example(codes="/", query={}, is_fragment=False)
def test_no_codes_day_or_setting_makes_an_error_of_ours(tables, codes, query, is_fragment):
    reader = Client(raise_request_exception=True)
    headers = {"HX-Request": "true"} if is_fragment else {}
    for path, asked in ((f"/pairs/{quote(codes, safe='')}/", query), ("/pairs/", {"codes": codes, **query})):
        answer = reader.get(path, asked, headers=headers)
        assert answer.status_code in (200, 301, 302, 404)
        steps = 0
        while answer.status_code in (301, 302):
            steps += 1
            assert steps <= 2, "addresses lead to their answer and not in a circle"
            answer = reader.get(answer.headers["Location"], headers=headers)
        assert answer.status_code in (200, 404)


def test_a_release_with_a_first_line_knows_nothing_before(tables, open_page):
    make_release([pair("97150", "97530", start=20200101)], first_effective_on=date(2020, 1, 1))
    assert headline(open_page("/pairs/97150-97530/?on=2019-12-31")).startswith("We cannot tell")
