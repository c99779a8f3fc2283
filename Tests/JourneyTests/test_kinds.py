"""Every kind of question: made on the console, answered on phones, shown on the big screen."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner, wait_until
from roles import Phone, Screen, Trainer


def make(trainer, form, kind, prompt, lines):
    trainer.unfold(trainer.w("trainer.makeItem"))
    box = trainer.page.locator("form[data-send=make]")
    box.locator("[name=prompt]").fill(prompt)
    box.locator("[name=form]").select_option(form)
    box.locator("[name=choices]").fill("\n".join(lines))
    trainer.press(trainer.w("trainer.makePoll" if kind == "poll" else "trainer.makeQuiz"))
    expect(box.locator("[name=prompt]")).to_have_value("")


KINDS = [
    ("numericEntry", "quiz", "举证期限一般不少于几日？", ["15±1"]),
    ("textEntry", "quiz", "工会依据哪部法律开展工作？", ["工会法", "中华人民共和国工会法"]),
    ("order", "quiz", "劳动争议的处理顺序", ["协商", "调解", "仲裁", "诉讼"]),
    ("match", "quiz", "谁来管", ["拖欠工资 = 劳动监察机构", "工伤认定 = 社会保险行政部门", "劳动仲裁 = 仲裁委员会"]),
    ("slider", "poll", "今天的课对你有多大帮助？", []),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_kinds_of_questions(start, eyes, dark):
    hall = start(halls.SAMPLE_PLAN)
    look = {"color_scheme": "dark"} if dark else {}
    trainer = Trainer(eyes, **look).go(hall.addresses["trainer"])
    screen = Screen(eyes, **look).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes, "zh-CN", **look)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    small = Phone(eyes, "zh-CN", SMALL_PHONE, java_script_enabled=False, **look)
    small.check_in(hall.addresses["join"], "鲍明", "电工班").arrived()
    others = [Learner(hall, name) for name in ("赵敏", "李强", "刘洋", "陈静")]
    trainer.begin()

    def fill(role, form):
        item = role.page.locator("form.item").first
        if form in ("numericEntry", "textEntry"):
            item.locator("input[name=text]").fill("十五日" if form == "numericEntry" else "《工会法》")
        elif form in ("order", "match"):
            selects = item.locator("select")
            for place in range(selects.count()):
                selects.nth(place).select_option(index=place + 1)
        else:
            item.locator(".choice").nth(7).click()

    for form, kind, prompt, lines in KINDS:
        make(trainer, form, kind, prompt, lines)
        phone.sees(prompt, "[data-region=ask]")
        fill(phone, form)
        if form != "slider":
            phone.press(phone.w("room.submit"), "form.item")
        phone.says("room.saved")
        phone.look(f"{form}-phone")
        no_sideways_scroll(phone.page)
        small.page.reload()
        fill(small, form)
        small.look(f"{form}-small", check=False)
        no_sideways_scroll(small.page)
        small.press(small.w("room.submit"), "form.item")
        small.sees(small.w("room.saved"))
        for index, other in enumerate(others):
            item = other.open_item("cast" if kind == "poll" else "respond")
            if kind == "poll":
                other.send(do="cast", item=item, choice=index + 4, box=item)
            elif form == "numericEntry":
                other.send(do="respond", item=item, text=str(13 + index))
            elif form == "textEntry":
                other.send(do="respond", item=item, text=["劳动法", "劳动法。", "工会法", "宪法"][index])
        screen.shows(prompt)
        screen.look(f"{form}-screen-open")
        trainer.main("trainer.close")
        trainer.look(f"{form}-console")
        if form == "textEntry":
            trainer.page.locator("[data-region=items] .note button").first.click()
        trainer.main("trainer.reveal")
        if kind == "quiz":
            screen.shows("%）")
            phone.sees("答对", ".shown [data-own]")
        else:
            screen.shows(screen.w("act.mean", "").split("{")[0].strip()[:2])
        screen.look(f"{form}-screen")
        assert not overflow(screen.page, ".stage"), overflow(screen.page, ".stage")
        phone.look(f"{form}-shown")
        no_sideways_scroll(phone.page)
    assert "劳动法" not in phone.page.locator("[data-region=ask]").inner_text()

    # Open answers, and the words that several share.
    make(trainer, "choice", "poll", "你最希望工会做什么？", [])
    wishes = ["改善食堂", "食堂太远", "涨工资", "工资太低", "工资集体协商"]
    writers = others + [Learner(hall, "周宁")]
    for writer, wish in zip(writers, wishes):
        item = writer.open_item("cast")
        writer.send(do="cast", item=item, text=wish, box=item)
    trainer.sees("5 / ", "[data-region=items] .onstage")
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    screen.shows_not("食堂")
    trainer.press(trainer.w("act.cloudPropose"))
    trainer.sees("工资", ".proposal")
    trainer.look("cloud-console")
    screen.shows_not("工资")
    trainer.page.locator(".proposal label", has_text="食堂").locator("input").uncheck()
    trainer.press(trainer.w("act.cloudShow"))
    screen.shows("工资 3")
    screen.shows_not("食堂")
    screen.look("cloud-screen")
    phone.sees("工资", ".cloud")
    phone.look("cloud-phone")

    report = hall.report(hall.addresses["class"])
    counted = {item["form"]: item for item in report["items"] if not item["planned"]}
    assert counted["numericEntry"]["correct"] == 5 and counted["numericEntry"]["answers"] == 6
    assert counted["textEntry"]["correct"] == 3
    assert counted["slider"]["mean"] == 7 and counted["slider"]["answers"] == 6


def test_half_an_order_survives_a_late_first_view(start, eyes):
    """Behind a network that holds streams back the first view comes after somebody has begun to choose."""
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes).check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    trainer.begin()
    make(trainer, "order", "quiz", "劳动争议的处理顺序", ["协商", "调解", "仲裁", "诉讼"])
    phone.sees("劳动争议的处理顺序", "[data-region=ask]")
    held = []
    phone.page.route("**/stream*", lambda route: held.append(route))
    phone.page.reload()
    selects = phone.page.locator("form.item select")
    for place in range(3):
        selects.nth(place).select_option(index=place + 1)
    wait_until(lambda: phone.page.evaluate("1") and held)
    form = phone.page.locator("form.item").element_handle()
    for route in held:
        route.continue_()
    wait_until(lambda: not form.evaluate("(form) => form.isConnected"))
    chosen = [selects.nth(place).evaluate("(list) => list.selectedIndex") for place in range(4)]
    assert chosen == [1, 2, 3, 0]
