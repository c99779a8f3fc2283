"""One class in two rooms: two trainers, two big screens, phones in both, one roster and one record."""

import re

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Learner, wait_until
from roles import Organizer, Phone, Screen, Trainer

ROOM = "二楼报告厅"


def two_rooms(hall, eyes, language="zh-CN", name=ROOM):
    """A class with a second room; the organizer's page, and the link of the room's own trainer."""
    organizer = Organizer(eyes, language)
    organizer.set_password(hall.addresses["organizer"])
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}")
    organizer.unfold(organizer.w("rooms.add"))
    form = organizer.page.locator("form", has=organizer.page.locator("[name=trainer]"))
    form.locator("[name=roomName]").fill(name)
    form.locator("[name=trainer]").fill("周敏")
    organizer.press(organizer.w("rooms.addNow"))
    organizer.sees(organizer.w("rooms.said.roomOpened"))
    return organizer, organizer.link("/l/")


def stage(screen):
    """What stands on a big screen, without the running times."""
    return re.sub(r"[\d:]", "", screen.page.locator(".stage").text_content())


def title(trainer):
    return trainer.page.locator(".clockrow strong").first


def test_two_rooms(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    organizer, link = two_rooms(hall, eyes)
    organizer.look("organizer")
    second_code = f"{hall.code}-2"
    main = Trainer(eyes).go(hall.addresses["trainer"])
    second = Trainer(eyes).go(link)
    assert second.page.url.endswith("-2")
    big = Screen(eyes).go(hall.addresses["projector"])
    other = Screen(eyes).go(f"{hall.url}/s/{second_code}")
    # Each room's screen shows its own way in.
    other.sees(second_code, ".code")
    other.sees(ROOM, "footer")
    other.look("screen-way-in")
    here = Phone(eyes).go(hall.addresses["join"])
    here.look("join")
    here.check_in(None, "李爱诺", "运输队", go=False).arrived()
    there = Phone(eyes, size=SMALL_PHONE).go(f"{hall.url}/j/{second_code}")
    expect(there.page.locator("[name=room]").last).to_have_value("2")
    there.check_in(None, "单宝", "机修车间", go=False).arrived()
    there.sees(ROOM, "header")
    crowd = [Learner(hall, f"学员{index}") for index in range(2)]
    crowd += [Learner(hall, f"学员{index}") for index in range(2, 4)]
    for learner in crowd[2:]:
        learner.send(do="seat", room="2")

    # The second room follows: one page turn moves both.
    second.sees(second.w("rooms.followsHint"), "main")
    second.look("console-follows")
    main.begin()
    there.unfold(there.w("room.follow"))
    here.unfold(here.w("room.follow"))
    slide = here.page.locator("[data-region=slide]")
    opening, first = stage(big), slide.text_content()
    main.page.locator(".programme .stop").nth(3).click()
    expect(main.page.locator(".programme .now")).not_to_have_text(main.page.locator(".programme .stop").first.text_content())
    expect(title(second)).to_have_text(title(main).text_content())
    wait_until(lambda: stage(big) != opening and stage(other) == stage(big))
    expect(slide).not_to_have_text(first)
    expect(there.page.locator("[data-region=slide]")).to_have_text(slide.text_content())

    # Its trainer takes the stage: what the main room turns no longer moves it.
    second.main("rooms.detach")
    second.sees(second.w("rooms.apartHint"), "main")
    second.look("console-apart")
    before = there.page.locator("[data-region=slide]").text_content()
    shown = stage(other)
    main.page.locator(".programme .stop").nth(7).click()
    expect(slide).not_to_have_text(before)
    wait_until(lambda: stage(big) != shown)
    expect(there.page.locator("[data-region=slide]")).to_have_text(before)
    assert stage(other) == shown
    at = stage(big)
    second.step()
    wait_until(lambda: stage(other) != shown)
    assert stage(big) == at
    main.sees(main.w("rooms.own", title(second).text_content()), "[data-region=rooms]")
    main.look("console-main")

    # Both ask the same question; one tally.
    main.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    here.choose("一年")
    here.says("room.saved")
    expect(there.page.locator("form.item")).to_have_count(0)
    item = second.page.locator("section.item", has_text="仲裁时效多长？").first
    item.get_by_role("button", name=second.w("trainer.open")).click()
    there.choose("六十日")
    there.says("room.saved")
    there.look("phone-second")
    no_sideways_scroll(there.page)
    for index, learner in enumerate(crowd):
        learner.answer(index % 2)
    expect(main.page.locator("section.item.onstage .kind")).to_contain_text("6")
    # The result waits until the last room has closed.
    main.main("trainer.close")
    main.sees(main.w("rooms.answering", ROOM), "[data-region=items]")
    eyes.forgiving = True
    main.main("trainer.reveal")
    main.sees(main.w("reject.otherRoomAnswers"), "[data-state]")
    main.look("reveal-refused")
    second.main("trainer.close")
    expect(main.page.locator("[data-region=items]")).not_to_contain_text(main.w("rooms.answering", ROOM))
    main.main("trainer.reveal")
    eyes.forgiving = False
    big.shows("3 / 6")
    here.sees("3 / 6", "[data-region=shown]")
    # In the other room its trainer shows it.
    other.shows_not("3 / 6")
    second.main("trainer.reveal")
    other.shows("3 / 6")
    other.look("screen-second")
    there.sees("3 / 6", "[data-region=shown]")

    # A person changes rooms by the phone; the organizer puts them back, and the phone goes along.
    there.unfold(there.w("rooms.youAreIn", ROOM))
    there.page.locator("form", has=there.page.locator("[value=seat]")).locator("[name=room]").select_option("1")
    there.press(there.w("rooms.change"))
    there.sees(there.w("room.seated"))
    there.look("phone-moved")
    organizer.page.reload()
    organizer.unfold(organizer.w("rooms.seats"))
    form = organizer.page.locator("form", has=organizer.page.locator("[value=seat]"))
    person = form.locator("option", has_text="单宝").get_attribute("value")
    form.locator("[name=person]").select_option(person)
    form.locator("[name=room]").select_option("2")
    organizer.press(organizer.w("rooms.seat"))
    there.sees(ROOM, "header")
    # Scanning another room's code asks first.
    there.go(f"{hall.url}/j/{hall.code}-1").arrived()
    expect(there.page.locator("[data-keep=seat]")).to_have_attribute("open", "")
    there.go(f"{hall.url}/j/{second_code}").arrived()
    expect(there.page.locator("[data-keep=seat]")).not_to_have_attribute("open", "")

    # Together again, and the record adds up.
    second.press(second.w("rooms.follow"), "[data-region=rooms]")
    second.sees(second.w("rooms.followsHint"), "main")
    before = title(main).text_content()
    main.step()
    expect(title(main)).not_to_have_text(before)
    expect(title(second)).to_have_text(title(main).text_content())
    organizer.page.reload()
    organizer.sees(ROOM)
    organizer.look("organizer-day")
    main.end()
    main.sees(main.w("trainer.closed"))
    record = hall.report(hall.addresses["class"])
    rooms = record["rooms"]
    assert [room["people"] for room in rooms] == [3, 3]
    assert sum(room["people"] for room in rooms) == len(record["attendance"])
    assert [sum(column) for column in zip(*(room["present"] for room in rooms))][0] == 6
    quiz = next(item for item in record["items"] if item["prompt"] == "仲裁时效多长？")
    assert quiz["answers"] == 6 and [choice["count"] for choice in quiz["choices"]] == [3, 3]
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}/report")
    organizer.sees(organizer.w("rooms.report.actual"))
    organizer.look("report")


