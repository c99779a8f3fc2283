"""A roster from a workbook that openpyxl wrote: preview, taking, taking again, a walk-in merged, cards."""

import openpyxl
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Client, Learner
from roles import Organizer, Phone

PEOPLE = [
    ("王伟", "铸造厂", "第一组", 13800001111, "组长", "1排1"),
    ("王伟", "", "第一组", 13800002222, "", "1排2"),
    ("李娜", "码头", "第二组", "138 0000 3333", "", "1排3"),
    ("", "码头", "第二组", "", "", ""),
    ("欧阳锋", "码头", "第二组", "没有", "", "1排4"),
]


def workbook(path):
    """As offices make them: a cover, a title over merged cells, merged workplaces, a formula, identity numbers."""
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active["A1"] = "2026 年骨干培训班"
    sheet = book.create_sheet("学员")
    sheet.append(["2026 年骨干培训班学员名册"])
    sheet.merge_cells("A1:G1")
    sheet.append(["姓名", "工作单位", "组别", "手机号（必填）", "班内职务", "座位号", "身份证号"])
    for person in PEOPLE:
        sheet.append([*person, "110101199001011234"])
    sheet.append(["合计 5人"])
    sheet.append(["填表人：王芳"])
    sheet.merge_cells("B3:B4")
    sheet["C5"] = '="第"&"二组"'
    book.save(path)
    return path


