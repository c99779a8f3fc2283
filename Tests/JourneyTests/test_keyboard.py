"""By keyboard alone, and while the page renews itself."""

from playwright.sync_api import expect

import hall as halls
from hall import Learner
from roles import Phone, Screen, Trainer


def focus(page):
    return page.evaluate(
        "(() => { const f = document.activeElement; return [f.tagName, f.name || '', f.value || '', f.closest('[data-item],[data-question]')?.dataset.item || f.closest('[data-question]')?.dataset.question || '']; })()")


def listens(button):
    expect(button).not_to_have_attribute("aria-disabled", "true")


def test_the_trainer_by_keyboard(start, eyes):
    hall = start(halls.ENGLISH_PLAN)
    trainer = Trainer(eyes, "en-GB").go(hall.addresses["trainer"])
    screen = Screen(eyes, "en-GB").go(hall.addresses["projector"])
    keys = trainer.page.keyboard
    keys.press("ArrowRight")
    screen.shows("what was the last thing your committee changed")
    keys.press(" ")
    screen.sees("2 / 2", "footer")
    keys.press("ArrowLeft")
    screen.sees("1 / 2", "footer")
    keys.press("PageDown")
    screen.sees("2 / 2", "footer")
    keys.press("z")
    screen.sees("1 / 2", "footer")
    keys.press("b")
    expect(screen.page.locator(".blank")).to_have_count(1)
    trainer.sees("The big screen is blank now")
    keys.press("b")
    expect(screen.page.locator(".blank")).to_have_count(0)

    # Keys that are typed into a field are text.
    trainer.unfold("Put a question to the room")
    prompt = trainer.page.locator("form[data-send=make] [name=prompt]")
    prompt.focus()
    keys.type("z b ?")
    keys.press("ArrowLeft")
    Learner(hall, "Ines")
    expect(trainer.page.locator(".roomside .big").first).to_contain_text("1")
    expect(prompt).to_have_value("z b ?")
    screen.sees("1 / 2", "footer")

    # The middle button keeps the focus through what it becomes.
    trainer.jump("Pre-test")
    button = trainer.page.locator("nav").get_by_role("button", name="Open for answers")
    button.focus()
    listens(trainer.page.locator("nav button.live"))
    keys.press("Enter")
    expect(trainer.page.locator("nav button.live")).to_have_text("Close answers")
    expect(trainer.page.locator("nav button.live")).to_be_focused()
    # What a button has just become is deaf to the second of two taps.
    keys.press("Enter")
    listens(trainer.page.locator("nav button.live"))
    expect(trainer.page.locator("nav button.live")).to_have_text("Close answers")
    keys.press("Enter")
    expect(trainer.page.locator("nav button.live")).to_have_text("Reveal")
    expect(trainer.page.locator("nav button.live")).to_be_focused()

    # Approving one question never moves the finger onto another one's button.
    learner = Learner(hall, "Jonas")
    for text in ("First?", "Second?", "Third?"):
        learner.send(do="ask", question="q" + text[:5], text=text)
    trainer.sees("Third?", ".roomside")
    trainer.page.locator(".ask", has_text="First?").get_by_role("button", name="Show on screen").focus()
    keys.press("Enter")
    expect(trainer.page.locator(".ask", has_text="First?").get_by_role("button", name="Answered")).to_be_focused()
    listens(trainer.page.locator(".ask", has_text="First?").get_by_role("button", name="Answered"))
    keys.press("Enter")
    expect(trainer.page.locator(".ask", has_text="First?")).to_have_count(0)
    expect(trainer.page.locator(".ask").get_by_role("button", name="Show on screen")).to_have_count(2)