@pytest.mark.parametrize("language,scheme", [("zh-CN", "dark"), ("en-GB", "light")])
def test_rooms_without_scripts_and_on_small_screens(start, eyes, language, scheme):
    english = language == "en-GB"
    hall = start(halls.ENGLISH_PLAN if english else halls.SAMPLE_PLAN)
    eyes.name = "rooms_small_" + language
    organizer, link = two_rooms(hall, eyes, language, "Upper hall" if english else ROOM)
    organizer.page.set_viewport_size(SMALL_PHONE)
    no_sideways_scroll(organizer.page)
    organizer.look("organizer-small")
    options = {"java_script_enabled": False, "color_scheme": scheme}
    phone = Phone(eyes, language, SMALL_PHONE, **options).go(f"{hall.url}/j/{hall.code}-2")
    phone.look("join-room", check=False)
    phone.check_in(None, "Aino", "Transport", go=False).arrived()
    phone.sees("Upper hall" if english else ROOM, "header")
    console = Trainer(eyes, language, PHONE, **options).go(link)
    console.press(console.w("rooms.detach"), "nav")
    console.press(console.w("trainer.begin"), "nav")
    console.sees(console.w("rooms.apartHint"), "main")
    console.look("console-phone", check=False)
    phone.page.goto(f"{hall.url}/c/{hall.code}")
    phone.unfold(phone.w("rooms.youAreIn", "Upper hall" if english else ROOM))
    phone.look("phone-room", check=False)
    # The same pages with scripts, for axe-core.
    for name, path, size in [("join-room", f"/j/{hall.code}-2", SMALL_PHONE), ("screen-room", f"/s/{hall.code}-2", PHONE)]:
        seen = Phone(eyes, language, size, color_scheme=scheme).go(hall.url + path)
        if name == "join-room":
            no_sideways_scroll(seen.page)
        seen.look(name)
    seen = Trainer(eyes, language, PHONE, color_scheme=scheme).go(link)
    seen.sees(seen.w("rooms.apartHint"), "main")
    no_sideways_scroll(seen.page)
    seen.look("console-phone")
    phone.page.locator("form", has=phone.page.locator("[value=seat]")).locator("[name=room]").select_option("1")
    phone.press(phone.w("rooms.change"))
    phone.sees(phone.w("room.seated"))
    # The main room has not begun.
    main = Trainer(eyes, language, color_scheme=scheme).go(hall.addresses["trainer"])
    main.sees(main.w("trainer.notBegun"), ".clockrow")
    main.sees("Upper hall" if english else ROOM, "[data-region=rooms]")
    main.look("console-not-begun")
    organizer.go(organizer.link("/door/") + "?room=2")
    organizer.look("desk-room")
    no_sideways_scroll(organizer.page)
