"""A passkey is added, used after the password, and missed by nobody who has none: with Chromium's own authenticator."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Iterator

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.served import Site, build
from tests.served.site import EDITOR, PASSWORD

from .reader import Reader

VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """A site with a name, for browsers make no passkeys for a number, and with its second factor."""
    data_dir = build(tmp_path_factory.mktemp("passkeys"))
    with Site(data_dir, host="localhost", environment={"D3_SECOND_FACTOR": "1"}) as served:
        yield served


@pytest.fixture
def somebody(browser: Browser, named_site: Site) -> Iterator[Reader]:
    found = Reader(browser, named_site.origin)
    yield found
    found.leave()


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """Give the browser of a page an authenticator that says yes by itself."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})["authenticatorId"]


def password(page: Page, onward: str = "/admin/") -> None:
    page.goto(f"/admin/login/?next={onward}")
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    assert is_pasted_into(page, "[name=password]")
    page.click("#login-form [type=submit]")


def is_pasted_into(page: Page, field: str) -> bool:
    """Whether nothing on the page keeps a paste out of a field."""
    paste = "one => one.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true}))"
    return bool(page.locator(field).evaluate(paste))


def code(key: str, steps: int = 0) -> str:
    """What an authenticator with this key shows now, or so many half minutes later."""
    totp = TOTP(b32decode(key + "=" * (-len(key) % 8)))
    totp.time = time.time() + steps * 30
    return f"{totp.token():06d}"


def accessible(somebody: Reader, page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 1200})
        assert somebody.axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_passkey_from_the_first_sign_in_to_its_end(somebody: Reader):
    page = somebody.page()
    password(page)
    key = page.inner_text(".key").replace(" ", "")
    page.fill("[name=code]", code(key))
    page.click("#login-form [type=submit]")
    recovery = page.locator(".recovery code").first.inner_text()
    page.get_by_role("link", name="I have kept them: go on").click()
    tools, held = authenticator(page)

    # Added, by the keyboard: a name and Enter.
    page.get_by_role("link", name="Second factor").click()
    accessible(somebody, page)
    page.fill("[name=name]", "Work laptop")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is one of your passkeys now")
    expect(page.get_by_role("row", name="Work laptop")).to_contain_text("Never")
    accessible(somebody, page)
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": held})["credentials"]) == 1
    page.fill("[name=name]", "Once more")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("holds a passkey of yours already")

    # Used after the password; it leads on to where the editor was going.
    page.get_by_role("button", name="Log out").click()
    password(page, "/admin/modifiers/source/")
    expect(page.get_by_role("status")).to_have_text("")
    button, field = page.get_by_role("button", name="Use a passkey"), page.locator("[name=code]")
    assert is_pasted_into(page, "[name=code]")
    place, below = button.bounding_box(), field.bounding_box()
    assert place is not None and below is not None and place["y"] + place["height"] <= below["y"]
    accessible(somebody, page)
    button.click()
    page.wait_for_url("**/admin/modifiers/source/")
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_role("row", name="Work laptop")).not_to_contain_text("Never")

    # Refused, it says so in words, and the code goes on working.
    page.get_by_role("button", name="Log out").click()
    password(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})
    tools.send("WebAuthn.clearCredentials", {"authenticatorId": held})
    button.click()
    expect(page.get_by_role("status")).to_contain_text("No passkey was used. You can try again, or type a code.")
    expect(button).to_be_focused()
    accessible(somebody, page)
    page.evaluate("document.querySelector('[data-passkey]').closest('form').elements.passkey.value = '{}'")
    page.evaluate("document.querySelector('#login-form').submit()")
    expect(page.get_by_role("status")).to_contain_text("The passkey did not let you in.")
    page.wait_for_timeout(1100)  # the brake
    field.fill(code(key, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    # Taken away, and no longer offered. Without scripts it never was.
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Take away Work laptop").click()
    accessible(somebody, page)
    without_scripts(somebody, recovery)
    page.get_by_role("button", name="Take it away").click()
    expect(page.locator(".messagelist")).to_contain_text("is taken away")
    page.get_by_role("button", name="Log out").click()
    password(page)
    expect(field).to_be_focused()
    expect(button).to_have_count(0)


def without_scripts(somebody: Reader, recovery: str) -> None:
    """Somebody who has a passkey and no JavaScript types a code as ever."""
    page = somebody.page(scripts=False)
    password(page)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    expect(page.locator("#login-form [type=submit]")).to_be_visible()
    page.fill("[name=code]", "000000")
    page.click("#login-form [type=submit]")
    expect(page.locator(".errorlist")).to_contain_text("This code is wrong")
    page.fill("[name=code]", recovery)
    page.click("#login-form [type=submit]")
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_role("row", name="Work laptop")).to_be_visible()
    expect(page.locator("[data-without-passkeys]")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
