"""What was understood: the trainer's and the organizer's page about questions, after a test before and after."""

import re

from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Learner, wait_until
from roles import Organizer, Trainer

QUESTIONS = [
    "劳动争议申请仲裁的时效期间是多长？", "调解协议自什么时候起生效？", "哪些人可以担任调解员？",
    "用人单位拒不履行调解协议，职工可以怎么做？", "集体合同草案应当经过谁讨论通过？",
]


def plan_text():
    def test(name):
        items = "\n\n".join(
            f"{number}. {prompt}\n- [x] 第一种说法\n- 第二种说法\n- 第三种说法"
            for number, prompt in enumerate(QUESTIONS, 1))
        return f"[{name}]\n\n{items}\n"

    return (
        "劳动争议预防\n\n【教学时长】半天（3个小时）\n\n【教学内容】\n\n一、苗头\n\n先听，再核实。\n\n"
        f"{test('课前测')}\n（一）核实\n\n核实人数和金额。\n\n{test('课后测')}\n")


def open_items(learner):
    return re.findall(r'data-send="respond" data-item="([^"]+)"', learner.view["regions"]["ask"])


def test_what_was_understood(start, eyes, tmp_path):
    plan = tmp_path / "教案.md"
    plan.write_text(plan_text(), encoding="utf-8")
    hall = start(plan)
    learners = [Learner(hall, f"欧阳{chr(0x4e00 + number)}", "车间") for number in range(24)]
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    trainer.begin()
    for test, shift in (("课前测", 0), ("课后测", 9)):
        trainer.jump(test)
        trainer.main("trainer.open")
        # The questions of a test open together.
        items = wait_until(lambda: open_items(learners[0]))
        assert len(items) == 5, items
        for number, learner in enumerate(learners):
            for question, item in enumerate(items):
                right = number + shift > 5 * question
                learner.send(do="respond", item=item, choice=0 if right else 1 + number % 2)
        trainer.main("trainer.close")
        expect(trainer.page.locator("nav")).to_contain_text(trainer.w("trainer.reveal"))
    trainer.sees(trainer.w("gain.title"), "[data-region=gain]")
    with trainer.page.expect_popup() as opened:
        trainer.page.get_by_role("link", name=trainer.w("analysis.kind")).click()
    page = opened.value
    expect(page.locator("h1")).to_have_text("劳动争议预防")
    page.close()

    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}")
    organizer.page.get_by_role("link", name=organizer.w("desk.report"), exact=True).first.click()
    organizer.page.get_by_role("link", name=organizer.w("analysis.kind")).click()
    expect(organizer.page.locator("section")).to_have_count(5)
    text = organizer.page.locator("main").inner_text()
    assert not any(learner.name in text for learner in learners)
    report = hall.report(hall.addresses["class"])
    low, high = (report["analysis"]["gains"][-1][name] for name in ("low", "high"))
    assert low < report["gain"]["whole"]["gain"] < high
    assert f"{low:.2f} ～ {high:.2f}" in text
    organizer.look("analysis-laptop")
    for size, name in ((PHONE, "phone"), (SMALL_PHONE, "small")):
        organizer.page.set_viewport_size(size)
        no_sideways_scroll(organizer.page)
        organizer.look(f"analysis-{name}")
    organizer.page.emulate_media(color_scheme="dark")
    organizer.look("analysis-dark")
    organizer.page.emulate_media(color_scheme="light", media="print")
    organizer.page.pdf(path=str(tmp_path / "analysis.pdf"))
    organizer.page.emulate_media(media="screen")
    organizer.go(organizer.page.url.split("?")[0] + "?lang=en")
    organizer.look("analysis-english")
