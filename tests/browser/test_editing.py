"""The whole way: open a modifier, change two rows, preview, compare, ask for review; a second person publishes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.served import start
from tests.served.site import PASSWORD

PEOPLE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
for name, role in {people!r}.items():
    user = get_user_model().objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""
SHOTS = os.environ.get("D3_SCREENSHOTS", "")
"""Folder for the pictures of docs/editing.md (`make screenshots`); none are taken without it."""
CODE = "59" if SHOTS else "XS"
"""What is edited and published: not the page that other tests on the same site read, print and cite."""
PUBLIC = f"/modifiers/{CODE.lower()}/"


@pytest.fixture(scope="module")
def people(site) -> None:
    """A writer, an editor and an administrator."""
    roles = {"wilma": "Writer", "edgar": "Editor", "ada": "Administrator"}
    process = start(site.data_dir, PEOPLE.format(people=roles, password=PASSWORD))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said


def signed_in(reader, name: str, **how) -> Page:
    """The desk of a person, in a browser of their own."""
    page: Page = reader.page(**how)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    return page


def form_of(page: Page, code: str) -> str:
    """Open a modifier from the list; the address of its form."""
    page.goto(f"/admin/modifiers/modifier/?q={code}")
    page.locator("#result_list th a", has_text=code).first.click()
    page.wait_for_load_state("load")
    return page.url.split("?")[0]


def picture(page: Page, name: str) -> None:
    """Keep a picture for the docs, if they are being made, of the page as it is with scripts."""
    if SHOTS and page.evaluate("matchMedia('(scripting: enabled)').matches"):
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def checklist(page: Page) -> str:
    """The items of the checklist, whatever spaces stand between the words; not the buttons that a script adds."""
    page.wait_for_load_state("load")
    return " ".join(" ".join(page.locator("section[aria-labelledby=checklist] li").all_inner_texts()).split())


def public(site) -> str:
    return site.get(PUBLIC).body.decode()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_whole_way_from_a_row_to_readers(people, reader, site, scripts):
    mark = "with" if scripts else "without"
    first = f"The note names each site of the two services, written {mark} scripts."
    second = f"The note gives the time of each of the two services, written {mark} scripts."
    before = public(site)

    wilma = signed_in(reader, "wilma", scripts=scripts)
    url = form_of(wilma, CODE)
    picture(wilma, "form")
    wilma.fill("textarea[name=checklist-0-text]", first)
    wilma.fill("textarea[name=checklist-1-text]", second)
    if scripts:
        wilma.locator("#checklist-1").get_by_role("button", name="Move up").click()
    else:
        wilma.fill("[name=checklist-0-position]", "2")
        wilma.fill("[name=checklist-1-position]", "1")
    picture(wilma, "rows")
    wilma.get_by_role("button", name="Save and preview").click()
    expect(wilma.locator(".banner")).to_contain_text("Preview.")
    shown = checklist(wilma)
    assert shown.index(second) < shown.index(first)

    wilma.goto(f"{url.removesuffix('change/')}differences/")
    expect(wilma.locator(".changes")).to_contain_text("Moved")
    picture(wilma, "differences")
    wilma.goto(f"{url.removesuffix('change/')}publish/")
    expect(wilma.locator("#content")).to_contain_text("somebody else looks at it")
    wilma.get_by_label("Change note for readers").fill("The record must name sites and times.")
    picture(wilma, "ask")
    wilma.get_by_role("button", name="Ask for review").click()
    expect(wilma.locator(".messagelist")).to_contain_text("is in review")
    assert public(site) == before, "saving, previewing or asking changed what readers see"

    edgar = signed_in(reader, "edgar", scripts=scripts)
    expect(edgar.locator("#waits-mine")).to_contain_text("1 modifier")
    picture(edgar, "queue")
    edgar.locator("#waits-mine a").click()
    edgar.locator("#result_list tbody th a").first.click()
    edgar.get_by_role("link", name="Review and publish…").first.click()
    picture(edgar, "review")
    for box in ("I have opened the sources", "The dates are right", "The examples and claim lines"):
        edgar.get_by_label(box).check()
    edgar.get_by_role("button", name="Approve and publish").click()
    expect(edgar.locator(".messagelist")).to_contain_text("is live")

    time.sleep(0.6)  # another process looks at the catalogue's version at most every quarter of a second
    assert all(first in public(site) for _ in range(6))
    edgar.goto(PUBLIC)
    assert checklist(edgar) == shown
    assert "The record must name sites and times." in site.get(f"{PUBLIC}history/").body.decode()


PAGES = (
    "",
    "modifiers/modifier/",
    "modifiers/modifier/add/",
    "modifiers/source/",
    "modifiers/edition/",
    "modifiers/event/",
    "modifiers/review/",
    "auth/user/",
    "auth/user/add/",
    "accounts/accountevent/",
    "password_change/",
    "bulk/batches/",
    "bulk/documents/",
    "bulk/links/",
    "bulk/tables/payer/",
    "bulk/sources/duplicates/",
)
BESIDE = ("change", "look", "differences", "publish", "still-right", "withdraw", "history")


def test_every_page_of_the_desk_is_accessible_and_within_the_policy(people, reader):
    """Half of the pages narrow and light, the other half wide and dark; each fits and raises no complaint."""
    narrow = signed_in(reader, "ada", width=360)
    wide = signed_in(reader, "ada", width=1280, dark=True)
    url = form_of(wide, "AE").removesuffix(
        "change/"
    )  # an entry: axe measures the hundred inputs of a full page for a minute
    paths = [f"/admin/{path}" for path in PAGES] + [f"{url}{page}/" for page in BESIDE]
    wrong = {}
    for number, path in enumerate(paths):
        page = (narrow, wide)[number % 2]
        page.goto(path)
        # Of Django's own lists, the tables scroll inside themselves.
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found = reader.axe(page)
        if wider > 0 or found:
            wrong[path] = (wider, found)
    assert not wrong


def test_signing_in_is_accessible(reader):
    for width, dark in ((360, False), (1280, True)):
        assert reader.axe(reader.open("/admin/login/", width=width, dark=dark)) == []
