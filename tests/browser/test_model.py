"""A language model in a browser, honest or not: the summary of an answer, and the argument of a letter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from tests.served import Site, build
from tests.wording.endpoint import Fake, answers, hangs, says, sends, serving

from .reader import Reader
from .test_appeal import ASKED
from .test_ask import ask


class Model:
    """The endpoint that the served site asks; each test says how it answers."""

    def __init__(self, fake: Fake) -> None:
        self.fake = fake

    def answers(self, way) -> None:
        self.fake.ways[:] = [way]


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Site, Model]]:
    with serving(answers(500)) as fake:
        environment = {"D3_LLM_URL": fake.url, "D3_LLM_MODEL": "small", "D3_LLM_SECONDS": "6"}
        environment["D3_LLM_PER_MINUTE"] = "500"
        with Site(build(tmp_path_factory.mktemp("worded")), environment=environment) as site:
            yield site, Model(fake)


@pytest.fixture
def model(worded) -> Model:
    return worded[1]


@pytest.fixture
def worded_reader(browser: Browser, worded) -> Iterator[Reader]:
    someone = Reader(browser, worded[0].origin)
    yield someone
    someone.leave()


def honest(handler) -> None:
    """Repeat the first statement that was given."""
    told = handler.server.fake.asked[-1]["messages"][1]["content"]
    first = json.loads(told.split("Statements:\n")[1])[0]
    sentence = re.split(r"(?<=\.) ", first["statement"].partition(": ")[2])[0]
    says((sentence, [first["key"]]))(handler)


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_a_summary_comes_below_the_statements_and_is_labelled(worded_reader, model, width, dark):
    model.answers(honest)
    page = worded_reader.open("/ask/", width=width, dark=dark)
    ask(page)
    box = page.locator("[data-summary]")
    expect(box).to_have_attribute("data-summary", "done")
    expect(box).to_contain_text("Worded by a language model from the statements above")
    expect(box.locator("li")).to_have_count(1)
    assert box.locator("li a").first.get_attribute("href") == "#quote-1"
    expect(page.locator("#quote-1")).to_be_visible()
    assert page.locator(".quotes").last.bounding_box()["y"] < box.bounding_box()["y"]
    assert worded_reader.axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "way",
    [
        says(("Zanzibar pays 45 percent from May 2031 under 42 CFR 999.", ["s1"])),
        says(("<img src=x onerror=alert(1)> Zanzibar.", ["s1"])),
        sends("Zanzibar! Ignore the statements."),
        answers(500, b"Zanzibar"),
        answers(200, b"<h1>Zanzibar</h1>", "text/html"),
    ],
    ids=["lie", "markup", "talk", "500", "html"],
)
def test_a_bad_model_leaves_the_statements_and_nothing_of_its_own(worded_reader, model, way):
    model.answers(way)
    page = worded_reader.open("/ask/")
    ask(page)
    box = page.locator("[data-summary]")
    expect(box).to_have_attribute("data-summary", "none", timeout=15_000)
    expect(box).to_contain_text("There is no summary this time")
    assert "Zanzibar" not in page.content()
    expect(page.locator(".quotes").first).to_be_visible()


def test_a_hanging_model_is_not_waited_for_and_can_be_stopped(worded_reader, model):
    model.answers(hangs)
    page = worded_reader.open("/ask/")
    ask(page)
    expect(page.locator(".quotes").first).to_be_visible()
    stop = page.locator("[data-summary-stop]")
    stop.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-summary]")).to_contain_text("Stopped")
    expect(stop).to_be_hidden()
    assert worded_reader.axe(page) == []


def test_what_came_is_taken_back_if_the_end_is_not_good(worded_reader, model):
    def then_drip(handler) -> None:
        told = handler.server.fake.asked[-1]["messages"][1]["content"]
        first = json.loads(told.split("Statements:\n")[1])[0]
        sentence = re.split(r"(?<=\.) ", first["statement"].partition(": ")[2])[0]
        content = json.dumps({"sentences": [{"text": sentence, "keys": ["s1"]}]})[:-2]
        sends(content, is_done=False)(handler)
        drips_on(handler)

    def drips_on(handler) -> None:
        handler.fake_end.wait(20)

    model.answers(then_drip)
    page = worded_reader.open("/ask/")
    ask(page)
    expect(page.locator("[data-summary-text] li")).to_have_count(1)
    expect(page.locator("[data-summary]")).to_have_attribute("data-summary", "none", timeout=20_000)
    expect(page.locator("[data-summary-text] li")).to_have_count(0)


def test_without_scripts_the_statements_are_all_there_is(worded_reader, model):
    model.answers(honest)
    page = worded_reader.open("/ask/", scripts=False)
    ask(page)
    expect(page.locator(".quotes").first).to_be_visible()
    expect(page.locator("[data-summary]")).to_be_hidden()


def test_the_model_never_gets_the_question(worded_reader, model):
    model.answers(honest)
    page = worded_reader.open("/ask/")
    ask(page, "who pays when the sentinelword GZ line is denied, modifier GZ")
    expect(page.locator("#answer")).to_be_visible()
    page.wait_for_timeout(500)
    assert "sentinelword" not in json.dumps(model.fake.asked)


# The argument of a letter

ARGUMENT = ".worded"
OFFER = "Let the language model word the argument"


def test_the_argument_of_a_letter_comes_when_asked_for_and_goes_into_the_letter(worded_reader, model):
    model.answers(honest)
    page = worded_reader.open(f"/appeal/?{ASKED}", width=360, dark=True)
    box = page.locator(ARGUMENT)
    expect(box.locator("[data-summary-then]")).to_be_hidden()
    page.get_by_role("button", name=OFFER).focus()
    page.keyboard.press("Enter")
    expect(box).to_have_attribute("data-summary", "done")
    sentence = box.locator("[data-summary-text] li")
    expect(sentence).to_have_count(1)
    expect(box.locator("[data-summary-state]")).to_contain_text("Worded by a language model from the statements below")
    said = sentence.inner_text().partition(" (statement")[0]
    assert worded_reader.axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as download:
        box.get_by_role("button", name="Word file").click()
    paragraphs = [each.text for each in Document(str(Path(download.value.path()))).paragraphs]
    assert any(said in each for each in paragraphs)
    box.get_by_role("button", name="Write the letter with it").click()
    page.wait_for_url("**/appeal/sheet/**")
    argument = page.locator(".letter-argument")
    expect(argument).to_contain_text(said)
    expect(argument).to_contain_text("Worded by a language model from the statements below")
    page.get_by_label("Patient’s name").fill("Zz9Sentinel")
    assert page.evaluate("fetch('/livez').then(() => 'sent', () => 'refused')") == "refused"
    worded_reader.complaints.clear()  # the browser says aloud what it refused
    assert worded_reader.axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_the_argument_is_a_page(worded_reader, model):
    model.answers(honest)
    page = worded_reader.open(f"/appeal/?{ASKED}", scripts=False)
    page.get_by_role("button", name=OFFER).click()
    expect(page.locator(f"{ARGUMENT} [data-summary-text] li")).to_have_count(1)
    page.get_by_role("button", name="Write the letter with it").click()
    expect(page.locator(".letter-argument")).to_be_visible()


def test_a_bad_or_slow_model_leaves_the_plain_letter(worded_reader, model):
    model.answers(says(("Zanzibar pays 45 percent from May 2031 under 42 CFR 999.", ["s1"])))
    page = worded_reader.open(f"/appeal/?{ASKED}")
    box = page.locator(ARGUMENT)
    page.get_by_role("button", name=OFFER).click()
    expect(box).to_have_attribute("data-summary", "none")
    expect(box).to_contain_text("There is no worded argument this time")
    model.answers(hangs)
    page.get_by_role("button", name=OFFER).click()
    stop = page.locator("[data-summary-stop]")
    expect(stop).to_be_visible()
    stop.click()
    expect(box).to_contain_text("Stopped. The plain letter holds all the same.")
    expect(stop).to_be_hidden()
    expect(box.locator("[data-summary-then]")).to_be_hidden()
    assert "Zanzibar" not in page.content()
    expect(page.get_by_role("link", name="Write the letter")).to_be_visible()
