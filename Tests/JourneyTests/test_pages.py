"""Every kind of page, also the rare ones: seen, read by axe-core, and none forgotten."""

import re

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, PROJECTOR, SMALL_PHONE, no_sideways_scroll, overflow
from hall import Client, Learner
from roles import Organizer, Phone, Screen, Trainer

LONG = "爱诺·别克买买提·阿不都热合曼·古丽巴哈尔·斯拉木江"
CHOICE = "第{}种：劳动关系存续期间因拖欠劳动报酬发生争议的，不受仲裁时效期间的限制"
PROMPT = (
    "职工还在本单位上班，单位拖欠他两年前的工资，他现在申请仲裁，关于时效的说法哪一项正确？"
    "请结合《劳动争议调解仲裁法》第二十七条说明理由。"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_trouble(start, eyes, scheme):
    hall = start(halls.SAMPLE_PLAN)
    eyes.forgiving = True  # Chromium prints a line for each 4xx page
    eyes.name = "pages_of_trouble_" + scheme
    phone = Phone(eyes, color_scheme=scheme)
    for name, path in [
        ("home", "/"), ("error-404", "/no/such/page"), ("error-code", "/j/0000"),
        ("home-wrong-code", "/join?code=0000"), ("error-trainer", "/t/" + hall.addresses["class"]),
        ("sign-in-unset", "/sign-in"), ("start-gone", "/start/0000"),
        ("sign-in-first", "/desk"),
    ]:
        phone.go(hall.url + path)
        phone.look(name)
        no_sideways_scroll(phone.page)
    phone.go(hall.addresses["join"])
    phone.look("join")
    phone.page.evaluate("document.querySelector('[name=name]').maxLength = 20000")
    phone.check_in(None, "长" * 10_000, go=False)
    phone.sees(phone.w("join.nameProblem.tooLong"))
    phone.look("join-name-too-long")
    no_sideways_scroll(phone.page)
    phone.check_in(None, "爱诺\u202e", go=False)
    phone.sees(phone.w("join.nameProblem.forbiddenCharacter"))
    phone.check_in(None, "爱诺", "运输队", go=False).arrived()

    # 409: the room has moved on while the form was open; without a script it is a page of its own.
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    plain = Phone(eyes, "zh-CN", SMALL_PHONE, java_script_enabled=False, color_scheme=scheme)
    plain.check_in(hall.addresses["join"], "巴图").arrived()
    plain.sees("仲裁时效多长？")
    trainer.main("trainer.close")
    trainer.sees(trainer.w("item.closed"), "[data-region=items]")
    plain.choose("一年")
    plain.press(plain.w("room.submit"), "form.item")
    plain.sees(plain.w("reject.itemNotOpen"))
    plain.sees("409")
    eyes.look(plain.page, "error-409", check=False)

    # 410: the class is over.
    trainer.end()
    trainer.sees(trainer.w("trainer.closed"))
    late = Phone(eyes, color_scheme=scheme).go(hall.addresses["join"])
    late.sees(late.w("error.classClosed"))
    late.look("error-410")


def test_organizer_pages(start, eyes):
    hall = start()
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    organizer.look("desk-empty")
    organizer.unfold(organizer.w("desk.newPlan"))
    organizer.look("desk-new-plan")
    organizer.read_plan(halls.SAMPLE_PLAN, *sorted((halls.SAMPLE_PLAN.parent / "cases").glob("*.md")))
    organizer.look("plan")
    organizer.unfold(organizer.w("plan.edit"))
    organizer.look("plan-edit")
    plan = organizer.page.url.split("?")[0]
    organizer.go(plan + "/class")
    organizer.look("class-form")
    organizer.page.fill("[name=roster]", "王芳\n" + "长" * 200 + "\n")
    organizer.page.check("[name=approved]")
    eyes.forgiving = True
    organizer.press(organizer.w("sectionForm.make"))
    organizer.look("class-form-wrong")
    eyes.forgiving = False
    organizer.page.fill("[name=roster]", f"王芳\t第一车间\t一组\n{LONG}\t{LONG}\t{LONG}\n")
    organizer.press(organizer.w("sectionForm.make"))
    organizer.page.wait_for_url(re.compile(r"/classes/[^/?]+$"))
    organizer.look("class")
    section = organizer.page.url
    organizer.page.set_viewport_size(PHONE)
    for name, address in [("phone-class", section), ("phone-desk", hall.url + "/desk"), ("phone-plan", plan)]:
        organizer.go(address)
        organizer.look(name)
        no_sideways_scroll(organizer.page)
    organizer.page.set_viewport_size(LAPTOP)
    for paper in ("run-sheet", "sign-in-sheet", "desk-cards", "evaluation-form", "answer-sheet", "notice", "group-list",
                  "group-record", "fee-receipt", "plan", "present-sheet", "fee-sheet", "roster", "attendance-summary",
                  "evaluation-summary", "seat-table", "name-plates", "answer-cards"):
        organizer.go(f"{section}/papers/{paper}")
        organizer.look(paper)
        organizer.page.emulate_media(media="print")
        organizer.look(paper + "-print", check=False)
        organizer.page.emulate_media(media="screen")
    organizer.page.set_viewport_size(SMALL_PHONE)
    for paper in ("plan", "present-sheet", "fee-sheet", "roster", "attendance-summary", "seat-table", "answer-cards",
                  "name-plates"):
        organizer.go(f"{section}/papers/{paper}")
        organizer.look("phone-" + paper)
        no_sideways_scroll(organizer.page)
    organizer.page.set_viewport_size(LAPTOP)
    organizer.go(f"{section}/papers/seat-table")
    organizer.page.fill("[name=rows]", "5")
    organizer.page.fill("[name=columns]", "6")
    organizer.press(organizer.w("paper.seat.arrange"))
    assert organizer.page.locator(".seats tbody tr").count() == 5
    assert organizer.page.locator(".seats tbody tr").first.locator("td").count() == 6
    organizer.go(f"{section}/papers/desk-cards?ssid=hall-5G&password=12345678")
    organizer.look("desk-cards-wifi")
    organizer.go(f"{section}/report")
    organizer.look("report-before")
    organizer.go(hall.url + "/desk")
    organizer.press(organizer.w("signIn.out"))
    organizer.sees(organizer.w("signIn.isOut"))
    organizer.look("sign-in")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_long_texts_fit(start, eyes, language):
    """Long names, long choices, ten of them with counts; a narrow phone; twice the size."""
    chinese = language == "zh-CN"
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    eyes.name = "long_texts_" + language
    prompt = PROMPT if chinese else (
        "A worker leaves a workstation because she has good reason to believe it is an imminent and "
        "serious danger to her life. What does ILO Convention No. 155 say about that, and where?")
    choice = CHOICE if chinese else "Choice {}: she is protected from undue consequences under national conditions"
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    beside = Trainer(eyes, language, PHONE).go(hall.addresses["trainer"])
    screen = Screen(eyes, language).go(hall.addresses["projector"])
    old = Screen(eyes, language).go(hall.addresses["projector"])
    old.page.set_viewport_size({"width": 1024, "height": 768})
    phone = Phone(eyes, language, SMALL_PHONE)
    phone.check_in(hall.addresses["join"], LONG if chinese else "Wilhelmina van der Westhuizen-Okonkwo").arrived()
    # 200 % zoom of a 390 px phone and of a laptop: half the width, everything twice the size.
    zoomed = Phone(eyes, language, {"width": 195, "height": 380}, device_scale_factor=2)
    zoomed.check_in(hall.addresses["join"], "Omar").arrived()
    big = Trainer(eyes, language, {"width": 720, "height": 450}).go(hall.addresses["trainer"])
    learners = [Learner(hall, f"Learner {index}") for index in range(6)]

    def fits(name):
        for role in (screen, old):
            cut = overflow(role.page, ".screen, .stage")
            assert not cut, f"{name} on the big screen: {cut}"
        for role in (phone, zoomed, beside, big, trainer):
            no_sideways_scroll(role.page)
        for role, kind in [(screen, "screen"), (old, "screen-4-3"), (phone, "phone"), (zoomed, "phone-zoomed"),
                           (beside, "console-phone"), (trainer, "console"), (big, "console-zoomed")]:
            role.look(f"{name}-{kind}")

    trainer.begin()
    screen.shows("一次接待" if chinese else "A committee is not a meeting")
    fits("slide")
    trainer.make("quiz", prompt, [("*" if index == 2 else "") + choice.format(index) for index in range(1, 11)])
    screen.shows(prompt[-10:])
    phone.sees(prompt[-10:])
    fits("quiz")
    for index, learner in enumerate(learners):
        learner.answer(index % 4)
    phone.choose(choice.format(2))
    phone.says("room.saved")
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    screen.sees("✓", ".stage")
    phone.sees(phone.w("room.mine"), ".shown")
    fits("quiz-revealed")
    for index, learner in enumerate(learners):
        learner.send(do="ask", question=f"q{index}aaaaaaa", text=prompt * 2)
    trainer.jump("交流答疑" if chinese else "Questions and answers")
    waiting = trainer.page.locator(".ask").get_by_role("button", name=trainer.w("trainer.toScreen"), exact=True)
    for left in range(len(learners), 0, -1):
        expect(waiting).to_have_count(left)
        waiting.first.click()
    expect(waiting).to_have_count(0)
    screen.shows(screen.w("screen.questions"))
    zoomed.unfold(zoomed.w("room.askQuestion"))
    fits("questions")


def test_every_slide_of_the_real_plan_fits(start, eyes):
    """The whole day, page by page: nothing is cut off, never more than seven lines."""
    plan = halls.REAL_PLAN if halls.REAL_PLAN.exists() else halls.SAMPLE_PLAN
    hall = start(plan)
    screen = Screen(eyes).go(hall.addresses["projector"])
    trainer = Client(hall)
    address = hall.addresses["trainer"].split("/", 3)[3]
    assert trainer.request("GET", "/" + address).status == 303
    send = f"/t/{hall.addresses['class']}/send"
    seen = 0
    while True:
        before = screen.page.locator("body").inner_text()
        reply = trainer.request("POST", send, {"do": "next"}, accept="application/json")
        if reply.status == 409:
            break
        assert reply.status == 200, reply.text
        page = halls.wait_until(lambda: (now := screen.page.locator("body").inner_text()) != before and now)
        seen += 1
        cut = overflow(screen.page, ".screen, .stage")
        assert not cut, f"{cut}: {page}"
        lines = screen.page.evaluate(
            """() => [...document.querySelectorAll('.stage .line')].reduce((sum, line) =>
              sum + Math.round(line.getBoundingClientRect().height / parseFloat(getComputedStyle(line).lineHeight)), 0)""")
        assert lines <= 7, f"{lines} lines: {page}"
    assert seen > 20


def test_no_page_is_forgotten():
    """Every route that answers with a page is named here with the journey that looks at it."""
    source = (halls.ROOT / "Sources/Web/Route.swift").read_text()
    cases = set(re.findall(r"^  case (\w+)", source, re.M)) - {"runSheet", "signInSheet", "deskCards", "evaluationForm", "answerSheet"}
    pages = {
        "home": "pages", "join": "chinese", "joinByCode": "pages", "learner": "chinese", "learnerText": "case_steps", "screen": "chinese",
        "trainerEnter": "chinese", "trainer": "chinese", "start": "chinese", "signIn": "pages", "desk": "pages",
        "plan": "pages", "newSection": "pages", "section": "pages", "report": "chinese", "paper": "pages",
        "replan": "pace", "sheets": "no_phone",
        "invite": "door", "door": "door",
        "account": "account", "analysis": "analysis", "roster": "roster", "cards": "roster", "evaluation": "evaluation",
        "intention": "follow_up", "followUp": "follow_up", "followUpOwn": "follow_up", "followUpDesk": "follow_up",
        "completion": "certificates", "certificates": "certificates", "ownCertificate": "certificates",
        "verify": "certificates", "verification": "certificates",
        "compare": "years", "questions": "years", "question": "years", "years": "years", "year": "years",
        "rosterPerson": "roster", "export": "export", "recordStore": "export", "person": "privacy", "privacy": "privacy",
    }
    others = {
        "asset", "health", "learnerStream", "learnerView", "learnerOwn", "learnerSend", "counts", "screenStream",
        "screenView", "trainerStream", "trainerView", "trainerSend", "signOut", "newPlan", "sectionStream",
        "sectionView", "sectionSend", "doorStream", "doorView", "doorSend", "planCheck", "planSlides",
        "sectionSlides", "deckPage", "personal", "followUpReminder", "ownCredential",
        "classList",
        "paperFile", "exportFile", "personData", "ownData",
    }
    assert cases == set(pages) | others, cases ^ (set(pages) | others)
