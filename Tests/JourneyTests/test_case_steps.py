"""A case goes through its steps: read, think, discuss, report, debrief; and an exercise is explained."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Phone, Screen, Trainer

CHINESE = {
    "plan": halls.SAMPLE_PLAN, "case": "受伤第四十天", "text": "两根手指骨折", "question": "企业如果说",
    "notes": "用时三十分钟", "debrief": "受伤的人最需要的是治疗和时间", "exercise": "编一份证据目录",
    "says": "先帮他申请认定。",
}
ENGLISH = {
    "plan": halls.ENGLISH_PLAN, "case": "The crossing by gate three", "text": "took my sleeve with it",
    "question": "Why were the near misses not reported", "notes": "Groups tend to jump",
    "debrief": "The first decision was not foolish", "exercise": None, "says": "Move the pallets first.",
}


@pytest.mark.parametrize("language,dark", [("zh-CN", False), ("en-GB", True)], ids=["chinese", "english-dark"])
def test_case_steps(start, eyes, language, dark):
    day = CHINESE if language == "zh-CN" else ENGLISH
    look = {"color_scheme": "dark"} if dark else {}
    hall = start(day["plan"])
    eyes.name = "case_steps_" + language
    trainer = Trainer(eyes, language, **look).go(hall.addresses["trainer"])
    small = Trainer(eyes, language, SMALL_PHONE, **look).go(hall.addresses["trainer"])
    screen = Screen(eyes, language, **look).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes, language, **look)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    plain = Phone(eyes, language, SMALL_PHONE, java_script_enabled=False, **look)
    plain.check_in(hall.addresses["join"], "鲍明", "电工班").arrived()
    for name in ("赵敏", "李强", "刘洋", "陈静"):
        Learner(hall, name)
    w = trainer.w
    trainer.begin()
    # Nothing of the case before the class comes to it.
    missing = Learner(hall, "周宁").request("GET", f"/c/{hall.code}/text", accept="application/json")
    assert missing.status == 404, missing.text

    trainer.jump(day["case"])
    steps = trainer.page.locator(".casesteps li")
    expect(steps).to_have_count(5)
    trainer.sees(w("case.minutes", 4), ".casesteps .now")

    # Read: the text on the phone, in the page of a phone without scripts too.
    phone.sees(w("case.do.read"), ".guide")
    phone.sees(day["text"], ".guide .prose")
    phone.sees_not(day["question"])
    plain.page.reload()
    plain.sees(day["text"], ".guide .prose")
    plain.look("read-plain", check=False)
    no_sideways_scroll(plain.page)
    screen.shows(f"{w('case.step.read')} · {w('case.minutes', 4)}")
    trainer.main_with("case.startTimer", 4)
    expect(screen.page.locator(".stage [data-clock=timer]").first).to_contain_text("3:")
    expect(phone.page.locator(".timer")).to_contain_text("3:")
    screen.look("read-screen")
    phone.look("read-phone")
    trainer.look("read-console")
    small.sees(w("case.step.read"), ".casesteps .now")
    small.page.locator(".casesteps").scroll_into_view_if_needed()
    small.look("read-console-small")
    no_sideways_scroll(small.page)
    no_sideways_scroll(phone.page)

    # A page of its own, for whoever follows the link.
    reader = phone.page.context.new_page()
    eyes.watch(reader)
    reader.goto(f"{hall.url}/c/{hall.code}/text")
    expect(reader.locator("main")).to_contain_text(day["text"])
    eyes.look(reader, "text-phone")
    no_sideways_scroll(reader)
    reader.close()

    # Think: by the step's own button; the timer of the step before is over.
    steps.nth(1).locator("button").click()
    screen.shows(w("case.step.think"))
    expect(screen.page.locator(".stage [data-clock=timer]").first).to_have_text("")
    phone.sees(day["question"], ".guide")
    trainer.page.locator("nav button", has_text=w("case.startTimer", 3)).wait_for()

    # Discuss: the trainer is told that there are no groups yet.
    steps.nth(2).locator("button").click()
    phone.sees(w("case.do.discuss"), ".guide")
    trainer.sees(w("case.noGroups"), "[data-region=stage]")
    trainer.unfold(w("group.title"))
    box = trainer.page.locator("[data-region=groups]")
    box.locator("[name=count]").fill("2")
    trainer.press(w("group.byUnit"))
    expect(box.locator(".group")).to_have_count(2)
    expect(trainer.page.locator("[data-region=stage] .note")).to_have_count(0)
    phone.look("discuss-phone")
    screen.look("discuss-screen")

    # Report: coming there asks the groups.
    trainer.page.locator(".casesteps li").nth(3).locator("button").click()
    phone.sees(day["case"], ".task")
    phone.press(phone.w("group.takePen"), ".task")
    phone.page.locator("form[data-scribe] textarea").fill(day["says"])
    phone.press(phone.w("room.submit"), "form[data-scribe]")
    phone.says("room.saved", "form[data-scribe] [data-state]")
    phone.look("report-phone")
    no_sideways_scroll(phone.page)
    screen.shows(w("case.step.report"))
    screen.shows_not(day["says"])
    box.get_by_role("button", name=w("trainer.toScreen"), exact=True).first.click()
    screen.shows(day["says"])
    screen.look("report-screen")
    assert not overflow(screen.page, ".stage")
    trainer.look("report-console")

    # Nothing of the notes or the debrief was anywhere; now the debrief is.
    for role in (phone, screen):
        role.sees_not(day["notes"])
        role.sees_not(day["debrief"])
    trainer.page.locator(".casesteps li").nth(4).locator("button").click()
    screen.shows(day["debrief"])
    phone.sees(w("case.do.debrief"), ".guide")
    expect(phone.page.locator("form[data-scribe]")).to_have_count(0)
    screen.sees_not(day["notes"])
    screen.look("debrief-screen")
    phone.look("debrief-phone")
    assert not overflow(screen.page, ".stage")

    if day["exercise"]:
        trainer.jump(day["exercise"])
        phone.sees(w("case.do.exercise"), ".guide")
        expect(phone.page.locator(".task form")).to_have_count(0)
        phone.look("exercise-phone")
        screen.look("exercise-screen")
        trainer.look("exercise-console")
