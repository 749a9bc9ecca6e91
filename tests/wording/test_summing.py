"""From statements to checked sentences, through an endpoint that misbehaves in each way: nothing wrong comes out."""

from __future__ import annotations

import json
import logging
import threading
import time

import pytest

from modifiers import wording
from modifiers.wording import Given, Sentence, Worded, summing
from modifiers.wording.budget import Budget

from .endpoint import (
    answers,
    drips,
    drips_headers,
    floods,
    free_port,
    hangs,
    says,
    sends,
    serving,
    shuts,
    slowly,
    whole,
)
from .test_checking import GIVEN, GOOD, LIES

RIGHT = says((GOOD[0][0], ["s1"]), (GOOD[2][0], ["s2"]))
EXPECTED = Worded((Sentence(GOOD[0][0], ("s1",)), Sentence(GOOD[2][0], ("s2",))))
SECONDS = 1.5


@pytest.fixture(autouse=True)
def _model(settings, monkeypatch):
    settings.LLM_MODEL, settings.LLM_KEY, settings.LLM_FORMAT = "small", "a-key-that-is-secret", "json_schema"
    settings.LLM_SECONDS, settings.LLM_PER_MINUTE = SECONDS, 1000
    monkeypatch.setattr(summing, "budget", Budget())
    monkeypatch.setattr(summing, "_BACK_OFF", 0.01)
    yield
    for thread in threading.enumerate():
        if thread.name == "wording":
            thread.join(10)
            assert not thread.is_alive()


def asked(settings, *ways):
    with serving(*ways) as fake:
        settings.LLM_URL = fake.url
        return wording.summarise(GIVEN), fake


def test_a_right_answer_is_given(settings):
    found, fake = asked(settings, RIGHT)
    assert found == EXPECTED and found.text == f"{GOOD[0][0]} {GOOD[2][0]}"
    assert fake.headers[0]["Authorization"] == "Bearer a-key-that-is-secret"
    assert fake.asked[0]["stream"] is True
    assert fake.asked[0]["response_format"]["type"] == "json_schema"


def test_an_answer_without_a_stream_is_read_too(settings):
    content = json.dumps({"sentences": [{"text": GOOD[0][0], "keys": ["s1"]}]})
    found, _ = asked(settings, whole(content))
    assert found == Worded((Sentence(GOOD[0][0], ("s1",)),))


def test_the_other_form_of_a_schema(settings):
    settings.LLM_FORMAT = "json_object"
    _, fake = asked(settings, RIGHT)
    assert fake.asked[0]["response_format"]["type"] == "json_object"
    assert "sentences" in fake.asked[0]["response_format"]["schema"]["properties"]


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_refused_with_all_that_came_before(settings, lie):
    text, keys = lie
    found, fake = asked(settings, says((GOOD[0][0], ["s1"]), (text, list(keys))))
    assert found is None
    assert len(fake.asked) == 1  # a liar is not asked again


