"""The plan's editor: findings beside their lines as the text is typed, mended with one click."""

from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, no_sideways_scroll
from roles import Organizer

PLAN = "安全谈话\n【教学时长】2小时\n\n一、先谈\n（一）隐患\n报告的办法。\n\n（三）撤离\n撤离的路线。\n\n二、后谈\n总结。\n"


def open_editor(organizer):
    organizer.unfold(organizer.w("plan.edit"))
    organizer.sees(organizer.w("editor.checked"))


def test_findings_follow_the_text(start, eyes, tmp_path):
    hall = start()
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    organizer.read_plan(file)
    page = organizer.page
    text = page.locator("[data-editor] textarea")
    cards = page.locator(".margin .card")
    open_editor(organizer)
    organizer.look("editor")

    # The gap stands beside its line, and the page's own list is out of the way.
    gap = cards.filter(has_text="number-gap")
    expect(gap).to_have_count(1)
    line = page.locator(".mirror > div").nth(7)
    assert abs(gap.bounding_box()["y"] - line.bounding_box()["y"]) < 400
    expect(page.locator(".lines")).to_be_hidden()
    expect(line.locator("mark")).to_have_count(1)

    # One click mends it; the browser can undo that like typing.
    gap.get_by_role("button").click()
    expect(gap).to_have_count(0)
    expect(text).to_have_value(PLAN.replace("（三）", "（二）"))
    expect(text).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text).to_have_value(PLAN)
    expect(gap).to_have_count(1)

    # What is typed is checked: day and outline follow.
    text.press("Control+End")
    page.keyboard.type("\n三、再谈\n（一）演练\n")
    expect(page.locator("[data-region=day]")).to_contain_text("演练")
    expect(page.locator("[data-region=outline]")).to_contain_text("三、再谈", use_inner_text=False)

    # Closed by accident: it is all still there, and says so.
    page.reload()
    organizer.sees(organizer.w("editor.restored"))
    expect(text).to_have_value(PLAN + "\n三、再谈\n（一）演练\n")

    # Without a line to the server nothing is lost, and it goes on when the line is back.
    eyes.forgiving = True
    page.context.set_offline(True)
    text.press("Control+End")
    page.keyboard.type("（二）复盘\n")
    organizer.sees(organizer.w("editor.offline"))
    page.context.set_offline(False)
    expect(page.locator("[data-region=day]")).to_contain_text("复盘")
    eyes.forgiving = False

    page.keyboard.press("Control+s")
    organizer.sees(organizer.w("plan.said.saved"))
    open_editor(organizer)
    expect(text).to_have_value(PLAN + "\n三、再谈\n（一）演练\n（二）复盘\n")


def test_the_editor_on_a_phone_and_in_english(start, eyes, tmp_path):
    hall = start()
    organizer = Organizer(eyes, "en-GB")
    organizer.set_password(hall.addresses["organizer"])
    organizer.read_plan(halls.ENGLISH_PLAN, *sorted((halls.ENGLISH_PLAN.parent / "cases").glob("*.md")))
    open_editor(organizer)
    organizer.look("editor-english")
    organizer.page.set_viewport_size(PHONE)
    organizer.look("editor-phone")
    no_sideways_scroll(organizer.page)
    organizer.page.set_viewport_size(LAPTOP)
    organizer.page.emulate_media(color_scheme="dark")
    organizer.look("editor-dark")