def test_an_answer_by_keyboard(start, eyes):
    hall = start(halls.ENGLISH_PLAN)
    trainer = Trainer(eyes, "en-GB").go(hall.addresses["trainer"])
    phone = Phone(eyes, "en-GB").go(hall.addresses["join"])
    keys = phone.page.keyboard
    for text in ("Nadia", "Foundry"):
        while focus(phone.page)[0] != "INPUT" or phone.page.evaluate("document.activeElement.value"):
            keys.press("Tab")
        keys.type(text)
    keys.press("Enter")
    phone.arrived()
    trainer.begin()
    trainer.make("quiz", "Who owns an action?", ["A department", "*One person", "Nobody"])
    phone.sees("Who owns an action?")
    while focus(phone.page)[1] != "choice":
        keys.press("Tab")
    keys.press(" ")
    phone.says("room.saved")
    keys.press("ArrowDown")
    expect(phone.page.locator("form.item input[value='1']")).to_be_checked()
    phone.says("room.saved")
    # Another item opens beside it: focus and choice stay where they are.
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 1")
    trainer.make("poll", "And at your workplace?", ["Yes", "No"])
    expect(phone.page.locator("form.item")).to_have_count(2)
    expect(phone.page.locator("form.item input[value='1']").first).to_be_focused()
    expect(phone.page.locator("form.item input[value='1']").first).to_be_checked()


def test_what_is_typed_stays(start, eyes):
    hall = start(halls.ENGLISH_PLAN)
    trainer = Trainer(eyes, "en-GB").go(hall.addresses["trainer"])
    phone = Phone(eyes, "en-GB").check_in(hall.addresses["join"], "Nadia").arrived()
    trainer.begin()
    trainer.make("poll", "What will you change first?", [])
    words = phone.page.locator("form[data-send=cast] textarea")
    words.click()
    phone.page.keyboard.type("Open actions come first")
    for _ in range(4):
        phone.page.keyboard.press("ArrowLeft")
    trainer.make("quiz", "Who owns an action?", ["A department", "*One person"])
    expect(phone.page.locator("form.item")).to_have_count(2)
    trainer.more("trainer.openEvaluation")
    phone.sees("Please rate the day")
    expect(words).to_have_value("Open actions come first")
    expect(words).to_be_focused()
    phone.page.keyboard.type("!")
    expect(words).to_have_value("Open actions come f!irst")

    # Half a rating, with a comment, through updates of the page.
    rating = phone.page.locator("form[data-send=rate]")
    rating.locator("input[name=aspect2][value='1']").check()
    rating.locator("textarea").fill("More cases, please.")
    question = phone.page.locator("form[data-send=ask] textarea")
    phone.unfold("Ask a question")
    question.fill("Half a question")
    trainer.page.locator("section.item", has_text="Who owns").get_by_role("button", name="Close answers").click()
    expect(phone.page.locator("form.item")).to_have_count(2)
    trainer.step()
    expect(rating.locator("input[name=aspect2][value='1']")).to_be_checked()
    expect(rating.locator("textarea")).to_have_value("More cases, please.")
    expect(question).to_have_value("Half a question")
    # The trainer's half-written case kit stays as well.


def test_a_presentation_clicker_turns_pages_and_blanks(start, eyes):
    """What a clicker sends: PageDown and PageUp, or arrows; b or a full stop for the black screen."""
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(f"{hall.url}/s/{hall.code}")
    trainer.begin()
    page = screen.page.locator("footer")
    expect(page).to_contain_text("1 / ")
    # Also while a button has the focus, as after a click on the console.
    trainer.page.locator("nav button").last.focus()
    for key, place in [("PageDown", "2 / "), ("PageUp", "1 / "), ("ArrowRight", "2 / "), ("ArrowLeft", "1 / ")]:
        trainer.page.keyboard.press(key)
        expect(page).to_contain_text(place)
    for key in ("b", "."):
        trainer.page.keyboard.press(key)
        expect(screen.page.locator(".stage .blank")).to_have_count(1)
        trainer.sees(trainer.w("trainer.isBlank"))
        trainer.page.keyboard.press(key)
        expect(screen.page.locator(".stage .blank")).to_have_count(0)
        trainer.sees_not(trainer.w("trainer.isBlank"))
    # What is typed into a field is text, never an order.
    trainer.unfold(trainer.w("trainer.makeItem"))
    trainer.page.locator("form[data-send=make] [name=prompt]").fill("")
    trainer.page.locator("form[data-send=make] [name=prompt]").press("b")
    trainer.page.locator("form[data-send=make] [name=prompt]").press("PageDown")
    trainer.page.keyboard.type(".")
    expect(trainer.page.locator("form[data-send=make] [name=prompt]")).to_have_value("b.")
    expect(page).to_contain_text("1 / ")
