"""Slides from a PDF: put beside a topic at the last minute, shown on the big screen, paged by keys."""

import re

from playwright.sync_api import expect

import hall as halls
from conftest import no_sideways_scroll
from roles import Phone, Screen, Trainer

PAGES = """<style>@page { size: 960px 540px; margin: 0 } body { margin: 0 } section { width: 960px; height: 540px;
page-break-after: always; font: 60px sans-serif; background: #eee }</style>
<section>第一页 隐患</section><section>第二页 报告</section>"""


def test_slides_at_the_last_minute(start, eyes, chromium, tmp_path):
    hall = start(halls.SAMPLE_PLAN)
    file = tmp_path / "课件.pdf"
    writer = chromium.new_page()
    writer.set_content(PAGES)
    writer.pdf(path=file, prefer_css_page_size=True, print_background=True)
    writer.close()

    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(hall.addresses["projector"])
    phone = Phone(eyes)
    phone.check_in(hall.addresses["join"], "阿依古丽").arrived()
    page = trainer.page
    trainer.unfold(trainer.w("slides.title"))
    scope = page.locator("[name=scope] option").nth(2)
    name = scope.inner_text().strip()
    page.set_input_files("details[data-keep=slides] [name=files]", str(file))
    page.select_option("select[name=scope]", scope.get_attribute("value"))
    trainer.press(trainer.w("slides.attach"))
    trainer.sees(trainer.w("slides.taken"))
    trainer.unfold(trainer.w("slides.title"))
    # The list is renewed at the latest with the next heartbeat.
    trainer.sees(trainer.w("slides.ready").replace("{0}", "2"), "[data-region=slides]", seconds=25)
    trainer.look("console-slides")

    page.locator(".stop", has_text=name).first.click()
    picture = screen.page.locator(".stage > .deck")
    expect(picture).to_have_attribute("src", re.compile("/1$"))
    page.locator("h1").click()
    page.keyboard.press("PageDown")
    expect(picture).to_have_attribute("src", re.compile("/2$"))
    expect(picture).to_have_attribute("alt", re.compile("第二页 报告"))
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1920
    screen.look("screen-slide")
    trainer.look("console-slide")
    phone.unfold(phone.w("room.follow"))
    expect(phone.page.get_by_role("link", name=phone.w("room.seeSlide"))).to_be_visible()
    no_sideways_scroll(phone.page)

    # A quiz or a case takes the screen; the deck waits where it was.
    page.locator(".slide").get_by_role("button").first.click()
    expect(picture).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("src", re.compile("/2$"))