WAYS = {
    "hangs before headers": hangs,
    "drips": drips,
    "drips headers": drips_headers,
    "floods": floods,
    "closes": shuts,
    "500": answers(500),
    "401": answers(401),
    "429": answers(429, Retry_After="0"),
    "429 for long": answers(429, Retry_After="3600"),
    "redirect": answers(302, Location="http://127.0.0.1:1/v1/chat/completions"),
    "empty": answers(200, b""),
    "not JSON": answers(200, b"<html>welcome</html>"),
    "HTML": answers(200, b"<html>welcome</html>", "text/html"),
    "another schema": answers(200, b'{"answer": 1}'),
    "no choices": answers(200, b'{"choices": []}'),
    "choices of nothing": answers(200, b'{"choices": [null]}'),
    "content is a list": answers(200, b'{"choices": [{"message": {"content": ["a"]}}]}'),
    "huge body": answers(200, b" " * 600_000),
    "deep": answers(200, b"[" * 100_000),
    "truncated JSON": sends('{"sentences": [{"text": "GZ makes'),
    "truncated stream": sends(json.dumps({"sentences": [{"text": GOOD[0][0], "keys": ["s1"]}]}), is_done=False),
    "talk": sends("Sure! Here is a summary: GZ means the provider pays."),
    "events of nonsense": answers(200, b"data: {{{{\n\n", "text/event-stream"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_whatever_goes_wrong_there_is_no_summary_in_bounded_time(settings, way):
    before = time.monotonic()
    found, _ = asked(settings, way)
    assert found is None
    assert time.monotonic() - before < SECONDS + 5  # a bound, many times what it takes


def test_nobody_there(settings):
    settings.LLM_URL = f"http://127.0.0.1:{free_port()}/v1"
    assert wording.summarise(GIVEN) is None


def test_no_model_or_nothing_to_say(settings):
    settings.LLM_URL = ""
    assert not wording.is_configured()
    assert list(wording.sentences(GIVEN)) == ["off"]
    settings.LLM_URL = "http://127.0.0.1:1/v1"
    assert wording.summarise([]) is None


@pytest.mark.parametrize("first", [answers(500), answers(429, Retry_After="0"), shuts], ids=["500", "429", "closes"])
def test_a_second_try_is_made_and_no_third(settings, first):
    found, fake = asked(settings, first, RIGHT)
    assert found == EXPECTED and len(fake.asked) == 2
    found, fake = asked(settings, first, first, RIGHT)
    assert found is None and len(fake.asked) == 2


@pytest.mark.parametrize("way", [answers(429, Retry_After="3600"), answers(401), answers(302, Location="/")])
def test_no_second_try_where_it_cannot_help(settings, way):
    _, fake = asked(settings, way, RIGHT)
    assert len(fake.asked) == 1


def test_the_budget_of_a_minute(settings):
    settings.LLM_PER_MINUTE = 2
    with serving(RIGHT) as fake:
        settings.LLM_URL = fake.url
        ends = [list(wording.sentences(GIVEN))[-1] for _ in range(4)]
    assert ends == ["done", "done", "busy", "busy"] and len(fake.asked) == 2


def test_a_second_try_is_paid_for(settings):
    settings.LLM_PER_MINUTE = 1
    _, fake = asked(settings, answers(500), RIGHT)
    assert len(fake.asked) == 1


def test_never_more_than_two_at_once(settings):
    with serving(hangs) as fake:
        settings.LLM_URL = fake.url
        coming = [wording.sentences(GIVEN) for _ in range(3)]
        assert [next(each) for each in coming] == [None, None, "busy"]
        for each in coming:
            each.close()


def test_who_goes_away_ends_the_call(settings):
    settings.LLM_SECONDS = 25
    with serving(drips) as fake:
        settings.LLM_URL = fake.url
        coming = wording.sentences(GIVEN)
        assert next(coming) is None
        coming.close()
        for thread in [each for each in threading.enumerate() if each.name == "wording"]:
            thread.join(5)
            assert not thread.is_alive()


def test_sentences_come_before_the_end(settings):
    settings.LLM_SECONDS = 25
    content = json.dumps({"sentences": [{"text": GOOD[0][0], "keys": ["s1"]}]})[:-2]

    def first_then_hang(handler):
        sends(content, is_done=False)(handler)
        hangs(handler)

    with serving(first_then_hang) as fake:
        settings.LLM_URL = fake.url
        coming = wording.sentences(GIVEN)
        assert next(each for each in coming if each) == Sentence(GOOD[0][0], ("s1",))
        coming.close()


def test_neither_the_key_nor_what_the_model_wrote_is_logged(settings, caplog):
    caplog.set_level(logging.DEBUG)
    asked(settings, answers(500, b"a-secret-answer"))
    asked(settings, says(("The sentinel Zanzibar pays.", ["s1"])))
    asked(settings, answers(200, b"sentinel Zanzibar"))
    assert caplog.text and "a-key-that-is-secret" not in caplog.text
    assert "Zanzibar" not in caplog.text and "a-secret-answer" not in caplog.text


def test_a_slow_but_right_answer_is_in_time(settings):
    settings.LLM_SECONDS = 10
    found, _ = asked(settings, slowly(RIGHT, 1.2))
    assert found == EXPECTED


def test_statements_beyond_the_limit_are_not_sent(settings):
    many = [Given(f"s{n}", f"Statement number {n}.") for n in range(1, 60)]
    with serving(RIGHT) as fake:
        settings.LLM_URL = fake.url
        wording.summarise(many)
    assert "s20" in str(fake.asked) and "s21" not in str(fake.asked)
