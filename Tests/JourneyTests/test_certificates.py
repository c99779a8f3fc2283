"""结业与学时、培训证明: what completing a class takes, who has completed it and why, and the paper that says so."""

import re
import subprocess

import pytest

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from roles import Organizer, Phone, Trainer

PEOPLE = ["王芳", "李强", "赵敏"]


def pages_of(pdf):
    info = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return int(re.search(r"Pages:\s+(\d+)", info).group(1))


def a_day(start, eyes, language):
    """A class in which 王芳 checks in twice, 李强 once and 赵敏 never."""
    hall = start(halls.SAMPLE_PLAN if language == "zh-CN" else halls.ENGLISH_PLAN)
    organizer = Organizer(eyes, language)
    organizer.set_password(hall.addresses["organizer"])
    section = hall.addresses["class"]
    organizer.go(f"{hall.url}/classes/{section}/roster")
    organizer.unfold(organizer.w("roster.paste"))
    organizer.page.fill("[name=roster]", "姓名,单位\n" + "".join(f"{name},铸造厂\n" for name in PEOPLE))
    organizer.press(organizer.w("roster.look"))
    organizer.press(organizer.w("roster.take"))
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    phones = [Phone(eyes, language) for _ in PEOPLE[:2]]
    for phone, name in zip(phones, PEOPLE):
        phone.check_in(hall.addresses["join"], name, listed=True).arrived()
    trainer.begin()
    return hall, organizer, trainer, phones, f"{hall.url}/classes/{section}"


@pytest.mark.parametrize("language,scheme", [("zh-CN", "light"), ("en-GB", "dark")])
def test_completion(start, eyes, language, scheme):
    hall, organizer, trainer, phones, section = a_day(start, eyes, language)
    eyes.name = "completion_" + language
    w = organizer.w
    organizer.page.emulate_media(color_scheme=scheme)
    organizer.go(section)
    organizer.page.get_by_role("link", name=w("completion.link")).click()
    organizer.sees(w("completion.title"), "h1")
    organizer.sees(w("completion.figure.creditNone"))
    organizer.look("completion-open")

    # A number that is none: said, and nothing that was typed is lost.
    eyes.forgiving = True
    page = organizer.page
    page.check("input[value=evaluation]")
    page.fill("[name=feeHours]", "drei")
    page.fill("[name=issuer]", "东海市总工会")
    organizer.press(w("completion.save"))
    organizer.sees(w("completion.wrong.number", w("completion.feeHoursField")))
    assert page.locator("input[value=evaluation]").is_checked()
    eyes.forgiving = False
    page.fill("[name=feeHours]", "6")
    page.uncheck("input[value=evaluation]")
    page.fill("[name=presence]", "40")
    page.select_option("[name=credit]", "halfDay3")
    organizer.press(w("completion.save"))
    organizer.sees(w("completion.saved"))
    organizer.sees(w("completion.figure.feeValue", "6"))
    assert page.input_value("[name=issuer]") == "东海市总工会"

    organizer.look("completion-set")
    trainer.end()
    trainer.sees(w("trainer.closed"))
    organizer.go(section + "/completion")
    organizer.sees(w("completion.summary", 2, 1, 0))
    organizer.look("completion-closed")
    for name, size in [("phone", PHONE), ("small", SMALL_PHONE)]:
        page.set_viewport_size(size)
        organizer.look("completion-" + name)
        no_sideways_scroll(page)
        page.locator("#figures").scroll_into_view_if_needed()
        organizer.look("completion-people-" + name)
    page.set_viewport_size(LAPTOP)
    organizer.go(section + "/report#completion")
    organizer.sees(w("completion.person.notMet"))
    organizer.look("report-completion")


@pytest.mark.parametrize("language,scheme", [("zh-CN", "light"), ("en-GB", "dark")])
def test_certificates(start, eyes, language, scheme):
    hall, organizer, trainer, phones, section = a_day(start, eyes, language)
    eyes.name = "certificates_" + language
    w = organizer.w
    page = organizer.page
    page.emulate_media(color_scheme=scheme)
    organizer.go(section + "/completion")
    organizer.sees(w("certificate.refused.classNotOver"))
    trainer.end()
    trainer.sees(w("trainer.closed"))
    organizer.go(section + "/completion")
    organizer.sees(w("certificate.refused.issuerMissing"))
    page.fill("[name=presence]", "40")
    page.select_option("[name=credit]", "halfDay3")
    page.fill("[name=issuer]", "东海市总工会职工学校" if language == "zh-CN" else "Harbour Workers’ Union, Branch 12")
    organizer.press(w("completion.save"))
    organizer.look("before")
    organizer.press(w("certificate.issue", 2))
    organizer.sees(w("certificate.said.issued", 2))
    organizer.look("issued")
    for name, size in [("phone", PHONE), ("small", SMALL_PHONE)]:
        page.set_viewport_size(size)
        organizer.look("issued-" + name)
        no_sideways_scroll(page)
    page.set_viewport_size(LAPTOP)

    # One page each, to be framed.
    page.get_by_role("link", name=w("certificate.printAll")).click()
    assert page.locator("article.certificate").count() == 2
    assert page.locator(".certificate .holder").all_inner_texts() == PEOPLE[:2]
    organizer.look("sheets")
    page.emulate_media(media="print")
    organizer.look("sheets-print", check=False)
    page.emulate_media(media="screen")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 2

    # A learner sees one's own, and nobody else's.
    phone = phones[0]
    phone.page.emulate_media(color_scheme=scheme)
    phone.page.reload()
    phone.page.get_by_role("link", name=w("certificate.mine")).click()
    phone.sees("王芳", "article.certificate")
    phone.sees_not("李强", "main")
    phone.look("own")
    no_sideways_scroll(phone.page)
    phone.page.set_viewport_size(SMALL_PHONE)
    phone.look("own-small")
    no_sideways_scroll(phone.page)
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name=w("certificate.credential")).click()
    assert download.value.suggested_filename.endswith(".jwt")

    # A stranger learns that it is valid, and no name.
    number = phone.page.locator(".certificate .number").inner_text().split()[-1]
    stranger = Phone(eyes, language, color_scheme=scheme)
    stranger.go(hall.url + "/verify")
    stranger.look("verify")
    stranger.page.fill("[name=number]", number.lower().replace("-", " "))
    stranger.press(w("certificate.verifyNow"))
    stranger.sees(w("certificate.valid"), ".note .big")
    stranger.sees_not("王芳")
    stranger.look("verify-valid")
    no_sideways_scroll(stranger.page)

    # Revoked, with a reason that the organizer sees and a stranger does not.
    organizer.go(section + "/completion")
    row = page.locator(".issued li").first
    row.locator("summary").click()
    row.locator("[name=reason]").fill("姓名写错")
    organizer.look("revoke")
    row.get_by_role("button", name=w("certificate.revokeNow")).click()
    organizer.sees(w("certificate.said.revoked"))
    organizer.sees("姓名写错", ".issued")
    organizer.look("revoked")
    stranger.page.reload()
    stranger.sees(w("certificate.notValid"), ".note .big")
    stranger.sees_not("姓名写错")
    stranger.look("verify-not-valid")
    eyes.forgiving = True
    phone.page.reload()
    phone.sees(w("certificate.noneOfYours"))
    phone.look("own-none", check=False)
