"""Pace: three words from the phones, a clock that waits while the room is asked, a new timetable."""

import re

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Learner
from roles import Phone, Screen, Trainer


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_pace(start, eyes, language):
    hall = start(halls.SAMPLE_PLAN if language == "zh-CN" else halls.ENGLISH_PLAN)
    eyes.name = "pace_" + language
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    beside = Trainer(eyes, language, PHONE, color_scheme="dark").go(hall.addresses["trainer"])
    phone = Phone(eyes, language, SMALL_PHONE).check_in(hall.addresses["join"], "Aino").arrived()
    others = [Learner(hall, f"Learner {index}") for index in range(4)]
    trainer.begin()
    trainer.sees(trainer.w("pace.fewer"), "[data-region=pace]")
    lost = phone.page.get_by_role("button", name=phone.w("pace.lost"), exact=True)
    lost.click()
    phone.says("room.paced", "form[data-pace] [data-state]")
    expect(lost).to_have_attribute("aria-pressed", "true")
    for index, other in enumerate(others):
        reply = other.send(do="pace", mark="lost" if index < 2 else "tooFast")
        assert set(reply) == {"message"}
    # It comes with the next heartbeat, so that nobody's tap shows.
    expect(trainer.page.locator("[data-region=pace]")).to_contain_text("60%", timeout=20_000)
    trainer.look("console")
    beside.look("console-phone-dark")
    phone.look("phone-320")
    for role in (beside, phone):
        no_sideways_scroll(role.page)

    # The clock of this part waits while the room is asked something beside it.
    trainer.make("quiz", "1 + 1 = ?", ["*2", "3"])
    trainer.sees(trainer.w("pace.held"), "[data-region=pace]")
    clock = trainer.page.locator("[data-clock=segment]").first
    held = clock.inner_text()
    trainer.page.wait_for_timeout(3_000)
    assert clock.inner_text() == held
    trainer.look("console-held")
    trainer.main("trainer.close")
    trainer.sees_not(trainer.w("pace.held"), "[data-region=pace]")
    expect(clock).not_to_have_text(held)

    # What is left, thirty minutes shorter, shown before it is taken.
    trainer.page.get_by_role("link", name=trainer.w("pace.compress")).click()
    trainer.page.fill("[name=less]", "30")
    trainer.press(trainer.w("pace.reckon"))
    trainer.sees(trainer.w("pace.proposed"))
    trainer.look("replan")
    for size, name in ((PHONE, "replan-390"), (SMALL_PHONE, "replan-320")):
        trainer.page.set_viewport_size(size)
        trainer.look(name)
        no_sideways_scroll(trainer.page)
    trainer.page.set_viewport_size({"width": 1440, "height": 900})
    assert hall.report(hall.addresses["class"])["replans"] == []
    trainer.press(trainer.w("pace.accept"))
    trainer.page.wait_for_url(re.compile(r"/t/[^/]+$"))
    expect(trainer.page.locator(".programme del").first).to_be_visible()
    trainer.look("console-replanned")
    report = hall.report(hall.addresses["class"])
    day = [activity for activity in report["activities"] if activity["day"] == 1]
    kept = [activity for activity in day[1:] if activity["kind"] == "case"]
    assert kept and all(a["replannedMinutes"] == a["plannedMinutes"] for a in kept)
    assert all(activity["replannedMinutes"] >= 5 for activity in day[1:])
    end = report["replans"][0]["slots"][-1]
    hours, minutes = map(int, end["start"].split(":"))
    last = day[-1]
    planned_hours, planned_minutes = map(int, last["start"].split(":"))
    assert hours * 60 + minutes + end["minutes"] == planned_hours * 60 + planned_minutes + last["plannedMinutes"]

    # More than there is: said in words.
    trainer.page.get_by_role("link", name=trainer.w("pace.compress")).click()
    trainer.page.fill("[name=less]", "600")
    trainer.press(trainer.w("pace.reckon"))
    trainer.look("replan-too-long")
    expect(trainer.page.locator("[role=alert]")).to_be_visible()


def test_pace_without_javascript(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes, java_script_enabled=False).go(hall.addresses["trainer"])
    phone = Phone(eyes, "zh-CN", SMALL_PHONE, java_script_enabled=False)
    phone.check_in(hall.addresses["join"], "爱诺").arrived()
    trainer.begin()
    phone.press(phone.w("pace.fine"))
    phone.sees(phone.w("room.paced"), "[data-flash]")
    trainer.page.get_by_role("link", name=trainer.w("pace.compress")).click()
    trainer.page.fill("[name=less]", "10")
    trainer.press(trainer.w("pace.reckon"))
    trainer.press(trainer.w("pace.accept"))
    expect(trainer.page.locator(".programme del").first).to_be_visible()
