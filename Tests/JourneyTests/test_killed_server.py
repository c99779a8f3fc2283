"""The plug is pulled while a quiz is open and a phone has an answer that was not sent yet."""

from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE
from hall import Learner
from roles import Phone, Screen, Trainer


def test_killed_in_mid_question(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(hall.addresses["projector"])
    phone = Phone(eyes).check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    small = Phone(eyes, "zh-CN", SMALL_PHONE).check_in(hall.addresses["join"], "巴图").arrived()
    other = Learner(hall, "赵敏")
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日", "三年"])
    for page in (phone, small):
        page.sees("仲裁时效多长？", "form.item")
    other.answer(1)
    small.choose("六十日")
    small.says("room.saved")
    screen.sees("2 / 3", "footer")
    before = screen.page.locator(".stage").inner_text()

    eyes.forgiving = True
    hall.kill()
    phone.choose("一年")
    phone.says("room.retrying")
    phone.sees(phone.w("room.offline"), ".connection", 20)
    screen.sees(screen.w("room.offline"), "footer", 20)
    hall.start()

    # Nobody touches anything: all of it comes back by itself.
    phone.says("room.saved", seconds=40)
    screen.sees("3 / 3", "footer", 40)
    for page in (screen, phone, small, trainer):
        expect(page.page.locator("[data-connection]")).to_be_hidden(timeout=40_000)
    eyes.forgiving = False
    assert screen.page.locator(".stage").inner_text() == before
    expect(small.page.locator("form.item input[value='1']")).to_be_checked()
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    expect(screen.page.locator(".bars li").nth(0)).to_contain_text("1")
    expect(screen.page.locator(".bars li").nth(1)).to_contain_text("2")
    report = hall.report(hall.addresses["class"])
    assert report["counts"]["answers"] == 3 and report["counts"]["checkedIn"] == 3


def test_a_network_that_holds_streams_back(start, eyes):
    """No stream gets through, or one does and stays silent: the page asks again and again instead."""
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    eyes.forgiving = True
    cut = Phone(eyes)
    cut.page.route("**/stream", lambda route: route.abort())
    cut.check_in(hall.addresses["join"], "爱诺").arrived()
    silent = Phone(eyes)
    silent.page.clock.install()
    silent.page.route("**/stream", lambda route: None)
    silent.check_in(hall.addresses["join"], "巴图").arrived()
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    cut.sees("仲裁时效多长？", "form.item", 20)
    cut.choose("一年")
    cut.says("room.saved")
    assert silent.page.locator("form.item").count() == 0
    silent.page.clock.fast_forward(31_000)
    silent.sees("仲裁时效多长？", "form.item")
    silent.sees(silent.w("room.polling"), ".connection")
    silent.page.clock.resume()
    silent.choose("六十日")
    silent.says("room.saved")
    expect(trainer.page.locator(".roomside")).to_contain_text("2 / 2")


def test_an_answer_waits_for_a_phone_that_was_closed(start, eyes):
    """The browser is closed with an unsent answer; opened again, it sends it by itself."""
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes).check_in(hall.addresses["join"], "爱诺").arrived()
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    phone.sees("仲裁时效多长？", "form.item")
    eyes.forgiving = True
    phone.page.route("**/send", lambda route: route.abort())
    phone.choose("一年")
    phone.says("room.retrying")
    address = phone.page.url
    again = phone.page.context.new_page()
    eyes.watch(again)
    phone.page.close()
    phone.page = again
    eyes.forgiving = False
    phone.go(address)
    phone.says("room.saved")
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 1")