def test_a_roster_from_a_workbook(start, eyes, tmp_path):
    hall = start(halls.SAMPLE_PLAN)
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    page = organizer.page
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}")
    page.get_by_role("link", name=organizer.w("roster.link")).click()
    expect(page.locator("h1")).to_have_text(organizer.w("roster.title"))
    organizer.look("roster-empty")

    def choose():
        page.set_input_files("[name=files]", str(workbook(tmp_path / "名册.xlsx")))
        organizer.press(organizer.w("roster.look"))
        expect(page.locator("h1")).to_have_text(organizer.w("roster.preview"))

    choose()
    # The sheet with names was found by itself.
    expect(page.locator("[name=chosen] option:checked")).to_have_text("学员")
    expect(page.locator("h2")).to_have_text(organizer.w("roster.summary", 4, 0, 0, 1))
    findings = page.locator(".findings-list")
    for words in (
        organizer.w("roster.find.identity"),
        organizer.w("roster.line", 6, organizer.w("join.nameProblem.empty")),
        organizer.w("roster.line", 3, organizer.w("roster.find.merged", 2)),
        organizer.w("roster.line", 4, organizer.w("roster.find.namesake", 3)),
        organizer.w("roster.line", 7, organizer.w("roster.find.phone")),
        organizer.w("roster.line", 5, organizer.w("roster.find.formulaWithoutValue", 3)),
    ):
        expect(findings).to_contain_text(words)
    # A sum and a signature are no people.
    for line in (8, 9):
        expect(page.locator(f"[name=skip][value='{line}']")).to_be_checked()
    assert "13800001111" not in page.locator("main").inner_text()
    assert "110101" not in page.locator("main").inner_text()
    expect(page.locator("tbody tr", has_text="1排2")).to_contain_text("铸造厂")
    organizer.look("roster-preview")
    page.locator("table.roster").scroll_into_view_if_needed()
    organizer.look("roster-preview-table")
    for size, name in ((PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        no_sideways_scroll(page)
        organizer.look(f"roster-preview-{name}")
    page.set_viewport_size({"width": 1440, "height": 900})
    # Another sheet has columns of its own; back again.
    for sheet, added in (("封面", 1), ("学员", 4)):
        page.select_option("[name=chosen]", label=sheet)
        organizer.press(organizer.w("roster.again"))
        expect(page.locator("h2")).to_contain_text(organizer.w("roster.summary", added, 0, 0, 0 if added == 1 else 1))
    # The seat is not wanted.
    page.select_option("[name=column5]", "")
    organizer.press(organizer.w("roster.again"))
    expect(page.locator("table.roster thead")).not_to_contain_text(organizer.w("roster.column.seat"))
    page.select_option("[name=column5]", "seat")
    organizer.press(organizer.w("roster.again"))
    organizer.press(organizer.w("roster.take"))
    expect(page.locator(".note.good")).to_have_text(organizer.w("roster.said.taken", 4, 0, 0))
    expect(page.locator("table.roster")).to_contain_text("138****1111")

    # The same workbook again.
    choose()
    expect(page.locator("h2")).to_have_text(organizer.w("roster.summary", 0, 0, 4, 1))
    page.get_by_role("link", name=organizer.w("roster.leave")).click()

    # A name written otherwise at the door.
    Learner(hall, "欧阳峰", "码头")
    page.reload()
    page.locator("select[name=person]").select_option(label="欧阳峰 · 码头")
    page.locator("select[name=into]").select_option(label="欧阳锋 · 码头 · 第二组")
    page.locator("table.roster").scroll_into_view_if_needed()
    organizer.look("roster-walk-in")
    page.get_by_role("button", name=organizer.w("roster.merge"), exact=True).click()
    organizer.sees(organizer.w("roster.mergeAsk", "欧阳峰", "欧阳锋"), "h1")
    organizer.look("roster-merge")
    organizer.press(organizer.w("roster.mergeSure"))
    expect(page.locator(".note.good")).to_have_text(organizer.w("roster.said.merged"))
    expect(page.locator("tbody tr", has_text="欧阳")).to_have_count(1)
    report = hall.report(hall.addresses["class"])
    assert report["expected"] == 4
    came = [one for one in report["attendance"] if one["status"] == "present"]
    assert [(one["name"], one["group"], one["enrolment"]) for one in came] == [("欧阳锋", "第二组", "listed")]

    # A name is put right, and who will not come is taken off and put back.
    page.get_by_role("link", name=organizer.w("roster.editWho", "李娜")).click()
    page.fill("[name=name]", "李娜娜")
    organizer.look("roster-person")
    organizer.press(organizer.w("roster.edit.save"))
    expect(page.locator(".note.good")).to_have_text(organizer.w("roster.edit.said.saved"))
    page.get_by_role("button", name=organizer.w("roster.edit.remove"), exact=True).click()
    expect(page.locator(".note.good")).to_have_text(organizer.w("roster.edit.said.removed"))
    assert hall.report(hall.addresses["class"])["expected"] == 3
    page.set_viewport_size(PHONE)
    no_sideways_scroll(page)
    organizer.look("roster-person-phone")
    page.goto(page.url.split("?")[0] + "?lang=en")
    organizer.look("roster-person-english")
    page.goto(page.url.split("?")[0] + "?lang=zh-Hans")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name=organizer.w("roster.edit.back")).click()
    page.locator("summary", has_text=organizer.w("roster.removed", 1)).click()
    organizer.look("roster-removed")
    page.get_by_role("link", name="李娜娜").click()
    page.get_by_role("button", name=organizer.w("roster.edit.restore")).click()
    page.get_by_role("link", name=organizer.w("roster.edit.back")).click()
    expect(page.locator("tbody tr", has_text="李娜娜")).to_have_count(1)

    page.get_by_role("link", name=organizer.w("roster.cards")).click()
    expect(page.locator(".person-card")).to_have_count(4)
    organizer.look("roster-cards")
    page.emulate_media(media="print")
    page.pdf(path=str(tmp_path / "cards.pdf"), prefer_css_page_size=True)
    page.emulate_media(media="screen", color_scheme="dark")
    organizer.look("roster-cards-dark")
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}/roster?lang=en")
    organizer.look("roster-english-dark")
    page.set_viewport_size(SMALL_PHONE)
    no_sideways_scroll(page)
    organizer.look("roster-small")


def test_a_card_without_javascript(start, eyes):
    """The code of a card opens its learner's page; a new card ends the old one."""
    hall = start(halls.SAMPLE_PLAN)
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    page = organizer.page
    organizer.go(f"{hall.url}/classes/{hall.addresses['class']}/roster")
    page.fill("[name=name]", "孙尚香")
    page.fill("[name=unit]", "码头")
    page.fill("[name=phone]", "138-0000-9999")
    organizer.press(organizer.w("section.addNow"))
    expect(page.locator("table.roster")).to_contain_text("138****9999")
    page.get_by_role("link", name=organizer.w("roster.cards")).click()
    card = page.locator(".person-card", has_text="孙尚香").locator("a").get_attribute("href")
    page.go_back()
    phone = Phone(eyes, java_script_enabled=False).go(card)
    phone.sees("孙尚香")
    phone.look("card-opened", check=False)
    page.get_by_role("button", name=organizer.w("roster.revokeCard", "孙尚香")).click()
    expect(page.locator(".note.good")).to_have_text(organizer.w("roster.said.revoked"))
    late = Client(hall).request("GET", "/" + card.split("/", 3)[3])
    assert late.status == 403 and organizer.w("roster.cardInvalid") in late.text
