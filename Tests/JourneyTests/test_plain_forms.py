"""Without JavaScript: everything by plain forms and reload."""

import re

from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE
from hall import Client, Learner
from roles import Phone, Trainer


def fields_of(form):
    """The hidden fields of a form, as the browser would send them."""
    return {
        field.get_attribute("name"): field.get_attribute("value")
        for field in form.locator("input[type=hidden]").all()
    }


def test_a_phone_without_javascript(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes, "zh-CN", SMALL_PHONE, java_script_enabled=False)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    phone.sees(phone.w("room.notBegun"))
    others = [Learner(hall, name) for name in ("赵敏", "李强", "刘洋", "陈静")]
    trainer.begin()

    def reload():
        phone.page.get_by_role("link", name=phone.w("room.reload")).click()

    # A quiz: answered, changed, sent twice.
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    reload()
    phone.sees("仲裁时效多长？")
    phone.choose("六十日")
    phone.press(phone.w("room.submit"), "form.item")
    phone.sees(phone.w("room.saved"), "[data-flash]")
    expect(phone.page.locator("form.item input[value='1']")).to_be_checked()
    phone.choose("一年")
    phone.page.locator("form.item button").dblclick()
    phone.sees(phone.w("room.saved"), "[data-flash]")
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 5")
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    reload()
    phone.sees(phone.w("room.right"), ".shown")
    eyes.look(phone.page, "phone-revealed", check=False)

    # A poll: the same form twice is one ballot, and another choice from the same phone changes it.
    trainer.make("poll", "去年开过职代会吗？", ["开过", "没有"])
    reload()
    same = Client(hall)
    same.cookies = {cookie["name"]: cookie["value"] for cookie in phone.page.context.cookies()}
    sent = {**fields_of(phone.page.locator("form.item")), "choice": "0"}
    for _ in range(2):
        reply = same.request("POST", f"/c/{hall.code}/send", sent)
        assert reply.status == 303, reply.text
    phone.choose("没有")
    phone.press(phone.w("room.submit"), "form.item")
    phone.sees(phone.w("room.saved"), "[data-flash]")
    for learner in others:
        learner.cast(0)
    expect(trainer.page.locator(".roomside")).to_contain_text("5 / 5")
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    bars = trainer.page.locator("section.onstage .bars li")
    expect(bars.nth(0)).to_contain_text("4")
    expect(bars.nth(1)).to_contain_text("1")

    # A question, its form sent twice.
    phone.page.locator("summary", has_text=phone.w("room.askQuestion")).click()
    form = phone.page.locator("form[data-send=ask]")
    sent = {**fields_of(form), "text": "加班费怎么算？"}
    form.locator("textarea").fill("加班费怎么算？")
    phone.press(phone.w("room.sendQuestion"))
    phone.sees(phone.w("room.asked"), "[data-flash]")
    reply = same.request("POST", f"/c/{hall.code}/send", sent)
    assert reply.status == 303, reply.text
    expect(trainer.page.locator(".roomside .ask")).to_have_count(1)
    trainer.press(trainer.w("trainer.toScreen"), ".roomside")
    expect(trainer.page.locator(".roomside").get_by_role("button", name=trainer.w("trainer.toScreen"), exact=True)).to_have_count(0)
    reload()
    phone.page.locator("summary", has_text=phone.w("room.askQuestion")).click()
    phone.press(phone.w("room.support"), "[data-region=wall]")
    phone.sees(phone.w("room.supported"), "[data-flash]")
    expect(trainer.page.locator(".roomside .ask")).to_contain_text(trainer.w("room.supporters", 1))

    # The rating.
    trainer.more("trainer.openEvaluation")
    # The page without a script sees what has come about, not what is on its way.
    expect(trainer.page.locator("[data-region=room]")).to_contain_text(trainer.w("kind.evaluation"))
    reload()
    phone.rate([0, 1, 0, 1, 0], "都好。")
    phone.sees(phone.w("room.rated"), "[data-flash]")
    expect(trainer.page.locator(".roomside")).to_contain_text(re.compile(r"1 / 5"))
    eyes.look(phone.page, "phone-rated", check=False)
    report = hall.report(hall.addresses["class"])
    assert report["counts"] == {"checkedIn": 5, "answers": 6, "questions": 1, "ratings": 1}


def test_a_screen_and_a_console_without_javascript(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes, java_script_enabled=False).go(hall.addresses["trainer"])
    trainer.begin()
    trainer.step()
    trainer.sees(trainer.w("room.timeLeft"))
    trainer.main("trainer.blank")
    trainer.sees(trainer.w("trainer.isBlank"))
    trainer.main("trainer.unblank")
    client = Client(hall)
    screen = client.request("GET", f"/s/{hall.code}")
    assert '<noscript><meta http-equiv="refresh"' in screen.text
