"""One thing to do: written on a phone at the end, asked about a month later by a link, its share in the report."""

import datetime
import pathlib
import re

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Client, Learner
from roles import Organizer, Phone, Trainer


def long_ago():
    return (datetime.date.today() - datetime.timedelta(days=33)).isoformat()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_one_thing_to_do(start, eyes, language):
    eyes.name = "follow_up_" + language
    chinese = language == "zh-CN"
    plan = halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN
    hall = start()
    organizer = Organizer(eyes, language)
    organizer.set_password(hall.addresses["organizer"])
    organizer.read_plan(plan, *sorted((plan.parent / "cases").glob("*.md")))
    page = organizer.page
    page.get_by_role("link", name=organizer.w("plan.make")).first.click()
    page.fill("[name=date]", long_ago())
    page.check("[name=approved]")
    organizer.press(organizer.w("sectionForm.make"))
    page.wait_for_url(re.compile(r"/classes/[^/?]+$"))
    section = page.url
    code = page.locator(".section-side .big").inner_text().strip()
    trainer_link = page.locator("a[href*='/enter/']").first.get_attribute("href")

    # The organizer's page: days that cannot be, and days that can.
    page.get_by_role("link", name=organizer.w("follow.title"), exact=True).click()
    organizer.look("desk")
    eyes.forgiving = True
    page.fill("[name=days]", "400")
    organizer.press(organizer.w("follow.saveDays"))
    expect(page.get_by_role("alert")).to_have_text(organizer.w("reject.followUpDaysOutOfRange"))
    organizer.look("desk-wrong")
    eyes.forgiving = False
    page.fill("[name=days]", "30")
    organizer.press(organizer.w("follow.saveDays"))

    trainer = Trainer(eyes, language).go(trainer_link)
    phone = Phone(eyes, language, SMALL_PHONE)
    phone.check_in(f"{hall.url}/j/{code}", "爱诺" if chinese else "Aino", "运输队" if chinese else "Dock").arrived()
    trainer.begin()
    offer = phone.page.get_by_role("link", name=phone.w("follow.write"))
    expect(offer).to_have_count(0)
    trainer.more("trainer.openEvaluation")
    expect(offer).to_be_visible()
    phone.look("phone-offer")
    offer.click()
    phone.sees(phone.w("follow.oneThing"), "h1")
    phone.look("phone-write")
    no_sideways_scroll(phone.page)
    eyes.forgiving = True
    phone.page.fill("[name=text]", "  ")
    phone.press(phone.w("follow.keep"))
    expect(phone.page.get_by_role("alert")).to_have_text(phone.w("reject.textMissing"))
    phone.look("phone-write-wrong")
    eyes.forgiving = False
    mine = ("下周一班前会上讲一次停工避险权，请安全员老周一起讲。" if chinese
            else "Next Monday I will talk about the right to stop dangerous work, together with Sam.")
    phone.page.fill("[name=text]", mine)
    phone.press(phone.w("follow.keep"))
    phone.sees(mine, ".own-words")
    link = phone.page.url.split("?")[0]
    assert phone.page.locator(".keep a.num").get_attribute("href") == link
    phone.look("phone-link")
    no_sideways_scroll(phone.page)
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name=phone.w("follow.toCalendar")).click()
    calendar = pathlib.Path(download.value.path()).read_bytes().decode()
    assert link in calendar.replace("\r\n ", "") and "BEGIN:VALARM" in calendar

    # Eleven more, without a browser, one of them a plain form after another.
    links = [link]
    for number in range(11):
        learner = Learner(hall, f"欧阳{chr(0x4e00 + number)}", "车间", code=code)
        reply = learner.request("POST", f"/c/{code}/intention", {"text": f"第 {number} 件事"})
        assert reply.status == 303, reply.text
        links.append(hall.url + reply.headers["location"].split("?")[0])
    trainer.more("trainer.closeEvaluation")
    trainer.end()
    trainer.sees(trainer.w("trainer.closed"))

    # A month later: no login, nothing but the link; on the phone that wrote it the class's address does.
    stranger = Phone(eyes, language)
    stranger.go(f"{hall.url}/f/{section.rsplit('/', 1)[1]}")
    stranger.sees(stranger.w("follow.noLink"))
    stranger.look("class-address")
    stranger.go(link)
    stranger.sees(mine, ".own-words")
    stranger.look("asked")
    stranger.page.emulate_media(color_scheme="dark")
    stranger.look("asked-dark")
    phone.go(f"{hall.url}/f/{section.rsplit('/', 1)[1]}")
    phone.sees(mine, ".own-words")
    phone.page.locator("label.choice", has_text=phone.w("follow.partly")).click()
    phone.page.fill("[name=reason]", "老周那天不在。")
    phone.press(phone.w("follow.answer"))
    expect(phone.page.get_by_role("status")).to_have_text(phone.w("follow.said.answered"))
    phone.look("answered")
    no_sideways_scroll(phone.page)
    # One of them wants to be named: a tick and a name, and nothing is lost where the name is missing.
    stranger.page.emulate_media(color_scheme="light")
    stranger.go(links[1])
    stranger.page.locator("label.choice", has_text=stranger.w("follow.done")).first.click()
    stranger.page.fill("[name=reason]", "班前会讲了，大家都听进去了。")
    stranger.page.locator("label.choice", has_text=stranger.w("follow.signIt")).click()
    eyes.forgiving = True
    stranger.press(stranger.w("follow.answer"))
    expect(stranger.page.get_by_role("alert")).to_have_text(stranger.w("join.nameProblem.empty"))
    expect(stranger.page.locator("[name=sign]")).to_be_checked()
    stranger.look("sign-wrong")
    eyes.forgiving = False
    stranger.page.fill("[name=name]", "欧阳一")
    stranger.press(stranger.w("follow.answer"))
    expect(stranger.page.get_by_role("status")).to_have_text(stranger.w("follow.said.answered"))
    expect(stranger.page.locator("[name=name]")).to_have_value("欧阳一")
    stranger.page.locator(".sign").evaluate("part => part.scrollIntoView()")
    stranger.look("signed")
    no_sideways_scroll(stranger.page)
    for number, other in enumerate(links[2:]):
        reply = Client(hall).request("POST", other[len(hall.url):], {"outcome": "0" if number < 6 else "1", "reason": ""})
        assert reply.status == 303, reply.text
    identity = section.rsplit("/", 1)[1]
    assert hall.report(identity)["followUp"]["answers"] is None

    organizer.go(section + "/follow-up")
    organizer.look("desk-due")
    for size, name in ((PHONE, "desk-phone"), (SMALL_PHONE, "desk-small")):
        page.set_viewport_size(size)
        no_sideways_scroll(page)
        organizer.look(name)
    page.set_viewport_size(LAPTOP)
    organizer.press(organizer.w("follow.close"))
    expect(page.get_by_role("status")).to_have_text(organizer.w("follow.said.closed"))
    report = hall.report(identity)["followUp"]
    spans = [(item["outcomes"], item["least"], item["most"]) for item in report["outcomes"]]
    # Who signed stands apart: eleven did not.
    assert spans == [(["done"], 6, 6), (["partly", "notYet"], 5, 5)], spans
    assert report["reasons"] == ["老周那天不在。"] and report["written"] == report["answers"] == 12
    assert [(one["name"], one["outcome"], one["reason"]) for one in report["signed"]] == [("欧阳一", "done", "班前会讲了，大家都听进去了。")]
    organizer.go(section + "/report")
    page.locator("#follow-up").scroll_into_view_if_needed()
    organizer.sees("58%", "section:has(#follow-up)")
    organizer.sees("欧阳一", ".signed")
    assert mine not in page.content()
    page.locator("#follow-up").evaluate("head => head.scrollIntoView()")
    organizer.look("report")
    page.set_viewport_size(SMALL_PHONE)
    no_sideways_scroll(page)
    page.locator("#follow-up").evaluate("head => head.scrollIntoView()")
    organizer.look("report-small")
    phone.page.reload()
    phone.sees(phone.w("follow.over"))
    phone.look("over")
