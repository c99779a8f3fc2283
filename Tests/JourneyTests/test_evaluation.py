"""What people thought: the class's own form, thirty ballots, and a report from which nobody can be picked out."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Learner, wait_until
from roles import Organizer, Phone, Trainer

# Of thirty: all but two very satisfied; graded evenly; one alone dissatisfied.
GRADES = [lambda n: 0 if n < 28 else 1, lambda n: n % 3, lambda n: 3 if n == 7 else n % 2]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_an_evaluation(start, eyes, language):
    eyes.name = "evaluation_" + language
    chinese = language == "zh-CN"
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    section = f"{hall.url}/classes/{hall.addresses['class']}"
    organizer = Organizer(eyes, language)
    organizer.set_password(hall.addresses["organizer"])
    page = organizer.page
    organizer.go(section)
    page.get_by_role("link", name=organizer.w("rate.form"), exact=True).click()
    expect(page.locator("[name^=name]")).to_have_count(8)
    organizer.look("form")

    # Three aspects, one of them the class's own; first with points that do not add up.
    own = "场地和饭菜" if chinese else "Room and meals"
    page.fill("[name=name1]", own)
    for index, points in enumerate(["40", "30", "20"]):
        page.fill(f"[name=points{index}]", points)
    for index in (3, 4):
        page.fill(f"[name=name{index}]", "")
        page.fill(f"[name=points{index}]", "")
    eyes.forgiving = True
    organizer.press(organizer.w("rate.save"))
    expect(page.get_by_role("alert")).to_have_text(organizer.w("reject.pointsNotHundred"))
    expect(page.locator("[name=name1]")).to_have_value(own)
    organizer.look("form-wrong")
    eyes.forgiving = False
    page.fill("[name=points2]", "30")
    organizer.press(organizer.w("rate.save"))
    expect(page.get_by_role("status")).to_have_text(organizer.w("rate.saved"))
    for size, name in ((PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        no_sideways_scroll(page)
        organizer.look(f"form-{name}")
    page.emulate_media(color_scheme="dark")
    organizer.look("form-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(LAPTOP)

    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    phone = Phone(eyes, language, SMALL_PHONE)
    phone.check_in(hall.addresses["join"], "爱诺" if chinese else "Aino", "运输队" if chinese else "Dock").arrived()
    learners = [Learner(hall, f"欧阳{chr(0x4e00 + number)}", "车间") for number in range(29)]
    trainer.begin()
    trainer.more("trainer.openEvaluation")
    phone.sees(own, "[data-region=ask]")
    no_sideways_scroll(phone.page)
    phone.look("phone")
    phone.rate([grade(29) for grade in GRADES], "案例再多一些。")
    phone.says("room.rated", "form[data-send=rate] [data-state]")
    for number, learner in enumerate(learners):
        learner.rate([grade(number) for grade in GRADES], "很好" if number == 3 else "")

    # While it runs, nobody reads anything but how many.
    before = hall.report(hall.addresses["class"])["evaluation"]
    assert (before["returned"], before["aspects"], before["score"], before["texts"]) == (30, [], None, [])
    assert "案例再多一些" not in trainer.page.content()
    organizer.go(section + "/evaluation")
    organizer.sees(organizer.w("rate.fixed"))
    organizer.look("form-fixed")
    trainer.more("trainer.closeEvaluation")
    report = wait_until(lambda: (now := hall.report(hall.addresses["class"])["evaluation"])["ballots"] and now)
    spans = [[(item["least"], item["most"]) for item in aspect["grades"]] for aspect in report["aspects"]]
    assert spans == [[(26, 30), (0, 4)], [(10, 10), (10, 10), (6, 10), (0, 4)], [(15, 15), (11, 15), (0, 4)]], spans
    assert report["texts"] == sorted(["案例再多一些。", "很好"])
    assert report["reachesTarget"] and report["aspects"][1]["aspect"] is None

    organizer.go(section + "/report")
    rows = page.locator("table.ratings tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(own)
    expect(rows.nth(0)).to_contain_text("26–30")
    few = organizer.w("rate.few")
    assert rows.nth(2).locator("td").all_inner_texts()[:3] == [
        "15", "11–15", f"{organizer.w('rate.together')} {few}"], rows.nth(2).locator("td").all_inner_texts()
    page.locator("#evaluation").scroll_into_view_if_needed()
    organizer.look("report")
    for size, name in ((PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        no_sideways_scroll(page)
        page.locator("#evaluation").evaluate("head => head.scrollIntoView()")
        organizer.look(f"report-{name}")
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="dark")
    page.locator("#evaluation").evaluate("head => head.scrollIntoView()")
    organizer.look("report-dark")
    page.emulate_media(color_scheme="light")

    # What comes afterwards changes nothing that was published.
    Learner(hall, "欧阳锋", "迟到")
    trainer.end()
    after = hall.report(hall.addresses["class"])["evaluation"]
    assert after["present"] == report["present"] + 1
    for said in ("aspects", "score", "texts", "ballots"):
        assert after[said] == report[said], said
