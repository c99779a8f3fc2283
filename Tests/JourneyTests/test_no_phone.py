"""Whoever has no phone still counts: raised hands, paper sheets, one phone for several."""

import time

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Organizer, Phone, Screen, Trainer

ROSTER = "\n".join(f"学员{number}\t第{number % 3 + 1}车间\t{number % 4 + 1}组" for number in range(1, 36)) + "\n"


def test_thirty_sheets_in_three_minutes(start, eyes):
    hall = start()
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    organizer.read_plan(halls.SAMPLE_PLAN, *sorted((halls.SAMPLE_PLAN.parent / "cases").glob("*.md")))
    organizer.make_class("", "", ROSTER)
    section = organizer.section
    people = organizer.fetch_json(f"/classes/{section}/report.json")["attendance"]
    trainer = Trainer(eyes).go(organizer.link("/enter/"))
    organizer.page.evaluate(
        """async ([path, people]) => { for (const person of people) await fetch(path, { method: "POST",
          body: new URLSearchParams({ do: "checkIn", person }) }); }""",
        [f"/classes/{section}/send", [person["person"] for person in people]])
    trainer.page.reload()
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日", "两年"])
    trainer.unfold(trainer.w("trainer.more"))
    trainer.page.get_by_role("link", name=trainer.w("sheets.title")).click()
    keys = trainer.page.keyboard
    expect(trainer.page.locator("[name=who]")).to_be_focused()
    trainer.look("sheets")
    began = time.monotonic()
    for number in range(1, 31):
        keys.type(str(number), delay=30)
        keys.press("Enter")
        keys.type("ab"[number % 2], delay=30)
        keys.press("Enter")
    expect(trainer.page.locator("[data-count]")).to_have_text("30")
    spent = time.monotonic() - began
    print(f"\n30 sheets in {spent:.0f} s")
    assert spent < 180
    trainer.look("sheets-entered")
    trainer.page.set_viewport_size(PHONE)
    no_sideways_scroll(trainer.page)
    # A number that nobody has is said, and costs nobody's place.
    eyes.forgiving = True
    keys.type("99")
    keys.press("Enter")
    keys.type("a")
    keys.press("Enter")
    expect(trainer.page.locator("[data-done] li.seal")).to_contain_text(trainer.w("sheets.numberUnknown", 99))
    expect(trainer.page.locator("[name=who]")).to_be_focused()
    item = next(i for i in organizer.fetch_json(f"/classes/{section}/report.json")["items"] if not i["planned"])
    assert item["sheets"] == item["answers"] == 30
    assert [choice["count"] for choice in item["choices"]] == [15, 15, 0]


def test_a_sheet_without_a_name_asks_for_none(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    Learner(hall, "爱诺")
    trainer.begin()
    trainer.make("poll", "有调解委员会吗？", ["有", "没有"])
    trainer.unfold(trainer.w("trainer.more"))
    trainer.page.get_by_role("link", name=trainer.w("sheets.title")).click()
    expect(trainer.page.locator("[data-who]")).to_be_hidden()
    expect(trainer.page.locator("[name=letters]")).to_be_focused()
    plain = Trainer(eyes, java_script_enabled=False).go(hall.addresses["trainer"])
    plain.go(f"{hall.url}/t/{hall.addresses['class']}/sheets")
    expect(plain.page.locator("[data-who]")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_hands_and_a_shared_phone(start, eyes, language):
    hall = start(halls.SAMPLE_PLAN if language == "zh-CN" else halls.ENGLISH_PLAN)
    eyes.name = "no_phone_" + language
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    screen = Screen(eyes, language).go(hall.addresses["projector"])
    phone = Phone(eyes, language, SMALL_PHONE).check_in(hall.addresses["join"], "Aino", "A").arrived()
    others = [Learner(hall, f"Learner {index}") for index in range(5)]
    trainer.begin()
    trainer.make("quiz", "1 + 1 = ?", ["*2", "3", "11"])
    # Who has no phone reads the choices from afar: capital letters not under a fortieth of the screen.
    screen.shows("11")
    height = screen.page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.stage .bars li')).fontSize) / innerHeight")
    assert height > 0.025, height
    phone.choose("2")
    phone.says("room.saved")

    # Another person on the same phone.
    phone.page.get_by_role("link", name=phone.w("share.add")).click()
    phone.check_in(None, "Bao", "B", go=False).arrived()
    phone.sees("Bao", "form.whose strong")
    expect(phone.page.locator("form.item input:checked")).to_have_count(0)
    phone.choose("3")
    phone.says("room.saved")
    phone.look("phone-shared")
    no_sideways_scroll(phone.page)
    phone.press(f"{phone.w('share.to')} Aino", "form.whose")
    phone.sees("Aino", "form.whose strong")
    expect(phone.page.locator("form.item input[value='0']")).to_be_checked()
    expect(trainer.page.locator(".roomside")).to_contain_text("2 / 7")

    # Hands: no more than have not answered.
    item = trainer.page.locator("section.item.onstage")
    item.locator("summary", has_text=trainer.w("hands.count")).click()
    fields = item.locator("[name^=count]")
    for index, count in enumerate(("3", "2", "1")):
        fields.nth(index).fill(count)
    eyes.forgiving = True
    item.get_by_role("button", name=trainer.w("hands.take")).click()
    trainer.sees(trainer.w("reject.tooManyHands"), "main > .state")
    eyes.forgiving = False
    fields.nth(2).fill("0")
    item.get_by_role("button", name=trainer.w("hands.take")).click()
    note = trainer.w("hands.note", 5, "A 3 · B 2 · C 0")
    trainer.sees(note, "section.item.onstage")
    # The form drawn anew holds what was noted, each number in its own place.
    for index, count in enumerate(("3", "2", "0")):
        expect(fields.nth(index)).to_have_value(count)
    trainer.look("console-hands")
    screen.shows_not(note)
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    screen.shows(screen.w("hands.note", 5, "A 3 · B 2 · C 0"))
    expect(screen.page.locator(".stage .bars li").first).to_contain_text("4")
    phone.sees(note, "[data-region=shown]")
    screen.look("screen-hands")
    assert not overflow(screen.page, ".screen, .stage")
    report = hall.report(hall.addresses["class"])
    made = next(i for i in report["items"] if not i["planned"])
    assert made["hands"] == [3, 2, 0] and made["answers"] == 7
