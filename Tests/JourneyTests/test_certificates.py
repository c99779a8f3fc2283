"""结业与学时、培训证明: what completing a class takes, who has completed it and why, and the paper that says so."""

import pytest

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from roles import Organizer, Phone, Trainer

PEOPLE = ["王芳", "李强", "赵敏"]


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
