"""Two rounds of a quiz with a discussion between, groups with one scribe each, and the gain."""

from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Organizer, Phone, Screen, Trainer

NAMES = ("赵敏", "李强", "刘洋", "陈静", "周宁", "吴越")


def test_two_rounds(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    others = [Learner(hall, name) for name in NAMES[:3]]
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    phone.sees("仲裁时效多长？", "[data-region=ask]")
    phone.choose("六十日")
    phone.says("room.saved")
    for other in others:
        other.answer(1)
    trainer.sees("4 / ", "[data-region=items] .onstage")
    trainer.press(trainer.w("act.discuss"))
    phone.sees(phone.w("act.discussNow"), "[data-region=shown]")
    screen.shows(screen.w("act.discussNow"))
    expect(screen.page.locator(".stage [data-clock=timer]").first).to_contain_text("2:", timeout=10_000)
    phone.look("discuss-phone")
    screen.look("discuss-screen")
    trainer.look("discuss-console")
    # Nobody sees what the first round said.
    assert "data-choice" not in phone.page.locator("[data-region=shown]").inner_html() or (
        phone.page.locator("[data-region=shown] svg").count() == 0)
    trainer.main("act.openSecond")
    phone.sees(phone.w("act.secondRound"), "[data-region=ask]")
    expect(phone.page.locator("form.item input:checked")).to_have_count(0)
    expect(phone.page.locator("form.item [data-state]")).to_have_text("")
    phone.choose("一年")
    phone.says("room.saved")
    # What waited on a phone since the first round does not count as an answer to the second.
    item = others[0].open_item()
    late = others[0].request(
        "POST", f"/c/{hall.code}/send",
        {"do": "respond", "item": item, "choice": 1, "id": "late-answer-0001"},
        accept="application/json")
    assert late.status in (409, 422), late.text
    for other in others:
        other.send(do="respond", item=item, choice=0, round=2)
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    screen.shows("第一轮答对 0 / 4 人（0%）")
    screen.shows("答对 4 / 4 人（100%）")
    screen.look("rounds-screen")
    assert not overflow(screen.page, ".stage")
    phone.look("rounds-phone")
    report = hall.report(hall.addresses["class"])
    made = [item for item in report["items"] if not item["planned"]][0]
    assert (made["correct"], made["correctBefore"]) == (4, 0)


def test_the_scribe_goes_on_writing_while_others_report(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes).check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    other = Learner(hall, "鲍明")
    trainer.begin()
    box = trainer.group_by_chance(2)
    box.locator("[name=title]").fill("先做哪一步？")
    trainer.press(trainer.w("group.open"))
    phone.press(phone.w("group.takePen"), ".task")
    phone.sees(phone.w("group.youWrite"), "[data-pen]")
    field = phone.page.locator("form[data-scribe] textarea")
    field.fill("先核实。")
    phone.press(phone.w("room.submit"), "form[data-scribe]")
    phone.says("room.saved", "form[data-scribe] [data-state]")
    phone.page.evaluate("""() => {
      const box = document.querySelector("[data-dropped]");
      new MutationObserver(() => { window.told ||= !box.hidden; }).observe(box, { attributes: true });
    }""")
    field.click()
    phone.page.keyboard.press("End")
    phone.page.keyboard.type("再找")
    # Another group's sentence is released: the task comes anew.
    task = trainer.page.locator("form[data-item^=group-] [name=task]").first.get_attribute("value")
    other.send(do="pen")
    other.send(do="report", task=task, text="先谈。")
    group = box.locator(".group", has_text="先谈。")
    group.get_by_role("button", name=trainer.w("trainer.toScreen"), exact=True).click()
    phone.sees("先谈。", ".task")
    expect(field).to_be_focused()
    phone.page.keyboard.type("工会。")
    phone.page.wait_for_timeout(12_000)
    expect(field).to_have_value("先核实。再找工会。")
    assert not phone.page.evaluate("window.told")
    phone.press(phone.w("room.submit"), "form[data-scribe]")
    trainer.sees("先核实。再找工会。", "[data-region=groups]")


def test_groups(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes, "zh-CN", SMALL_PHONE)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    plain = Phone(eyes, "en-GB", SMALL_PHONE, java_script_enabled=False)
    plain.check_in(hall.addresses["join"], "鲍明", "电工班").arrived()
    for name in NAMES:
        Learner(hall, name)
    trainer.begin()
    box = trainer.group_by_chance(3)
    phone.sees("组", "header [data-group]")
    box.locator("[name=title]").fill("遇到拖欠工资，工会先做哪一步？")
    trainer.press(trainer.w("group.open"))
    screen.shows("遇到拖欠工资")
    phone.sees("遇到拖欠工资", ".task")
    phone.sees(phone.w("group.nobodyWrites"), "[data-pen]")
    # Without JavaScript, in English; chance may have put both into one group: the phone then takes the pen over.
    plain.page.reload()
    plain.press(plain.w("group.takePen"), ".task")
    plain.sees(plain.w("group.youWrite"))
    plain.page.locator("form[data-scribe] textarea").fill("Listen first.")
    plain.press(plain.w("room.submit"), "form[data-scribe]")
    plain.sees(plain.w("room.saved"))
    plain.look("scribe-plain", check=False)
    no_sideways_scroll(plain.page)

    phone.press(phone.w("group.takePen"), ".task")
    phone.sees(phone.w("group.youWrite"), "[data-pen]")
    phone.page.locator("form[data-scribe] textarea").fill("先核实人数和金额。")
    phone.press(phone.w("room.submit"), "form[data-scribe]")
    phone.says("room.saved", "form[data-scribe] [data-state]")
    phone.look("scribe-phone")
    no_sideways_scroll(phone.page)


    trainer.sees("先核实人数和金额。", "[data-region=groups]")
    trainer.look("groups-console")
    screen.shows_not("先核实")
    group = box.locator(".group", has_text="先核实人数和金额。")
    group.get_by_role("button", name=trainer.w("trainer.toScreen"), exact=True).click()
    screen.shows("先核实人数和金额。")
    trainer.press(trainer.w("group.pickFour"))
    screen.shows("请汇报")
    screen.look("groups-screen")
    assert not overflow(screen.page, ".stage")
    phone.sees("先核实人数和金额。", ".task .note >> nth=-1")
    trainer.press(trainer.w("group.close"))
    expect(phone.page.locator("form[data-scribe]")).to_have_count(0)
    screen.shows_not("遇到拖欠工资")
    phone.look("closed-phone")

    # The record: who was in which group, the sentence that was shown and no other, who was picked.
    record = hall.report(hall.addresses["class"])
    assert sorted(len(group["members"]) for group in record["groups"]) == [2, 3, 3]
    names = {member["name"] for group in record["groups"] for member in group["members"]}
    assert names == {"爱诺", "鲍明", *NAMES}
    (task,) = record["groupTasks"]
    assert task["title"].startswith("遇到拖欠工资") and not task["open"]
    assert [row["text"] for row in task["reports"] if row["text"]] == ["先核实人数和金额。"]
    assert sorted(task["picked"]) == [1, 2, 3]
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}/report")
    organizer.sees("先核实人数和金额。", "section[aria-labelledby=groups]")
    organizer.sees_not("Listen first.")
    organizer.page.locator("#groups").scroll_into_view_if_needed()
    organizer.look("report-groups")
