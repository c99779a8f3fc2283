"""The organizer looks at one person, erases that name in the middle of the class, and sets how long names are kept."""

import json
from datetime import date

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll
from roles import Organizer, Phone


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_name_is_erased_while_the_class_goes_on(start, eyes, language):
    hall = start(halls.SAMPLE_PLAN)
    organizer = Organizer(eyes, language)
    w = organizer.w
    organizer.set_password(hall.addresses["organizer"])
    learner = Phone(eyes, language)
    learner.check_in(hall.addresses["join"], "王芳", "第一车间").arrived()
    page = organizer.page
    section = hall.addresses["class"]

    organizer.go(f"{hall.url}/classes/{section}/roster")
    page.get_by_role("link", name="王芳", exact=True).click()
    expect(page.locator("h1")).to_have_text("王芳")
    organizer.sees("第一车间")
    organizer.look(f"person-{language}")
    with page.expect_download() as download:
        page.get_by_role("link", name=w("privacy.data")).click()
    data = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert data["classes"][0]["name"] == "王芳"
    for size, name in ((PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        no_sideways_scroll(page)
        organizer.look(f"person-{name}-{language}")
    page.set_viewport_size({"width": 1440, "height": 900})

    page.fill("[name=reason]", "本人要求")
    page.check("[name=confirm]")
    organizer.press(w("privacy.eraseNow"))
    organizer.sees(w("privacy.said.erased"))
    organizer.sees_not("王芳")
    organizer.sees(w("section.erased"))
    organizer.go(f"{hall.url}/classes/{section}/report")
    organizer.sees_not("王芳")

    # The phone, which shows its page still, is told at its next tap or reload.
    learner.page.reload()
    expect(learner.page.locator("h1")).to_have_text(w("privacy.youAreErasedTitle"))
    learner.look(f"erased-{language}")
    learner.page.get_by_role("link", name=w("privacy.joinAgain")).click()
    expect(learner.page.locator("[name=name]")).to_be_visible()

    organizer.go(f"{hall.url}/classes/{section}")
    page.get_by_role("link", name=w("privacy.link")).click()
    expect(page.locator("h1")).to_have_text(w("privacy.title"))
    organizer.sees(w("privacy.what.erasure"))
    organizer.sees("本人要求")
    page.fill("[name=months]", "12")
    organizer.press(w("privacy.save"))
    organizer.sees(w("privacy.said.set"))
    # Of a class that has not begun, counted from its planned day.
    for part in w("privacy.dueFrom", "|").split("|"):
        organizer.sees(part.strip())
    organizer.sees(str(date.today().year + 1), "main")
    organizer.look(f"privacy-{language}")
    page.set_viewport_size(SMALL_PHONE)
    no_sideways_scroll(page)
    organizer.look(f"privacy-small-{language}")
