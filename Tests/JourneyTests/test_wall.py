"""The question wall: pinned, hidden with a reason, for the trainer only; nothing on the screen unseen."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Phone, Screen, Trainer


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_wall(start, eyes, language):
    hall = start(halls.SAMPLE_PLAN if language == "zh-CN" else halls.ENGLISH_PLAN)
    eyes.name = "wall_" + language
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    beside = Trainer(eyes, language, PHONE, color_scheme="dark").go(hall.addresses["trainer"])
    screen = Screen(eyes, language).go(hall.addresses["projector"])
    phone = Phone(eyes, language, SMALL_PHONE).check_in(hall.addresses["join"], "Aino").arrived()
    others = [Learner(hall, f"Learner {index}") for index in range(3)]
    trainer.begin()
    trainer.jump("交流答疑" if language == "zh-CN" else "Questions and answers")

    # For the trainer alone, without a name.
    phone.unfold(phone.w("room.askQuestion"))
    form = phone.page.locator("form[data-send=ask]")
    form.locator("textarea").fill("Only you?")
    form.locator("[name=forTrainer]").check()
    phone.look("phone-asking")
    no_sideways_scroll(phone.page)
    phone.press(phone.w("room.sendQuestion"))
    phone.says("room.asked", "form[data-send=ask] [data-state]")
    confided = trainer.page.locator(".ask", has_text="Only you?")
    expect(confided).to_contain_text(trainer.w("wall.forTrainer"))
    expect(confided.get_by_role("button", name=trainer.w("trainer.toScreen"))).to_have_count(0)

    for index, text in enumerate(("First?", "Second?", "Third?")):
        others[index].send(do="ask", question=f"q{index}", text=text)
    for text in ("First?", "Second?"):
        trainer.page.locator(".ask", has_text=text).get_by_role(
            "button", name=trainer.w("trainer.toScreen")).click()
        screen.shows(text)
    screen.shows_not("Third?")
    screen.shows_not("Only you?")
    others[0].send(do="support", question="q1", box="support/q1")
    # The most supported first; then what is pinned.
    lines = screen.page.locator(".asked .line")
    expect(lines.first).to_contain_text("Second?")
    trainer.page.locator(".ask", has_text="First?").get_by_role("button", name=trainer.w("wall.pin")).click()
    expect(lines.first).to_contain_text("First?")
    expect(lines.first).to_contain_text(screen.w("wall.pinned"))
    screen.look("screen")
    assert not overflow(screen.page, ".screen, .stage")

    # Not shown, and why; the half-written reason outlives what arrives meanwhile.
    unwanted = trainer.page.locator(".ask", has_text="Third?")
    unwanted.locator("summary").click()
    unwanted.locator("[name=why]").fill("Asked yesterday")
    trainer.look("console-hide")
    others[1].send(do="ask", question="q9", text="Fourth?")
    trainer.sees("Fourth?", ".roomside")
    expect(unwanted.locator("[name=why]")).to_have_value("Asked yesterday")
    unwanted.get_by_role("button", name=trainer.w("wall.hideNow")).click()
    expect(unwanted).to_have_count(0)
    trainer.page.locator("summary", has_text=trainer.w("wall.hidden")).last.click()
    expect(trainer.page.locator(".asked", has_text="Third?")).to_contain_text("Asked yesterday")
    trainer.look("console")
    beside.look("console-phone-dark")
    no_sideways_scroll(beside.page)

    questions = {question["id"]: question for question in hall.report(hall.addresses["class"])["questions"]}
    assert questions["q2"]["reason"] == "Asked yesterday" and questions["q2"]["text"] is None
    assert [q["text"] for q in questions.values() if q["forTrainer"]] == [None]
    assert "Only you?" not in phone.page.locator("[data-region=wall]").inner_html()
